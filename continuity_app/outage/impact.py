"""Impact: who was reached and who was not, by segment, market and product.

Definitions, the same for the whole and for each row:
- *customers*: those of the snapshot and those added since; whom a person linked as the same one count once, under the
  leading id (`outage.links`), in its row;
- *attempted*, *reached*: with at least one logged call, or one that reached them, under the incident or drill that
  runs; if none runs, under the last incident; if there never was one, ever. Calls that a laptop logged before it knew
  of the incident count too;
- *unreachable*: without a number that could work, as known now, or not to be called at all;
- *harmed*: for whom a complaint and harm note was taken down in the same incident;
- *value_at_risk*: yearly value of the customers who were not reached, in the site's currency.
A customer without a value on an axis stands in the row "(none)", so that the rows of an axis add up to the whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.store import ContactStore
from continuity_app.journal.store import Journal
from continuity_app.outage.happened import axes_of, happenings
from continuity_app.outage.incidents import Incident, IncidentsProjection
from continuity_app.outage.outcomes import Outcome

AXES = ("segment", "market", "product")
NONE = "(none)"


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of all customers or of one row; `value_at_risk` is money in a year."""

    customers: int = 0
    attempted: int = 0
    reached: int = 0
    unreachable: int = 0
    value_at_risk: float = 0.0
    harmed: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.customers + other.customers,
            self.attempted + other.attempted,
            self.reached + other.reached,
            self.unreachable + other.unreachable,
            self.value_at_risk + other.value_at_risk,
            self.harmed + other.harmed,
        )

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "customers": self.customers,
            "attempted": self.attempted,
            "reached": self.reached,
            "unreachable": self.unreachable,
            "harmed": self.harmed,
            "value_at_risk": round(self.value_at_risk, 2),
        }


@dataclass(frozen=True, slots=True)
class Impact:
    """Whole and rows; `incident` is what the calls were counted for, None for all calls ever."""

    whole: Tally
    by: Mapping[str, Mapping[str, Tally]]
    incident: Incident | None

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            **self.whole.as_json(),
            "incident": self.incident.incident if self.incident else None,
            "by": {
                axis: [{"value": value, **tally.as_json()} for value, tally in rows.items()]
                for axis, rows in self.by.items()
            },
        }


def impact(contacts: ContactStore | None, journal: Journal) -> Impact:
    """Counts who was reached; reads sums of the snapshot and only the customers whom the journal names."""
    incidents = journal.value_of(IncidentsProjection())
    by: dict[str, dict[str, Tally]] = {axis: {} for axis in AXES}
    whole = Tally()
    for places, tally in (*_of_snapshot(contacts), *_of_journal(contacts, journal)):
        whole = whole.plus(tally)
        for axis, place in zip(AXES, places, strict=True):
            by[axis][place or NONE] = by[axis].get(place or NONE, Tally()).plus(tally)
    ordered = {axis: dict(sorted(rows.items(), key=lambda row: -row[1].customers)) for axis, rows in by.items()}
    return Impact(whole, ordered, incidents.last)


_Placed = tuple[tuple[str, str, str], Tally]


def _of_snapshot(contacts: ContactStore | None) -> Iterator[_Placed]:
    """The sums as if nothing had happened yet."""
    for cell in contacts.reach() if contacts is not None else ():
        unreachable = cell.customers - cell.reachable
        yield (cell.segment, cell.market, cell.product), Tally(cell.customers, 0, 0, unreachable, cell.value)


def _of_journal(contacts: ContactStore | None, journal: Journal) -> Iterator[_Placed]:
    """What the journal changes in them: the difference for each customer of the snapshot, all of one who was added."""
    happened = happenings(contacts, journal)
    for group in happened.groups:
        members = happened.members(group)
        if not members:
            continue
        leader = members[0]
        for other in members[1:]:
            if other.id in happened.known:
                yield axes_of(other), Tally(-1, 0, 0, -int(not other.reachable), -(other.value or 0.0))
        counted = leader.id in happened.known
        calls = happened.calls(group)
        reached = any(call.outcome == Outcome.REACHED for call in calls)
        value = leader.value or max((each.value or 0.0 for each in members), default=0.0)
        unreachable = not any(happened.overlaid(each).reachable for each in members)
        yield (
            axes_of(leader),
            Tally(
                customers=0 if counted else 1,
                attempted=int(bool(calls)),
                reached=int(reached),
                unreachable=unreachable - (counted and not leader.reachable),
                value_at_risk=(0.0 if reached else value) - ((leader.value or 0.0) if counted else 0.0),
                harmed=int(happened.is_harmed(group)),
            ),
        )
