"""First run with a stick of a lost laptop: by keyboard, and what did not come back is said by entry numbers."""

import pytest
from PySide6.QtWidgets import QApplication

from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.home import Home
from continuity_app.kit.opening import session_of
from continuity_app.vault.slots import add_recovery_slot, open_slots
from tests.builders import PASSPHRASE


@pytest.fixture
def stick(sample_home, clock, tmp_path):
    """Three copies of Ana's journal, and her recovery groups."""
    place = tmp_path / "stick"
    place.mkdir()
    opened = open_slots(sample_home.laptop.vault, "", PASSPHRASE)
    _, groups = add_recovery_slot(sample_home.laptop.vault, opened)
    session = session_of(sample_home.laptop, opened, clock, write=True)
    desk = CopyDesk(session)
    desk.keep_at(place)
    for _ in range(3):
        for _ in range(3):
            call = session.calls.next()
            session.calls.log(call.customer.id, call.channel.value, "busy")
        desk.make()
    device = session.device.device
    session.close()
    return place, groups, device


@pytest.fixture
def fresh(make_page, template, tmp_path):
    page = make_page(Home(tmp_path / "new"))
    page.window.first_run.take_files([str(template.card)])
    page.settle()
    return page


def give_key(page, place, groups):
    page.press("Tab")
    assert page.focused == "first_run_lost"
    page.press("Enter")
    assert page.text("first_run_step") == "Step 2 of 4"
    page.window.first_run.take_files([str(place)])
    assert page.text("lost_place").startswith("✓ 3 copies in")
    assert page.focused == "lost_group_1"
    for character in "".join(groups):
        page.press(character)
    page.press("Enter")


def give_names(page):
    page.fill("first_run_user", "ana")
    page.fill("first_run_site", "Harbour North")
    page.fill("first_run_passphrase", PASSPHRASE)
    page.fill("first_run_again", PASSPHRASE)
    page.press("Enter")


def test_the_journal_comes_back_and_the_kit_opens(fresh, stick, tmp_path):
    page, (place, groups, device) = fresh, stick
    give_key(page, place, groups)
    assert page.text("first_run_step") == "Step 3 of 4"
    give_names(page)
    page.window.first_run.make(tmp_path / "sheet.pdf")
    page.settle()
    assert page.text("restored_title") == "Restored up to the last copy"
    told = " ".join(page.window.first_run.result.words)
    assert f"{device}: up to entry" in told
    assert "Nothing is missing up to there." in told
    assert page.is_locked
    assert page.focused == "restored_go"
    page.press("Enter")
    assert not page.is_locked
    assert len(page.entries("call.logged")) == 9


def test_a_missing_copy_is_told_by_entry_numbers(fresh, stick, tmp_path):
    page, (place, groups, device) = fresh, stick
    min(place.glob("*/*.bundle")).rename(tmp_path / "elsewhere.bundle")
    page.press("Tab")
    page.press("Enter")
    page.window.first_run.take_files([str(place)])
    page.window.first_run.lost.groups.take("-".join(groups))
    page.press("Enter")
    give_names(page)
    page.window.first_run.make(tmp_path / "sheet.pdf")
    page.settle()
    assert page.text("restored_title") == "Restored, with losses"
    lost = [line for line in page.window.first_run.result.words if line.startswith("✕ LOST")]
    assert len(lost) == 1
    assert f"{device}, entries " in lost[0]


def test_a_folder_without_copies_and_a_missing_key_are_told(fresh, tmp_path):
    page = fresh
    page.press("Tab")
    page.press("Enter")
    page.click("lost_next")
    assert "Choose the stick first" in page.text("lost_place")
    (tmp_path / "empty").mkdir()
    page.window.first_run.take_files([str(tmp_path / "empty")])
    assert "There are no copies" in page.text("lost_place")
    page.click("lost_next")
    assert "Still to be typed" in page.text("lost_group_problem")
    page.click("lost_turn")
    assert page.focused == "lost_share_1"
    page.click("lost_next")
    assert "Share 1 is not complete" in page.text("lost_share_problem")


def test_another_sheet_opens_no_copy_and_nothing_is_made(fresh, stick, sample_home, tmp_path):
    page, (place, _, _) = fresh, stick
    opened = open_slots(sample_home.laptop.vault, "", PASSPHRASE)
    _, later = add_recovery_slot(sample_home.laptop.vault, opened)
    page.press("Tab")
    page.press("Enter")
    page.window.first_run.take_files([str(place)])
    page.window.first_run.lost.groups.take("-".join(later))
    page.press("Enter")
    give_names(page)
    page.window.first_run.make(tmp_path / "sheet.pdf")
    page.settle()
    assert page.error
    assert "continuity " not in page.error
    assert not (tmp_path / "new" / "vault").exists()


def test_a_wrong_file_is_named_for_what_it_is(make_page, template, tmp_path):
    page = make_page(Home(tmp_path / "new"))
    page.window.first_run.take_files([str(template.package)])
    assert "north.snapshot is not the organisation's card but a snapshot" in page.error
    page.press("Enter")
    assert page.error == ""
    assert page.focused == "first_run_choose"


def test_enter_presses_the_button_that_has_the_focus(make_page, tmp_path):
    page = make_page(Home(tmp_path / "new"))
    assert page.focused == "first_run_choose"
    page.press("Enter")
    dialogs = [w for w in QApplication.topLevelWidgets() if w.objectName() == "file_dialog" and w.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].reject()
    page.window.activateWindow()
    page.settle()
    assert page.focused == "first_run_choose"


def test_six_words_are_picked_shown_and_typed_once_more(fresh):
    page = fresh
    page.press("Enter")
    assert page.focused == "first_run_user"
    page.fill("first_run_user", "ana")
    page.fill("first_run_passphrase", "passwordpassword")
    assert "✕" in page.text("first_run_strength") or "▲" in page.text("first_run_strength")
    page.fill("first_run_passphrase", "ana ana ana ana ana")
    page.press("Enter")
    assert "the button beside the field picks six" in page.text("first_run_passphrase_problem")
    page.click("first_run_words")
    words = page.text("first_run_passphrase")
    assert len(words.split()) == 6
    assert "● Strong." in page.text("first_run_strength")
    assert page.focused == "first_run_again"
    page.fill("first_run_site", "Harbour North")
    page.fill("first_run_again", words)
    page.press("Enter")
    assert page.text("first_run_step") == "Step 3 of 3"
