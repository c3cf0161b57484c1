"""The process that comes after a lock: the same program begun anew, with nothing of the old one's memory.

Python and Qt keep copies of keys and names that nobody can find and wipe; a process that is replaced leaves none.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from continuity_app.words import say

FLAG = "--after-lock"


class Why(StrEnum):
    """What locked the kit."""

    ASKED = "asked"
    IDLE = "idle"
    SLEPT = "slept"


@dataclass(frozen=True, slots=True)
class Locked:
    """What the next process is told; it stands on its command line, so nothing of customers is in it.

    Attributes:
        why: what locked it.
        kept: how many drafts were journalled.
        lost: how many could not be.
        place: where the window stood: left, top, width, height in pixels; all 0 for the usual place.
    """

    why: Why = Why.ASKED
    kept: int = 0
    lost: int = 0
    place: tuple[int, int, int, int] = (0, 0, 0, 0)

    def written(self) -> str:
        """As an argument."""
        return ":".join(map(str, (self.why, self.kept, self.lost, *self.place)))

    @classmethod
    def read(cls, written: str) -> Self:
        """An argument read back; one that was not written by this program says nothing."""
        why, *figures = written.split(":")
        try:
            kept, lost, left, top, width, height = map(int, figures)
            return cls(Why(why), kept, lost, (left, top, width, height))
        except ValueError:
            return cls()

    def words(self) -> str:
        """What the unlock screen says about it."""
        if self.lost:
            return say("Locked. What was being typed could NOT be kept: the journal could not be written.")
        if self.why is Why.IDLE:
            return say("Locked because nobody touched it. What was being typed is kept.")
        if self.why is Why.SLEPT:
            return say("Locked because the laptop slept. What was being typed is kept.")
        if self.kept:
            return say("Locked. What was being typed is kept and waits in Forms.")
        return say("Locked. Everything that was saved is safe.")


Replace = Callable[[Locked], None]
"""Puts the next process in this one's place; returns only where that is impossible."""


def replace_process(told: Locked) -> None:
    """Puts the same program, begun anew and locked, in the place of this process.

    Returns only where the program cannot be begun: the stick that it lay on is gone.
    """
    line = next_line(told, sys.executable, sys.orig_argv, sys.argv, frozen=bool(getattr(sys, "frozen", False)))
    # A bundle's program would take itself for a child of the old one otherwise.
    surroundings = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    try:
        if sys.platform == "win32":
            # Windows replaces no process: the next one begins, and this one ends without another step.
            subprocess.Popen(line, env=surroundings, close_fds=True)  # noqa: S603 - our own command line
            os._exit(0)
        os.execve(line[0], line, surroundings)  # noqa: S606 - our own command line
    except OSError:
        return


def next_line(
    told: Locked, executable: str, original: Sequence[str], words: Sequence[str], *, frozen: bool
) -> list[str]:
    """The command line of the next process.

    Args:
        told: what it is told.
        executable: the interpreter, or the bundle's program.
        original: the interpreter's whole command line (`sys.orig_argv`).
        words: the program's own part of it (`sys.argv`).
        frozen: whether it is a bundle, which is its own interpreter.
    """
    own = list(words[1:])
    # Everything between the interpreter and the program's own words: its flags, and the script or module.
    start = [] if frozen else list(original[1 : len(original) - len(own)])
    if FLAG in own:
        place = own.index(FLAG)
        del own[place : place + 2]
    return [executable, *start, *own, FLAG, told.written()]
