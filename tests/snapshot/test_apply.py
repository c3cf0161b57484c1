import dataclasses
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.progress import Step, finish
from continuity_app.snapshot.apply import Applied, Standing, apply_package, check_package, remove_others
from continuity_app.vault.database import Connection, open_database
from continuity_app.vault.high_water import keep_high_water, read_high_water
from continuity_app.vault.keys import VaultKey
from tests import builders


class Site:
    """An organisation and one laptop's vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office, self.signers = builders.organisation(folder)
        self.vault = builders.vault(folder)
        self.standing = Standing(
            self.vault.folder, self.vault.key, self.vault.secrets, self.office.card, "Harbour North"
        )

    def package(self, version: int = 1, **more: object) -> builders.MadePackage:
        path = self.folder / f"v{version}.snapshot"
        return builders.package(path, self.office, self.signers, [self.vault.card], version=version, **more)

    def apply(self, version: int = 1, allow_older: bool = False, **more: object) -> Applied:
        verified = check_package(self.package(version, **more).path, self.standing, allow_older=allow_older)
        applied = finish(apply_package(verified, self.standing))
        self.standing = dataclasses.replace(
            self.standing, current=applied.verified.statement.version, highest=applied.highest
        )
        return applied

    def refused(self, version: int, **more: object) -> str:
        before = self.files()
        with pytest.raises(BadDataError) as caught:
            self.apply(version, **more)
        assert self.files() == before
        return caught.value.code

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.vault.folder.iterdir()}

    def contacts(self, file: str) -> Connection:
        return open_database(self.vault.folder / file, self.vault.key.database_key("contacts"), read_only=True)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_package_becomes_contacts(site: Site) -> None:
    applied = site.apply(1)
    assert (applied.file, applied.replaced, applied.highest) == ("contacts-1.db", 0, 1)
    connection = site.contacts(applied.file)
    assert connection.execute("SELECT count(*) FROM customers").fetchone()[0] == 5
    assert connection.execute("SELECT count(*) FROM forms").fetchone()[0] == 1
    policy = connection.execute("SELECT value FROM facts WHERE name = 'policy'").fetchone()[0]
    assert site.vault.card.device in policy
    connection.close()
    data = site.files()["contacts-1.db"]
    assert b"Margarethe" not in data
    assert b"SQLite format" not in data


def test_the_next_one_replaces_it_and_the_last_stays_on_disk(site: Site) -> None:
    site.apply(1)
    second = site.apply(2)
    assert (second.file, second.replaced, second.highest) == ("contacts-2.db", 1, 2)
    site.apply(3)
    remove_others(site.vault.folder, ("contacts-3.db", "contacts-2.db"))
    assert {name for name in site.files() if name.startswith("contacts")} == {"contacts-2.db", "contacts-3.db"}


def test_an_older_one_is_refused_unless_a_manager_says_so(site: Site) -> None:
    site.apply(1)
    site.apply(2)
    assert site.refused(1) == "snapshot.older"
    again = site.apply(1, allow_older=True)
    assert (again.replaced, again.highest) == (2, 2)
    assert site.apply(2).replaced == 1


def test_a_leap_of_more_than_a_thousand_is_refused(site: Site) -> None:
    site.apply(7)
    assert site.refused(1008) == "snapshot.too_far_ahead"
    assert site.apply(1007).highest == 1007


def test_another_sites_package_is_refused(site: Site) -> None:
    assert site.refused(1, site="Harbour South") == "snapshot.other_site"
    assert site.apply(1, site=" harbour north ").highest == 1
    assert site.apply(2, site="").highest == 2


@pytest.mark.parametrize("inside", [{"customers": 6}, {"customers": 4}, {"forms": 0}, {"version": 3}, {"format": 9}])
def test_contents_that_are_not_what_was_signed_leave_nothing(site: Site, inside: dict[str, object]) -> None:
    assert site.refused(1, inside=inside) in ("snapshot.mixed", "snapshot.payload")


def test_customers_with_one_id_leave_nothing(site: Site) -> None:
    twice = [builders.customer(1), builders.customer(1, name="Another")]
    assert site.refused(1, customers=twice) == "contacts.double_id"


def test_cancelling_leaves_the_old_one(site: Site) -> None:
    site.apply(1)
    before = site.files()
    people = [builders.customer(n) for n in range(9000)]
    verified = check_package(site.package(2, customers=people).path, site.standing)
    job = apply_package(verified, site.standing)
    while True:
        step = next(job)
        if 0 < step.done < step.total:
            break
    job.close()
    assert site.files() == before


def test_progress_is_told_in_whole_sentences(site: Site) -> None:
    steps: list[Step] = []
    finish(apply_package(check_package(site.package(1).path, site.standing), site.standing), steps.append)
    assert [step.sentence for step in steps][:2] == ["Decrypting the snapshot", "Writing 5 customers"]
    assert steps[-1].done == steps[-1].total == 5


def test_a_vault_that_cannot_be_written_is_told(site: Site) -> None:
    verified = check_package(site.package(1).path, site.standing)
    (site.folder / "file").touch()
    nowhere = dataclasses.replace(site.standing, folder=site.folder / "file")
    with pytest.raises((SurroundingsError, OSError)):
        finish(apply_package(verified, nowhere))


@pytest.mark.parametrize("after", [0, 4096, 100_000, 200_000])
def test_a_full_disk_leaves_the_old_one(site: Site, after: int) -> None:
    site.apply(1)
    before = site.files()
    people = [builders.customer(n) for n in range(500)]
    verified = check_package(site.package(2, customers=people).path, site.standing)
    with builders.full_disk(after), pytest.raises(SurroundingsError):
        finish(apply_package(verified, site.standing))
    assert site.files() == before
    assert finish(apply_package(verified, site.standing)).replaced == 1


def test_the_highest_version_is_kept_beside(tmp_path: Path) -> None:
    key = VaultKey.new()
    assert read_high_water(tmp_path, key) == 0
    keep_high_water(tmp_path, key, 41)
    assert read_high_water(tmp_path, key) == 41
    assert read_high_water(tmp_path, VaultKey.new()) == 0
    file = tmp_path / "highest-version"
    for forged in (file.read_text().replace("41", "99"), "", "41", "x y\n", "²  \n"):
        file.write_text(forged, encoding="utf-8")
        assert read_high_water(tmp_path, key) == 0
