"""The ways into a vault: each slot wraps the one vault key; the slots lie in two copies of one small file.

`slots.json` and `slots.json.copy` are JSON: the vault's name, a generation that grows with each change, the slots, and
a SHA-256 over it all. `slot_kinds` says what each kind is; a slot of a later kit's kind is kept and left alone.

The last way in stays: one that opens with what a single person holds and may manage the vault. A manager's passphrase,
a manager's passphrase with a key file and a printed recovery key are such; escrow is not, because it takes three people
who may be far away, nor is the key store of a machine, which may be the one that is lost.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from continuity_app.clock import Clock, SystemClock
from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.trust.wrapping import KeyCost
from continuity_app.vault.key_file import key_file_mark
from continuity_app.vault.keys import VaultKey
from continuity_app.vault.recovery_key import looks_like_recovery_key, secret_of
from continuity_app.vault.slot_file import Slot, SlotFile, read_slot_file, write_slot_file
from continuity_app.vault.slot_kinds import (
    ESCROW,
    KEY_FILE,
    KEYRING,
    MANAGER,
    OF_USERS,
    PASSPHRASE,
    RECOVERY,
    STAFF,
    Typed,
    Whose,
    escrow_slot,
    is_unguessable,
    new_slot_id,
    open_escrow,
    open_recovery,
    open_typed,
    recovery_slot,
    typed_slot,
)
from continuity_app.words import say

LONGEST_NAME = 100
ENOUGH_ALONE = (PASSPHRASE, KEY_FILE, RECOVERY)
"""Kinds of which one, with a manager's role, must be left."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A vault that was opened.

    Attributes:
        key: the vault key.
        user: who opened it; `recovery` or `escrow` where that did and the vault has several users.
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
    key, vault = VaultKey.new(), secrets.token_hex(8)
    first = typed_slot(vault, key, _whose(user, MANAGER, clock), Typed(passphrase), cost or KeyCost())
    second, groups = recovery_slot(vault, key, _nobodys(clock))
    write_slot_file(folder, SlotFile(vault, 1, (first, second)))
    return key, groups


def open_slots(folder: Path, user: str, passphrase: str, key_file: bytes = b"") -> Opened:
    """Opens a vault by a user's passphrase, or by what is typed in its place: a printed or the escrowed recovery key.

    Args:
        folder: the vault's folder.
        user: whose passphrase; empty for the only user.
        passphrase: as typed; groups of a recovery sheet and an age identity are known by their looks.
        key_file: the bytes of the key file that was brought, if any.

    Raises:
        WrongPassphraseError: no slot opens with it. Nothing is ever locked or wiped for a wrong try.
        BadDataError: no vault here, both copies damaged, no such user, a recovery key with a mistake in a group, or a
            key file is missing or another slot's.
    """
    file = read_slot_file(folder)
    if looks_like_recovery_key(passphrase):
        secret = secret_of(passphrase)
        opened = _open_for_anybody(file, user, RECOVERY, lambda slot: open_recovery(file.vault, slot, secret))
    elif is_unguessable(passphrase):
        identity = passphrase.strip().upper()
        opened = _open_for_anybody(file, user, ESCROW, lambda slot: open_escrow(slot, identity))
    else:
        opened = _open_typed(file, user, Typed(passphrase, key_file))
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


def may_add(opened: Opened, role: str) -> None:
    """Whether who opened the vault may give others ways in.

    Raises:
        BadDataError: only a manager may.
    """
    _manager_only(opened, role)


def add_passphrase_slot(
    folder: Path,
    opened: Opened,
    user: str,
    passphrase: str,
    *,
    key_file: bytes = b"",
    role: str = STAFF,
    cost: KeyCost | None = None,
    clock: Clock | None = None,
) -> Slot:
    """Adds a user's passphrase, with a key file where its bytes are given.

    Raises:
        BadDataError: the name or the passphrase will not do, or only a manager may do this.
        SurroundingsError: the folder cannot be written.
    """
    _manager_only(opened, role)
    file = read_slot_file(folder)
    typed = Typed(passphrase, key_file)
    slot = typed_slot(file.vault, opened.key, _whose(user, role, clock), typed, cost or KeyCost())
    _write(folder, file, [*file.slots, slot])
    return slot


def add_recovery_slot(folder: Path, opened: Opened, clock: Clock | None = None) -> tuple[Slot, tuple[str, ...]]:
    """Adds a printed recovery key and gives its groups, which are kept nowhere.

    Raises:
        BadDataError: no vault here, or only a manager may do this.
        SurroundingsError: the folder cannot be written.
    """
    _manager_only(opened, MANAGER)
    file = read_slot_file(folder)
    slot, groups = recovery_slot(file.vault, opened.key, _nobodys(clock))
    _write(folder, file, [*file.slots, slot])
    return slot, groups


def keep_escrow_slot(folder: Path, key: VaultKey, recipient: str, clock: Clock | None = None) -> Slot | None:
    """Gives the organisation's recovery key a way in, in the place of one for an older key.

    Needs no manager: the recipient stands in the organisation's root, which its root keys signed.

    Returns:
        the new slot, or None where there is one for this recipient already.

    Raises:
        BadDataError: no vault here, or the recipient is none.
        SurroundingsError: the folder cannot be written.
    """
    file = read_slot_file(folder)
    if any(slot.kind == ESCROW and slot.kdf.get("recipient") == recipient for slot in file.slots):
        return None
    slot = escrow_slot(key, _nobodys(clock), recipient)
    _write(folder, file, [*(each for each in file.slots if each.kind != ESCROW), slot])
    return slot


def change_slot(
    folder: Path,
    opened: Opened,
    slot_id: str,
    typed: Typed,
    *,
    cost: KeyCost | None = None,
    clock: Clock | None = None,
) -> Slot:
    """Puts another passphrase on one way in; no other slot and no database is touched.

    Args:
        folder: the vault's folder.
        opened: by whom; staff may change their own.
        slot_id: which; empty for the one that opened.
        typed: the new passphrase; with the key file, which stays the same, where the slot has one.
        cost: of a try at it.
        clock: for its date.

    Raises:
        BadDataError: no such slot, another user's, one without a passphrase, or passphrase or key file will not do.
        SurroundingsError: the folder cannot be written.
    """
    file = read_slot_file(folder)
    old = _found(file, slot_id or opened.slot)
    if old.user != opened.user or old.role == MANAGER:
        _manager_only(opened, MANAGER)
    if old.kind not in OF_USERS:
        raise _refused(
            "slot.no_passphrase",
            say("{slot} is a way in without a passphrase: {kind}.", slot=old.id, kind=old.kind),
            say("Add a new one with 'continuity vault slots add', then remove it."),
        )
    _must_fit(old, typed)
    whose = replace(_whose(old.user, old.role, clock), id=old.id)
    new = typed_slot(file.vault, opened.key, whose, typed, cost or KeyCost())
    _write(folder, file, [new if each.id == old.id else each for each in file.slots])
    return new


def remove_slot(folder: Path, opened: Opened, slot_id: str) -> Slot:
    """Takes one way in away. A manager may remove any, staff only their own; never the last that opens here.

    With the last passphrase of a user goes what the key store of a machine opens for them.

    Raises:
        BadDataError: no such slot, it is the last way in, or it is another user's.
        SurroundingsError: the folder cannot be written.
    """
    file = read_slot_file(folder)
    gone = _found(file, slot_id)
    if gone.user != opened.user or gone.role == MANAGER:
        _manager_only(opened, MANAGER)
    left = [slot for slot in file.slots if slot.id != slot_id]
    typing = {slot.user for slot in left if slot.kind in OF_USERS}
    left = [slot for slot in left if slot.kind != KEYRING or slot.user in typing]
    if not any(slot.kind in ENOUGH_ALONE and slot.role == MANAGER for slot in left):
        raise _refused(
            "slot.last",
            say("{slot} is the last way in that may manage this vault.", slot=slot_id),
            say("Add another manager's passphrase or a recovery key first."),
        )
    _write(folder, file, left)
    return gone


def _open_typed(file: SlotFile, user: str, typed: Typed) -> Opened | None:
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
    own = [slot for slot in file.slots if slot.kind in OF_USERS and slot.user in (user or users)]
    usable = [slot for slot in own if slot.kind == PASSPHRASE or _fits(slot, typed)]
    if own and not usable:
        _must_fit(own[0], typed)
    for slot in usable:
        key = open_typed(file.vault, slot, typed)
        if key is not None:
            return Opened(key, slot.user, slot.id, slot.role)
    return None


def _open_for_anybody(
    file: SlotFile, user: str, kind: str, open_one: Callable[[Slot], VaultKey | None]
) -> Opened | None:
    users = _users(file)
    for slot in file.slots:
        key = open_one(slot) if slot.kind == kind else None
        if key is not None:
            return Opened(key, user or (users[0] if len(users) == 1 else kind), slot.id, slot.role)
    return None


def _fits(slot: Slot, typed: Typed) -> bool:
    return bool(typed.key_file) and slot.kdf.get("key_file") == key_file_mark(typed.key_file)


def _must_fit(slot: Slot, typed: Typed) -> None:
    """Says what is wrong with the key file that was brought, or not brought."""
    if slot.kind == KEY_FILE and not typed.key_file:
        raise _refused(
            "vault.key_file_needed",
            say("This way in needs its key file beside the passphrase."),
            say("Put the stick with it in and name it with --key-file FILE, or use the recovery key."),
        )
    if slot.kind == KEY_FILE and not _fits(slot, typed):
        raise _refused(
            "vault.other_key_file",
            say("This key file belongs to another way in."),
            say("Look for the stick of this laptop, or use the recovery key."),
        )
    if slot.kind == PASSPHRASE and typed.key_file:
        raise _refused(
            "slot.no_key_file",
            say("{slot} is a passphrase without a key file.", slot=slot.id),
            say("Add a way in with a key file, then remove this one."),
        )


def _users(file: SlotFile) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slot.user for slot in file.slots if slot.kind in OF_USERS))


def _found(file: SlotFile, slot_id: str) -> Slot:
    for slot in file.slots:
        if slot.id == slot_id:
            return slot
    raise _refused(
        "slot.unknown",
        say("There is no way in called {slot}.", slot=slot_id),
        say("Run 'continuity vault slots list' for their names."),
    )


def _whose(user: str, role: str, clock: Clock | None) -> Whose:
    if not user.strip() or len(user) > LONGEST_NAME or not user.isprintable():
        raise _refused(
            "vault.user_name", say("A user's name has 1 to 100 printable characters."), say("Give another name.")
        )
    if role not in (STAFF, MANAGER):
        raise _refused("slot.role", say("A role is staff or manager."), say("Give one of the two."))
    return Whose(new_slot_id(), user, role, _now(clock))


def _nobodys(clock: Clock | None) -> Whose:
    return Whose(new_slot_id(), "", MANAGER, _now(clock))


def _now(clock: Clock | None) -> str:
    return (clock or SystemClock()).now().isoformat(timespec="seconds")


def _write(folder: Path, file: SlotFile, slots: Sequence[Slot]) -> None:
    write_slot_file(folder, replace(file, generation=file.generation + 1, slots=tuple(slots)))


def _manager_only(opened: Opened, role: str) -> None:
    if opened.role != MANAGER:
        raise _refused(
            "slot.manager_only",
            say("Only a manager may change other people's ways in (role asked for: {role}).", role=role),
            say("Open the vault as a manager or with the recovery key."),
        )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
