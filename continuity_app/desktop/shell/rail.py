"""The rail at the left: the rooms with their keys, who is here, and the way to lock."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy

from continuity_app.desktop.shell.rooms import Door
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, rows, text
from continuity_app.words import say

KEYS_FIT = 125
"""Up to this text size, in per cent, the keys stand beside the rooms' names."""


class RailButton(QAbstractButton):
    """One room on the rail: a bar at its left edge and bold type say where one is."""

    def __init__(self, door: Door, key: str, look: Look) -> None:
        super().__init__()
        self._look = look
        self._key = key
        self.setText(door.title)
        self.setObjectName(f"rail_{door.key}")
        self.setAccessibleName(say("{room}, {key}", room=door.title, key=key))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: wide enough for the name and, at usual text sizes, the key."""
        look = self._look
        self.setFont(look.font(16, bold=True))
        wide = self.fontMetrics().horizontalAdvance(self.text()) + look.px(28)
        if look.percent <= KEYS_FIT:
            wide += look.px(36)
        return QSize(wide, look.px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: draws name, key, mark and focus."""
        look, painter = self._look, QPainter(self)
        box = self.rect()
        if self.isChecked():
            painter.fillRect(box, look.colour("rail_chosen"))
            painter.fillRect(QRect(0, 0, look.px(4), box.height()), look.colour("rail_mark"))
        if self.hasFocus():
            painter.setPen(look.colour("rail_mark"))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        inner = box.adjusted(look.px(14), 0, -look.px(12), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.colour("rail_ink"))
        painter.setFont(look.font(16, bold=self.isChecked()))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, self.text())
        if look.percent <= KEYS_FIT:
            painter.setPen(look.colour("rail_soft"))
            painter.setFont(look.font(11))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, self._key)


class Rail(QFrame):
    """All rooms below each other.

    Signals:
        chosen: the key of the room that was asked for.
        lock_asked: the user wants to lock now.
        help_asked: the user wants the keys explained.
    """

    chosen = Signal(str)
    lock_asked = Signal()
    help_asked = Signal()

    def __init__(self, doors: Sequence[Door], look: Look, user: str) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("role", "rail")
        self.setAccessibleName(say("Rooms"))
        self._look = look
        self._buttons: dict[str, RailButton] = {}
        layout = rows(margins=(0, 14, 0, 8), gap=1)
        for number, door in enumerate(doors, 1):
            made = RailButton(door, f"Ctrl {number}", look)
            made.clicked.connect(lambda _=False, key=door.key: self.chosen.emit(key))
            self._buttons[door.key] = made
            layout.addWidget(made)
        layout.addStretch(1)
        lock = button(say("Lock now   Ctrl L"), "rail_lock", self.lock_asked.emit, says=say("Lock now"))
        keys = button(say("Keys and help   F1"), "rail_help", self.help_asked.emit, says=say("Keys and help"))
        layout.addLayout(rows(text(user, "", "rail_user"), margins=(14, 0, 8, 0)))
        layout.addLayout(rows(lock, keys, margins=(6, 0, 6, 0), gap=0))
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._widen)
        look.changed.connect(self._fit)
        self._fit()

    def mark(self, key: str) -> None:
        """Shows in which room the user is."""
        self._buttons[key].setChecked(True)

    def _fit(self) -> None:
        for made in self._buttons.values():
            made.updateGeometry()
        # Once every part has its new font.
        self._soon.start(0)

    def _widen(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            self.setFixedWidth(layout.sizeHint().width())
