"""Key files: 32 random bytes on a stick, without which a shorter passphrase opens nothing."""

import hashlib
import secrets
from pathlib import Path

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.words import say

KEY_FILE_BYTES = 32


def new_key_file(path: Path) -> bytes:
    """Makes a key file where none is, and gives its bytes.

    Raises:
        BadDataError: something lies there already; another key file is never overwritten.
        SurroundingsError: it cannot be written.
    """
    if path.exists():
        raise _refused(path, say("{name} exists already, and might be somebody's key file.", name=path.name))
    write_whole(path, secrets.token_bytes(KEY_FILE_BYTES), private=True)
    return read_key_file(path)


def read_key_file(path: Path) -> bytes:
    """The bytes of a key file.

    Raises:
        BadDataError: it has not exactly 32 bytes.
        SurroundingsError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(KEY_FILE_BYTES + 1)
    except OSError as error:
        raise SurroundingsError(
            "key_file.not_read",
            say("The key file {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or ""),
            what_is_safe=say("Nothing was opened or changed."),
            next_step=say("Check that the stick with the key file is in, or use another way in."),
            details=[{"file": str(path), "problem": error.strerror or ""}],
        ) from error
    if len(data) != KEY_FILE_BYTES:
        raise _refused(path, say("{name} is no key file: these have {count} bytes.", name=path.name, count=32))
    return data


def key_file_mark(data: bytes) -> str:
    """Tells one key file from another: eight hex digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:8]


def _refused(path: Path, message: str) -> BadDataError:
    return BadDataError(
        "key_file.wrong",
        message,
        what_is_safe=say("Nothing was opened or changed."),
        next_step=say("Name another file."),
        details=[{"file": str(path), "problem": message}],
    )
