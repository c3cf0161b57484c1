"""The hours of a day in which sheets are re-keyed, as they were kept so far: nights count for nothing.

No roster says who works when. So the day is measured: from the first hour to the last one in which anything was done
lately. Before the second day of it a day of eight hours is assumed.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ASSUMED = 8
_DAY = 24
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Workday:
    """From which full hour on, for how many hours; `measured` is False while the length is assumed."""

    first: int
    hours: int
    measured: bool

    def worked(self, start: dt.datetime, end: dt.datetime) -> float:
        """How many of its hours lie between two moments of one zone."""
        if end <= start:
            return 0.0
        total, day = 0.0, start.date()
        while day <= end.date():
            opens, closes = self._of(day, start.tzinfo)
            total += max((min(closes, end) - max(opens, start)).total_seconds(), 0.0)
            day += dt.timedelta(days=1)
        return total / 3600

    def after(self, start: dt.datetime, hours: float) -> dt.datetime | None:
        """When so many of its hours are over; None where that is beyond all reason."""
        if hours > _MOST_DAYS * self.hours:
            return None
        left, day = hours * 3600, start.date()
        while True:
            opens, closes = self._of(day, start.tzinfo)
            begins = max(opens, start)
            here = (closes - begins).total_seconds()
            if here > 0 and left <= here:
                return begins + dt.timedelta(seconds=left)
            left -= max(here, 0.0)
            day += dt.timedelta(days=1)

    def _of(self, day: dt.date, zone: dt.tzinfo | None) -> tuple[dt.datetime, dt.datetime]:
        opens = dt.datetime.combine(day, dt.time(self.first), zone)
        return opens, opens + dt.timedelta(hours=self.hours)


def workday(done: Sequence[dt.datetime]) -> Workday:
    """The day as these moments show it; they are of one zone."""
    hours = {at.hour for at in done}
    first, last = min(hours, default=8), max(hours, default=8)
    measured = len(_days(done)) > 1
    length = last - first + 1
    if not measured:
        length = min(max(length, ASSUMED), _DAY - first)
    return Workday(first, length, measured)


def _days(done: Iterable[dt.datetime]) -> set[dt.date]:
    return {at.date() for at in done}
