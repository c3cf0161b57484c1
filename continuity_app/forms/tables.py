"""CSV tables that lie beside a form, for choices and look-ups."""

import csv
import io

from continuity_app.errors import BadDataError
from continuity_app.words import say

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000


def read_table(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column name; blank rows are left out.

    Raises:
        BadDataError: it has no header, or a column twice.
    """
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _wrong(name, 0, say("It is not a CSV table.")) from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    if not any(header):
        raise _wrong(name, 1, say("The first row must name the columns."))
    doubled = next((column for column in header if column and header.count(column) > 1), "")
    if doubled:
        raise _wrong(name, 1, say("The column {column} stands there twice.", column=doubled))
    return [
        {column: cell.strip() for column, cell in zip(header, row, strict=False) if column}
        for row in rows[1:]
        if any(cell.strip() for cell in row)
    ]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _wrong(name: str, row: int, problem: str) -> BadDataError:
    return BadDataError(
        "form.table",
        say("The table {name} cannot be used: {problem}", name=name, problem=problem),
        what_is_safe=say("The form was not taken; forms that are in use stay as they are."),
        next_step=say("Save the table as CSV with one row of column names, and import the form again."),
        details=[{"file": name, "row": row, "problem": problem}],
    )
