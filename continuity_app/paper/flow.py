"""Pieces that follow each other down the pages: what stays together, what is repeated, what every page carries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from continuity_app.paper.context import Drawn, Paper, SheetContext, plain_date, plain_time
from continuity_app.paper.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD, width
from continuity_app.paper.pen import HAIR, HEAVY, Document, Pen, Rect
from continuity_app.paper.typeset import LEADING, wrap
from continuity_app.words import language_in_use, say

MARGIN = 40.0
TOP = 40.0
FOOT = 34.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is not broken across pages.

    Attributes:
        height: in points.
        draw: draws it with its top at the given y.
        keep: it stays on the page of the next piece (a heading).
        over: what is drawn above it where it opens a page (the head of a table).
    """

    height: float
    draw: Callable[[Pen, float], None]
    keep: bool = False
    over: "Piece | None" = None


def gap(height: float) -> Piece:
    """White space."""
    return Piece(height, lambda _pen, _top: None)


def paginate(pieces: Sequence[Piece], first: float, room: float) -> list[list[Piece]]:
    """Deals pieces out to pages.

    Args:
        pieces: in order.
        first: height of the first page.
        room: height of every other page.
    """
    pages: list[list[Piece]] = [[]]
    left, at = first, 0
    while at < len(pieces):
        run = at
        while run < len(pieces) - 1 and pieces[run].keep:
            run += 1
        block = pieces[at : run + 1]
        wanted = sum(piece.height for piece in block)
        if wanted > left and pages[-1]:
            pages.append([])
            left = room
            if (over := block[0].over) is not None:
                block = [over, *block]
                wanted += over.height
        pages[-1] += block
        left -= wanted
        at = run + 1
    return pages


@dataclass(frozen=True, slots=True)
class Title:
    """What stands above the pieces: the title, a line under it, and facts in a ruled strip."""

    title: str
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()


def draw_flow(title: Title, pieces: Sequence[Piece], context: SheetContext, paper: Paper) -> Drawn:
    """Draws pieces under a title, on as many pages as they need, each with who, when and 'page n of m'."""
    document = Document(title.title, language_in_use(), paper, context.organisation)
    flow_into(document, title, pieces, context)
    return Drawn(document.finish(), document.pages)


def flow_into(document: Document, title: Title, pieces: Sequence[Piece], context: SheetContext) -> None:
    """Like `draw_flow`, as further pages of a document."""
    paper = document.paper
    head, strip = _head_height(title), _strip_height(title.facts, paper)
    pages = dealt(title, pieces, paper)
    for number, page in enumerate(pages, 1):
        with document.page() as pen:
            if context.drill:
                pen.watermark(say("DRILL"), paper)
            if number == 1:
                _title(pen, title, context, paper)
                top = TOP + head
                _strip(pen, title.facts, top, paper)
                top += strip
            else:
                top = _running_title(pen, title, context, paper)
            for piece in page:
                piece.draw(pen, top)
                top += piece.height
            _footer(pen, context, paper, say("Page {page} of {pages}", page=number, pages=len(pages)))


def dealt(title: Title, pieces: Sequence[Piece], paper: Paper) -> list[list[Piece]]:
    """The pieces of each page under a title."""
    room = paper.height - FOOT - 14 - TOP
    return paginate(pieces, room - _head_height(title) - _strip_height(title.facts, paper), room - 26)


def _head_height(title: Title) -> float:
    return 44.0 + (13 if title.subtitle else 0)


def _title(pen: Pen, title: Title, context: SheetContext, paper: Paper) -> None:
    right = paper.width - MARGIN
    with pen.under(("H1", title.title)):
        pen.text(MARGIN, TOP + 16, title.title, face=BOLD, size=18)
    place = f"{context.organisation} · {context.site}" if context.site else context.organisation
    pen.text(right, TOP + 9, place, face=MEDIUM, size=9, align="right")
    if context.incident:
        named = say("Drill: {name}", name=context.incident) if context.drill else context.incident
        pen.text(right, TOP + 21, named, size=8, align="right")
    if title.subtitle:
        pen.text(MARGIN, TOP + 32, title.subtitle, size=9.5)
    below = TOP + 36 + (13 if title.subtitle else 0)
    pen.line(MARGIN, below - 6, right, below - 6, weight=HEAVY)


def _running_title(pen: Pen, title: Title, context: SheetContext, paper: Paper) -> float:
    pen.text(MARGIN, TOP + 8, title.title, face=SEMIBOLD, size=10)
    pen.text(paper.width - MARGIN, TOP + 8, f"{context.organisation} · {context.site}", size=8, align="right")
    pen.line(MARGIN, TOP + 14, paper.width - MARGIN, TOP + 14, weight=HEAVY)
    return TOP + 26


def _footer(pen: Pen, context: SheetContext, paper: Paper, page: str) -> None:
    line = paper.height - FOOT
    pen.line(MARGIN, line - 10, paper.width - MARGIN, line - 10)
    told = []
    if context.printed_at is not None:
        told.append(say("Printed {time}", time=plain_time(context.printed_at)))
    if context.as_of is not None:
        told.append(say("customer data as of {day}", day=plain_date(context.as_of)))
    pen.text(MARGIN, line, " · ".join(told), size=7.5)
    pen.text(paper.width - MARGIN, line, page, face=MEDIUM, size=8, align="right")


_FACT, _LARGE_FACT = 8.5, 13.0
_SHORT_FACT = 18


def _fact_size(facts: Sequence[tuple[str, str]]) -> float:
    """Figures stand large; a fact that is long, such as a journal's head, makes all of them small."""
    return _LARGE_FACT if all(len(value) <= _SHORT_FACT for _, value in facts) else _FACT


def _fact_columns(facts: Sequence[tuple[str, str]], paper: Paper) -> list[tuple[float, float, str, list[str]]]:
    """Where each fact stands: x, width, label, lines of its value; wide ones get more room."""
    room, size = paper.width - 2 * MARGIN, _fact_size(facts)
    wanted = [
        max(width(label, REGULAR, 6.8), min(width(value, MEDIUM, size), room * 0.7)) + 18 for label, value in facts
    ]
    scale = room / sum(wanted)
    placed, x = [], MARGIN
    for (label, value), want in zip(facts, wanted, strict=True):
        wide = want * scale
        placed.append((x, wide, label, wrap(value, wide - 8, size, MEDIUM)))
        x += wide
    return placed


def _strip_height(facts: Sequence[tuple[str, str]], paper: Paper) -> float:
    if not facts:
        return 0
    lines = max(len(value) for _, _, _, value in _fact_columns(facts, paper))
    return 12 + lines * _fact_size(facts) * LEADING + 10


def _strip(pen: Pen, facts: Sequence[tuple[str, str]], top: float, paper: Paper) -> None:
    if not facts:
        return
    size = _fact_size(facts)
    bottom = top + _strip_height(facts, paper) - 12
    for number, (x, _wide, label, lines) in enumerate(_fact_columns(facts, paper)):
        inset = x + (5 if number else 0)
        if number:
            pen.line(x, top - 6, x, bottom)
        pen.text(inset, top + 1, label, size=6.8)
        for row, line in enumerate(lines):
            pen.text(inset, top + 3 + size + row * size * LEADING, line, face=MEDIUM, size=size)
    pen.line(MARGIN, bottom, paper.width - MARGIN, bottom, weight=HAIR)


def tick_box(pen: Pen, x: float, middle: float, size: float = 8.5, *, ticked: bool = False) -> Rect:
    """A box to tick, its left edge at `x`, centred on the height `middle`."""
    rect = Rect(x, middle - size / 2, size, size)
    pen.box(rect, weight=0.9)
    if ticked:
        pen.cross(rect)
    return rect
