"""The fields of one sheet, made for copying into another program: a key copies, what went is ticked.

Enter copies the field and goes to the next one; Ctrl+C copies and stays; Tab and Shift+Tab go on and back without
copying, and leave the list at its ends.
"""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.recovery.target import TargetField
from continuity_app.words import say


class Keying(Table):
    """The list of fields, in the central system's order.

    Signals:
        copied: the places of the fields that were copied so far.
        covered_asked: a field was to be copied whose answer is covered.
        finished: Enter on the last field: everything was offered, the central number comes next.
    """

    copied = Signal(object)
    covered_asked = Signal()
    finished = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(
            [
                Column(say("Copied")),
                Column(say("Screen"), most=96),
                Column(say("Field"), stretch=True),
                Column(say("Answer"), stretch=True),
            ],
            look,
            name="rekey_answers",
            says=say("Fields to type into the central system, in its order"),
        )
        self._fields: tuple[TargetField, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._ticked: set[int] = set()

    def show_fields(self, fields: Sequence[TargetField], hidden: Collection[str], ticked: Collection[int]) -> None:
        """Shows a sheet.

        Args:
            fields: in the central system's order.
            hidden: names of the questions whose answers are covered.
            ticked: places of what was copied before.
        """
        self._fields, self._hidden, self._ticked = tuple(fields), frozenset(hidden), set(ticked)
        self.take([self._row(place) for place in range(len(fields))])
        first = next((place for place in range(len(fields)) if place not in self._ticked), 0)
        if fields:
            self.selectRow(first)

    @property
    def left(self) -> int:
        """How many fields were not copied yet."""
        return len(self._fields) - len(self._ticked)

    def current_words(self) -> str:
        """The current field and its whole answer, for a column too narrow for it."""
        place = self.currentIndex().row()
        if not 0 <= place < len(self._fields):
            return ""
        field = self._fields[place]
        answer = say("covered") if field.name in self._hidden else field.value
        return say("{field}: {answer}", field=field.label, answer=answer)

    def copy_field(self) -> bool:
        """Copies the current answer and ticks it; whether there was one to copy."""
        place = self.currentIndex().row()
        if not 0 <= place < len(self._fields):
            return False
        field = self._fields[place]
        if field.name in self._hidden:
            self.covered_asked.emit()
            return False
        QGuiApplication.clipboard().setText(field.value)
        self._ticked.add(place)
        self.table.replace(place, self._row(place))
        self.copied.emit(frozenset(self._ticked))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: copies, goes on, goes back."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_field()
        elif event.key() in self._ENTER:
            if self.copy_field() or not self._fields:
                self._go_on()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's own signature
        """Qt: Tab goes from field to field, and out at the end."""
        place = self.currentIndex().row() + (1 if forward else -1)
        if 0 <= place < len(self._fields):
            self.selectRow(place)
            return True
        return super().focusNextPrevChild(forward)

    def _go_on(self) -> None:
        place = self.currentIndex().row() + 1
        if place < len(self._fields):
            self.selectRow(place)
        else:
            self.finished.emit()

    def _row(self, place: int) -> Row:
        field = self._fields[place]
        before = self._fields[place - 1].screen if place else ""
        covered = field.name in self._hidden
        return Row(
            place,
            (
                Cell(say("✓ copied"), "good") if place in self._ticked else "",
                Cell(field.screen if field.screen != before else "", "soft"),
                Cell(field.label, "soft"),
                Cell(say("covered"), "caution") if covered else Cell(field.value, bold=True),
            ),
        )
