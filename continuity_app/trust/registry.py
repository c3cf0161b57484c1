"""What the IT machine keeps beside its keys: accepted and revoked devices, what was issued to which; no customers."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.challenge import KEY_BYTES
from continuity_app.trust.device import CROCKFORD, PREFIX_CHARACTERS, DeviceCard
from continuity_app.trust.metadata import Revoked
from continuity_app.trust.organisation import same_site
from continuity_app.words import say

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device that IT accepted.

    Attributes:
        card: as it asked to be enrolled.
        prefix: what its serials begin with; its own wish, or another where two wished the same.
        accepted_at, revoked_at: ISO 8601; the second is empty while it is trusted.
        reason: why it was revoked.
    """

    card: DeviceCard
    prefix: str
    accepted_at: str
    revoked_at: str = ""
    reason: str = ""

    @property
    def trusted(self) -> bool:
        """Whether packages are made for it."""
        return not self.revoked_at


@dataclass(frozen=True, slots=True)
class Issued:
    """A snapshot that was signed, and what each of its devices got.

    Attributes:
        version, site, as_of, valid_until: as signed.
        made_at: ISO 8601.
        customers: how many.
        fields: which fields of them.
        forms: ids of the forms.
        devices: ids of those that can open it.
        payload_sha256: of the encrypted payload.
    """

    version: int
    site: str
    as_of: str
    valid_until: str
    made_at: str
    customers: int
    fields: tuple[str, ...]
    forms: tuple[str, ...]
    devices: tuple[str, ...]
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """What can be on a device at most.

    Attributes:
        enrolled: the device.
        issued: every snapshot that it can open, newest first.
        customers: the most that one of them holds.
        fields: every field that one of them holds.
    """

    enrolled: Enrolled
    issued: tuple[Issued, ...]
    customers: int
    fields: tuple[str, ...]


class Registry:
    """`devices.json` and `issued.json` in the organisation's folder; each change replaces a file whole.

    A digest in each tells a flipped bit; against somebody who may write on the IT machine it is no protection.
    """

    def __init__(self, folder: Path) -> None:
        self._devices = folder / "devices.json"
        self._issued = folder / "issued.json"
        self._challenges = folder / "challenges.json"

    @classmethod
    def begin(cls, folder: Path) -> "Registry":
        """Writes the two files of a new organisation: from now on a missing one is damage, and no version comes twice.

        Raises:
            SurroundingsError: the folder cannot be written.
        """
        begun = cls(folder)
        for file in (begun._devices, begun._issued):
            _write(file, ())
        return begun

    def devices(self) -> tuple[Enrolled, ...]:
        """All devices ever accepted, in that order.

        Raises:
            BadDataError: the file is damaged.
        """
        return tuple(_read(self._devices, _enrolled))

    def device(self, device: str) -> Enrolled:
        """One device by its id, in any case.

        Raises:
            BadDataError: no such device was accepted.
        """
        for enrolled in self.devices():
            if enrolled.card.device.casefold() == device.casefold():
                return enrolled
        known = ", ".join(enrolled.card.device for enrolled in self.devices())
        raise _refused(
            "device.unknown",
            say("No device called {device} was accepted here.", device=device),
            say("These were: {devices}.", devices=known) if known else say("Accept an enrolment request first."),
        )

    def accept(self, request: bytes, now: dt.datetime) -> Enrolled:
        """Takes a device in; the same request again changes nothing.

        Raises:
            BadDataError: the request is damaged, or the device was revoked.
            SurroundingsError: the folder cannot be written.
        """
        card, known = DeviceCard.from_bytes(request), self.devices()
        for enrolled in known:
            if enrolled.card.device == card.device:
                if not enrolled.trusted:
                    raise _refused(
                        "device.revoked",
                        say("The device {device} was revoked; it cannot come back.", device=card.device),
                        say("Create a new vault on that laptop and enrol it."),
                    )
                return self._replace(replace(enrolled, card=card))
        taken = {enrolled.prefix for enrolled in known}
        new = Enrolled(card, _free_prefix(card.prefix, taken), now.isoformat(timespec="seconds"))
        self._write_devices((*known, new))
        return new

    def revoke(self, device: str, reason: str, now: dt.datetime) -> Enrolled:
        """Stops trusting a device from now on; what it wrote before stays valid.

        Raises:
            BadDataError: no such device, no reason, or it was revoked before.
            SurroundingsError: the folder cannot be written.
        """
        enrolled = self.device(device)
        if not enrolled.trusted or not reason.strip():
            raise _refused(
                "device.not_revoked",
                say("The device {device} was revoked before, or no reason was given.", device=enrolled.card.device),
                say("Give a reason; 'continuity device list' shows what was revoked."),
            )
        return self._replace(replace(enrolled, revoked_at=now.isoformat(timespec="milliseconds"), reason=reason))

    def recipients(self, site: str) -> tuple[Enrolled, ...]:
        """The trusted devices that a site's package is sealed to."""
        return tuple(each for each in self.devices() if each.trusted and same_site(each.card.site, site))

    def policy(self) -> dict[str, Any]:
        """What every laptop must know of the others: cards, revocations and prefixes."""
        devices = self.devices()
        return {
            "devices": [each.card.as_dict() for each in devices],
            "revoked": [{"device": each.device, "at": each.at} for each in self.revoked()],
            "prefixes": {each.card.device: each.prefix for each in devices},
        }

    def revoked(self) -> tuple[Revoked, ...]:
        """The devices that are not trusted any more, and since when."""
        return tuple(Revoked(each.card.device, each.revoked_at) for each in self.devices() if not each.trusted)

    def issued(self) -> tuple[Issued, ...]:
        """Every snapshot that was ever signed here, in that order.

        Raises:
            BadDataError: the file is damaged.
        """
        return tuple(_read(self._issued, lambda value: msgspec.convert(value, Issued)))

    def next_version(self, site: str) -> int:
        """The version that a site's next snapshot gets; a version is never given twice."""
        return 1 + max((each.version for each in self.issued() if same_site(each.site, site)), default=0)

    def record(self, issued: Issued) -> None:
        """Keeps that a snapshot was signed; done before its package is written.

        Raises:
            SurroundingsError: the folder cannot be written.
        """
        _write(self._issued, (*self.issued(), issued))

    def challenge_key(self, site: str) -> str:
        """The key of a site's words of the day (`trust.challenge`), hexadecimal; made once, the same in every snapshot.

        Raises:
            BadDataError: the file is damaged.
            SurroundingsError: the folder cannot be written.
        """
        known = (
            _read(self._challenges, lambda value: (str(value["site"]), str(value["key"])))
            if self._challenges.exists()
            else []
        )
        for told, key in known:
            if same_site(told, site):
                return key
        made = secrets.token_hex(KEY_BYTES)
        _write(self._challenges, [{"site": told, "key": key} for told, key in (*known, (site, made))])
        return made

    def exposure(self, device: str) -> Exposure:
        """What can be on a device at most, were it lost now.

        Raises:
            BadDataError: no such device was accepted.
        """
        enrolled = self.device(device)
        got = tuple(each for each in reversed(self.issued()) if enrolled.card.device in each.devices)
        fields = tuple(dict.fromkeys(name for each in got for name in each.fields))
        return Exposure(enrolled, got, max((each.customers for each in got), default=0), fields)

    def _replace(self, changed: Enrolled) -> Enrolled:
        known = self.devices()
        self._write_devices([changed if each.card.device == changed.card.device else each for each in known])
        return changed

    def _write_devices(self, devices: Sequence[Enrolled]) -> None:
        _write(self._devices, devices)


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the registry: its records, and the digest that tells a flipped bit among them."""

    records: list[Any]
    sha256: str


def _write(path: Path, records: Sequence[Any]) -> None:
    write_whole(path, _as_written(records))


def _as_written(records: Sequence[Any]) -> bytes:
    plain = [_plain(each) for each in records]
    return canonical({"records": plain, "sha256": hashlib.sha256(canonical(plain)).hexdigest()})


def _read(path: Path, convert: Callable[[Any], Record]) -> list[Record]:
    try:
        data = path.read_bytes()
        records = msgspec.json.decode(data, type=_Written).records
        if _as_written(records) != data:
            raise _damaged(path)
        return [convert(value) for value in records]
    except (
        OSError,
        msgspec.DecodeError,
        UnicodeDecodeError,
        RecursionError,
        KeyError,
        TypeError,
        BadDataError,
    ) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> BadDataError:
    message = say("The file {name} of the organisation is missing or damaged.", name=path.name)
    return BadDataError(
        "organisation.damaged",
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=say("Put it back from a backup of this machine."),
        details=[{"file": path.name, "problem": message}],
    )


def _enrolled(value: Any) -> Enrolled:
    enrolled = msgspec.convert(value, Enrolled)
    DeviceCard.from_dict(enrolled.card.as_dict())
    return enrolled


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


def _free_prefix(wished: str, taken: set[str]) -> str:
    number, space = 0, len(CROCKFORD) ** PREFIX_CHARACTERS
    for character in wished:
        number = number * len(CROCKFORD) + CROCKFORD.index(character)
    for step in range(space):
        at = (number + step) % space
        prefix = "".join(CROCKFORD[at >> (5 * place) & 31] for place in reversed(range(PREFIX_CHARACTERS)))
        if prefix not in taken:
            return prefix
    raise _refused(
        "device.prefixes",
        say("Every prefix of serials is taken: {count} devices were accepted.", count=len(taken)),
        say("Found a new organisation for further laptops."),
    )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
