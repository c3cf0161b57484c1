"""A list of re-keyed sheets that comes back from whoever typed them in: CSV with `serial` and `reference`."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from continuity_app.errors import BadDataError, Detail, SurroundingsError
from continuity_app.recovery.rekey import RekeyDesk
from continuity_app.words import say

MOST_BYTES = 4 * 1024 * 1024
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class DoneList:
    """What came of a list: rows noted now, rows that were known, and those that a person must look at."""

    done: int
    known: int
    refused: tuple[Detail, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {"done": self.done, "known": self.known, "refused": list(self.refused)}


def take_done_list(desk: RekeyDesk, path: Path) -> DoneList:
    """Notes every row that can be noted; a row that cannot be is told and changes nothing.

    Raises:
        BadDataError: it is no CSV file with the columns `serial` and `reference`; nothing was noted.
        SurroundingsError: it cannot be read.
    """
    done = known = 0
    refused: list[Detail] = []
    for number, (serial, reference, reason) in _rows(path):
        try:
            before = desk.known_reference(serial)
            desk.done(serial, reference, reason)
        except BadDataError as error:
            refused.append({"row": number, "serial": serial, "problem": error.message})
            continue
        done, known = (done, known + 1) if before == reference.strip() else (done + 1, known)
    return DoneList(done, known, tuple(refused))


def _rows(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SurroundingsError(
            "rekey.list_unreadable",
            say("The list {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or "?"),
            what_is_safe=say("Nothing was noted."),
            next_step=say("Check the name, and that the stick is plugged in."),
        ) from error
    try:
        text = data.decode("utf-8-sig")
        head = text.split("\n", 1)[0]
        delimiter = max(_DELIMITERS, key=head.count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_list(path) from error
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    if len(data) > MOST_BYTES or "serial" not in names or "reference" not in names:
        raise _no_list(path)
    for number, row in enumerate(rows[1:], 2):
        told = dict(zip(names, row, strict=False))
        if any(cell.strip() for cell in row) and told.get("reference", "").strip():
            yield number, (told.get("serial", ""), told["reference"], told.get("reason", ""))


def _no_list(path: Path) -> BadDataError:
    return BadDataError(
        "rekey.no_list",
        say("The file {name} is no list of re-keyed sheets.", name=path.name),
        what_is_safe=say("Nothing was noted."),
        next_step=say("Save it as CSV in UTF-8, at most 4 MiB, with the columns serial and reference."),
        details=[{"file": path.name, "problem": say("columns serial and reference are needed")}],
    )
