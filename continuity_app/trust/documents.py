"""Signed documents in the model of python-tuf, on bytes: one spelling, no unknown part, signatures of our own keys.

A document is exactly what its writer makes of its contents; expiry is a label and refuses nothing.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import SigningKey
from continuity_app.words import say

if TYPE_CHECKING:
    from securesystemslib.signer import SSlibKey
    from tuf.api.metadata import Metadata

MAX_BYTES = 1024 * 1024


def read_exact(data: bytes, kind: str) -> "Metadata[Any]":
    """A document of a kind, `root` or `targets`; its signatures are still to be checked.

    Raises:
        BadDataError: another kind, too long, damaged, or spelled in another way than its writer would.
    """
    from tuf.api.metadata import Metadata  # noqa: PLC0415
    from tuf.api.serialization import DeserializationError, SerializationError  # noqa: PLC0415

    try:
        if len(data) > MAX_BYTES:
            raise damaged(kind)
        document: Metadata[Any] = Metadata.from_bytes(data)
        spelled = all(_is_hex(signature.signature) for signature in document.signatures.values())
        same = canonical(document.to_dict()) == data and not document.unrecognized_fields
        _ = document.signed_bytes  # the older canonical JSON that TUF signs has no fractions
        if document.signed.type != kind or not spelled or not same:
            raise damaged(kind)
    except (DeserializationError, SerializationError) as error:
        raise damaged(kind) from error
    return document


def _is_hex(signature: object) -> bool:
    """Python-tuf takes any JSON value for a signature."""
    return isinstance(signature, str) and bool(re.fullmatch("[0-9a-f]{128}", signature))


def add_signatures(document: "Metadata[Any]", keys: Sequence[SigningKey]) -> bytes:
    """The document with these keys' signatures beside those that it has."""
    from tuf.api.metadata import Signature  # noqa: PLC0415

    data = document.signed_bytes
    for key in keys:
        keyid = public_key(key.public).keyid
        document.signatures[keyid] = Signature(keyid, key.sign(data).hex())
    return canonical(document.to_dict())


def public_key(public: bytes) -> "SSlibKey":
    """A public Ed25519 key as python-tuf names it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from securesystemslib.signer import SSlibKey  # noqa: PLC0415

    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(public))


def damaged(kind: str) -> BadDataError:
    """The refusal of a document that is not what it should be."""
    return _refused(
        "metadata.damaged",
        say("The signed part {name} is damaged or is not what it claims to be.", name=f"{kind}.json"),
        say("Ask IT for a new copy of the file."),
    )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(
        code, message, what_is_safe=say("It was not used, and nothing was changed."), next_step=next_step
    )
