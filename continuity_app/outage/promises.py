"""Promises: what was promised to whom until when, by the central system before the outage and by staff during it."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec

from continuity_app.clock import Clock
from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, PromiseKept, PromiseMade
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.moments import due_time, is_past, moment_of
from continuity_app.outage.numbers import region_for
from continuity_app.times.reading import Manner
from continuity_app.words import say


class PromiseOrigin(StrEnum):
    """Who made a promise."""

    CENTRAL = "central"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and what became of it.

    Attributes:
        promise: its id; of a central one derived from customer, words and due time: the same in the next snapshot.
        due: ISO 8601, a date alone, or empty.
        owner: who is to keep it.
        made_at: ISO 8601; empty for a central one.
        kept_at: ISO 8601; empty while it is open.
        note: how it was settled.
        made_on: the laptop that wrote it down; empty for a central one.
        duplicate_of: the promise that counts in its place, where a person found it made twice.
    """

    promise: str
    customer: str
    what: str
    origin: PromiseOrigin
    due: str = ""
    owner: str = ""
    made_at: str = ""
    incident: str = ""
    kept_at: str = ""
    note: str = ""
    made_on: str = ""
    duplicate_of: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still to be kept."""
        return not self.kept_at

    def due_at(self, now: dt.datetime) -> dt.datetime | None:
        """The moment until which it is to be kept."""
        return moment_of(self.due, now.tzinfo)

    def overdue(self, now: dt.datetime) -> bool:
        """Whether it is open and its time has passed."""
        return self.open and is_past(self.due, now)

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "promise": self.promise,
            "customer": self.customer,
            "what": self.what,
            "due": self.due or None,
            "owner": self.owner,
            "origin": self.origin.value,
            "state": "open" if self.open else "duplicate" if self.duplicate_of else "kept",
            "made_at": self.made_at or None,
            "kept_at": self.kept_at or None,
            "note": self.note,
            "made_on": self.made_on,
            "duplicate_of": self.duplicate_of or None,
        }


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises as the journal tells them.

    Attributes:
        made: id -> promise, of those made during the outage.
        by_customer: customer -> ids of these.
        kept: id of a promise of whatever origin -> when it was kept, how, and of which one it is a duplicate.
        owners: id of a promise of whatever origin -> to whom it was given since.
    """

    made: Mapping[str, Promise]
    by_customer: Mapping[str, Sequence[str]]
    kept: Mapping[str, tuple[str, str, str]]
    owners: Mapping[str, str]

    def of(self, customer: Customer, ignoring: Collection[str] = ()) -> tuple[Promise, ...]:
        """A customer's promises of both origins, open ones first, each group by due time.

        Args:
            customer: as the snapshot has it.
            ignoring: ids of drills that are over.
        """
        made = [self.made[promise] for promise in self.by_customer.get(customer.id, ())]
        real = [promise for promise in made if not promise.incident or promise.incident not in ignoring]
        return _sorted(self.settled(each) for each in (*central_promises(customer), *real))

    def all_made(self, ignoring: Collection[str] = ()) -> tuple[Promise, ...]:
        """All promises of the journal, open ones first, each group by due time."""
        return _sorted(self.settled(p) for p in self.made.values() if not p.incident or p.incident not in ignoring)

    def settled(self, promise: Promise) -> Promise:
        """A promise of either origin with what became of it since."""
        promise = replace(promise, owner=self.owners.get(promise.promise, promise.owner))
        if promise.promise not in self.kept:
            return promise
        at, note, twin = self.kept[promise.promise]
        return replace(promise, kept_at=at, note=note, duplicate_of=twin)


_State = tuple[dict[str, Promise], dict[str, list[str]], dict[str, tuple[str, str, str]], dict[str, str]]


class PromisesProjection:
    """Folds promises made and kept."""

    name = "promises"
    kept_version = 2
    types = frozenset({PromiseMade.type, PromiseKept.type, AssignmentMade.type})

    def initial(self) -> _State:
        """No promise yet."""
        return {}, {}, {}, {}

    def fold(self, state: _State, entry: Entry) -> _State:
        """One more promise, or one kept or given to another; the first settling counts, and the last giving."""
        made, by_customer, kept, owners = state
        match entry.read():
            case PromiseMade() as p if p.promise not in made:
                made[p.promise] = Promise(
                    *(p.promise, p.customer, p.what, PromiseOrigin.JOURNAL, p.due, p.owner, p.at, p.incident),
                    made_on=entry.device,
                )
                by_customer.setdefault(p.customer, []).append(p.promise)
            case PromiseKept(promise=promise, at=at, note=note, duplicate_of=twin):
                kept.setdefault(promise, (at, note, twin))
            case AssignmentMade(task="promise", person=person, subjects=subjects):
                owners.update(dict.fromkeys(subjects, person))
            case _:
                pass
        return state

    def value(self, state: _State) -> Promises:
        """A view of all of them."""
        made, by_customer, kept, owners = state
        proxy = MappingProxyType
        return Promises(proxy(made), proxy(by_customer), proxy(kept), proxy(owners))

    def pack(self, state: _State) -> bytes:
        """For a checkpoint."""
        return msgspec.msgpack.encode(state)

    def unpack(self, data: bytes) -> _State:
        """From a checkpoint."""
        state: _State = msgspec.msgpack.decode(data, type=_State)
        return state


def central_promises(customer: Customer) -> tuple[Promise, ...]:
    """The promises that came with the snapshot, each with its id."""
    return tuple(
        Promise(_central_id(customer.id, p.what, p.due), customer.id, p.what, PromiseOrigin.CENTRAL, p.due, p.owner)
        for p in customer.promises
    )


class PromiseDesk:
    """Where promises are made, seen and settled."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, clock: Clock) -> None:
        self._contacts = contacts
        self._journal = journal
        self._clock = clock

    def open(self) -> tuple[Promise, ...]:
        """The open promises that were made during the outage, by due time."""
        incidents = self._journal.value_of(IncidentsProjection())
        promises = self._journal.value_of(PromisesProjection())
        return tuple(p for p in promises.all_made(incidents.over_drills) if p.open)

    def make(self, customer: str, what: str, due: str = "", owner: str = "") -> Promise:
        """Writes a promise down.

        Raises:
            BadDataError: nothing is promised, or the due time cannot be read.
        """
        manner = Manner(self._clock.now(), region_for(None, self._contacts) if due.strip() else "")
        body = promise_body(self._journal, manner, customer, what, due=due, owner=owner)
        self._journal.append(body)
        return self._journal.value_of(PromisesProjection()).made[body.promise]

    def keep(self, promise: str, note: str = "", duplicate_of: str = "") -> None:
        """Settles a promise of either origin.

        Args:
            promise: its id.
            note: how it was settled.
            duplicate_of: the promise that counts in its place; both stay in the journal and on the customer's page.

        Raises:
            BadDataError: there is no such promise, it is settled already, or its twin is no other one.
        """
        self._must_be_open(promise)
        if duplicate_of:
            if duplicate_of == promise:
                raise _no_promise(say("A promise is no duplicate of itself."))
            self._must_be_known(duplicate_of)
        at = self._clock.now().isoformat(timespec="seconds")
        self._journal.append(PromiseKept(promise, at, note.strip(), duplicate_of))

    def give(self, promise: str, owner: str) -> None:
        """Gives an open promise of either origin to another person to keep.

        Raises:
            BadDataError: there is no such promise, or it is settled already.
        """
        self._must_be_open(promise)
        self._journal.append(AssignmentMade("promise", owner.strip(), (promise,)))

    def _must_be_open(self, promise: str) -> None:
        if promise in self._journal.value_of(PromisesProjection()).kept:
            raise _no_promise(say("This promise is settled already."))
        self._must_be_known(promise)

    def _must_be_known(self, promise: str) -> None:
        if promise not in self._journal.value_of(PromisesProjection()).made and not self._is_central(promise):
            raise _no_promise(say("There is no promise '{promise}'.", promise=promise))

    def _is_central(self, promise: str) -> bool:
        if self._contacts is None:
            return False
        for customer in self._contacts.in_order_of_need():
            if not (customer.promises or customer.appointments):
                return False
            if any(each.promise == promise for each in central_promises(customer)):
                return True
        return False


def promise_body(journal: Journal, manner: Manner, customer: str, what: str, *, due: str, owner: str) -> PromiseMade:
    """The entry body of a new promise.

    Raises:
        BadDataError: nothing is promised, or the due time cannot be read.
    """
    if not what.strip():
        raise BadDataError(
            "promise.empty",
            say("A due time was given, but nothing is promised."),
            what_is_safe=say("Nothing was logged."),
            next_step=say("Say what was promised, for example 'Loan car on Friday'."),
            details=[{"field": "promise", "problem": say("empty")}],
        )
    incident = journal.value_of(IncidentsProjection()).current
    return PromiseMade(
        promise=f"P-{_digest(journal.device, journal.head(), customer, what)}",
        customer=customer,
        what=what.strip(),
        at=manner.now.isoformat(timespec="seconds"),
        due=due_time(due, manner) if due.strip() else "",
        owner=owner.strip() or journal.user,
        incident=incident.incident if incident else "",
    )


def _sorted(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return tuple(sorted(promises, key=lambda p: (not p.open, moment_of(p.due, dt.UTC) or far, p.promise)))


def _central_id(customer: str, what: str, due: str) -> str:
    return f"C-{_digest(customer, what, due)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12].upper()


def _no_promise(message: str) -> BadDataError:
    return BadDataError(
        "promise.unknown",
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=say("See the customer's page for the promises and their numbers."),
        details=[{"field": "promise", "problem": say("unknown")}],
    )


def next_of(promises: Sequence[Promise], now: dt.datetime) -> Promise | None:
    """The open promise that is due first; one without a time comes last."""
    far = dt.datetime.max.replace(tzinfo=now.tzinfo)
    pending = [promise for promise in promises if promise.open]
    return min(pending, key=lambda p: moment_of(p.due, now.tzinfo) or far, default=None)
