"""Text tables: any encoding, any usual delimiter, quotes as spreadsheets write them."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from continuity_app.sources.grid import Records
from continuity_app.sources.names import NAMED_DELIMITERS
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.sniffing import SAMPLE, Bytes, delimiter_of, encoding_of, guessed, look_at_bytes
from continuity_app.words import say

MOST_CHARACTERS_IN_CELL = 8 << 20
SWALLOWED_LINES = 2

_SPACE_BEFORE_QUOTE = re.compile(r'[,;|] "')
_HINT = re.compile(r"sep=([^\r\n\"])\r?\n", re.IGNORECASE)


def read_csv(path: Path, encoding: str = "", delimiter: str = "") -> Records:
    """The rows of a text table.

    Args:
        path: the file.
        encoding: as the plan says, empty to find out.
        delimiter: the same.

    Raises:
        RefusalError: the plan's encoding is unknown; while reading: a cell is too large, a quote is never closed.
    """
    found = look_at_bytes(path)
    encoding, is_guess = (encoding, False) if encoding else encoding_of(path, found)
    handle = _opened(path, encoding)
    sample = handle.read(SAMPLE)
    handle.seek(0)
    hint = _HINT.match(sample)
    if hint:
        handle.readline()
        sample = sample[hint.end() :]
    delimiter = NAMED_DELIMITERS.get(delimiter, delimiter) or (hint[1] if hint else delimiter_of(sample))
    csv.field_size_limit(MOST_CHARACTERS_IN_CELL)
    return Records(
        _records(handle, delimiter, sample, found),
        "csv",
        encoding,
        delimiter,
        careful=not found.utf8 or found.controls,
        troubles=[guessed(encoding)] if is_guess else [],
    )


def _opened(path: Path, encoding: str) -> TextIO:
    try:
        return path.open(encoding=encoding, errors="replace", newline="")
    except LookupError as error:
        raise RefusalError(
            "source.encoding",
            say("The encoding {encoding} that the plan names is unknown.", encoding=encoding),
            say("Correct it, for example to cp1252, or leave it out."),
        ) from error


def _records(handle: TextIO, delimiter: str, sample: str, found: Bytes) -> Iterator[list[str]]:
    tail: list[str] = []
    last: list[str] = []
    watched = found.odd_quotes or handle.encoding.startswith(("utf-16", "utf-32"))
    lines = _remembered(handle, tail) if watched else handle
    skip = _SPACE_BEFORE_QUOTE.search(sample) is not None
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=skip)
    row = line = 0
    try:
        with handle:
            for record in reader:
                row += 1
                if reader.line_num - line > 1:
                    _refuse_swallowed(record, delimiter, row)
                line = reader.line_num
                if watched:
                    last = tail.copy()
                    tail.clear()
                yield record
            _refuse_unclosed(last, delimiter, row)
    except csv.Error as error:
        raise RefusalError(
            "source.cell_too_large",
            say(
                "A cell has no end: it is larger than {most} characters, or a quote is never closed.",
                most=MOST_CHARACTERS_IN_CELL,
            ),
            say("Look at the row in a text editor, close the quote and try again."),
            row + 1,
        ) from error


def _remembered(handle: TextIO, tail: list[str]) -> Iterator[str]:
    """The lines, with those of the record that is being read kept beside."""
    for line in handle:
        tail.append(line)
        yield line


def _refuse_unclosed(tail: list[str], delimiter: str, row: int) -> None:
    """Refuses a table whose last record is an open quote: everything after that quote would be one cell."""
    try:
        list(csv.reader(tail, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _unclosed(row) from error


def _refuse_swallowed(record: list[str], delimiter: str, row: int) -> None:
    """Refuses a record in one cell of which several whole rows stand."""
    needed = max(len(record) - 1, 2)
    for cell in record:
        if "\n" in cell and sum(line.count(delimiter) >= needed for line in cell.splitlines()[1:-1]) >= SWALLOWED_LINES:
            raise _unclosed(row)


def _unclosed(row: int) -> RefusalError:
    return RefusalError(
        "source.quote",
        say("A quote that is opened in this row is not closed; the rows after it would be lost."),
        say("Close the quote in a text editor, or export the file again."),
        row,
    )
