"""Rows and columns, wherever they come from: finds the header, fits each row to it, and hands the chosen values on."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from continuity_app.sources.headers import ROWS_LOOKED_AT, column_names, find_header
from continuity_app.sources.names import letter_of
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.wire import ROWS_IN_BATCH, Batch, Choice, Finished, Opened, Trouble
from continuity_app.words import say

MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""

MOST_CHARACTERS_IN_BATCH = 1 << 20
SAMPLE_ROWS = 50
SAMPLE_CHARACTERS = 200

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REPLACED = "\ufffd"


@dataclass(slots=True)
class Records:
    """The rows of a table as texts, before anybody knows which of them is the header.

    Attributes:
        rows: every row in order, an empty list for an empty one.
        format, encoding, delimiter: for `Opened`.
        careful: cells may hold control characters or bytes that could not be decoded.
        troubles: what has to be told of the file as a whole.
    """

    rows: Iterator[list[str]]
    format: str
    encoding: str = ""
    delimiter: str = ""
    careful: bool = True
    troubles: list[Trouble] = field(default_factory=list)


class Grid:
    """A table with its header found; `opened` says what it is, `batches` gives its rows once."""

    def __init__(self, records: Records, known: Collection[str], header_row: int = 0) -> None:
        self._careful = records.careful
        head = list(islice(records.rows, max(ROWS_LOOKED_AT + SAMPLE_ROWS, header_row)))
        index = header_row - 1 if header_row else find_header(head, known)
        width = self._width(head, index)
        if index < 0:
            names = [letter_of(column) for column in range(width)]
            records.troubles.append(
                Trouble(1, -1, say("No row with names of columns was found; the columns are called by their letters."))
            )
        else:
            names = column_names(head[index], width)
        self._names = names
        self._header = [cell.strip() for cell in head[index][:width]] if index >= 0 else []
        self._first_row = index + 2
        self._rows = chain(head[index + 1 :], records.rows)
        sample = [[cell[:SAMPLE_CHARACTERS] for cell in row[:width]] for row in head[index + 1 :][:SAMPLE_ROWS]]
        self.opened = Opened(
            records.format, records.encoding, records.delimiter, index + 1, names, sample, records.troubles
        )

    @staticmethod
    def _width(head: list[list[str]], index: int) -> int:
        """Columns up to the last named one; without a header, up to the last filled one."""
        if index >= len(head):
            raise RefusalError(
                "source.header",
                say("The header row that the plan names is not in the file."),
                say("Correct header_row, or leave it out."),
            )
        rows = [head[index]] if index >= 0 else head
        width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell.strip()), default=0)
        if width > MOST_COLUMNS:
            raise RefusalError(
                "source.columns",
                say("The table has {width} columns; a spreadsheet has at most {most}.", width=width, most=MOST_COLUMNS),
                say("Export only the columns that are needed."),
                max(index + 1, 1),
            )
        return width

    def batches(self, choice: Choice) -> Iterator[Batch | Finished]:
        """Every data row with the chosen columns, in batches, then `Finished`."""
        width, header = len(self._names), self._header
        columns, count, careful = choice.columns, choice.count, self._careful
        filled = [0] * width if count else []
        rows: list[tuple[int, list[str]]] = []
        troubles: list[Trouble] = []
        total = empty = repeated = characters = 0
        for number, given in enumerate(self._rows, self._first_row):
            record = given
            if len(record) != width:
                if not any(map(str.strip, record)):
                    empty += 1
                    continue
                record = _fitted(record, width, number, troubles)
            if careful:
                record = _cleaned(record, number, troubles)
            values = [record[column].strip() for column in columns]
            if not any(values) and not any(map(str.strip, record)):
                empty += 1
                continue
            if header and record[0].strip() == header[0] and [cell.strip() for cell in record] == header:
                repeated += 1
                troubles.append(Trouble(number, -1, say("The header stands here again; this row is no customer.")))
                continue
            if count:
                _count(record, filled)
            total += 1
            characters += sum(map(len, values))
            rows.append((number, values))
            if len(rows) == ROWS_IN_BATCH or characters > MOST_CHARACTERS_IN_BATCH:
                yield Batch(rows, troubles)
                rows, troubles, characters = [], [], 0
        yield Batch(rows, troubles)
        yield Finished(total, empty, repeated, filled)


def _fitted(record: list[str], width: int, number: int, troubles: list[Trouble]) -> list[str]:
    """The row with as many cells as the header; cells beyond it are told unless they are empty."""
    if len(record) < width:
        troubles.append(
            Trouble(number, -1, say("The row has {cells} cells, the header {width}.", cells=len(record), width=width))
        )
        return record + [""] * (width - len(record))
    if any(map(str.strip, record[width:])):
        troubles.append(
            Trouble(
                number,
                -1,
                say(
                    "The row has {cells} cells, the header {width}; the cells beyond it belong to no column.",
                    cells=len(record),
                    width=width,
                ),
            )
        )
    return record[:width]


def _cleaned(record: list[str], number: int, troubles: list[Trouble]) -> list[str]:
    """The row without control characters; each cell that held one, or bytes of no character, is told."""
    joined = "".join(record)
    if _REPLACED in joined:
        troubles.extend(
            Trouble(number, column, say("Some bytes here are no characters of the file's encoding."))
            for column, cell in enumerate(record)
            if _REPLACED in cell
        )
    if not _CONTROL.search(joined):
        return record
    cleaned = []
    for column, cell in enumerate(record):
        without = _CONTROL.sub("", cell)
        if without != cell:
            troubles.append(
                Trouble(
                    number, column, say("Characters that are no text (NUL or other control characters) were left out.")
                )
            )
        cleaned.append(without)
    return cleaned


def _count(record: list[str], filled: list[int]) -> None:
    for column, cell in enumerate(record):
        if cell and not cell.isspace():
            filled[column] += 1
