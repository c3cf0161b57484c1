"""Files that are either old or new, never half: write aside, flush to the device, swap."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from continuity_app.errors import SurroundingsError
from continuity_app.words import say


def write_whole(path: Path, data: bytes | Iterable[bytes], *, private: bool = False) -> None:
    """Replaces a file in one step, on the device when this returns.

    Args:
        path: the file; its folder is made if missing.
        data: its whole contents, or the pieces of it in order.
        private: readable by this user alone.

    Raises:
        SurroundingsError: the disk is full, or the folder cannot be written; the old file is intact.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o644)
        with os.fdopen(handle, "wb") as out:
            for piece in [data] if isinstance(data, bytes) else data:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        swap_in(aside, path)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with suppress(OSError):  # where the folder itself is the trouble, that is what is told
            aside.unlink(missing_ok=True)


def swap_in(aside: Path, path: Path) -> None:
    """Puts a finished, flushed file in the place of another, and flushes the folder's entry."""
    aside.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Makes names that were added to or removed from a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def not_written(path: Path, error: OSError) -> SurroundingsError:
    """The error for a file that could not be written."""
    return SurroundingsError(
        "disk.not_written",
        say(
            "The file {name} could not be written: {reason}.", name=path.name, reason=error.strerror or "unknown reason"
        ),
        what_is_safe=say("What was there before is unchanged."),
        next_step=say("Free space or choose a folder that you may write to, then do it again."),
        details=[{"file": str(path), "problem": error.strerror or "unknown reason"}],
    )
