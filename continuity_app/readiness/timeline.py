"""What happened in an incident, day by day, from the entries: for the after-action report."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.types import (
    Body,
    CallLogged,
    CopyFailed,
    CopyMade,
    CustomerAdded,
    DrillEnded,
    DrillStarted,
    IncidentClosed,
    IncidentDeclared,
    OverrideMade,
    PromiseMade,
    RekeyDone,
    RekeyVerified,
    SheetCaptured,
    SheetIssued,
)
from continuity_app.outage.outcomes import Outcome
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that stands in the time line."""

    at: dt.datetime
    by: str
    what: str


@dataclass(slots=True)
class Day:
    """How much was done on one day, in the local zone."""

    day: dt.date
    calls: int = 0
    reached: int = 0
    sheets: int = 0
    promises: int = 0
    rekeyed: int = 0


@dataclass(slots=True)
class Timeline:
    """An incident as it went.

    Attributes:
        moments: what changed the course, in order.
        days: every day on which something was done, in order.
        outcomes: of calls.
        people: who took part.
        devices: laptops that took part.
    """

    moments: list[Moment] = field(default_factory=list)
    days: dict[dt.date, Day] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)


def timeline(entries: Iterable[Entry], since: dt.datetime, until: dt.datetime) -> Timeline:
    """The entries from one time to another, counted and told.

    Args:
        entries: in their order.
        since: aware; its zone is the one of the days.
        until: aware.
    """
    line = Timeline()
    firsts: set[str] = set()
    for entry in entries:
        at = dt.datetime.fromisoformat(wall_part(entry.hlc)).astimezone(since.tzinfo)
        if not since <= at <= until:
            continue
        body = entry.read()
        line.people.add(entry.user)
        line.devices.add(entry.device)
        _count(line, line.days.setdefault(at.date(), Day(at.date())), body)
        told = _first(body, firsts) or _told(body)
        if told:
            line.moments.append(Moment(at, entry.user, told))
    return line


def _count(line: Timeline, day: Day, body: Body | None) -> None:
    match body:
        case CallLogged():
            day.calls += 1
            day.reached += body.outcome == Outcome.REACHED
            line.outcomes[body.outcome] += 1
        case SheetCaptured():
            day.sheets += 1
        case PromiseMade():
            day.promises += 1
        case RekeyDone():
            day.rekeyed += 1
        case _:
            pass


_FIRSTS = {
    CallLogged: "The first call was logged.",
    SheetIssued: "The first numbered sheet was given out.",
    SheetCaptured: "The first sheet was taken down.",
    CustomerAdded: "The first new customer was taken down.",
    RekeyDone: "The first sheet was re-keyed.",
    RekeyVerified: "The first re-keyed sheet was verified.",
}


def _first(body: Body | None, seen: set[str]) -> str:
    """What is worth telling only the first time."""
    sentence = _FIRSTS.get(type(body)) if body is not None else None
    if sentence is None or sentence in seen:
        return ""
    seen.add(sentence)
    return say(sentence)


_TOLD: dict[type[Body], str] = {
    IncidentDeclared: "The incident was declared: {name} ({kind}).",
    IncidentClosed: "The incident was closed.",
    DrillStarted: "A drill was started: {name}.",
    DrillEnded: "The drill was ended.",
    CopyMade: "The journal was copied: {entries} entries.",
    CopyFailed: "That copy could not be finished.",
    OverrideMade: "A safety rule was overridden ({rule}): {reason}",
}


def _told(body: Body | None) -> str:
    """What is worth telling every time."""
    sentence = _TOLD.get(type(body)) if body is not None else None
    return say(sentence, **asdict(body)) if body is not None and sentence else ""
