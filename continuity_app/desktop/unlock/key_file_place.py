"""Where the key file lay the last time: a kit that locks every few minutes must not ask for it each time.

Only the place is kept, one line in the home folder; what is in the file is not.
"""

from contextlib import suppress
from pathlib import Path

from continuity_app.durable import write_whole
from continuity_app.errors import KitError

FILE_NAME = "key-file-place.txt"
_LONGEST = 4096


def last_key_file(home: Path) -> Path | None:
    """The key file of the last time, whether it is there now or not."""
    try:
        with (home / FILE_NAME).open(encoding="utf-8") as file:
            place = file.readline(_LONGEST).strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(place) if place else None


def keep_key_file(home: Path, place: Path) -> None:
    """Keeps the place for the next time; a read-only stick forgets it."""
    with suppress(KitError):
        write_whole(home / FILE_NAME, f"{place}\n".encode(), private=True)
