"""Shares of the call list: everybody computes the same, nobody is in two, and a share that falls out is taken over."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.journal.types import AssignmentMade, ShareHanded, WorkDivided
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.share_desk import ShareDesk
from continuity_app.outage.shares import SharesProjection
from tests.builders import clock, contacts, customer, laptops

AT = "2024-06-19T12:00:00-07:00"
PEOPLE = [customer(n, value=5000.0 - n) for n in range(1, 61)]
STORE = contacts(*PEOPLE)
IDS = [each.id for each in PEOPLE]
STAFF = ("ana", "ben", "cleo")


class Team:
    """Laptops of ana, ben and cleo, which do not meet until somebody says so."""

    def __init__(self, *users: str):
        self.clock = clock()
        self.laptops = laptops(*(users or STAFF), at=self.clock)
        self.journals = [each.journal for each in self.laptops]
        self.desks = [ShareDesk(each, self.clock, "call") for each in self.journals]
        self.calls = [CallDesk(STORE, each, self.clock) for each in self.journals]

    def meet(self) -> None:
        held = [list(each.held_entries()) for each in self.journals]
        for one in self.journals:
            for entries in held:
                one.take_in(entries)

    def later(self) -> None:
        self.clock.move(dt.timedelta(minutes=5))

    def shares(self, at: int = 0) -> dict[str, set[str]]:
        division = self.desks[at].division()
        found: dict[str, set[str]] = {}
        for each in IDS:
            found.setdefault(division.worker_of(each), set()).add(each)
        return found


def divided(*users: str) -> Team:
    team = Team(*users)
    for number, desk in enumerate(team.desks):
        desk.divide(STAFF if number % 2 else tuple(reversed(STAFF)))
    return team


def test_laptops_that_were_told_the_same_agree_without_meeting():
    team = divided()
    assert team.shares(0) == team.shares(1) == team.shares(2)
    assert set(team.shares()) == set(STAFF)
    assert sum(map(len, team.shares().values())) == len(IDS)
    assert min(map(len, team.shares().values())) >= 8


def test_the_list_of_a_worker_is_the_share_and_the_shares_are_the_list():
    team = divided()
    lists = [
        [c.customer.id for c in desk.list(Filters(worker=name)).calls]
        for desk, name in zip(team.calls, STAFF, strict=True)
    ]
    whole = [call.customer.id for call in team.calls[0].list().calls]
    assert sorted(each for part in lists for each in part) == sorted(whole)
    assert team.calls[0].list(Filters(worker="ANA ")).total == len(lists[0])
    assert lists[0] == [each for each in whole if each in lists[0]]


def test_a_share_that_fell_out_moves_alone_and_with_a_reason():
    team = divided()
    before = team.shares()
    with pytest.raises(BadDataError, match="reason"):
        team.desks[0].hand_over("cleo", ["ana"], " ")
    team.desks[0].hand_over("Cleo", ["ana", "ben"], "laptop fell")
    after = team.shares()
    assert set(after) == {"ana", "ben"}
    assert before["ana"] < after["ana"]
    assert before["ben"] < after["ben"]
    team.desks[0].hand_over("ben", ["cleo"], "cleo is back, ben goes home")
    assert team.shares()["ana"] == after["ana"]
    assert team.shares()["cleo"] == after["ben"]
    with pytest.raises(BadDataError) as told:
        team.desks[0].hand_over("ben", ["ana"], "again")
    assert told.value.code == "share.none"


def test_what_went_back_and_forth_is_with_the_last_one():
    team = divided()
    before = team.shares()
    team.desks[0].hand_over("ben", ["ana"], "sick")
    team.desks[0].hand_over("ana", ["ben"], "shift")
    assert team.shares() == {"ben": before["ana"] | before["ben"], "cleo": before["cleo"]}


def test_a_share_taken_over_on_two_laptops_is_with_the_earlier_taker():
    team = divided()
    team.desks[0].hand_over("cleo", ["ana"], "fell out")
    team.later()
    team.desks[1].hand_over("cleo", ["ben"], "fell out")
    team.meet()
    assert team.shares(0) == team.shares(1) == team.shares(2)
    assert set(team.shares()) == {"ana", "ben"}
    assert len(team.desks[2].division().handed) == 1


def test_the_same_division_twice_changes_nothing_and_another_starts_over():
    team = divided()
    team.desks[0].hand_over("cleo", ["ana"], "fell out")
    after = team.shares()
    team.later()
    team.desks[1].divide(STAFF)
    team.meet()
    assert team.shares() == after
    team.desks[0].divide(STAFF, again="tuesday")
    assert set(team.shares()) == set(STAFF)


def test_customers_given_by_name_go_before_the_shares():
    team = divided()
    mine = sorted(team.shares()["ana"])[:3]
    team.desks[0].give(mine, "cleo")
    assert set(mine) <= team.shares()["cleo"]
    team.desks[0].hand_over("cleo", ["ben"], "fell out")
    assert set(mine) <= team.shares()["ben"]


def test_a_laptops_id_is_a_worker_too():
    team = Team()
    team.desks[0].divide([team.journals[0].device, "ben"])
    assert (team.desks[0].mine(), team.desks[1].mine()) == (team.journals[0].device, "")


@pytest.mark.parametrize("among", [(), ("ana", "ANA"), ("ana", " ")])
def test_a_division_names_each_worker_once(among):
    with pytest.raises(BadDataError) as told:
        Team().desks[0].divide(among)
    assert told.value.code == "share.among"


DECISIONS = st.one_of(
    st.builds(
        lambda among, word: WorkDivided("call", f"S-{word}-{'-'.join(sorted(among))}", tuple(sorted(among)), AT),
        st.sets(st.sampled_from(STAFF), min_size=1),
        st.sampled_from("xy"),
    ),
    st.builds(
        lambda giver, takers: ShareHanded("call", giver, tuple(takers), "why", AT),
        st.sampled_from(STAFF),
        st.lists(st.sampled_from(STAFF), min_size=1, max_size=2),
    ),
    st.builds(
        lambda person, subjects: AssignmentMade("call", person, tuple(subjects)),
        st.sampled_from(STAFF),
        st.lists(st.sampled_from(IDS), max_size=3),
    ),
)


@given(st.lists(st.tuples(st.integers(0, 2), DECISIONS), max_size=12), st.permutations(range(3)))
def test_any_history_leaves_each_customer_with_one_worker_and_every_laptop_agrees(history, order):
    team = Team()
    for who, body in history:
        team.journals[who].append(body)
        team.later()
    held = [list(each.held_entries()) for each in team.journals]
    for journal in team.journals:
        for at in (*order, order[0]):
            journal.take_in(held[at])
    seen = [journal.value_of(SharesProjection()) for journal in team.journals]
    owners = [[division.worker_of(each) for each in IDS] for told in seen for division in told.values()]
    assert all(each == owners[0] for each in owners)
    assert not owners or set(owners[0]) <= {*STAFF, ""}
