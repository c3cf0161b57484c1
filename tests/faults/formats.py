"""One small whole file of each format that the kit writes and reads back, and how it is read.

`read` gives what the bytes mean, so that a change that is not refused can be shown to mean the same; it writes to no
place but its own. `harmless` says, before any byte is changed, which changes cannot matter and why.
"""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from continuity_app.journal.bundle import export_bundle, read_bundle
from continuity_app.journal.types import CallLogged
from continuity_app.kit.copies import MARK, CopyDesk, _Kept, _Stick
from continuity_app.kit.people import PeopleNoted, people_of
from continuity_app.kit.session import Session
from continuity_app.recovery.folder import MANIFEST, must_be_ours, write_folder
from continuity_app.recovery.table import Table
from continuity_app.snapshot.apply import Standing, check_package
from continuity_app.snapshot.package import Package, pieces_of
from continuity_app.trust.age_box import new_age_secret, recipient_of
from continuity_app.trust.canonical import canonical
from continuity_app.trust.device import DeviceCard
from continuity_app.trust.escrow import identity_of, new_escrow
from continuity_app.trust.key_files import open_key, write_key
from continuity_app.trust.metadata import Revoked
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.registry import Issued, Registry
from continuity_app.trust.revocations import make_revocations, read_revocations
from continuity_app.trust.signing import SigningKey
from continuity_app.vault.high_water import FILE_NAME as HIGH_WATER
from continuity_app.vault.high_water import keep_high_water, read_high_water
from continuity_app.vault.key_file import new_key_file, read_key_file
from continuity_app.vault.slot_file import NAMES, SlotFile, read_copy, read_slot_file
from continuity_app.vault.slots import add_passphrase_slot, open_slots
from tests import builders

Harmless = Callable[[int, int, int], bool]
"""Place, byte before, byte after."""

SHORT_PASSPHRASE = "kettle brass ladder"


def never(_place: int, _before: int, _after: int) -> bool:
    """No change of this format is harmless."""
    return False


def as_typed(_place: int, before: int, after: int) -> bool:
    """What people type is read in small letters and capitals alike, and spaces, line ends and hyphens only divide."""
    dividing = b" \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0-"
    return chr(before).casefold() == chr(after).casefold() or (before in dividing and after in dividing)


@dataclass(frozen=True)
class Sealed:
    """A whole file of a format."""

    data: bytes
    read: Callable[[bytes], Any]
    harmless: Harmless = never
    missing: Any = None
    """What `read` gives where the file counts as missing: damage of a second copy or of a mere note stops nobody."""


def _at(path: Path, read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    def of_bytes(data: bytes) -> Any:
        path.unlink(missing_ok=True)  # some file systems flush a file that is cut and written again at once
        path.write_bytes(data)
        return read(path)

    return of_bytes


def package(place: Path) -> Sealed:
    """As it lies on the stick: the zip's own words and sums stand before everything else."""
    made, standing = _package(place)
    return Sealed(made.path.read_bytes(), _at(place / "bent.snapshot", lambda path: check_package(path, standing)))


def package_parts(place: Path) -> Sealed:
    """The three parts themselves, put into a zip that fits them: signatures and digests stand alone here."""
    made, standing = _package(place)
    parts = (made.package.root, made.package.targets, made.package.payload)
    ends = (len(parts[0]), len(parts[0]) + len(parts[1]))

    def read(data: bytes) -> Any:
        bent = Package(data[: ends[0]], data[ends[0] : ends[1]], data[ends[1] :])
        return rewrapped(b"".join(pieces_of(bent)))

    rewrapped = _at(place / "rewrapped.snapshot", lambda path: check_package(path, standing))
    return Sealed(b"".join(parts), read)


def _package(place: Path) -> tuple[builders.MadePackage, Standing]:
    office, signers = builders.organisation(place)
    vault = builders.vault(place)
    made = builders.package(place / "whole.snapshot", office, signers, [vault.card], [builders.customer()])
    return made, Standing(vault.folder, vault.key, vault.secrets, office.card, "Harbour North")


def enrolment_request(_place: Path) -> Sealed:
    return Sealed(builders.device()[1].to_bytes(), DeviceCard.from_bytes)


def organisation_card(place: Path) -> Sealed:
    return Sealed(builders.organisation(place)[0].card.data, OrganisationCard.from_bytes)


def revocation_list(place: Path) -> Sealed:
    office, signers = builders.organisation(place)
    data = make_revocations(office.card, [Revoked("D-00000000", "2024-06-19T12:00:00Z")], signers, builders.NOON)
    return Sealed(data, lambda bent: read_revocations(bent, office.card))


def accepted_devices(place: Path) -> Sealed:
    registry = Registry.begin(place)
    registry.accept(builders.device()[1].to_bytes(), builders.NOON)
    path = place / "devices.json"
    return Sealed(path.read_bytes(), _at(path, lambda _: registry.devices()))


def issued_snapshots(place: Path) -> Sealed:
    registry = Registry.begin(place)
    what: dict[str, Any] = {"as_of": "2024-06-19", "valid_until": "2024-07-19", "made_at": "2024-06-19T12:00:00Z"}
    what |= {"fields": ("name",), "forms": (), "devices": ("D-00000000",), "payload_sha256": "ab" * 32}
    registry.record(msgspec.convert({"version": 7, "site": "Harbour North", "customers": 3, **what}, Issued))
    path = place / "issued.json"
    return Sealed(path.read_bytes(), _at(path, lambda _: registry.issued()))


def signer_key(place: Path) -> Sealed:
    path = place / "signer-1.json"
    write_key(path, SigningKey.new(), "signer-1", builders.PASSPHRASE, builders.CHEAP)
    return Sealed(path.read_bytes(), _at(path, lambda bent: open_key(bent, lambda _: builders.PASSPHRASE).seed))


def slots(place: Path) -> Sealed:
    """Both copies bent alike: what one of them alone costs is told by `one_slots_copy`."""
    folder = builders.vault(place).folder

    def read(data: bytes) -> SlotFile:
        for name in NAMES:
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_bytes(data)
        return read_slot_file(folder)

    return Sealed((folder / NAMES[0]).read_bytes(), read)


def one_slots_copy(place: Path) -> Sealed:
    """One copy bent: it counts as missing, and the other one opens the vault as before."""
    folder = builders.vault(place).folder
    whole = read_slot_file(folder)

    def read(data: bytes) -> Any:
        (folder / NAMES[0]).unlink(missing_ok=True)
        (folder / NAMES[0]).write_bytes(data)
        assert read_slot_file(folder) == whole
        return read_copy(folder / NAMES[0])

    return Sealed((folder / NAMES[0]).read_bytes(), read)


def bundle(_place: Path) -> Sealed:
    ana, ben = builders.laptops("ana", "ben")
    ben.journal.append(CallLogged("C-1", "+14155552671", "reached", builders.NOON.isoformat()))
    data = export_bundle(ben.journal, [ana.card.recipient], "stick").data
    return Sealed(data, lambda bent: read_bundle(bent, ana.secrets.age_secret))


def copies_mark(place: Path) -> Sealed:
    """The mark of a stick: another one is another stick. `kind` is for people who find the file, nothing reads it."""
    mark = "00112233aabbccdd"
    data = canonical({"kind": "continuity-kit/copies", "mark": mark})
    kept, desk = _Kept(str(place), {mark: _Stick()}), CopyDesk(cast("Session", None))
    of_people = range(data.index(b"kind"), data.index(b'","mark"'))
    return Sealed(data, _at(place / MARK, lambda _: desk._stick_in(kept)), lambda at, *_: at in of_people)


def key_file(place: Path) -> Sealed:
    vault = builders.vault(place)
    path = place / "key"
    opened = open_slots(vault.folder, "ana", builders.PASSPHRASE)
    data = new_key_file(path)
    add_passphrase_slot(vault.folder, opened, "ben", SHORT_PASSPHRASE, key_file=data, cost=builders.CHEAP)

    def read(bent: Path) -> Any:
        return open_slots(vault.folder, "ben", SHORT_PASSPHRASE, read_key_file(bent)).key

    return Sealed(data, _at(path, read))


def recovery_groups(place: Path) -> Sealed:
    vault = builders.vault(place)

    def read(data: bytes) -> Any:
        return open_slots(vault.folder, "", data.decode("latin-1")).key

    return Sealed("-".join(vault.recovery).encode(), read, as_typed)


@functools.cache
def _escrow() -> tuple[str, ...]:
    return new_escrow().shares


def slip39_share(_place: Path) -> Sealed:
    first, second, third, *_ = _escrow()
    return Sealed(first.encode(), lambda data: identity_of([data.decode("latin-1"), second, third]), as_typed)


def export_manifest(place: Path) -> Sealed:
    """Read back for one thing: whether every file in the folder is an export's own and may be replaced by the next."""
    folder = place / "export"
    write_folder(folder, [Table("calls", ("at", "note"), (("now", "x"),))], {"site": "Harbour North"})
    data = (folder / MANIFEST).read_bytes()
    return Sealed(data, _at(folder / MANIFEST, lambda _: must_be_ours(folder) or "ours"), _beside_names(data))


def _beside_names(data: bytes) -> Harmless:
    """Digests, counts and facts are for whoever imports; nothing but `kind` and the files' names is read back."""
    read_back = [json.dumps(word).encode() for word in ("continuity-kit/export", "calls.csv")]
    places = {at for word in read_back for at in range(data.index(word), data.index(word) + len(word))}
    return lambda at, *_: at not in places


def people_list(place: Path) -> Sealed:
    secret = new_age_secret()
    noted = PeopleNoted()
    assert len(list(noted.passing(msgspec.json.encode(builders.customer(n)) for n in range(3)))) == 3
    noted.keep(place, "ab" * 32, recipient_of(secret))
    (path,) = (place / "people").iterdir()
    return Sealed(path.read_bytes(), _at(path, lambda _: people_of(place, "ab" * 32, secret)))


def highest_version(place: Path) -> Sealed:
    """A note beside the key store, which holds the same: bent it counts as missing, never as higher or lower."""
    vault = builders.vault(place)
    keep_high_water(vault.folder, vault.key, 27)
    path = vault.folder / HIGH_WATER
    return Sealed(path.read_bytes(), _at(path, lambda _: read_high_water(vault.folder, vault.key)), missing=0)


FORMATS: dict[str, Callable[[Path], Sealed]] = {
    each.__name__: each
    for each in (
        *(package, package_parts, enrolment_request, organisation_card, revocation_list, signer_key, slots),
        *(one_slots_copy, bundle, copies_mark, key_file, recovery_groups, slip39_share, export_manifest, people_list),
        *(highest_version, accepted_devices, issued_snapshots),
    )
}
