"""The call desk: whom to call next in order of need, and what came of each call."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from continuity_app.clock import Clock
from continuity_app.contacts.store import ContactStore
from continuity_app.journal.store import Journal
from continuity_app.journal.types import Body, CallLogged, ChannelCorrected, PromiseMade
from continuity_app.outage.call_lines import EVERYBODY, Filters
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.moments import due_time, is_past
from continuity_app.outage.need import Call
from continuity_app.outage.numbers import meant_channel, region_for
from continuity_app.outage.outcomes import Outcome, read_outcome
from continuity_app.outage.promises import promise_body
from continuity_app.outage.worklist import Worklist
from continuity_app.progress import Job
from continuity_app.times.reading import Manner

LISTS_KEPT = 4
"""Parts of the customers whose lists are carried on from one look to the next."""
LONGEST_KEPT = 1_000
"""A list of which more was read is begun anew: it would hold all these customers in memory."""


@dataclass(frozen=True, slots=True)
class CallList:
    """The first lines of the call list, and how many it has in all."""

    total: int
    calls: tuple[Call, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {"total": self.total, "calls": [call.as_json() for call in self.calls]}


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written down about a call.

    Attributes:
        entry: its entry's hash.
        promise: the promise's id, if one was made.
        new_number: as it is kept, if one was given.
        due: as it is kept (ISO 8601 or a date), of the promise or of the call back.
        overdue: whether that had passed when it was written down.
    """

    entry: str
    customer: str
    outcome: Outcome
    promise: str
    new_number: str
    due: str = ""
    overdue: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "entry": self.entry,
            "customer": self.customer,
            "outcome": self.outcome.value,
            "promise": self.promise or None,
            "new_number": self.new_number or None,
            "due": self.due or None,
            "overdue": self.overdue,
        }


class CallDesk:
    """Where front-line staff work through the customers."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, clock: Clock) -> None:
        self._contacts = contacts
        self._journal = journal
        self._clock = clock
        self._customers = CustomerDesk(contacts, journal, clock)
        self._lists: dict[Filters, Worklist] = {}
        self._lock = threading.RLock()

    def list(self, filters: Filters = EVERYBODY, limit: int = 100) -> CallList:
        """Customers to call, in order of need (`outage.need`).

        Args:
            filters: which part of the customers.
            limit: how many lines to give at most.
        """
        with self._lock:
            kept = self._kept(filters)
            found = CallList(*kept.lines(self._clock.now(), limit))
            if limit > LONGEST_KEPT:
                del self._lists[filters]
            return found

    def shares(self) -> Job[Counter[str]]:
        """How many customers are left in each worker's share; '' for those that are nobody's."""
        return self._kept(EVERYBODY).shares(self._clock.now())

    def next(self, filters: Filters = EVERYBODY) -> Call | None:
        """The first line of the list, or None when everybody is done."""
        return next(iter(self.list(filters, 1).calls), None)

    def log(
        self,
        customer: str,
        channel: str,
        outcome: str,
        *,
        note: str = "",
        new_number: str = "",
        promise: str = "",
        due: str = "",
        owner: str = "",
    ) -> Logged:
        """Writes down what came of a call, a corrected number and a promise with it, in one step.

        Args:
            customer: the id.
            channel: the number that was dialled, in any spelling.
            outcome: one of `Outcome`, in any spelling.
            note: what was said.
            new_number: a number that the customer gave.
            promise: what was promised.
            due: until when; for the outcome 'call back' without a promise, when to call again.
            owner: who is to keep the promise; the present user if empty.

        Raises:
            BadDataError: unknown customer, channel or outcome, an unreadable number or time; nothing was logged.
        """
        known = self._customers.get(customer)
        dialled = meant_channel(known, channel)
        result = read_outcome(outcome)
        manner = Manner(self._clock.now(), region_for(None, self._contacts) if due.strip() else "")
        when = due_time(due, manner) if due.strip() else ""
        current = self._journal.value_of(IncidentsProjection()).current
        calls_back = result is Outcome.CALL_BACK and not promise.strip()
        call = CallLogged(
            customer=customer,
            channel=dialled.value,
            outcome=result.value,
            at=manner.now.isoformat(timespec="seconds"),
            note=note.strip(),
            call_back_at=when if calls_back else "",
            incident=current.incident if current else "",
        )
        bodies: list[Body] = [call]
        if new_number.strip():
            bodies.append(self._customers.correction(known, dialled.kind, new_number, dialled.value))
        if promise.strip() or (when and not calls_back):
            bodies.append(promise_body(self._journal, manner, customer, promise, due=due, owner=owner))
        entries = self._journal.append(*bodies)
        return _logged(entries[0].hash, result, bodies, due=when, overdue=is_past(when, manner.now))

    def _kept(self, filters: Filters) -> Worklist:
        kept = self._lists.pop(filters, None) or Worklist(self._contacts, self._journal, filters)
        self._lists[filters] = kept  # the last one asked for stands last
        while len(self._lists) > LISTS_KEPT:
            del self._lists[next(iter(self._lists))]
        return kept


def _logged(entry: str, outcome: Outcome, bodies: Iterable[Body], *, due: str, overdue: bool) -> Logged:
    customer = promise = new_number = ""
    for body in bodies:
        match body:
            case CallLogged():
                customer = body.customer
            case PromiseMade():
                promise = body.promise
            case ChannelCorrected():
                new_number = body.new
            case _:
                pass
    return Logged(entry, customer, outcome, promise, new_number, due, overdue)
