"""One sheet on its way back: its fields to copy, its central number, the second look."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

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
    """What is shown of a sheet; `hidden` names questions whose answers are covered, `verify` a second look."""

    serial: str
    title: str
    about: str
    fields: tuple[TargetField, ...]
    hidden: tuple[str, ...]
    verify: bool
    own_work: bool


class SheetPanel(QFrame):
    """The right side of the re-key tab.

    Signals:
        done: the central number and, where it stands on another sheet too, the reason.
        verified: the second look found it right.
        reveal_asked: covered answers are to be shown.
    """

    done = Signal(str, str)
    verified = Signal()
    reveal_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("rekey_sheet")
        self.setProperty("role", "panel")
        self._ticks: dict[str, set[int]] = {}
        self._verify = False
        self.title = text("", "heading", "rekey_title", wrap=True)
        self.about = text("", "soft", "rekey_about", wrap=True)
        self.progress = text("", "strong", "rekey_progress", wrap=True)
        self.answers = Keying(look)
        self.reference = line_entry(hint="RO-4101")
        self.reason = line_entry(hint=say("one order there holds both"))
        self._reference = Field(say("Its number in the central system"), self.reference, name="rekey_reference")
        self._reason = Field(say("Why both sheets have this number"), self.reason, name="rekey_reason")
        self._uncover = button(say("Show what is covered"), "rekey_uncover", self.reveal_asked.emit, key="Alt+S")
        self._enter = button(say("Re-keyed   Enter"), "rekey_done", self._finish, role="main")
        self._right = button(
            say("Looked at again: right"), "rekey_verify", self.verified.emit, key="Alt+V", role="main"
        )
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
                columns(self.progress, self._uncover, gap=12),
                hint,
                columns(rows(self._reference, 1), rows(self._reason, 1), gap=12),
                Flow(self._enter, self._right, gap=8),
                margins=(24, 14, 26, 14),
                gap=8,
            )
        )
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.answers.copied.connect(lambda _: self._tell_progress())
        self.answers.finished.connect(self.focus_end)
        self.answers.covered_asked.connect(self.reveal_asked)
        for entry in (self.reference, self.reason):
            entry.returnPressed.connect(self._finish)

    def show_sheet(self, facts: SheetFacts) -> None:
        """Shows a sheet; what was copied of it before stays ticked until the kit is locked."""
        self._verify = facts.verify
        self.title.setText(facts.title)
        self.about.setText(facts.about)
        self.answers.show_fields(facts.fields, facts.hidden, self._ticks.setdefault(facts.serial, set()))
        self._tell_progress()
        self._uncover.setVisible(bool(facts.hidden))
        for part in (self._reference, self._enter, self.progress):
            part.setVisible(not facts.verify)
        self._right.setVisible(facts.verify)
        self._right.setText(
            say("Verified by me, who re-keyed it  Alt V") if facts.own_work else say("Looked at again: right  Alt V")
        )
        self.reference.clear()
        self.reason.clear()
        self._reason.hide()
        for field in (self._reference, self._reason):
            field.tell("")

    def focus_first(self) -> None:
        """Puts the focus on the fields."""
        self.answers.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_end(self) -> None:
        """Puts the focus where the sheet is ticked off."""
        target = self._right if self._verify else self.reference
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

    def _finish(self) -> None:
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
