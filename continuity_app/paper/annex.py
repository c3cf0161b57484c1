"""The code lists of a form on pages of their own, once for a batch that has several of its sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from continuity_app.paper.context import SheetContext
from continuity_app.paper.elements import CodeList
from continuity_app.paper.flow import MARGIN, Piece, Title, dealt, flow_into
from continuity_app.paper.marks import Block, draw_marks, moved_mark
from continuity_app.paper.parts import code_list_blocks
from continuity_app.paper.pen import Document, Pen
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Annex:
    """The code lists of one form: its title, its id and version, the lists."""

    title: str
    form: str
    version: str
    lists: Sequence[CodeList]


def add_annex(document: Document, annex: Annex, context: SheetContext) -> None:
    """Draws the lists as the next pages of a document; they carry no serial and are kept beside the sheets."""
    flow_into(document, _title(annex), _pieces(annex, context), context)


def annex_pages(annex: Annex, context: SheetContext) -> int:
    """How many pages the lists take."""
    return len(dealt(_title(annex), _pieces(annex, context), context.paper))


def _title(annex: Annex) -> Title:
    told = say(
        "For all sheets of form {form}, version {version}: lay it beside them", form=annex.form, version=annex.version
    )
    return Title(say("Codes: {title}", title=annex.title), told)


def _pieces(annex: Annex, context: SheetContext) -> list[Piece]:
    right = context.paper.width - MARGIN
    return [_piece(block) for codes in annex.lists for block in code_list_blocks(codes, MARGIN, right)]


def _piece(block: Block) -> Piece:
    def draw(pen: Pen, top: float) -> None:
        draw_marks(pen, (moved_mark(mark, top) for mark in block.marks))

    return Piece(block.height, draw, keep=block.keep)
