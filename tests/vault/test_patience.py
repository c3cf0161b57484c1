from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.vault import patience
from continuity_app.vault.patience import open_patiently, wait_before_next, wrong_tries
from tests import builders

WRONG = "not the passphrase at all"


class Door:
    """A vault, and how long each try at it waited."""

    def __init__(self, folder: Path) -> None:
        self.made = builders.vault(folder)
        self.waited: list[float] = []

    def attempt(self, typed: str) -> bool:
        try:
            open_patiently(self.made.folder, "", typed, sleep=self.waited.append)
        except WrongPassphraseError:
            return False
        return True

    def forget(self) -> None:
        """As a new process would begin."""
        patience._remembered.clear()


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def test_wrong_tries_wait_longer_and_longer_and_the_right_one_still_opens(door: Door) -> None:
    for _ in range(12):
        assert not door.attempt(WRONG)
    assert door.waited == [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert door.attempt(builders.PASSPHRASE)
    assert door.waited[-1] == 30
    door.waited.clear()
    assert door.attempt(builders.PASSPHRASE)
    assert not door.attempt(WRONG)
    assert door.waited == []
    assert not (door.made.folder / "nothing").exists()


def test_a_new_process_remembers(door: Door) -> None:
    for _ in range(4):
        door.attempt(WRONG)
        door.forget()
    assert (wrong_tries(door.made.folder), door.waited) == (4, [1])


def test_without_a_place_to_write_this_process_remembers(door: Door) -> None:
    (door.made.folder / patience.FILE_NAME).mkdir()
    for _ in range(5):
        door.attempt(WRONG)
    assert door.waited == [1, 2]
    assert door.attempt(builders.PASSPHRASE)


@pytest.mark.parametrize("text", ["", "-5", "1e9", "999999999999", "x", "\xff", "٣", "²"])
def test_an_odd_count_never_locks(door: Door, text: str) -> None:
    (door.made.folder / patience.FILE_NAME).write_text(text, encoding="utf-8")
    assert door.attempt(builders.PASSPHRASE)
    assert door.waited == []


def test_no_count_waits_longer_than_half_a_minute() -> None:
    waits = [wait_before_next(wrong) for wrong in range(200)]
    assert waits == sorted(waits)
    assert (waits[:4], waits[-1]) == ([0, 0, 0, 1], 30)


def test_what_nobody_can_guess_never_waits(door: Door) -> None:
    for _ in range(8):
        door.attempt(WRONG)
    door.waited.clear()
    assert door.attempt("-".join(door.made.recovery))
    assert door.waited == []


def test_a_slip_in_a_name_or_a_group_is_no_wrong_try(door: Door) -> None:
    for _ in range(5):
        with pytest.raises(BadDataError):
            open_patiently(door.made.folder, "eve", builders.PASSPHRASE, sleep=door.waited.append)
    assert (wrong_tries(door.made.folder), door.waited) == (0, [])


def test_nothing_is_wiped(door: Door) -> None:
    before = {path.name: path.read_bytes() for path in door.made.folder.iterdir()}
    for _ in range(40):
        door.attempt(WRONG)
    after = {path.name: path.read_bytes() for path in door.made.folder.iterdir()}
    assert set(after) - set(before) == {patience.FILE_NAME}
    assert {name: after[name] for name in before} == before
