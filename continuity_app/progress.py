"""Long work as a generator of steps: the command line and the window show the same ones, and either may cancel.

A job is `Generator[Step, None, Result]`. Closing the generator cancels it; the job leaves the old state intact.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a job stands: `done` of `total` units (total 0 = not known) and a sentence that says what is happening."""

    sentence: str
    done: int = 0
    total: int = 0


Job = Generator[Step, None, Result]


def finish(job: Job[Result], show: Callable[[Step], None] | None = None) -> Result:
    """Runs a job to its end here and now, showing each step, and gives its result."""
    while True:
        try:
            step = next(job)
        except StopIteration as end:
            result: Result = end.value
            return result
        if show is not None:
            show(step)
