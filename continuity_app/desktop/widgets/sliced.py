"""Work that is done between two key presses, a few milliseconds at a time, and begun anew at will.

For what reads the same lists as the window does; what may run beside the window goes through `desktop.work`.
"""

import time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from continuity_app.errors import KitError
from continuity_app.progress import Job

FIRST, EACH = 0.05, 0.012
"""Seconds: short work ends before `start` returns; longer work leaves the window to the user after each slice."""


class Sliced(QObject):
    """One job at a time.

    Signals:
        stepped: a `progress.Step`, at the end of a slice that was not the last.
        finished: the result.
        failed: a `KitError`.
    """

    stepped = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(lambda: self._slice(EACH))

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def start(self, job: Job[Any]) -> None:
        """Begins a job; one that is under way is dropped."""
        self.stop()
        self._job = job
        self._slice(FIRST)
        if self._job is not None:
            self._timer.start()

    def stop(self) -> None:
        """Drops the job under way."""
        self._timer.stop()
        if self._job is not None:
            self._job.close()
        self._job = None

    def _slice(self, seconds: float) -> None:
        end, step, job = time.monotonic() + seconds, None, self._job
        try:
            while job is not None and time.monotonic() < end:
                step = next(job)
        except StopIteration as done:
            self.stop()
            self.finished.emit(done.value)
        except KitError as error:
            self.stop()
            self.failed.emit(error)
        else:
            if step is not None:
                self.stepped.emit(step)
