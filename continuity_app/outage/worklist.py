"""The call list of one part of the customers, kept up to date: one more entry moves one customer, nothing else.

Apart stand those whom plan or journal name, each at the place where `outage.need` puts them until a moment that is
known. All the others lie in order of value already, and are read only as far as they are shown. What makes it begin
anew: another incident, division, time zone or set of admitted devices, and a clock that goes back.
"""

import datetime as dt
import heapq
from bisect import bisect_left, insort
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import cast

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore, ListedCustomer
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, CallLogged, CustomerLinked, PromiseKept
from continuity_app.outage.added import AddedProjection
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.facts import FactsProjection, overlaid
from continuity_app.outage.incidents import Incidents, IncidentsProjection
from continuity_app.outage.links import LinksProjection
from continuity_app.outage.moments import moment_of
from continuity_app.outage.need import Call, Rank, call_for, calls_of, holds_until, is_done
from continuity_app.outage.promises import PromisesProjection, central_promises
from continuity_app.outage.shares import CALL, Division, SharesProjection, same_worker
from continuity_app.progress import Job, Step
from continuity_app.words import say

Place = tuple[Rank, tuple[float, float], int, str]
"""Order of need, then rank in the snapshot, so that who was tried keeps the place among others of the same value."""
Ranked = tuple[int, Customer]
_NEW = 10**9
"""Who was added in the outage stands after all of the snapshot who are worth the same."""
_AT_ONCE = 200
_COUNTED_AT_ONCE = 500


class _Epoch:
    """A projection of nothing; its value is another one after entries were admitted or set aside anew."""

    name = "worklist.epoch"
    types = frozenset[str]()

    def initial(self) -> object:
        """A value like no other."""
        return object()

    def fold(self, state: object, _: Entry) -> object:
        """It sees no entries."""
        return state

    def value(self, state: object) -> object:
        """The same as long as the journal's states are carried on."""
        return state


@dataclass(slots=True)
class _Apart:
    """Those who do not stand where the snapshot has them.

    Attributes:
        ranks: id -> rank in the snapshot, of all of them.
        places: id -> place, of those who have a line now.
        order: all places, sorted.
        changes: when somebody's place may change, a heap; one that was overtaken does no harm.
        central: number of a promise of before the outage -> the customer.
    """

    ranks: dict[str, int] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    order: list[Place] = field(default_factory=list)
    changes: list[tuple[dt.datetime, str]] = field(default_factory=list)
    central: dict[str, str] = field(default_factory=dict)

    def put(self, customer: str, place: Place | None, until: dt.datetime | None) -> None:
        before = self.places.pop(customer, None)
        if before is not None:
            del self.order[bisect_left(self.order, before)]
        if place is not None:
            self.places[customer] = place
            insort(self.order, place)
        if until is not None:
            heapq.heappush(self.changes, (until, customer))

    def due(self, now: dt.datetime) -> Iterator[str]:
        while self.changes and self.changes[0][0] <= now:
            yield heapq.heappop(self.changes)[1]


class Worklist:
    """Who is to be called, of one part of the customers; not for use from two threads at once."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, filters: Filters) -> None:
        self._contacts = contacts
        self._journal = journal
        self._filters = filters
        self._begun: tuple[object, ...] | None = None
        self._now = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._division = Division()
        self._arrived = 0

    def lines(self, now: dt.datetime, limit: int) -> tuple[int, tuple[Call, ...]]:
        """How many lines there are, and the first of them in order of need.

        Args:
            now: aware.
            limit: how many lines to give at most.
        """
        self._catch_up(now)
        merged = heapq.merge(
            ((place, None) for place in islice(self._apart.order, limit)),
            ((_place_of(rank, customer), customer) for rank, customer in self._others(limit)),
            key=lambda each: each[0],
        )
        chosen = list(islice(merged, limit))
        named = self._known(place[3] for place, customer in chosen if customer is None)
        calls = [self._call(named[place[3]] if customer is None else customer) for place, customer in chosen]
        return self._untouched + len(self._apart.order), tuple(cast("list[Call]", calls))

    def shares(self, now: dt.datetime) -> Job[Counter[str]]:
        """How many lines each worker has; those that are nobody's stand under ''; begun anew where the list changes.

        Args:
            now: aware.
        """
        self._catch_up(now)
        division, arrived = self._division, self._arrived
        total = self._contacts.facts.customers if self._contacts is not None else 0
        counted = Counter(division.worker_of(each) for each in self._apart.places)
        for done, row in enumerate(self._rows()):
            if done % _COUNTED_AT_ONCE == 0:
                yield Step(say("Counting the shares."), row.rank, total)
                if self._arrived != arrived:
                    return (yield from self.shares(now))
            counted[division.drawn_for(row.id)] += 1
        return counted

    def _catch_up(self, now: dt.datetime) -> None:
        """Takes in what happened, and what the time has changed, since the last look."""
        journal = self._journal
        incidents = journal.value_of(IncidentsProjection())
        self._facts = journal.value_of(FactsProjection())
        self._promises = journal.value_of(PromisesProjection())
        self._links = journal.value_of(LinksProjection())
        self._scope, self._over = incidents.scope, incidents.over_drills
        self._division = journal.value_of(SharesProjection()).get(CALL, Division())
        world = (*_world(incidents, self._division), journal.value_of(_Epoch()), now.utcoffset())
        if self._begun != world or now < self._now:
            self._begin(now)
            self._begun = world
            return
        self._now = now
        touched = set(self._apart.due(now))
        arrived = journal.arrived()
        if arrived > self._arrived:
            for entry in journal.arrivals_since(self._arrived):
                touched.update(self._named_by(entry))
            self._arrived = arrived
        self._place(touched)

    def _begin(self, now: dt.datetime) -> None:
        self._now, self._apart = now, _Apart()
        self._arrived = self._journal.arrived()
        self._stream, self._ahead = self._snapshot(), deque[Ranked]()
        self._untouched = self._counted()
        named = {*self._facts, *self._promises.by_customer, *self._links.groups, *self._division.given}
        named.update(self._journal.value_of(AddedProjection()), self._planned())
        self._place(named)

    def _planned(self) -> Iterator[str]:
        """Those of the snapshot who were expected or promised something: they stand first in it."""
        for customer in self._contacts.in_order_of_need() if self._contacts is not None else ():
            if not (customer.appointments or customer.promises):
                return
            self._apart.central.update((each.promise, customer.id) for each in central_promises(customer))
            yield customer.id

    def _named_by(self, entry: Entry) -> Iterable[str]:
        """Whose line an entry may change."""
        match entry.read():
            case PromiseKept(promise=promise):
                made = self._promises.made.get(promise)
                customer = made.customer if made is not None else self._apart.central.get(promise, "")
                return filter(None, self._links.group_of(customer))
            case AssignmentMade(task=task, subjects=subjects) if task == CALL:
                return subjects
            case CustomerLinked(customer=one, other=other):
                # Whoever is no longer in a group with one of the two is in one with the other, or alone.
                return {each for name in (one, other) for each in self._links.group_of(name)}
            case body:
                customer = str(getattr(body, "customer", ""))
                return filter(None, self._links.group_of(customer)) if customer else ()

    def _place(self, touched: Iterable[str]) -> None:
        """Puts customers where they belong now."""
        waiting = list(touched)
        for at in range(0, len(waiting), _AT_ONCE):
            some = waiting[at : at + _AT_ONCE]
            self._set_apart([each for each in some if each not in self._apart.ranks])
            live = [each for each in some if not self._is_over(each)]
            known = self._known(live)
            for each in some:
                customer = known.get(each)
                line = self._call(customer) if customer is not None and self._takes(customer) else None
                rank = self._apart.ranks[each]
                place = None if line is None else (line.rank, line.key, rank, each)
                self._apart.put(each, place, self._until(customer))

    def _set_apart(self, customers: Sequence[str]) -> None:
        """Those named for the first time are no longer counted with the others."""
        if not customers:
            return
        self._apart.ranks.update(dict.fromkeys(customers, _NEW))
        listed = self._contacts.listed_of(customers) if self._contacts is not None else []
        self._apart.ranks.update((each.id, each.rank) for each in listed)
        if not self._filters.planned:
            self._untouched -= sum(map(self._counts, listed))

    def _is_over(self, customer: str) -> bool:
        """Whether nobody needs the facts of this customer to know that there is no line, now or later."""
        worker = self._filters.worker
        if worker and not same_worker(self._division.worker_of(customer), worker):
            return True
        group = self._links.group_of(customer)
        return group[0] != customer or is_done(self._calls_of(group))

    def _until(self, customer: Customer | None) -> dt.datetime | None:
        if customer is None:
            return None
        calls, promises = self._calls_of(self._links.group_of(customer.id)), self._promises.of(customer, self._over)
        return holds_until(customer, calls, promises, self._now)

    def _call(self, customer: Customer) -> Call | None:
        calls = self._calls_of(self._links.group_of(customer.id))
        promises = self._promises.of(customer, self._over)
        if not self._filters.take_line(customer, promises, self._now):
            return None
        line = call_for(overlaid(customer, self._facts.get(customer.id, ()), self._over), calls, promises, self._now)
        named = "" if self._filters.worker else self._division.given.get(customer.id, "")
        if line is None or not named:
            return line
        return replace(line, reason=say("{reason} · given to {worker}", reason=line.reason, worker=named))

    def _calls_of(self, group: Sequence[str]) -> list[CallLogged]:
        """The calls to one customer, under all the ids under which they stand, by time."""
        calls = [call for each in group for call in calls_of(self._facts.get(each, ()), self._scope)]
        if len(group) == 1:
            return calls
        return sorted(calls, key=lambda call: (moment_of(call.at, self._now.tzinfo) or self._now, call.customer))

    def _known(self, customers: Iterable[str]) -> dict[str, Customer]:
        wanted = list(customers)
        added = self._journal.value_of(AddedProjection())
        known = self._contacts.get_many(wanted) if self._contacts is not None and wanted else {}
        return {**{each: added[each] for each in wanted if each in added}, **known}

    def _takes(self, customer: Customer) -> bool:
        return self._filters.take(customer.segment, customer.market, customer.product)

    def _others(self, most: int) -> list[Ranked]:
        """The first of those whom only the snapshot names."""
        if self._filters.planned:
            return []
        apart = self._apart.ranks
        while self._ahead and self._ahead[0][1].id in apart:
            self._ahead.popleft()
        found = list(islice((each for each in self._ahead if each[1].id not in apart), most))
        while len(found) < most and (ranked := next(self._stream, None)) is not None:
            if ranked[1].id not in apart:
                self._ahead.append(ranked)
                found.append(ranked)
        return found

    def _snapshot(self) -> Iterator[Ranked]:
        """Those who can be called, in the snapshot's order of need; read as far as they are asked for."""
        rows, contacts = self._rows(), self._contacts
        while contacts is not None and (some := [row.rank for row in islice(rows, _AT_ONCE)]):
            for ranked in zip(some, contacts.at(some), strict=True):
                if self._filters.take_line(ranked[1], (), self._now):
                    yield ranked

    def _rows(self) -> Iterator[ListedCustomer]:
        f = self._filters
        listed = self._contacts.listed(f.segment, f.market, f.product) if self._contacts is not None else ()
        return (row for row in listed if row.id not in self._apart.ranks and self._counts(row))

    def _counts(self, row: ListedCustomer) -> bool:
        """Whether this customer has a line as long as nothing is known but the snapshot."""
        f = self._filters
        return (
            row.reachable
            and f.take(row.segment, row.market, row.product)
            and row.value >= f.value_from
            and (not f.language or self._speaks(row))
            and (not f.worker or same_worker(self._division.drawn_for(row.id), f.worker))
        )

    def _speaks(self, row: ListedCustomer) -> bool:
        found = self._contacts.at([row.rank]) if self._contacts is not None else []
        return any(each.language.casefold() == self._filters.language.casefold() for each in found)

    def _counted(self) -> int:
        """How many have a line by the snapshot alone: from its sums where these can tell."""
        f = self._filters
        if self._contacts is None or f.planned:
            return 0
        if f.language or f.value_from or f.worker:
            return sum(1 for _ in self._rows())
        cells = self._contacts.reach()
        return sum(cell.reachable for cell in cells if f.take(cell.segment, cell.market, cell.product))


def _world(incidents: Incidents, division: Division) -> tuple[object, ...]:
    return incidents.scope, incidents.over_drills, division.division, len(division.handed)


def _place_of(rank: int, customer: Customer) -> Place:
    return Rank.VALUE, (-(customer.value or 0.0), 0.0), rank, customer.id
