"""What the signers say of a snapshot, as TUF targets metadata: signed by as many of the root's signers as it asks for.

Nobody else's signature may stand beside theirs, and expiry is a label that refuses nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.trust.documents import add_signatures, damaged, public_key, read_exact
from continuity_app.trust.root import own_root, role_keys
from continuity_app.trust.signing import SigningKey
from continuity_app.words import say

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, TargetFile, Targets

PAYLOAD = "payload.age"


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
    return add_signatures(Metadata(Targets(about.version, expires=expires, targets={about.name: file})), signers)


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
    trusted = own_root(root).signed
    targets: Metadata[Targets] = read_exact(data, "targets")
    result = trusted.get_verification_result("targets", targets.signed_bytes, targets.signatures)
    signatures = Signatures(result.threshold, len(result.signed))
    if len(result.signed) != len(targets.signatures):
        raise not_signed(signatures)
    file = targets.signed.targets.get(name)
    if file is None or len(targets.signed.targets) != 1:
        raise damaged("targets")
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
    document = read_exact(data, "targets")
    keyid = public_key(key.public).keyid
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
    return add_signatures(document, [key])


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


def _statement(targets: "Targets", file: "TargetFile") -> Statement:
    custom = file.custom
    if not isinstance(custom, dict):
        raise damaged("targets")
    told = {**custom, "version": targets.version, "bytes": file.length, "sha256": file.hashes.get("sha256")}
    try:
        statement = msgspec.convert(told, Statement)
        dt.datetime.fromisoformat(statement.as_of)
        dt.datetime.fromisoformat(statement.valid_until)
    except (msgspec.ValidationError, ValueError) as error:
        raise damaged("targets") from error
    return statement


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(
        code, message, what_is_safe=say("It was not used, and nothing was changed."), next_step=next_step
    )
