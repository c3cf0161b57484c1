"""Every way in at the unlock screen: key file, recovery sheet, shares; what is wrong is told while it is typed."""

import pytest

from continuity_app.trust.escrow import new_escrow
from continuity_app.vault.key_file import new_key_file
from continuity_app.vault.patience import wrong_tries
from continuity_app.vault.slots import (
    add_passphrase_slot,
    add_recovery_slot,
    keep_escrow_slot,
    list_slots,
    open_slots,
    remove_slot,
)
from tests.builders import CHEAP, PASSPHRASE
from tests.desktop.pages.unlock import UnlockPage


@pytest.fixture
def vault(sample_home):
    return sample_home.laptop.vault


@pytest.fixture
def opened(vault):
    return open_slots(vault, "", PASSPHRASE)


def screen(make_page, sample_home):
    page = make_page(sample_home.laptop)
    return page, UnlockPage(page)


def test_the_groups_of_the_sheet_are_typed_through_and_open(make_page, sample_home, vault, opened):
    _, groups = add_recovery_slot(vault, opened)
    page, unlock = screen(make_page, sample_home)
    unlock.turn_to("recovery")
    assert page.focused == "unlock_group_1"
    unlock.type_groups("".join(groups).lower())
    assert unlock.box(13) == groups[12]
    page.press("Enter")
    assert not page.is_locked
    assert page.session.role == "manager"


def test_a_wrong_group_is_told_beside_it_while_it_is_typed(make_page, sample_home, vault, opened):
    _, groups = add_recovery_slot(vault, opened)
    page, unlock = screen(make_page, sample_home)
    unlock.turn_to("recovery")
    swapped = groups[1][1] + groups[1][0] + groups[1][2:]
    if swapped == groups[1]:
        swapped = ("0" if groups[1][0] != "0" else "1") + groups[1][1:]
    unlock.type_groups(groups[0] + swapped)
    assert page.text("unlock_group_1_label") == "1 ✓ right"
    assert page.text("unlock_group_2_label") == "2 ✕ wrong"
    assert unlock.groups_told == "✕ Group 2 has a wrong character, or two are swapped."
    assert page.focused == "unlock_group_2"
    page.press("Enter")
    assert page.is_locked
    assert "Still to be typed: group 3, 4, 5" in unlock.groups_told


def test_the_text_of_the_qr_code_fills_all_boxes(make_page, sample_home, vault, opened):
    _, groups = add_recovery_slot(vault, opened)
    page, unlock = screen(make_page, sample_home)
    unlock.turn_to("recovery")
    first = page.named("unlock_group_1")
    first.setText("-".join(groups))
    first.textEdited.emit(first.text())
    page.settle()
    assert [unlock.box(number) for number in range(1, 14)] == list(groups)
    page.press("Enter")
    assert not page.is_locked


def test_the_sheet_of_another_vault_is_told_as_that_and_never_waits(make_page, sample_home, vault, opened):
    slot, groups = add_recovery_slot(vault, opened)
    remove_slot(vault, opened, slot.id)
    page, unlock = screen(make_page, sample_home)
    unlock.turn_to("recovery")
    for _ in range(5):
        unlock.panel.by_recovery.groups.take("-".join(groups))
        page.press("Enter")
    assert "the sheet of another vault" in page.text("unlock_recovery_problem")
    assert page.named("unlock_go").isEnabled()


def test_three_shares_open_and_a_slip_is_told_at_its_word(make_page, sample_home, vault, opened):
    escrow = new_escrow()
    keep_escrow_slot(vault, opened.key, escrow.recipient)
    page, unlock = screen(make_page, sample_home)
    unlock.turn_to("shares")
    assert page.focused == "unlock_share_1"
    unlock.type_share(1, escrow.shares[0].replace(escrow.shares[0].split()[4], "qqq", 1))
    assert unlock.share_told(1).startswith("✕ Word ")
    page.click("unlock_go")
    assert page.is_locked
    assert "Share 1 is not complete" in page.text("unlock_share_problem")
    for number, share in enumerate((escrow.shares[4], escrow.shares[1], escrow.shares[2]), start=1):
        unlock.type_share(number, share.upper())
        assert unlock.share_told(number) == "✓ This share is whole."
    page.click("unlock_go")
    assert not page.is_locked
    assert page.session.role == "manager"


def test_shares_of_another_splitting_open_nothing(make_page, sample_home, vault, opened):
    keep_escrow_slot(vault, opened.key, new_escrow().recipient)
    other = new_escrow()
    page, unlock = screen(make_page, sample_home)
    unlock.turn_to("shares")
    for number in (1, 2, 3):
        unlock.type_share(number, other.shares[number])
    page.click("unlock_go")
    assert "do not open this vault" in page.text("unlock_shares_problem")


def test_a_share_is_taken_from_its_file(make_page, sample_home, vault, opened, tmp_path):
    escrow = new_escrow()
    keep_escrow_slot(vault, opened.key, escrow.recipient)
    _, unlock = screen(make_page, sample_home)
    unlock.turn_to("shares")
    (tmp_path / "share.txt").write_text(f"# Harbour Motors\n{escrow.shares[0]}\n")
    (tmp_path / "picture.txt").write_bytes(b"\xff\xfe\x00\x80")
    unlock.panel.by_shares.shares.fields[0].take(tmp_path / "share.txt")
    assert unlock.share_told(1) == "✓ This share is whole."
    unlock.panel.by_shares.shares.fields[1].take(tmp_path / "picture.txt")
    assert "not text" in unlock.share_told(2)


def test_a_passphrase_with_its_key_file(make_page, sample_home, vault, opened, tmp_path):
    data = new_key_file(tmp_path / "ben.key")
    add_passphrase_slot(vault, opened, "ben", "tide ladder", key_file=data, cost=CHEAP)
    new_key_file(tmp_path / "other.key")
    page, unlock = screen(make_page, sample_home)
    assert page.shown("unlock_choose_key_file")
    page.named("unlock_user").setCurrentText("ben")
    page.unlock("tide ladder")
    assert page.is_locked
    assert "needs its key file" in page.text("unlock_passphrase_problem")
    assert "--" not in page.text("unlock_by_passphrase_next")
    unlock.take_key_file(tmp_path / "other.key")
    page.press("Enter")
    assert "belongs to another way in" in page.text("unlock_passphrase_problem")
    unlock.take_key_file(tmp_path / "ben.key")
    page.press("Enter")
    assert page.session.user == "ben"
    page.press("Ctrl+L")
    assert "ben.key" in page.text("unlock_key_file")
    (tmp_path / "ben.key").unlink()
    page.window.show_entrance()
    assert "put its stick in" in page.text("unlock_key_file")


def test_only_the_ways_in_that_the_vault_has_are_offered(make_page, sample_home, vault, opened):
    for slot in list_slots(vault):
        if slot.kind == "recovery":
            remove_slot(vault, opened, slot.id)
    _, unlock = screen(make_page, sample_home)
    assert unlock.offered == []
    add_recovery_slot(vault, opened)
    page, unlock = screen(make_page, sample_home)
    assert unlock.offered == ["recovery"]
    unlock.turn_to("recovery")
    assert unlock.offered == ["passphrase"]
    unlock.turn_to("passphrase")
    assert page.focused == "unlock_passphrase"


def test_a_new_window_remembers_the_wrong_tries_and_waits_in_words(make_page, sample_home, vault, opened):
    add_recovery_slot(vault, opened)
    page, _ = screen(make_page, sample_home)
    for _ in range(4):
        page.window.unlock._wait = 0
        page.window.unlock._show_go()
        page.named("unlock_passphrase").clear()
        page.unlock("not the passphrase at all")
    assert wrong_tries(vault) == 4
    again, unlock = screen(make_page, sample_home)
    assert "2 seconds more. You are never locked out." in again.text("unlock_wait")
    again.unlock()
    assert again.is_locked
    unlock.turn_to("recovery")
    assert again.named("unlock_go").isEnabled()
    unlock.turn_to("passphrase")
    for _ in range(2):
        again.window.unlock._count_down()
    again.press("Enter")
    assert not again.is_locked
    assert wrong_tries(vault) == 0
