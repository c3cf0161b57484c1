"""A list whose items have a main line and a small one below, for narrow columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from continuity_app.desktop.theme import Look

ITEM = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its lines, a small note at the right of the main one, and what it is about."""

    subject: Any
    main: str
    small: str = ""
    note: str = ""
    tone: str = "soft"

    @property
    def words(self) -> str:
        """All of it, for screen readers, type-ahead and copying."""
        return ", ".join(filter(None, (self.main, self.note, self.small)))


class _Painter(QStyledItemDelegate):
    """Draws an item."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Qt: one or two lines tall."""
        item: Item = index.data(ITEM)
        return QSize(10, self._look.px(48 if item.small else 34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: draws ground, lines, note."""
        look, item = self._look, index.data(ITEM)
        box: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("chosen"))
            painter.fillRect(QRect(box.left(), box.top(), look.px(3), box.height()), look.colour("accent"))
        painter.setPen(look.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(look.px(12), look.px(4), -look.px(10), -look.px(4))
        half = inner.height() // 2 if item.small else inner.height()
        first = QRect(inner.left(), inner.top(), inner.width(), half)
        used = self._line(painter, first, item.note, 12.5, item.tone, right=True)
        self._line(painter, first.adjusted(0, 0, -used - look.px(8) if used else 0, 0), item.main, 15, "ink")
        if item.small:
            below = QRect(inner.left(), inner.top() + half, inner.width(), half)
            self._line(painter, below, item.small, 12.5, "soft")
        painter.restore()

    def _line(self, painter: QPainter, place: QRect, words: str, size: float, ink: str, *, right: bool = False) -> int:
        if not words:
            return 0
        painter.setFont(self._look.font(size, even=True))
        painter.setPen(self._look.colour(ink))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)


class TwoLines(QListWidget):
    """The list.

    Signals:
        chosen: the subject that became current, or None.
        opened: the subject on which Enter was pressed or that was clicked.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, *, name: str, says: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(says)
        self._painter = _Painter(look)
        self.setItemDelegate(self._painter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(lambda now, _: self.chosen.emit(now.data(ITEM).subject if now else None))
        self.itemClicked.connect(lambda item: self.opened.emit(item.data(ITEM).subject))
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def take(self, items: Sequence[Item]) -> None:
        """Shows other items; stays at the same subject where it is still there."""
        before = self.current()
        self.blockSignals(True)
        self.clear()
        for item in items:
            made = QListWidgetItem(item.words)
            made.setData(ITEM, item)
            self.addItem(made)
        place = next((number for number, item in enumerate(items) if item.subject == before), 0)
        self.setCurrentRow(place)
        self.blockSignals(False)
        self.chosen.emit(self.current())

    def current(self) -> Any:
        """The subject of the current item, or None."""
        item = self.currentItem()
        return item.data(ITEM).subject if item is not None else None

    def step(self, by: int) -> None:
        """Goes up or down."""
        if self.count():
            self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: Enter opens, Ctrl+C copies, everything else is the list's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.opened.emit(self.current())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText("\n".join(item.text() for item in self.selectedItems()))
        else:
            super().keyPressEvent(event)
