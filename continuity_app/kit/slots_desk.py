"""The ways into a vault, looked after: added, changed, taken away; each change is noted in the journal."""

from dataclasses import dataclass
from pathlib import Path

from continuity_app.durable import must_be_writable
from continuity_app.journal.types import WayChanged
from continuity_app.kit.prompts import Prompts
from continuity_app.kit.session import Session
from continuity_app.kit.vault_desk import write_recovery_sheet
from continuity_app.trust.passphrase import Strength, check_passphrase, strength_of
from continuity_app.trust.wrapping import KeyCost
from continuity_app.vault.key_file import new_key_file, read_key_file
from continuity_app.vault.key_store import add_keyring_slot, forget
from continuity_app.vault.slot_file import Slot
from continuity_app.vault.slot_kinds import KEY_FILE, Typed
from continuity_app.vault.slots import (
    add_passphrase_slot,
    add_recovery_slot,
    change_slot,
    list_slots,
    may_add,
    remove_slot,
)
from continuity_app.words import say

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


@dataclass(frozen=True, slots=True)
class Made:
    """A way in that was added or changed, and how long its passphrase would hold."""

    slot: Slot
    strength: Strength | None = None


class SlotsDesk:
    """The ways in of one session's vault, which was opened for writing."""

    def __init__(self, session: Session, cost: KeyCost | None = None) -> None:
        self._session = session
        self._folder = session.home.vault
        self._cost = cost

    def add_user(self, name: str, prompts: Prompts, *, role: str, new_key_file: Path | None = None) -> Made:
        """Adds a user's passphrase; with a new key file, made where it is named, eight characters are enough.

        Raises:
            BadDataError: name, role or passphrase will not do, only a manager may, or a file lies there already.
            SurroundingsError: a file cannot be written.
        """
        may_add(self._session.opened, role)
        if new_key_file is not None:
            must_be_writable(new_key_file)
        typed = self._ask(name, prompts, with_key_file=new_key_file is not None)
        key_file = _new(new_key_file)
        try:
            slot = add_passphrase_slot(
                self._folder,
                self._session.opened,
                name,
                typed,
                key_file=key_file,
                role=role,
                cost=self._cost,
                clock=self._session.clock,
            )
        except BaseException:
            if new_key_file is not None:
                new_key_file.unlink(missing_ok=True)
            raise
        self._note(ADDED, slot)
        return self._made(slot, typed)

    def add_recovery(self, sheet: Path) -> Made:
        """Adds a printed recovery key and draws its sheet; without the sheet there is no way in.

        Raises:
            BadDataError: only a manager may.
            SurroundingsError: a file cannot be written.
        """
        session = self._session
        must_be_writable(sheet)
        slot, groups = add_recovery_slot(self._folder, session.opened, session.clock)
        try:
            write_recovery_sheet(sheet, session.organisation.name, session.site, session.user, groups)
        except BaseException:
            remove_slot(self._folder, session.opened, slot.id)
            raise
        self._note(ADDED, slot)
        return Made(slot)

    def add_keyring(self) -> Made:
        """Lets this machine's key store open the vault for who opened it now, with staff's rights.

        Raises:
            BadDataError: they have no passphrase here.
            SurroundingsError: there is no key store, it refused, or a file cannot be written.
        """
        slot = add_keyring_slot(self._folder, self._session.opened, self._session.clock)
        self._note(ADDED, slot)
        return Made(slot)

    def change(self, slot_id: str, prompts: Prompts, key_file: Path | None) -> Made:
        """Puts a new passphrase on one way in; nothing else is written.

        Args:
            slot_id: which; empty for the one that opened.
            prompts: asks for the new passphrase.
            key_file: the slot's key file, where it has one.

        Raises:
            BadDataError: no such way in, another user's, or passphrase or key file will not do.
            SurroundingsError: a file cannot be read or written.
        """
        session, wanted = self._session, slot_id or self._session.opened.slot
        kind, user = next(((s.kind, s.user) for s in list_slots(self._folder) if s.id == wanted), ("", ""))
        carried = read_key_file(key_file) if key_file is not None and kind == KEY_FILE else b""
        typed = self._ask(user, prompts, with_key_file=kind == KEY_FILE)
        slot = change_slot(
            self._folder, session.opened, wanted, Typed(typed, carried), cost=self._cost, clock=session.clock
        )
        self._note(CHANGED, slot)
        return self._made(slot, typed)

    def remove(self, slot_id: str) -> Slot:
        """Takes a way in away, never the last; with a user's last passphrase goes what a key store opens for them.

        Raises:
            BadDataError: no such way in, another user's, or the last.
            SurroundingsError: the folder cannot be written.
        """
        before = list_slots(self._folder)
        slot = remove_slot(self._folder, self._session.opened, slot_id)
        left = {each.id for each in list_slots(self._folder)}
        gone = [each for each in before if each.id not in left]
        forget(self._folder, gone)
        for each in gone:
            self._note(REMOVED, each)
        return slot

    def _ask(self, name: str, prompts: Prompts, *, with_key_file: bool) -> str:
        purpose = (
            say("New passphrase of {user} beside the key file, at least 8 characters", user=name)
            if with_key_file
            else say("New passphrase of {user}, at least 15 characters", user=name)
        )
        typed = prompts.passphrase(purpose, new=True)
        return check_passphrase(typed, with_key_file=with_key_file, names=self._names(name))

    def _names(self, user: str) -> list[str]:
        return [user, self._session.site, self._session.organisation_id]

    def _made(self, slot: Slot, typed: str) -> Made:
        return Made(slot, strength_of(typed, self._names(slot.user), with_key_file=slot.kind == KEY_FILE))

    def _note(self, action: str, slot: Slot) -> None:
        at = self._session.clock.now().isoformat(timespec="seconds")
        self._session.journal.append(WayChanged(action, slot.id, slot.kind, slot.user, slot.role, at))


def on_one_stick(key_file: Path, package: Path, home: Path) -> bool:
    """Whether a key file and a package travel together: in one folder, or on one medium other than the laptop's."""
    try:
        if key_file.resolve().parent == package.resolve().parent:
            return True
        return key_file.stat().st_dev == package.stat().st_dev != home.stat().st_dev
    except OSError:
        return False


def _new(path: Path | None) -> bytes:
    return b"" if path is None else new_key_file(path)
