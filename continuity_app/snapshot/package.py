"""The package: one plain zip of `root.json`, `targets.json` and `payload.age`, verified before anything is decrypted.

The rules, bytes in and object out:
1. the file is exactly the zip that `pieces_of` makes of its three parts, not a bit more or less;
2. the root is the trusted one or its signed successor; the targets are signed by the threshold of its snapshot signers;
3. the payload has the signed length and digest, and an age header for as many devices as the targets name;
4. what the payload's header says is what the targets say: parts of two packages never make one.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.snapshot.payload import PayloadHeader
from continuity_app.trust.age_box import check_header, open_sealed
from continuity_app.trust.device import DeviceSecrets
from continuity_app.trust.documents import MAX_BYTES
from continuity_app.trust.metadata import PAYLOAD, Signatures, Statement, read_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.words import say

MAX_PAYLOAD = 1024 * 1024 * 1024
CAPS = {"root.json": MAX_BYTES, "targets.json": MAX_BYTES, PAYLOAD: MAX_PAYLOAD}

# The zip's own words (APPNOTE 6.3.9): version 2.0, no flags, stored, midnight of 1 January 1980, made on no system.
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _STORED, _NEW_YEAR = 20, 0, 0x21


@dataclass(frozen=True, slots=True)
class Package:
    """The three parts as they came; nothing about them is trusted yet."""

    root: bytes = field(repr=False)
    targets: bytes = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """A package whose signatures and digests hold.

    Attributes:
        statement: what its signers say.
        signatures: how many were needed, how many hold.
        card: the organisation to trust from now on: as before, or its signed successor.
        payload: still encrypted.
    """

    statement: Statement
    signatures: Signatures
    card: OrganisationCard
    payload: bytes = field(repr=False)


def write_package(path: Path, package: Package) -> None:
    """Writes a package, whole or not at all.

    Raises:
        SurroundingsError: the file cannot be written.
    """
    write_whole(path, pieces_of(package))


def read_package(path: Path) -> Package:
    """Takes a package apart, within the caps on sizes.

    Raises:
        BadDataError: this is not a package, or one bit of its wrapping was changed.
        SurroundingsError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            parts = [_read_part(file, name, cap) for name, cap in CAPS.items()]
            package = Package(*parts)
            tail = b"".join(_tail_of(package))
            if file.read(len(tail) + 1) != tail:
                raise _damaged(path.name)
    except OSError as error:
        raise SurroundingsError(
            "snapshot.not_read",
            say("The snapshot {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or ""),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Check the file's name and that the stick is in."),
            details=[{"file": str(path), "problem": error.strerror or ""}],
        ) from error
    return package


def verify_package(package: Package, trusted: OrganisationCard, *, unfinished: bool = False) -> Verified:
    """Checks a package against the organisation that is trusted.

    Args:
        package: as it came.
        trusted: the organisation.
        unfinished: take one that further signers have still to sign; `signatures` says how many are missing.

    Raises:
        BadDataError: a rule of this module does not hold; the message says which.
    """
    card = trusted.verify_root(package.root)
    statement, signatures = read_targets(package.targets, package.root, unfinished=unfinished)
    if (statement.identity, statement.organisation) != (card.identity, card.name):
        raise _mixed()
    if len(package.payload) != statement.bytes or hashlib.sha256(package.payload).hexdigest() != statement.sha256:
        raise _damaged(PAYLOAD)
    if check_header(package.payload) != len(statement.devices):
        raise _mixed()
    return Verified(statement, signatures, card, package.payload)


def open_payload(verified: Verified, secrets: DeviceSecrets) -> bytes:
    """Decrypts a verified package's payload, whole or not at all.

    Raises:
        BadDataError: it was not made for this device.
    """
    if secrets.device not in verified.statement.devices:
        raise BadDataError(
            "snapshot.not_for_this_device",
            say("This snapshot was made for other laptops, not for {device}.", device=secrets.device),
            what_is_safe=say("The customers that were there before are still in use."),
            next_step=say("Ask IT to accept this laptop and to build a new snapshot."),
        )
    return open_sealed(verified.payload, secrets.age_secret)


def check_header_is_signed(header: PayloadHeader, statement: Statement) -> None:
    """Checks that a payload's header says what was signed.

    Raises:
        BadDataError: payload and signed part belong to different packages.
    """
    inside = (
        header.organisation,
        header.identity,
        header.site,
        header.version,
        header.as_of,
        header.valid_until,
        header.customers,
        header.forms,
    )
    signed = (
        statement.organisation,
        statement.identity,
        statement.site,
        statement.version,
        statement.as_of,
        statement.valid_until,
        statement.customers,
        len(statement.forms),
    )
    if inside != signed:
        raise _mixed()


def pieces_of(package: Package) -> Iterator[bytes]:
    """The zip of three parts, the same on every system: stored, without dates, flags or comments."""
    for name, data in _named(package):
        yield _local_header(name, len(data), zlib.crc32(data))
        yield data
    yield from _tail_of(package)


def _named(package: Package) -> list[tuple[str, bytes]]:
    return list(zip(CAPS, (package.root, package.targets, package.payload), strict=True))


def _local_header(name: str, size: int, crc: int) -> bytes:
    head = _LOCAL.pack(b"PK\3\4", _VERSION, 0, _STORED, 0, _NEW_YEAR, crc, size, size, len(name), 0)
    return head + name.encode()


def _tail_of(package: Package) -> Iterator[bytes]:
    at = length = 0
    for name, data in _named(package):
        fixed = (0, _STORED, 0, _NEW_YEAR, zlib.crc32(data), len(data), len(data), len(name), 0, 0, 0, 0, 0, at)
        entry = _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *fixed) + name.encode()
        yield entry
        length += len(entry)
        at += _LOCAL.size + len(name) + len(data)
    yield _END.pack(b"PK\5\6", 0, 0, len(CAPS), len(CAPS), length, at, 0)


def _read_part(file: BinaryIO, name: str, cap: int) -> bytes:
    head = file.read(_LOCAL.size + len(name))
    if len(head) < _LOCAL.size + len(name):
        raise _damaged(name)
    crc, size = _LOCAL.unpack_from(head)[6:8]
    if size > cap or head != _local_header(name, size, crc):
        raise _damaged(name)
    data = file.read(size)
    if len(data) != size or zlib.crc32(data) != crc:
        raise _damaged(name)
    return data


def _damaged(part: str) -> BadDataError:
    return BadDataError(
        "snapshot.damaged",
        say("The snapshot is damaged, or is not one: {part} is not what was written.", part=part),
        what_is_safe=say("Nothing was read from it; the customers that were there before are still in use."),
        next_step=say("Copy it again from where it came from, or ask IT for a new one."),
        details=[{"field": part, "problem": say("changed, cut off or not a snapshot")}],
    )


def _mixed() -> BadDataError:
    return BadDataError(
        "snapshot.mixed",
        say("The parts of this snapshot come from different packages."),
        what_is_safe=say("Nothing was read from it; the customers that were there before are still in use."),
        next_step=say("Do not use it; ask IT for a new one, and say where this one came from."),
    )
