from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError, WrongPassphraseError
from continuity_app.journal.types import OverrideMade
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.session import Session
from continuity_app.kit.slots_desk import SlotsDesk
from continuity_app.kit.vault_check import check_vault
from continuity_app.kit.vault_desk import Created, NewVault, apply_snapshot, create_vault
from continuity_app.progress import finish
from continuity_app.vault.slots import RECOVERY, list_slots, open_slots
from tests import builders


class Laptop:
    """An organisation with one signer, and a laptop that belongs to it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, Home(folder / "laptop")
        self.office, self.signers = builders.organisation(folder)
        (folder / "org.card").write_bytes(self.office.card.data)

    def create(self, sheet: str = "", user: str = "ana", passphrase: str = builders.PASSPHRASE) -> Created:
        new = NewVault(
            self.folder / "org.card", user, "Harbour North", self.folder / sheet if sheet else None, builders.CHEAP
        )
        return create_vault(self.home, new, builders.FixedPrompts(passphrase), builders.clock())

    def session(self, write: bool = True, passphrase: str = builders.PASSPHRASE) -> Session:
        return open_session(self.home, "", builders.FixedPrompts(passphrase), builders.clock(), write=write)

    def package(self, version: int) -> Path:
        session = self.session(write=False)
        made = builders.package(self.folder / f"v{version}", self.office, self.signers, [session.card], version=version)
        session.close()
        return made.path

    def apply(self, version: int, **how: object) -> int:
        path = self.package(version)
        session = self.session()
        try:
            return finish(apply_snapshot(session, path, **how)).replaced
        finally:
            session.close()


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path)


def test_a_vault_is_made_with_its_recovery_sheet(laptop: Laptop) -> None:
    created = laptop.create("sheet.pdf")
    assert (laptop.folder / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert created.recovery
    session = laptop.session()
    assert session.card.fingerprint == created.card.fingerprint
    assert session.organisation.fingerprint == created.organisation.fingerprint
    assert session.role == "manager"
    assert session.contacts is None
    session.close()


def test_without_a_sheet_there_is_no_recovery_key_that_nobody_has(laptop: Laptop) -> None:
    laptop.create()
    assert [slot.kind for slot in list_slots(laptop.home.vault)] == ["passphrase"]
    laptop = Laptop(laptop.folder / "other")
    laptop.create("sheet.pdf")
    assert RECOVERY in [slot.kind for slot in list_slots(laptop.home.vault)]


@pytest.mark.parametrize("trouble", ["card", "sheet", "passphrase", "user"])
def test_a_vault_is_made_whole_or_not_at_all(laptop: Laptop, trouble: str) -> None:
    if trouble == "card":
        (laptop.folder / "org.card").write_bytes(b"{}")
    (laptop.folder / "file").touch()
    with pytest.raises((BadDataError, SurroundingsError)):
        laptop.create(
            "file/sheet.pdf" if trouble == "sheet" else "",
            "" if trouble == "user" else "ana",
            "short" if trouble == "passphrase" else builders.PASSPHRASE,
        )
    assert not laptop.home.path.exists() or not list(laptop.home.path.iterdir())
    (laptop.folder / "org.card").write_bytes(laptop.office.card.data)
    laptop.create()
    with pytest.raises(BadDataError) as caught:
        laptop.create()
    assert caught.value.code == "vault.exists"


def test_snapshots_follow_each_other_and_the_journal_stays(laptop: Laptop) -> None:
    laptop.create()
    assert [laptop.apply(version) for version in (1, 2, 3)] == [0, 1, 2]
    session = laptop.session(write=False)
    assert session.contacts is not None
    assert session.contacts.facts.version == 3
    session.close()
    names = {path.name for path in laptop.home.vault.glob("contacts-*")}
    assert names == {"contacts-2.db", "contacts-3.db"}
    assert [path.name for path in sorted(laptop.home.snapshots.iterdir())] == ["00000002.snapshot", "00000003.snapshot"]


def test_only_a_manager_goes_back_and_the_journal_tells_why(laptop: Laptop) -> None:
    laptop.create()
    laptop.apply(1)
    laptop.apply(2)
    with pytest.raises(BadDataError) as caught:
        laptop.apply(1)
    assert caught.value.code == "snapshot.older"
    with pytest.raises(BadDataError) as caught:
        laptop.apply(1, override=True, reason=" ")
    assert caught.value.code == "snapshot.override"
    laptop.apply(1, override=True, reason="wrong phones in the new one")
    session = laptop.session(write=False)
    told = [entry.read() for entry in session.journal.entries()]
    assert [body for body in told if isinstance(body, OverrideMade)] == [
        OverrideMade("snapshot.rollback", "wrong phones in the new one", "2024-06-19T12:00:00-07:00", "1")
    ]
    session.close()
    assert laptop.apply(2) == 1


def test_an_old_key_store_put_back_does_not_let_an_old_snapshot_in(laptop: Laptop) -> None:
    laptop.create()
    laptop.apply(1)
    old = (laptop.home.vault / "keystore.db").read_bytes()
    laptop.apply(2)
    (laptop.home.vault / "keystore.db").write_bytes(old)
    with pytest.raises(BadDataError) as caught:
        laptop.apply(1)
    assert caught.value.code == "snapshot.older"


def test_a_wrong_passphrase_opens_nothing(laptop: Laptop) -> None:
    laptop.create()
    with pytest.raises(WrongPassphraseError):
        laptop.session(passphrase="not the passphrase at all")


def test_a_whole_vault_is_told_whole_and_a_bent_one_is_not(laptop: Laptop) -> None:
    laptop.create()
    laptop.apply(1)
    session = laptop.session(write=False)
    assert all(check.ok for check in finish(check_vault(session)))
    contacts = laptop.home.vault / "contacts-1.db"
    bent = bytearray(contacts.read_bytes())
    bent[len(bent) // 2] ^= 1
    contacts.write_bytes(bent)
    (laptop.home.vault / "slots.json").unlink()
    told = {check.name: check.ok for check in finish(check_vault(session))}
    session.close()
    assert not told["contacts-1.db"]
    assert not told["slots"]
    assert told["keystore.db"]
    assert told["journal.db"]
    assert open_slots(laptop.home.vault, "", builders.PASSPHRASE)


@pytest.mark.parametrize("words", ["Harbour North 2024", "harbournorth ana", "ana@Harbour North!"])
def test_names_of_the_place_make_no_passphrase(laptop: Laptop, words: str) -> None:
    with pytest.raises(BadDataError) as caught:
        laptop.create(passphrase=words)
    assert caught.value.code == "passphrase.weak"
    laptop.create()
    session = laptop.session()
    before = list_slots(laptop.home.vault)
    with pytest.raises(BadDataError) as caught:
        SlotsDesk(session, builders.CHEAP).change("", builders.FixedPrompts(words), None)
    session.close()
    assert caught.value.code == "passphrase.weak"
    assert list_slots(laptop.home.vault) == before
