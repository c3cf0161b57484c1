"""Opening the vault as a job, so that the window stays alive while the key is derived."""

from continuity_app.clock import Clock
from continuity_app.errors import SurroundingsError
from continuity_app.kit.home import Home
from continuity_app.kit.opening import session_of
from continuity_app.kit.session import Session
from continuity_app.progress import Job, Step
from continuity_app.vault.slots import Opened, open_slots
from continuity_app.words import say


def open_job(home: Home, user: str, passphrase: str, clock: Clock) -> Job[Session]:
    """Opens the vault for writing, or for reading where another process writes or the disk does not let it.

    Raises:
        WrongPassphraseError: no slot opens with it.
    """
    yield Step(say("Deriving the key"))
    opened = open_slots(home.vault, user, passphrase)
    return reopen(home, opened, clock)


def reopen(home: Home, opened: Opened, clock: Clock) -> Session:
    """A session of a vault that was opened: one that writes where it may; the bar says when it may not."""
    try:
        return session_of(home, opened, clock, write=True)
    except SurroundingsError:
        return session_of(home, opened, clock, write=False)
