"""Sensitive answers stand as dots until someone asks; that is journalled first, above the rate a manager allows it."""

import sys

import pytest

from continuity_app.kit.reveals import COVER, MOST, RULE
from continuity_app.vault.slots import add_passphrase_slot, open_slots
from continuity_app.words import speaking
from tests.builders import CHEAP, PASSPHRASE, full_disk
from tests.desktop.pages.reveals import SECRET, RevealsPage
from tests.desktop.pages.window import WindowPage

STAFF = "brass kettle morning tide ladder"


@pytest.fixture
def staff(make_page, sample_home) -> WindowPage:
    """The window, opened by somebody who is no manager."""
    vault = sample_home.laptop.vault
    add_passphrase_slot(vault, open_slots(vault, "ana", PASSPHRASE), "ben", STAFF, cost=CHEAP)
    page = make_page(sample_home.laptop)
    page.window.unlock.user.setCurrentText("ben")
    page.unlock(STAFF)
    return page


@pytest.fixture
def reveals(staff: WindowPage) -> RevealsPage:
    return RevealsPage(staff)


def test_a_sheet_that_is_opened_again_covers_what_is_sensitive(reveals: RevealsPage) -> None:
    reveals.open_sheet()
    assert SECRET not in reveals.in_sight
    assert COVER in reveals.in_sight
    assert "Deposit" in reveals.in_sight
    assert reveals.logged == []


def test_showing_it_is_written_down(reveals: RevealsPage) -> None:
    forms = reveals.open_sheet()
    reveals.page.click("covered_card_last4_show")
    assert SECRET in reveals.in_sight
    assert COVER not in reveals.in_sight
    assert reveals.logged == [f"{reveals.serial} card_last4"]
    forms.room.fill.begin(forms.room.fill.work)
    assert SECRET not in reveals.in_sight, "opened again, it is covered again"


def test_it_is_written_down_before_it_is_shown(reveals: RevealsPage) -> None:
    seen: list[tuple[list[str], bool]] = []
    reveals.open_sheet()
    reveals.page.house.desk.changed.connect(lambda: seen.append((reveals.logged, SECRET in reveals.in_sight)))
    reveals.page.click("covered_card_last4_show")
    assert seen == [([f"{reveals.serial} card_last4"], False)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not limit the size of files")
def test_nothing_is_shown_that_cannot_be_written_down(reveals: RevealsPage) -> None:
    reveals.open_sheet()
    with full_disk(after=0):
        reveals.page.click("covered_card_last4_show")
    assert reveals.page.error
    assert SECRET not in reveals.in_sight


def test_a_covered_answer_is_saved_as_it_was(reveals: RevealsPage) -> None:
    forms = reveals.open_sheet()
    forms.type_answer("remarks", "corrected")
    forms.room.fill.reason.setText("for the test")
    forms.save()
    saved = reveals.page.session.sheets.state(reveals.serial).answers
    assert (saved["card_last4"], saved["remarks"]) == (SECRET, "corrected")
    assert reveals.logged == []


def test_what_is_being_typed_is_not_covered(reveals: RevealsPage) -> None:
    reveals.type_card("9999")
    assert "9999" in reveals.in_sight


def test_a_draft_that_waited_is_covered(reveals: RevealsPage) -> None:
    reveals.type_card(SECRET)
    reveals.page.window.lock()
    reveals.page.window.unlock.user.setCurrentText("ben")
    reveals.page.unlock(STAFF)
    reveals.page.go("forms")
    reveals.page.press("Enter")
    assert COVER in reveals.in_sight
    assert SECRET not in reveals.in_sight


def test_the_queue_covers_it_too_until_somebody_asks(reveals: RevealsPage) -> None:
    reveals.open_queue()
    assert "Deposit" in reveals.in_sight
    assert SECRET not in reveals.in_sight
    reveals.page.press("Alt+S")
    assert SECRET in reveals.in_sight
    assert reveals.logged == [f"{reveals.serial} card_last4"]
    assert not reveals.page.shown("rekey_uncover")


def test_above_the_rate_a_manager_is_asked(reveals: RevealsPage) -> None:
    reveals.use_up(MOST)
    reveals.open_sheet()
    reveals.page.click("covered_card_last4_show")
    assert reveals.asks_for_a_manager
    assert SECRET not in reveals.in_sight
    reveals.manager_types(PASSPHRASE)
    assert SECRET in reveals.in_sight
    assert not reveals.asks_for_a_manager
    assert reveals.allowed() == [(RULE, reveals.serial)]
    assert len(reveals.logged) == MOST + 1


def test_the_journal_tells_in_english_who_allowed_it(reveals: RevealsPage) -> None:
    reveals.use_up(MOST)
    reveals.open_sheet()
    with speaking("es"):
        reveals.page.click("covered_card_last4_show")
        reveals.manager_types(PASSPHRASE)
    reasons = [entry["reason"] for entry in reveals.page.entries("override.made")]
    assert reasons == ["ana was asked, and allowed it"]


@pytest.mark.parametrize("typed", [STAFF, "not the passphrase at all"])
def test_nobody_but_a_manager_allows_more(reveals: RevealsPage, typed: str) -> None:
    reveals.use_up(MOST)
    reveals.open_sheet()
    reveals.page.click("covered_card_last4_show")
    assert [reveals.page.named("manager_who").itemText(n) for n in range(2)] == ["ana", ""]
    reveals.manager_types(typed)
    assert reveals.page.error
    assert SECRET not in reveals.in_sight
    assert len(reveals.logged) == MOST


def test_the_lock_goes_over_the_question_for_a_manager(reveals: RevealsPage) -> None:
    reveals.use_up(MOST)
    reveals.open_sheet()
    reveals.page.click("covered_card_last4_show")
    reveals.page.window.lock()
    reveals.page.settle()
    assert reveals.page.is_locked
    assert not reveals.asks_for_a_manager
