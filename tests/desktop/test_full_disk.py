"""A save that the disk refuses is told above the room; what was typed stays, and is saved once there is room."""

import sys

import pytest

from tests.builders import full_disk
from tests.desktop.pages.forms import FormsPage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the system does not limit the size of files")

FULL = 2_000


def must_tell(page):
    """The panel says that it was not saved, what is safe, and what to do."""
    assert page.shown("error_panel")
    assert any(words in page.text("error_message") for words in ("could not be", "cannot be"))
    assert any(words in page.text("error_safe") for words in ("intact", "Nothing was changed"))
    assert "space" in page.text("error_next")


def test_a_call_that_was_not_saved_is_told_and_can_be_saved_again(page):
    room = page.go("calls")
    first = page.text("call_name")
    page.press("4")
    page.fill("outcome_note", "asked for a loan car")
    with full_disk(after=FULL):
        page.press("Enter")
        must_tell(page)
        assert page.entries("call.logged") == []
    assert page.text("call_name") == first
    assert (room.next.pad.outcome, page.text("outcome_note")) == ("no answer", "asked for a loan car")
    page.click("error_close")
    page.press("Enter", page.named("outcome_note"))
    assert [call["note"] for call in page.entries("call.logged")] == ["asked for a loan car"]
    assert page.error == ""


def test_a_form_that_was_not_saved_keeps_its_answers_and_uses_no_serial(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.answer_repair_order()
    with full_disk(after=FULL):
        forms.save()
        must_tell(page)
    assert forms.serial == ""
    assert page.entries("sheet.issued") == []
    assert forms.value("customer_name")
    forms.save()
    assert forms.serial
    assert len(page.entries("sheet.captured")) == 1


def test_a_snapshot_that_finds_no_room_leaves_the_one_in_use(page, sample_home):
    page.go("kit")
    with full_disk(after=FULL):
        page.house.take_files([str(sample_home.package)])
        page.settle()
        must_tell(page)
    page.click("error_close")
    page.go("find")
    assert page.session.contacts is not None
    assert page.session.calls.next() is not None


def test_a_lock_on_a_full_disk_locks_and_says_which_draft_was_not_kept(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.answer("customer_name", "Pat Example")
    with full_disk(after=FULL):
        page.press("Ctrl+L")
    assert page.is_locked
    assert "could NOT be kept" in page.text("unlock_about")
    page.unlock()
    assert not page.is_locked
