"""The highest snapshot version ever applied, kept beside the databases too: an old key store put back hides nothing.

One line, `VERSION HMAC`, under a key of the vault: whoever can write the file can remove it, and cannot raise it.
"""

import hmac
from pathlib import Path

from continuity_app.durable import write_whole
from continuity_app.vault.keys import VaultKey, derive

FILE_NAME = "highest-version"
_INFO = b"continuity-kit/highest-version"
_MOST_CHARACTERS = 200


def read_high_water(folder: Path, key: VaultKey) -> int:
    """The highest version as told beside the databases; 0 where the file is missing or not ours."""
    try:
        with (folder / FILE_NAME).open(encoding="ascii") as file:
            text = file.read(_MOST_CHARACTERS)
    except (OSError, UnicodeDecodeError):
        return 0
    version = text.split(" ", 1)[0]
    if not version.isdecimal() or not hmac.compare_digest(text, _line(int(version), key)):
        return 0
    return int(version)


def keep_high_water(folder: Path, key: VaultKey, version: int) -> None:
    """Keeps a version beside the databases.

    Raises:
        SurroundingsError: the folder cannot be written.
    """
    write_whole(folder / FILE_NAME, _line(version, key).encode(), private=True)


def _line(version: int, key: VaultKey) -> str:
    return f"{version} {hmac.digest(derive(key.secret, _INFO), str(version).encode(), 'sha256').hex()}\n"
