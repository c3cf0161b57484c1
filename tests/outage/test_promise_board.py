"""The due board: owners, overdue, kept, and what two laptops promised to one customer."""

import datetime as dt

import pytest

from continuity_app.contacts.model import CentralPromise
from continuity_app.errors import BadDataError
from continuity_app.outage.promise_board import board
from continuity_app.outage.promises import PromiseDesk, central_promises
from continuity_app.outage.promises_compared import compare
from tests.builders import NOON, clock, contacts, customer, laptops

FIRST = customer(1, promises=(CentralPromise("Part arrives", "2024-06-18", "Carla"),))
STORE = contacts(FIRST, customer(2))


class Two:
    def __init__(self):
        self.laptops = laptops("ana", "ben", at=clock())
        self.desks = [PromiseDesk(STORE, each.journal, each.journal.clock) for each in self.laptops]

    def meet(self):
        for one, other in ((0, 1), (1, 0)):
            self.laptops[one].journal.take_in(list(self.laptops[other].journal.held_entries()))

    def board(self, at=0, **more):
        return board(STORE, self.laptops[at].journal, NOON, **more)


def test_promises_of_two_laptops_to_one_customer_are_shown_and_never_merged():
    two = Two()
    one = two.desks[0].make(FIRST.id, "Loan car", "2024-06-21")
    other = two.desks[1].make(FIRST.id, "Loan car", "2024-06-20")
    two.desks[1].make("C-00002", "Call", "2024-06-20")
    assert two.board().duplicates == ()
    two.meet()
    for at in (0, 1):
        assert [{each.promise for each in group} for group in two.board(at).duplicates] == [
            {one.promise, other.promise}
        ]
        assert two.board(at).as_json()["open"] == 3
    two.desks[0].keep(one.promise, duplicate_of=other.promise)
    two.meet()
    told = two.board(1).as_json()
    assert (told["open"], told["kept"], told["duplicates"]) == (2, 0, [])
    settled = next(each for each in told["promises"] if each["promise"] == one.promise)
    assert (settled["state"], settled["duplicate_of"]) == ("duplicate", other.promise)


def test_one_laptops_two_promises_are_no_duplicates():
    two = Two()
    two.desks[0].make(FIRST.id, "Loan car")
    two.desks[0].make(FIRST.id, "Call on Friday")
    two.meet()
    assert two.board(1).duplicates == ()


def test_overdue_owner_and_the_promises_of_before():
    two = Two()
    late = two.desks[0].make(FIRST.id, "Estimate", "2024-06-18T09:00")
    two.desks[0].make(FIRST.id, "Later", "2024-06-30")
    central = central_promises(FIRST)[0].promise
    whole = two.board(central=True)
    assert {each.promise for each in whole.overdue} == {late.promise, central}
    two.desks[0].give(central, "Dora")
    two.desks[0].keep(late.promise, "done")
    whole = two.board(central=True)
    assert [(each.promise, each.owner) for each in whole.overdue] == [(central, "Dora")]
    assert whole.as_json()["kept"] == 1
    assert board(STORE, two.laptops[0].journal, NOON + dt.timedelta(days=20)).as_json()["overdue"] == 1


def test_a_settled_promise_cannot_be_given_nor_be_its_own_twin():
    two = Two()
    one = two.desks[0].make(FIRST.id, "Loan car").promise
    for deed in (
        lambda: two.desks[0].keep(one, duplicate_of=one),
        lambda: two.desks[0].keep(one, duplicate_of="P-NOBODY"),
    ):
        with pytest.raises(BadDataError):
            deed()
    two.desks[0].keep(one)
    with pytest.raises(BadDataError):
        two.desks[0].give(one, "Dora")


def test_promises_that_are_really_different_are_told_apart_on_every_laptop_until_that_is_taken_back():
    two = Two()
    car = two.desks[0].make(FIRST.id, "Loan car").promise
    call = two.desks[1].make(FIRST.id, "Call on Friday").promise
    also = two.desks[1].make(FIRST.id, "Loan car until Monday").promise
    two.meet()
    assert [{each.promise for each in group} for group in two.board().duplicates] == [{car, call, also}]
    compare(two.laptops[0].journal, [call, car], different=True)
    two.meet()
    assert [{each.promise for each in group} for group in two.board(1).duplicates] == [{car, also}]
    assert two.board(1).as_json()["told_apart"] == [[each.promise for each in two.board(1).apart[0]]]
    compare(two.laptops[1].journal, [also, car], different=True)
    assert two.board(1).duplicates == ()
    assert two.board(1).as_json()["open"] == 3, "all of them are still to be kept"
    compare(two.laptops[1].journal, [car, call], different=False)
    two.meet()
    assert [{each.promise for each in group} for group in two.board(0).duplicates] == [{car, call}]


def test_only_known_promises_to_one_customer_are_compared():
    two = Two()
    one = two.desks[0].make(FIRST.id, "Loan car").promise
    other = two.desks[0].make("C-00002", "Loan car").promise
    for named in ([one], [one, one], [one, "P-NOBODY"], [one, other]):
        with pytest.raises(BadDataError) as told:
            compare(two.laptops[0].journal, named, different=True)
        assert told.value.code == "promise.compared"
    assert two.laptops[0].journal.count() == 2
