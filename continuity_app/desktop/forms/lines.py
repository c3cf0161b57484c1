"""Lines of a form: a table where its questions fit beside each other, numbered blocks where they do not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QWidget

from continuity_app.desktop.forms.field import FormField
from continuity_app.desktop.forms.places import below
from continuity_app.desktop.widgets.basics import button, clear, columns, frame, holder, rows, text
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address
from continuity_app.paper.elements import Cell, CellKind, Part, Repeat
from continuity_app.paper.wording import REFERENCE
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Makers:
    """What lines are lent by the sheet that they stand in.

    Attributes:
        part: builds what a block holds, at a line's address.
        forget: called before everything made below an address is thrown away.
        cover: puts a field behind its cover where its answer is sensitive.
        most_columns: lines with more questions than this are blocks.
    """

    part: Callable[[Part, Address], QWidget | None]
    forget: Callable[[Address], object]
    cover: Callable[[FormField], QWidget]
    most_columns: int


_WIDE = {CellKind.WRITE: 2, CellKind.MOMENT: 2, CellKind.TICKS: 3, CellKind.CODE: 2}


class LinesView(QFrame):
    """A repeat on the screen.

    Attributes:
        grows: whether one may add lines and take them away; where the form counts them, one may not.

    Signals:
        answered: address and raw answer of a question in a line.
        reshaped: a line was added or taken away; the address of the line where one goes on.
    """

    answered = Signal(object, object)
    reshaped = Signal(object)

    def __init__(
        self,
        repeat: Repeat,
        address: Address,
        filling: Filling,
        makers: Makers,
    ) -> None:
        """Shows the lines that are there, and one to begin with.

        Args:
            repeat: what a line holds.
            address: the repeat's own, ending in its name.
            filling: the sheet being filled.
            makers: what the whole sheet lends.
        """
        super().__init__()
        self.repeat, self.address = repeat, address
        self._filling = filling
        self._make_part = makers.part
        self._forget = makers.forget
        self._cover = makers.cover
        self._built = 0
        name = "_".join(str(step) for step in address)
        self.setObjectName(f"lines_{name}")
        self.setAccessibleName(repeat.label.first)
        self.fields: list[FormField] = []
        self._line_widgets: list[list[QWidget]] = []
        self._as_table = 0 < len(repeat.cells) <= makers.most_columns
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._place = holder(self._grid, "", f"lines_{name}_grid")
        add = button(
            say("Add a line"),
            f"lines_{name}_add",
            self.add_line,
            says=say("Add a line to {repeat}", repeat=repeat.label.first),
        )
        keys = text(say("Alt N adds a line, Alt X takes away the one with the cursor"), "small", wrap=True)
        self.grows = not repeat.fixed and not filling.counted(address)
        if not self.grows:
            add.hide()
            keys.hide()
        foot = columns(add, keys, gap=12)
        foot.setStretch(1, 1)
        self.setLayout(rows(self._place, foot, gap=8))
        if not filling.lines(address) and self.grows:
            filling.add_line(address)
        self.rebuild()

    def add_line(self) -> None:
        """One more line; one goes on in it."""
        self._filling.add_line(self.address)
        self.rebuild()
        self.reshaped.emit((*self.address, self._filling.lines(self.address) - 1))

    def remove_line(self, number: int) -> None:
        """Takes a line away; one goes on in the line that takes its place, or else in the last."""
        self._filling.remove_line((*self.address, number))
        self.rebuild()
        self.reshaped.emit((*self.address, max(min(number, self._filling.lines(self.address) - 1), 0)))

    def remove_current(self) -> None:
        """Takes the line away in which the cursor is; none where it is beside the lines."""
        focused = QApplication.focusWidget()
        for number, line in enumerate(self._line_widgets):
            if focused is not None and any(part is focused or part.isAncestorOf(focused) for part in line):
                self.remove_line(number)
                return

    def rebuild(self) -> None:
        """Builds the lines anew from the filling."""
        self._forget(self.address)
        clear(self._grid)
        self.fields = []
        self._line_widgets = []
        count = self._built = self._filling.lines(self.address)
        if self._as_table:
            self._heads()
        for number in range(count):
            (self._row if self._as_table else self._block)(number)

    def follow(self) -> bool:
        """Builds the lines anew where an answer elsewhere has changed their number; whether it did."""
        other = self._built != self._filling.lines(self.address)
        if other:
            self.rebuild()
        return other

    def _heads(self) -> None:
        for column, cell in enumerate(self.repeat.cells, 1):
            label = cell.label.first
            if REFERENCE.search(label) and self._built:
                label = self._filling.label(below(cell.question.path, (*self.address, 0)))
            words = f"{label} *" if cell.required else label
            self._grid.addWidget(text(words, "label", wrap=True), 0, column, Qt.AlignmentFlag.AlignBottom)
            self._grid.setColumnStretch(column, cell.span or _WIDE.get(cell.kind, 2))

    def _row(self, number: int) -> None:
        line = (*self.address, number)
        mark = text(str(number + 1), "small")
        self._grid.addWidget(mark, number + 1, 0, Qt.AlignmentFlag.AlignTop)
        parts: list[QWidget] = []
        for column, cell in enumerate(self.repeat.cells, 1):
            field = self._cover(self._field(cell, line, bare=True))
            self._grid.addWidget(field, number + 1, column, Qt.AlignmentFlag.AlignTop)
            parts.append(field)
        if self.grows:
            remover = self._remover(number)
            self._grid.addWidget(remover, number + 1, len(self.repeat.cells) + 1, Qt.AlignmentFlag.AlignTop)
            parts.append(remover)
        self._line_widgets.append(parts)

    def _block(self, number: int) -> None:
        line = (*self.address, number)
        made = frame("card")
        head = columns(text(say("{name} {number}", name=self._filling.label(line), number=number + 1), "strong"), 1)
        if self.grows:
            head.addWidget(self._remover(number))
        inside = rows(head, margins=12, gap=8)
        for part in self._parts(line):
            inside.addWidget(part)
        made.setLayout(inside)
        self._grid.addWidget(made, number, 0)
        self._line_widgets.append([made])

    def _parts(self, line: Address) -> Iterable[QWidget]:
        return [made for part in self.repeat.parts if (made := self._make_part(part, line)) is not None]

    def _field(self, cell: Cell, line: Address, *, bare: bool) -> FormField:
        made = FormField(cell.question, below(cell.question.path, line), self._filling, bare=bare)
        made.answered.connect(self.answered)
        self.fields.append(made)
        return made

    def _remover(self, number: int) -> QWidget:
        made = button(
            "✕",
            f"{self.objectName()}_remove_{number}",
            lambda: self.remove_line(number),
            role="plain",
            says=say("Take line {number} away", number=number + 1),
        )
        made.setFocusPolicy(
            Qt.FocusPolicy.NoFocus if self._filling.lines(self.address) == 1 else Qt.FocusPolicy.TabFocus
        )
        return made
