"""The burn-down of the way back: how many sheets were left at the end of each day, and when none will be.

The pace is what was re-keyed in a working hour since the first re-keyed sheet, at most in the last seven days; its 95 %
interval is that of a Poisson count (Wilson and Hilferty's approximation of the exact one). The finish is what is left
divided by the pace, in the hours of `recovery.workday`: days on which nobody worked lately slow the pace, days to come
are taken like them. Before `FEWEST` sheets nothing is forecast.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from continuity_app.outage.moments import moment_of
from continuity_app.recovery.ledger import LedgerLine
from continuity_app.recovery.workday import Workday, workday
from continuity_app.words import say

MOST_DAYS = 7
FEWEST = 5
"""Fewer re-keyed sheets tell no pace."""
_LEAST_HOURS = 0.25
_Z = 1.959963985


@dataclass(frozen=True, slots=True)
class BurnDown:
    """Sheets left by day, and the forecast; `finish`, `earliest` and `latest` are None while there is no pace.

    Attributes:
        days: (day, captured until its end, re-keyed until its end).
        left: captured and not yet re-keyed now.
        pace: re-keyed in a working hour.
        hours: the working hours that pace and finish count in.
        needed: how many more have to be re-keyed before a pace can be told.
    """

    days: tuple[tuple[dt.date, int, int], ...]
    left: int
    rekeyed: int
    pace: float
    hours: Workday
    needed: int
    finish: dt.datetime | None
    earliest: dt.datetime | None
    latest: dt.datetime | None

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "left": self.left,
            "rekeyed": self.rekeyed,
            "pace_per_hour": round(self.pace, 2),
            "pace_per_day": round(self.pace * self.hours.hours, 2),
            "hours": {"from": self.hours.first, "length": self.hours.hours, "measured": self.hours.measured},
            "needed_for_a_pace": self.needed,
            "finish": _iso(self.finish),
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "days": [
                {"day": day.isoformat(), "captured": captured, "rekeyed": rekeyed, "left": captured - rekeyed}
                for day, captured, rekeyed in self.days
            ],
        }


def burn_down(lines: Iterable[LedgerLine], now: dt.datetime) -> BurnDown:
    """Counts the captured sheets of a ledger and looks ahead.

    Args:
        lines: of real work.
        now: aware; days are of its zone.
    """
    held = [line for line in lines if line.sheet.state.holds_facts]
    captured = _moments((line.sheet.captures[0].at for line in held if line.sheet.captures), now)
    done = _moments((line.rekeyed_at for line in held if line.rekeyed_at and not line.sheet.rekeyed_before), now)
    left = len(held) - len(done)
    recent = [at for at in done if at >= now - dt.timedelta(days=MOST_DAYS)]
    hours = workday(recent)
    span = max(hours.worked(min(recent), now), _LEAST_HOURS) if len(recent) >= FEWEST else 0.0
    pace = len(recent) / span if span else 0.0
    low, high = _interval(len(recent))
    return BurnDown(
        days=_days(captured, done),
        left=left,
        rekeyed=len(done),
        pace=pace,
        hours=hours,
        needed=max(FEWEST - len(recent), 0) if left else 0,
        finish=_after(now, left, pace, hours),
        earliest=_after(now, left, high / span if span else 0.0, hours),
        latest=_after(now, left, low / span if span else 0.0, hours),
    )


def hours_words(hours: Workday) -> str:
    """In which hours pace and finish count: no roster tells them."""
    told = {"first": f"{hours.first:02}:00", "last": f"{hours.first + hours.hours:02}:00"}
    if hours.measured:
        return say("Counted in the hours in which it was worked so far, {first} to {last}.", **told)
    return say("Counted in an assumed day, {first} to {last}, until there is a second one.", **told)


def _interval(count: int) -> tuple[float, float]:
    low = count * (1 - 1 / (9 * count) - _Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return max(low, 0.0), more * (1 - 1 / (9 * more) + _Z / (3 * math.sqrt(more))) ** 3


def _after(now: dt.datetime, left: int, pace: float, hours: Workday) -> dt.datetime | None:
    if not left:
        return now
    return hours.after(now, left / pace) if pace > 0 else None


def _days(captured: list[dt.datetime], done: list[dt.datetime]) -> tuple[tuple[dt.date, int, int], ...]:
    taken, typed = Counter(at.date() for at in captured), Counter(at.date() for at in done)
    rows, both = [], [0, 0]
    for day in sorted({*taken, *typed}):
        both = [both[0] + taken[day], both[1] + typed[day]]
        rows.append((day, both[0], both[1]))
    return tuple(rows)


def _moments(times: Iterable[str], now: dt.datetime) -> list[dt.datetime]:
    read = (moment_of(text.replace("Z", "+00:00"), now.tzinfo) for text in times)
    return [at.astimezone(now.tzinfo) for at in read if at is not None]


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="minutes") if at is not None else None
