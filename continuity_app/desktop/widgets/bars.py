"""Bars beside their figures: a share of a whole, told by length and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from continuity_app.desktop.theme import Look


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how much of `whole` is filled, and the words at its end."""

    name: str
    part: float
    whole: float
    words: str


class Bars(QWidget):
    """Bars below each other, all on one scale (their own wholes, drawn as outlines)."""

    def __init__(self, look: Look, *, name: str, says: str) -> None:
        super().__init__()
        self._look = look
        self._says = says
        self._bars: tuple[Bar, ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(says)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._fit)

    def take(self, bars: Sequence[Bar]) -> None:
        """Draws other bars."""
        self._bars = tuple(bars)
        self.setAccessibleDescription("; ".join(f"{bar.name}: {bar.words}" for bar in bars))
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: tall enough for all bars."""
        return QSize(self._look.px(320), self._look.px(40) * len(self._bars))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: draws the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, tall = self._look, self._look.px(40)
        for number, bar in enumerate(self._bars):
            top = number * tall
            painter.setFont(look.font(13, even=True))
            painter.setPen(look.colour("ink"))
            line = QRectF(0, top, self.width(), look.px(20))
            wide = painter.fontMetrics().horizontalAdvance(bar.words) + look.px(8)
            names = QRectF(0, top, max(self.width() - wide, 0), look.px(20))
            shown = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, int(names.width()))
            painter.drawText(names, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(look.colour("soft"))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, bar.words)
            self._draw_bar(painter, bar, QRectF(0.5, top + look.px(22), self.width() - 1, look.px(10)))

    def _draw_bar(self, painter: QPainter, bar: Bar, place: QRectF) -> None:
        painter.setPen(self._look.colour("edge"))
        painter.setBrush(self._look.colour("panel"))
        painter.drawRoundedRect(place, 3, 3)
        if bar.whole > 0 and bar.part > 0:
            filled = QRectF(place)
            filled.setWidth(max(place.width() * min(bar.part / bar.whole, 1.0), 2.0))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("accent"))
            painter.drawRoundedRect(filled, 3, 3)

    def _fit(self) -> None:
        self.updateGeometry()
        self.update()
