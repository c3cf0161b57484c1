"""One way to run long work: a job's steps on a thread beside the window, shown with Cancel; inline in tests."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from continuity_app.errors import KitError, SurroundingsError
from continuity_app.progress import Job
from continuity_app.vault.database import in_words
from continuity_app.words import say


class Work(QObject):
    """One job under way.

    Signals:
        stepped: a `progress.Step` was reached.
        finished: the job ended with its result.
        failed: the job ended with a `KitError`.
        cancelled: the job was stopped on request; the old state is intact.
    """

    stepped = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, job: Job[Any]) -> None:
        super().__init__()
        self._job = job
        self._stop = False

    def cancel(self) -> None:
        """Asks the job to stop at its next step."""
        self._stop = True

    @Slot()
    def run(self) -> None:
        """Drives the job to its end on the calling thread."""
        try:
            while not self._stop:
                self.stepped.emit(next(self._job))
            self._job.close()
        except StopIteration as end:
            self.finished.emit(end.value)
        except KitError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - a bug in a job must reach the user, not die with its thread
            self.failed.emit(our_bug(error))
        else:
            self.cancelled.emit()


class Runner(QObject):
    """Runs one job at a time; `inline` runs it to its end before `start` returns.

    Signals:
        ended: no job is under way any more.
    """

    ended = Signal()

    def __init__(self, *, inline: bool = False) -> None:
        super().__init__()
        self._inline = inline
        self._work: Work | None = None
        self._thread: QThread | None = None

    @property
    def inline(self) -> bool:
        """Whether everything runs on the window's own thread."""
        return self._inline

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._work is not None

    def start(self, job: Job[Any], prepare: Callable[[Work], None]) -> Work:
        """Begins a job.

        Args:
            job: the job; nothing of it has run yet.
            prepare: connects to the work's signals before its first step.

        Raises:
            SurroundingsError: another job is still under way.
        """
        if self.busy:
            job.close()
            raise SurroundingsError(
                "work.busy",
                say("Another long task is still under way."),
                what_is_safe=say("It goes on undisturbed."),
                next_step=say("Wait for its end, or cancel it, and do this again."),
            )
        work = Work(job)
        self._work = work
        for signal in (work.finished, work.failed, work.cancelled):
            signal.connect(self._end)
        prepare(work)
        if self._inline:
            work.run()
        else:
            self._thread = QThread()
            work.moveToThread(self._thread)
            self._thread.started.connect(work.run)
            self._thread.start()
        return work

    def cancel(self) -> None:
        """Asks the job under way, if any, to stop at its next step."""
        if self._work is not None:
            self._work.cancel()

    def close(self) -> None:
        """Stops the job under way and waits until it has stopped: before the session that it works on is closed."""
        self.cancel()
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
        self._work = self._thread = None

    @Slot()
    def _end(self, *_: object) -> None:
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
        self._work = self._thread = None
        self.ended.emit()


def our_bug(error: BaseException) -> KitError:
    """A mistake of ours in words: its kind and place, nothing of the data that it stumbled over.

    What the disk or a damaged database refused is none of ours, and is told as what it is.
    """
    if (refused := in_words(error)) is not None:
        return refused
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename.rpartition('/')[2]}:{place.tb_lineno}" if place else "?"
    return KitError(
        "kit.bug",
        say("The kit itself made a mistake ({kind} at {where}).", kind=type(error).__name__, where=where),
        what_is_safe=say("What was saved before is safe."),
        next_step=say("Lock and unlock the kit, do it again, and tell IT the text in brackets."),
    )
