"""Trust in the kit room: fingerprints, newer cards, revocations, refused snapshots, the override and its banner."""

import shutil

import pytest

from continuity_app.desktop.shell.rooms import doors
from continuity_app.kit.home import Home
from continuity_app.kit.organisation_desk import revoke_device, write_revocations
from continuity_app.kit.snapshot_desk import build_snapshot
from continuity_app.progress import finish
from continuity_app.resources import resource
from tests.desktop.homes import Typist
from tests.desktop.pages.kit import KitPage


@pytest.fixture
def office(sample_home, tmp_path):
    """IT's machine, for this test alone."""
    shutil.copytree(sample_home.it.path, tmp_path / "it")
    return Home(tmp_path / "it")


@pytest.fixture
def second(office, tmp_path, clock):
    """The next snapshot of this site."""
    finish(build_snapshot(office, resource("sample", "plan.toml"), tmp_path / "second.snapshot", Typist(), clock))
    return tmp_path / "second.snapshot"


def test_both_fingerprints_stand_in_words_and_figures(page):
    trust = KitPage(page).open("trust")
    card, own = page.session.organisation, page.session.card
    assert " ".join(trust.organisation.words.text().split()) == card.fingerprint_words
    assert trust.organisation.hex.text() == card.fingerprint
    assert " ".join(trust.own.words.text().split()) == own.fingerprint_words
    assert trust.own.hex.text() == own.fingerprint
    assert page.text("trust_organisation") == "Harbour Motors"
    assert "Root 1" in page.text("trust_root")


def test_the_same_card_again_brings_nothing_and_another_file_is_named(page, sample_home, tmp_path):
    trust = KitPage(page).open("trust")
    page.house.take_files([str(sample_home.card)])
    assert "brings nothing new" in page.notice
    (tmp_path / "x.card").write_bytes(b"PK\x03\x04")
    trust.take_card(tmp_path / "x.card")
    assert "not the organisation's card but a snapshot" in page.error


def test_a_list_of_revoked_laptops_is_taken_and_this_laptop_says_so_in_every_room(page, office, tmp_path, clock):
    revoke_device(office, page.session.device.device, "stolen", clock)
    write_revocations(office, tmp_path / "list.json", Typist(), clock)
    page.go("kit")
    page.house.take_files([str(tmp_path / "list.json")])
    page.settle()
    assert "1 laptops are revoked" in page.notice
    for door in doors():
        page.go(door.key)
        assert page.shown("banner_0"), door.key
        assert "This laptop was revoked by IT" in page.text("banner_0")


def test_an_older_snapshot_needs_a_managers_reason_and_stays_on_the_screen(page, sample_home, second):
    KitPage(page)
    page.house.take_files([str(second)])
    page.settle()
    assert page.house.banners.told == ()
    page.house.take_files([str(sample_home.package)])
    page.settle()
    assert "version 2 was applied here before" in page.error
    assert "--override" not in page.error
    assert page.shown("kit_override")
    page.press("Enter", page.named("override_reason"))
    assert "Say in a few words" in page.text("override_reason_problem")
    page.fill("override_reason", "the new one lost a segment")
    page.press("Enter")
    assert page.session.contacts.facts.version == 1
    for door in doors():
        page.go(door.key)
        assert page.shown("banner_0"), door.key
        assert "the new one lost a segment" in page.text("banner_0")
    page.press("Ctrl+L")
    page.unlock()
    assert "OVERRIDE by ana" in page.text("banner_0")
    page.go("kit")
    page.house.take_files([str(second)])
    page.settle()
    assert page.session.contacts.facts.version == 2
    assert page.house.banners.told == ()
    assert not page.shown("banners")


def test_the_older_snapshot_is_kept_out_where_the_manager_says_so(page, sample_home, second):
    KitPage(page)
    page.house.take_files([str(second)])
    page.settle()
    page.house.take_files([str(sample_home.package)])
    page.settle()
    page.click("override_keep")
    assert not page.shown("kit_override")
    assert page.session.contacts.facts.version == 2


def test_the_whole_vault_is_checked_and_damage_is_told(page, sample_home):
    KitPage(page)
    page.press("Alt+H")
    assert "the whole vault is good" in page.notice
    assert page.shown("kit_checked")
    (sample_home.laptop.vault / "slots.json.copy").write_bytes(b"{}")
    page.press("Alt+H")
    assert "not as they should be" in page.error
    assert "Ways in" in " ".join(
        label.text() for label in page.window.findChildren(type(page.named("error_message"))) if label.isVisible()
    )
