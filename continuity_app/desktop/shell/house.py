"""The unlocked window: rail, bar, notices and the room in which the user is."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from continuity_app.desktop.desk import Desk, Paper, Room, Task
from continuity_app.desktop.shell.banners import Banners
from continuity_app.desktop.shell.bar import Bar
from continuity_app.desktop.shell.copying import PATIENCE, CopyKeeper
from continuity_app.desktop.shell.facts import bar_facts
from continuity_app.desktop.shell.help import HelpPage
from continuity_app.desktop.shell.rail import Rail
from continuity_app.desktop.shell.rooms import Door, doors
from continuity_app.desktop.widgets.basics import button, columns, frame, rows, text
from continuity_app.desktop.widgets.preview import Preview
from continuity_app.desktop.widgets.states import BusyPanel, ErrorPanel
from continuity_app.desktop.work import Runner
from continuity_app.errors import KitError
from continuity_app.kit.trusting import banners
from continuity_app.words import say

FACTS_EVERY = 30_000


class Notice(QFrame):
    """One line that says what was just done; it stays until the next one or until it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("role", "notice")
        self._words = text("", "", "notice_words", wrap=True, tone="good")
        close = button(say("Close"), "notice_close", self.hide, role="plain", says=say("Close this notice"))
        self.setLayout(columns(self._words, close, margins=(18, 4, 12, 4)))
        self.hide()

    @property
    def words(self) -> str:
        """What it says while it is shown."""
        return "" if self.isHidden() else self._words.text()

    def say(self, sentence: str) -> None:
        """Says another sentence."""
        self._words.setText(f"✓ {sentence}")
        self.setAccessibleName(sentence)
        self.show()


class House(QFrame):
    """Everything behind the lock.

    Signals:
        lock_asked: the user wants to lock now.
    """

    lock_asked = Signal()

    def __init__(self, desk: Desk, runner: Runner, user: str) -> None:
        super().__init__()
        self.setObjectName("house")
        self.desk = desk
        self._runner = runner
        self._doors: dict[str, Door] = {door.key: door for door in doors()}
        self._rooms: dict[str, Room] = {}
        self._here = ""
        self.rail = Rail(tuple(self._doors.values()), desk.look, user)
        self.bar = Bar(desk.look)
        self.banners = Banners()
        self.notice = Notice()
        self.error = ErrorPanel()
        self.busy = BusyPanel()
        self.preview = Preview()
        self.help = HelpPage()
        self._stack = QStackedWidget()
        self._stack.setObjectName("rooms")
        self._stack.addWidget(self.preview)
        self._stack.addWidget(self.help)
        self.copying = CopyKeeper(desk.session, inline=runner.inline)
        self._lay_out()
        self._connect()
        self._facts_timer = QTimer(self)
        self._facts_timer.setInterval(FACTS_EVERY)
        self._facts_timer.timeout.connect(self.refresh_bar)
        self._facts_timer.start()
        self.refresh_bar()
        self.copying.look()

    def room(self, key: str) -> Room:
        """A room, built when it is first asked for."""
        if key not in self._rooms:
            made = self._doors[key].open(self.desk)
            self._rooms[key] = made
            self._stack.addWidget(made)
        return self._rooms[key]

    @property
    def here(self) -> str:
        """The key of the room in which the user is."""
        return self._here

    def go(self, key: str, subject: dict[str, Any] | None = None) -> None:
        """Goes to a room."""
        made = self.room(key)
        self._leave_preview()
        if key != self._here:
            self.notice.hide()
        self._here = key
        self.error.hide()
        self._trouble.hide()
        self.rail.mark(key)
        self._stack.setCurrentWidget(made)
        made.refresh()
        if subject:
            made.show_subject(**subject)
        made.focus_first()

    def refresh_bar(self) -> None:
        """Reads anew what the bar says."""
        facts = self.desk.attempt(lambda: bar_facts(self.desk.session, self.copying.standing))
        if facts is not None:
            self.bar.take(facts)
        told = self.desk.attempt(lambda: banners(self.desk.session))
        if told is not None:
            self.banners.take(told)

    def keep_drafts(self) -> tuple[int, int]:
        """Journals what is being typed in every room; gives how many drafts were kept, and how many could not be."""
        drafts = [found for made in self._rooms.values() if (found := made.draft()) is not None]
        try:
            kept = self.desk.keep(*drafts)
        except KitError:
            kept = 0
        return kept, len(drafts) - kept

    def end(self, patience: float | None = PATIENCE) -> bool:
        """Nothing here may ask the session again; False where a copy still does, and the session cannot be closed.

        Args:
            patience: seconds to wait for a copy under way; None waits for its end.
        """
        self._facts_timer.stop()
        self.desk.blockSignals(True)
        for made in self._rooms.values():
            made.end()
        self.preview.forget()
        return self.copying.end(patience)

    def take_files(self, files: list[str]) -> None:
        """Gives dropped files to the room in which the user is, or else to the kit room."""
        if self._here and self._rooms[self._here].take_files(files):
            return
        self.go("kit")
        self._rooms["kit"].take_files(files)

    def _lay_out(self) -> None:
        margins = frame("ground")
        margins.setLayout(rows(self.error, margins=(18, 12, 18, 0)))
        self._trouble = margins
        margins.hide()
        content = frame("ground", "content")
        content.setLayout(rows(self.bar, self.banners, self.busy, self.notice, margins, self._stack, gap=0))
        self.setLayout(columns(self.rail, content, gap=0))
        self._stack.setMinimumSize(1, 1)
        content.layout().setStretchFactor(self._stack, 1)  # type: ignore[union-attr]

    def _connect(self) -> None:
        desk = self.desk
        self.rail.chosen.connect(self.go)
        self.rail.lock_asked.connect(self.lock_asked)
        self.rail.help_asked.connect(self.show_help)
        desk.room_asked.connect(self.go)
        desk.told.connect(self.notice.say)
        desk.failed.connect(self.show_error)
        desk.paper_made.connect(self.show_paper)
        desk.work_asked.connect(self.begin)
        desk.changed.connect(self._on_changed)
        self.copying.stood.connect(lambda _: self.refresh_bar())
        self.error.closed.connect(self._on_error_read)
        self.preview.closed.connect(self.back)
        self.preview.told.connect(self.notice.say)
        self.preview.failed.connect(self.show_error)
        self.help.closed.connect(self.back)
        for number, key in enumerate(self._doors, 1):
            self._key(f"Ctrl+{number}", partial(self.go, key))
        self._key("Ctrl+F", lambda: self.go("find"))
        self._key("F1", self.show_help)
        self._key("Ctrl+P", self._print_here)
        self._key("Ctrl+L", self.lock_asked.emit)

    def _key(self, key: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(key), self, act)

    def show_error(self, error: KitError) -> None:
        """Shows an error above the room."""
        self.notice.hide()
        self._trouble.show()
        self.error.show_error(error)

    def show_paper(self, paper: Paper) -> None:
        """Previews a PDF in place of the room."""
        self.preview.show_pdf(paper.title, paper.data, paper.file_name)
        self._stack.setCurrentWidget(self.preview)

    def show_help(self) -> None:
        """Shows the keys in place of the room."""
        self._stack.setCurrentWidget(self.help)
        self.help.focus_first()

    def back(self) -> None:
        """Back to the room from preview or help."""
        self._leave_preview()
        if self._here:
            self._stack.setCurrentWidget(self._rooms[self._here])
            self._rooms[self._here].focus_first()

    def begin(self, task: Task) -> None:
        """Runs long work beside the window."""
        try:
            self._runner.start(
                task.job, lambda work: self.busy.watch(work, task.title, task.done, task.failed or self.show_error)
            )
        except KitError as error:
            self.show_error(error)

    def _leave_preview(self) -> None:
        if self._stack.currentWidget() is self.preview:
            self.preview.forget()

    def _on_changed(self) -> None:
        self.refresh_bar()
        self.copying.look()
        if self._here:
            self._rooms[self._here].refresh()

    def _on_error_read(self) -> None:
        self._trouble.hide()
        current: QWidget | None = self._stack.currentWidget()
        if isinstance(current, Room):
            current.focus_first()
        elif current is not None:
            current.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print_here(self) -> None:
        if self._here and self._stack.currentWidget() is self._rooms[self._here]:
            self._rooms[self._here].print_list()
