"""The same tables as one Excel workbook for people: typed cells, so that a telephone number keeps its plus.

Every text is an inline string with the format "text": no program takes one for a formula, a number or a date, whatever
it begins with, and none becomes one when the cell is edited. Numbers are numbers. The CSV files are what is imported; a
text too long for a cell is cut here and says so.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from continuity_app.recovery.table import Cell, Table, as_text
from continuity_app.words import say

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576
MOST_EXACT = 10**15
"""Excel keeps fifteen digits; a longer number stands as text, whole."""

_LONGEST_NAME = 31
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_HIDDEN: Final = ' hidden="1"'
_PLAIN, _HEAD, _TEXT = 0, 1, 2
_MADE_AT = (1980, 1, 1, 0, 0, 0)

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKED: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_FONT: Final = '<sz val="11"/><name val="Calibri"/>'
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" xfId="0"/><xf numFmtId="49" fontId="1" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_workbook(tables: Sequence[Table]) -> bytes:
    """The tables as sheets of one workbook (`.xlsx`); the same tables always give the same bytes."""
    names = list(_sheet_names(tables))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, pieces: Iterable[str]) -> None:
            with archive.open(zipfile.ZipInfo(name, _MADE_AT), "w") as part:
                for piece in pieces:
                    part.write(piece.encode())

        put("[Content_Types].xml", [_content_types(len(tables))])
        put("_rels/.rels", [_relations([("officeDocument", "xl/workbook.xml")])])
        put("xl/workbook.xml", [_workbook(names)])
        sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(tables) + 1)]
        put("xl/_rels/workbook.xml.rels", [_relations([*sheets, ("styles", "styles.xml")])])
        put("xl/styles.xml", [_STYLES])
        for number, table in enumerate(tables, 1):
            put(f"xl/worksheets/sheet{number}.xml", _sheet(table))
    return out.getvalue()


def _sheet(table: Table) -> Iterator[str]:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"{_HIDDEN if at <= table.hidden else ""}/>'
        for at, width in enumerate(_widths(table), 1)
    )
    yield f"<cols>{columns}</cols><sheetData>" if columns else "<sheetData>"
    yield _row(table.columns, _HEAD)
    room = MOST_ROWS - 2
    for row in table.rows[:room]:
        yield _row(row, _TEXT)
    if len(table.rows) > room:
        yield _row([say("{count} more rows stand in the CSV file.", count=len(table.rows) - room)], _HEAD)
    yield "</sheetData></worksheet>"


def _row(cells: Sequence[Cell], style: int) -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(value: Cell, style: int) -> str:
    if isinstance(value, bool):
        return f'<c t="b" s="{_PLAIN}"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < MOST_EXACT:
        return f'<c s="{_PLAIN}"><v>{value!r}</v></c>'
    text = as_text(value)
    if not text:
        return f'<c s="{style}"/>'
    if len(text) > MOST_CHARACTERS:
        rest = say(" … the rest stands in the CSV file")
        text = text[: MOST_CHARACTERS - len(rest)] + rest
    text = _NO_CHARACTER.sub("\ufffd", text)
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _widths(table: Table) -> Iterator[int]:
    """How wide each column is: its longest text of the first rows, within reason."""
    for at, name in enumerate(table.columns):
        longest = max((len(as_text(row[at])) for row in table.rows[:200]), default=0)
        yield min(max(len(name), longest, 6) + 2, 60)


def _sheet_names(tables: Sequence[Table]) -> Iterator[str]:
    """Names that Excel takes: at most 31 characters, some signs not, none twice in whatever case."""
    taken: set[str] = set()
    for table in tables:
        plain = _NO_NAME.sub("_", _NO_CHARACTER.sub("_", table.name)).strip("'") or "_"
        name, count = plain[:_LONGEST_NAME], 2
        while name.casefold() in taken:
            ending = f"~{count}"
            name, count = plain[: _LONGEST_NAME - len(ending)] + ending, count + 1
        taken.add(name.casefold())
        yield name


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{sheets}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKED}">{lines}</Relationships>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    lines = "".join(f'<Override PartName="{part}" ContentType="{kind}.{what}+xml"/>' for part, what in parts)
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )
