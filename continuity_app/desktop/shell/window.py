"""The one window: first run, unlock or the house; opens and closes the session, and locks over whatever is open."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from continuity_app.clock import Clock
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.first_run.panel import FirstRun
from continuity_app.desktop.settings import Settings, keep_settings
from continuity_app.desktop.shell.clipboard import ClipboardWatch
from continuity_app.desktop.shell.house import House
from continuity_app.desktop.shell.idle import AFTER, Clocks, IdleWatch
from continuity_app.desktop.shell.opening import open_job, reopen
from continuity_app.desktop.shell.sleep import SleepWatch
from continuity_app.desktop.shell.successor import Locked, Replace, Why
from continuity_app.desktop.theme import Look, Scheme
from continuity_app.desktop.unlock.brought import Brought
from continuity_app.desktop.unlock.panel import UnlockPanel
from continuity_app.desktop.widgets.basics import rows
from continuity_app.desktop.widgets.states import ErrorPanel
from continuity_app.desktop.work import Runner, Work
from continuity_app.errors import KitError
from continuity_app.kit.home import Home
from continuity_app.kit.session import Session
from continuity_app.trust.wrapping import KeyCost
from continuity_app.vault.slots import users_of
from continuity_app.words import LANGUAGES, say, use_language


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window is given.

    Attributes:
        home, clock: where the kit lies, and the time.
        inline: long work runs on the window's own thread (tests).
        idle_after: seconds until an idle kit locks.
        paper: letter or a4.
        language: the code that was chosen in this window, empty where none was.
        cost: what one try at a new vault's passphrase costs.
        clocks: tell how long nobody touched it, and that the machine slept.
        locked: what the process before this one told when it locked, if there was one.
        replace: puts a new process in this one's place after a lock; without it the window stays (tests, the tour).
    """

    home: Home
    clock: Clock
    inline: bool = False
    idle_after: int = AFTER
    paper: str = "a4"
    language: str = ""
    cost: KeyCost = field(default_factory=KeyCost)
    clocks: Clocks = field(default_factory=Clocks)
    locked: Locked | None = None
    replace: Replace | None = None


class Window(QWidget):
    """The top-level window."""

    def __init__(self, around: Surroundings, look: Look) -> None:
        super().__init__()
        self._around = around
        self.look = look
        # At once, not only when the window closes: a machine may be switched off.
        look.changed.connect(self._keep_settings)
        self.runner = Runner(inline=around.inline)
        self._paper, self._language = around.paper, around.language
        self.house: House | None = None
        self.session: Session | None = None
        self.setObjectName("window")
        self.setWindowTitle(say("Continuity kit"))
        self.setAcceptDrops(True)
        self.unlock = UnlockPanel(look, around.home)
        self.first_run = FirstRun(around.home, around.clock, self.runner, around.cost, look)
        self.error = ErrorPanel()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.unlock)
        self._stack.addWidget(self.first_run)
        self._stack.setMinimumSize(1, 1)
        whole = rows(self.error, self._stack, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setProperty("role", "ground")
        self.idle = IdleWatch(around.idle_after, around.clocks, self)
        self.sleep = SleepWatch()
        self.clipboard = ClipboardWatch()
        self._connect()
        self.resize(1366, 768)
        self.show_entrance(around.locked.words() if around.locked is not None else "")

    def show_entrance(self, about: str = "") -> None:
        """Shows the first run where there is no vault yet, the unlock screen otherwise."""
        if (
            not (self._around.home.vault / "slots.json").exists()
            and not (self._around.home.vault / "slots.json.copy").exists()
        ):
            self._stack.setCurrentWidget(self.first_run)
            self.first_run.focus_first()
            return
        try:
            users = users_of(self._around.home.vault)
        except KitError as error:
            self.error.show_error(error)
            users = ()
        self.unlock.prepare(users, about)
        self._stack.setCurrentWidget(self.unlock)
        self.unlock.focus_first()

    def open(self, user: str, passphrase: str) -> None:
        """Opens the vault by a passphrase."""
        self.open_with(Brought(user, passphrase))

    def open_with(self, brought: Brought) -> None:
        """Derives the key beside the window and opens the vault."""
        job = open_job(self._around.home, brought, self._around.clock)
        self._opening = _Opening(self)
        self.runner.start(job, self._opening.watch)

    def enter(self, session: Session) -> None:
        """Moves into the house with an unlocked session."""
        self.session = session
        self.error.hide()
        desk = Desk(session, self.look, self._paper)
        house = House(desk, self.runner, session.user)
        house.lock_asked.connect(self.lock)
        desk.reopen_asked.connect(self._reopen)
        desk.language_asked.connect(self.speak)
        self.house = house
        self.unlock.opened()
        self._stack.addWidget(house)
        self._stack.setCurrentWidget(house)
        self.idle.start()
        self.sleep.hold()
        house.go("find" if session.contacts is not None else "kit")
        self._point_at_drafts(house)

    def lock(self, why: Why = Why.ASKED) -> None:
        """Locks now, over anything that is open; then a new process takes the place of this one."""
        told = self._leave(why)
        if told is None:
            return
        words = told.words()
        if self._around.replace is not None:
            self._keep_settings()
            self._around.replace(replace(told, place=self._place()))
            words = say("{locked} The program could not begin anew: close this window before you leave.", locked=words)
        self.show_entrance(words)

    def _leave(self, why: Why) -> Locked | None:
        """Covers the screen, journals the drafts and closes the session; what happened, None where nothing was open."""
        if self.house is None or self.session is None:
            return None
        house, session = self.house, self.session
        self.idle.stop()
        self._close_dialogs()
        # Nobody reads over the shoulder of a lock that waits for long work to stop.
        self._stack.setCurrentWidget(self.unlock)
        self.unlock.set_busy(busy=True)
        self.repaint()
        self.runner.close()
        kept, lost = house.keep_drafts()
        quiet = house.end()
        self._paper = house.desk.paper
        self.house = self.session = None
        self._stack.removeWidget(house)
        house.close()
        house.deleteLater()
        if quiet:  # otherwise a copy to a stick that hangs still reads; the end of the process ends it
            with suppress(Exception):  # whatever the disk says, the kit locks
                session.close()
        self.clipboard.forget()
        self.sleep.let_go()
        return Locked(why, kept, lost)

    def tell_bug(self, error: KitError) -> None:
        """Shows a mistake of ours where the user looks."""
        if self.house is not None:
            self.house.show_error(error)
        else:
            self.error.show_error(error)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: closing the window locks it first."""
        self._leave(Why.ASKED)
        self.runner.close()
        self.clipboard.forget()
        self._keep_settings()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: files may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: gives dropped files to the room, or to the first run."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if self.house is not None:
            self.house.take_files(files)
        elif self._stack.currentWidget() is self.first_run:
            self.first_run.take_files(files)
        event.acceptProposedAction()

    def speak(self, language: str) -> None:
        """Speaks another language from now on and keeps that; beside long work only from the next lock on."""
        self._language = language
        self._keep_settings()
        if self.house is not None and self.runner.busy:
            told = say("{language} is spoken from the next lock on (Ctrl L).", language=LANGUAGES[language])
            self.house.notice.say(told)
            return
        use_language(language)
        self.setWindowTitle(say("Continuity kit"))
        self._reopen(say("The window speaks English now."))

    def _reopen(self, sentence: str) -> None:
        """Takes the same session anew after its vault was changed: rooms read the new snapshot."""
        if self.house is None or self.session is None:
            return
        old, session = self.house, self.session
        old.keep_drafts()
        old.end(patience=None)
        self._stack.removeWidget(old)
        old.deleteLater()
        opened = session.opened
        session.close()
        self.house = self.session = None
        self.enter(reopen(self._around.home, opened, self._around.clock))
        house = self.house
        if house is not None:
            house.go("kit")
            house.notice.say(sentence)

    def _point_at_drafts(self, house: House) -> None:
        from continuity_app.desktop.forms.drafts import open_drafts  # noqa: PLC0415

        waiting = house.desk.attempt(lambda: open_drafts(house.desk.session))
        if waiting:
            house.notice.say(say("What you were typing was kept: open Forms to go on with it."))

    def _connect(self) -> None:
        self.unlock.asked.connect(self.open_with)
        self.first_run.finished.connect(self.open)
        self.first_run.failed.connect(self.error.show_error)
        self.idle.ticked.connect(self._on_tick)
        self.idle.expired.connect(lambda: self.lock(Why.IDLE))
        self.idle.slept.connect(lambda: self.lock(Why.SLEPT))
        self.sleep.going.connect(lambda: self.lock(Why.SLEPT))
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self.idle)
        for key, act in (
            ("Ctrl++", self.look.larger),
            ("Ctrl+=", self.look.larger),
            ("Ctrl+-", self.look.smaller),
            ("Ctrl+0", lambda: self.look.resize_to(100)),
            ("Ctrl+D", self._next_scheme),
        ):
            self._key(key, act)

    def _key(self, key: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(key), self, act)

    def _next_scheme(self) -> None:
        schemes = list(Scheme)
        self.look.choose(schemes[(schemes.index(self.look.scheme) + 1) % len(schemes)])

    def _on_tick(self, left: int) -> None:
        if self.house is not None:
            self.house.bar.count_down(left)

    def _keep_settings(self) -> None:
        keep_settings(
            self._around.home.path, Settings(self.look.scheme, self.look.percent, self._paper, self._language)
        )

    def _place(self) -> tuple[int, int, int, int]:
        """Where the window stands; all 0 while it fills the screen."""
        whole = self.isMaximized() or self.isFullScreen()
        here = self.geometry()
        return (0, 0, 0, 0) if whole else (here.x(), here.y(), here.width(), here.height())

    def _close_dialogs(self) -> None:
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            after = QApplication.activePopupWidget()
            popup = None if after is popup else after
        for widget in QApplication.topLevelWidgets():
            if widget is not self and isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()


class _Opening(QObject):
    """Receives the result of opening on the window's own thread."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def watch(self, work: Work) -> None:
        """Connects to the work."""
        work.finished.connect(self.on_open)
        work.failed.connect(self.on_failed)

    def on_open(self, session: object) -> None:
        """The vault is open."""
        if isinstance(session, Session):
            self._window.enter(session)

    def on_failed(self, error: object) -> None:
        """It did not open."""
        window = self._window
        if isinstance(error, KitError) and window.unlock.is_about_the_way(error):
            window.unlock.refuse(error)
        elif isinstance(error, KitError):
            window.unlock.set_busy(busy=False)
            window.error.show_error(error)
