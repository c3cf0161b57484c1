"""A QR code that a phone can read off the screen: black on white in every colour scheme, with its quiet zone."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from continuity_app.desktop.theme import Look

QUIET = 3


class QrCode(QWidget):
    """Shows one text, such as `tel:+14155552671`, or nothing."""

    def __init__(self, look: Look, *, name: str, says: str, dot: int = 4) -> None:
        """Starts empty; `dot` is the side of one dot in pixels at 100 % text size."""
        super().__init__()
        self._look = look
        self._dot = dot
        self._dots: tuple[tuple[int, ...], ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(says)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_text(self, words: str) -> None:
        """Takes another text; an empty one hides the code."""
        matrix = segno.make(words, error="m", micro=False).matrix if words else ()
        self._dots = tuple(tuple(row) for row in matrix)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: a square of whole dots with the quiet zone around it."""
        side = self._look.large(self._dot) * (len(self._dots) + 2 * QUIET)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: draws whole dots only, so that no camera meets a seam."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        dot = self._look.large(self._dot)
        for y, row in enumerate(self._dots, QUIET):
            for x, dark in enumerate(row, QUIET):
                if dark:
                    painter.fillRect(QRectF(x * dot, y * dot, dot, dot), Qt.GlobalColor.black)
