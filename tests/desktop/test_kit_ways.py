"""Ways in, in the kit room: added, changed, removed; each opens afterwards, or does not, and the last one stays."""

import pytest

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.vault.slots import add_passphrase_slot, list_slots, open_slots
from tests.builders import CHEAP, PASSPHRASE
from tests.desktop.pages.kit import KitPage

BENS = "tide ladder brass morning kettle"


@pytest.fixture
def kit(page):
    made = KitPage(page)
    made.open("ways")
    return made


@pytest.fixture
def vault(sample_home):
    return sample_home.laptop.vault


def test_the_list_says_what_whose_and_what_it_allows(kit):
    assert kit.ways == [("Passphrase", "ana", "manager"), ("Printed recovery sheet", "sealed envelope", "manager")]


def test_a_passphrase_is_added_by_keyboard_and_opens(kit, page, vault):
    page.press("Alt+N")
    assert page.focused == "way_kind"
    page.fill("way_name", "ben")
    kit.type_passphrase("way", BENS)
    page.press("Enter")
    assert ("Passphrase", "ben", "staff") in kit.ways
    assert "opens this kit from now on" in page.notice
    assert open_slots(vault, "ben", BENS).role == "staff"
    assert not page.shown("way_add")
    assert [entry["action"] for entry in page.entries("way.changed")] == ["added"]


def test_what_will_not_do_is_told_beside_its_field(kit, page, vault):
    page.press("Alt+N")
    page.press("Enter", page.named("way_name"))
    assert "whose way in" in page.text("way_name_problem")
    page.fill("way_name", "ben")
    kit.type_passphrase("way", "passwordpassword", again="else")
    page.press("Enter")
    assert "first that would be tried" in page.text("way_passphrase_problem")
    assert "continuity" not in page.text("way_passphrase_problem")
    assert "differ" in page.text("way_again_problem")
    assert len(list_slots(vault)) == 2
    page.click("way_cancel")
    assert page.focused == "ways_add"


def test_a_key_file_is_made_beside_a_shorter_passphrase(kit, page, vault, tmp_path):
    page.press("Alt+N")
    kit.choose_kind("key-file")
    assert "At least 8" in page.text("way_rule")
    page.fill("way_name", "ben")
    kit.type_passphrase("way", "tide ladder")
    kit.room.ways.adding.add_user(tmp_path / "ben.key")
    page.settle()
    key_file = (tmp_path / "ben.key").read_bytes()
    assert "never on one stick with a snapshot" in page.notice
    assert open_slots(vault, "ben", "tide ladder", key_file).user == "ben"
    with pytest.raises(BadDataError):
        open_slots(vault, "ben", "tide ladder")


def test_a_recovery_sheet_is_printed_and_counted(kit, page, vault, tmp_path):
    page.press("Alt+N")
    kit.choose_kind("recovery")
    assert not page.shown("way_name")
    kit.room.ways.adding.add_recovery(tmp_path / "sheet.pdf")
    page.settle()
    assert (tmp_path / "sheet.pdf").read_bytes()[:5] == b"%PDF-"
    assert [slot.kind for slot in list_slots(vault)].count("recovery") == 2
    assert "seal it" in page.notice


def test_this_machine_without_a_key_store_is_said_and_cannot_be_chosen(kit, page):
    page.press("Alt+N")
    kit.choose_kind("keyring")
    assert "no key store" in page.text("way_about")
    assert not page.named("way_save").isEnabled()


def test_a_passphrase_is_changed_and_the_old_one_opens_no_more(kit, page, vault):
    kit.choose_way("ana")
    page.press("Alt+G")
    assert page.focused == "change_passphrase"
    kit.type_passphrase("change", BENS)
    page.press("Enter")
    assert "new passphrase opens" in page.notice
    assert open_slots(vault, "ana", BENS).user == "ana"
    with pytest.raises(WrongPassphraseError):
        open_slots(vault, "ana", PASSPHRASE)


def test_a_sheet_has_no_passphrase_to_change(kit, page):
    kit.choose_way("", "recovery")
    page.press("Alt+G")
    assert "Choose a passphrase in the list" in page.notice
    assert not page.shown("way_change")


def test_enter_keeps_and_only_the_other_button_removes(kit, page, vault):
    kit.choose_way("", "recovery")
    page.press("Alt+R")
    assert page.focused == "way_remove_keep"
    page.press("Enter")
    assert len(list_slots(vault)) == 2
    kit.choose_way("", "recovery")
    page.press("Alt+R")
    page.click("way_remove_go")
    assert [slot.kind for slot in list_slots(vault)] == ["passphrase"]


def test_the_last_way_in_stays_and_it_is_said_why(kit, page, vault):
    for user, kind in (("", "recovery"), ("ana", "passphrase")):
        kit.choose_way(user, kind)
        page.press("Alt+R")
        page.click("way_remove_go")
    assert "is the last way in" in page.error
    assert [slot.user for slot in list_slots(vault)] == ["ana"]


def test_staff_may_not_add_ways_in_for_others(make_page, sample_home, vault):
    add_passphrase_slot(vault, open_slots(vault, "", PASSPHRASE), "ben", BENS, cost=CHEAP)
    page = make_page(sample_home.laptop)
    page.named("unlock_user").setCurrentText("ben")
    page.unlock(BENS)
    kit = KitPage(page)
    kit.open("ways")
    page.press("Alt+N")
    page.fill("way_name", "mallory")
    kit.type_passphrase("way", "quiet harbour lantern nine seven")
    page.press("Enter")
    assert "Only a manager" in page.error
    assert "mallory" not in [slot.user for slot in list_slots(vault)]
