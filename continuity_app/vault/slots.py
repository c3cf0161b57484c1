"""The ways into a vault: each slot wraps the one vault key; the slots lie in two copies of one small file.

`slots.json` and `slots.json.copy` are JSON: the vault's name, a generation that grows with each change, the slots, and
a SHA-256 over it all. A slot's parameters are the associated data of its wrapping (AES-256-GCM), so that none can be
weakened or moved. Kinds known here are `passphrase` and `recovery`; a slot of another kind is kept and left alone.
"""

import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from continuity_app.clock import Clock, SystemClock
from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.wrapping import SALT_BYTES, KeyCost, argon2id, new_nonce, stretch, unwrap, wrap
from continuity_app.vault.keys import VaultKey, derive
from continuity_app.vault.recovery_key import groups_of, looks_like_recovery_key, new_recovery_secret, secret_of
from continuity_app.vault.slot_file import Slot, SlotFile, read_slot_file, write_slot_file
from continuity_app.words import say

PASSPHRASE, RECOVERY = "passphrase", "recovery"
STAFF, MANAGER = "staff", "manager"
LONGEST_NAME = 100
_RECOVERY_INFO = b"continuity-kit/slot/recovery"


@dataclass(frozen=True, slots=True)
class Opened:
    """A vault that was opened.

    Attributes:
        key: the vault key.
        user: who opened it; `recovery` where the printed key did and the vault has several users.
        slot: the id of the slot that gave the key.
        role: `staff`, or `manager` who may override safety rules with a reason.
    """

    key: VaultKey = field(repr=False)
    user: str
    slot: str
    role: str


def create_slots(
    folder: Path, user: str, passphrase: str, cost: KeyCost | None = None, clock: Clock | None = None
) -> tuple[VaultKey, tuple[str, ...]]:
    """Makes a vault's key and its first two ways in: the user's passphrase (as manager) and a printed recovery key.

    Returns:
        the vault key, and the recovery key's groups, to be printed now: they are kept nowhere.

    Raises:
        BadDataError: there is a vault already, or the user's name or passphrase will not do.
        SurroundingsError: the folder cannot be written.
    """
    if (folder / "slots.json").exists() or (folder / "slots.json.copy").exists():
        raise BadDataError(
            "vault.exists",
            say("There is a vault in this home already."),
            what_is_safe=say("It was not touched."),
            next_step=say("Open it, or name another home folder."),
        )
    key = VaultKey.new()
    now = (clock or SystemClock()).now().isoformat(timespec="seconds")
    empty = SlotFile(vault=secrets.token_hex(8), generation=0, slots=())
    first = _passphrase_slot(empty.vault, key, _NewUser(user, passphrase, MANAGER), cost or KeyCost(), now)
    second, groups = _recovery_slot(empty.vault, key, now)
    write_slot_file(folder, replace(empty, generation=1, slots=(first, second)))
    return key, groups


def open_slots(folder: Path, user: str, passphrase: str) -> Opened:
    """Opens a vault by a user's passphrase, or by the printed recovery key typed in its place.

    Args:
        folder: the vault's folder.
        user: whose passphrase; empty for the only user.
        passphrase: as typed.

    Raises:
        WrongPassphraseError: no slot opens with it. Nothing is ever locked or wiped for a wrong try.
        BadDataError: no vault here, both copies damaged, no such user, or a recovery key with a mistake in a group.
    """
    file = read_slot_file(folder)
    if looks_like_recovery_key(passphrase):
        opened = _open_by_recovery(file, user, passphrase)
    else:
        opened = _open_by_passphrase(file, user, passphrase)
    if opened is None:
        raise WrongPassphraseError(
            "vault.wrong_passphrase",
            say("This passphrase does not open the vault."),
            what_is_safe=say("Nothing was changed, and nothing is ever locked or wiped for a wrong try."),
            next_step=say("Type it again; look at the keyboard's layout and at Caps Lock, or use the recovery key."),
        )
    return opened


def users_of(folder: Path) -> tuple[str, ...]:
    """The users who have a passphrase here, in the order of their slots.

    Raises:
        BadDataError: no vault here, or both copies of the slots are damaged.
    """
    return _users(read_slot_file(folder))


def list_slots(folder: Path) -> tuple[Slot, ...]:
    """All ways in, of kinds known here or not.

    Raises:
        BadDataError: no vault here, or both copies of the slots are damaged.
    """
    return read_slot_file(folder).slots


def add_passphrase_slot(
    folder: Path,
    opened: Opened,
    user: str,
    passphrase: str,
    *,
    role: str = STAFF,
    cost: KeyCost | None = None,
    clock: Clock | None = None,
) -> Slot:
    """Adds a user's passphrase; a second one of the same user is how a passphrase is changed (then remove the first).

    Raises:
        BadDataError: the name or the passphrase will not do, or only a manager may do this.
        SurroundingsError: the folder cannot be written.
    """
    _manager_only(opened, role)
    file = read_slot_file(folder)
    now = (clock or SystemClock()).now().isoformat(timespec="seconds")
    slot = _passphrase_slot(file.vault, opened.key, _NewUser(user, passphrase, role), cost or KeyCost(), now)
    write_slot_file(folder, replace(file, generation=file.generation + 1, slots=(*file.slots, slot)))
    return slot


def add_recovery_slot(folder: Path, opened: Opened, clock: Clock | None = None) -> tuple[Slot, tuple[str, ...]]:
    """Adds a printed recovery key and gives its groups, which are kept nowhere.

    Raises:
        BadDataError: no vault here, or only a manager may do this.
        SurroundingsError: the folder cannot be written.
    """
    _manager_only(opened, MANAGER)
    file = read_slot_file(folder)
    now = (clock or SystemClock()).now().isoformat(timespec="seconds")
    slot, groups = _recovery_slot(file.vault, opened.key, now)
    write_slot_file(folder, replace(file, generation=file.generation + 1, slots=(*file.slots, slot)))
    return slot, groups


def remove_slot(folder: Path, opened: Opened, slot_id: str) -> Slot:
    """Takes one way in away. A manager may remove any, staff only their own; never the last that opens here.

    Raises:
        BadDataError: no such slot, it is the last way in, or it is another user's.
        SurroundingsError: the folder cannot be written.
    """
    file = read_slot_file(folder)
    gone = next((slot for slot in file.slots if slot.id == slot_id), None)
    if gone is None:
        raise _refused(
            "slot.unknown",
            say("There is no way in called {slot}.", slot=slot_id),
            say("Run 'continuity vault slots list' for their names."),
        )
    if gone.user != opened.user:
        _manager_only(opened, MANAGER)
    left = tuple(slot for slot in file.slots if slot.id != slot_id)
    if not any(slot.kind in (PASSPHRASE, RECOVERY) and slot.role == MANAGER for slot in left):
        raise _refused(
            "slot.last",
            say("{slot} is the last way in that may manage this vault.", slot=slot_id),
            say("Add another manager's passphrase or a recovery key first."),
        )
    write_slot_file(folder, replace(file, generation=file.generation + 1, slots=left))
    return gone


def _open_by_passphrase(file: SlotFile, user: str, passphrase: str) -> Opened | None:
    users = _users(file)
    if user and user not in users:
        raise _refused(
            "vault.no_such_user",
            say("This vault knows no user '{user}'.", user=user),
            say("Its users are: {users}.", users=", ".join(users)),
        )
    if not user and len(users) > 1:
        raise _refused(
            "vault.which_user",
            say("This vault has several users: {users}.", users=", ".join(users)),
            say("Say who you are with --user NAME."),
        )
    for slot in file.slots:
        if slot.kind == PASSPHRASE and (slot.user == user or not user):
            key = _unwrap(file.vault, slot, stretch(slot.kdf, passphrase))
            if key is not None:
                return Opened(key, slot.user, slot.id, slot.role)
    return None


def _open_by_recovery(file: SlotFile, user: str, typed: str) -> Opened | None:
    secret = secret_of(typed)
    users = _users(file)
    for slot in file.slots:
        if slot.kind == RECOVERY:
            key = _unwrap(file.vault, slot, derive(secret, _RECOVERY_INFO, _salt(slot)))
            if key is not None:
                return Opened(key, user or (users[0] if len(users) == 1 else RECOVERY), slot.id, slot.role)
    return None


def _users(file: SlotFile) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slot.user for slot in file.slots if slot.kind == PASSPHRASE))


@dataclass(frozen=True, slots=True)
class _NewUser:
    name: str
    passphrase: str = field(repr=False)
    role: str


def _passphrase_slot(vault: str, key: VaultKey, user: _NewUser, cost: KeyCost, made_at: str) -> Slot:
    if not user.name.strip() or len(user.name) > LONGEST_NAME or not user.name.isprintable():
        raise _refused(
            "vault.user_name", say("A user's name has 1 to 100 printable characters."), say("Give another name.")
        )
    if user.role not in (STAFF, MANAGER):
        raise _refused("slot.role", say("A role is staff or manager."), say("Give one of the two."))
    check_passphrase(user.passphrase)
    kdf = argon2id(cost)
    slot = Slot(_new_id(), PASSPHRASE, user.name, user.role, made_at, kdf, new_nonce(), "")
    return _wrap(vault, slot, key, stretch(kdf, user.passphrase))


def _recovery_slot(vault: str, key: VaultKey, made_at: str) -> tuple[Slot, tuple[str, ...]]:
    secret = new_recovery_secret()
    kdf = {"name": "hkdf-sha256", "salt": secrets.token_hex(SALT_BYTES)}
    slot = Slot(_new_id(), RECOVERY, "", MANAGER, made_at, kdf, new_nonce(), "")
    return _wrap(vault, slot, key, derive(secret, _RECOVERY_INFO, _salt(slot))), groups_of(secret)


def _salt(slot: Slot) -> bytes:
    return bytes.fromhex(str(slot.kdf["salt"]))


def _wrap(vault: str, slot: Slot, key: VaultKey, wrapping_key: bytes) -> Slot:
    return replace(slot, wrapped=wrap(key.secret, wrapping_key, slot.nonce, _associated(vault, slot)))


def _unwrap(vault: str, slot: Slot, wrapping_key: bytes) -> VaultKey | None:
    secret = unwrap(slot.wrapped, wrapping_key, slot.nonce, _associated(vault, slot))
    return None if secret is None else VaultKey(secret)


def _associated(vault: str, slot: Slot) -> bytes:
    return canonical({**replace(slot, wrapped="").as_dict(), "vault": vault})


def _new_id() -> str:
    return f"S-{secrets.token_hex(4)}"


def _manager_only(opened: Opened, role: str) -> None:
    if opened.role != MANAGER:
        raise _refused(
            "slot.manager_only",
            say("Only a manager may change other people's ways in (role asked for: {role}).", role=role),
            say("Open the vault as a manager or with the recovery key."),
        )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
