"""Lists that managers carry: call list, roster, day sheet, batch cover; ruled rows, boxes to tick, room to write."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from continuity_app.paper.context import Drawn, SheetContext
from continuity_app.paper.flow import MARGIN, Piece, Title, draw_flow, gap, tick_box
from continuity_app.paper.fonts import MEDIUM, REGULAR, SEMIBOLD, UNKNOWN, legible, missing, width
from continuity_app.paper.pen import HAIR, RULE, Pen
from continuity_app.paper.typeset import LEADING, wrap
from continuity_app.words import say

_SIZE = 8.5
_TABLES = itertools.count()
"""Tells the tables of a document apart for a reader that speaks; nothing of it is written."""
_PAD = 4.0
_WRITING_ROW = 25.5


class Cell(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    STRONG = "strong"
    NUMBER = "number"
    WRITE = "write"
    TICKS = "ticks"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        title: its heading.
        share: its width beside the others'.
        cell: what stands in it; WRITE and TICKS take no value from the rows' text.
        ticks: the words beside the boxes of a TICKS column; a value equal to one of them ticks it.
    """

    title: str
    share: float = 1.0
    cell: Cell = Cell.TEXT
    ticks: tuple[str, ...] = ()


def draw_table(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    context: SheetContext,
    *,
    facts: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (),
    landscape: bool = False,
) -> bytes:
    """Like `drawn_table`, the bytes alone."""
    return drawn_table(title, subtitle, columns, rows, context, facts=facts, notes=notes, landscape=landscape).data


def drawn_table(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    context: SheetContext,
    *,
    facts: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (),
    landscape: bool = False,
) -> Drawn:
    """Draws one list as a PDF.

    Args:
        title: above the list.
        subtitle: under the title, may be empty.
        columns: in order.
        rows: a text for every column; the text of a WRITE column is drawn small, as a start to write on from.
        context: who prints, for which incident, on what paper.
        facts: labels and values in a strip above the list (a day sheet's journal head).
        notes: sentences below the list.
        landscape: on its side.
    """
    paper = context.paper.turned() if landscape else context.paper
    filled = [tuple(row) for row in rows]
    title, subtitle = legible(title), legible(subtitle)
    facts = [(legible(label), legible(value)) for label, value in facts]
    if any(missing(text) for row in filled for text in row):
        notes = [*notes, unknown_letters()]
    pieces = [
        *table_pieces(columns, filled, paper.width - 2 * MARGIN),
        gap(8),
        *prose_pieces(notes, paper.width - 2 * MARGIN),
    ]
    return draw_flow(Title(title, subtitle, facts), pieces, context, paper)


def unknown_letters() -> str:
    """The sentence below what shows question marks for letters."""
    return say("{mark} stands for each letter that this print cannot show; the screen shows it.", mark=UNKNOWN)


def table_pieces(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], room: float, left: float = MARGIN
) -> list[Piece]:
    """The head and the rows of a table as pieces; the head comes again on every page."""
    columns = [
        replace(column, title=legible(column.title), ticks=tuple(map(legible, column.ticks))) for column in columns
    ]
    rows = [tuple(map(legible, row)) for row in rows]
    edges = _edges(columns, room, left)
    table = f"table {next(_TABLES)}"
    head = _head(columns, edges, table)
    return [head, *(_row(columns, row, edges, head, table) for row in rows)]


def prose_pieces(sentences: Sequence[str], room: float, *, size: float = 9.0, left: float = MARGIN) -> list[Piece]:
    """Paragraphs as pieces, a line each."""
    pieces = []
    for sentence in sentences:
        lines = wrap(legible(sentence), room, size)
        for line in lines:

            def draw(pen: Pen, top: float, line: str = line) -> None:
                pen.text(left, top + size, line, size=size)

            pieces.append(Piece(size * LEADING, draw))
        pieces.append(gap(4))
    return pieces


def _edges(columns: Sequence[Column], room: float, left: float) -> list[float]:
    total = sum(column.share for column in columns)
    edges = [left]
    for column in columns:
        edges.append(edges[-1] + room * column.share / total)
    return edges


def _head(columns: Sequence[Column], edges: Sequence[float], table: str) -> Piece:
    titles = [wrap(c.title, edges[n + 1] - edges[n] - _PAD, 7.5, SEMIBOLD) for n, c in enumerate(columns)]
    tall = max(len(lines) for lines in titles)
    height = tall * 9.5 + 7

    def draw(pen: Pen, top: float) -> None:
        line_key = f"head {top}"
        for number, (column, lines) in enumerate(zip(columns, titles, strict=True)):
            right = column.cell is Cell.NUMBER
            x = edges[number + 1] - _PAD if right else edges[number] + (_PAD if number else 0)
            with pen.under(("Table", table), ("TR", line_key), ("TH", str(number))):
                for row, line in enumerate(lines, 1 - len(lines)):
                    pen.text(
                        x,
                        top + height - 5 + row * 9.5,
                        line,
                        face=SEMIBOLD,
                        size=7.5,
                        align="right" if right else "left",
                    )
                if not any(lines):
                    pen.nothing()
        pen.line(edges[0], top + height, edges[-1], top + height, weight=RULE)

    return Piece(height, draw, keep=True)


def _row(columns: Sequence[Column], row: Sequence[str], edges: Sequence[float], head: Piece, table: str) -> Piece:
    cells = []
    for number, (column, text) in enumerate(zip(columns, row, strict=True)):
        room = edges[number + 1] - edges[number] - 2 * _PAD
        face = MEDIUM if column.cell is Cell.STRONG else REGULAR
        cells.append([] if column.cell is Cell.TICKS else wrap(text, room, _SIZE, face))
    lines = max((len(cell) for cell in cells), default=1)
    height = max(lines * _SIZE * LEADING + 7, _least(columns, edges))

    line_key = f"row {next(_TABLES)}"

    def draw(pen: Pen, top: float) -> None:
        for number, column in enumerate(columns):
            if number and column.cell in (Cell.WRITE, Cell.TICKS):
                pen.line(edges[number], top, edges[number], top + height)
            with pen.under(("Table", table), ("TR", line_key), ("TD", str(number))):
                if column.cell is Cell.TICKS:
                    x = edges[number] + (_PAD if number else 0)
                    _ticks(pen, column, row[number], left=x, right=edges[number + 1], top=top)
                else:
                    _cell(pen, column.cell, cells[number], edges[number : number + 2], top, first=number == 0)
        pen.line(edges[0], top + height, edges[-1], top + height, weight=HAIR)

    return Piece(height, draw, over=head)


def _cell(pen: Pen, kind: Cell, lines: Sequence[str], edges: Sequence[float], top: float, *, first: bool) -> None:
    face = MEDIUM if kind is Cell.STRONG else REGULAR
    right = kind is Cell.NUMBER
    x = edges[1] - _PAD if right else edges[0] + (0 if first else _PAD)
    for place, line in enumerate(lines):
        baseline = top + 4 + _SIZE + place * _SIZE * LEADING - 0.5
        pen.text(x, baseline, line, face=face, size=_SIZE, align="right" if right else "left")
    if not any(lines):
        pen.nothing()


def _least(columns: Sequence[Column], edges: Sequence[float]) -> float:
    """The least height of a row: enough to write in, and for every line of boxes."""
    least = 0.0
    for number, column in enumerate(columns):
        if column.cell is Cell.WRITE:
            least = max(least, _WRITING_ROW)
        if column.cell is Cell.TICKS:
            room = edges[number + 1] - edges[number] - _PAD
            least = max(least, 12.5 * len(_tick_lines(column, room)) + 4, _WRITING_ROW)
    return least


def _tick_lines(column: Column, room: float) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for word in column.ticks:
        wide = 8 + 3 + width(word, REGULAR, 7.5) + 7
        if lines[-1] and used + wide - 7 > room:
            lines.append([])
            used = 0
        lines[-1].append(word)
        used += wide
    return lines


def _ticks(pen: Pen, column: Column, value: str, *, left: float, right: float, top: float) -> None:
    for row, words in enumerate(_tick_lines(column, right - left)):
        x, middle = left, top + 9 + row * 12.5
        for word in words:
            tick_box(pen, x, middle, 8, ticked=bool(value) and value == word)
            pen.text(x + 11, middle + 2.7, word, size=7.5)
            x += 8 + 3 + width(word, REGULAR, 7.5) + 7
