"""Unlocking: the cursor is where one types, wrong tries are told and slowed, never locked out."""

from continuity_app.vault.slots import add_passphrase_slot, open_slots
from tests.builders import PASSPHRASE


def test_the_cursor_is_in_the_passphrase_and_then_in_the_search_box(locked):
    assert locked.focused == "unlock_passphrase"
    locked.unlock()
    assert not locked.is_locked
    assert locked.focused == "find_search"


def test_a_wrong_passphrase_is_told_beside_the_field_and_nothing_opens(locked):
    locked.unlock("not the passphrase at all")
    assert locked.is_locked
    assert "does not open the vault" in locked.text("unlock_passphrase_problem")
    assert "nothing is ever locked or wiped" in locked.text("unlock_by_passphrase_next")
    locked.named("unlock_passphrase").clear()
    locked.unlock()
    assert not locked.is_locked


def test_the_third_wrong_try_waits_a_moment(locked):
    for _ in range(3):
        locked.named("unlock_passphrase").clear()
        locked.unlock("not the passphrase at all")
    assert not locked.named("unlock_go").isEnabled()
    assert "Wait 1 s" in locked.text("unlock_go")
    locked.window.unlock._count_down()
    assert locked.named("unlock_go").isEnabled()


def test_several_users_choose_their_name(make_page, sample_home, clock):
    folder = sample_home.laptop.vault
    opened = open_slots(folder, "", PASSPHRASE)
    add_passphrase_slot(folder, opened, "ben", "brass kettle morning tide ladder", clock=clock)
    page = make_page(sample_home.laptop)
    choice = page.named("unlock_user")
    assert [choice.itemText(row) for row in range(choice.count())] == ["ana", "ben"]
    choice.setCurrentText("ben")
    page.unlock("brass kettle morning tide ladder")
    assert page.session.user == "ben"


def test_a_second_window_opens_read_only_and_says_so(page, make_page, sample_home):
    second = make_page(sample_home.laptop)
    second.unlock()
    assert "Read only" in second.bar()
    second.go("incident")
    second.fill("declare_name", "x")
    second.press("Enter")
    assert "reading only" in second.error
