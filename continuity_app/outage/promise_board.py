"""The due board: every promise with its owner, what is overdue, and what two laptops promised to one customer."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.store import ContactStore
from continuity_app.journal.store import Journal
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.links import LinksProjection, pair_of
from continuity_app.outage.promises import Promise, Promises, PromisesProjection, central_promises
from continuity_app.outage.promises_compared import ComparedProjection


@dataclass(frozen=True, slots=True)
class Board:
    """Promises of both origins at one moment, open ones first, each group by due time.

    Attributes:
        duplicates: open promises that several laptops made to the same customer, group by group, for a person to
            settle; they are never merged by themselves.
        apart: open promises that would stand there, but a person told them apart; that can be taken back.
    """

    promises: tuple[Promise, ...]
    duplicates: tuple[tuple[Promise, ...], ...]
    now: dt.datetime
    apart: tuple[tuple[Promise, ...], ...] = ()

    @property
    def overdue(self) -> tuple[Promise, ...]:
        """Those that are open and whose time has passed."""
        return tuple(each for each in self.promises if each.overdue(self.now))

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        open_ones = sum(each.open for each in self.promises)
        return {
            "promises": [{**each.as_json(), "overdue": each.overdue(self.now)} for each in self.promises],
            "open": open_ones,
            "overdue": len(self.overdue),
            "kept": sum(not each.open and not each.duplicate_of for each in self.promises),
            "duplicates": [
                {"customer": group[0].customer, "promises": [each.as_json() for each in group]}
                for group in self.duplicates
            ],
            "told_apart": [[each.promise for each in group] for group in self.apart],
        }


def board(contacts: ContactStore | None, journal: Journal, now: dt.datetime, *, central: bool = False) -> Board:
    """The board as it is now.

    Args:
        contacts: the snapshot's customers.
        journal: what happened.
        now: aware.
        central: the promises of before the outage too.
    """
    over = journal.value_of(IncidentsProjection()).over_drills
    promises = journal.value_of(PromisesProjection())
    made = promises.all_made(over)
    older = _older(contacts, promises) if central else ()
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    everything = sorted((*made, *older), key=lambda each: (not each.open, each.due_at(now) or far, each.promise))
    groups = tuple(_several(made, journal))
    different = journal.value_of(ComparedProjection())
    twins = tuple(group for each in groups for group in _alike(each, different))
    left = {each.promise for group in twins for each in group}
    apart = tuple(group for group in groups if any(each.promise not in left for each in group))
    return Board(tuple(everything), twins, now, apart)


def _older(contacts: ContactStore | None, promises: Promises) -> Iterator[Promise]:
    """Those of the snapshot; who has any stands first in its order of need."""
    for customer in contacts.in_order_of_need() if contacts is not None else ():
        if not (customer.promises or customer.appointments):
            return
        yield from map(promises.settled, central_promises(customer))


def _several(made: Sequence[Promise], journal: Journal) -> Iterator[tuple[Promise, ...]]:
    """Open promises to one customer, where several laptops made them."""
    links = journal.value_of(LinksProjection())
    by_customer: dict[str, list[Promise]] = {}
    for each in made:
        if each.open:
            by_customer.setdefault(links.leader(each.customer), []).append(each)
    for _, group in sorted(by_customer.items()):
        if len({each.made_on for each in group}) > 1:
            yield tuple(group)


def _alike(group: Sequence[Promise], different: Collection[tuple[str, str]]) -> Iterator[tuple[Promise, ...]]:
    """What is left to be settled of a group: promises of different laptops that nobody told apart, linked through."""
    waiting = {each.promise: each for each in group}
    while waiting:
        _, start = waiting.popitem()
        found, seen = [start], 0
        while seen < len(found):
            one, seen = found[seen], seen + 1
            near = [
                each
                for each in waiting.values()
                if each.made_on != one.made_on and pair_of(one.promise, each.promise) not in different
            ]
            found += near
            for each in near:
                del waiting[each.promise]
        if len(found) > 1:
            yield tuple(sorted(found, key=group.index))
