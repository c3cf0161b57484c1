"""Locks a kit that nobody touches: counts from the last key or move of the mouse, and notices a laptop that slept."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

AFTER = 300
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.Drop,
}


class IdleWatch(QObject):
    """Watches the whole application.

    Signals:
        ticked: seconds left, once a second.
        expired: nobody has touched anything for the time allowed.
    """

    ticked = Signal(int)
    expired = Signal()

    def __init__(self, after: int = AFTER, seconds: Callable[[], float] = time.time) -> None:
        """Starts idle.

        Args:
            after: seconds without a touch until the kit locks.
            seconds: a clock that goes on while the laptop sleeps; one that was set back only makes the wait begin anew.
        """
        super().__init__()
        self._after = after
        self._seconds = seconds
        self._touched = seconds()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begins to count down."""
        self._touched = self._seconds()
        self._timer.start()
        self.tick()

    def stop(self) -> None:
        """Stops counting: the kit is locked."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self._seconds()

    def tick(self) -> None:
        """Looks at the time."""
        passed = self._seconds() - self._touched
        if passed < 0:
            self.touch()
            passed = 0
        if passed >= self._after:
            self.stop()
            self.expired.emit()
        else:
            self.ticked.emit(int(self._after - passed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: every event of the application passes here; none is held back."""
        if event.type() in _TOUCHES:
            self.touch()
        return super().eventFilter(watched, event)
