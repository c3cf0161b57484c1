"""Time as something that is passed in, so that a test needs no patching."""

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Tells the time; the wall clock is only ever a label on what happened."""

    def now(self) -> dt.datetime:
        """The present time, aware, in the local zone."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """The present time in the local zone, to the millisecond."""
        return dt.datetime.now().astimezone()


class FixedClock:
    """A clock that stands still until it is moved: for rehearsed days and tests."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        """The time that was set."""
        return self.at

    def move(self, by: dt.timedelta) -> None:
        """Lets time pass."""
        self.at += by
