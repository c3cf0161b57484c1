"""One writer at a time in a home: a lock that the system gives back when the process ends, however it ends."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from continuity_app.durable import not_written
from continuity_app.errors import SurroundingsError
from continuity_app.words import say


class HomeLock:
    """The lock file of a vault; its contents mean nothing, the system's lock on it does."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def try_take(self) -> bool:
        """Takes the lock if nobody has it; says whether it is held now.

        Raises:
            SurroundingsError: the lock file cannot be made here.
        """
        if self._handle is not None:
            return True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise not_written(self._path, error) from error
        if not _lock(handle):
            os.close(handle)
            return False
        self._handle = handle
        return True

    def take(self) -> None:
        """Takes the lock.

        Raises:
            SurroundingsError: another process has it (`vault.busy`), or the lock file cannot be made here.
        """
        if not self.try_take():
            raise SurroundingsError(
                "vault.busy",
                say("Another window or command is writing to this kit."),
                what_is_safe=say("What it saves is safe; nothing was changed by this one."),
                next_step=say("Wait for it to end or close it, then do this again; looking things up works meanwhile."),
            )

    def release(self) -> None:
        """Gives the lock back; does nothing where it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
