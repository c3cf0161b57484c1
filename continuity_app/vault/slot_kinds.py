"""The kinds of ways in: how each wraps the vault key, and how what is typed or carried gives it back.

Each is a standard box: AES-256-GCM under Argon2id of a passphrase, under Argon2id and a key file, or under 256 random
bits that are printed or lie in the system's key store; and an age file for the organisation's recovery key. The slot's
own fields are the associated data of all but the last, so that none can be weakened or moved; in an escrow slot the
recipient is sealed by the file itself.
"""

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.trust.age_box import open_sealed, recipient_of, seal
from continuity_app.trust.canonical import canonical
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.wrapping import SALT_BYTES, KeyCost, argon2id, new_nonce, stretch, unwrap, wrap
from continuity_app.vault.key_file import key_file_mark
from continuity_app.vault.keys import KEY_BYTES, VaultKey, derive
from continuity_app.vault.recovery_key import groups_of, looks_like_recovery_key, new_recovery_secret
from continuity_app.vault.slot_file import Slot
from continuity_app.words import say

PASSPHRASE, KEY_FILE, RECOVERY, ESCROW = "passphrase", "key-file", "recovery", "escrow"
KEYRING = "keyring"
OF_USERS = (PASSPHRASE, KEY_FILE)
"""Kinds that belong to a user and open with what they type."""
STAFF, MANAGER = "staff", "manager"
_IDENTITY = "AGE-SECRET-KEY-1"
_RECOVERY_INFO = b"continuity-kit/slot/recovery"
_KEYRING_INFO = b"continuity-kit/slot/keyring"
_KEY_FILE_INFO = b"continuity-kit/slot/key-file"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person brings to a way in: words, and perhaps the 32 bytes of a key file."""

    passphrase: str = field(repr=False)
    key_file: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose way in is made: slot id, user (empty for nobody's own), role, and when, ISO 8601."""

    id: str
    user: str
    role: str
    made_at: str


def is_unguessable(typed: str) -> bool:
    """Whether this was meant as a recovery sheet's groups or as an age identity: random, so nobody guesses at it."""
    return looks_like_recovery_key(typed) or typed.strip().upper().startswith(_IDENTITY)


def new_slot_id() -> str:
    """A name for a new way in."""
    return f"S-{secrets.token_hex(4)}"


def typed_slot(vault: str, key: VaultKey, whose: Whose, typed: Typed, cost: KeyCost) -> Slot:
    """A way in by passphrase, with a key file where one is brought.

    Raises:
        BadDataError: the passphrase will not do, or would be taken for another way in.
    """
    with_file = bool(typed.key_file)
    if is_unguessable(typed.passphrase):
        raise BadDataError(
            "passphrase.like_a_key",
            say("This looks like a printed recovery key or an age identity, and would be taken for one."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Take another passphrase; 'continuity vault words' picks six words."),
        )
    check_passphrase(typed.passphrase, with_key_file=with_file, names=[whose.user])
    kdf = argon2id(cost)
    if with_file:
        kdf["key_file"] = key_file_mark(typed.key_file)
    slot = _empty(whose, KEY_FILE if with_file else PASSPHRASE, kdf)
    return _wrapped(vault, slot, key, _stretched(slot, typed))


def recovery_slot(vault: str, key: VaultKey, whose: Whose) -> tuple[Slot, tuple[str, ...]]:
    """A way in by a printed key, and the groups to print: they are kept nowhere."""
    secret = new_recovery_secret()
    return _random_slot(vault, key, whose, RECOVERY, secret), groups_of(secret)


def keyring_slot(vault: str, key: VaultKey, whose: Whose) -> tuple[Slot, bytes]:
    """A way in by the system's key store, and the 32 bytes that it is to hold."""
    secret = secrets.token_bytes(KEY_BYTES)
    return _random_slot(vault, key, whose, KEYRING, secret), secret


def escrow_slot(key: VaultKey, whose: Whose, recipient: str) -> Slot:
    """A way in for the organisation's recovery key: the vault key in hex as an age file.

    Raises:
        BadDataError: the recipient is none.
    """
    box = seal(key.secret.hex().encode(), [recipient])
    return Slot(
        whose.id, ESCROW, whose.user, whose.role, whose.made_at, {"name": "age", "recipient": recipient}, "", box.hex()
    )


def open_typed(vault: str, slot: Slot, typed: Typed) -> VaultKey | None:
    """The vault key by passphrase (and key file), or None.

    Raises:
        BadDataError: the slot asks for more memory or time than is allowed.
    """
    return _unwrapped(vault, slot, _stretched(slot, typed))


def open_recovery(vault: str, slot: Slot, secret: bytes) -> VaultKey | None:
    """The vault key by the printed 32 bytes, or None."""
    return _unwrapped(vault, slot, _of_random(slot, secret))


def open_keyring(vault: str, slot: Slot, secret: bytes) -> VaultKey | None:
    """The vault key by what the system's key store held, or None."""
    return _unwrapped(vault, slot, _of_random(slot, secret))


def open_escrow(slot: Slot, identity: str) -> VaultKey | None:
    """The vault key by the organisation's recovery identity, or None where it is another's or the box is damaged.

    Raises:
        BadDataError: the identity cannot be read.
    """
    if slot.kdf.get("recipient") != recipient_of(identity):
        return None
    try:
        text = open_sealed(bytes.fromhex(slot.wrapped), identity)
        return VaultKey(bytes.fromhex(text.decode("ascii"))) if len(text) == 2 * KEY_BYTES else None
    except (BadDataError, ValueError):
        return None


def _empty(whose: Whose, kind: str, kdf: dict[str, Any]) -> Slot:
    return Slot(whose.id, kind, whose.user, whose.role, whose.made_at, kdf, new_nonce(), "")


def _stretched(slot: Slot, typed: Typed) -> bytes:
    words = stretch(slot.kdf, typed.passphrase)
    return derive(words + typed.key_file, _KEY_FILE_INFO, _salt(slot)) if slot.kind == KEY_FILE else words


def _random_slot(vault: str, key: VaultKey, whose: Whose, kind: str, secret: bytes) -> Slot:
    slot = _empty(whose, kind, {"name": "hkdf-sha256", "salt": secrets.token_hex(SALT_BYTES)})
    return _wrapped(vault, slot, key, _of_random(slot, secret))


def _of_random(slot: Slot, secret: bytes) -> bytes:
    return derive(secret, _KEYRING_INFO if slot.kind == KEYRING else _RECOVERY_INFO, _salt(slot))


def _salt(slot: Slot) -> bytes:
    try:
        return bytes.fromhex(str(slot.kdf["salt"]))
    except (KeyError, ValueError) as error:
        raise BadDataError(
            "slot.cost",
            say("A way in asks for more memory or time than this kit allows, or its parameters are damaged."),
            what_is_safe=say("Nothing was opened or changed."),
            next_step=say("Put the file back from a backup, or use another way in."),
        ) from error


def _wrapped(vault: str, slot: Slot, key: VaultKey, wrapping_key: bytes) -> Slot:
    return replace(slot, wrapped=wrap(key.secret, wrapping_key, slot.nonce, _associated(vault, slot)))


def _unwrapped(vault: str, slot: Slot, wrapping_key: bytes) -> VaultKey | None:
    secret = unwrap(slot.wrapped, wrapping_key, slot.nonce, _associated(vault, slot))
    return None if secret is None else VaultKey(secret)


def _associated(vault: str, slot: Slot) -> bytes:
    return canonical({**replace(slot, wrapped="").as_dict(), "vault": vault})
