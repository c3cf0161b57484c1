"""Reachable customers by segment, market and product: what the snapshot says, and what the journal has learned since.

The snapshot counts its customers once, when it is built; only customers whose channels the journal changed are looked
at again, one by one. So the answer comes at once for a million customers too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import AXES, ReachCell
from continuity_app.words import say

__all__ = ["AXES", "Reach", "ReachRow", "measure"]


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One value of an axis; `value` is empty where the source says nothing."""

    value: str
    customers: int
    reachable: int
    email_only: int

    @property
    def share(self) -> float:
        """Reachable by telephone, from 0 to 1."""
        return self.reachable / self.customers if self.customers else 0.0

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return self.value or say("(none)")

    def as_json(self) -> dict[str, object]:
        """For the command line's contract."""
        return {
            "value": self.shown,
            "customers": self.customers,
            "reachable": self.reachable,
            "email_only": self.email_only,
            "share": round(self.share, 4),
        }


@dataclass(frozen=True, slots=True)
class Reach:
    """How many customers can be served by telephone.

    Attributes:
        whole: everybody.
        by: axis to its rows, the lowest share first.
        changed: customers of whom the journal knows more than the snapshot.
    """

    whole: ReachRow
    by: dict[str, tuple[ReachRow, ...]]
    changed: int

    def worst(self, at_least: int) -> tuple[str, ReachRow] | None:
        """The axis and row of the lowest share among those with enough customers to matter."""
        rows = [(axis, row) for axis in AXES for row in self.by[axis] if row.customers >= at_least and row.value]
        return min(rows, key=lambda found: found[1].share, default=None)


def measure(cells: Iterable[ReachCell], changed: Iterable[tuple[Customer, Customer]]) -> Reach:
    """Counts.

    Args:
        cells: the snapshot's own counts.
        changed: customers as the snapshot has them beside what is known of them now.
    """
    counts: dict[tuple[str, str, str], list[int]] = {}
    for cell in cells:
        there = counts.setdefault((cell.segment, cell.market, cell.product), [0, 0, 0])
        for place, number in enumerate((cell.customers, cell.reachable, cell.email_only)):
            there[place] += number
    looked_at = 0
    for before, now in changed:
        looked_at += 1
        there = counts.setdefault((before.segment, before.market, before.product), [0, 0, 0])
        there[1] += now.reachable - before.reachable
        there[2] += now.email_only - before.email_only
    whole = [sum(numbers[place] for numbers in counts.values()) for place in range(3)]
    by = {axis: _rows(counts, place) for place, axis in enumerate(AXES)}
    return Reach(ReachRow("", *whole), by, looked_at)


def _rows(counts: dict[tuple[str, str, str], list[int]], place: int) -> tuple[ReachRow, ...]:
    rows: dict[str, ReachRow] = {}
    for values, (customers, reachable, email_only) in counts.items():
        row = rows.get(values[place]) or ReachRow(values[place], 0, 0, 0)
        rows[row.value] = replace(
            row,
            customers=row.customers + customers,
            reachable=row.reachable + reachable,
            email_only=row.email_only + email_only,
        )
    return tuple(sorted(rows.values(), key=attrgetter("share", "value")))
