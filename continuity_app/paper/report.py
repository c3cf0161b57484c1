"""Reports for managers, the CX lead and the CISO: sections of sentences, facts, tables and simple horizontal bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from continuity_app.paper.context import Drawn, SheetContext
from continuity_app.paper.flow import MARGIN, Piece, Title, draw_flow, gap
from continuity_app.paper.fonts import MEDIUM, REGULAR, SEMIBOLD, legible, missing, width
from continuity_app.paper.listing import Column, prose_pieces, table_pieces, unknown_letters
from continuity_app.paper.pen import FINE, RULE, Pen, Rect
from continuity_app.paper.typeset import wrap

_TOGETHER = 12
"""Bars up to this many stay on one page: they are compared."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns (see `listing.Column`)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the share from 0 to 1 that is filled, and what stands beside it in words or figures."""

    label: str
    share: float
    told: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars under each other; the whole length is 1."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under its heading."""

    title: str
    parts: tuple[Prose | Table | Bars, ...]


def draw_report(
    title: str,
    subtitle: str,
    sections: Sequence[Section],
    context: SheetContext,
    *,
    facts: Sequence[tuple[str, str]] = (),
) -> Drawn:
    """Draws a report as a PDF.

    Args:
        title: above the first section.
        subtitle: under the title, may be empty.
        sections: in order; a heading never stands alone at a page's foot.
        context: who prints, for which incident, on what paper.
        facts: the few figures that matter most, as label and value, in a strip under the title.
    """
    room = context.paper.width - 2 * MARGIN
    title, subtitle = legible(title), legible(subtitle)
    facts = [(legible(label), legible(value)) for label, value in facts]
    pieces: list[Piece] = []
    for section in sections:
        pieces += [gap(6), _heading(legible(section.title), room)]
        for part in section.parts:
            pieces += [*_part(part, room), gap(10)]
    if any(missing(text) for section in sections for part in section.parts for text in _texts(part)):
        pieces += prose_pieces([unknown_letters()], room)
    return draw_flow(Title(title, subtitle, facts), pieces, context, context.paper)


def _heading(text: str, room: float) -> Piece:
    def draw(pen: Pen, top: float) -> None:
        with pen.under(("H2", text)):
            pen.text(MARGIN, top + 13, text, face=SEMIBOLD, size=12)
        pen.line(MARGIN, top + 19, MARGIN + room, top + 19, weight=RULE)

    return Piece(26, draw, keep=True)


def _texts(part: Prose | Table | Bars) -> Iterator[str]:
    if isinstance(part, Prose):
        yield from part.sentences
    elif isinstance(part, Table):
        yield from (text for row in part.rows for text in row)
    else:
        yield from (text for bar in part.bars for text in (bar.label, bar.told))


def _part(part: Prose | Table | Bars, room: float) -> list[Piece]:
    if isinstance(part, Prose):
        return prose_pieces(part.sentences, room)
    if isinstance(part, Table):
        return table_pieces(part.columns, part.rows, room)
    return _bars([replace(bar, label=legible(bar.label), told=legible(bar.told)) for bar in part.bars], room)


def _bars(bars: Sequence[Bar], room: float) -> list[Piece]:
    if not bars:
        return []
    label_room = min(max(width(bar.label, MEDIUM, 8.5) for bar in bars), room * 0.34)
    told_room = min(max(width(bar.told, REGULAR, 8.5) for bar in bars), room * 0.34)
    length = room - label_room - told_room - 20
    pieces = [_bar(bar, label_room, told_room, length) for bar in bars]
    together = len(pieces) <= _TOGETHER
    return [replace(piece, keep=together) for piece in pieces[:-1]] + pieces[-1:]


def _bar(bar: Bar, label_room: float, told_room: float, length: float) -> Piece:
    labels, told = wrap(bar.label, label_room, 8.5, MEDIUM), wrap(bar.told, told_room, 8.5)
    height = max(len(labels), len(told)) * 11 + 5

    def draw(pen: Pen, top: float) -> None:
        for row, line in enumerate(labels):
            pen.text(MARGIN, top + 9 + row * 11, line, face=MEDIUM, size=8.5)
        track = Rect(MARGIN + label_room + 10, top + 2.5, length, 7)
        pen.box(track, weight=FINE)
        filled = min(max(bar.share, 0.0), 1.0) * length
        if filled > 0:
            pen.block(Rect(track.x, track.y, filled, track.height))
        for row, line in enumerate(told):
            pen.text(track.right + 10, top + 9 + row * 11, line, size=8.5)

    return Piece(height, draw)
