"""Locks a kit that nobody touches, and one whose laptop slept: counts from the last key or move of the mouse."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

AFTER = 300
NAP = 1
"""So many seconds that the system says it slept are a sleep."""
GAP = 20
"""So many seconds between two ticks, which are one apart, are a sleep, whatever the system says."""
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.Drop,
}

if sys.platform == "linux":

    def seconds_asleep() -> float:
        """How long the machine has slept since it was switched on."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)

else:

    def seconds_asleep() -> float:
        """Unknown here: the time between two ticks tells it."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Clocks:
    """Two clocks of the machine.

    Attributes:
        seconds: goes on while the laptop sleeps; one that was set back only makes the wait begin anew.
        asleep: seconds that the machine has slept in all, as far as the system tells.
    """

    seconds: Callable[[], float] = time.time
    asleep: Callable[[], float] = seconds_asleep


class IdleWatch(QObject):
    """Watches the whole application.

    Signals:
        ticked: seconds left, once a second.
        expired: nobody has touched anything for the time allowed.
        slept: the machine slept, or this program was held, since the tick before.
    """

    ticked = Signal(int)
    expired = Signal()
    slept = Signal()

    def __init__(self, after: int = AFTER, clocks: Clocks | None = None, parent: QObject | None = None) -> None:
        """Starts idle.

        Args:
            after: seconds without a touch until the kit locks.
            clocks: the machine's, where none are given.
            parent: with which it ends: it sees every event of the application as long as it lives.
        """
        super().__init__(parent)
        self._after = after
        self._clocks = clocks or Clocks()
        self._touched = self._ticked = self._clocks.seconds()
        self._asleep = self._clocks.asleep()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begins to count down."""
        self._touched = self._ticked = self._clocks.seconds()
        self._asleep = self._clocks.asleep()
        self._timer.start()
        self.tick()

    def stop(self) -> None:
        """Stops counting: the kit is locked."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self._clocks.seconds()

    def tick(self) -> None:
        """Looks at the clocks."""
        now, asleep = self._clocks.seconds(), self._clocks.asleep()
        slept = asleep - self._asleep >= NAP or now - self._ticked >= GAP
        self._ticked, self._asleep = now, asleep
        if now < self._touched:
            self.touch()
        left = self._after - (now - self._touched)
        if left <= 0:
            self.stop()
            self.expired.emit()
        elif slept:
            self.stop()
            self.slept.emit()
        else:
            self.ticked.emit(int(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: every event of the application passes here; none is held back."""
        if event.type() in _TOUCHES:
            self.touch()
        return super().eventFilter(watched, event)
