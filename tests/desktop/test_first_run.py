"""First run: three steps lead from nothing to an open kit."""

from pathlib import Path

import pytest

from continuity_app.kit.home import Home
from tests.builders import PASSPHRASE


@pytest.fixture
def fresh(make_page, template, tmp_path):
    page = make_page(Home(tmp_path / "new"))
    return page, template.card


def names(page, *, user="ana", site="Harbour North", passphrase=PASSPHRASE, again=PASSPHRASE):
    page.fill("first_run_user", user)
    page.fill("first_run_site", site)
    page.fill("first_run_passphrase", passphrase)
    page.fill("first_run_again", again)
    page.press("Enter")


def test_three_steps_lead_to_an_open_kit(fresh, tmp_path: Path):
    page, card = fresh
    assert page.text("first_run_step") == "Step 1 of 3"
    page.window.first_run.take_files([str(card)])
    assert page.text("first_run_organisation") == "Harbour Motors"
    assert page.text("first_run_fingerprint")
    page.click("first_run_card_next")
    assert page.focused == "first_run_user"
    names(page)
    assert page.text("first_run_step") == "Step 3 of 3"
    page.window.first_run.make(tmp_path / "recovery.pdf")
    page.settle()
    assert (tmp_path / "recovery.pdf").read_bytes()[:5] == b"%PDF-"
    assert not page.is_locked
    assert page.session.user == "ana"
    assert page.house.here == "kit"


def test_a_wrong_file_is_no_card(fresh, tmp_path: Path):
    page, _ = fresh
    (tmp_path / "x.card").write_text("hello")
    page.window.first_run.take_files([str(tmp_path / "x.card")])
    assert page.error
    assert not page.named("first_run_card_next").isEnabled()


def test_names_and_passphrase_are_checked_beside_their_fields(fresh):
    page, card = fresh
    page.window.first_run.take_files([str(card)])
    page.click("first_run_card_next")
    names(page, user="", passphrase="short", again="other")
    assert page.text("first_run_user_problem")
    assert "15" in page.text("first_run_passphrase_problem")
    assert "differ" in page.text("first_run_again_problem")
    assert page.text("first_run_step") == "Step 2 of 3"
    assert page.focused == "first_run_user"


def test_a_sheet_that_cannot_be_written_makes_no_vault(fresh, tmp_path: Path):
    page, card = fresh
    page.window.first_run.take_files([str(card)])
    page.click("first_run_card_next")
    names(page)
    (tmp_path / "file").write_text("")
    page.window.first_run.make(tmp_path / "file" / "recovery.pdf")
    page.settle()
    assert page.error
    assert not (tmp_path / "new" / "vault").exists()
