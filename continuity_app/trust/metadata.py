"""Signed metadata in the model of python-tuf: the organisation's root and what it says of a snapshot's payload.

The rules, all on bytes and without clock or file:
1. a document is exactly what its writer makes of its contents: one spelling, no unknown part beside the signed one;
2. a root is signed by its own threshold of root keys; its successor by the old threshold too, one version at a time;
3. a snapshot's targets are signed by the threshold of snapshot signers that the root names, and by nobody else;
4. expiry is a label: it never refuses anything.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import SigningKey
from continuity_app.words import say

if TYPE_CHECKING:
    from securesystemslib.signer import SSlibKey
    from tuf.api.metadata import Metadata, Root, Targets

MAX_BYTES = 1024 * 1024
PAYLOAD = "payload.age"
ORGANISATION_FIELD = "x-continuity-organisation"
ROOT_YEARS = 10


@dataclass(frozen=True, slots=True)
class RootFacts:
    """What a root says.

    Attributes:
        name: the organisation's name.
        identity: 16 hex digits that stay the same when its keys change.
        version: counts its roots from 1.
        threshold: how many snapshot signers must sign.
        signers: how many there are.
    """

    name: str
    identity: str
    version: int
    threshold: int
    signers: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """A device whose later entries are not to be trusted, from when on."""

    device: str
    at: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form of a snapshot, without its contents."""

    id: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the signers say of a snapshot; no personal data.

    Attributes:
        organisation, identity: whose it is.
        site: for which site; empty for every site.
        version: counts a site's snapshots from 1.
        as_of, valid_until: ISO 8601; later than the second it is shown as old, never refused.
        bytes, sha256: of the encrypted payload.
        devices: ids of those that can open it.
        revoked: devices that are not trusted any more.
        customers, roster, scripts: how many.
        forms: which.
        fields: which fields of customers it holds.
    """

    organisation: str
    identity: str
    site: str
    version: int
    as_of: str
    valid_until: str
    bytes: int
    sha256: str
    devices: tuple[str, ...]
    revoked: tuple[Revoked, ...] = ()
    customers: int = 0
    roster: int = 0
    scripts: int = 0
    forms: tuple[FormLine, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """How many signatures a document needs, and how many valid ones it has."""

    needed: int
    valid: int


def make_root(facts: RootFacts, roots: Sequence[SigningKey], signers: Sequence[SigningKey], now: dt.datetime) -> bytes:
    """The first root of an organisation, signed by all its root keys."""
    from tuf.api.metadata import Metadata, Root  # noqa: PLC0415

    expires = now.astimezone(dt.UTC).replace(microsecond=0) + dt.timedelta(days=365 * ROOT_YEARS)
    own = {ORGANISATION_FIELD: {"name": facts.name, "identity": facts.identity}}
    root = Root(version=facts.version, expires=expires, consistent_snapshot=False, unrecognized_fields=own)
    for role, keys in (("root", roots), ("targets", signers)):
        for key in keys:
            root.add_key(_public(key.public), role)
        root.roles[role].threshold = facts.threshold
    return _signed(Metadata(root), roots)


def read_root(data: bytes) -> RootFacts:
    """What a root says, once its own signatures hold.

    Raises:
        BadDataError: not a root, changed after it was signed, or signed by too few.
    """
    return _facts(_own_root(data))


def read_next_root(data: bytes, trusted: bytes) -> RootFacts:
    """What a root says that stands beside a trusted one: the same, or its signed successor.

    Raises:
        BadDataError: older, more than one version newer, or not signed by the old keys and by the new.
    """
    root, old = _own_root(data), _own_root(trusted)
    if data == trusted:
        return _facts(root)
    new_version, old_version = root.signed.version, old.signed.version
    if new_version <= old_version or _facts(root).identity != _facts(old).identity:
        raise _refused(
            "organisation.other",
            say("This comes from another organisation, or from keys that were replaced."),
            say("Ask IT for a new one, and compare the fingerprints aloud."),
        )
    if new_version != old_version + 1:
        raise _refused(
            "organisation.skipped",
            say("The organisation changed its keys more than once since this laptop last heard of it."),
            say("Ask IT for the organisation's card of today."),
        )
    if not old.signed.get_verification_result("root", root.signed_bytes, root.signatures):
        raise _refused(
            "organisation.not_signed",
            say("The organisation's new keys were not signed by its old ones."),
            say("Ask IT for a new file, and compare the fingerprints aloud."),
        )
    return _facts(root)


def make_targets(statement: Statement, signers: Sequence[SigningKey]) -> bytes:
    """The signed statement on a payload, as TUF targets metadata."""
    from tuf.api.metadata import Metadata, TargetFile, Targets  # noqa: PLC0415

    custom = {k: v for k, v in asdict(statement).items() if k not in ("version", "bytes", "sha256")}
    file = TargetFile(statement.bytes, {"sha256": statement.sha256}, PAYLOAD, {"custom": custom})
    expires = dt.datetime.fromisoformat(statement.valid_until).astimezone(dt.UTC).replace(microsecond=0)
    return _signed(Metadata(Targets(statement.version, expires=expires, targets={PAYLOAD: file})), signers)


def read_targets(data: bytes, root: bytes) -> tuple[Statement, Signatures]:
    """What the signers say of a payload, once their signatures hold under the root.

    Args:
        data: targets metadata as it came.
        root: the root that is trusted, verified before.

    Raises:
        BadDataError: changed, signed by too few, by a stranger, or without a field.
    """
    trusted = _own_root(root).signed
    targets: Metadata[Targets] = _exact(data, "targets")
    result = trusted.get_verification_result("targets", targets.signed_bytes, targets.signatures)
    if not result or len(result.signed) != len(targets.signatures):
        raise _refused(
            "snapshot.not_signed",
            say(
                "The snapshot is not signed as it must be: {valid} of {needed} signatures hold.",
                valid=len(result.signed),
                needed=result.threshold,
            ),
            say("Do not use it; ask IT for a new copy, and say where this one came from."),
        )
    return _statement(targets.signed), Signatures(result.threshold, len(result.signed))


def _own_root(data: bytes) -> "Metadata[Root]":
    root: Metadata[Root] = _exact(data, "root")
    result = root.signed.get_verification_result("root", root.signed_bytes, root.signatures)
    if not result:
        raise _refused(
            "organisation.not_signed",
            say("The organisation's root is not signed by its own keys."),
            say("Ask IT for a new copy of it."),
        )
    return root


def _facts(root: "Metadata[Root]") -> RootFacts:
    own = root.signed.unrecognized_fields.get(ORGANISATION_FIELD)
    signers = root.signed.roles["targets"]
    try:
        return msgspec.convert(
            {
                **(own if isinstance(own, dict) else {}),
                "version": root.signed.version,
                "threshold": signers.threshold,
                "signers": len(signers.keyids),
            },
            RootFacts,
        )
    except msgspec.ValidationError as error:
        raise _damaged("root") from error


def _statement(targets: "Targets") -> Statement:
    file = targets.targets.get(PAYLOAD)
    custom = file.custom if file is not None else None
    if file is None or len(targets.targets) != 1 or not isinstance(custom, dict):
        raise _damaged("targets")
    told = {**custom, "version": targets.version, "bytes": file.length, "sha256": file.hashes.get("sha256")}
    try:
        statement = msgspec.convert(told, Statement)
        dt.datetime.fromisoformat(statement.as_of)
        dt.datetime.fromisoformat(statement.valid_until)
    except (msgspec.ValidationError, ValueError) as error:
        raise _damaged("targets") from error
    return statement


def _exact(data: bytes, kind: str) -> "Metadata[Any]":
    from tuf.api.metadata import Metadata  # noqa: PLC0415
    from tuf.api.serialization import DeserializationError  # noqa: PLC0415

    try:
        if len(data) > MAX_BYTES:
            raise _damaged(kind)
        document: Metadata[Any] = Metadata.from_bytes(data)
        spelled = all(_is_hex(signature.signature) for signature in document.signatures.values())
        exact = canonical(document.to_dict()) == data and not document.unrecognized_fields
        if document.signed.type != kind or not spelled or not exact:
            raise _damaged(kind)
    except DeserializationError as error:
        raise _damaged(kind) from error
    return document


def _is_hex(text: str) -> bool:
    return bool(re.fullmatch("[0-9a-f]{128}", text))


def _signed(document: "Metadata[Any]", keys: Sequence[SigningKey]) -> bytes:
    from tuf.api.metadata import Signature  # noqa: PLC0415

    data = document.signed_bytes
    for key in keys:
        keyid = _public(key.public).keyid
        document.signatures[keyid] = Signature(keyid, key.sign(data).hex())
    return canonical(document.to_dict())


def _public(public: bytes) -> "SSlibKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from securesystemslib.signer import SSlibKey  # noqa: PLC0415

    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(public))


def _damaged(kind: str) -> BadDataError:
    return _refused(
        "metadata.damaged",
        say("The signed part {name} is damaged or is not what it claims to be.", name=f"{kind}.json"),
        say("Ask IT for a new copy of the file."),
    )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(
        code, message, what_is_safe=say("It was not used, and nothing was changed."), next_step=next_step
    )
