"""What was written by hand in a field, above its input; never wider than the field."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from continuity_app.words import say

LEAST, MOST = 44, 150
_SHARE = 0.55
"""Of a crop's own size: a row of the sheet is then as tall as an input."""


class HandPicture(QWidget):
    """The crop of one field."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._picture = QPixmap()
        self.setObjectName(name)
        self.setAccessibleName(say("What was written by hand"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._picture.isNull()

    def show_picture(self, png: bytes) -> None:
        """Shows a crop."""
        if self._picture.loadFromData(png):
            self.setFixedHeight(round(min(max(self._picture.height() * _SHARE, LEAST), MOST)))
            self.show()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: asks for no width of its own."""
        return QSize(1, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: the whole crop, as large as fits."""
        if self.empty:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawPixmap(QRectF(0, 0, size.width(), size.height()), self._picture, QRectF(self._picture.rect()))
        painter.end()
