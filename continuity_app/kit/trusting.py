"""What a laptop is told by its organisation between snapshots: new roots, and devices that are not trusted any more."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from continuity_app.kit.carried import named, read_carried
from continuity_app.kit.holdings import keep_revocations, kept_revocations
from continuity_app.kit.session import Session
from continuity_app.trust.metadata import Signatures
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.revocations import looks_like_revocations, read_revocations, united
from continuity_app.vault.slots import keep_escrow_slot
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Told:
    """What a list of revocations changed.

    Attributes:
        signatures: of the list.
        made_at: when it was signed, ISO 8601.
        revoked: every device that is known to be revoked now, and since when.
        new: how many of them were not known before.
        quarantined: entries that are kept without counting, for whatever reason.
        this_laptop: whether it is revoked itself.
    """

    signatures: Signatures
    made_at: str
    revoked: tuple[dict[str, Any], ...]
    new: int
    quarantined: int
    this_laptop: bool


def trust_card(session: Session, card: OrganisationCard) -> bool:
    """Trusts the signed successor of the organisation's root from now on; its recovery key gets its way in.

    Returns:
        whether it is another root than before.
    """
    if card.data == session.organisation_card:
        return False
    session.keystore.put("organisation_card", card.data.hex())
    session.organisation_card = card.data
    vars(session).pop("organisation", None)  # read anew from the card
    if card.recovery:
        keep_escrow_slot(session.home.vault, session.vault_key, card.recovery, session.clock)
    return True


def take_cards(session: Session, files: Sequence[Path]) -> OrganisationCard:
    """Takes the organisation's newer roots one after the other, each signed by the keys of the one before.

    Args:
        session: opened for writing.
        files: cards, in any order; those that are trusted already or older are passed over.

    Raises:
        BadDataError: a file is no card, of another organisation, or a root between is missing.
        SurroundingsError: a file cannot be read.
    """
    cards = []
    for file in files:
        with named(file):
            cards.append((OrganisationCard.from_bytes(read_carried(file)), file))
    trusted = OrganisationCard.from_bytes(session.organisation_card)
    for card, file in sorted(cards, key=lambda pair: pair[0].root_version):
        if card.root_version > trusted.root_version or card.identity != trusted.identity:
            with named(file):
                trusted = trusted.verify_root(card.data)
            trust_card(session, trusted)
    return trusted


def take_revocations(session: Session, file: Path) -> Told:
    """Stops counting what revoked devices write from their revocation on; nothing is dropped.

    Args:
        session: opened for writing.
        file: the signed list.

    Raises:
        BadDataError: the list is damaged, of another organisation, or not signed as it must be.
        SurroundingsError: it cannot be read, or the journal cannot be written.
    """
    data = read_carried(file)
    with named(file):
        told = read_revocations(data, OrganisationCard.from_bytes(session.organisation_card))
    before = kept_revocations(session.keystore)
    after = united(before, told.revoked)
    keep_revocations(session.keystore, after)
    trust_card(session, told.card)
    session.journal.readmit()
    found = session.journal.verify()
    return Told(
        told.signatures,
        told.made_at,
        tuple(asdict(each) for each in after),
        len(after) - len(before),
        found.quarantined,
        any(each.device == session.device.device for each in after),
    )


@dataclass(frozen=True, slots=True)
class SetAside:
    """Entries of one device that are kept without counting.

    Attributes:
        device: which.
        entries: how many.
        first, last: their lowest and highest number on that device.
        revoked_at: since when the device is revoked (ISO 8601); empty where no snapshot here knows it.
    """

    device: str
    entries: int
    first: int
    last: int
    revoked_at: str

    @property
    def sentence(self) -> str:
        """The same in words."""
        told = {"count": self.entries, "device": self.device, "first": self.first, "last": self.last}
        if self.revoked_at:
            return say(
                "{count} entries of {device} (numbers {first} to {last}) are kept without counting, revoked {at}.",
                **told,
                at=self.revoked_at,
            )
        return say(
            "{count} entries of {device} (numbers {first} to {last}) are kept without counting: no snapshot here knows"
            " it yet.",
            **told,
        )


def set_aside(session: Session) -> tuple[SetAside, ...]:
    """What is kept without counting, device by device; nothing of it is dropped."""
    numbers: dict[str, list[int]] = {}
    for entry in session.journal.quarantined_entries():
        numbers.setdefault(entry.device, []).append(entry.seq)
    revoked = {str(line.get("device", "")): str(line.get("at", "")) for line in session.policy.get("revoked", ())}
    return tuple(
        SetAside(device, len(held), min(held), max(held), revoked.get(device, ""))
        for device, held in sorted(numbers.items())
    )


def is_revocations(file: Path) -> bool:
    """Whether a carried file is a list of revocations and no package; what cannot be read is neither."""
    try:
        with file.open("rb") as carried:
            return looks_like_revocations(carried.read(1))
    except OSError:
        return False


def banners(session: Session) -> tuple[str, ...]:
    """What a screen must say all the time, in whole sentences: an override in force, this laptop's own revocation."""
    told = list(_override(session))
    if any(each.get("device") == session.device.device for each in session.policy.get("revoked", ())):
        told.append(
            say("This laptop was revoked by IT: what is written here from then on does not count on other laptops.")
        )
    return tuple(told)


def _override(session: Session) -> Sequence[str]:
    from continuity_app.journal.types import OverrideMade  # noqa: PLC0415
    from continuity_app.kit.holdings import snapshot_in_use  # noqa: PLC0415

    used = snapshot_in_use(session.keystore)
    if used is None or used.version >= used.highest:
        return ()
    reason, user = "", ""
    for entry in session.journal.entries({OverrideMade.type}):
        body = entry.read()
        ours = entry.device == session.device.device
        if ours and isinstance(body, OverrideMade) and body.rule == "snapshot.rollback":
            reason, user = body.reason, entry.user
    return (
        say(
            "OVERRIDE by {user}: customer data of version {version}, while {highest} was here before. Reason: {reason}",
            user=user or "?",
            version=used.version,
            highest=used.highest,
            reason=reason or "?",
        ),
    )
