"""What a target is, and the loop that feeds it."""

import contextlib
import faulthandler
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from continuity_app.errors import KitError
from continuity_app.sources.refusal import RefusalError

MOST_GROWTH = 512 << 20
"""Bytes that a whole loop may take: nothing is kept of a case that was refused."""

MOST_SECONDS = 60.0
"""One case may take, on a slow machine: the longest limit of our own on foreign input is 20 seconds."""


class HangError(Exception):
    """A case took longer than one may."""


@dataclass(frozen=True)
class Parser:
    """A format's way in.

    Attributes:
        case: makes up input.
        run: reads it; raises what is ours where it refuses, and anything else where it is broken.
    """

    case: Callable[[random.Random], bytes]
    run: Callable[[bytes], object]


@dataclass
class Tally:
    """How many cases were taken and how many refused in words."""

    taken: int = 0
    refused: int = 0


Make = Callable[[Path], Parser]
"""Sets a parser up with a folder of its own."""


@contextlib.contextmanager
def standing(make: Make) -> Iterator[Parser]:
    """A parser in a folder that is gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="kit-fuzz-"))
    try:
        yield make(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def try_one(parser: Parser, data: bytes, tally: Tally) -> None:
    """Reads one case; an exception that is not ours escapes."""
    try:
        parser.run(data)
    except (KitError, RefusalError):
        tally.refused += 1
    else:
        tally.taken += 1


def feed(make: Make, cases: int, seed: int = 1, most_seconds: float = MOST_SECONDS) -> Tally:
    """Reads so many cases, the same ones for the same seed.

    Raises:
        AssertionError: one broke the parser, or kept it busy longer than one may; the case is told in full.
    """
    tally, before = Tally(), _most_used()
    with standing(make) as parser, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries about damaged files; in the reading process they go nowhere
        for number in range(cases):
            data = parser.case(random.Random(seed * 1_000_003 + number))
            try:
                with _ending(most_seconds, f"seed {seed}, case {number}"):
                    try_one(parser, data, tally)
            except Exception as error:
                raise AssertionError(
                    f"seed {seed}, case {number}: {type(error).__name__} of {data[:2000]!r}"
                ) from error
    assert _most_used() - before < MOST_GROWTH
    return tally


@contextlib.contextmanager
def _ending(seconds: float, case: str) -> Iterator[None]:
    """Ends a case that hangs: by an exception, or, where a library never comes back to Python, with the whole program.

    Then the traceback stands on stderr, and the case in a temporary file `kit-fuzz-hangs-PID` that nobody removed.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise HangError(case)

    note = Path(tempfile.gettempdir()) / f"kit-fuzz-hangs-{os.getpid()}"
    note.write_text(case)
    earlier = signal.signal(signal.SIGALRM, over)
    faulthandler.dump_traceback_later(2 * seconds, exit=True, file=sys.__stderr__ or 2)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
        faulthandler.cancel_dump_traceback_later()
        note.unlink()


def _most_used() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def file_of(place: Path, name: str) -> Callable[[bytes], Path]:
    """Writes each case to the same file; one that lies there already is taken away first, which is quicker."""
    path = place / name

    def written(data: bytes) -> Path:
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        return path

    return written
