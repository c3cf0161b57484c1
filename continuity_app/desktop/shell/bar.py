"""The bar above the rooms: always says in words what is going on, how old the data is, and when the kit locks."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import columns, holder, text
from continuity_app.words import say


class Going(StrEnum):
    """What is going on, as the bar's ground tells it."""

    CALM = "calm"
    INCIDENT = "incident"
    DRILL = "drill"


@dataclass(frozen=True, slots=True)
class BarFacts:
    """What the bar says, in whole sentences; `late` is a copy that is overdue and cannot be made."""

    going: Going
    name: str
    data: str
    copy: str
    late: bool = False
    read_only: bool = False


class Bar(QFrame):
    """Red for an incident, violet and hatched for a drill, plain otherwise; the words alone say the same."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAccessibleName(say("State of the kit"))
        self._look = look
        self._going, self._late = Going.CALM, False
        self._name = text("", "", "bar_incident")
        self._data = text("", "", "bar_data")
        self._writing = text("", "", "bar_read_only")
        self._copy = text("", "", "bar_copy")
        self._lock = text("", "", "bar_lock")
        self._left = holder(columns(self._name, self._data, self._writing, gap=24))
        self._right = holder(columns(self._copy, self._lock, gap=24))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(18, 6, 18, 6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)
        look.changed.connect(self._dress)
        self._dress()

    @property
    def labels(self) -> tuple[QLabel, ...]:
        """Everything that it says, from left to right."""
        return (self._name, self._data, self._writing, self._copy, self._lock)

    def take(self, facts: BarFacts) -> None:
        """Says other things."""
        self._going = facts.going
        self._name.setText(facts.name)
        self._data.setText(facts.data)
        self._copy.setText(facts.copy)
        self._late = facts.late
        self._writing.setText(say("Read only: another window of this kit writes") if facts.read_only else "")
        self._writing.setVisible(facts.read_only)
        self._dress()

    def count_down(self, seconds: int) -> None:
        """Says in how long the kit locks."""
        self._lock.setText(say("Locks in {minutes}:{seconds:02d}", minutes=seconds // 60, seconds=seconds % 60))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: goes to two lines where one is too short."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: draws the ground, hatched in a drill."""
        look, painter = self._look, QPainter(self)
        ground = {Going.INCIDENT: "incident", Going.DRILL: "drill", Going.CALM: "panel"}[self._going]
        painter.fillRect(self.rect(), look.colour(ground))
        if self._going is Going.DRILL:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour("drill_stripe"), look.px(6)))
            for x in range(-self.height(), self.width(), look.px(22)):
                painter.drawLine(x, self.height() + 4, x + self.height() + 8, -4)
        if self._going is Going.CALM:
            painter.setPen(look.colour("line"))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _dress(self) -> None:
        look = self._look
        ink = look.colours.ink if self._going is Going.CALM else look.colours.on_bar
        for label in self.labels:
            label.setStyleSheet(f"color: {ink}; font-size: {look.px(13)}px;")
        if self._late:
            warning = look.colours.caution if self._going is Going.CALM else ink
            self._copy.setStyleSheet(f"color: {warning}; font-size: {look.px(13)}px; font-weight: 600;")
        self._name.setStyleSheet(f"color: {ink}; font-size: {look.px(15)}px; font-weight: 600;")
        self._grid.setRowMinimumHeight(0, look.px(24))
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        needs = self._left.sizeHint().width() + self._right.sizeHint().width() + 60
        below = self.width() < needs
        self._grid.addWidget(self._left, 0, 0, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(
            self._right,
            1 if below else 0,
            0 if below else 1,
            Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignRight,
        )
        self._grid.invalidate()
        self.updateGeometry()
