"""All ways in, with the clock three years on; what must not open, does not."""

import datetime as dt
from itertools import combinations
from pathlib import Path

import keyring
import pytest

from continuity_app.errors import BadDataError, KitError, WrongPassphraseError
from continuity_app.journal.types import CallLogged
from continuity_app.kit.escrow_desk import open_by_escrow
from continuity_app.kit.opening import open_by_machine, open_session
from continuity_app.kit.session import Session
from continuity_app.kit.slots_desk import SlotsDesk
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.trust.escrow import NEEDED, SHARES, Escrow, identity_of, new_escrow
from continuity_app.vault import slots
from continuity_app.vault.key_file import new_key_file
from continuity_app.vault.slot_kinds import ESCROW, KEY_FILE, MANAGER, PASSPHRASE, RECOVERY, STAFF
from tests import builders
from tests.key_stores import GOOD, MemoryStore

THREE_YEARS = dt.timedelta(days=3 * 365 + 1)
MANAGERS = "granite owl under seven boats"
SHORT = "brass ti"


class House:
    """A vault with every way in, made today and opened three years later."""

    def __init__(self, folder: Path) -> None:
        self.clock = builders.clock()
        self.made = builders.vault(folder)
        self.folder = self.made.folder
        self.escrow = new_escrow()
        self.file = new_key_file(folder / "stick" / "staff.key")
        first = slots.open_slots(self.folder, "ana", builders.PASSPHRASE)
        common = {"cost": builders.CHEAP, "clock": self.clock}
        slots.add_passphrase_slot(self.folder, first, "max", MANAGERS, role=MANAGER, **common)
        slots.add_passphrase_slot(self.folder, first, "ben", SHORT, key_file=self.file, **common)
        slots.keep_escrow_slot(self.folder, self.made.key, self.escrow.recipient, self.clock)
        self.clock.move(THREE_YEARS)

    def opens(self, user: str, typed: str, file: bytes = b"") -> tuple[bool, str, str]:
        opened = slots.open_slots(self.folder, user, typed, file)
        kind = next(slot.kind for slot in slots.list_slots(self.folder) if slot.id == opened.slot)
        return opened.key == self.made.key, kind, opened.role

    def refuses(self, user: str, typed: str, file: bytes = b"") -> None:
        with pytest.raises(BadDataError):
            slots.open_slots(self.folder, user, typed, file)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


def test_every_way_opens(house: House) -> None:
    assert house.opens("ana", builders.PASSPHRASE) == (True, PASSPHRASE, MANAGER)
    assert house.opens("max", MANAGERS) == (True, PASSPHRASE, MANAGER)
    assert house.opens("ben", SHORT, house.file) == (True, KEY_FILE, STAFF)
    assert house.opens("", "-".join(house.made.recovery)) == (True, RECOVERY, MANAGER)


def test_every_way_opens_the_whole_kit_three_years_later(tmp_path: Path) -> None:
    """Customers of a snapshot that is long over, a journal that still takes entries, and the ways in of five kinds."""
    office, signers = builders.organisation(tmp_path)
    made, escrow = builders.made_home(tmp_path, office), new_escrow()
    package = builders.package(tmp_path / "v1.snapshot", office, signers, [made.card]).path
    before, store = keyring.get_keyring(), MemoryStore(GOOD)
    keyring.set_keyring(store)
    with made.session() as session:
        finish(apply_snapshot(session, package))
        desk = SlotsDesk(session, builders.CHEAP)
        desk.add_user("max", builders.FixedPrompts(MANAGERS), role=MANAGER)
        desk.add_user("ben", builders.FixedPrompts(SHORT), role=STAFF, new_key_file=tmp_path / "ben.key")
        desk.add_keyring()
        slots.keep_escrow_slot(made.home.vault, session.vault_key, escrow.recipient)
    made.clock.move(THREE_YEARS)
    home, clock = made.home, made.clock

    def typed(user: str, words: str, file: Path | None = None) -> Session:
        return open_session(home, user, builders.FixedPrompts(words), clock, write=True, key_file=file)

    ways = {
        "passphrase": lambda: typed("ana", builders.PASSPHRASE),
        "manager": lambda: typed("max", MANAGERS),
        "key file": lambda: typed("ben", SHORT, tmp_path / "ben.key"),
        "recovery": lambda: typed("", made.recovery),
        "escrow": lambda: open_by_escrow(home, "ana", identity_of(escrow.shares[2:]), clock),
        "key store": lambda: open_by_machine(home, "ana", clock, write=True),
    }
    for number, (way, opening) in enumerate(ways.items(), start=1):
        session = opening()
        assert session.contacts is not None, way
        assert session.customers.find("Margarethe", 5).total == 5, way
        session.journal.append(CallLogged("C-00001", "+14155552671", "reached", clock.now().isoformat()))
        assert len(list(session.journal.entries({CallLogged.type}))) == number
        assert session.journal.verify().ok, way
        session.close()
    keyring.set_keyring(before)


@pytest.mark.parametrize("three", list(combinations(range(SHARES), NEEDED)))
def test_each_ten_triples_of_shares_open(house: House, three: tuple[int, ...]) -> None:
    identity = identity_of([house.escrow.shares[index] for index in three])
    assert house.opens("", identity) == (True, ESCROW, MANAGER)
    assert house.opens("", f" {identity.lower()}\n") == (True, ESCROW, MANAGER)


@pytest.mark.parametrize("two", list(combinations(range(SHARES), 2)))
def test_no_two_shares_open(house: House, two: tuple[int, ...]) -> None:
    with pytest.raises(BadDataError):
        identity_of([house.escrow.shares[index] for index in two])


def test_no_way_opens_with_anothers_secret(house: House) -> None:
    for user, typed, file in (
        ("ana", MANAGERS, b""),
        ("max", builders.PASSPHRASE, b""),
        ("ana", SHORT, house.file),
        ("ben", SHORT, b""),
        ("ben", SHORT, bytes(32)),
        ("ben", MANAGERS, house.file),
        ("eve", MANAGERS, b""),
        ("", "-".join(builders.vault(house.folder.parent / "other").recovery), b""),
        ("", identity_of(new_escrow().shares), b""),
        ("", "AGE-SECRET-KEY-1QQQQ", b""),
        ("ana", house.made.key.secret.hex(), b""),
    ):
        house.refuses(user, typed, file)


def test_a_new_recovery_key_takes_the_place_of_the_old(tmp_path: Path) -> None:
    house, new = House(tmp_path), new_escrow()
    assert slots.keep_escrow_slot(house.folder, house.made.key, house.escrow.recipient) is None
    assert slots.keep_escrow_slot(house.folder, house.made.key, new.recipient) is not None
    assert [slot.kind for slot in slots.list_slots(house.folder)].count(ESCROW) == 1
    house.refuses("", identity_of(house.escrow.shares))
    assert house.opens("", identity_of(new.shares)) == (True, ESCROW, MANAGER)


def test_escrow_alone_is_not_enough_to_stay(tmp_path: Path) -> None:
    house = House(tmp_path)
    manager = slots.open_slots(house.folder, "max", MANAGERS)
    for slot in slots.list_slots(house.folder):
        if slot.kind != ESCROW and slot.id != manager.slot:
            slots.remove_slot(house.folder, manager, slot.id)
    with pytest.raises(BadDataError) as caught:
        slots.remove_slot(house.folder, manager, manager.slot)
    assert caught.value.code == "slot.last"
    assert house.opens("max", MANAGERS)[0]


def test_a_bent_escrow_box_opens_nothing_and_harms_no_other_way(tmp_path: Path) -> None:
    house = House(tmp_path)
    identity, file = identity_of(house.escrow.shares), slots.read_slot_file(house.folder)
    box = next(slot for slot in file.slots if slot.kind == ESCROW)
    for at in range(0, len(box.wrapped), 37):
        bent = f"{box.wrapped[:at]}{'0' if box.wrapped[at] != '0' else '1'}{box.wrapped[at + 1 :]}"
        slots._write(house.folder, file, [*file.slots[:-1], slots.replace(box, wrapped=bent)])
        with pytest.raises(WrongPassphraseError):
            slots.open_slots(house.folder, "", identity)
    assert house.opens("max", MANAGERS)[0]


def test_no_secret_stands_in_a_representation_or_an_error(house: House) -> None:
    canaries = [builders.PASSPHRASE, MANAGERS, SHORT, house.made.key.secret.hex(), repr(house.file), house.file.hex()]
    canaries += [*house.made.recovery, *house.escrow.shares, identity_of(house.escrow.shares)]
    opened = slots.open_slots(house.folder, "max", MANAGERS)
    shown = [repr(each) for each in (opened, opened.key, house.escrow, slots.Typed(SHORT, house.file))]
    tries = [("ana", MANAGERS, b""), ("ben", SHORT, bytes(32)), ("", "-".join(house.made.recovery[::-1]), b"")]
    tries += [("ben", SHORT, b""), ("eve", SHORT, house.file), ("", f"{identity_of(house.escrow.shares)[:-1]}q", b"")]
    for user, typed, file in tries:
        with pytest.raises(KitError) as caught:
            slots.open_slots(house.folder, user, typed, file)
        shown += [str(caught.value), repr(caught.value), str(caught.value.as_json())]
    for text in (" ".join(shares.split()[:-1]) for shares in house.escrow.shares[:1]):
        with pytest.raises(BadDataError) as caught:
            identity_of([text])
        shown += [repr(caught.value), str(caught.value.as_json())]
    whole = "\n".join(shown)
    assert [canary for canary in canaries if canary in whole] == []
    assert isinstance(house.escrow, Escrow)


def test_no_secret_lies_readable_in_the_folder(house: House) -> None:
    blobs = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    secrets = [builders.PASSPHRASE.encode(), MANAGERS.encode(), SHORT.encode(), house.file]
    secrets += [house.made.key.secret, house.made.key.secret.hex().encode(), house.made.recovery[0].encode()]
    assert [secret for secret in secrets if secret in blobs] == []
