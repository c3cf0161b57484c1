"""Small files that people carry between machines: cards and requests, read whole and within a cap."""

from pathlib import Path

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.words import say

MAX_BYTES = 1024 * 1024


def read_carried(path: Path) -> bytes:
    """The whole of a small file.

    Raises:
        SurroundingsError: it cannot be read.
        BadDataError: it is longer than 1 MiB, so it is something else.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SurroundingsError(
            "carried.not_read",
            say("The file {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or ""),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Check the file's name and that the stick is in."),
            details=[{"file": str(path), "problem": error.strerror or ""}],
        ) from error
    if len(data) > MAX_BYTES:
        raise BadDataError(
            "carried.too_long",
            say("The file {name} is far too long to be a card or a request.", name=path.name),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Name the file that was written for this."),
        )
    return data
