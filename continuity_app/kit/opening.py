"""Opens a home: asks for the way in, takes the pen where it is wanted, hands out the session."""

import time
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError
from continuity_app.kit.home import Home
from continuity_app.kit.prompts import Prompts
from continuity_app.kit.session import Session
from continuity_app.vault.key_file import read_key_file
from continuity_app.vault.lock import HomeLock
from continuity_app.vault.patience import Sleep, open_patiently
from continuity_app.vault.slots import Opened
from continuity_app.words import say


def open_session(
    home: Home,
    user: str,
    prompts: Prompts,
    clock: Clock,
    *,
    write: bool,
    key_file: Path | None = None,
    sleep: Sleep = time.sleep,
) -> Session:
    """Unlocks the vault of a home; after several wrong tries only after a wait.

    Args:
        home: where the vault lies.
        user: whose way in; empty for the only user.
        prompts: asks for the passphrase.
        clock: tells the time.
        write: whether the journal will be added to.
        key_file: the key file that was brought, if any.
        sleep: waits; see `vault.patience`.

    Raises:
        WrongPassphraseError: nothing opens with what was typed.
        BadDataError: there is no vault, no such user, or the key file is missing or another's.
        SurroundingsError: `write`, and another process holds the pen.
    """
    must_exist(home)
    carried = b"" if key_file is None else read_key_file(key_file)
    opened = open_patiently(home.vault, user, prompts.passphrase(say("Passphrase of the vault")), carried, sleep=sleep)
    return session_of(home, opened, clock, write=write)


def open_by_machine(home: Home, user: str, clock: Clock, *, write: bool) -> Session:
    """Unlocks the vault of a home by this machine's key store, with nothing typed; as staff.

    Raises:
        BadDataError: there is no vault, or not exactly one such way in for the user.
        SurroundingsError: there is no key store, it refused, or `write` and another process holds the pen.
    """
    from continuity_app.vault.key_store import open_by_key_store  # noqa: PLC0415

    must_exist(home)
    return session_of(home, open_by_key_store(home.vault, user), clock, write=write)


def session_of(home: Home, opened: Opened, clock: Clock, *, write: bool) -> Session:
    """The session of a vault that was opened.

    Raises:
        SurroundingsError: `write`, and another process holds the pen; it may be opened for reading.
    """
    lock = None
    if write:
        lock = HomeLock(home.vault / "kit.lock")
        lock.take()
    try:
        return Session(home, opened, clock, lock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def must_exist(home: Home) -> None:
    """Says how to begin where there is no vault yet.

    Raises:
        BadDataError: the home has no vault.
    """
    if not home.vault.is_dir():
        raise BadDataError(
            "vault.none",
            say("There is no vault in {home}.", home=home.path),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Create one: continuity vault create --org CARD --user NAME --site SITE."),
        )
