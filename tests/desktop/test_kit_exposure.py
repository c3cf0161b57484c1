"""If it is lost: the laptop tells of itself, IT's machine of every laptop; names only to whom they may be told."""

import shutil

import pytest

from continuity_app.kit.home import Home
from continuity_app.vault.slots import add_passphrase_slot, open_slots
from tests.builders import CHEAP, PASSPHRASE
from tests.desktop.pages.kit import KitPage


def facts(page, block):
    return page.named(block).findChildren(type(page.named("exposure_title")))


def said(page, block):
    return " · ".join(label.text() for label in facts(page, block))


@pytest.fixture
def exposure(page):
    return KitPage(page).open("exposure")


def test_the_laptop_tells_how_many_people_which_fields_and_thresholds(page, exposure):
    count = page.session.contacts.facts.customers
    assert page.text("exposure_title") == f"{count:,} people at most, if this laptop is lost"
    told = said(page, "exposure_facts")
    assert page.session.device.device in told
    assert ", ".join(page.session.contacts.fields()) in told
    assert not page.shown("exposure_device")
    passed = [row.cells[2].words for row in exposure.thresholds.table.shown if not isinstance(row.cells[2], str)]
    assert passed == ["▲ passed"] * len(exposure.report.passed)
    assert len(passed) >= 1
    assert "Check with counsel" in page.text("exposure_counsel")


def test_names_are_shown_to_a_manager_who_asks_and_saved(page, exposure, tmp_path):
    assert not page.shown("people_table")
    page.click("people_show")
    assert f"{page.session.contacts.facts.customers:,} people." in page.text("people_about")
    assert page.shown("people_table")
    exposure.people.save(tmp_path / "people.csv")
    lines = (tmp_path / "people.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == page.session.contacts.facts.customers + 1


def test_staff_are_shown_no_list_of_everybody(make_page, sample_home):
    vault = sample_home.laptop.vault
    add_passphrase_slot(vault, open_slots(vault, "", PASSPHRASE), "ben", "tide ladder brass kettle", cost=CHEAP)
    page = make_page(sample_home.laptop)
    page.named("unlock_user").setCurrentText("ben")
    page.unlock("tide ladder brass kettle")
    KitPage(page).open("exposure")
    assert "people at most" in page.text("exposure_title")
    assert not page.shown("people_show")


def test_the_paper_for_the_file_is_previewed(page, exposure):
    page.press("Alt+F")
    assert page.house.preview._data[:5] == b"%PDF-"


def test_its_machine_chooses_a_laptop_and_opens_the_names_with_its_keys(make_page, sample_home, tmp_path):
    folder = tmp_path / "both"
    shutil.copytree(sample_home.laptop.path, folder)
    shutil.copytree(sample_home.it.path / "org", folder / "org")
    page = make_page(Home(folder))
    page.unlock()
    exposure = KitPage(page).open("exposure")
    choice = page.named("exposure_device")
    assert choice.count() == 1
    assert page.session.device.device in choice.currentText()
    assert exposure.report.exposure.customers == page.session.contacts.facts.customers
    page.fill("people_key", "not the passphrase of any holder")
    page.click("people_show")
    assert page.error
    page.click("error_close")
    page.fill("people_key", PASSPHRASE)
    page.press("Enter")
    assert page.error == ""
    assert len(exposure.people._people) == page.session.contacts.facts.customers
