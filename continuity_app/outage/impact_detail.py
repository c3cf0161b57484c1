"""Behind each number of the impact: which entries it rests on, and how it grew from day to day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import CallLogged, ChannelCorrected, ChannelVerified, CustomerLinked, SheetCaptured
from continuity_app.outage.call_lines import EVERYBODY, Filters
from continuity_app.outage.happened import Group, Happened, happenings
from continuity_app.outage.moments import moment_of
from continuity_app.outage.outcomes import Outcome
from continuity_app.words import say

FIGURES = ("attempted", "reached", "unreachable", "harmed")
_MOST_SUBJECTS = 1000


@dataclass(frozen=True, slots=True)
class Behind:
    """One customer behind a number, with the entries that say so; none where the snapshot alone says it."""

    customer: Customer
    ids: Group
    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "customer": self.customer.id,
            "name": self.customer.name,
            "ids": list(self.ids),
            "entries": [
                {
                    "entry": e.hash,
                    "type": e.type,
                    "at": str(e.body.get("at") or e.hlc),
                    "user": e.user,
                    "device": e.device,
                }
                for e in self.entries
            ],
        }


def behind(
    contacts: ContactStore | None, journal: Journal, figure: str, filters: Filters = EVERYBODY, limit: int = 10_000
) -> list[Behind]:
    """The customers whom a figure counts, with their entries, as far as the journal names them.

    Args:
        contacts: the snapshot's customers.
        journal: what happened.
        figure: one of `FIGURES`.
        filters: of one row.
        limit: how many customers at most.

    Raises:
        BadDataError: there is no such figure.
    """
    if figure not in FIGURES:
        raise BadDataError(
            "impact.figure",
            say("There is no figure '{figure}'.", figure=figure),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Use one of: {figures}.", figures=", ".join(FIGURES)),
        )
    happened = happenings(contacts, journal)
    found = [
        (members[0], group)
        for group in happened.groups
        if (members := happened.members(group))
        and filters.take(members[0].segment, members[0].market, members[0].product)
        and _counts(happened, group, members, figure)
    ][:limit]
    entries = _entries_of(journal, happened, [each for _, group in found for each in group], figure)
    return [Behind(leader, group, tuple(e for each in group for e in entries.get(each, ()))) for leader, group in found]


def over_time(contacts: ContactStore | None, journal: Journal, now: dt.datetime) -> list[dict[str, Any]]:
    """Attempted, reached and harmed customers at the end of each local day, each counted from the day it began."""
    happened = happenings(contacts, journal)
    begun: dict[dt.date, dict[str, int]] = {}
    for group in happened.groups:
        if not happened.members(group):
            continue
        calls = happened.calls(group)
        reached = [call.at for call in calls if call.outcome == Outcome.REACHED]
        harm = [sheet.captures[0].at for each in group for sheet in happened.harm.get(each, ()) if sheet.captures]
        for figure, times in (("attempted", [call.at for call in calls]), ("reached", reached), ("harmed", harm)):
            day = _first_day(times, now)
            if day is not None:
                counts = begun.setdefault(day, dict.fromkeys(("attempted", "reached", "harmed"), 0))
                counts[figure] += 1
    rows: list[dict[str, Any]] = []
    total = dict.fromkeys(("attempted", "reached", "harmed"), 0)
    for day in sorted(begun):
        total = {figure: total[figure] + begun[day][figure] for figure in total}
        rows.append({"day": day.isoformat(), **total})
    return rows


def _counts(happened: Happened, group: Group, members: list[Customer], figure: str) -> bool:
    match figure:
        case "attempted":
            return bool(happened.calls(group))
        case "reached":
            return any(call.outcome == Outcome.REACHED for call in happened.calls(group))
        case "harmed":
            return happened.is_harmed(group)
        case _:
            return not any(happened.overlaid(each).reachable for each in members)


def _entries_of(journal: Journal, happened: Happened, ids: list[str], figure: str) -> dict[str, list[Entry]]:
    """The entries behind a figure, by customer."""
    types = {
        "harmed": (SheetCaptured.type,),
        "unreachable": (CallLogged.type, ChannelCorrected.type, ChannelVerified.type, CustomerLinked.type),
    }.get(figure, (CallLogged.type,))
    found: dict[str, list[Entry]] = {}
    for at in range(0, len(ids), _MOST_SUBJECTS):
        part = set(ids[at : at + _MOST_SUBJECTS])
        serials = {sheet.serial: each for each in part for sheet in happened.harm.get(each, ())}
        for entry in journal.about({*part, *(serials if figure == "harmed" else ())}):
            if entry.type in types and _belongs(happened, entry, figure):
                owner = serials.get(str(entry.body.get("serial"))) or str(entry.body.get("customer"))
                found.setdefault(owner, []).append(entry)
    return found


def _belongs(happened: Happened, entry: Entry, figure: str) -> bool:
    body = entry.read()
    if isinstance(body, CallLogged) and figure in ("attempted", "reached"):
        return happened.incidents.scope.holds(body) and (figure == "attempted" or body.outcome == Outcome.REACHED)
    if isinstance(body, SheetCaptured):
        return any(body.serial == sheet.serial for sheets in happened.harm.values() for sheet in sheets)
    return True


def _first_day(times: Iterable[str], now: dt.datetime) -> dt.date | None:
    moments = [moment_of(each.replace("Z", "+00:00"), now.tzinfo) for each in times]
    local = [each.astimezone(now.tzinfo).date() for each in moments if each is not None]
    return min(local, default=None)
