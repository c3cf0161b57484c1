"""A table that sorts nothing by itself, copies as text, takes type-ahead and opens its row on Enter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from continuity_app.desktop.theme import Look

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, whether it takes the room that is left, whether it holds figures.

    `most` is how wide it may be, in pixels at 100 % text size; 0 where its words decide.
    """

    title: str
    stretch: bool = False
    figures: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell whose words stand out: in a tone (good, caution, broken, soft) or in bold."""

    words: str
    tone: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is about, and its cells."""

    subject: Any
    cells: tuple[Cell | str, ...]


class TableModel(QAbstractTableModel):
    """Rows as they were given; the look colours their tones."""

    def __init__(self, columns: Sequence[Column], look: Look) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()
        self._look = look

    def take(self, rows: Sequence[Row]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def replace(self, number: int, row: Row) -> None:
        """Shows another row at a place; everything else, the current row above all, stays."""
        self._rows = (*self._rows[:number], row, *self._rows[number + 1 :])
        self.dataChanged.emit(self.index(number, 0), self.index(number, self.columnCount() - 1))

    def row(self, number: int) -> Row:
        """The row at a place."""
        return self._rows[number]

    @property
    def shown(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own signature
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own signature
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: a cell's words, side, colour and weight."""
        found = self._rows[index.row()].cells[index.column()]
        cell = found if isinstance(found, Cell) else Cell(found)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return cell.words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[index.column()].figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and cell.tone:
            return QColor(getattr(self._look.colours, cell.tone))
        if role == Qt.ItemDataRole.FontRole:
            return self._font(cell, figures=self._columns[index.column()].figures)
        return None

    def headerData(  # noqa: N802 - Qt's own name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: a heading's words and side."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _font(self, cell: Cell, *, figures: bool) -> QFont:
        return self._look.font(bold=cell.bold or cell.tone not in ("", "soft"), even=figures)


class Table(QTableView):
    """The table on the screen.

    Signals:
        opened: the subject of the row on which Enter was pressed or that was clicked twice.
        chosen: the subject of the row that became current.
    """

    opened = Signal(object)
    chosen = Signal(object)
    _ENTER: ClassVar = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def __init__(self, columns: Sequence[Column], look: Look, *, name: str, says: str) -> None:
        super().__init__()
        self._look = look
        self._columns = tuple(columns)
        self.table = TableModel(columns, look)
        self.setModel(self.table)
        self.setObjectName(name)
        self.setAccessibleName(says)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.table.row(index.row()).subject))
        self.selectionModel().currentRowChanged.connect(self._moved)
        look.changed.connect(self._fit)
        self._fit()

    def take(self, rows: Sequence[Row]) -> None:
        """Shows other rows, and stays at the row of the same subject where it is still there."""
        before = self.current()
        self.table.take(rows)
        self._fit()
        place = next((n for n, row in enumerate(rows) if row.subject == before), 0)
        if rows:
            self.selectRow(place)

    def current(self) -> Any:
        """The subject of the current row, or None."""
        index = self.currentIndex()
        return self.table.row(index.row()).subject if index.isValid() else None

    def subjects(self) -> list[Any]:
        """The subjects of the chosen rows, from top to bottom."""
        return [self.table.row(index.row()).subject for index in sorted(self.selectionModel().selectedRows())]

    def choose(self, wanted: Callable[[Any], bool]) -> None:
        """Goes to the first row whose subject is wanted."""
        for number, row in enumerate(self.table.shown):
            if wanted(row.subject):
                self.selectRow(number)
                return

    def as_text(self) -> str:
        """The chosen rows, headings first, with tabs between the cells."""
        lines = ["\t".join(column.title for column in self._columns)]
        for index in sorted(self.selectionModel().selectedRows()):
            cells = self.table.row(index.row()).cells
            lines.append("\t".join(cell.words if isinstance(cell, Cell) else cell for cell in cells))
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: copies, opens, or goes on to type-ahead."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        elif event.key() in self._ENTER and self.currentIndex().isValid():
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.table.row(current.row()).subject)

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._look.px(36))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(self._look.px(48))
        for number, column in enumerate(self._columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, mode)
            if column.most and header.sectionSize(number) > self._look.px(column.most):
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(number, self._look.px(column.most))


def fitted(table: Table, most: int, look: Look) -> QWidget:
    """Lets a table be just as tall as its rows, up to a number of them."""
    count = min(max(len(table.table.shown), 1), most)
    table.setFixedHeight(look.px(36) * count + look.px(36))
    return table
