"""Clocks that the law may start: a dated table to edit, and when each ends once its event is entered.

The table is data (`resources/obligations.toml`), each row with its source; what it says is to be checked with counsel.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.resources import resource
from continuity_app.words import say

_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty to tell somebody in time.

    Attributes:
        starts: the event that starts its clock, a key of `Obligations.events`.
        hours, days, business_days: how long it runs; exactly one is not 0.
        persons: from how many persons on it applies, 0 for any number.
        calendar: country whose holidays count, as the `holidays` library names it.
        roll: an end on a weekend or holiday moves to the next business day.
        source: where the rule stands.
    """

    id: str
    rule: str
    who: str
    starts: str
    source: str
    note: str = ""
    hours: int = 0
    days: int = 0
    business_days: int = 0
    persons: int = 0
    calendar: str = ""
    roll: bool = False

    @property
    def length(self) -> str:
        """How long the clock runs, in words."""
        if self.hours:
            return say("{hours} hours", hours=self.hours)
        return say("{days} days", days=self.days) if self.days else say("{days} business days", days=self.business_days)


@dataclass(frozen=True, slots=True)
class Obligations:
    """The whole table: `checked` is the day on which somebody last read the sources."""

    checked: dt.date
    events: dict[str, str]
    clock: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class LegalClock:
    """A duty beside what is known: when its event happened and when its time is over; None while it is not entered."""

    duty: Duty
    event: str
    started: dt.datetime | None
    ends: dt.datetime | None

    def remaining(self, now: dt.datetime) -> dt.timedelta | None:
        """Time that is left, negative once it is over; None while the clock does not run."""
        return None if self.ends is None else self.ends - now


@cache
def obligations() -> Obligations:
    """The shipped table.

    Raises:
        BadDataError: an edited table says something that cannot be meant.
    """
    raw = tomllib.loads(resource("obligations.toml").read_text(encoding="utf-8"))
    try:
        table = msgspec.convert(raw, Obligations)
    except msgspec.ValidationError as error:
        raise _bad_table(str(error)) from error
    for duty in table.clock:
        if sum(map(bool, (duty.hours, duty.days, duty.business_days))) != 1:
            raise _bad_table(say("the duty {id} needs exactly one of hours, days and business_days", id=duty.id))
        if duty.starts not in table.events:
            raise _bad_table(say("the duty {id} starts at an event that is not in the table", id=duty.id))
    return table


def legal_clocks(events: Mapping[str, dt.datetime]) -> list[LegalClock]:
    """Every duty with its end, those that run first by their end, then those whose event is not entered.

    Args:
        events: when each event happened, aware times, by the names of the table's events.

    Raises:
        BadDataError: an event that the table does not know.
    """
    must_be_known(events)
    table = obligations()
    clocks = [_clock(duty, say(table.events[duty.starts]), events.get(duty.starts)) for duty in table.clock]
    return sorted(clocks, key=lambda c: (c.ends is None, c.ends.timestamp() if c.ends else 0.0))


def must_be_known(events: Iterable[str]) -> None:
    """Refuses events that the table does not name.

    Raises:
        BadDataError: an event that the table does not know.
    """
    table = obligations()
    for name in events:
        if name not in table.events:
            raise BadDataError(
                "clock.unknown_event",
                say("No legal clock starts at an event called '{event}'.", event=name),
                what_is_safe=say("Nothing was written."),
                next_step=say("Use one of: {events}.", events=", ".join(sorted(table.events))),
                details=[{"field": "event", "problem": name}],
            )


def _clock(duty: Duty, event: str, started: dt.datetime | None) -> LegalClock:
    return LegalClock(duty, event, started, None if started is None else ends_at(duty, started))


def ends_at(duty: Duty, started: dt.datetime) -> dt.datetime:
    """When the time is over, in the zone of the start; days and business days end with the last minute of the day."""
    if duty.hours:
        return (started.astimezone(dt.UTC) + dt.timedelta(hours=duty.hours)).astimezone(started.tzinfo)
    day = started.date()
    if duty.days:
        day += dt.timedelta(days=duty.days)
        while duty.roll and not _is_business_day(day, duty.calendar):
            day += dt.timedelta(days=1)
    for _ in range(duty.business_days):
        day += dt.timedelta(days=1)
        while not _is_business_day(day, duty.calendar):
            day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(23, 59), started.tzinfo)


def _is_business_day(day: dt.date, calendar: str) -> bool:
    if day.weekday() >= _WEEKEND:
        return False
    if not calendar:
        return True
    from holidays import country_holidays  # noqa: PLC0415

    return day not in country_holidays(calendar, years=day.year)


def _bad_table(problem: str) -> BadDataError:
    return BadDataError(
        "clock.bad_table",
        say("The table of legal clocks cannot be used: {problem}.", problem=problem),
        what_is_safe=say("Nothing else depends on this table."),
        next_step=say("Mend resources/obligations.toml, or install the kit again."),
        details=[{"file": "obligations.toml", "problem": problem}],
    )
