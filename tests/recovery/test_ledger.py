"""The ledger: every serial once, open while one is unexplained."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.errors import KitError
from continuity_app.forms.sheet_states import State
from continuity_app.journal.types import RekeyDone
from continuity_app.recovery.ledger import LedgerDesk
from continuity_app.recovery.rekey import RekeyDesk
from tests import builders

NOTE = builders.form("""
    | survey |
    | | type | name | label |
    | | text | what | What |
""")


class Desk:
    """One laptop with one form, spoken to in a few words."""

    def __init__(self, made=None):
        self.journal = made or builders.journal()
        self.sheets = builders.sheet_desk(self.journal, NOTE)
        self.rekey = RekeyDesk(self.sheets, self.journal, self.journal.clock)

    def issue(self, copies=1, **more):
        return [sheet.serial for sheet in self.sheets.issue(NOTE.id, copies=copies, **more)]

    def capture(self, serial, what="Bearing", **more):
        self.sheets.capture(serial, {"what": what}, **more)

    def ledger(self, **more):
        return LedgerDesk(self.sheets, self.journal).ledger(**more)


def test_an_empty_journal_has_a_closed_ledger():
    ledger = Desk().ledger()
    assert ledger.closed
    assert ledger.issued == 0


def test_each_state_stands_in_its_column():
    desk = Desk()
    left, blank, captured, void, lost, rekeyed, verified = desk.issue(copies=7)
    desk.sheets.count_back([blank])
    for serial in (captured, rekeyed, verified):
        desk.capture(serial)
    desk.sheets.void(void, "coffee")
    desk.sheets.lost(lost, "not at the counter")
    for serial in (rekeyed, verified):
        desk.rekey.done(serial, f"RO-{serial}")
    desk.rekey.verify(verified)
    told = desk.ledger().as_json()
    counts = {"issued": 7, "blank": 1, "captured": 3, "void": 1, "lost": 1, "rekeyed": 2, "verified": 1}
    assert {name: told[name] for name in counts} == counts
    assert told["unexplained"] == [left]
    assert (told["to_rekey"], told["to_verify"]) == (1, 1)
    assert not desk.ledger().closed


def test_explaining_the_last_sheet_closes_the_ledger():
    desk = Desk()
    (serial,) = desk.issue()
    assert desk.ledger().unexplained == (serial,)
    desk.sheets.lost(serial, "gone")
    assert desk.ledger().closed


def test_a_drill_has_a_ledger_of_its_own():
    desk = Desk()
    desk.issue(copies=2, drill=True)
    assert desk.ledger().issued == 0
    assert len(desk.ledger(drill=True).unexplained) == 2


def test_whoever_verifies_the_own_work_is_shown():
    desk = Desk()
    (serial,) = desk.issue()
    desk.capture(serial)
    desk.rekey.done(serial, "RO-1")
    desk.rekey.verify(serial)
    assert desk.ledger().self_verified == (serial,)


def test_two_laptops_that_rekey_the_same_sheet_are_found_out():
    ana, ben = builders.laptops("ana", "ben")
    one, other = Desk(ana.journal), Desk(ben.journal)
    (serial,) = one.issue()
    one.capture(serial)
    ben.journal.take_in(list(ana.journal.entries()))
    one.rekey.done(serial, "RO-1")
    other.rekey.done(serial, "RO-2")
    ana.journal.take_in(list(ben.journal.entries()))
    assert one.ledger().rekeyed_twice == (serial,)
    line = LedgerDesk(one.sheets, ana.journal).lines()[0]
    assert set(line.references) == {"RO-1", "RO-2"}


def test_a_correction_that_is_rekeyed_anew_is_no_double():
    desk = Desk()
    (serial,) = desk.issue()
    desk.capture(serial)
    desk.rekey.done(serial, "RO-1")
    desk.capture(serial, "Bearings", correction="plural")
    desk.journal.append(RekeyDone(serial, "RO-1b", "2024-06-19T12:00:00-07:00"))
    assert desk.ledger().rekeyed_twice == ()


ACTIONS = st.lists(st.tuples(st.sampled_from("icvlbrw"), st.integers(0, 5)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(ACTIONS)
def test_whatever_happens_every_serial_is_counted_once(actions):
    desk = Desk()
    serials = desk.issue(copies=3)
    for action, which in actions:
        serial = serials[which % len(serials)]
        try:
            match action:
                case "i":
                    serials += desk.issue()
                case "c":
                    desk.capture(serial)
                case "v":
                    desk.sheets.void(serial, "spoilt")
                case "l":
                    desk.sheets.lost(serial, "gone")
                case "b":
                    desk.sheets.count_back([serial])
                case "r":
                    desk.rekey.done(serial, "RO-1")
                case "w":
                    desk.rekey.verify(serial)
        except KitError:
            continue
    told = desk.ledger().as_json()
    columns = ("blank", "captured", "void", "lost")
    assert told["issued"] == len(set(serials)) == sum(told[name] for name in columns) + len(told["unexplained"])
    assert told["verified"] <= told["rekeyed"] <= told["captured"]
    assert told["captured"] == told["to_rekey"] + told["to_verify"] + told["verified"]
    issued = [s.serial for s in desk.sheets.all().values() if s.state is State.ISSUED]
    assert sorted(told["unexplained"]) == sorted(issued)


def test_an_unknown_serial_is_no_sheet():
    with pytest.raises(KitError):
        Desk().rekey.done("7K3-0143-5", "RO-1")
