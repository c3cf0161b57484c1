"""The way back in the window: re-keyed by keyboard alone, compared, forecast, proved."""

import json

import pytest
from PySide6.QtGui import QGuiApplication

from continuity_app.desktop.recovery.rekey_tab import RekeyTab
from continuity_app.recovery.target import target_fields
from tests.desktop.pages.paper_desk import PaperDeskPage

ANSWERS = {"amount": 20, "amount_words": "twenty", "tender": "cash", "purpose": "deposit", "received_by": "Ana"}
RECEIPT = "cash_receipt"


def receipts(page, count, **more):
    """Captured receipts; gives their serials."""
    desk = page.session.sheets
    answers = {**ANSWERS, **more}
    return [
        desk.fill(RECEIPT, None, {**answers, "customer_name": f"Pat {number}"}, accept="made for a test").serial
        for number in range(1, count + 1)
    ]


def rekey_tab(page) -> RekeyTab:
    page.press("Ctrl+4")
    room = page.house.room("paper_desk")
    for _ in range(room.tabs.count()):
        if room.tabs.currentWidget() is room.rekeying:
            break
        page.press("Ctrl+Tab")
    assert room.tabs.currentWidget() is room.rekeying
    return room.rekeying


def copy_all(page, tab) -> list[str]:
    """Copies a sheet field by field with Enter; gives what lay in the clipboard each time."""
    copied = []
    while page.focused == "rekey_answers":
        page.press("Enter")
        copied.append(QGuiApplication.clipboard().text())
    return copied


def test_fifty_sheets_are_rekeyed_by_keyboard_alone(page):
    serials = receipts(page, 50)
    tab = rekey_tab(page)
    form, seen = page.session.forms.get(RECEIPT), []
    for number in range(50):
        serial = tab.list.current()
        wanted = [field.value for field in target_fields(form, page.session.sheets.state(serial).answers)]
        assert page.focused == "rekey_answers"
        assert copy_all(page, tab) == wanted
        assert page.focused == "rekey_reference"
        page.type(tab.sheet.reference, f"CR-{number}")
        page.press("Enter")
        assert page.session.sheets.state(serial).reference == f"CR-{number}"
        seen.append(serial)
    assert sorted(seen) == sorted(serials)
    assert page.text("rekey_count") == "0 to re-key, 50 to verify"
    page.press("Alt+V")
    assert page.focused == "rekey_alone"
    page.type(tab.sheet.alone, "nobody else is here")
    for _ in range(50):
        page.press("Alt+V")
    assert page.session.ledger.ledger().counts["verified"] == 50
    assert page.shown("rekey_nothing")


def test_tab_goes_on_without_copying_and_what_was_copied_is_ticked(page):
    receipts(page, 2)
    tab = rekey_tab(page)
    rows = tab.sheet.answers.table
    fields = rows.rowCount()
    page.press("Tab")
    page.press("Ctrl+C")
    ticks = [rows.row(place).cells[0] for place in range(fields)]
    assert [place for place, tick in enumerate(ticks) if tick] == [1]
    assert page.text("rekey_progress") == f"{fields - 1} fields are not copied yet"
    tab.list.setCurrentRow(1)
    tab.list.setCurrentRow(0)
    assert rows.row(1).cells[0].words == "✓ copied"


def test_the_current_answer_stands_whole_beside_the_list_and_the_screen_leaves_it_room(page):
    receipts(page, 1)
    answers = rekey_tab(page).sheet.answers
    for row in answers.table.shown[:2]:
        field, answer = (getattr(cell, "words", cell) for cell in row.cells[2:])
        assert page.text("rekey_whole") == f"{field}: {answer}"
        page.press("Tab")
    page.window.look.resize_to(150)
    assert answers.columnWidth(1) <= page.window.look.px(96)


def test_a_number_of_another_sheet_is_refused_until_a_reason_is_given(page):
    first, second = receipts(page, 2)
    page.session.rekeying.done(first, "CR-1")
    tab = rekey_tab(page)
    tab.focus_entry()
    page.type(tab.sheet.reference, "CR-1")
    page.press("Enter")
    assert first in page.text("rekey_reference_problem")
    assert page.session.sheets.state(second).state == "captured"
    assert page.focused == "rekey_reason"
    page.type(tab.sheet.reason, "one receipt there")
    page.press("Enter")
    assert page.session.sheets.state(second).reference == "CR-1"


def test_whoever_rekeyed_it_is_told_so_before_verifying(page):
    serial = receipts(page, 1)[0]
    page.session.rekeying.done(serial, "CR-1")
    rekey_tab(page)
    assert page.text("rekey_verify").startswith("Verified by me")


def test_ones_own_share_stands_in_front(page):
    serials = receipts(page, 6)
    shares = page.session.rekey_shares
    shares.divide(["ana", "ben"])
    mine = [serial for serial in serials if shares.division().worker_of(serial) == "ana"]
    tab = rekey_tab(page)
    assert sorted(tab._waiting) == sorted(mine)
    tab.whose.setCurrentIndex(1)
    tab.whose.activated.emit(1)
    assert sorted(tab._waiting) == sorted(serials)


def test_orders_that_do_not_match_are_listed_and_open_their_sheet(page):
    receipts(page, 1, reference="7K3-9999-9")
    desk = PaperDeskPage(page)
    desk.open("checking")
    table = desk.room.checking.differences.table
    assert table.rowCount() == 1
    assert table.row(0).cells[0].words.upper() == "7K3-9999-9"
    page.press("Ctrl+P")
    assert page.shown("preview")


def test_the_queue_is_divided_and_handed_over_with_a_reason(page):
    receipts(page, 4)
    desk = PaperDeskPage(page)
    desk.open("checking")
    page.fill("rekey_among", "ben, cleo")
    page.press("Enter")
    assert page.session.rekey_shares.division().workers == ("ben", "cleo")
    desk.room.checking.shares.table.choose(lambda worker: worker == "cleo")
    page.press("Alt+T", page.named("rekey_why"))
    assert "few words" in page.text("rekey_why_problem")
    page.fill("rekey_why", "laptop fell out")
    page.press("Alt+T")
    assert page.session.rekey_shares.division().workers == ("ana", "ben")


def test_the_forecast_and_a_list_that_comes_back(page, tmp_path):
    first, second = receipts(page, 2)
    page.session.rekeying.done(first, "CR-1")
    desk = PaperDeskPage(page)
    desk.open("finishing")
    assert page.text("finish_title") == "1 sheet is left to re-key"
    (tmp_path / "done.csv").write_text(f"serial,reference\n{second},CR-2\nnonsense,CR-3\n")
    desk.room.finishing.take_list(tmp_path / "done.csv")
    assert page.session.sheets.state(second).reference == "CR-2"
    assert desk.room.finishing.refused.table.rowCount() == 1
    assert page.text("finish_title") == "Nothing is left"


def test_the_ledger_by_form_shows_the_unexplained_first(page):
    receipts(page, 2)
    page.session.sheets.issue("repair_order")
    desk = PaperDeskPage(page)
    desk.open("finishing")
    cells = [[getattr(c, "words", c) for c in row.cells] for row in desk.room.finishing.parts.table.shown]
    assert cells == [["Repair order", "1", "0", "0", "▲ 1"], ["Cash receipt", "2", "2", "0", "0"]]


def test_the_proof_is_written_and_signed(page, tmp_path):
    receipts(page, 1)
    desk = PaperDeskPage(page)
    desk.open("finishing")
    desk.room.finishing.prove(tmp_path / "proof.pdf")
    assert json.loads((tmp_path / "proof.json").read_text())["explained"] is True
    assert (tmp_path / "proof.pdf").read_bytes().startswith(b"%PDF")
    assert "Written and signed" in page.notice


@pytest.mark.parametrize("percent", [100, 150])
def test_the_parts_of_the_way_back_stay_inside_the_window(page, percent):
    page.window.look.resize_to(percent)
    receipts(page, 2)
    desk = PaperDeskPage(page)
    for part in ("checking", "rekeying", "finishing"):
        desk.open(part)
        assert (page.window.width(), page.window.height()) == (1366, 768)
