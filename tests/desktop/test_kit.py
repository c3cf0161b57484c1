"""The kit room: snapshots and bundles by button or drop, checks, the look."""

import datetime as dt

import pytest

from continuity_app.clock import SystemClock
from continuity_app.desktop.settings import read_settings
from tests.desktop.homes import make_sample_home


@pytest.fixture
def empty(make_page, tmp_path):
    """A laptop that waits for its first snapshot, unlocked."""
    home = make_sample_home(tmp_path / "homes", SystemClock(), applied=False)
    page = make_page(home.laptop)
    page.unlock()
    return page, home


def test_a_new_kit_waits_for_its_snapshot_and_takes_a_dropped_one(empty):
    page, home = empty
    assert page.house.here == "kit"
    assert page.text("kit_title") == "This kit waits for its first snapshot"
    assert "No customer data yet" in page.bar()
    page.house.take_files([str(home.package)])
    page.settle()
    assert "is in use" in page.notice
    assert page.text("kit_title") == "This kit is fresh"
    page.press("Ctrl+1")
    assert page.shown("find_welcome")
    assert "customers" in page.text("find_count")


def test_capture_works_before_any_snapshot(empty):
    page, _ = empty
    page.go("find")
    assert page.shown("find_no_data")
    room = page.go("forms")
    assert room.picker.list.count() > 0
    page.go("calls")
    assert page.shown("calls_no_data")
    page.go("readiness")
    page.go("impact")
    assert page.error == ""


def test_a_damaged_snapshot_is_refused_in_words_and_the_old_one_stays(page, sample_home, tmp_path):
    blob = bytearray(sample_home.package.read_bytes())
    blob[len(blob) // 2] ^= 1
    (tmp_path / "bent.snapshot").write_bytes(blob)
    page.go("kit")
    page.house.take_files([str(tmp_path / "bent.snapshot")])
    page.settle()
    assert page.error
    assert page.session.contacts is not None
    page.click("error_close")
    assert page.error == ""


def test_an_unknown_file_is_told(page, tmp_path):
    page.go("kit")
    page.house.take_files([str(tmp_path / "holiday.jpg")])
    assert "holiday.jpg" in page.error


def test_an_old_snapshot_is_called_old_and_refuses_nothing(page):
    page.clock.move(dt.timedelta(days=30))
    page.go("kit")
    page.house.refresh_bar()
    assert page.text("kit_title") == "This kit is old"
    assert "OLD" in page.bar()
    page.go("calls")
    page.press("1")
    page.press("Enter")
    assert len(page.entries("call.logged")) == 1


def test_the_journal_is_copied_merged_and_checked(page, tmp_path):
    room = page.go("kit")
    assert "Not copied" in page.bar()
    call = page.session.calls.next()
    page.session.calls.log(call.customer.id, call.channel.value, "busy")
    room.copy(tmp_path / "stick.bundle")
    assert (tmp_path / "stick.bundle").read_bytes()[:21] == b"age-encryption.org/v1"
    assert "Last copy to stick just now" in page.bar()
    page.house.take_files([str(tmp_path / "stick.bundle")])
    assert "0 new entries" in page.notice
    page.press("Alt+V")
    assert "every signature and chain holds" in page.notice


def test_a_bent_bundle_is_refused(page, tmp_path):
    room = page.go("kit")
    room.copy(tmp_path / "stick.bundle")
    blob = bytearray((tmp_path / "stick.bundle").read_bytes())
    blob[-40] ^= 1
    (tmp_path / "bent.bundle").write_bytes(blob)
    digest = page.session.journal.digest()
    room.merge([tmp_path / "bent.bundle"])
    assert page.error
    assert page.session.journal.digest() == digest


def test_the_enrolment_request_is_saved(page, tmp_path):
    room = page.go("kit")
    room.save_request(tmp_path / "ana.enrol")
    assert page.session.card.fingerprint in page.text("kit_laptop_1")
    assert (tmp_path / "ana.enrol").is_file()


def test_text_size_and_colours_are_remembered(page, make_page, sample_home):
    page.press("Ctrl+Plus")
    page.press("Ctrl+D")
    assert page.window.look.percent == 110
    page.window.close()
    kept = read_settings(sample_home.laptop.path)
    assert (kept.percent, kept.scheme) == (110, "dark")
    (sample_home.laptop.path / "settings.toml").write_text("text_percent = 'x'\ncolours = 3")
    assert read_settings(sample_home.laptop.path).percent == 100


def test_the_bar_and_f1_help(page):
    page.press("F1", page.window)
    assert page.shown("help")
    page.press("Esc", page.named("help_back"))
    assert page.house.here == "find"
    assert not page.shown("help")
