"""What a vault's key store holds, by name: the device's keys, the organisation's card, and which snapshot is in use."""

from collections.abc import Iterable
from dataclasses import dataclass

from continuity_app.errors import BadDataError
from continuity_app.trust.device import DeviceSecrets
from continuity_app.trust.metadata import Revoked
from continuity_app.vault.keystore import Keystore
from continuity_app.words import say

RESTORED_DEVICES = "restored_devices"
"""The devices that a restored copy vouched for, as rows of `journal.devices.rows_of`."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """The facts of a vault that are not in its journal.

    Attributes:
        device: this laptop's keys.
        organisation: the name of the organisation, kept beside its card so that a look-up need not read the card.
        organisation_card: bytes of the public root, as carried from IT.
        site: where the laptop stands.
        made_at: when the vault was made, ISO 8601.
    """

    device: DeviceSecrets
    organisation: str
    organisation_card: bytes
    site: str
    made_at: str


def keep_holdings(keystore: Keystore, holdings: Holdings) -> None:
    """Writes the facts of a new vault, all at once."""
    keystore.put_all(
        {
            "device": {
                "device": holdings.device.device,
                "age_secret": holdings.device.age_secret,
                "sign_seed": holdings.device.sign_seed.hex(),
            },
            "organisation": holdings.organisation,
            "organisation_card": holdings.organisation_card.hex(),
            "site": holdings.site,
            "made_at": holdings.made_at,
        }
    )


def read_holdings(keystore: Keystore) -> Holdings:
    """The facts of this vault.

    Raises:
        BadDataError: the vault was never finished.
    """
    device, card = keystore.get("device"), keystore.get("organisation_card")
    if device is None or card is None:
        raise BadDataError(
            "vault.unfinished",
            say("This vault was never finished: it has no device keys."),
            what_is_safe=say("There is nothing in it that could be lost."),
            next_step=say("Move its folder aside and create the vault again."),
        )
    secrets = DeviceSecrets(device["device"], device["age_secret"], bytes.fromhex(device["sign_seed"]))
    texts = {name: keystore.get(name) or "" for name in ("organisation", "site", "made_at")}
    return Holdings(secrets, texts["organisation"], bytes.fromhex(card), texts["site"], texts["made_at"])


def kept_revocations(keystore: Keystore) -> tuple[Revoked, ...]:
    """Every revocation that this laptop was ever told, by a snapshot or by a list of its own."""
    return tuple(Revoked(device, at) for device, at in keystore.get("revocations") or ())


def keep_revocations(keystore: Keystore, revoked: Iterable[Revoked]) -> None:
    """Keeps revocations; an older snapshot that is taken back into use does not know them."""
    keystore.put("revocations", [[each.device, each.at] for each in revoked])


@dataclass(frozen=True, slots=True)
class SnapshotInUse:
    """Which snapshot a vault serves from.

    Attributes:
        version: of the contacts database in use.
        highest: the highest version ever applied here; lower ones need a manager's override.
        file: the contacts database's name in the vault's folder.
    """

    version: int
    highest: int
    file: str


def snapshot_in_use(keystore: Keystore) -> SnapshotInUse | None:
    """The snapshot in use, or None before the first."""
    held = keystore.get("snapshot")
    return None if held is None else SnapshotInUse(held["version"], held["highest"], held["file"])


def use_snapshot(keystore: Keystore, snapshot: SnapshotInUse) -> None:
    """Swaps to another contacts database, in one durable step."""
    keystore.put("snapshot", {"version": snapshot.version, "highest": snapshot.highest, "file": snapshot.file})
