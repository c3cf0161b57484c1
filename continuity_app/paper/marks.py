"""What a laid-out sheet consists of: marks that are the same on every copy, slots for answers, blocks of both.

A block's marks and slots are placed from its own top; a page moves them to where it stands. The same slots serve the
pen, the fillable fields and the scan.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from continuity_app.paper.fonts import REGULAR
from continuity_app.paper.pen import HAIR, Pen, Rect

Keys = tuple[str | int, ...]
"""Where an answer lies: names and, after a repeat's name, the number of the line from 0; groups are left out."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text on its baseline; `tag` is what it is to a reader that speaks, such as H2."""

    x: float
    y: float
    text: str
    face: str = REGULAR
    size: float = 7.0
    align: str = "left"
    white: bool = False
    tag: str = "P"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float = HAIR


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a rectangle."""

    rect: Rect
    weight: float = HAIR
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A black rectangle."""

    rect: Rect


Mark = Words | Stroke | Frame | Ground


class SlotKind(StrEnum):
    """How an answer is put into its slot."""

    TEXT = "text"
    COMB = "comb"
    NUMBER = "number"
    TICK = "tick"
    RANK = "rank"
    MOMENT = "moment"
    PROSE = "prose"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one answer, or for one tick of it.

    Attributes:
        keys: where the answer lies.
        kind: how it is written.
        type: the question's type, for the wording of the answer.
        label: what the question is called, for messages and for the fields of a fillable sheet.
        rect: the place.
        choice: of a TICK or RANK: the choice's name; of an acknowledgement empty.
        many: a TICK of several that may be ticked together.
        cells: of COMB the characters, of MOMENT the parts, left to right.
        lines: of TEXT: how many lines are ruled.
        pitch: of TEXT: from line to line.
        size: of the writing.
        face: of the writing.
        decimals: of NUMBER: digits after the point, None as they come.
        template: of PROSE and REFERENCE: the text with its `${name}`.
        names: words for the answer's values: a write-in line of a list of choices.
        from_right: text begins at the right edge.
    """

    keys: Keys
    kind: SlotKind
    type: str
    label: str
    rect: Rect
    choice: str = ""
    many: bool = False
    cells: tuple[Rect, ...] = ()
    lines: int = 1
    pitch: float = 0
    size: float = 10.5
    face: str = REGULAR
    decimals: int | None = None
    template: str = ""
    names: tuple[tuple[str, str], ...] = ()
    from_right: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Something that is not broken across pages.

    Attributes:
        height: in points.
        marks, slots: placed from its own top, in page coordinates sideways.
        keep: it stays on the page of the next block.
        over: what is drawn above it where it opens a page: the heading that goes on, a table's head.
        section: number of the section it belongs to; sections are kept together where they fit.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    slots: tuple[Slot, ...] = ()
    keep: bool = False
    over: "tuple[Block, ...]" = ()
    section: int = 0


@dataclass(slots=True)
class Stack:
    """Collects the marks and slots of one block."""

    marks: list[Mark] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)

    def block(self, height: float, *, keep: bool = False, over: tuple[Block, ...] = ()) -> Block:
        """The finished block."""
        return Block(height, tuple(self.marks), tuple(self.slots), keep=keep, over=over)


def moved(rect: Rect, down: float) -> Rect:
    """A rectangle further down."""
    return Rect(rect.x, rect.y + down, rect.width, rect.height)


def moved_mark(mark: Mark, down: float) -> Mark:
    """A mark further down."""
    if isinstance(mark, Words):
        return replace(mark, y=mark.y + down)
    if isinstance(mark, Stroke):
        return replace(mark, y1=mark.y1 + down, y2=mark.y2 + down)
    return replace(mark, rect=moved(mark.rect, down))


def moved_slot(slot: Slot, down: float) -> Slot:
    """A slot further down."""
    return replace(slot, rect=moved(slot.rect, down), cells=tuple(moved(cell, down) for cell in slot.cells))


def draw_marks(pen: Pen, marks: Iterable[Mark]) -> list[tuple[float, float, int]]:
    """Draws marks in order; gives where each line of words stands and, on a page with tags, where it is told."""
    told: list[tuple[float, float, int]] = []
    kind, key = "P", ""
    for mark in marks:
        if isinstance(mark, Words):
            place = pen.tags.next if pen.tags is not None else 0
            told.append((mark.x, mark.y, place))
            if mark.tag != kind:
                kind, key = mark.tag, str(place)
            if kind == "P":
                _draw_words(pen, mark)
            else:
                with pen.under((kind, key)):
                    _draw_words(pen, mark)
        elif isinstance(mark, Stroke):
            pen.line(mark.x1, mark.y1, mark.x2, mark.y2, weight=mark.weight)
        elif isinstance(mark, Frame):
            pen.box(mark.rect, weight=mark.weight, dashed=mark.dashed)
        else:
            pen.block(mark.rect)
    return told


def _draw_words(pen: Pen, words: Words) -> None:
    if words.white:
        pen.white_text(words.x, words.y, words.text, face=words.face, size=words.size)
    else:
        pen.text(words.x, words.y, words.text, face=words.face, size=words.size, align=words.align)
