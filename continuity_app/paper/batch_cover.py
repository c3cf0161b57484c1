"""The cover of a batch of sheets: its serials by form, and what came back, to be counted by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from continuity_app.paper.context import SheetContext
from continuity_app.paper.flow import MARGIN, Piece, Title, flow_into, gap
from continuity_app.paper.listing import Cell, Column, prose_pieces, table_pieces
from continuity_app.paper.pen import FINE, Document, Pen
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class CoverLine:
    """The sheets of one form in a batch."""

    title: str
    version: str
    serials: Sequence[str]
    pages: int


def add_cover(document: Document, lines: Sequence[CoverLine], context: SheetContext) -> None:
    """Draws the cover as the next page of a document.

    Raises:
        BadDataError: a character cannot be printed.
    """
    sheets = sum(len(line.serials) for line in lines)
    pages = sum(line.pages for line in lines)
    every = [serial for line in lines for serial in line.serials]
    facts = [
        (say("Sheets"), str(sheets)),
        (say("Pages without this one"), str(pages)),
        (say("First number"), every[0]),
        (say("Last number"), every[-1]),
    ]
    columns = (
        Column(say("Form"), 2.6, Cell.STRONG),
        Column(say("Version"), 1.1),
        Column(say("First number"), 1.35),
        Column(say("Last number"), 1.35),
        Column(say("Sheets"), 0.8, Cell.NUMBER),
        *(Column(word, 0.9, Cell.WRITE) for word in (say("Filled"), say("Blank"), say("Void"), say("Lost"))),
    )
    rows = [
        (line.title, line.version, line.serials[0], line.serials[-1], str(len(line.serials)), "", "", "", "")
        for line in lines
    ]
    room = context.paper.width - 2 * MARGIN
    told = (
        say("Filled, blank, void and lost together make the number of sheets: a sheet that is missing is looked for."),
        say("Money taken on these sheets is added up below and compared with the drawer."),
    )
    pieces = [*table_pieces(columns, rows, room), gap(12), *prose_pieces(told, room), gap(16), *_hands(room)]
    flow_into(
        document, Title(say("Batch cover"), say("Hand it out and take it back with its sheets"), facts), pieces, context
    )


def _hands(room: float) -> list[Piece]:
    rows = (
        (say("Handed out by"), say("To whom"), say("Date and time")),
        (say("Taken back by"), say("Date and time"), say("Money taken, control total")),
    )
    return [_hand(words, room) for words in rows]


def _hand(words: Sequence[str], room: float) -> Piece:
    wide = room / len(words)

    def draw(pen: Pen, top: float) -> None:
        for number, word in enumerate(words):
            x = MARGIN + number * wide
            pen.line(x, top + 28, x + wide - 14, top + 28, weight=FINE)
            pen.text(x, top + 37, word, size=7.5)

    return Piece(48, draw)
