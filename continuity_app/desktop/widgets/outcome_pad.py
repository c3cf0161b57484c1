"""What came of a call: outcomes on the keys 1 to 9, a note, a new number, a promise with its day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QPushButton

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, columns, rows
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.moment import MomentField
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.errors import KitError
from continuity_app.outage.outcomes import Outcome
from continuity_app.times.reading import Manner
from continuity_app.words import say

MOST_IN_A_LINE = 3
USUALLY = "tomorrow 09:00"
"""Until when a promise is made, unless something else is said."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was entered about a call."""

    channel: str
    outcome: str
    note: str
    new_number: str
    promise: str
    due: str


class OutcomePad(QFrame):
    """The entry of one call.

    Signals:
        done: Enter, or the main button, with an outcome chosen.
    """

    done = Signal()

    def __init__(self, look: Look, manner: Callable[[], Manner], *, name: str) -> None:
        """Builds an empty pad.

        Args:
            look: colours and sizes.
            manner: by what a day or a time is read at present.
            name: with which the names of its widgets begin.
        """
        super().__init__()
        self._outcomes = tuple(outcome.value for outcome in Outcome)
        self._look = look
        self._choices: dict[str, QPushButton] = {}
        self.setObjectName(name)
        self.setAccessibleName(say("What came of the call"))
        self.channel = QComboBox()
        self._channel_field = Field(say("Number dialled"), self.channel, name=f"{name}_channel")
        self.note = line_entry()
        self.new_number = line_entry()
        self.promise = line_entry()
        self.due = MomentField(say("Until when"), manner, name=f"{name}_due")
        self.due.set_in_use(in_use=False)
        self.promise.textChanged.connect(lambda _: self._settle_due())
        self._new_field = Field(say("New number, if one was given"), self.new_number, name=f"{name}_new_number")
        self._promise_field = Field(say("Promise, if one was made"), self.promise, name=f"{name}_promise")
        grid = self._outcome_grid(name)
        self.setLayout(
            rows(
                grid,
                self._channel_field,
                Field(say("Note"), self.note, name=f"{name}_note"),
                self._new_field,
                columns(rows(self._promise_field, 1), rows(self.due, 1), gap=12),
                1,
                gap=10,
            )
        )
        for entry in (self.note, self.new_number, self.promise, self.due.line):
            entry.returnPressed.connect(self.finish)

    def prepare(self, channels: Sequence[tuple[str, str]]) -> None:
        """Begins a new call, for these channels: value and how it is shown, best first."""
        self.channel.clear()
        for value, shown in channels:
            self.channel.addItem(shown, value)
        self._channel_field.setVisible(len(channels) > 1)
        for entry in (self.note, self.new_number, self.promise):
            entry.clear()
        for field in (self._new_field, self._promise_field):
            field.tell("")
        self.due.suggest(USUALLY)
        self._group.setExclusive(False)
        for made in self._choices.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def focus_first(self) -> None:
        """Puts the focus on the first outcome."""
        next(iter(self._choices.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, outcome: str) -> None:
        """Chooses an outcome."""
        self._choices[outcome].setChecked(True)
        self._choices[outcome].setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_number(self, number: int) -> bool:
        """Chooses the outcome on a key from 1 on; whether there is one."""
        if not 1 <= number <= len(self._outcomes):
            return False
        self.choose(self._outcomes[number - 1])
        return True

    @property
    def outcome(self) -> str:
        """The outcome that is chosen, or nothing."""
        return next((outcome for outcome, made in self._choices.items() if made.isChecked()), "")

    @property
    def touched(self) -> bool:
        """Whether anything was entered that would be a pity to lose."""
        return bool(self.outcome or self.note.text() or self.new_number.text() or self.promise.text())

    def typed(self) -> Typed:
        """What was entered."""
        promise = self.promise.text().strip()
        return Typed(
            self.channel.currentData() or "",
            self.outcome,
            self.note.text().strip(),
            self.new_number.text().strip(),
            promise,
            self.due.written,
        )

    def as_draft(self) -> dict[str, str]:
        """What was entered, to be kept while the kit is locked."""
        return {
            "outcome": self.outcome,
            "note": self.note.text(),
            "new_number": self.new_number.text(),
            "promise": self.promise.text(),
            "due": self.due.written,
        }

    def take_draft(self, kept: Mapping[str, Any]) -> None:
        """Enters again what was kept."""
        if str(kept.get("outcome", "")) in self._choices:
            self._choices[str(kept["outcome"])].setChecked(True)
        self.note.setText(str(kept.get("note", "")))
        self.new_number.setText(str(kept.get("new_number", "")))
        self.promise.setText(str(kept.get("promise", "")))
        if kept.get("due"):
            self.due.suggest(str(kept["due"]))

    def tell(self, error: KitError) -> bool:
        """Says beside its field what an error names; whether there was such a field."""
        fields = {"new_number": self._new_field, "promise": self._promise_field, "due": self.due}
        found = [fields[str(one["field"])] for one in error.details if str(one.get("field", "")) in fields]
        for field in found:
            field.tell(f"{error.message} {next_step(error)}")
            field.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(found)

    def finish(self) -> None:
        """Enter: done once an outcome is chosen and the due time settled; before that the focus goes to what is not."""
        if not self.outcome:
            self.focus_first()
        elif self.due.settled():
            self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: figures choose, Enter ends; fields keep their own keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif not (event.text().isdigit() and self.choose_number(int(event.text()))):
            super().keyPressEvent(event)

    def _settle_due(self) -> None:
        """A time belongs to a promise, or to a call back."""
        self.due.set_in_use(in_use=bool(self.promise.text().strip()) or self.outcome == Outcome.CALL_BACK)

    def _outcome_grid(self, name: str) -> Flow:
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for place, outcome in enumerate(self._outcomes):
            key = place + 1
            made = button(f"{key}   {say(outcome)}", f"{name}_outcome_{key}", role="choice", says=say(outcome))
            made.setCheckable(True)
            made.toggled.connect(lambda _: self._settle_due())
            self._group.addButton(made)
            self._choices[outcome] = made
            # With Alt the figure works from inside a field, where a bare one is typed.
            QShortcut(QKeySequence(f"Alt+{key}"), self, lambda chosen=outcome: self.choose(chosen))
        return Flow(*self._choices.values(), even=MOST_IN_A_LINE)
