from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError, WrongPassphraseError
from continuity_app.vault import slots
from continuity_app.vault.key_file import new_key_file, read_key_file
from continuity_app.vault.slot_kinds import KEY_FILE, Typed
from tests import builders

SHORT, OTHER = "brass ti", "quiet mo"
BEN = "ben"


class Door:
    """A vault with a second user, who needs a key file beside a short passphrase."""

    def __init__(self, folder: Path) -> None:
        self.made = builders.vault(folder)
        self.folder = self.made.folder
        self.file = new_key_file(folder / "stick" / "ben.key")
        self.ana = slots.open_slots(self.folder, "", builders.PASSPHRASE)
        self.slot = slots.add_passphrase_slot(
            self.folder, self.ana, BEN, SHORT, key_file=self.file, role=slots.MANAGER, cost=builders.CHEAP
        )

    def code(self, passphrase: str, file: bytes = b"") -> str:
        with pytest.raises(BadDataError) as caught:
            slots.open_slots(self.folder, BEN, passphrase, file)
        return caught.value.code


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def test_passphrase_and_file_open_together(door: Door) -> None:
    opened = slots.open_slots(door.folder, BEN, SHORT, door.file)
    assert (opened.key, opened.user, opened.role, opened.slot) == (door.made.key, BEN, slots.MANAGER, door.slot.id)
    assert door.slot.kind == KEY_FILE
    assert slots.users_of(door.folder) == ("ana", BEN)


def test_neither_opens_alone(door: Door) -> None:
    assert door.code(SHORT) == "vault.key_file_needed"
    assert door.code("", door.file) == "vault.wrong_passphrase"
    assert door.code(OTHER, door.file) == "vault.wrong_passphrase"
    assert door.code(SHORT, bytes(32)) == "vault.other_key_file"
    forged = slots.replace(door.slot, kdf={**door.slot.kdf, "key_file": slots.key_file_mark(bytes(32))})
    file = slots.read_slot_file(door.folder)
    slots._write(door.folder, file, [*file.slots[:-1], forged])
    assert door.code(SHORT, bytes(32)) == "vault.wrong_passphrase"


def test_a_file_in_the_hand_does_not_hinder_a_passphrase(door: Door) -> None:
    assert slots.open_slots(door.folder, "ana", builders.PASSPHRASE, door.file).user == "ana"
    with pytest.raises(WrongPassphraseError):
        slots.open_slots(door.folder, "ana", SHORT, door.file)


def test_eight_characters_are_enough_with_a_file_and_not_without(door: Door) -> None:
    for typed, file in (("brass t", door.file), (SHORT, b""), ("password", door.file)):
        with pytest.raises(BadDataError):
            slots.add_passphrase_slot(door.folder, door.ana, "eve", typed, key_file=file, cost=builders.CHEAP)
    assert slots.users_of(door.folder) == ("ana", BEN)


def test_its_passphrase_changes_and_its_file_stays(door: Door) -> None:
    ben = slots.open_slots(door.folder, BEN, SHORT, door.file)
    for refused in (Typed(OTHER), Typed(OTHER, bytes(32)), Typed("short", door.file)):
        with pytest.raises(BadDataError):
            slots.change_slot(door.folder, ben, "", refused, cost=builders.CHEAP)
    slots.change_slot(door.folder, ben, "", Typed(OTHER, door.file), cost=builders.CHEAP)
    assert slots.open_slots(door.folder, BEN, OTHER, door.file).slot == ben.slot
    assert door.code(SHORT, door.file) == "vault.wrong_passphrase"


def test_a_managers_key_file_is_a_way_in_that_may_be_the_last(door: Door) -> None:
    ben = slots.open_slots(door.folder, BEN, SHORT, door.file)
    for slot in slots.list_slots(door.folder)[:-1]:
        slots.remove_slot(door.folder, ben, slot.id)
    with pytest.raises(BadDataError) as caught:
        slots.remove_slot(door.folder, ben, ben.slot)
    assert caught.value.code == "slot.last"


def test_a_key_file_is_random_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "one.key"
    data = new_key_file(path)
    assert len(data) == 32
    assert data == read_key_file(path) != new_key_file(tmp_path / "two.key")
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(BadDataError):
        new_key_file(path)
    assert read_key_file(path) == data


@pytest.mark.parametrize("size", [0, 31, 33, 5000])
def test_a_file_of_another_length_is_told(tmp_path: Path, size: int) -> None:
    (tmp_path / "odd").write_bytes(bytes(size))
    with pytest.raises(BadDataError):
        read_key_file(tmp_path / "odd")
    with pytest.raises(SurroundingsError):
        read_key_file(tmp_path / "none")
