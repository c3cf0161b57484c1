"""Impact: rows add up to the whole, whatever happened."""

from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.impact import NONE, impact
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
