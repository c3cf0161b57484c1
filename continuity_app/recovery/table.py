"""A table for machines as CSV: UTF-8 without a byte order mark, CRLF, exact values, and no cell that becomes a formula.

Numbers and E.164 telephone numbers stand exactly as they are: `+14155552671` is what an import needs, and a sign before
digits alone can run nothing. Any other text that begins with = + - @ tab or CR gets one apostrophe before it; the
manifest lists these cells, so that an import can take exactly that apostrophe off again.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns, as one file of an export; a workbook hides the first `hidden` columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A table as bytes, and the cells that got an apostrophe: (row, column), rows counted from 1 under the header."""

    data: bytes
    guarded: tuple[tuple[int, str], ...]


def as_text(value: object) -> str:
    """One cell: nothing is empty, a list of names is joined by spaces as XForms does, anything deeper is JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list() | tuple() if all(isinstance(item, str) and " " not in item for item in value):
            return " ".join(value)
        case list() | tuple() | dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case _:
            return str(value)


def could_be_formula(text: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula; plain numbers and telephone numbers never."""
    return text.startswith(_FORMULA_STARTS) and _PLAIN_NUMBER.fullmatch(text) is None


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV, no cell a formula: every CSV that leaves the kit is written here."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_guard(text) for text in row] for row in rows)
    return out.getvalue()


def write_table(table: Table) -> Written:
    """The table as CSV."""
    guarded: list[tuple[int, str]] = []
    lines: list[Sequence[str]] = [table.columns]
    for number, row in enumerate(table.rows, 1):
        cells = [as_text(cell) for cell in row]
        guarded += [
            (number, column) for column, text in zip(table.columns, cells, strict=True) if could_be_formula(text)
        ]
        lines.append(cells)
    return Written(csv_of(lines).encode(), tuple(guarded))


def read_table(name: str, written: Written) -> Table:
    """The table back from its bytes, without the apostrophes: what an import does, and how an export checks itself."""
    lines = list(csv.reader(io.StringIO(written.data.decode(), newline="")))
    columns = tuple(lines[0])
    guarded = set(written.guarded)
    rows = tuple(
        tuple(text[1:] if (number, column) in guarded else text for column, text in zip(columns, line, strict=True))
        for number, line in enumerate(lines[1:], 1)
    )
    return Table(name, columns, rows)


def columns_of(first: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    """Column names without a double: one that would repeat gets a number behind it."""
    taken: list[str] = []
    for name in (*first, *more):
        unique, count = name, 2
        while unique in taken:
            unique, count = f"{name}_{count}", count + 1
        taken.append(unique)
    return tuple(taken)


def _guard(text: str) -> str:
    return f"'{text}" if could_be_formula(text) else text
