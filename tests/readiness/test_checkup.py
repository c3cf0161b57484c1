"""The doctor: what it sees on a healthy machine, and that it would see a fault."""

import datetime as dt

import pytest

from continuity_app.contacts.model import SnapshotFacts
from continuity_app.readiness import checkup
from continuity_app.readiness.age import age_in_words
from continuity_app.sources import sandbox

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def facts(as_of, valid_until=None):
    return SnapshotFacts("Harbour Motors", "Harbour North", 3, as_of, valid_until or as_of + dt.timedelta(days=14), 10)


def by_name(checks):
    return {check.name: check for check in checks}


def test_a_healthy_machine_has_no_finding(tmp_path):
    seen = by_name(checkup.surroundings(tmp_path / "not" / "yet", NOW))
    assert [name for name, check in seen.items() if not check.ok and name != "core dumps"] == []
    assert seen["encryption"].detail.startswith("SQLCipher 4")


def test_a_clock_from_before_the_kit_is_told(tmp_path):
    seen = by_name(checkup.surroundings(tmp_path, dt.datetime(1980, 1, 1, tzinfo=dt.UTC)))
    assert not seen["clock"].ok


def test_a_folder_that_everybody_may_write_is_told(tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault").chmod(0o777)
    seen = by_name(checkup.surroundings(tmp_path, NOW))
    assert not seen["home rights"].ok
    assert "vault" in seen["home rights"].detail


def test_old_data_are_told_as_old_and_are_no_finding():
    seen = by_name(checkup.snapshot_age(facts(NOW - dt.timedelta(days=40)), NOW))
    assert seen["snapshot"].ok
    assert "40 days old" in seen["snapshot"].detail
    assert "newer one" in seen["snapshot"].detail
    assert seen["clock against snapshot"].ok


def test_a_clock_behind_the_snapshot_is_a_finding():
    seen = by_name(checkup.snapshot_age(facts(NOW + dt.timedelta(days=3)), NOW))
    assert not seen["clock against snapshot"].ok


def test_no_snapshot_yet_is_no_finding():
    assert [check.ok for check in checkup.snapshot_age(None, NOW)] == [True]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "less than a minute"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (7200, "2 hours"),
        (86400, "1 day"),
        (86400 * 1500, "1,500 days"),
    ],
)
def test_ages_are_said_as_people_say_them(seconds, words):
    assert age_in_words(dt.timedelta(seconds=seconds)) == words


def test_how_far_foreign_files_are_closed_in_is_told(tmp_path):
    """As far as this system goes and no further: the same question that the closing process asks."""
    told = by_name(checkup.surroundings(tmp_path, NOW))["foreign files"].detail
    offered = sandbox.offered()
    assert ("cannot forbid" in told) == (len(offered) < 2)
    assert ("neither write nor reach a network" in told) == (len(offered) == 2)
