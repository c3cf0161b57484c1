"""Which devices' entries count: those of the snapshot's policy and the laptop's own; of revoked ones the earlier."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import first_reading_at
from continuity_app.trust.canonical import canonical
from continuity_app.trust.device import DeviceCard
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device whose entries this laptop takes.

    Attributes:
        device: its id.
        public_key: the 32 bytes that check its entries.
        recipient: `age1…`, what bundles for it are sealed to.
        revoked_from: clock reading from which on its entries are quarantined; empty while it is trusted.
    """

    device: str
    public_key: bytes
    recipient: str
    revoked_from: str = ""

    def vouches_for(self, entry: Entry) -> bool:
        """Whether an entry of this device is from before its revocation."""
        return not self.revoked_from or entry.hlc < self.revoked_from


Known = Mapping[str, KnownDevice]


def known_devices(policy: Mapping[str, Any]) -> dict[str, KnownDevice]:
    """The devices that a snapshot's policy names.

    Args:
        policy: `{"devices": [card, …], "revoked": [{"device", "at", …}, …]}` as the snapshot's payload holds it.

    Raises:
        BadDataError: a card of the policy is damaged.
    """
    revoked = {line["device"]: _reading_at(str(line.get("at", ""))) for line in policy.get("revoked", ())}
    cards = [DeviceCard.from_dict(card) for card in policy.get("devices", ())]
    return {
        card.device: KnownDevice(
            card.device, bytes.fromhex(card.public_key), card.recipient, revoked.get(card.device, "")
        )
        for card in cards
    }


def with_revocations(known: Known, revoked: Iterable[tuple[str, str]]) -> dict[str, KnownDevice]:
    """The same devices, with revocations that came from elsewhere; the earliest of each device counts.

    Args:
        known: as a snapshot or a copy tells them.
        revoked: devices, and since when, ISO 8601; a time that cannot be read means always.
    """
    devices = dict(known)
    for device, moment in revoked:
        if device in devices:
            from_, told = devices[device].revoked_from, _reading_at(moment)
            devices[device] = replace(devices[device], revoked_from=min(from_, told) if from_ else told)
    return devices


def vouched_devices(rows: Iterable[Sequence[str]]) -> dict[str, KnownDevice]:
    """Devices as a copy vouches for them: rows of id, public key in hex, recipient, revoked from.

    Raises:
        BadDataError: a row is not of this kind.
    """
    try:
        devices = [KnownDevice(name, bytes.fromhex(key), recipient, gone) for name, key, recipient, gone in rows]
    except (ValueError, TypeError) as error:
        raise BadDataError(
            "copies.devices",
            say("What a copy says of its devices cannot be read."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Restore from the copy before it."),
        ) from error
    return {device.device: device for device in devices}


def rows_of(known: Known) -> list[list[str]]:
    """The same devices as rows."""
    return [[d.device, d.public_key.hex(), d.recipient, d.revoked_from] for _, d in sorted(known.items())]


def mark_of(known: Known) -> str:
    """One digest over the known devices and their revocations: another one calls for a new look at what is admitted."""
    rows = [[d.device, d.public_key.hex(), d.revoked_from] for d in sorted(known.values(), key=lambda d: d.device)]
    return hashlib.sha256(canonical(rows)).hexdigest()


def _reading_at(moment: str) -> str:
    """From when a device is distrusted: always, where its revocation names no readable time."""
    try:
        return first_reading_at(dt.datetime.fromisoformat(moment).astimezone(dt.UTC))
    except (ValueError, OverflowError):
        return first_reading_at(dt.datetime.min.replace(tzinfo=dt.UTC))
