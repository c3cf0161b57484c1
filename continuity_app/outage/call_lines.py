"""The lines of the call list at one moment: the few whom plan or journal name, merged with all the others by value.

The snapshot lies in order of need already, so a list is read only as far as it is shown.
"""

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.journal.store import Journal
from continuity_app.journal.types import CallLogged
from continuity_app.outage.added import AddedProjection
from continuity_app.outage.facts import FactsProjection, overlaid
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.links import LinksProjection
from continuity_app.outage.moments import moment_of
from continuity_app.outage.need import Call, Rank, call_for, calls_of, is_done
from continuity_app.outage.promises import Promise, PromisesProjection
from continuity_app.outage.shares import CALL, Division, SharesProjection, same_worker


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the customers is meant; an empty field takes all.

    Attributes:
        appointment_by, promise_by: only who is expected, or was promised something, until then (aware).
        value_from: only whose value at risk is at least this.
        worker: only this worker's share (`outage.shares`).
    """

    segment: str = ""
    market: str = ""
    product: str = ""
    language: str = ""
    appointment_by: dt.datetime | None = None
    promise_by: dt.datetime | None = None
    value_from: float = 0.0
    worker: str = ""

    def take(self, segment: str, market: str, product: str) -> bool:
        """Whether somebody with these values belongs to the part."""
        wanted = ((self.segment, segment), (self.market, market), (self.product, product))
        return all(not want or want == has for want, has in wanted)

    @property
    def narrow(self) -> bool:
        """Whether the sums of the snapshot cannot tell how many belong to the part."""
        return bool(self.language or self.value_from or self.worker or self.planned)

    @property
    def planned(self) -> bool:
        """Whether only those belong to it who are expected or were promised something."""
        return self.appointment_by is not None or self.promise_by is not None

    def take_line(self, customer: Customer, promises: Sequence[Promise], now: dt.datetime) -> bool:
        """Whether a customer belongs to it by language, value and plans; `take` looks at the rest."""
        if self.language and customer.language.casefold() != self.language.casefold():
            return False
        if (customer.value or 0.0) < self.value_from:
            return False
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        expected = [moment_of(each.at, now.tzinfo) for each in customer.appointments]
        due = [moment_of(each.due, now.tzinfo) for each in promises if each.open]
        return all(
            limit is None or any(at is not None and start <= at <= limit for at in found)
            for limit, found, start in (
                (self.appointment_by, expected, today),
                (self.promise_by, due, dt.datetime.min.replace(tzinfo=dt.UTC)),
            )
        )


EVERYBODY = Filters()


class CallLines:
    """Who is to be called, computed from the snapshot and the journal as they are now."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, filters: Filters, now: dt.datetime) -> None:
        self._contacts = contacts
        self._filters = filters
        self._now = now
        self._facts = journal.value_of(FactsProjection())
        self._promises = journal.value_of(PromisesProjection())
        self._links = journal.value_of(LinksProjection())
        self._division = journal.value_of(SharesProjection()).get(CALL, Division())
        incidents = journal.value_of(IncidentsProjection())
        self._scope, self._over = incidents.scope, incidents.over_drills
        named = {*self._facts, *self._promises.by_customer, *self._links.groups}
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
        if self._filters.planned:
            rest = iter(())
        first = sorted((line for line in special if line is not None), key=_order)
        by_value = (line for line in map(self._line, rest) if line is not None)
        return heapq.merge(first, by_value, key=_order)

    def total(self) -> int:
        """How many lines there are, where it can be without going through all customers."""
        if self._filters.narrow:
            return sum(1 for _ in self.in_order())
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
        group = self._links.group_of(customer.id)
        worker = self._filters.worker
        if group[0] != customer.id or (worker and not same_worker(self._division.worker_of(customer.id), worker)):
            return None
        facts = self._facts.get(customer.id, ())
        calls = calls_of(facts, self._scope) if len(group) == 1 else self._calls_of_all(group)
        if is_done(calls):  # before what takes longer: in a long outage most were reached
            return None
        promises = self._promises.of(customer, self._over)
        if not self._filters.take_line(customer, promises, self._now):
            return None
        return call_for(overlaid(customer, facts, self._over), calls, promises, self._now)

    def _calls_of_all(self, group: Sequence[str]) -> list[CallLogged]:
        """The calls to one customer who stands under several ids, by time."""
        calls = [call for each in group for call in calls_of(self._facts.get(each, ()), self._scope)]
        return sorted(calls, key=lambda call: (moment_of(call.at, self._now.tzinfo) or self._now, call.customer))

    def _takes(self, customer: Customer) -> bool:
        return self._filters.take(customer.segment, customer.market, customer.product)


def _order(line: Call) -> tuple[Rank, tuple[float, float]]:
    return line.rank, line.key
