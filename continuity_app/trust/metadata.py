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
    from tuf.api.metadata import Metadata, Root, TargetFile, Targets

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
        recovery: age recipient of the organisation's escrowed recovery key, empty where there is none.
    """

    name: str
    identity: str
    version: int
    threshold: int
    signers: int
    recovery: str = ""


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

    @property
    def enough(self) -> bool:
        """Whether as many as the root asks for have signed."""
        return self.valid >= self.needed


@dataclass(frozen=True, slots=True)
class RoleKeys:
    """The public keys that a root names: of those who may change the root, and of those who sign snapshots."""

    roots: tuple[bytes, ...]
    signers: tuple[bytes, ...]


def make_root(facts: RootFacts, roots: Sequence[SigningKey], signers: Sequence[SigningKey], now: dt.datetime) -> bytes:
    """The first root of an organisation, signed by all its root keys."""
    keys = RoleKeys(tuple(key.public for key in roots), tuple(key.public for key in signers))
    return sign_root(facts, keys, roots, now)


def sign_root(facts: RootFacts, keys: RoleKeys, signed_by: Sequence[SigningKey], now: dt.datetime) -> bytes:
    """A root: the first, or a successor that old and new root keys sign.

    Args:
        facts: what it says; the numbers of keys follow from `keys`.
        keys: whom it names.
        signed_by: root keys, of the root before and of this one.
        now: aware; it expires ten years later, which is a label only.
    """
    from tuf.api.metadata import Metadata, Root  # noqa: PLC0415

    expires = now.astimezone(dt.UTC).replace(microsecond=0) + dt.timedelta(days=365 * ROOT_YEARS)
    told = {"name": facts.name, "identity": facts.identity, **({"recovery": facts.recovery} if facts.recovery else {})}
    own = {ORGANISATION_FIELD: told}
    root = Root(version=facts.version, expires=expires, consistent_snapshot=False, unrecognized_fields=own)
    for role, publics in (("root", keys.roots), ("targets", keys.signers)):
        for public in publics:
            root.add_key(_public(public), role)
        root.roles[role].threshold = facts.threshold
    return _signed(Metadata(root), signed_by)


def role_keys(data: bytes) -> RoleKeys:
    """Whom a root names.

    Raises:
        BadDataError: not a root, or not signed by its own keys.
    """
    root = _own_root(data).signed

    def of(role: str) -> tuple[bytes, ...]:
        return tuple(bytes.fromhex(root.keys[keyid].keyval["public"]) for keyid in root.roles[role].keyids)

    return RoleKeys(of("root"), of("targets"))


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
    custom = {k: v for k, v in asdict(statement).items() if k not in ("version", "bytes", "sha256")}
    expires = dt.datetime.fromisoformat(statement.valid_until)
    about = SignedFile(PAYLOAD, statement.version, expires, statement.bytes, statement.sha256, custom)
    return sign_targets(about, signers)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """One file that targets metadata speak of: name, version, an end that is a label, digest, and what else is said."""

    name: str
    version: int
    expires: dt.datetime
    length: int
    sha256: str
    custom: dict[str, Any]


def sign_targets(about: SignedFile, signers: Sequence[SigningKey]) -> bytes:
    """TUF targets metadata on one file."""
    from tuf.api.metadata import Metadata, TargetFile, Targets  # noqa: PLC0415

    file = TargetFile(about.length, {"sha256": about.sha256}, about.name, {"custom": about.custom})
    expires = about.expires.astimezone(dt.UTC).replace(microsecond=0)
    return _signed(Metadata(Targets(about.version, expires=expires, targets={about.name: file})), signers)


def read_targets(data: bytes, root: bytes, *, unfinished: bool = False) -> tuple[Statement, Signatures]:
    """What the signers say of a payload, once their signatures hold under the root.

    Args:
        data: targets metadata as it came.
        root: the root that is trusted, verified before.
        unfinished: fewer signatures than the root asks for are taken too, as while signers sign one after the other.

    Raises:
        BadDataError: changed, signed by too few, by a stranger, or without a field.
    """
    targets, file, signatures = open_targets(data, root, PAYLOAD)
    if not signatures.enough and not unfinished:
        raise not_signed(signatures)
    return _statement(targets, file), signatures


def open_targets(data: bytes, root: bytes, name: str) -> "tuple[Targets, TargetFile, Signatures]":
    """Targets metadata on the one file of that name; whether enough have signed is for the caller to ask.

    Raises:
        BadDataError: changed, on another file, or with a signature that is not a signer's own.
    """
    trusted = _own_root(root).signed
    targets: Metadata[Targets] = _exact(data, "targets")
    result = trusted.get_verification_result("targets", targets.signed_bytes, targets.signatures)
    signatures = Signatures(result.threshold, len(result.signed))
    if len(result.signed) != len(targets.signatures):
        raise not_signed(signatures)
    file = targets.signed.targets.get(name)
    if file is None or len(targets.signed.targets) != 1:
        raise _damaged("targets")
    return targets.signed, file, signatures


def add_signature(data: bytes, root: bytes, key: SigningKey) -> bytes:
    """The same targets metadata with one more signer's signature.

    Args:
        data: signed by others, or by nobody yet.
        root: the root that is trusted.
        key: of a signer whom the root names and who has not signed.

    Raises:
        BadDataError: changed, a signature is a stranger's, or this key is no signer's or has signed already.
    """
    open_targets(data, root, PAYLOAD)
    document = _exact(data, "targets")
    keyid = _public(key.public).keyid
    if key.public not in role_keys(root).signers:
        raise _refused(
            "organisation.not_a_signer",
            say("This key is not one of the organisation's snapshot signers."),
            say("Use the key that was made for a signer, or the root's newest keys."),
        )
    if keyid in document.signatures:
        raise _refused(
            "snapshot.signed_already",
            say("This signer has signed the snapshot already; another one must."),
            say("Give it to the next signer, with their own key."),
        )
    return _signed(document, [key])


def not_signed(signatures: Signatures) -> BadDataError:
    """The refusal of what too few have signed."""
    return _refused(
        "snapshot.not_signed",
        say(
            "The snapshot is not signed as it must be: {valid} of {needed} signatures hold.",
            valid=signatures.valid,
            needed=signatures.needed,
        ),
        say("Do not use it; ask IT for a new copy, and say where this one came from."),
    )


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


def _statement(targets: "Targets", file: "TargetFile") -> Statement:
    custom = file.custom
    if not isinstance(custom, dict):
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
