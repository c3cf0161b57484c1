"""Files that are either old or new, never half: write aside, flush to the device, swap."""

import errno
import itertools
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from continuity_app.errors import SurroundingsError
from continuity_app.words import say

_TRIAL_BYTES = 256 * 1024


def write_whole(path: Path, data: bytes | Iterable[bytes], *, private: bool = False) -> None:
    """Replaces a file in one step, on the device when this returns.

    Args:
        path: the file; its folder is made if missing.
        data: its whole contents, or the pieces of it in order.
        private: readable by this user alone.

    Raises:
        SurroundingsError: the disk is full, or the folder cannot be written; the old file is intact.
    """
    aside = _aside(path)
    try:
        make_folder(path.parent)
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


def write_beside(folder: Path, name: Callable[[], str], data: Callable[[], bytes]) -> Path:
    """Adds a file to a folder that must be there, never in the place of another, and reads it back.

    The folder is tried before `data` is asked for, so that nothing was begun where it cannot be written.

    Args:
        folder: where; it is not made.
        name: asked for after `data`; where it is taken, a number is put behind it.
        data: the whole contents.

    Raises:
        SurroundingsError: missing, read-only or full, or what was read back differs; nothing new lies there.
    """
    aside = folder / f".{os.getpid()}.part"
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            contents = data()
            out.write(contents)
            out.flush()
            os.fsync(out.fileno())
        _must_read_as(aside, contents)
        path = _untaken(folder / name())
        swap_in(aside, path)
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return path


def _must_read_as(path: Path, contents: bytes) -> None:
    if path.read_bytes() != contents:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def _untaken(path: Path) -> Path:
    numbered = (path.with_name(f"{path.stem}~{count}{path.suffix}") for count in itertools.count(2))
    return next(each for each in itertools.chain([path], numbered) if not each.exists())


def must_be_writable(path: Path) -> None:
    """Makes sure that a file can be put here, before something is noted that cannot be taken back.

    Raises:
        SurroundingsError: it cannot: a folder that is read-only, a full disk, or something else lies there.
    """
    aside = _aside(path)
    try:
        make_folder(path.parent)
        with aside.open("wb") as trial:
            trial.write(bytes(_TRIAL_BYTES))
            os.fsync(trial.fileno())
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def swap_in(aside: Path, path: Path) -> None:
    """Puts a finished, flushed file in the place of another, and flushes the folder's entry."""
    aside.replace(path)
    flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Makes a folder with those above it that are missing; all of their names are on the device when this returns.

    Raises:
        OSError: it cannot be made here.
    """
    missing = list(itertools.takewhile(lambda each: not each.exists(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    for each in reversed(missing):
        flush_folder(each.parent)


def flush_folder(folder: Path) -> None:
    """Makes names that were added to or removed from a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _aside(path: Path) -> Path:
    """Where a file is written before it takes its place, which must be that of an ordinary file or of none."""
    try:
        free = bool(path.name) and (path.is_file() or not path.exists())
        folder_is_one = path.parent.is_dir() or not path.parent.exists()
    except OSError as error:
        raise not_written(path, error) from error
    if not folder_is_one:
        raise not_written(path, OSError(errno.ENOTDIR, say("its folder is a file")))
    if not free:
        raise not_written(path, OSError(errno.EINVAL, say("it is a folder or a device and no file")))
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def not_written(path: Path, error: OSError) -> SurroundingsError:
    """The error for a file that could not be written."""
    return SurroundingsError(
        "disk.not_written",
        say(
            "The file {name} could not be written: {reason}.",
            name=path.name or path,
            reason=error.strerror or "unknown reason",
        ),
        what_is_safe=say("What was there before is unchanged."),
        next_step=say("Free space or choose a folder that you may write to, then do it again."),
        details=[{"file": str(path), "problem": error.strerror or "unknown reason"}],
    )
