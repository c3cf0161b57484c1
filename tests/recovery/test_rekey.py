"""The way back into the central system: in order, once, and looked at twice."""

import datetime as dt

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.types import CustomerAdded, RekeyDone
from continuity_app.recovery.rekey import WaitsFor
from tests import builders
from tests.recovery.test_ledger import Desk


@pytest.fixture
def desk():
    return Desk()


def captured(desk, customer=None):
    (serial,) = desk.issue(customer=customer)
    desk.capture(serial)
    return serial


class refused:  # noqa: N801 - reads as a sentence
    """Expects an error of one code, and gives it."""

    def __init__(self, code):
        self.code, self.error = code, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert isinstance(error, BadDataError), error
        assert error.code == self.code
        self.error = error
        return True


def test_nothing_waits_at_first(desk):
    desk.issue()
    assert desk.rekey.list() == []
    assert desk.rekey.next() is None


def test_the_order_is_new_customers_then_by_capture_then_what_needs_a_second_look():
    clock = builders.clock()
    desk = Desk(builders.journal(clock))
    first, second, new, done = (desk.issue()[0] for _ in range(4))
    desk.journal.append(CustomerAdded("L-1", {"name": "New"}, "2024-06-19T12:00:00-07:00"))
    for serial, customer in ((done, None), (second, None), (first, None), (new, "L-1")):
        clock.move(dt.timedelta(minutes=1))
        desk.capture(serial, customer=customer)
    desk.rekey.done(done, "RO-9")
    waiting = desk.rekey.list()
    assert [w.line.sheet.serial for w in waiting] == [new, second, first, done]
    assert [w.waits_for for w in waiting] == [WaitsFor.REKEY] * 3 + [WaitsFor.VERIFY]
    assert [w.new_customer for w in waiting] == [True, False, False, False]
    assert desk.rekey.next().line.sheet.serial == new


def test_a_sheet_goes_from_captured_to_rekeyed_to_verified(desk):
    serial = captured(desk, "003A")
    assert desk.rekey.next().as_json()["waits_for"] == "rekey"
    done = desk.rekey.done(serial.lower().replace("-", ""), "  RO-4711 ")
    assert (done.waits_for, done.line.sheet.reference) == (WaitsFor.VERIFY, "RO-4711")
    verified = desk.rekey.verify(serial)
    assert verified.waits_for is WaitsFor.NOTHING
    assert verified.as_json()["self_verified"] is True
    assert desk.rekey.list() == []


def test_twice_is_refused_unless_it_says_the_same(desk):
    serial = captured(desk)
    desk.rekey.done(serial, "RO-1")
    entries = desk.journal.count()
    assert desk.rekey.done(serial, "RO-1").line.sheet.reference == "RO-1"
    with refused("rekey.done_already") as caught:
        desk.rekey.done(serial, "RO-2")
    assert "RO-1" in caught.error.message
    desk.rekey.verify(serial)
    desk.rekey.verify(serial)
    with refused("rekey.done_already"):
        desk.rekey.done(serial, "RO-2")
    assert desk.journal.count() == entries + 1


def test_only_captured_sheets_are_rekeyed_and_only_rekeyed_ones_verified(desk):
    (issued,) = desk.issue()
    with refused("rekey.not_captured"):
        desk.rekey.done(issued, "RO-1")
    with refused("rekey.not_done"):
        desk.rekey.verify(issued)
    desk.sheets.void(issued, "spoilt")
    with refused("rekey.not_captured"):
        desk.rekey.done(issued, "RO-1")
    with refused("rekey.not_done"):
        desk.rekey.verify(captured(desk))


def test_a_reference_is_needed(desk):
    with refused("rekey.reference"):
        desk.rekey.done(captured(desk), "   ")


def test_a_drill_never_reaches_the_central_system(desk):
    (serial,) = desk.issue(drill=True)
    desk.capture(serial)
    assert desk.rekey.list() == []
    with refused("rekey.drill"):
        desk.rekey.done(serial, "RO-1")


def test_a_correction_has_to_be_rekeyed_again_and_names_what_it_replaces(desk):
    serial = captured(desk)
    desk.rekey.done(serial, "RO-1")
    desk.capture(serial, "Bearings", correction="plural")
    waiting = desk.rekey.next()
    assert (waiting.waits_for, waiting.replaces) == (WaitsFor.REKEY, "RO-1")


def test_sheets_of_another_person_are_left_to_that_person(desk):
    one, two = captured(desk), captured(desk)
    desk.rekey.assign((one,), "ben")
    assert desk.rekey.next().line.sheet.serial == two
    assert [w.owner for w in desk.rekey.list()] == ["ben", ""]
    desk.rekey.assign((one, two), "ana")
    assert desk.rekey.next().line.sheet.serial == one


def test_one_verifies_rather_what_another_rekeyed():
    ana, ben = builders.laptops("ana", "ben")
    desk, others = Desk(ana.journal), Desk(ben.journal)
    mine, theirs = captured(desk), captured(desk)
    desk.rekey.done(mine, "RO-1")
    ben.journal.take_in(list(ana.journal.entries()))
    others.journal.append(RekeyDone(theirs, "RO-2", "2024-06-19T12:00:00-07:00"))
    ana.journal.take_in(list(ben.journal.entries()))
    assert desk.rekey.next().line.sheet.serial == theirs
    assert desk.rekey.verify(theirs).line.self_verified is False
