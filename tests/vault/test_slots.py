from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.trust.canonical import canonical
from continuity_app.vault import slots
from continuity_app.vault.slot_file import Slot, read_slot_file, write_slot_file
from continuity_app.vault.slot_kinds import Typed
from tests import builders

OTHER = "brass kettle morning tide ladder"
BEN = "ben"


def test_the_passphrase_opens_the_vault(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    opened = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    assert opened.key == made.key
    assert (opened.user, opened.role) == ("ana", slots.MANAGER)
    assert slots.open_slots(made.folder, "ana", builders.PASSPHRASE).key == made.key


def test_a_wrong_passphrase_opens_nothing_as_often_as_it_is_tried(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    for wrong in ("", "seven quiet lanterns over harbouR", OTHER) * 5:
        with pytest.raises(WrongPassphraseError):
            slots.open_slots(made.folder, "", wrong)
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before
    assert slots.open_slots(made.folder, "", builders.PASSPHRASE).key == made.key


def test_composed_and_decomposed_letters_are_the_same_passphrase(tmp_path: Path) -> None:
    made = builders.vault(tmp_path, passphrase="señor köttbullar at noon")
    assert slots.open_slots(made.folder, "", "sen\u0303or ko\u0308ttbullar at noon").key == made.key


def test_the_printed_key_opens_it_in_place_of_the_passphrase(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    opened = slots.open_slots(made.folder, "", "-".join(made.recovery).lower())
    assert (opened.key, opened.user, opened.role) == (made.key, "ana", slots.MANAGER)


def test_a_slip_in_the_printed_key_names_its_group(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    slip = [*made.recovery[:4], made.recovery[4][::-1], *made.recovery[5:]]
    with pytest.raises(BadDataError) as caught:
        slots.open_slots(made.folder, "", " ".join(slip))
    assert caught.value.details[0]["field"] == "group 5"


def test_another_vaults_printed_key_is_wrong(tmp_path: Path) -> None:
    made, other = builders.vault(tmp_path / "a"), builders.vault(tmp_path / "b")
    with pytest.raises(WrongPassphraseError):
        slots.open_slots(made.folder, "", "-".join(other.recovery))


def test_each_user_has_a_passphrase(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    ana = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    slots.add_passphrase_slot(made.folder, ana, BEN, OTHER, cost=builders.CHEAP)
    with pytest.raises(BadDataError, match="several users: ana, ben"):
        slots.open_slots(made.folder, "", OTHER)
    ben = slots.open_slots(made.folder, BEN, OTHER)
    assert (ben.key, ben.user, ben.role) == (made.key, BEN, slots.STAFF)
    with pytest.raises(WrongPassphraseError):
        slots.open_slots(made.folder, BEN, builders.PASSPHRASE)
    with pytest.raises(BadDataError, match="no user 'eve'"):
        slots.open_slots(made.folder, "eve", OTHER)
    assert slots.open_slots(made.folder, "", "-".join(made.recovery)).user == slots.RECOVERY


def test_staff_change_only_their_own_ways_in(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    ana = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    slots.add_passphrase_slot(made.folder, ana, BEN, OTHER, cost=builders.CHEAP)
    ben = slots.open_slots(made.folder, BEN, OTHER)
    for refused in (
        lambda: slots.add_passphrase_slot(made.folder, ben, "eve", OTHER, cost=builders.CHEAP),
        lambda: slots.add_recovery_slot(made.folder, ben),
        lambda: slots.remove_slot(made.folder, ben, ana.slot),
    ):
        with pytest.raises(BadDataError) as caught:
            refused()
        assert caught.value.code == "slot.manager_only"
    slots.remove_slot(made.folder, ben, ben.slot)
    assert slots.users_of(made.folder) == ("ana",)


def test_a_passphrase_is_changed_by_adding_and_removing(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    first = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    slots.add_passphrase_slot(made.folder, first, "ana", OTHER, role=slots.MANAGER, cost=builders.CHEAP)
    slots.remove_slot(made.folder, first, first.slot)
    assert slots.open_slots(made.folder, "", OTHER).key == made.key
    with pytest.raises(WrongPassphraseError):
        slots.open_slots(made.folder, "", builders.PASSPHRASE)


def test_the_last_way_in_stays(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    opened = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    recovery = next(slot for slot in slots.list_slots(made.folder) if slot.kind == slots.RECOVERY)
    slots.remove_slot(made.folder, opened, recovery.id)
    with pytest.raises(BadDataError) as caught:
        slots.remove_slot(made.folder, opened, opened.slot)
    assert caught.value.code == "slot.last"
    with pytest.raises(BadDataError):
        slots.remove_slot(made.folder, opened, "S-none")
    _, groups = slots.add_recovery_slot(made.folder, opened)
    assert slots.open_slots(made.folder, "", "".join(groups)).key == made.key


@pytest.mark.parametrize("weak", ["", "fourteen chars", "aaaaaaaaaaaaaaaaaaaa", "abababababababab"])
def test_a_short_or_monotonous_passphrase_is_refused(tmp_path: Path, weak: str) -> None:
    with pytest.raises(BadDataError) as caught:
        slots.create_slots(tmp_path / "vault", "ana", weak, builders.CHEAP)
    assert caught.value.code in ("passphrase.short", "passphrase.weak")
    assert not (tmp_path / "vault").exists()


def test_a_vault_is_made_once(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    with pytest.raises(BadDataError) as caught:
        slots.create_slots(made.folder, "ana", OTHER, builders.CHEAP)
    assert caught.value.code == "vault.exists"
    with pytest.raises(BadDataError) as caught:
        slots.open_slots(tmp_path / "nowhere", "", OTHER)
    assert caught.value.code == "vault.none"


def test_one_damaged_copy_harms_nobody_and_two_are_told(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    (made.folder / "slots.json").write_bytes(b"{}")
    assert slots.open_slots(made.folder, "", builders.PASSPHRASE).key == made.key
    (made.folder / "slots.json.copy").unlink()
    with pytest.raises(BadDataError) as caught:
        slots.open_slots(made.folder, "", builders.PASSPHRASE)
    assert caught.value.code == "vault.slots_damaged"


def test_the_newest_whole_copy_counts(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    opened = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    old = (made.folder / "slots.json").read_bytes()
    slots.add_passphrase_slot(made.folder, opened, BEN, OTHER, cost=builders.CHEAP)
    (made.folder / "slots.json").write_bytes(old)  # as after a crash between the two copies
    assert slots.users_of(made.folder) == ("ana", BEN)


def test_a_slot_of_a_later_kit_is_kept(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    opened = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    file = read_slot_file(made.folder)
    later = Slot("S-later", "escrow", "", "manager", "2030-01-01T00:00:00+00:00", {"name": "age"}, "", "00")
    write_slot_file(made.folder, replace(file, generation=file.generation + 1, slots=(later, *file.slots)))
    assert slots.open_slots(made.folder, "", builders.PASSPHRASE).key == made.key
    slots.add_passphrase_slot(made.folder, opened, BEN, OTHER, cost=builders.CHEAP)
    assert later in slots.list_slots(made.folder)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_bit_in_both_copies_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "vault"
    if not folder.exists():
        slots.create_slots(folder, "ana", builders.PASSPHRASE, builders.CHEAP, builders.clock())
        (folder / "whole").write_bytes((folder / "slots.json").read_bytes())
    bent = bytearray((folder / "whole").read_bytes())
    bent[data.draw(st.integers(0, len(bent) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for name in ("slots.json", "slots.json.copy"):
        (folder / name).write_bytes(bent)
    with pytest.raises(BadDataError) as caught:
        slots.open_slots(folder, "ana", builders.PASSPHRASE)
    assert caught.value.code == "vault.slots_damaged"


@pytest.mark.parametrize(
    ("name", "value"), [("memory_kib", 2**20 + 1), ("time", 11), ("lanes", 17), ("memory_kib", "x")]
)
def test_a_dear_way_in_is_refused_before_memory_is_taken(tmp_path: Path, name: str, value: object) -> None:
    made = builders.vault(tmp_path)
    _rewrite(made.folder, {name: value})
    with pytest.raises(BadDataError) as caught:
        slots.open_slots(made.folder, "", builders.PASSPHRASE)
    assert caught.value.code == "slot.cost"


def test_parameters_cannot_be_weakened(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    _rewrite(made.folder, {}, role="staff")
    with pytest.raises(WrongPassphraseError):
        slots.open_slots(made.folder, "", builders.PASSPHRASE)


def _rewrite(folder: Path, kdf: dict[str, object], **changes: str) -> None:
    """Changes the first slot as one who can write the file would, with a true checksum."""
    file = read_slot_file(folder)
    first = replace(file.slots[0], kdf={**file.slots[0].kdf, **kdf}, **changes)
    write_slot_file(folder, replace(file, slots=(first, *file.slots[1:])))
    stored = msgspec.json.decode((folder / "slots.json").read_bytes())
    assert canonical(stored) == (folder / "slots.json").read_bytes()


def test_a_changed_passphrase_rewraps_one_slot_and_touches_nothing_else(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    ana = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    slots.add_passphrase_slot(made.folder, ana, BEN, OTHER, cost=builders.CHEAP)
    before = slots.list_slots(made.folder)
    keystore = (made.folder / "keystore.db").read_bytes()
    slots.change_slot(made.folder, ana, "", Typed("granite owl under seven boats"), cost=builders.CHEAP)
    after = slots.list_slots(made.folder)
    assert [slot.id for slot in after] == [slot.id for slot in before]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, True]
    assert (made.folder / "keystore.db").read_bytes() == keystore
    assert slots.open_slots(made.folder, "ana", "granite owl under seven boats").key == made.key
    with pytest.raises(WrongPassphraseError):
        slots.open_slots(made.folder, "ana", builders.PASSPHRASE)


def test_staff_change_their_own_passphrase_and_no_other(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    ana = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    slots.add_passphrase_slot(made.folder, ana, BEN, OTHER, cost=builders.CHEAP)
    ben = slots.open_slots(made.folder, BEN, OTHER)
    new = Typed("granite owl under seven boats")
    recovery = next(slot.id for slot in slots.list_slots(made.folder) if slot.kind == slots.RECOVERY)
    for by, slot, code in (
        (ben, ana.slot, "slot.manager_only"),
        (ana, recovery, "slot.no_passphrase"),
        (ana, "S-none", "slot.unknown"),
    ):
        with pytest.raises(BadDataError) as caught:
            slots.change_slot(made.folder, by, slot, new, cost=builders.CHEAP)
        assert caught.value.code == code
    slots.change_slot(made.folder, ben, "", new, cost=builders.CHEAP)
    changed = slots.open_slots(made.folder, BEN, new.passphrase)
    assert (changed.key, changed.role) == (made.key, slots.STAFF)
    slots.change_slot(made.folder, ana, ben.slot, Typed(OTHER), cost=builders.CHEAP)
    assert slots.open_slots(made.folder, BEN, OTHER).key == made.key


def test_a_passphrase_that_would_be_taken_for_a_key_is_refused_when_it_is_made(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    ana = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    for words in (" ".join(made.recovery), "x" + "ab3d9" * 12 + "h7k2", "AGE-SECRET-KEY-1 and some more words"):
        with pytest.raises(BadDataError) as caught:
            slots.add_passphrase_slot(made.folder, ana, BEN, words, cost=builders.CHEAP)
        assert caught.value.code == "passphrase.like_a_key"
    assert slots.users_of(made.folder) == ("ana",)


def test_a_recovery_key_with_a_slip_is_told_by_group_and_not_as_a_wrong_passphrase(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    ana = slots.open_slots(made.folder, "", builders.PASSPHRASE)
    slots.add_passphrase_slot(made.folder, ana, BEN, OTHER, cost=builders.CHEAP)
    groups = list(made.recovery)
    for typed in ([*groups[:4], *groups[5:]], [*groups[:4], groups[4][1:], *groups[5:]]):
        with pytest.raises(BadDataError) as caught:
            slots.open_slots(made.folder, "", " ".join(typed))
        assert [detail["field"] for detail in caught.value.details] == ["group 5"]
