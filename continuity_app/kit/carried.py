"""Files that people carry between machines: small ones read whole and within a cap, and errors that name them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.words import say

MAX_BYTES = 1024 * 1024


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Puts the name of a carried file into the errors that are raised about what is in it.

    Raises:
        BadDataError: as it was raised inside, with the file in front of its details.
    """
    try:
        yield
    except BadDataError as error:
        if not any(detail.get("file") == path.name for detail in error.details):
            error.details = ({"file": path.name, "problem": error.message}, *error.details)
        raise


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
            details=[{"file": str(path), "problem": say("longer than {most} bytes", most=MAX_BYTES)}],
        )
    return data
