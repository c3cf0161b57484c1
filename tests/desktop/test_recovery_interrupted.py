"""The way back in the window when something comes between: a lock, a kill, another laptop, a laptop that burned."""

import shutil

import pytest

from continuity_app.journal.types import RekeyDone
from continuity_app.kit.copied import CopiedDesk
from continuity_app.kit.home import Home
from tests.builders import make_serial
from tests.desktop.pages.paper_desk import PaperDeskPage
from tests.desktop.test_recovery import copy_all, receipts, rekey_tab

AT = "2024-06-19T12:00:00-07:00"


def ticked(tab):
    rows = tab.sheet.answers.table
    return [place for place in range(rows.rowCount()) if rows.row(place).cells[0]]


def test_what_was_copied_is_ticked_after_a_lock(page):
    receipts(page, 2)
    tab = rekey_tab(page)
    for _ in range(3):
        page.press("Enter")
    page.press("Ctrl+L")
    assert page.is_locked
    page.unlock()
    tab = rekey_tab(page)
    assert ticked(tab) == [0, 1, 2]
    serial = tab.list.current()
    copy_all(page, tab)
    page.type(tab.sheet.reference, "CR-1")
    page.press("Enter")
    assert ticked(tab) == []
    assert CopiedDesk(page.session).places(page.session.sheets.state(serial)) == frozenset()


def test_what_was_copied_is_ticked_after_a_kill(page, sample_home, make_page, tmp_path):
    receipts(page, 1)
    rekey_tab(page)
    for _ in range(2):
        page.press("Enter")
    shutil.copytree(sample_home.laptop.path, tmp_path / "killed")
    again = make_page(Home(tmp_path / "killed"))
    again.unlock()
    assert ticked(rekey_tab(again)) == [0, 1]


def test_a_sheet_that_was_captured_again_is_copied_from_the_start(page):
    (serial,) = receipts(page, 1)
    sheets = page.session.sheets
    CopiedDesk(page.session).keep(sheets.state(serial), {0, 1})
    assert CopiedDesk(page.session).places(sheets.state(serial)) == {0, 1}
    sheets.capture(serial, {**sheets.state(serial).answers, "amount": 21}, accept="t", correction="miscounted")
    assert CopiedDesk(page.session).places(sheets.state(serial)) == frozenset()


@pytest.fixture
def twice(page):
    (serial,) = receipts(page, 1)
    page.session.rekeying.done(serial, "CR-1")
    page.session.journal.append(RekeyDone(serial, "CR-2", AT, captures=1))
    return serial


def test_what_two_laptops_rekeyed_is_settled_and_settled_anew(page, twice):
    tab = rekey_tab(page)
    assert page.text("rekey_count") == "0 to re-key, 0 to verify, 1 to settle"
    assert "CR-1, CR-2" in page.text("rekey_about")
    tab.focus_entry()
    assert page.focused == "rekey_stands"
    page.press("Alt+N")
    assert page.focused == "rekey_reason"
    assert page.session.sheets.state(twice).reference == "CR-2"
    page.type(tab.sheet.reason, "CR-2 was cancelled")
    page.press("Alt+N")
    assert page.session.sheets.state(twice).reference == "CR-1"
    assert page.text("rekey_count") == "0 to re-key, 1 to verify"
    page.press("Down", tab.sheet.stands)
    page.type(tab.sheet.reason, "no, CR-1 was")
    page.press("Enter")
    assert page.session.sheets.state(twice).reference == "CR-2"
    settled = [entry["reason"] for entry in page.entries("rekey.done") if entry.get("settles")]
    assert settled == ["CR-2 was cancelled", "no, CR-1 was"]


def test_what_was_settled_and_verified_may_still_be_settled_anew(page, twice):
    page.session.rekeying.done(twice, "CR-1", "CR-2 was cancelled")
    page.session.rekeying.verify(twice)
    tab = rekey_tab(page)
    assert page.shown("rekey_nothing")
    page.press("Down", tab.whose)
    assert page.text("rekey_count") == "1 sheet that laptops re-keyed twice"
    assert "stands as CR-1" in page.text("rekey_about")
    assert not page.shown("rekey_verify")
    tab.focus_entry()
    page.press("Down", tab.sheet.stands)
    page.type(tab.sheet.reason, "no, CR-1 was")
    page.press("Enter")
    sheet = page.session.sheets.state(twice)
    assert (sheet.reference, sheet.state) == ("CR-2", "rekeyed")
    assert page.text("rekey_count") == "0 to re-key, 1 to verify"
    assert page.shown("rekey_verify")


def test_a_second_person_verifies_without_a_reason(page):
    (serial,) = receipts(page, 1)
    page.session.journal.user = "ben"
    page.session.rekeying.done(serial, "CR-1")
    page.session.journal.user = "ana"
    rekey_tab(page)
    assert not page.shown("rekey_alone")
    page.press("Alt+V")
    assert page.session.sheets.state(serial).state == "verified"


def test_paper_of_a_laptop_that_is_gone_is_typed_in_by_its_form(page):
    (serial,) = [str(make_serial(4, "9QP"))]
    desk = PaperDeskPage(page)
    desk.open("typing")
    page.type(desk.room.typing.serial, serial)
    page.press("Enter")
    assert page.focused == "type_in_form"
    desk.room.typing.form.setCurrentIndex(desk.room.typing.form.findData("complaint_harm"))
    page.click("type_in_go")
    work = page.house.room("forms").fill.work
    assert (work.serial, work.form.id) == (serial, "complaint_harm")
    page.session.sheets.capture(serial, {}, accept="torn", form_id="complaint_harm")
    page.house.desk.changed.emit()
    desk = PaperDeskPage(page)
    desk.open("ledger")
    assert page.text("ledger_title") == "3 sheets are unexplained"
    desk.room.ledger.table.choose(lambda one: one == str(make_serial(1, "9QP")))
    page.press("Alt+T", desk.room.ledger.table)
    assert page.focused == "type_in_form"
