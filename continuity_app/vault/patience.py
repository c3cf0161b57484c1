"""Wrong tries are slowed, and never more than that: no count locks a vault, and nothing is wiped.

The first three wrong tries cost nothing; before each further one there is a wait of 1, 2, 4 … seconds, 30 at most, the
right passphrase included. The count lies beside the slots, so that a new process does not forget it; where it cannot be
kept (a read-only stick) this process remembers it. It holds no time, so no clock can make the wait longer.
A printed or an escrowed key of 256 bits never waits: nobody guesses it.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from continuity_app.durable import write_whole
from continuity_app.errors import KitError, WrongPassphraseError
from continuity_app.vault.slot_kinds import is_unguessable
from continuity_app.vault.slots import Opened, open_slots

FREE_TRIES = 3
LONGEST_WAIT = 30
FILE_NAME = "wrong-tries"
_MOST = 99

Sleep = Callable[[float], None]
"""Waits so many seconds."""

_remembered: dict[Path, int] = {}


def open_patiently(
    folder: Path, user: str, passphrase: str, key_file: bytes = b"", *, sleep: Sleep = time.sleep
) -> Opened:
    """Opens a vault like `open_slots`, after the wait that wrong tries before this one have earned.

    Raises:
        WrongPassphraseError: no slot opens with it; the next try may wait longer.
        BadDataError: as `open_slots`.
    """
    wrong = wrong_tries(folder)
    if wait_before_next(wrong) and not is_unguessable(passphrase):
        sleep(wait_before_next(wrong))
    try:
        opened = open_slots(folder, user, passphrase, key_file)
    except WrongPassphraseError:
        _keep(folder, wrong + 1)
        raise
    _keep(folder, 0)
    return opened


def wait_before_next(wrong: int) -> int:
    """Seconds to wait before the next try, after so many wrong ones."""
    return 0 if wrong < FREE_TRIES else min(2 ** (wrong - FREE_TRIES), LONGEST_WAIT)


def wrong_tries(folder: Path) -> int:
    """How many wrong tries were made since the vault was last opened, as far as anybody remembers."""
    try:
        text = (folder / FILE_NAME).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    beside = min(int(text), _MOST) if text.isdecimal() and len(text) <= len(str(_MOST)) else 0
    return max(beside, _remembered.get(folder, 0))


def _keep(folder: Path, wrong: int) -> None:
    """Keeps the count here and beside the slots; a disk that refuses must not stand between a person and the vault."""
    _remembered[folder] = wrong
    with suppress(KitError, OSError):
        if wrong:
            write_whole(folder / FILE_NAME, f"{min(wrong, _MOST)}\n".encode(), private=True)
        else:
            (folder / FILE_NAME).unlink(missing_ok=True)
