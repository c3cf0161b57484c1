"""The list of devices that are not trusted any more, as a small signed file that travels alone.

It is canonical JSON of the organisation's `root` and TUF targets metadata on one file, `revocations.json`, whose entry
carries the list itself. It says the same as the list in a snapshot; a laptop keeps the union of all that it was told,
so that an old list takes nothing back and the order of arrival leaves no trace.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.documents import MAX_BYTES
from continuity_app.trust.metadata import Revoked, Signatures, SignedFile, not_signed, open_targets, sign_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.root import ROOT_YEARS
from continuity_app.trust.signing import SigningKey
from continuity_app.words import say

FILE = "revocations.json"


@dataclass(frozen=True, slots=True)
class Revocations:
    """A verified list.

    Attributes:
        revoked: devices, and since when.
        made_at: when it was signed, ISO 8601.
        signatures: how many were needed, how many hold.
        card: the organisation to trust from now on: as before, or its signed successor.
    """

    revoked: tuple[Revoked, ...]
    made_at: str
    signatures: Signatures
    card: OrganisationCard


def make_revocations(
    card: OrganisationCard, revoked: Sequence[Revoked], signers: Sequence[SigningKey], now: dt.datetime
) -> bytes:
    """The signed list as a file."""
    rows = [asdict(each) for each in revoked]
    digest, made_at = _digest(rows), now.isoformat(timespec="seconds")
    custom = {"identity": card.identity, "made_at": made_at, "revoked": rows}
    expires = now + dt.timedelta(days=365 * ROOT_YEARS)
    about = SignedFile(FILE, max(len(rows), 1), expires, len(canonical(rows)), digest, custom)
    signed = sign_targets(about, signers)
    return canonical({"root": msgspec.json.decode(card.data), "targets": msgspec.json.decode(signed)})


def read_revocations(data: bytes, trusted: OrganisationCard) -> Revocations:
    """A list, once its signatures hold under the organisation that is trusted or its signed successor.

    Raises:
        BadDataError: something else, changed, of another organisation, or signed by too few or by a stranger.
    """
    root, targets = _parts(data)
    card = trusted.verify_root(root)
    _, file, signatures = open_targets(targets, root, FILE)
    if not signatures.enough:
        raise not_signed(signatures)
    try:
        told = msgspec.convert(file.custom, dict[str, Any])
        revoked = tuple(msgspec.convert(told.get("revoked"), list[Revoked]))
        made_at = msgspec.convert(told.get("made_at"), str)
        dt.datetime.fromisoformat(made_at)
    except (msgspec.ValidationError, ValueError) as error:
        raise _odd() from error
    if told.get("identity") != card.identity or file.hashes.get("sha256") != _digest(told["revoked"]):
        raise _odd()
    return Revocations(revoked, made_at, signatures, card)


def looks_like_revocations(data: bytes) -> bool:
    """Whether a file was meant as such a list: a package is a zip."""
    return data[:1] == b"{"


def united(*lists: Iterable[Revoked]) -> tuple[Revoked, ...]:
    """What several lists say together: for each device the earliest time that one of them names."""
    earliest: dict[str, Revoked] = {}
    for each in (each for told in lists for each in told):
        known = earliest.get(each.device)
        if known is None or _moment(each) < _moment(known):
            earliest[each.device] = each
    return tuple(earliest[device] for device in sorted(earliest))


def _moment(revoked: Revoked) -> dt.datetime:
    """When; always, where it names no readable time."""
    try:
        return dt.datetime.fromisoformat(revoked.at).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _parts(data: bytes) -> tuple[bytes, bytes]:
    try:
        value = msgspec.json.decode(data, type=dict[str, Any]) if len(data) <= 2 * MAX_BYTES else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _odd() from error
    if set(value) != {"root", "targets"} or canonical(value) != data:
        raise _odd()
    return canonical(value["root"]), canonical(value["targets"])


def _digest(rows: Any) -> str:
    return hashlib.sha256(canonical(rows)).hexdigest()


def _odd() -> BadDataError:
    return BadDataError(
        "revocations.damaged",
        say("This is not a list of revoked laptops, or it was changed after it was signed."),
        what_is_safe=say("It was not used, and nothing was changed."),
        next_step=say("Ask IT for a new copy of the file."),
    )
