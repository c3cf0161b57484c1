import datetime as dt
import itertools
from typing import Any

import pytest

from continuity_app.clock import FixedClock
from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Form
from continuity_app.forms.serial import make
from continuity_app.forms.sheet_states import SheetsProjection, SheetState, State
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.projection import project
from continuity_app.journal.types import RekeyDone, RekeyVerified, SheetCaptured, SheetIssued, SheetLost, SheetVoided
from continuity_app.words import speaking
from tests.builders import NOON, customer, form, journal, laptops, sheet_desk

ORDER = """
    | survey |
    | | type | name | label | required | constraint | calculation | kit:warning | kit:prefill |
    | | text | customer_name | Who | yes | | | | |
    | | text | vin | VIN | | | | | |
    | | integer | odometer | Odometer | yes | . >= 0 | | | |
    | | integer | pulse | Pulse | | . < 300 | | yes | |
    | | calculate | double | | | | ${odometer} * 2 | | |
    | settings |
    | | form_title | form_id | version |
    | | Order | order | 4 |
"""


@pytest.fixture(scope="module")
def order() -> Form:
    return form(ORDER)


@pytest.fixture
def desk(order: Form) -> SheetDesk:
    return sheet_desk(journal(), order)


def code(action: Any) -> str:
    with pytest.raises(BadDataError) as caught:
        action()
    return caught.value.code


GOOD = {"customer_name": "Pat", "odometer": 5}


def test_sheets_are_numbered_one_after_another_and_stand_in_the_journal(desk: SheetDesk) -> None:
    sheets = desk.issue("order", copies=3, incident="I-1")
    assert [sheet.serial for sheet in sheets] == [str(make("7K3", n)) for n in (1, 2, 3)]
    assert all(
        (s.state, s.form, s.version, s.medium, s.incident) == (State.ISSUED, "order", "4", "paper", "I-1")
        for s in sheets
    )
    assert desk.fill("order", None, GOOD).serial == str(make("7K3", 4))
    drill = desk.issue("order", drill=True)[0]
    assert drill.serial == str(make("7K3", 1, drill=True))
    assert drill.drill


def test_another_desk_over_the_same_journal_goes_on_counting(order: Form) -> None:
    kept = journal()
    sheet_desk(kept, order).issue("order", copies=2)
    assert sheet_desk(kept, order).issue("order")[0].serial == str(make("7K3", 3))
    assert sheet_desk(kept, order, prefix="AB1").issue("order")[0].serial == str(make("AB1", 1))


def test_a_sheet_s_life(desk: SheetDesk) -> None:
    serial = desk.issue("order", customer="C-1")[0].serial
    captured = desk.capture(serial, GOOD, occurred_at="2024-06-19T09:00")
    assert (captured.state, captured.customer) == (State.CAPTURED, "C-1")
    assert captured.answers == {"customer_name": "Pat", "odometer": 5, "double": 10}
    assert captured.computed == {"double": 10}
    assert captured.occurred_at == "2024-06-19T09:00:00-07:00"
    desk._journal.append(RekeyDone(serial, "RO-7", "2024-06-20T10:00:00Z"))
    assert (desk.state(serial).state, desk.state(serial).reference) == (State.REKEYED, "RO-7")
    desk._journal.append(RekeyVerified(serial, "2024-06-20T11:00:00Z"))
    final = desk.state(serial)
    assert final.state is State.VERIFIED
    assert [event.what for event in final.history] == ["issued", "captured", "rekeyed", "verified"]
    assert final.as_json()["state"] == "verified"


def test_bad_answers_are_refused_by_field_and_nothing_is_saved(desk: SheetDesk) -> None:
    serial = desk.issue("order")[0].serial
    before = desk._journal.head()
    with pytest.raises(BadDataError) as caught:
        desk.capture(serial, {"odometer": -4, "odometr": 1})
    assert caught.value.code == "answers.bad"
    assert {detail["field"] for detail in caught.value.details} == {"customer_name", "odometer", "odometr"}
    with pytest.raises(BadDataError):
        desk.fill("order", None, {"odometer": -4})
    assert desk._journal.head() == before


def test_odd_answers_are_captured_with_a_reason_and_flagged(desk: SheetDesk) -> None:
    serial = desk.issue("order")[0].serial
    sheet = desk.capture(serial, {"odometer": -4, "pulse": 400}, accept="as written")
    assert sheet.answers["odometer"] == -4
    assert "as written" in sheet.flags["odometer"]
    assert "as written" in sheet.flags["customer_name"]
    assert code(lambda: desk.capture(desk.issue("order")[0].serial, {**GOOD, "nope": 1}, accept="x")) == "answers.bad"


def test_a_warning_is_flagged_and_does_not_block(desk: SheetDesk) -> None:
    assert "pulse" in desk.fill("order", None, {**GOOD, "pulse": 400}).flags


def test_capturing_again_needs_a_reason_and_asks_for_re_keying_anew(desk: SheetDesk) -> None:
    serial = desk.fill("order", None, GOOD).serial
    desk._journal.append(RekeyDone(serial, "RO-7", "2024-06-20T10:00:00Z"))
    assert code(lambda: desk.capture(serial, GOOD)) == "sheet.needs_correction"
    again = desk.capture(serial, {**GOOD, "odometer": 6}, correction="read wrong")
    assert (again.state, again.answers["odometer"], again.rekeyed_before) == (State.CAPTURED, 6, True)
    assert [capture.answers["odometer"] for capture in again.captures] == [5, 6]
    assert again.history[-1].detail == "read wrong"


def test_void_and_lost_need_a_reason_and_a_sheet_that_may_be_given_up(desk: SheetDesk) -> None:
    first, second, third = (sheet.serial for sheet in desk.issue("order", copies=3))
    assert code(lambda: desk.void(first, "  ")) == "sheet.reason"
    assert desk.void(first, "coffee").state is State.VOID
    assert code(lambda: desk.void(first, "again")) == "sheet.not_now"
    assert code(lambda: desk.capture(first, GOOD)) == "sheet.not_now"
    assert code(lambda: desk.lost(first, "gone")) == "sheet.not_now"
    assert desk.lost(second, "gone").state is State.LOST
    assert desk.capture(second, GOOD).state is State.CAPTURED, "a lost sheet was found"
    assert code(lambda: desk.void(second, "oops")) == "sheet.not_now"
    assert desk.void(second, "customer left", captured=True).state is State.VOID
    desk.capture(third, GOOD)
    desk._journal.append(RekeyDone(third, "RO-7", "2024-06-20T10:00:00Z"))
    assert code(lambda: desk.void(third, "oops", captured=True)) == "sheet.not_now"


def test_voiding_a_range_is_all_or_nothing(desk: SheetDesk) -> None:
    serials = [sheet.serial for sheet in desk.issue("order", copies=4)]
    desk.void(serials[3], "spoilt")
    assert code(lambda: desk.void_all(desk.meant_by("7K3-0001…0004"), "not used")) == "sheet.not_now"
    assert desk.state(serials[0]).state is State.ISSUED
    voided = desk.void_all(desk.meant_by("7K3-0001…0003"), "not used")
    assert [sheet.state for sheet in voided] == [State.VOID] * 3


def test_blank_sheets_are_counted_back(desk: SheetDesk) -> None:
    one, other = (sheet.serial for sheet in desk.issue("order", copies=2))
    desk.capture(other, GOOD)
    assert code(lambda: desk.count_back([one, other])) == "sheet.not_now"
    assert desk.count_back([one], "drawer")[0].state is State.BLANK
    assert desk.state(one).state.explained


def test_a_mistyped_serial_names_the_nearest_and_an_unknown_one_says_so(desk: SheetDesk) -> None:
    serial = desk.issue("order")[0].serial
    wrong = serial[:-1] + ("2" if serial[-1] != "2" else "3")
    with pytest.raises(BadDataError) as caught:
        desk.state(wrong)
    assert caught.value.code == "serial.wrong"
    assert serial in caught.value.next_step
    assert code(lambda: desk.meant_by(wrong)) == "serial.wrong"
    assert code(lambda: desk.state(str(make("7K3", 999)))) == "sheet.unknown"


def test_a_reprint_keeps_its_serial(desk: SheetDesk) -> None:
    serial = desk.issue("order")[0].serial
    assert desk.reprint(serial).reprints == 1
    assert desk.reprint(serial).reprints == 2
    assert desk.state(serial).state is State.ISSUED
    assert desk.issue("order")[0].serial == str(make("7K3", 2))


def test_a_known_customer_fills_what_the_answers_leave_out(desk: SheetDesk) -> None:
    known = customer(1)
    issued = desk.issue("order", customer=known)[0]
    assert (issued.customer, issued.answers["customer_name"]) == (known.id, known.name)
    filled = desk.fill("order", known, {"odometer": 3, "vin": ""})
    assert filled.answers["customer_name"] == known.name
    assert "vin" not in filled.answers


@pytest.mark.parametrize("copies", [0, -1, 5001])
def test_no_sensible_number_of_copies(desk: SheetDesk, copies: int) -> None:
    assert code(lambda: desk.issue("order", copies=copies)) == "sheet.copies"


def test_an_unknown_form_is_told_with_the_nearest(desk: SheetDesk) -> None:
    with pytest.raises(BadDataError) as caught:
        desk.issue("ordr")
    assert "order" in caught.value.next_step


def test_laptops_that_meet_late_agree_and_no_capture_is_lost(order: Form) -> None:
    """A void on one laptop that did not know of the capture on the other, delivered in every order."""
    clock = FixedClock(NOON)
    ana, ben = laptops("ana", "ben", at=clock)
    serial = sheet_desk(ana.journal, order).issue("order")[0].serial
    ben.journal.take_in(list(ana.journal.entries()))
    ana.journal.append(SheetCaptured(serial, "order", "4", "typed", dict(GOOD)))
    clock.move(dt.timedelta(hours=1))
    ben.journal.append(SheetVoided(serial, "coffee"), SheetLost(serial, "gone"))
    entries = [*ana.journal.entries(), *ben.journal.entries()]
    found: set[tuple[State, int]] = set()
    for delivered in itertools.permutations({entry.hash: entry for entry in entries}.values()):
        state = project(SheetsProjection(), delivered).by_serial[serial]
        found.add((state.state, len(state.history)))
    assert found == {(State.CAPTURED, 4)}


def test_a_sheet_whose_issue_has_not_arrived_is_known_by_what_has() -> None:
    kept = journal()
    kept.append(SheetCaptured("7K3-0001-X", "order", "4", "typed", dict(GOOD), "C-9"))
    sheets = kept.value_of(SheetsProjection())
    state: SheetState = sheets.by_serial["7K3-0001-X"]
    assert (state.form, state.customer, state.state) == ("order", "C-9", State.CAPTURED)
    kept.append(SheetIssued("7K3-0001-X", "order", "4", "paper"))
    assert kept.value_of(SheetsProjection()).by_serial["7K3-0001-X"].state is State.CAPTURED


def test_flags_stand_in_the_journal_in_english_whatever_is_spoken(desk: SheetDesk) -> None:
    first, second = (sheet.serial for sheet in desk.issue("order", copies=2))
    with speaking("es"):
        with pytest.raises(BadDataError) as caught:
            desk.capture(first, {"odometer": -4})
        flagged = desk.capture(first, {"odometer": -4, "pulse": 400}, accept="as written").flags
    assert "Esto hace falta." in str(caught.value.details)
    assert "Esto" not in str(flagged)
    assert flagged == desk.capture(second, {"odometer": -4, "pulse": 400}, accept="as written").flags
