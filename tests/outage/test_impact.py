"""Impact: rows add up to the whole, whatever happened."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.errors import BadDataError
from continuity_app.journal.types import SheetCaptured
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.impact import NONE, impact
from continuity_app.outage.impact_detail import FIGURES, behind, over_time
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.outage.outcomes import Outcome
from tests.builders import clock, contacts, customer, journal

BAD = (Channel(ChannelKind.MOBILE, "12", "12", Quality.INVALID),)
PEOPLE = [
    customer(1, value=1000.0, segment="Retail"),
    customer(2, value=500.0, segment="Fleet"),
    customer(3, value=None, segment=""),
    customer(4, value=300.0, segment="Fleet", channels=BAD),
    customer(5, value=50.0, segment="Retail", do_not_call=True),
]
STORE = contacts(*PEOPLE)


def test_before_anything_happened_all_is_at_risk():
    found = impact(STORE, journal()).as_json()
    whole = {key: found[key] for key in ("customers", "attempted", "reached", "unreachable", "value_at_risk")}
    assert whole == {"customers": 5, "attempted": 0, "reached": 0, "unreachable": 2, "value_at_risk": 1850.0}
    assert {row["value"]: row["customers"] for row in found["by"]["segment"]} == {"Retail": 2, "Fleet": 2, NONE: 1}


def test_calls_count_once_for_each_customer():
    kept = journal()
    desk = CallDesk(STORE, kept, clock())
    for person, outcome in ((0, "no answer"), (0, "reached"), (0, "reached"), (1, "disconnected")):
        desk.log(PEOPLE[person].id, PEOPLE[person].channels[0].value, outcome)
    found = impact(STORE, kept).as_json()
    assert (found["attempted"], found["reached"], found["unreachable"], found["value_at_risk"]) == (2, 1, 3, 850.0)
    fleet = next(row for row in found["by"]["segment"] if row["value"] == "Fleet")
    assert fleet == {
        "value": "Fleet",
        "customers": 2,
        "attempted": 1,
        "reached": 0,
        "unreachable": 2,
        "harmed": 0,
        "value_at_risk": 800.0,
    }


def test_a_given_number_makes_reachable_and_an_added_customer_counts():
    kept = journal()
    desk = CustomerDesk(STORE, kept, clock())
    desk.correct_channel(PEOPLE[3].id, ChannelKind.MOBILE, "(415) 555-2671")
    desk.add_customer({"name": "Zoë", "segment": "Walk-in", "value": "75"})
    found = impact(STORE, kept).as_json()
    assert (found["customers"], found["unreachable"], found["value_at_risk"]) == (6, 2, 1925.0)


def test_only_the_incident_that_runs_counts():
    kept, now = journal(), clock()
    desk, incidents = CallDesk(STORE, kept, now), IncidentDesk(kept, now)
    incidents.declare("one")
    desk.log(PEOPLE[0].id, PEOPLE[0].channels[0].value, "reached")
    incidents.close()
    assert impact(STORE, kept).whole.reached == 1
    incidents.declare("two")
    assert impact(STORE, kept).whole.reached == 0


def test_a_customer_who_left_the_snapshot_does_not_count():
    kept = journal()
    CallDesk(STORE, kept, clock()).log(PEOPLE[0].id, PEOPLE[0].channels[0].value, "reached")
    found = impact(contacts(PEOPLE[1]), kept).whole
    assert (found.customers, found.attempted, found.reached, found.value_at_risk) == (1, 0, 0, 500.0)


def test_without_a_snapshot_there_is_nothing_to_count():
    assert impact(None, journal()).as_json()["customers"] == 0


STEPS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(list(Outcome)), st.booleans()), max_size=10)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_rows_add_up_on_every_axis(steps):
    kept = journal()
    desk, customers = CallDesk(STORE, kept, clock()), CustomerDesk(STORE, kept, clock())
    for person, outcome, corrected in steps:
        desk.log(PEOPLE[person].id, PEOPLE[person].channels[0].value, outcome.value)
        if corrected:
            customers.correct_channel(PEOPLE[person].id, ChannelKind.MOBILE, "(415) 555-2671")
    found = impact(STORE, kept)
    for rows in found.by.values():
        for field in ("customers", "attempted", "reached", "unreachable"):
            assert sum(getattr(row, field) for row in rows.values()) == getattr(found.whole, field)
            assert all(getattr(row, field) >= 0 for row in rows.values())
        assert abs(sum(row.value_at_risk for row in rows.values()) - found.whole.value_at_risk) < 1e-6
    assert found.whole.reached <= found.whole.attempted <= found.whole.customers


def test_who_has_a_harm_note_is_harmed_and_each_number_names_its_entries():
    kept = journal()
    desk = CallDesk(STORE, kept, clock())
    desk.log(PEOPLE[0].id, PEOPLE[0].channels[0].value, "no answer")
    desk.log(PEOPLE[0].id, PEOPLE[0].channels[0].value, "reached")
    desk.log(PEOPLE[1].id, PEOPLE[1].channels[0].value, "disconnected")
    kept.append(SheetCaptured("7K3-0001-0", "complaint_harm", "1", "typed", {"complaint": "no drug"}, PEOPLE[1].id))
    kept.append(SheetCaptured("7K3-0002-0", "repair_order", "1", "typed", {}, PEOPLE[2].id))
    found = impact(STORE, kept).as_json()
    assert (found["harmed"], [row["harmed"] for row in found["by"]["segment"] if row["value"] == "Fleet"]) == (1, [1])
    types = {
        figure: {each.customer.id: [entry.type for entry in each.entries] for each in behind(STORE, kept, figure)}
        for figure in FIGURES
    }
    assert types == {
        "attempted": {PEOPLE[0].id: ["call.logged"] * 2, PEOPLE[1].id: ["call.logged"]},
        "reached": {PEOPLE[0].id: ["call.logged"]},
        "unreachable": {PEOPLE[1].id: ["call.logged"]},
        "harmed": {PEOPLE[1].id: ["sheet.captured"]},
    }
    assert [each.customer.id for each in behind(STORE, kept, "attempted", Filters("Fleet"))] == [PEOPLE[1].id]
    with pytest.raises(BadDataError):
        behind(STORE, kept, "guessed")


def test_the_numbers_grow_day_by_day():
    now = clock()
    kept = journal(now)
    desk = CallDesk(STORE, kept, now)
    desk.log(PEOPLE[0].id, PEOPLE[0].channels[0].value, "no answer")
    now.move(dt.timedelta(days=1))
    desk.log(PEOPLE[0].id, PEOPLE[0].channels[0].value, "reached")
    desk.log(PEOPLE[1].id, PEOPLE[1].channels[0].value, "busy")
    now.move(dt.timedelta(days=2))
    kept.append(SheetCaptured("7K3-0001-0", "complaint_harm", "1", "typed", {}, PEOPLE[1].id))
    assert over_time(STORE, kept, now.now()) == [
        {"day": "2024-06-19", "attempted": 1, "reached": 0, "harmed": 0},
        {"day": "2024-06-20", "attempted": 2, "reached": 1, "harmed": 0},
        {"day": "2024-06-22", "attempted": 2, "reached": 1, "harmed": 1},
    ]
