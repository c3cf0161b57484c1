"""The customer desk: the page shows at once what was learned, and finds by it."""

import pytest

from continuity_app.contacts.model import Appointment, CentralPromise, Channel, ChannelKind, Quality
from continuity_app.errors import BadDataError
from continuity_app.journal.store import Journal
from continuity_app.journal.types import ChannelVerified, CustomerLinked, PromiseMade, SheetCaptured, SheetIssued
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.history import history_of
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.outage.promises import PromiseDesk
from continuity_app.outage.shown import answer_json, page_json
from tests.builders import clock, contacts, customer, journal

NEW = "+14155552671"
PAT = customer(
    1,
    name="Pat Example",
    given_name="Pat",
    family_name="Example",
    appointments=(Appointment("2024-06-22T13:30:00", "Oil change"), Appointment("2024-06-20T08:00:00", "Test drive")),
    promises=(CentralPromise("Part arrives", "2024-07-03", "Carla"),),
)
STORE = contacts(PAT, customer(2), customer(3))


def desks(kept: Journal | None = None) -> tuple[CustomerDesk, CallDesk]:
    kept = kept or journal()
    return CustomerDesk(STORE, kept, clock()), CallDesk(STORE, kept, clock())


def found(desk: CustomerDesk, query: str) -> list[str]:
    return [each.customer.id for each in desk.find(query).customers]


def test_the_page_shows_call_correction_and_promise_at_once():
    customers, calls = desks()
    number = PAT.channels[0].original
    calls.log(
        PAT.id,
        number,
        "reached",
        note="before noon",
        new_number="(415) 555-2671",
        promise="Loan car",
        due="2024-06-21T09:00",
    )
    page = page_json(customers.page(PAT.id))
    assert page["channels"][0] == {
        "kind": "mobile",
        "value": NEW,
        "original": "(415) 555-2671",
        "quality": "verified",
        "last_verified": "2024-06-19",
        "reason": "given",
    }
    assert [promise["what"] for promise in page["promises"]] == ["Loan car", "Part arrives"]
    assert page["promises"][0]["due"] == "2024-06-21T09:00:00-07:00"
    assert [line["text"] for line in page["history"]] == [
        "Promised by Friday 21 June 2024, 09:00: Loan car (ana).",
        f"Gave {NEW} in place of {PAT.channels[0].value}.",
        f"Called {PAT.channels[0].value}: reached. before noon",
    ]
    assert [appointment["what"] for appointment in page["appointments"]] == ["Test drive", "Oil change"]


def test_a_corrected_number_finds_the_customer_in_any_spelling():
    customers, _ = desks()
    customers.correct_channel(PAT.id, ChannelKind.MOBILE, "415.555.2671")
    for query in ("+1 (415) 555-2671", "4155552671", "2671", "example 2671", "55526"):
        assert found(customers, query) == [PAT.id], query
    assert found(customers, "2671 nobody") == []


def test_a_hit_shows_what_was_learned():
    customers, calls = desks()
    calls.log(PAT.id, PAT.channels[0].value, "disconnected")
    shown = answer_json(customers.find("example"))["customers"][0]
    assert {channel["value"]: channel["quality"] for channel in shown["channels"]}[PAT.channels[0].value] == "invalid"


def test_a_customer_is_counted_once_when_snapshot_and_journal_both_find_it():
    customers, _ = desks()
    before = customers.find(PAT.channels[0].value)
    customers.correct_channel(PAT.id, ChannelKind.MOBILE, PAT.channels[0].value)
    after = customers.find(PAT.channels[0].value)
    assert (before.total, after.total, len(after.customers)) == (1, 1, 1)


def test_an_added_customer_is_found_and_has_a_page():
    customers, calls = desks()
    added = customers.add_customer({"given_name": "Zoë", "family_name": "Walk-In", "mobile": "(415) 555-0199"})
    assert added.name == "Zoë Walk-In"
    for query in ("zoe", "walkin", "Walk-In zoë", "0199"):
        assert found(customers, query) == [added.id], query
    calls.log(added.id, "415 555 0199", "reached")
    page = customers.page(added.id)
    assert (page.customer.channels[0].value, page.customer.channels[0].quality) == ("+14155550199", Quality.VERIFIED)
    assert [line.type for line in page.history] == ["call.logged", "customer.added"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"name"}),
        ({"phone": "(415) 555-0199"}, {"name"}),
        ({"name": "Zoë", "shoe": "43"}, {"shoe"}),
        ({"name": "Zoë", "mobile": "12"}, {"mobile"}),
        ({"name": "Zoë", "email": "nowhere"}, {"email"}),
    ],
)
def test_a_customer_who_cannot_be_taken_down_is_told_by_field(fields, wrong):
    customers, _ = desks()
    with pytest.raises(BadDataError) as refused:
        customers.add_customer(fields)
    assert {detail["field"] for detail in refused.value.details} == wrong


def test_an_unknown_customer_is_told():
    customers, _ = desks()
    with pytest.raises(BadDataError) as refused:
        customers.page("C-99999")
    assert refused.value.code == "customer.unknown"


def test_a_customer_who_left_the_snapshot_keeps_the_history():
    kept = journal()
    _, calls = desks(kept)
    calls.log(PAT.id, PAT.channels[0].value, "reached")
    page = CustomerDesk(contacts(customer(2)), kept, clock()).page(PAT.id)
    assert len(page.history) == 1


def test_the_history_says_who_is_the_same_and_who_is_not():
    kept = journal()
    customers, _ = desks(kept)
    kept.append(CustomerLinked(PAT.id, "C-00002"), CustomerLinked(PAT.id, "C-00003", linked=False))
    kept.append(ChannelVerified(PAT.id, "", "", at=""))
    assert [line.text for line in customers.page(PAT.id).history] == [
        "An entry 'channel.verified'.",
        "Found to be someone else than C-00003.",
        "Found to be the same as C-00002.",
    ]


def test_without_a_snapshot_added_customers_are_served():
    desk = CustomerDesk(None, journal(), clock())
    added = desk.add_customer({"organisation": "Fleet One", "phone": "+44 20 7946 0321"})
    assert found(desk, "fleet") == [added.id]
    assert desk.find("nobody").total == 0


def test_the_page_shows_the_customers_sheets_even_of_a_blank_that_was_captured_for_them():
    kept = journal()
    customers, _ = desks(kept)
    kept.append(
        SheetIssued("7K3-0001-A", "repair_order", "1", "paper"),
        SheetIssued("7K3-0002-B", "repair_order", "1", "paper", customer=PAT.id),
        SheetCaptured("7K3-0001-A", "repair_order", "1", "typed", {"vin": "x"}, customer=PAT.id),
        SheetIssued("7K3-0003-C", "repair_order", "1", "paper", customer="C-00002"),
    )
    sheets = {sheet["serial"]: sheet["state"] for sheet in page_json(customers.page(PAT.id))["sheets"]}
    assert sheets == {"7K3-0001-A": "captured", "7K3-0002-B": "issued"}


def test_promises_of_both_origins_can_be_kept_once():
    kept = journal()
    customers, _ = desks(kept)
    promises = PromiseDesk(STORE, kept, clock())
    made = promises.make(PAT.id, "Loan car", "2024-06-21")
    central = next(promise for promise in customers.page(PAT.id).promises if promise.origin.value == "central")
    assert [promise.promise for promise in promises.open()] == [made.promise]
    for promise in (made.promise, central.promise):
        promises.keep(promise, "done")
        with pytest.raises(BadDataError):
            promises.keep(promise)
    assert not any(promise.open for promise in customers.page(PAT.id).promises)
    with pytest.raises(BadDataError):
        promises.keep("P-NONE")


def test_the_page_keeps_nothing_of_a_drill_that_is_over():
    kept = journal()
    customers, calls = desks(kept)
    incidents = IncidentDesk(kept, clock())
    incidents.start_drill("rehearsal")
    calls.log(PAT.id, PAT.channels[0].value, "disconnected", new_number="(415) 555-2671", promise="Loan car")
    assert customers.page(PAT.id).customer.channels[0].value == NEW
    incidents.end_drill()
    page = customers.page(PAT.id)
    assert [channel.quality for channel in page.customer.channels] == [Quality.UNVERIFIED] * 2
    assert [promise.what for promise in page.promises] == ["Part arrives"]


def test_corrections_of_other_kinds():
    customers, _ = desks()
    given = customers.correct_channel(PAT.id, ChannelKind.EMAIL, "Pat@Example.com")
    assert given == customers.page(PAT.id).customer.channels[0]
    assert found(customers, "pat@example.com") == [PAT.id]
    with pytest.raises(BadDataError):
        customers.correct_channel(PAT.id, ChannelKind.EMAIL, "nowhere")
    assert isinstance(given, Channel)


def test_the_history_says_times_as_people_do():
    entries = journal()
    at = clock().now().isoformat()
    entries.append(PromiseMade("P-9", PAT.id, "Loan car", at, due="2024-06-21T09:00:00-07:00", owner="ana"))
    entries.append(PromiseMade("P-8", PAT.id, "Call", at, due="2024-06-21", owner="ana"))
    told = [line.text for line in history_of(entries.entries())]
    assert told == [
        "Promised by Friday 21 June 2024: Call (ana).",
        "Promised by Friday 21 June 2024, 09:00: Loan car (ana).",
    ]
