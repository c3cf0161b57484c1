"""Where the ledger could break its promise: laptops that burned, met late, or decided without knowing of each other."""

import itertools

import pytest

from continuity_app.forms.sheet_states import State
from continuity_app.forms.unheard import MOST_AT_ONCE
from continuity_app.journal.types import RekeyDone, SheetCaptured, SheetLost
from continuity_app.recovery.ledger import LedgerDesk
from continuity_app.recovery.rekey import RekeyDesk, WaitsFor
from tests import builders
from tests.recovery.test_ledger import NOTE
from tests.recovery.test_rekey import refused


class Laptop:
    """One laptop with a prefix of its own."""

    def __init__(self, made, prefix):
        self.journal = made.journal
        self.sheets = builders.sheet_desk(self.journal, NOTE, prefix=prefix)
        self.rekey = RekeyDesk(self.sheets, self.journal, self.journal.clock)

    def issue(self, copies=1, **more):
        return [sheet.serial for sheet in self.sheets.issue(NOTE.id, copies=copies, **more)]

    def capture(self, serial, what="Bearing", **more):
        return self.sheets.capture(serial, {"what": what}, **more)

    def ledger(self, **more):
        return LedgerDesk(self.sheets, self.journal).ledger(**more)

    def line(self, serial):
        return next(line for line in LedgerDesk(self.sheets, self.journal).lines() if line.sheet.serial == serial)

    def hears(self, *others, only=lambda _: True):
        for other in others:
            self.journal.take_in([entry for entry in other.journal.held_entries() if only(entry)])


@pytest.fixture
def two():
    return [Laptop(made, prefix) for made, prefix in zip(builders.laptops("ana", "ben"), ("7K3", "9QP"), strict=True)]


def minute(*laptops):
    for laptop in laptops:
        laptop.journal.clock.move(builders.dt.timedelta(minutes=1))


def agreed(*laptops):
    """After everybody heard everybody, in every order, all tell the same; gives the first one's ledger."""
    for one, other in itertools.permutations(laptops, 2):
        one.hears(other)
    told = [
        ({serial: sheet.as_json() for serial, sheet in each.sheets.all().items()}, each.ledger().as_json())
        for each in laptops
    ]
    assert all(each == told[0] for each in told)
    return laptops[0].ledger()


def test_the_gaps_of_a_laptop_that_burned_are_unexplained_and_not_absent(two):
    ana, ben = two
    serials = ana.issue(copies=5)
    ben.capture(serials[3], form_id=NOTE.id)
    ledger = ben.ledger()
    assert ledger.unheard == ledger.unexplained == tuple(serials[:3])
    assert (ledger.issued, ledger.captured, ledger.closed) == (4, 1, False)
    told = ledger.as_json()
    assert told["issued"] == told["blank"] + told["captured"] + told["void"] + told["lost"] + len(told["unexplained"])


def test_what_burned_with_its_laptop_is_explained_by_number_and_by_range(two):
    ana, ben = two
    serials = ana.issue(copies=6)
    ben.capture(serials[5], form_id=NOTE.id)
    ben.sheets.lose_all(ben.sheets.meant_by("7K3-0001…0003"), "burned")
    ben.sheets.void(serials[3], "torn")
    ben.sheets.count_back([serials[4]])
    assert ben.ledger().closed
    assert ben.ledger().issued == 6


def test_paper_of_a_laptop_that_is_gone_is_taken_down_when_its_form_is_named(two):
    ana, ben = two
    (first, last) = ana.issue(copies=2)
    with refused("sheet.unknown"):
        ben.capture(last)
    sheet = ben.capture(last, form_id=NOTE.id)
    assert (sheet.form, sheet.state, sheet.answers["what"]) == (NOTE.id, State.CAPTURED, "Bearing")
    with refused("sheet.form"):
        ben.capture(first)
    assert ben.rekey.done(last, "RO-1").line.sheet.state is State.REKEYED


def test_a_late_bundle_of_the_laptop_thought_lost_only_adds(two):
    ana, ben = two
    serials = ana.issue(copies=4)
    minute(ana, ben)
    ben.capture(serials[3], form_id=NOTE.id)
    ben.sheets.lost(serials[0], "burned")
    ana.capture(serials[0], "it was there")
    ledger = agreed(ana, ben)
    assert (ledger.issued, ledger.captured, ledger.unheard) == (4, 2, ())
    assert ledger.unexplained == tuple(serials[1:3])


def test_a_number_that_came_back_is_never_given_out_again(two):
    ana, ben = two
    serials = [*ben.issue(copies=3)]
    lost_its_journal = Laptop(builders.laptops("cleo")[0], "9QP")
    lost_its_journal.capture(serials[2], form_id=NOTE.id)
    assert lost_its_journal.issue()[0] not in serials
    ana.hears(ben)
    assert ana.ledger().given_out_twice == ()


def test_drills_are_known_by_their_number_before_their_issue_arrives(two):
    ana, ben = two
    (drill,) = ana.issue(drill=True)
    (real,) = ana.issue()
    ana.capture(drill)
    ana.capture(real)
    ben.hears(ana, only=lambda entry: entry.type == SheetCaptured.type)
    assert (ben.ledger().captured, ben.ledger(drill=True).captured) == (1, 1)
    assert [waiting.line.sheet.serial for waiting in ben.rekey.list()] == [real]
    with refused("rekey.drill"):
        ben.rekey.done(drill, "RO-1")


def test_a_void_that_did_not_know_of_the_capture_changes_nothing_in_any_order(two):
    ana, ben = two
    (serial,) = ana.issue()
    ben.hears(ana)
    minute(ana, ben)
    ana.capture(serial)
    ben.sheets.void(serial, "coffee")
    assert agreed(ana, ben).captured == 1
    assert ana.sheets.state(serial).answers["what"] == "Bearing"


def test_what_was_rekeyed_stands_there_though_another_laptop_voided_it(two):
    ana, ben = two
    (serial,) = ana.issue()
    ana.capture(serial)
    ben.hears(ana)
    ben.sheets.void(serial, "never happened", captured=True)
    minute(ana)
    ana.rekey.done(serial, "RO-1")
    ledger = agreed(ana, ben)
    assert (ledger.counts.get(State.VOID, 0), ledger.rekeyed) == (0, 1)
    assert "voided" in [event.what for event in ana.sheets.state(serial).history]


def test_a_correction_unknown_to_whoever_rekeyed_has_to_be_rekeyed_again(two):
    ana, ben = two
    (serial,) = ana.issue()
    ana.capture(serial, "Bearing")
    ben.hears(ana)
    ana.capture(serial, "Bearing, two", correction="miscounted")
    minute(ben)
    ben.rekey.done(serial, "RO-1")
    ben.rekey.verify(serial)
    assert agreed(ana, ben).to_rekey == 1
    (waiting,) = ana.rekey.list()
    assert (waiting.waits_for, waiting.replaces) == (WaitsFor.REKEY, "RO-1")
    ana.rekey.done(serial, "RO-1")
    assert agreed(ana, ben).counts == {State.REKEYED: 1}
    assert ana.ledger().rekeyed_twice == ()


def test_one_who_corrected_after_anothers_rekeying_and_typed_it_in_anew_did_it_twice(two):
    ana, ben = two
    (serial,) = ana.issue()
    ana.capture(serial)
    ben.hears(ana)
    ana.rekey.done(serial, "RO-1")
    minute(ben)
    ben.capture(serial, "Bearing, two", correction="miscounted")
    ben.rekey.done(serial, "RO-2")
    assert agreed(ana, ben).rekeyed_twice == (serial,)
    assert [waiting.waits_for for waiting in ben.rekey.list()] == [WaitsFor.SETTLE]
    with refused("rekey.twice"):
        ana.rekey.verify(serial)


def test_what_was_settled_may_be_settled_anew_and_a_third_reference_opens_it_again(two):
    ana, ben = two
    (serial,) = ana.issue()
    ana.capture(serial)
    ben.hears(ana)
    ana.rekey.done(serial, "RO-2")
    minute(ben)
    ben.rekey.done(serial, "RO-1")
    agreed(ana, ben)
    assert ana.rekey.next().waits_for is WaitsFor.SETTLE
    with refused("rekey.done_already"):
        ana.rekey.done(serial, "RO-2")
    ana.rekey.done(serial, "ro-2", "RO-1 was cancelled there")
    minute(ana)
    ana.rekey.done(serial, "RO-1", "no, RO-2 was")
    ana.rekey.verify(serial)
    minute(ben)
    assert (ana.line(serial).sheet.reference, ana.ledger().rekeyed_twice) == ("RO-1", ())
    ben.journal.append(RekeyDone(serial, "RO-3", "2024-06-19T12:00:00-07:00", captures=1))
    assert agreed(ana, ben).rekeyed_twice == (serial,)
    assert [waiting.waits_for for waiting in ana.rekey.list()] == [WaitsFor.SETTLE]


def test_a_reason_for_sharing_a_number_settles_nothing_that_another_laptop_did(two):
    ana, ben = two
    serial, beside = ana.issue(copies=2)
    ana.capture(serial)
    ana.capture(beside)
    ben.hears(ana)
    ana.rekey.done(serial, "RO-1")
    minute(ben)
    ben.rekey.done(beside, "RO-2")
    ben.rekey.done(serial, "RO-2", "one order there holds both")
    assert agreed(ana, ben).rekeyed_twice == (serial,)
    assert ana.line(serial).references == ("RO-1", "RO-2")
    with refused("rekey.twice"):
        ana.rekey.verify(serial)


def test_settled_by_entries_from_before_a_settling_was_said(two):
    """The first kits wrote neither what whoever re-keyed knew nor that an entry settles: a second reason did."""
    ana, ben = two
    (serial,) = ana.issue()
    ana.capture(serial)
    for reference, reason in (("RO-1", ""), ("RO-2", ""), ("RO-1", "RO-2 was cancelled there")):
        minute(ana)
        ana.journal.append(RekeyDone(serial, reference, "2024-06-19T12:00:00-07:00", reason))
    assert agreed(ana, ben).rekeyed_twice == ()
    assert [event.what for event in ana.sheets.state(serial).history][-2:] == ["rekeyed", "settled"]
    assert ana.line(serial).sheet.reference == "RO-1"


def test_rekeyed_twice_after_one_correction_that_both_knew(two):
    ana, ben = two
    (serial,) = ana.issue()
    ana.capture(serial)
    ana.capture(serial, "two", correction="miscounted")
    ben.hears(ana)
    ana.rekey.done(serial, "RO-1")
    ben.rekey.done(serial, "RO-2")
    assert agreed(ana, ben).rekeyed_twice == (serial,)


def test_a_reprint_that_came_before_its_issue_counts_once(two):
    ana, ben = two
    (serial,) = ana.issue()
    ana.sheets.reprint(serial)
    ben.hears(ana, only=lambda entry: entry.body.get("reprint"))
    assert (ben.ledger().issued, ben.sheets.state(serial).form) == (1, NOTE.id)
    assert agreed(ana, ben).issued == 1


def test_two_laptops_with_one_prefix_are_told():
    ana, ben = (Laptop(made, "7K3") for made in builders.laptops("ana", "ben"))
    ana.issue()
    (serial,) = ben.issue()
    assert agreed(ana, ben).given_out_twice == (serial,)


def test_a_number_out_of_all_reason_fills_no_memory_and_leaves_the_ledger_open(two):
    far = str(builders.make_serial(900_000))
    two[0].journal.append(SheetLost(far, "gone"))
    ledger = two[0].ledger()
    assert len(ledger.unheard) == MOST_AT_ONCE
    assert not ledger.closed
    assert ledger.unheard[0] == str(builders.make_serial(1))


def test_two_papers_of_one_number_are_told_until_a_person_has_looked_at_both():
    ana, ben = (Laptop(made, "7K3") for made in builders.laptops("ana", "ben"))
    (serial,), _ = ana.issue(), ben.issue()
    ana.capture(serial, "Bearing of Pat")
    minute(ana, ben)
    ben.capture(serial, "Brakes of Kim")
    ledger = agreed(ana, ben)
    assert (ledger.given_out_twice, ledger.captured_apart) == ((serial,), (serial,))
    assert [each.line.captured_apart for each in ana.rekey.list()] == [True]
    assert [each.answers["what"] for each in ana.sheets.state(serial).captures] == ["Bearing of Pat", "Brakes of Kim"]
    minute(ana)
    ana.capture(serial, "Brakes of Kim", correction="that of Pat is 7K3-0002 now")
    assert agreed(ana, ben).captured_apart == ()


def test_one_paper_that_two_laptops_took_down_alike_troubles_nobody(two):
    ana, ben = two
    same, corrected = ana.issue(copies=2)
    ana.capture(corrected, "Bearing")
    ben.hears(ana)
    ben.capture(corrected, "Brakes", correction="misread")
    minute(ana, ben)
    ana.capture(same)
    ben.capture(same)
    assert agreed(ana, ben).captured_apart == ()


def test_a_capture_that_came_after_the_other_laptops_rekeying_waits_and_is_told(two):
    ana, ben = two
    (serial,) = ana.issue()
    ben.hears(ana)
    ana.capture(serial, "Bearing")
    ana.rekey.done(serial, "RO-1")
    minute(ana, ben)
    ben.capture(serial, "Brakes")
    assert agreed(ana, ben).captured_apart == (serial,)
    (waiting,) = ana.rekey.list()
    assert (waiting.waits_for, waiting.replaces) == (WaitsFor.REKEY, "RO-1")


def test_a_sheet_called_lost_is_found_and_a_loss_that_comes_late_takes_nothing_away(two):
    ana, ben = two
    (serial,) = ana.issue()
    ben.hears(ana)
    ana.sheets.lost(serial, "not at the counter")
    minute(ana, ben)
    ben.capture(serial)
    minute(ana)
    ana.journal.append(SheetLost(serial, "still not there"))
    assert agreed(ana, ben).captured == 1
