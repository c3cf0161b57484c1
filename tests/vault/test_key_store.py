"""The system's key store as a way in: handy on one machine, for staff's work, and never what a vault hangs on."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoStore

from continuity_app.errors import BadDataError, KitError, SurroundingsError
from continuity_app.vault import key_store, slots
from continuity_app.vault.slot_kinds import KEYRING, MANAGER, STAFF, Typed
from tests import builders
from tests.key_stores import GOOD, MemoryStore

BEN = "granite owl under seven boats"


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    before, ours = keyring.get_keyring(), MemoryStore(GOOD)
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture
def made(tmp_path: Path, store: MemoryStore) -> builders.MadeVault:
    made = builders.vault(tmp_path)
    key_store.add_keyring_slot(made.folder, ana(made), builders.clock())
    assert len(store.held) == 1
    return made


def ana(made: builders.MadeVault) -> slots.Opened:
    return slots.open_slots(made.folder, "ana", builders.PASSPHRASE)


def code_of(error: pytest.ExceptionInfo[KitError]) -> str:
    return error.value.code


def kinds(made: builders.MadeVault) -> list[str]:
    return [slot.kind for slot in slots.list_slots(made.folder)]


def test_it_opens_for_staffs_work_with_nothing_typed(made: builders.MadeVault) -> None:
    opened = key_store.open_by_key_store(made.folder)
    assert (opened.key, opened.user, opened.role) == (made.key, "ana", STAFF)
    assert key_store.open_by_key_store(made.folder, "ana").key == made.key
    assert ana(made).role == MANAGER


def test_what_the_store_holds_is_not_the_vault_key(made: builders.MadeVault, store: MemoryStore) -> None:
    (held,) = store.held.values()
    assert made.key.secret.hex() not in held
    with pytest.raises(KitError):
        slots.open_slots(made.folder, "ana", held)
    blobs = b"".join(path.read_bytes() for path in made.folder.iterdir())
    assert held.removeprefix("KEYRING-").encode() not in blobs


def test_whoever_opens_by_it_gains_no_managers_rights(made: builders.MadeVault) -> None:
    by_store, manager = key_store.open_by_key_store(made.folder), ana(made)
    for act in (
        lambda: slots.change_slot(made.folder, by_store, manager.slot, Typed(BEN), cost=builders.CHEAP),
        lambda: slots.remove_slot(made.folder, by_store, manager.slot),
        lambda: slots.add_passphrase_slot(made.folder, by_store, "eve", BEN, role=MANAGER, cost=builders.CHEAP),
        lambda: slots.add_recovery_slot(made.folder, by_store),
    ):
        with pytest.raises(BadDataError) as caught:
            act()
        assert code_of(caught) == "slot.manager_only"
    assert ana(made).key == made.key


def test_it_is_never_the_only_way_in(made: builders.MadeVault) -> None:
    manager = ana(made)
    slots.remove_slot(made.folder, manager, next(s.id for s in slots.list_slots(made.folder) if s.kind == "recovery"))
    with pytest.raises(BadDataError) as caught:
        slots.remove_slot(made.folder, manager, manager.slot)
    assert code_of(caught) == "slot.last"
    assert kinds(made) == ["passphrase", KEYRING]


def test_it_goes_with_the_last_passphrase_of_its_user(made: builders.MadeVault, store: MemoryStore) -> None:
    slots.add_passphrase_slot(made.folder, ana(made), "ben", BEN, cost=builders.CHEAP)
    ben = slots.open_slots(made.folder, "ben", BEN)
    key_store.add_keyring_slot(made.folder, ben)
    with pytest.raises(BadDataError) as caught:
        key_store.open_by_key_store(made.folder)
    assert code_of(caught) == "keyring.no_slot"
    assert key_store.open_by_key_store(made.folder, "ben").user == "ben"
    before = slots.list_slots(made.folder)
    slots.remove_slot(made.folder, ana(made), ben.slot)
    assert kinds(made).count(KEYRING) == 1
    with pytest.raises(BadDataError) as caught:
        key_store.open_by_key_store(made.folder, "ben")
    assert code_of(caught) == "keyring.no_slot"
    key_store.forget(made.folder, [slot for slot in before if slot.user == "ben"])
    assert len(store.held) == 1


def test_a_second_one_takes_the_place_of_the_first(made: builders.MadeVault, store: MemoryStore) -> None:
    before = dict(store.held)
    key_store.add_keyring_slot(made.folder, ana(made))
    assert kinds(made).count(KEYRING) == 1
    assert len(store.held) == 1
    assert store.held != before
    assert key_store.open_by_key_store(made.folder).key == made.key


@pytest.mark.parametrize("held", ["", "KEYRING-", "KEYRING-zz", "00" * 32, f"KEYRING-{'00' * 32}"])
def test_another_key_or_none_opens_nothing(made: builders.MadeVault, store: MemoryStore, held: str) -> None:
    (entry,) = store.held
    store.held = {entry: held} if held else {}
    with pytest.raises(BadDataError) as caught:
        key_store.open_by_key_store(made.folder)
    assert code_of(caught) == "keyring.missing"
    assert ana(made).key == made.key


def test_a_store_that_refuses_is_told_and_changes_nothing(made: builders.MadeVault, store: MemoryStore) -> None:
    before, opened = slots.list_slots(made.folder), ana(made)
    store.locked = True
    for act in (
        lambda: key_store.open_by_key_store(made.folder),
        lambda: key_store.add_keyring_slot(made.folder, opened),
    ):
        with pytest.raises(SurroundingsError) as caught:
            act()
        assert code_of(caught) == "keyring.none"
        assert "pressed Cancel" in caught.value.message
    assert slots.list_slots(made.folder) == before
    key_store.forget(made.folder, before)


def test_a_machine_without_a_store_is_told(made: builders.MadeVault) -> None:
    keyring.set_keyring(NoStore())
    opened, before = ana(made), slots.list_slots(made.folder)
    assert not key_store.has_key_store()
    for act in (
        lambda: key_store.open_by_key_store(made.folder),
        lambda: key_store.add_keyring_slot(made.folder, opened),
    ):
        with pytest.raises(SurroundingsError) as caught:
            act()
        assert code_of(caught) == "keyring.none"
    assert slots.list_slots(made.folder) == before


def test_only_a_user_with_a_passphrase_may_add_it(made: builders.MadeVault) -> None:
    slots.add_passphrase_slot(made.folder, ana(made), "ben", BEN, cost=builders.CHEAP)
    recovered = slots.open_slots(made.folder, "", "-".join(made.recovery))
    with pytest.raises(BadDataError) as caught:
        key_store.add_keyring_slot(made.folder, recovered)
    assert code_of(caught) == "keyring.no_user"
