"""Customers as staff see them: the snapshot's and those added since, and over both what the journal has learned."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity_app.clock import Clock
from continuity_app.contacts.model import Appointment, Channel, ChannelKind, Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.projection import project
from continuity_app.journal.store import Journal
from continuity_app.journal.types import ChannelCorrected, CustomerAdded, StockCounted
from continuity_app.outage.added import FIELDS, PHONES, AddedProjection, customer_of
from continuity_app.outage.facts import FactsProjection, overlaid
from continuity_app.outage.history import HistoryLine, history_of
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.learned_search import GivenProjection, added_matching, given_matching
from continuity_app.outage.links import LinksProjection
from continuity_app.outage.numbers import read_channel, region_for
from continuity_app.outage.promises import Promise, PromisesProjection, central_promises
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.forms.sheet_states import SheetState


@dataclass(frozen=True, slots=True)
class Found:
    """One customer of an answer, with the fields in which the words were found.

    Attributes:
        linked: the other ids of the same customer, by a person's decision.
    """

    customer: Customer
    matched: tuple[str, ...]
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindAnswer:
    """What a search found, best first.

    Attributes:
        total: how many there are, those beyond the limit too.
        took_ms: milliseconds.
        exact: false where `total` is only a lower bound.
    """

    query: str
    customers: tuple[Found, ...]
    total: int
    took_ms: float
    exact: bool = True


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """All about one customer: channels best first, what is planned and promised, what happened, sheets.

    Attributes:
        linked: those who are the same customer by a person's decision; what was entered of each stays on its own page.
    """

    customer: Customer
    appointments: tuple[Appointment, ...]
    promises: tuple[Promise, ...]
    history: tuple[HistoryLine, ...]
    sheets: "tuple[SheetState, ...]"
    linked: tuple[Customer, ...] = ()


class CustomerDesk:
    """Finds customers, shows their pages, and takes down new customers and corrected channels."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, clock: Clock) -> None:
        self._contacts = contacts
        self._journal = journal
        self._clock = clock

    def find(self, query: str, limit: int = 20) -> FindAnswer:
        """Finds customers by any words or digits; those found by what they gave or who were added in the outage lead.

        Args:
            query: whatever was typed.
            limit: how many to give at most.
        """
        began = time.perf_counter()
        added = added_matching(query, self._journal.value_of(AddedProjection()))
        given = given_matching(query, self._journal.value_of(GivenProjection()), self.get_many)
        learned = {customer.id: Found(customer, matched) for customer, matched in (*given, *added)}
        total, exact = len(learned), True
        if self._contacts is not None:
            from continuity_app.contacts.search import search  # noqa: PLC0415

            answer = search(self._contacts, query, limit)
            fresh = [Found(hit.customer, hit.matched) for hit in answer.hits if hit.customer.id not in learned]
            total, exact = total + answer.total - (len(answer.hits) - len(fresh)), answer.exact
            learned.update((found.customer.id, found) for found in fresh)
        shown = tuple(learned.values())[:limit]
        now = self._overlaid([found.customer for found in shown])
        links = self._journal.value_of(LinksProjection())
        customers = tuple(
            Found(now[found.customer.id], found.matched, links.others(found.customer.id)) for found in shown
        )
        return FindAnswer(query, customers, total, (time.perf_counter() - began) * 1000, exact)

    def get(self, customer: str) -> Customer:
        """One customer with the channels as they are known now.

        Raises:
            BadDataError: nobody has this id.
        """
        return self._overlaid([self._known(customer, self._journal.about([customer]))])[customer]

    def get_many(self, customers: Iterable[str]) -> dict[str, Customer]:
        """Customers by their ids as snapshot or journal introduced them, unknown ids left out."""
        wanted = list(customers)
        added = self._journal.value_of(AddedProjection())
        known = self._contacts.get_many(wanted) if self._contacts is not None and wanted else {}
        return {**{each: added[each] for each in wanted if each in added}, **known}

    def page(self, customer: str) -> CustomerPage:
        """One customer's page.

        Raises:
            BadDataError: nobody has this id, in the snapshot or in the journal.
        """
        about = self._journal.about([customer])
        known = self._known(customer, about)
        subjects = {customer, *(promise.promise for promise in central_promises(known))}
        for entry in about:
            subjects.update(str(entry.body[field]) for field in ("serial", "promise") if entry.body.get(field))
        entries = self._journal.about(subjects)
        over = self._journal.value_of(IncidentsProjection()).over_drills
        return CustomerPage(
            customer=self._overlaid([known])[customer],
            appointments=tuple(sorted(known.appointments, key=lambda appointment: appointment.at)),
            promises=project(PromisesProjection(), entries).of(known, over),
            history=history_of(entry for entry in entries if entry.type != StockCounted.type),
            sheets=_sheets_of(customer, entries),
            linked=self._linked(customer),
        )

    def add_customer(self, fields: Mapping[str, str]) -> Customer:
        """Takes down a customer whom the snapshot does not know.

        Args:
            fields: by the plan's names, of those in `added.FIELDS`; numbers in any spelling, from abroad with +.

        Raises:
            BadDataError: no name at all, an unknown field, or a number that cannot be read; by field.
        """
        given = {field: value.strip() for field, value in fields.items() if value.strip()}
        _must_name_somebody(given)
        region = region_for(None, self._contacts)
        for field, kind in (*PHONES.items(), ("email", ChannelKind.EMAIL)):
            if field in given:
                given[field] = read_channel(given[field], kind, region, field=field)
        mine = f"NEW-{self._journal.device.removeprefix('D-')}-"
        own = sum(each.startswith(mine) for each in self._journal.value_of(AddedProjection()))
        body = CustomerAdded(customer=f"{mine}{own + 1}", fields=given, at=self._now(), incident=self._incident())
        self._journal.append(body)
        return customer_of(body)

    def correct_channel(self, customer: str, kind: ChannelKind, new: str, old: str = "") -> Channel:
        """Takes down a number or address that the customer gave; it leads the page from now on.

        Args:
            customer: the id.
            kind: what it is.
            new: as it was typed.
            old: value of the channel that it replaces, or empty.

        Raises:
            BadDataError: nobody has this id, or the number cannot be read.
        """
        body = self.correction(self.get(customer), kind, new, old)
        self._journal.append(body)
        return next(channel for channel in self.get(customer).channels if channel.value == body.new)

    def correction(self, customer: Customer, kind: ChannelKind, new: str, old: str = "") -> ChannelCorrected:
        """The entry body of a corrected channel, to be appended together with others.

        Raises:
            BadDataError: the number cannot be read.
        """
        return ChannelCorrected(
            customer=customer.id,
            kind=kind.value,
            new=read_channel(new, kind, region_for(customer, self._contacts), field="new_number"),
            original=new.strip(),
            at=self._now(),
            old=old,
            incident=self._incident(),
        )

    def _known(self, customer: str, about: Sequence[Entry]) -> Customer:
        """The customer from snapshot or journal; one whom only entries still name keeps a page without a name."""
        found = self.get_many([customer]).get(customer)
        if found is not None:
            return found
        if about:
            return Customer(id=customer, name=say("(not in this snapshot)"))
        raise BadDataError(
            "customer.unknown",
            say("There is no customer '{customer}'.", customer=customer),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Find the customer by name or number with 'continuity find'; the id stands in the answer."),
            details=[{"field": "customer", "problem": say("no customer has this id")}],
        )

    def _linked(self, customer: str) -> tuple[Customer, ...]:
        """Who is the same customer, the leading one first; one whom only a decision still names has no name."""
        others = self._journal.value_of(LinksProjection()).others(customer)
        known = self.get_many(others)
        return tuple(known.get(each) or Customer(id=each, name=say("(not in this snapshot)")) for each in others)

    def _overlaid(self, customers: Sequence[Customer]) -> dict[str, Customer]:
        facts = project(FactsProjection(), self._journal.about([customer.id for customer in customers]))
        over = self._journal.value_of(IncidentsProjection()).over_drills
        return {customer.id: overlaid(customer, facts.get(customer.id, ()), over) for customer in customers}

    def _incident(self) -> str:
        current = self._journal.value_of(IncidentsProjection()).current
        return current.incident if current else ""

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def _sheets_of(customer: str, entries: Sequence[Entry]) -> "tuple[SheetState, ...]":
    from continuity_app.forms.sheet_states import SheetsProjection  # noqa: PLC0415

    sheets = project(SheetsProjection(), entries).by_serial.values()
    return tuple(sheet for sheet in sheets if sheet.customer == customer)


def _must_name_somebody(fields: Mapping[str, str]) -> None:
    problems = [
        {"field": field, "problem": say("not a field of a customer")} for field in fields if field not in FIELDS
    ]
    if not any(fields.get(field) for field in ("name", "given_name", "family_name", "organisation")):
        problems.append({"field": "name", "problem": say("a name or an organisation is needed")})
    if problems:
        raise BadDataError(
            "customer.fields",
            say("This customer cannot be taken down yet."),
            what_is_safe=say("Nothing was saved."),
            next_step=say("Correct the fields that are named, then save again."),
            details=problems,
        )
