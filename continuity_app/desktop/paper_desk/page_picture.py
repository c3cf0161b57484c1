"""The picture of a scanned page, on which the four corner marks can be clicked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from continuity_app.desktop.theme import Look
from continuity_app.paper.page_read import Corners
from continuity_app.words import say

CORNERS = 4
_MARK = 7


class PagePicture(QWidget):
    """Shows one page as large as its place allows.

    Signals:
        clicked: a corner was clicked, or the clicks were thrown away.
    """

    clicked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._picture = QPixmap()
        self._points: list[tuple[float, float]] = []
        self.setObjectName("page_picture")
        self.setAccessibleName(say("Picture of the page"))
        self.setMinimumSize(QSize(160, 120))

    @property
    def corners(self) -> Corners | None:
        """The four corner marks in pixels of the picture, once all are clicked."""
        if len(self._points) < CORNERS:
            return None
        first, second, third, fourth = self._points
        return first, second, third, fourth

    @property
    def count(self) -> int:
        """How many corners were clicked."""
        return len(self._points)

    def show_picture(self, data: bytes | None) -> None:
        """Shows another page, or nothing."""
        self._picture = QPixmap()
        if data is not None:
            self._picture.loadFromData(data)
        self.forget_corners()

    def forget_corners(self) -> None:
        """Throws the clicks away."""
        self._points = []
        self.update()
        self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: a click on the page is the next corner; a fifth begins anew."""
        place = self._place()
        if self._picture.isNull() or not place.contains(event.position()):
            return
        if len(self._points) == CORNERS:
            self._points = []
        scale = self._picture.width() / place.width()
        at = event.position() - place.topLeft()
        self._points.append((at.x() * scale, at.y() * scale))
        self.update()
        self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: draws the page and the numbered corners."""
        if self._picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
        painter.setPen(self._look.colour("line"))
        painter.drawRect(place)
        scale = place.width() / self._picture.width()
        for number, (x, y) in enumerate(self._points, 1):
            at = place.topLeft() + QPointF(x * scale, y * scale)
            painter.setBrush(self._look.colour("accent"))
            painter.drawEllipse(at, _MARK, _MARK)
            painter.setPen(self._look.colour("on_accent"))
            box = QRectF(at.x() - _MARK, at.y() - _MARK, 2 * _MARK, 2 * _MARK)
            painter.setFont(self._look.font(10, bold=True))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
        painter.end()

    def _place(self) -> QRectF:
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height())
