"""Opening the vault as a job, so that the window stays alive while the key is derived."""

from continuity_app.clock import Clock
from continuity_app.desktop.unlock.brought import Brought
from continuity_app.errors import SurroundingsError
from continuity_app.kit.home import Home
from continuity_app.kit.opening import session_of
from continuity_app.kit.session import Session
from continuity_app.progress import Job, Step
from continuity_app.vault.key_file import read_key_file
from continuity_app.vault.key_store import open_by_key_store
from continuity_app.vault.patience import open_patiently
from continuity_app.vault.slots import Opened
from continuity_app.words import say


def open_job(home: Home, brought: Brought, clock: Clock) -> Job[Session]:
    """Opens the vault for writing, or for reading where another process writes or the disk does not let it.

    The wait that wrong tries have earned is over: the unlock screen counts it down before it asks.

    Raises:
        WrongPassphraseError: no slot opens with it.
        BadDataError: the key file is missing or another's, or a group or a share has a mistake.
        SurroundingsError: the key file cannot be read, or there is no key store.
    """
    yield Step(say("Deriving the key"))
    if brought.by_machine:
        opened = open_by_key_store(home.vault, brought.user)
    else:
        carried = b"" if brought.key_file is None else read_key_file(brought.key_file)
        opened = open_patiently(home.vault, brought.user, brought.passphrase, carried, sleep=lambda _: None)
    return reopen(home, opened, clock)


def reopen(home: Home, opened: Opened, clock: Clock) -> Session:
    """A session of a vault that was opened: one that writes where it may; the bar says when it may not."""
    try:
        return session_of(home, opened, clock, write=True)
    except SurroundingsError:
        return session_of(home, opened, clock, write=False)
