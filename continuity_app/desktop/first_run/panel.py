"""The first run: the organisation's card, who and where with a passphrase, the recovery sheet; then the vault is made.

With a stick of a lost laptop one step more asks for its copies, and a last page says what came back.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from continuity_app.clock import Clock
from continuity_app.desktop.first_run.lost import LostPage, ResultPage
from continuity_app.desktop.first_run.making import Lost, Wanted, making_job
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, columns, frame, rows, scrolling, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.files import ask_for_file, ask_where_to_save
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.new_passphrase import NewPassphrase
from continuity_app.desktop.widgets.states import BusyPanel
from continuity_app.desktop.work import Runner
from continuity_app.errors import KitError
from continuity_app.kit.card_file import read_card
from continuity_app.kit.home import Home
from continuity_app.kit.restore import Restored
from continuity_app.kit.restored_words import restored_lines
from continuity_app.trust.wrapping import KeyCost
from continuity_app.words import say


class FirstRun(QFrame):
    """The way to a vault.

    Signals:
        finished: the vault is made; user and passphrase, to open it at once.
        failed: a `KitError`.
    """

    finished = Signal(str, str)
    failed = Signal(object)

    def __init__(self, home: Home, clock: Clock, runner: Runner, cost: KeyCost, look: Look) -> None:
        super().__init__()
        self._home, self._clock, self._runner, self._cost = home, clock, runner, cost
        self._card: Path | None = None
        self._made: Wanted | None = None
        self.setObjectName("first_run")
        self.setProperty("role", "ground")
        self.step = text("", "soft", "first_run_step")
        self.lost = LostPage(look)
        self.lost.given.connect(self._next)
        self.result = ResultPage()
        self.result.read.connect(self._finish)
        self._pages = {
            "card": self._card_page(),
            "lost": self.lost,
            "names": self._names_page(),
            "recovery": self._recovery_page(),
            "result": self.result,
        }
        self._steps: tuple[str, ...] = ("card", "names", "recovery")
        self._here = "card"
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self.busy = BusyPanel()
        card = frame("card", "first_run_card")
        card.setMaximumWidth(760)
        card.setLayout(rows(self.step, self._stack, margins=32, gap=12))
        place = QWidget()
        place.setLayout(rows(1, columns(1, card, 1), 2, margins=24))
        self.setLayout(rows(self.busy, scrolling(place, "first_run_scroll"), gap=0))
        look.changed.connect(lambda: card.setMaximumWidth(look.px(760)))
        self._go("card")

    def focus_first(self) -> None:
        """Puts the focus where this step begins."""
        if self._here in ("lost", "result"):
            (self.lost if self._here == "lost" else self.result).focus_first()
            return
        target: QWidget = {"card": self._choose, "names": self.user, "recovery": self._save}[self._here]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_files(self, files: list[str]) -> None:
        """Takes a card or the folder of a stick that was dropped."""
        if files and self._here == "card":
            self.take_card(Path(files[0]))
        elif files and self._here == "lost" and Path(files[0]).is_dir():
            self.lost.take(Path(files[0]))

    def take_card(self, file: Path) -> None:
        """Reads the organisation's card and shows whose it is."""
        try:
            card = read_card(file)
        except KitError as error:
            self.failed.emit(error)
            return
        self._card = file
        self.organisation.setText(card.name)
        self.words.setText(card.fingerprint_words)
        self.fingerprint.setText(card.fingerprint)
        self._known.show()
        self._next_card.setEnabled(True)
        self._next_card.setFocus(Qt.FocusReason.OtherFocusReason)

    def make(self, recovery_sheet: Path) -> None:
        """Makes the vault, with its recovery sheet at this place."""
        if self._card is None:
            return
        lost = None
        if "lost" in self._steps and self.lost.place is not None:
            lost = Lost(self.lost.place, self.lost.recovery)
        wanted = Wanted(
            self._home,
            self._card,
            self.user.text().strip(),
            self.site.text().strip(),
            self.passphrase.words,
            recovery_sheet,
            self._cost,
            lost,
        )
        self._receiver = _Receiver(self, wanted)
        title = say("Making the vault") if lost is None else say("Restoring the lost laptop's journal")
        self._runner.start(
            making_job(wanted, self._clock),
            lambda work: self.busy.watch(work, title, self._receiver.done, self._receiver.failed),
        )

    def take_made(self, wanted: Wanted, restored: Restored | None) -> None:
        """The vault is there: opens it, once what came back from a lost laptop was read."""
        self._made = wanted
        self.passphrase.clear()
        self.lost.clear()
        if restored is None:
            self._finish()
        else:
            self.result.take(restored_lines(restored, self._clock.now()))
            self._go("result")

    def _finish(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            self.finished.emit(made.user, made.passphrase)

    def _begin(self, *, lost: bool) -> None:
        self._steps = ("card", "lost", "names", "recovery") if lost else ("card", "names", "recovery")
        self._next()

    def _next(self) -> None:
        self._go(self._steps[self._steps.index(self._here) + 1])

    def _back(self) -> None:
        self._go(self._steps[self._steps.index(self._here) - 1])

    def _go(self, page: str) -> None:
        self._here = page
        self._stack.setCurrentWidget(self._pages[page])
        self.step.setVisible(page in self._steps)
        if page in self._steps:
            at = self._steps.index(page) + 1
            self.step.setText(say("Step {step} of {steps}", step=at, steps=len(self._steps)))
        self.focus_first()

    def _card_page(self) -> QWidget:
        self._choose = button(say("Choose the card"), "first_run_choose", self._ask_card, role="main")
        self.organisation = text("", "heading", "first_run_organisation", wrap=True)
        self.words = text("", "figure_small", "first_run_words", wrap=True)
        self.fingerprint = text("", "strong", "first_run_fingerprint", wrap=True)
        self._next_card = button(
            say("It is the same: go on"), "first_run_card_next", lambda: self._begin(lost=False), role="main"
        )
        self._next_card.setEnabled(False)
        lost = button(
            say("It is the same, and I have a stick of a lost laptop"),
            "first_run_lost",
            lambda: self._begin(lost=True),
        )
        self._known = frame("")
        self._known.setLayout(
            rows(
                self.organisation,
                text(
                    say("Read this aloud to IT, words or figures. Go on only if they have the same."), "soft", wrap=True
                ),
                self.words,
                self.fingerprint,
                Flow(self._next_card, lost, gap=8),
                gap=8,
            )
        )
        self._known.hide()
        return _page(
            say("Which organisation?"),
            say("IT gives you a small file, the organisation's card. Choose it, or drop it on this window."),
            columns(self._choose, 1),
            self._known,
        )

    def _names_page(self) -> QWidget:
        self.user, self.site = line_entry(), line_entry()
        self.passphrase = NewPassphrase(name="first_run", names=lambda: (self.user.text(), self.site.text()))
        self.passphrase.entered.connect(self._check_names)
        self._fields = {
            "user": Field(say("Your name"), self.user, name="first_run_user"),
            "site": Field(
                say("Site"),
                self.site,
                name="first_run_site",
                hint=say("Exactly as IT calls it: the snapshot is for it."),
            ),
        }
        for entry in (self.user, self.site):
            entry.returnPressed.connect(self._check_names)
        go = button(say("Go on"), "first_run_names_next", self._check_names, role="main")
        return _page(
            say("Who works here?"),
            say("The passphrase opens this laptop's kit without any network. Nobody can reset it for you."),
            *self._fields.values(),
            self.passphrase,
            Flow(go, button(say("Back"), "first_run_names_back", self._back), gap=8),
        )

    def _recovery_page(self) -> QWidget:
        self._save = button(say("Save the recovery sheet"), "first_run_save", self._ask_sheet, role="main")
        back = button(say("Back"), "first_run_back", self._back)
        return _page(
            say("A second way in"),
            say(
                "The recovery sheet holds a key that opens this kit if the passphrase is forgotten. Save it, print it, "
                "put it into a sealed envelope, and remove the file. With that the vault is made."
            ),
            Flow(self._save, back, gap=8),
        )

    def _check_names(self) -> None:
        problems = {
            "user": "" if self.user.text().strip() else say("Type your name."),
            "site": "" if self.site.text().strip() else say("Type where this laptop stands."),
        }
        for name, problem in problems.items():
            self._fields[name].tell(problem)
        weak = self.passphrase.check()
        wrong = next((self._fields[name].entry for name, problem in problems.items() if problem), weak)
        if wrong is None:
            self._next()
        elif isinstance(wrong, QLineEdit):
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_card(self) -> None:
        ask_for_file(self, say("Which card?"), say("Organisation's card") + " (*.card *.json)", self.take_card)

    def _ask_sheet(self) -> None:
        ask_where_to_save(self, say("Save the recovery sheet"), "recovery-sheet.pdf", self.make)


class _Receiver(QObject):
    """Takes the end of the work back into the panel."""

    def __init__(self, panel: FirstRun, wanted: Wanted) -> None:
        super().__init__(panel)
        self._panel, self._wanted = panel, wanted

    def done(self, made: object) -> None:
        """The vault is there."""
        self._panel.take_made(self._wanted, made if isinstance(made, Restored) else None)

    def failed(self, error: KitError) -> None:
        """It could not be made."""
        self._panel.failed.emit(error)


def _page(title: str, words: str, *parts: QWidget | object) -> QWidget:
    made = QWidget()
    layout = rows(text(title, "title", wrap=True), text(words, "lead", wrap=True), gap=14)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)  # type: ignore[arg-type]
    layout.addStretch(1)
    made.setLayout(layout)
    return made
