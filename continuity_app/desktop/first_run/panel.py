"""Three steps: the organisation's card, who and where with a passphrase, the recovery sheet; then the vault is made."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from continuity_app.clock import Clock
from continuity_app.desktop.first_run.making import Wanted, making_job
from continuity_app.desktop.widgets.basics import button, columns, frame, rows, scrolling, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.files import ask_for_file, ask_where_to_save
from continuity_app.desktop.widgets.states import BusyPanel
from continuity_app.desktop.work import Runner
from continuity_app.errors import KitError
from continuity_app.kit.carried import read_carried
from continuity_app.kit.home import Home
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.wrapping import KeyCost
from continuity_app.words import say

STEPS = 3


class FirstRun(QFrame):
    """The way to a vault.

    Signals:
        finished: the vault is made; user and passphrase, to open it at once.
        failed: a `KitError`.
    """

    finished = Signal(str, str)
    failed = Signal(object)

    def __init__(self, home: Home, clock: Clock, runner: Runner, cost: KeyCost) -> None:
        super().__init__()
        self._home, self._clock, self._runner, self._cost = home, clock, runner, cost
        self._card: Path | None = None
        self.setObjectName("first_run")
        self.setProperty("role", "ground")
        self.step = text("", "soft", "first_run_step")
        self._stack = QStackedWidget()
        for page in (self._card_page(), self._names_page(), self._recovery_page()):
            self._stack.addWidget(page)
        self.busy = BusyPanel()
        card = frame("card", "first_run_card")
        card.setMaximumWidth(760)
        card.setLayout(rows(self.step, self._stack, margins=32, gap=12))
        place = QWidget()
        place.setLayout(rows(1, columns(1, card, 1), 2, margins=24))
        self.setLayout(rows(self.busy, scrolling(place, "first_run_scroll"), gap=0))
        self._go(0)

    def focus_first(self) -> None:
        """Puts the focus where this step begins."""
        target = (self._choose, self.user, self._save)[self._stack.currentIndex()]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_files(self, files: list[str]) -> None:
        """Takes a card that was dropped."""
        if files and self._stack.currentIndex() == 0:
            self.take_card(Path(files[0]))

    def take_card(self, file: Path) -> None:
        """Reads the organisation's card and shows whose it is."""
        try:
            card = OrganisationCard.from_bytes(read_carried(file))
        except KitError as error:
            self.failed.emit(error)
            return
        self._card = file
        self.organisation.setText(card.name)
        self.fingerprint.setText(card.fingerprint)
        self._known.show()
        self._next_card.setEnabled(True)
        self._next_card.setFocus(Qt.FocusReason.OtherFocusReason)

    def make(self, recovery_sheet: Path) -> None:
        """Makes the vault, with its recovery sheet at this place."""
        if self._card is None:
            return
        wanted = Wanted(
            self._home,
            self._card,
            self.user.text().strip(),
            self.site.text().strip(),
            self.passphrase.text(),
            recovery_sheet,
            self._cost,
        )
        self._receiver = _Receiver(self, wanted)
        self._runner.start(
            making_job(wanted, self._clock),
            lambda work: self.busy.watch(work, say("Making the vault"), self._receiver.done, self._receiver.failed),
        )

    def _go(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self.step.setText(say("Step {step} of {steps}", step=step + 1, steps=STEPS))
        self.focus_first()

    def _card_page(self) -> QWidget:
        self._choose = button(say("Choose the card"), "first_run_choose", self._ask_card, role="main")
        self.organisation = text("", "heading", "first_run_organisation", wrap=True)
        self.fingerprint = text("", "strong", "first_run_fingerprint", wrap=True)
        self._next_card = button(say("It is the same: go on"), "first_run_card_next", lambda: self._go(1), role="main")
        self._next_card.setEnabled(False)
        self._known = frame("")
        self._known.setLayout(
            rows(
                self.organisation,
                text(say("Read this fingerprint aloud to IT. Go on only if they have the same."), "soft", wrap=True),
                self.fingerprint,
                columns(self._next_card, 1),
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
        self.passphrase, self.again = line_entry(hidden=True), line_entry(hidden=True)
        self._fields = {
            "user": Field(say("Your name"), self.user, name="first_run_user"),
            "site": Field(say("Site"), self.site, name="first_run_site"),
            "passphrase": Field(
                say("Passphrase"),
                self.passphrase,
                name="first_run_passphrase",
                hint=say("At least 15 characters. Six words that have nothing to do with each other are good."),
            ),
            "again": Field(say("The same once more"), self.again, name="first_run_again"),
        }
        for entry in (self.user, self.site, self.passphrase, self.again):
            entry.returnPressed.connect(self._check_names)
        go = button(say("Go on"), "first_run_names_next", self._check_names, role="main")
        return _page(
            say("Who works here?"),
            say("The passphrase opens this laptop's kit without any network. Nobody can reset it for you."),
            *self._fields.values(),
            columns(go, 1),
        )

    def _recovery_page(self) -> QWidget:
        self._save = button(say("Save the recovery sheet"), "first_run_save", self._ask_sheet, role="main")
        back = button(say("Back"), "first_run_back", lambda: self._go(1))
        return _page(
            say("A second way in"),
            say(
                "The recovery sheet holds a key that opens this kit if the passphrase is forgotten. Save it, print it, "
                "put it into a sealed envelope, and remove the file. With that the vault is made."
            ),
            columns(self._save, back, 1),
        )

    def _check_names(self) -> None:
        problems = {
            "user": "" if self.user.text().strip() else say("Type your name."),
            "site": "" if self.site.text().strip() else say("Type where this laptop stands."),
            "passphrase": self._passphrase_problem(),
            "again": "" if self.passphrase.text() == self.again.text() else say("The two differ; type both again."),
        }
        for name, problem in problems.items():
            self._fields[name].tell(problem)
        wrong = next((name for name, problem in problems.items() if problem), None)
        if wrong is None:
            self._go(2)
            return
        entry = self._fields[wrong].entry
        if isinstance(entry, QLineEdit):
            entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _passphrase_problem(self) -> str:
        try:
            check_passphrase(self.passphrase.text())
        except KitError as error:
            return f"{error.message} {error.next_step}"
        return ""

    def _ask_card(self) -> None:
        ask_for_file(self, say("Which card?"), say("Organisation's card") + " (*.card *.json)", self.take_card)

    def _ask_sheet(self) -> None:
        ask_where_to_save(self, say("Save the recovery sheet"), "recovery-sheet.pdf", self.make)


class _Receiver(QObject):
    """Takes the end of the work back into the panel."""

    def __init__(self, panel: FirstRun, wanted: Wanted) -> None:
        super().__init__(panel)
        self._panel, self._wanted = panel, wanted

    def done(self, _made: object) -> None:
        """The vault is there."""
        self._panel.passphrase.clear()
        self._panel.again.clear()
        self._panel.finished.emit(self._wanted.user, self._wanted.passphrase)

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
