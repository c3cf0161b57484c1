"""A small secret under a passphrase: Argon2id stretches what is typed, AES-256-GCM wraps the secret.

One format for a vault's ways in and for an organisation's signing keys; its parameters are JSON values beside the box.
(An age file under a passphrase would take 1 GiB of memory to open: its writer chooses the cost and cannot be told.)
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from continuity_app.errors import BadDataError
from continuity_app.trust.passphrase import spelled
from continuity_app.words import say

KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
MAX_MEMORY_KIB, MAX_TIME, MAX_LANES = 1024 * 1024, 10, 16


@dataclass(frozen=True, slots=True)
class KeyCost:
    """What one try at a passphrase costs: Argon2id's memory in KiB, passes and lanes."""

    memory_kib: int = 65536
    time: int = 3
    lanes: int = 4


def argon2id(cost: KeyCost) -> dict[str, Any]:
    """Fresh parameters of a stretching, as JSON values."""
    return {
        "name": "argon2id",
        "memory_kib": cost.memory_kib,
        "time": cost.time,
        "lanes": cost.lanes,
        "salt": secrets.token_hex(SALT_BYTES),
    }


def stretch(kdf: Mapping[str, Any], passphrase: str) -> bytes:
    """The wrapping key of a typed passphrase: 32 bytes.

    Args:
        kdf: parameters as `argon2id` made them.
        passphrase: as typed.

    Raises:
        BadDataError: the parameters are odd, or ask for more than 1 GiB, 10 passes or 16 lanes.
    """
    try:
        cost = msgspec.convert({name: kdf.get(name) for name in ("memory_kib", "time", "lanes")}, KeyCost)
        if kdf.get("name") != "argon2id" or not _allowed(cost):
            raise _odd_parameters()
        derivation = Argon2id(
            salt=bytes.fromhex(kdf["salt"]),
            length=KEY_BYTES,
            iterations=cost.time,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
    except (msgspec.ValidationError, KeyError, TypeError, ValueError) as error:
        raise _odd_parameters() from error
    return derivation.derive(spelled(passphrase).encode("utf-8", "surrogatepass"))


def new_nonce() -> str:
    """A fresh nonce, hex; used once."""
    return secrets.token_hex(NONCE_BYTES)


def wrap(secret: bytes, wrapping_key: bytes, nonce: str, associated: bytes) -> str:
    """The box around a secret, hex; `associated` must be told again to open it."""
    return AESGCM(wrapping_key).encrypt(bytes.fromhex(nonce), secret, associated).hex()


def unwrap(box: str, wrapping_key: bytes, nonce: str, associated: bytes) -> bytes | None:
    """The secret in a box, or None where key, nonce, box or associated data is not what it was, to the letter."""
    if box != box.lower():
        return None
    try:
        return AESGCM(wrapping_key).decrypt(bytes.fromhex(nonce), bytes.fromhex(box), associated)
    except (InvalidTag, ValueError):
        return None


def _allowed(cost: KeyCost) -> bool:
    return 0 < cost.memory_kib <= MAX_MEMORY_KIB and 0 < cost.time <= MAX_TIME and 0 < cost.lanes <= MAX_LANES


def _odd_parameters() -> BadDataError:
    return BadDataError(
        "slot.cost",
        say("A way in asks for more memory or time than this kit allows, or its parameters are damaged."),
        what_is_safe=say("Nothing was opened or changed."),
        next_step=say("Put the file back from a backup, or use another way in."),
    )
