"""One sheet on its way back: its fields to copy, its central number, the second look, and which of two stands."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from continuity_app.desktop.recovery.keying import Keying
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.errors import KitError
from continuity_app.recovery.target import TargetField
from continuity_app.words import say

SAME = "rekey.reference_used"
"""The code with which a number is refused that another sheet has."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is shown of a sheet.

    Attributes:
        hidden: names of the questions whose answers are covered.
        ticked: places of the fields that were copied before.
        verify: it waits for a second look.
        own_work: who looks now is the one who re-keyed it.
        references: under which it was re-keyed, where a person has to say or may still say which one stands.
        settle: it has to be said now.
    """

    serial: str
    title: str
    about: str
    fields: tuple[TargetField, ...]
    hidden: tuple[str, ...]
    ticked: frozenset[int]
    verify: bool
    own_work: bool
    references: tuple[str, ...]
    settle: bool


class SheetPanel(QFrame):
    """The right side of the re-key tab.

    Signals:
        done: the central number and, where it stands on another sheet too or is one of several, the reason.
        verified: the second look found it right; with the reason where it is one's own work.
        copied: the places of the fields that were copied so far.
        reveal_asked: covered answers are to be shown.
    """

    done = Signal(str, str)
    verified = Signal(str)
    copied = Signal(object)
    reveal_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("rekey_sheet")
        self.setProperty("role", "panel")
        self._facts: SheetFacts | None = None
        self.title = text("", "heading", "rekey_title", wrap=True)
        self.about = text("", "soft", "rekey_about", wrap=True)
        self.progress = text("", "strong", "rekey_progress", wrap=True)
        self.answers = Keying(look)
        self.whole = text("", "strong", "rekey_whole", wrap=True)
        self.reference = line_entry(hint="RO-4101")
        self.reason = line_entry(hint=say("one order there holds both"))
        self._reference = Field(say("Its number in the central system"), self.reference, name="rekey_reference")
        self._same_words = say("Why both sheets have this number")
        self._reason = Field(self._same_words, self.reason, name="rekey_reason")
        self.stands = QComboBox()
        self.alone = line_entry(hint=say("nobody else is here today"))
        self._stands = Field(say("Which of them stands there"), self.stands, name="rekey_stands")
        self._alone = Field(say("Why nobody else looks at it"), self.alone, name="rekey_alone")
        self._uncover = button(say("Show what is covered"), "rekey_uncover", self.reveal_asked.emit, key="Alt+S")
        self._enter = button(say("Re-keyed   Enter"), "rekey_done", self._finish, role="main")
        self._right = button(say("Looked at again: right"), "rekey_verify", self._look_done, key="Alt+V", role="main")
        self._settle = button(say("This number stands"), "rekey_settle", self._settled, key="Alt+N", role="main")
        hint = text(
            say("Enter copies a field and goes to the next. Ctrl C copies and stays. Tab goes on without copying."),
            "small",
            wrap=True,
        )
        self.setLayout(
            rows(
                self.title,
                self.about,
                self.answers,
                self.whole,
                columns(self.progress, self._uncover, gap=12),
                hint,
                columns(rows(self._reference, 1), rows(self._stands, 1), rows(self._reason, 1), gap=12),
                self._alone,
                Flow(self._enter, self._settle, self._right, gap=8),
                margins=(24, 14, 26, 14),
                gap=8,
            )
        )
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.answers.copied.connect(self._note_copied)
        self.answers.chosen.connect(lambda _: self.whole.setText(self.answers.current_words()))
        self.answers.finished.connect(self.focus_end)
        self.answers.covered_asked.connect(self.reveal_asked)
        for entry in (self.reference, self.reason):
            entry.returnPressed.connect(self._finish)

    def show_sheet(self, facts: SheetFacts) -> None:
        """Shows a sheet; what was copied of it before is ticked."""
        self._facts = facts
        self.title.setText(facts.title)
        self.about.setText(facts.about)
        self.answers.show_fields(facts.fields, facts.hidden, facts.ticked)
        self._tell_progress()
        self._uncover.setVisible(bool(facts.hidden))
        for part in (self._reference, self._enter, self.progress):
            part.setVisible(not facts.verify and not facts.settle)
        self._right.setVisible(facts.verify)
        self._alone.setVisible(facts.verify and facts.own_work)
        self.stands.clear()
        self.stands.addItems(list(facts.references))
        for part in (self._stands, self._settle):
            part.setVisible(bool(facts.references))
        self._right.setText(
            say("Verified by me, who re-keyed it  Alt V") if facts.own_work else say("Looked at again: right  Alt V")
        )
        self.reference.clear()
        self.reason.clear()
        self._reason.setVisible(bool(facts.references))
        self.reason.setPlaceholderText(
            say("the other one was cancelled there") if facts.references else say("one order there holds both")
        )
        self._reason.label.setText(
            say("Why this one, and what became of the other") if facts.references else self._same_words
        )
        for field in (self._reference, self._reason, self._stands, self._alone):
            field.tell("")

    def focus_first(self) -> None:
        """Puts the focus on the fields."""
        self.answers.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_end(self) -> None:
        """Puts the focus where the sheet is ticked off."""
        facts = self._facts
        target: QWidget = self.reference
        if facts is not None and facts.settle:
            target = self.stands
        elif facts is not None and facts.verify:
            target = self._right
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, error: KitError) -> bool:
        """Says beside the number what an error says of it; whether it is about the number."""
        if not error.code.startswith("rekey.") or error.code == "rekey.drill":
            return False
        self._reference.tell(f"{error.message} {self._next_step(error)}")
        if error.code == SAME:
            self._reason.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _next_step(self, error: KitError) -> str:
        if error.code == SAME:
            return say("Look it up there. If both belong to one record, say why beside it and press Enter.")
        return error.next_step

    def _look_done(self) -> None:
        """A second look is another person's; one's own needs a reason, which stays for the next sheet."""
        why = self.alone.text().strip()
        if self._facts is not None and self._facts.own_work and not why:
            self._alone.tell(say("You re-keyed it: ask somebody else to look, or say why nobody can."))
            self.alone.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.verified.emit(why)

    def _settled(self) -> None:
        why = self.reason.text().strip()
        if not why:
            self._reason.tell(say("Say in a few words what became of the other number."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.done.emit(self.stands.currentText(), why)

    def _note_copied(self, places: object) -> None:
        self._tell_progress()
        self.copied.emit(places)

    def _finish(self) -> None:
        if self._facts is not None and self._facts.references:
            self._settled()
            return
        typed = self.reference.text().strip()
        if not typed:
            self._reference.tell(say("Type the number that the central system gave it."))
            self.reference.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.done.emit(typed, self.reason.text().strip())

    def _tell_progress(self) -> None:
        left = self.answers.left
        self.progress.setText(
            say("{count} fields are not copied yet", count=left) if left else say("✓ Every field was copied")
        )
