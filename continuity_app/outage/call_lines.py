"""The lines of the call list at one moment: the few whom plan or journal name, merged with all the others by value.

The snapshot lies in order of need already, so a list is read only as far as it is shown.
"""

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.journal.store import Journal
from continuity_app.outage.added import AddedProjection
from continuity_app.outage.facts import FactsProjection, overlaid
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.need import Call, Rank, call_for, calls_of
from continuity_app.outage.promises import PromisesProjection


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the customers is meant; an empty field takes all."""

    segment: str = ""
    market: str = ""
    product: str = ""

    def take(self, segment: str, market: str, product: str) -> bool:
        """Whether somebody with these values belongs to the part."""
        wanted = ((self.segment, segment), (self.market, market), (self.product, product))
        return all(not want or want == has for want, has in wanted)


EVERYBODY = Filters()


class CallLines:
    """Who is to be called, computed from the snapshot and the journal as they are now."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, filters: Filters, now: dt.datetime) -> None:
        self._contacts = contacts
        self._filters = filters
        self._now = now
        self._facts = journal.value_of(FactsProjection())
        self._promises = journal.value_of(PromisesProjection())
        incidents = journal.value_of(IncidentsProjection())
        self._scope, self._over = incidents.scope, incidents.over_drills
        named = {*self._facts, *self._promises.by_customer}
        known = contacts.get_many(named) if contacts is not None and named else {}
        added = journal.value_of(AddedProjection())
        self._named = {customer: known[customer] for customer in known if self._takes(known[customer])}
        self._added = {c: added[c] for c in added if c not in known and self._takes(added[c])}

    def in_order(self) -> Iterator[Call]:
        """All lines in order of need."""
        special = [self._line(customer) for customer in chain(self._named.values(), self._added.values())]
        stream = self._others()
        rest: Iterator[Customer] = iter(())
        for customer in stream:
            if not (customer.appointments or customer.promises):
                rest = chain([customer], stream)
                break
            special.append(self._line(customer))
        first = sorted((line for line in special if line is not None), key=_order)
        by_value = (line for line in map(self._line, rest) if line is not None)
        return heapq.merge(first, by_value, key=_order)

    def total(self) -> int:
        """How many lines there are, without going through all customers."""
        cells = self._contacts.reach() if self._contacts is not None else []
        in_snapshot = sum(c.reachable for c in cells if self._filters.take(c.segment, c.market, c.product))
        untouched: int = in_snapshot - sum(customer.reachable for customer in self._named.values())
        return untouched + sum(self._line(c) is not None for c in (*self._named.values(), *self._added.values()))

    def _others(self) -> Iterator[Customer]:
        """The customers whom only the snapshot names, in its order of need."""
        if self._contacts is None:
            return
        f = self._filters
        for customer in self._contacts.in_order_of_need(segment=f.segment, market=f.market, product=f.product):
            if customer.id not in self._named:
                yield customer

    def _line(self, customer: Customer) -> Call | None:
        facts = self._facts.get(customer.id, ())
        now = overlaid(customer, facts, self._over)
        return call_for(now, calls_of(facts, self._scope), self._promises.of(customer, self._over), self._now)

    def _takes(self, customer: Customer) -> bool:
        return self._filters.take(customer.segment, customer.market, customer.product)


def _order(line: Call) -> tuple[Rank, tuple[float, float]]:
    return line.rank, line.key
