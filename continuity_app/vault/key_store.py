"""The system's own key store as a way in: a convenience for one user of one machine, never the only way.

Windows' Credential Manager, the Mac's Keychain or the desktop's Secret Service holds 256 random bits that wrap the
vault key. Whoever sits at the unlocked machine opens the vault by it, so it opens for staff's work only: what a manager
may do takes the passphrase. It goes with the last passphrase of its user.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.clock import Clock, SystemClock
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.vault.slot_file import Slot, read_slot_file, write_slot_file
from continuity_app.vault.slot_kinds import KEYRING, OF_USERS, STAFF, Whose, keyring_slot, new_slot_id, open_keyring
from continuity_app.vault.slots import Opened
from continuity_app.words import say

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "continuity-kit"
_MARK = "KEYRING-"


def has_key_store() -> bool:
    """Whether this machine has a key store of its own that can be used."""
    try:
        _store()
    except SurroundingsError:
        return False
    return True


def add_keyring_slot(folder: Path, opened: Opened, clock: Clock | None = None) -> Slot:
    """Lets this machine's key store open the vault for who opened it now, in the place of an older such way in.

    Raises:
        BadDataError: who opened the vault has no passphrase here, as after the recovery key.
        SurroundingsError: there is no key store, it refused, or the folder cannot be written.
    """
    file, store = read_slot_file(folder), _store()
    if not any(slot.user == opened.user and slot.kind in OF_USERS for slot in file.slots):
        raise _refused(
            "keyring.no_user",
            say("The key store opens only for a user who has a passphrase here."),
            say("Open the vault with your own passphrase, then add this way in."),
        )
    whose = Whose(new_slot_id(), opened.user, STAFF, (clock or SystemClock()).now().isoformat(timespec="seconds"))
    slot, secret = keyring_slot(file.vault, opened.key, whose)
    with _told():
        store.set_password(SERVICE, entry_of(file.vault, slot), f"{_MARK}{secret.hex()}")
        kept = store.get_password(SERVICE, entry_of(file.vault, slot))
    if kept != f"{_MARK}{secret.hex()}":
        raise _none(say("it did not keep what was given to it"))
    gone = [each for each in file.slots if each.kind == KEYRING and each.user == opened.user]
    slots = (*(each for each in file.slots if each not in gone), slot)
    write_slot_file(folder, replace(file, generation=file.generation + 1, slots=slots))
    forget(folder, gone)
    return slot


def open_by_key_store(folder: Path, user: str = "") -> Opened:
    """Opens a vault by this machine's key store, without anything typed.

    Args:
        folder: the vault's folder.
        user: for whom; empty for the only one who has this way in.

    Raises:
        BadDataError: nobody, or several users, have this way in, or the key store holds no key or another one for it.
        SurroundingsError: there is no key store here, or it refused, as when somebody pressed Cancel.
    """
    file = read_slot_file(folder)
    ways = [slot for slot in file.slots if slot.kind == KEYRING and user in ("", slot.user)]
    if len(ways) != 1:
        raise _refused(
            "keyring.no_slot",
            say("There is no such way in, or there are several: by this machine's key store."),
            say("Name the user with --user, or open by passphrase and add it: vault slots add --kind keyring."),
        )
    slot, store = ways[0], _store()
    with _told():
        text = store.get_password(SERVICE, entry_of(file.vault, slot))
    key = open_keyring(file.vault, slot, _secret(text or ""))
    if key is None:
        raise _refused(
            "keyring.missing",
            say("The key store of this machine does not hold the key of this way in."),
            say("Open by passphrase; add the way in anew if this is another machine than before."),
        )
    return Opened(key, slot.user, slot.id, slot.role)


def entry_of(vault: str, slot: Slot) -> str:
    """The name under which the key store holds the key of a way in."""
    return f"{vault}/{slot.id}"


def forget(folder: Path, slots: Sequence[Slot]) -> None:
    """Takes keys of removed ways in out of the key store; where it is another machine's, nothing is there to take."""
    vault = read_slot_file(folder).vault
    for slot in slots:
        if slot.kind == KEYRING:
            with suppress(SurroundingsError), _told():
                _store().delete_password(SERVICE, entry_of(vault, slot))


def _secret(text: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix(_MARK)) if text.startswith(_MARK) else b""
    except ValueError:
        return b""


def _store() -> "KeyringBackend":
    """The key store of the system; a file or nothing at all, which some systems offer in its place, will not do."""
    with _told():
        from keyring import core, get_keyring  # noqa: PLC0415

        store = get_keyring()
        if not core.recommended(store):
            raise _none(say("the system offers none"))
        return store


@contextmanager
def _told() -> Iterator[None]:
    """Tells in words what a key store raises.

    Raises:
        SurroundingsError: it refused.
    """
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        yield
    except (KeyringError, OSError, RuntimeError) as error:
        raise _none(str(error) or type(error).__name__) from error


def _none(reason: str) -> SurroundingsError:
    return SurroundingsError(
        "keyring.none",
        say("This machine has no key store that can be used: {reason}.", reason=reason.rstrip(".")),
        what_is_safe=say("Nothing was opened or changed; every other way in works as before."),
        next_step=say("Use a passphrase, a key file or the recovery key."),
    )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was opened or changed."), next_step=next_step)
