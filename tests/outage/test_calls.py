"""The call desk: the order of need, and what a logged call does to it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.clock import FixedClock
from continuity_app.contacts.model import Appointment, CentralPromise, Channel, ChannelKind, Customer, Quality
from continuity_app.errors import BadDataError
from continuity_app.journal.store import Journal
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.outage.outcomes import Outcome
from continuity_app.outage.promises import PromiseDesk
from tests.builders import NOON, clock, contacts, customer, journal


def mobile(number: int, quality: Quality = Quality.UNVERIFIED) -> Channel:
    return Channel(ChannelKind.MOBILE, f"+1415556{number:04}", f"(415) 556-{number:04}", quality)


def person(name: str, *, at: str = "", due: str = "", value: float | None = 100.0, **changes) -> Customer:
    """A customer known by a letter; `at` an appointment, `due` a promise of the central system."""
    facts = {
        "id": name,
        "name": f"Person {name}",
        "value": value,
        "channels": (mobile(ord(name)), mobile(ord(name) + 1000)),
        "appointments": (Appointment(at, "Oil change"),) if at else (),
        "promises": (CentralPromise("Part arrives", due),) if due else (),
    }
    return customer(**{**facts, **changes})


PLANNED = [
    person("A", at="2024-06-22T13:30:00"),
    person("B", due="2024-07-03"),
    person("C", at="2024-06-19T16:00:00"),
    person("D", due="2024-06-18", value=900),
    person("E", at="2024-05-01T09:00:00"),
]
VALUED = [
    person("V", value=4180.0),
    person("W", value=300.0, segment="Lease"),
    person("X", value=200.0, do_not_call=True),
    person("Y", value=150.0, channels=(mobile(1, Quality.INVALID), Channel(ChannelKind.EMAIL, "y@example.com"))),
    person("Z", value=None),
]
STORE = contacts(*PLANNED, *VALUED)


class Day:
    """A call desk with its clock and journal."""

    def __init__(self, store=STORE):
        self.clock: FixedClock = clock()
        self.journal: Journal = journal(self.clock)
        self.desk = CallDesk(store, self.journal, self.clock)
        self.customers = CustomerDesk(store, self.journal, self.clock)
        self.incidents = IncidentDesk(self.journal, self.clock)
        self.promises = PromiseDesk(store, self.journal, self.clock)

    def order(self, **chosen) -> str:
        found = self.desk.list(Filters(**chosen))
        assert found.total == len(found.calls)
        return "".join(call.customer.id for call in found.calls)

    def log(self, name: str, outcome: str, **more):
        listed = {call.customer.id: call.channel for call in self.desk.list().calls}
        to_try = listed.get(name) or self.customers.get(name).channels[0]
        return self.desk.log(name, more.pop("channel", to_try.value), outcome, **more)

    def later(self, **by) -> None:
        self.clock.move(dt.timedelta(**by))


def test_the_order_of_need():
    # D is overdue, C is today, A and B follow; E was planned long ago; then value; X and Y cannot be called
    assert Day().order() == "DCABEVWZ"


def test_whoever_was_expected_today_at_whatever_hour_comes_before_those_of_other_days():
    people = [
        person("A", at="2024-06-20T09:00:00"),
        person("B", at="2024-06-19T00:00:00"),
        person("C", at="2024-06-18T23:59:00", value=9.0),
    ]
    assert Day(contacts(*people)).order() == "BAC"


def test_reasons_are_in_words():
    reasons = {call.customer.id: call.reason for call in Day().desk.list().calls}
    assert reasons["A"] == "appointment 22 June 13:30"
    assert reasons["B"] == "promise due 3 July"
    assert reasons["C"] == "appointment today 16:00"
    assert reasons["V"] == "4,180 a year"
    assert Day().desk.list().as_json()["calls"][0] == {
        "customer": "D",
        "name": "Person D",
        "channel": "+14155560068",
        "tel": "tel:+14155560068",
        "quality": "unverified",
        "reason": "promise due 18 June",
        "value": 900,
        "tried": 0,
    }


def test_the_list_is_cut_but_counted_whole():
    found = Day().desk.list(limit=3)
    assert (found.total, [call.customer.id for call in found.calls]) == (8, ["D", "C", "A"])
    assert Day().desk.next().customer.id == "D"


@pytest.mark.parametrize(
    ("chosen", "order"),
    [({"segment": "Lease"}, "W"), ({"market": "Mars"}, ""), ({"segment": "Lease", "product": "Sedan"}, "W")],
)
def test_filters(chosen, order):
    assert Day().order(**chosen) == order


@pytest.mark.parametrize(
    ("chosen", "order"),
    [
        ({"value_from": 200.0}, "DVW"),
        ({"language": "ES"}, ""),
        ({"language": ""}, "DCABEVWZ"),
        ({"appointment_by": NOON.replace(hour=23)}, "C"),
        ({"appointment_by": NOON + dt.timedelta(days=5)}, "CA"),
        ({"promise_by": NOON}, "D"),
        ({"promise_by": NOON + dt.timedelta(days=30), "value_from": 500.0}, "D"),
    ],
)
def test_filters_by_plan_value_and_language(chosen, order):
    assert Day().order(**chosen) == order


@pytest.mark.parametrize("outcome", ["reached", "refused", "duplicate"])
def test_who_is_done_leaves_the_list(outcome):
    day = Day()
    day.log("D", outcome)
    assert day.order() == "CABEVWZ"


def test_who_was_not_there_rests_at_the_end_and_comes_back():
    day = Day()
    day.log("D", "no answer")
    assert day.order() == "CABEVWZD"
    day.later(hours=3)
    assert day.order() == "DCABEVWZ"


def test_three_tries_then_the_next_number_then_off_the_list():
    day = Day()
    numbers = []
    for _ in range(6):
        numbers.append(next(call.channel.value for call in day.desk.list().calls if call.customer.id == "D"))
        day.log("D", "no answer")
        day.later(hours=3)
    assert numbers == [PLANNED[3].channels[0].value] * 3 + [PLANNED[3].channels[1].value] * 3
    assert "D" not in day.order()


def test_a_disconnected_number_gives_way_to_the_next():
    day = Day()
    day.log("D", "disconnected")
    line = next(call for call in day.desk.list().calls if call.customer.id == "D")
    assert line.channel.value == PLANNED[3].channels[1].value
    day.log("D", "wrong person")
    assert "D" not in day.order()


def test_a_call_back_returns_at_its_time_before_all_others():
    day = Day()
    day.log("V", "call back", due="2024-06-19T14:00")
    assert "V" not in day.order()
    day.later(hours=2)
    assert day.order().startswith("V")
    assert day.desk.next().reason == "call back asked for today 14:00"
    day.log("V", "reached")
    assert "V" not in day.order()


def test_a_promise_of_the_outage_leads_to_a_call():
    day = Day()
    day.promises.make("W", "Loan car", "2024-06-19T15:00")
    assert day.order() == "DWCABEVZ"
    day.promises.keep(day.promises.open()[0].promise)
    assert day.order() == "DCABEVWZ"


def test_a_new_number_brings_back_who_could_not_be_called():
    day = Day()
    day.customers.correct_channel("Y", ChannelKind.MOBILE, "(415) 555-2671")
    assert day.order() == "DCABEVWYZ"
    day.customers.correct_channel("X", ChannelKind.MOBILE, "(415) 555-2672")
    assert "X" not in day.order(), "who must not be called stays uncalled"


def test_added_customers_are_called_too():
    day = Day()
    added = day.customers.add_customer({"name": "Zoë", "mobile": "(415) 555-2671", "value": "250"})
    assert [call.customer.id for call in day.desk.list().calls][-3:] == ["W", added.id, "Z"]


def test_a_new_incident_begins_anew():
    day = Day()
    day.incidents.declare("one")
    day.log("D", "reached")
    day.incidents.close()
    assert "D" not in day.order()
    day.later(days=30)
    day.incidents.declare("two")
    assert "D" in day.order()


def test_calls_of_a_drill_do_not_shorten_the_real_list():
    day = Day()
    day.incidents.start_drill("rehearsal")
    day.log("D", "reached")
    assert "D" not in day.order()
    day.incidents.end_drill()
    assert "D" in day.order()


def test_without_a_snapshot_the_list_is_empty():
    assert Day(None).desk.list().as_json() == {"total": 0, "calls": []}
    assert Day(None).desk.next() is None


@pytest.mark.parametrize(
    "spelling", ["+14155560068", "(415) 556-0068", "415.556.0068", "4155560068", "1 415 556 0068", "+1 (415) 556-0068"]
)
def test_the_channel_in_any_spelling(spelling):
    day = Day()
    assert day.log("D", "reached", channel=spelling).as_json()["outcome"] == "reached"
    assert next(day.journal.entries({"call.logged"})).body["channel"] == "+14155560068"


def test_a_channel_with_an_extension_is_meant_by_its_number():
    day = Day(
        contacts(person("U", channels=(Channel(ChannelKind.WORK, "+14155560068;ext=204", "(415) 556-0068 x204"),)))
    )
    day.log("U", "reached", channel="415-556-0068")
    assert next(day.journal.entries({"call.logged"})).body["channel"] == "+14155560068;ext=204"


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"channel": "(415) 556-9999"}, "channel"),
        ({"channel": "0068"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"outcome": "maybe"}, "outcome"),
        ({"new_number": "12"}, "new_number"),
        ({"promise": "Loan car", "due": "someday"}, "due"),
        ({"due": "2024-06-21T09:00"}, "promise"),
    ],
)
def test_a_call_that_cannot_be_logged_is_refused_whole(step, field):
    day = Day()
    with pytest.raises(BadDataError) as refused:
        day.log("D", **{"outcome": "reached", **step})
    assert [detail["field"] for detail in refused.value.details] == [field]
    assert day.journal.count() == 0


def test_a_channel_that_is_not_there_is_answered_with_the_nearest():
    with pytest.raises(BadDataError) as refused:
        Day().log("D", "reached", channel="+14155560069")
    assert "+14155560068" in refused.value.next_step


def test_a_customer_that_is_not_there():
    with pytest.raises(BadDataError) as refused:
        Day().desk.log("Q", "+14155560068", "reached")
    assert refused.value.code == "customer.unknown"


def test_a_number_in_another_country_is_read_by_the_customers_own():
    store = contacts(person("U", channels=(Channel(ChannelKind.MOBILE, "+447911123456", "07911 123456"),)))
    day = Day(store)
    logged = day.log("U", "reached", channel="07911 123 456", new_number="020 7946 0018")
    assert logged.new_number == "+442079460018"


STEPS = st.lists(
    st.tuples(st.sampled_from("ABCDEVWYZ"), st.sampled_from(list(Outcome)), st.integers(0, 200)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_was_logged_the_count_is_that_of_the_lines(steps):
    day = Day()
    for name, outcome, minutes in steps:
        day.log(name, outcome.value)
        day.later(minutes=minutes)
        listed = day.order()
        assert len(set(listed)) == len(listed)
        assert "X" not in listed
        if outcome.ends_calling:
            assert name not in listed
