"""Parts beside each other that go on below when the line is full: for large text and long languages."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Parts in reading order, as many in a line as fit."""

    def __init__(
        self, *parts: QWidget, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0), even: int = 0
    ) -> None:
        """Places parts.

        Args:
            parts: in reading order.
            gap: pixels between them.
            margins: pixels around them: left, top, right, bottom.
            even: all are as wide as the widest and fill the line, at most so many in one; 0 leaves each its width.
        """
        super().__init__()
        self._even = even
        self._parts: list[QWidget] = []
        self._gap = gap
        self.setContentsMargins(*margins)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for part in parts:
            self.add(part)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """The parts in reading order."""
        return tuple(self._parts)

    def add(self, part: QWidget) -> None:
        """Takes a part at the end."""
        part.setParent(self)
        part.show()
        self._parts.append(part)
        self._changed()

    def drop(self, part: QWidget) -> None:
        """Takes a part out and throws it away."""
        self._parts.remove(part)
        part.hide()
        part.deleteLater()
        self._changed()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's own name
        """Qt: a narrow place makes it taller."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's own name
        """Qt: how tall it is in a width."""
        edges = self.contentsMargins()
        inner = QRect(0, 0, width - edges.left() - edges.right(), 0)
        return self._place(inner, move=False) + edges.top() + edges.bottom()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: all parts in one line."""
        sizes = [part.sizeHint() for part in self._parts if not part.isHidden()]
        wide = sum(size.width() for size in sizes) + self._gap * max(len(sizes) - 1, 0)
        return self._with_edges(QSize(wide, max((size.height() for size in sizes), default=0)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: the widest part alone in a line."""
        size = QSize(0, 0)
        for part in self._parts:
            if not part.isHidden():
                size = size.expandedTo(part.minimumSizeHint())
        return self._with_edges(size)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: places the parts anew."""
        super().resizeEvent(event)
        self._place(self.contentsRect(), move=True)

    def event(self, event: QEvent) -> bool:
        """Qt: a part has another size, or another font."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._changed()
        return super().event(event)

    def _changed(self) -> None:
        self.updateGeometry()
        self._place(self.contentsRect(), move=True)

    def _with_edges(self, size: QSize) -> QSize:
        edges = self.contentsMargins()
        return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom())

    def _place_evenly(self, place: QRect, *, move: bool) -> int:
        shown = [part for part in self._parts if not part.isHidden()]
        sizes = [part.sizeHint() for part in shown]
        widest = max((size.width() for size in sizes), default=1)
        tall = max((size.height() for size in sizes), default=0)
        many = min(max((place.width() + self._gap) // (widest + self._gap), 1), self._even)
        wide = (place.width() - self._gap * (many - 1)) // many
        for number, part in enumerate(shown):
            row, column = divmod(number, many)
            if move:
                corner = QPoint(place.x() + column * (wide + self._gap), place.y() + row * (tall + self._gap))
                part.setGeometry(QRect(corner, QSize(wide, tall)))
        lines = -(-len(shown) // many)
        return lines * tall + self._gap * max(lines - 1, 0)

    def _place(self, place: QRect, *, move: bool) -> int:
        if self._even:
            return self._place_evenly(place, move=move)
        x, y, tall = place.x(), place.y(), 0
        for part in self._parts:
            if part.isHidden():
                continue
            size = part.sizeHint()
            if x > place.x() and x + size.width() > place.right() + 1:
                x, y, tall = place.x(), y + tall + self._gap, 0
            if move:
                part.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            tall = max(tall, size.height())
        return y + tall - place.y()
