"""Reachable customers by axis, and what the journal changes in them."""

from hypothesis import given
from hypothesis import strategies as st

from continuity_app.contacts.model import Channel, ChannelKind, Customer, Quality
from continuity_app.contacts.store import AXES, ReachCell
from continuity_app.readiness.reach import measure

PHONE = Channel(ChannelKind.MOBILE, "+442079460001")
DEAD = Channel(ChannelKind.MOBILE, "+442079460001", quality=Quality.INVALID)
MAIL = Channel(ChannelKind.EMAIL, "a@example.com")


def who(**more):
    return Customer(id="c", name="C", segment="Fleet", market="North", **more)


def test_what_the_snapshot_counts_stands_by_axis_lowest_share_first():
    cells = [
        ReachCell("Fleet", "North", "", 10, 9, 1, 0.0),
        ReachCell("Fleet", "South", "", 10, 1, 4, 0.0),
        ReachCell("Retail", "South", "", 20, 20, 0, 0.0),
    ]
    reach = measure(cells, [])
    assert (reach.whole.customers, reach.whole.reachable, reach.whole.email_only) == (40, 30, 5)
    assert [(row.value, row.reachable) for row in reach.by["segment"]] == [("Fleet", 10), ("Retail", 20)]
    assert [row.value for row in reach.by["market"]] == ["South", "North"]
    assert reach.by["product"][0].as_json()["value"] == "(none)"
    assert reach.worst(15)[1].value == "Fleet"
    assert reach.worst(21)[1].value == "South"
    assert reach.worst(1000) is None


def test_a_disconnected_number_takes_a_customer_away_and_a_new_one_brings_one_back():
    cells = [ReachCell("Fleet", "North", "", 2, 1, 0, 0.0)]
    lost = (who(channels=(PHONE, MAIL)), who(channels=(DEAD, MAIL)))
    found = (who(channels=(DEAD,)), who(channels=(DEAD, PHONE)))
    assert measure(cells, [lost]).whole.reachable == 0
    assert measure(cells, [lost]).whole.email_only == 1
    assert measure(cells, [found]).whole.reachable == 2
    both = measure(cells, [lost, found])
    assert (both.whole.reachable, both.changed) == (1, 2)
    assert both.by["segment"][0].reachable == 1


CELLS = st.lists(
    st.builds(
        lambda s, m, p, customers, share: ReachCell(s, m, p, customers, int(customers * share), 0, 0.0),
        *(st.sampled_from(["", "a", "b", "c"]) for _ in AXES),
        st.integers(0, 1000),
        st.floats(0, 1),
    ),
    max_size=20,
)


@given(CELLS)
def test_every_axis_adds_up_to_the_whole(cells):
    reach = measure(cells, [])
    for axis in AXES:
        assert sum(row.customers for row in reach.by[axis]) == reach.whole.customers
        assert sum(row.reachable for row in reach.by[axis]) == reach.whole.reachable
