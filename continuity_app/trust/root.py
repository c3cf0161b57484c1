"""The organisation's root in the model of python-tuf: whom it names, and which root may follow it.

A root is signed by its own threshold of root keys; its successor by the old threshold too, one version at a time.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.trust.documents import add_signatures, damaged, public_key, read_exact
from continuity_app.trust.signing import SigningKey
from continuity_app.words import say

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root

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
            root.add_key(public_key(public), role)
        root.roles[role].threshold = facts.threshold
    return add_signatures(Metadata(root), signed_by)


def role_keys(data: bytes) -> RoleKeys:
    """Whom a root names.

    Raises:
        BadDataError: not a root, or not signed by its own keys.
    """
    root = own_root(data).signed

    def of(role: str) -> tuple[bytes, ...]:
        return tuple(bytes.fromhex(root.keys[keyid].keyval["public"]) for keyid in root.roles[role].keyids)

    return RoleKeys(of("root"), of("targets"))


def read_root(data: bytes) -> RootFacts:
    """What a root says, once its own signatures hold.

    Raises:
        BadDataError: not a root, changed after it was signed, or signed by too few.
    """
    return _facts(own_root(data))


def read_next_root(data: bytes, trusted: bytes) -> RootFacts:
    """What a root says that stands beside a trusted one: the same, or its signed successor.

    Raises:
        BadDataError: older, more than one version newer, or not signed by the old keys and by the new.
    """
    root, old = own_root(data), own_root(trusted)
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


def own_root(data: bytes) -> "Metadata[Root]":
    """A root whose own signatures hold.

    Raises:
        BadDataError: not a root, changed after it was signed, or signed by too few.
    """
    root: Metadata[Root] = read_exact(data, "root")
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
        raise damaged("root") from error


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(
        code, message, what_is_safe=say("It was not used, and nothing was changed."), next_step=next_step
    )
