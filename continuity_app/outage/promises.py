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
from continuity_app.journal.types import PromiseKept, PromiseMade
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

    @property
    def open(self) -> bool:
        """Whether it is still to be kept."""
        return not self.kept_at

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
            "state": "open" if self.open else "kept",
            "made_at": self.made_at or None,
            "kept_at": self.kept_at or None,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises as the journal tells them.

    Attributes:
        made: id -> promise, of those made during the outage.
        by_customer: customer -> ids of these.
        kept: id of a promise of whatever origin -> when it was kept, and how.
    """

    made: Mapping[str, Promise]
    by_customer: Mapping[str, Sequence[str]]
    kept: Mapping[str, tuple[str, str]]

    def of(self, customer: Customer, ignoring: Collection[str] = ()) -> tuple[Promise, ...]:
        """A customer's promises of both origins, open ones first, each group by due time.

        Args:
            customer: as the snapshot has it.
            ignoring: ids of drills that are over.
        """
        made = [self.made[promise] for promise in self.by_customer.get(customer.id, ())]
        real = [promise for promise in made if not promise.incident or promise.incident not in ignoring]
        return _sorted(self._settled(each) for each in (*central_promises(customer), *real))

    def all_made(self, ignoring: Collection[str] = ()) -> tuple[Promise, ...]:
        """All promises of the journal, open ones first, each group by due time."""
        return _sorted(self._settled(p) for p in self.made.values() if not p.incident or p.incident not in ignoring)

    def _settled(self, promise: Promise) -> Promise:
        if promise.promise not in self.kept:
            return promise
        at, note = self.kept[promise.promise]
        return replace(promise, kept_at=at, note=note)


_State = tuple[dict[str, Promise], dict[str, list[str]], dict[str, tuple[str, str]]]


class PromisesProjection:
    """Folds promises made and kept."""

    name = "promises"
    kept_version = 1
    types = frozenset({PromiseMade.type, PromiseKept.type})

    def initial(self) -> _State:
        """No promise yet."""
        return {}, {}, {}

    def fold(self, state: _State, entry: Entry) -> _State:
        """One more promise, or one kept; the first settling counts."""
        made, by_customer, kept = state
        match entry.read():
            case PromiseMade() as p if p.promise not in made:
                made[p.promise] = Promise(
                    p.promise, p.customer, p.what, PromiseOrigin.JOURNAL, p.due, p.owner, p.at, p.incident
                )
                by_customer.setdefault(p.customer, []).append(p.promise)
            case PromiseKept(promise=promise, at=at, note=note):
                kept.setdefault(promise, (at, note))
            case _:
                pass
        return state

    def value(self, state: _State) -> Promises:
        """A view of all of them."""
        made, by_customer, kept = state
        return Promises(MappingProxyType(made), MappingProxyType(by_customer), MappingProxyType(kept))

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

    def keep(self, promise: str, note: str = "") -> None:
        """Settles a promise of either origin.

        Raises:
            BadDataError: there is no such promise, or it is settled already.
        """
        promises = self._journal.value_of(PromisesProjection())
        if promise in promises.kept:
            raise _no_promise(say("This promise is settled already."))
        if promise not in promises.made and not self._is_central(promise):
            raise _no_promise(say("There is no promise '{promise}'.", promise=promise))
        at = self._clock.now().isoformat(timespec="seconds")
        self._journal.append(PromiseKept(promise=promise, at=at, note=note.strip()))

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
