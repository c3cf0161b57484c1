"""The call list that is carried on: the same as one begun anew, at a cost that does not grow with what happened."""

import datetime as dt
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from continuity_app.contacts.model import Appointment, CentralPromise, ChannelKind, Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.journal.types import CallLogged
from continuity_app.outage.call_lines import EVERYBODY, Filters
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.duplicates import DuplicateDesk
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.outage.outcomes import Outcome
from continuity_app.outage.promises import PromiseDesk, central_promises
from continuity_app.outage.share_desk import ShareDesk
from tests.builders import NOON, clock, contacts, customer, journal, laptops

DUE = {2: "2024-06-19T15:00", 4: ""}
PEOPLE = [
    customer(
        number,
        value=None if number > 10 else 5000.0 - 100 * number,
        language="es" if number % 3 else "en",
        segment="Lease" if number % 4 else "Retail",
        do_not_call=number == 9,
        appointments=(Appointment(f"2024-06-{18 + number}T09:30", "Oil change"),) if number < 4 else (),
        promises=(CentralPromise("Part arrives", "2024-06-19T15:00" if number == 2 else ""),)
        if number in (2, 4)
        else (),
    )
    for number in range(1, 13)
]
STORE = contacts(*PEOPLE)
STAFF = ("ana", "ben", "cleo")
PARTS = (
    EVERYBODY,
    Filters(worker="ana"),
    Filters(worker="ben", segment="Lease"),
    Filters(language="es", value_from=4000.0),
    Filters(appointment_by=NOON + dt.timedelta(days=2)),
    Filters(promise_by=NOON + dt.timedelta(days=2)),
)


class Site:
    """One laptop whose call desk is kept, and what can be done at it; `peer` writes without having met it."""

    def __init__(self):
        self.clock = clock()
        one, other = laptops("ana", "ben", at=self.clock)
        self.journal, self.peer = one.journal, other.journal
        self.desks = {part: CallDesk(STORE, self.journal, self.clock) for part in PARTS}
        self.kept = self.desks[EVERYBODY]
        self.customers = CustomerDesk(STORE, self.journal, self.clock)
        self.promises = PromiseDesk(STORE, self.journal, self.clock)
        self.incidents = IncidentDesk(self.journal, self.clock)
        self.shares = ShareDesk(self.journal, self.clock, "call")
        self.links = DuplicateDesk(STORE, self.journal, self.customers)

    def do(self, what: str, who: int, also: int) -> None:
        """One deed; what is refused changes nothing."""
        one, other = PEOPLE[who], PEOPLE[also]
        try:
            self.deeds()[what](one, other, also)
        except BadDataError:
            return

    def deeds(self):
        outcomes = list(Outcome)
        return {
            "call": lambda one, _, n: self.kept.log(one.id, self.number_of(one), outcomes[n % len(outcomes)].value),
            "back": lambda one, _, n: self.kept.log(one.id, self.number_of(one), "call back", due=f"+{n + 1}h"),
            "peer": lambda one, _, n: self.peer.append(self.called(one, outcomes[n % len(outcomes)])),
            "meet": lambda *_: self.journal.take_in(list(self.peer.held_entries())),
            "number": lambda one, _, n: self.customers.correct_channel(one.id, ChannelKind.MOBILE, f"415-555-26{n:02}"),
            "promise": lambda one, _, n: self.promises.make(one.id, "Loan car", f"+{n}h" if n else ""),
            "keep": lambda *_: self.promises.keep(self.promises.open()[0].promise) if self.promises.open() else None,
            "central": lambda one, *_: self.promises.keep(central_promises(one)[0].promise) if one.promises else None,
            "add": lambda _, other, n: self.customers.add_customer(
                {"name": f"New {n}", "mobile": f"415-555-27{n:02}", "segment": other.segment, "language": "es"}
            ),
            "link": lambda one, other, _: self.links.link(one.id, other.id),
            "part": lambda one, other, _: self.links.part(one.id, other.id),
            "divide": lambda _, __, n: self.shares.divide(STAFF[: 1 + n % 3]),
            "hand": lambda _, __, n: self.shares.hand_over(STAFF[n % 3], [STAFF[(n + 1) % 3]], "shift"),
            "give": lambda one, _, n: self.shares.give([one.id], STAFF[n % 3]),
            "declare": lambda *_: self.incidents.declare("ransom"),
            "drill": lambda *_: self.incidents.start_drill("rehearsal"),
            "end": lambda *_: self.incidents.end_drill(),
            "close": lambda *_: self.incidents.close(),
            "wait": lambda _, __, n: self.clock.move(dt.timedelta(minutes=40 * n)),
            "clock": lambda *_: self.clock.move(dt.timedelta(hours=-1)),
        }

    def number_of(self, one: Customer) -> str:
        """The number that the list would have dialled, or any of the customer's."""
        listed = {call.customer.id: call.channel.value for call in self.kept.list().calls}
        return listed.get(one.id) or self.customers.get(one.id).channels[0].value

    def called(self, one: Customer, outcome: Outcome) -> CallLogged:
        at = self.clock.now().isoformat(timespec="seconds")
        return CallLogged(one.id, one.channels[0].value, outcome.value, at)


DEEDS = st.lists(
    st.tuples(st.sampled_from(sorted(Site().deeds())), st.integers(0, 11), st.integers(0, 11)), max_size=25
)

READ = (("wait", 0, 0), ("wait", 0, 0))
"""Half of the lists are read after each deed: all of them after two in which nothing happens."""


@settings(max_examples=60, deadline=None)
@example([("link", 0, 1), ("link", 1, 2), *READ, ("part", 0, 1), *READ, ("link", 2, 0), *READ])
@example([("link", 2, 1), ("link", 1, 0), *READ, ("part", 2, 1), *READ])
@given(DEEDS)
def test_a_list_that_is_carried_on_is_the_one_that_is_begun_anew(history):
    site = Site()
    for step, (what, who, also) in enumerate(history):
        site.do(what, who, also)
        for part in PARTS[step % 2 :: 2]:
            anew = CallDesk(STORE, site.journal, site.clock).list(part)
            assert site.desks[part].list(part).as_json() == anew.as_json()
            assert anew.total == len(anew.calls)
            first = site.desks[part].list(part, 1)
            assert (first.total, first.calls) == (anew.total, anew.calls[:1])


class Looked(ContactStore):
    """The real store, which counts the customers who were read from it."""

    looked = 0

    def get_many(self, customers: Iterable[str]) -> dict[str, Customer]:
        found = super().get_many(customers)
        self.looked += len(found)
        return found

    def at(self, ranks: Sequence[int]) -> list[Customer]:
        found = super().at(ranks)
        self.looked += len(found)
        return found

    def in_order_of_need(self, segment: str = "", market: str = "", product: str = ""):
        for each in super().in_order_of_need(segment, market, product):
            self.looked += 1
            yield each

    def listed(self, *args, **more):
        for each in super().listed(*args, **more):
            self.looked += 1
            yield each


MANY = [customer(number, value=90_000.0 - number) for number in range(1, 1501)]


@pytest.mark.parametrize("part", [EVERYBODY, Filters(worker="ana")], ids=["everybody", "share"])
def test_one_more_call_looks_at_as_few_customers_after_a_thousand_calls_as_after_ten(part):
    store = Looked(contacts(*MANY)._connection)
    at = clock()
    made = journal(at)
    desk = CallDesk(store, made, at)
    ShareDesk(made, at, "call").divide(["ana", "ben"])
    costs = []
    for many in (10, 1000):
        done = [call.customer for call in desk.list(EVERYBODY, many).calls]
        now = at.now().isoformat(timespec="seconds")
        made.append(*(CallLogged(each.id, each.channels[0].value, "no_answer", now) for each in done))
        desk.list(part, 1)
        before = store.looked
        for _ in range(20):
            call = desk.next(part)
            desk.log(call.customer.id, call.channel.value, "reached")
        costs.append(store.looked - before)
    assert costs[1] <= costs[0] <= 20 * 20
