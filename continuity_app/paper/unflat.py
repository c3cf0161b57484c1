"""A sheet that was not flat, or seen through a lens that bends lines: its boxes tell where the paper went.

Four corner marks say how a flat page lies. Where it is curled, its middle is elsewhere: boxes that are found a little
beside their places give a smooth shift of the whole page, and round by round those further off are found by it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import hypot
from typing import Any

from continuity_app.paper import frame
from continuity_app.paper.context import Paper
from continuity_app.paper.layout import Page
from continuity_app.paper.marks import Frame, Keys, Mark, Slot, SlotKind, Stroke, Words
from continuity_app.paper.pen import Rect
from continuity_app.paper.straighten import Point, Projection, solved
from continuity_app.paper.strokes import BoxPatch

_ROUNDS = 4
_DEPTHS = (5.0, -5.0, 10.0, -10.0)
"""How deep a page may be curled in its middle, in points, for a first guess."""
_SAMPLE, _LEAST_TO_BEGIN = 15, 0.3
_SURE, _LEAST_BOXES, _MOST = 0.85, 6, 0.7
_SAME = 3.0
_ASTRAY = 1.5
"""A box that is found so far from where all others say it is, in points, is another line."""
_CORNER = 4.0
"""How much more a corner mark weighs than a box."""

Shift = tuple[tuple[float, ...], tuple[float, ...]]
"""Six numbers each for right and down: 1, x, y, x x, x y, y y of the page, with x and y from -1 to 1."""


def followed(picture: Any, lies: Projection, page: Page, paper: Paper) -> Page | None:
    """The page with everything on it where the picture shows it; None where its boxes do not tell, or tell two things.

    Args:
        picture: a Pillow image in grey.
        lies: where the page would lie if it were flat.
        page: its layout.
        paper: the sheet of paper.
    """
    boxes = [slot.rect for slot in page.slots if slot.kind is SlotKind.TICK]
    fitting: list[tuple[Shift, Page]] = []
    for start in _starts():
        shift = _settled(picture, lies, boxes, start, paper)
        if shift is not None:
            there = Page(
                tuple(_moved_mark(mark, shift, paper) for mark in page.marks),
                tuple(_moved_slot(slot, shift, paper) for slot in page.slots),
            )
            if not row_off(picture, lies, there):
                fitting.append((shift, there))
    if not fitting or any(_apart(fitting[0][0], other, boxes, paper) > _SAME for other, _ in fitting[1:]):
        return None
    return fitting[0][1]


def _starts() -> Iterator[Shift]:
    """Flat, and curled up or down along either side."""
    none = (0.0,) * 6
    yield none, none
    for deep in _DEPTHS:
        yield none, (-deep, 0.0, 0.0, 0.0, 0.0, deep)
        yield (-deep, 0.0, 0.0, deep, 0.0, 0.0), none


def _settled(picture: Any, lies: Projection, boxes: Sequence[Rect], shift: Shift, paper: Paper) -> Shift | None:
    """The shift that boxes lead to from a first guess; None where too few of them are found by it."""

    def found(some: Sequence[Rect]) -> list[tuple[Point, Point]]:
        return [place for box in some if (place := _found(picture, lies, box, shift, paper)) is not None]

    some = boxes[:: max(1, len(boxes) // _SAMPLE)]
    if len(boxes) < _LEAST_BOXES or len(found(some)) < _LEAST_TO_BEGIN * len(some):
        return None
    here: list[tuple[Point, Point]] = []
    for _ in range(_ROUNDS):
        here = found(boxes)
        if len(here) < _LEAST_BOXES:
            return None
        shift = _fitted(here, paper)
        near = [one for one in here if max(map(abs, _missed(one, shift, paper))) <= _ASTRAY]
        if len(near) >= _LEAST_BOXES:
            shift = _fitted(near, paper)
    return shift if len(here) >= _MOST * len(boxes) else None


def row_off(picture: Any, lies: Projection, page: Page) -> bool:
    """Whether a box stands a row before or after a question's own ones: each row was taken for the next."""
    printed = [mark.rect for mark in page.marks if isinstance(mark, Frame)]
    columns: dict[tuple[Keys, int], list[Rect]] = {}
    for slot in page.slots:
        if slot.kind is SlotKind.TICK:
            columns.setdefault((slot.keys, round(slot.rect.x)), []).append(slot.rect)
    for column in columns.values():
        pitch = min((b - a for a, b in pairwise(sorted(box.y for box in column))), default=0.0)
        for box in column if pitch else ():
            for y in (box.y - pitch, box.y + pitch):
                beyond = Rect(box.x, y, box.width, box.height)
                if not any(_overlap(beyond, other) for other in printed) and _stands(picture, lies, beyond):
                    return True
    return False


def _overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _stands(picture: Any, lies: Projection, box: Rect) -> bool:
    patch = BoxPatch(picture, lies, box)
    return patch.outline >= _SURE and not patch.astray


def _apart(one: Shift, other: Shift, boxes: Sequence[Rect], paper: Paper) -> float:
    """How far two shifts put the same box from each other, at most: rows of boxes may be taken for one another."""
    places = [(_at(one, _middle(box), paper), _at(other, _middle(box), paper)) for box in boxes]
    return max(hypot(a[0] - b[0], a[1] - b[1]) for a, b in places)


def _found(picture: Any, lies: Projection, box: Rect, shift: Shift, paper: Paper) -> tuple[Point, Point] | None:
    """Where a box should be, and how far from there it is; None where no outline is near."""
    patch = BoxPatch(picture, lies, _moved(box, shift, paper))
    if patch.outline < _SURE:
        return None
    place = _middle(box)
    right, down = _at(shift, place, paper)
    return place, (right + patch.off[0] * box.width, down + patch.off[1] * box.height)


def _fitted(found: Sequence[tuple[Point, Point]], paper: Paper) -> Shift:
    """The smooth shift that fits best; the corner marks are where they are."""
    held = [(corner, (0.0, 0.0), _CORNER) for corner in frame.corners(paper)]
    points = [(_terms(place, paper), off, weight) for place, off, weight in (*((*one, 1.0) for one in found), *held)]
    sums = [[sum(w * t[row] * t[n] for t, _, w in points) for n in range(6)] for row in range(6)]
    right, down = (
        tuple(solved([[*sums[row], sum(w * t[row] * off[axis] for t, off, w in points)] for row in range(6)]))
        for axis in (0, 1)
    )
    return right, down


def _missed(one: tuple[Point, Point], shift: Shift, paper: Paper) -> Point:
    right, down = _at(shift, one[0], paper)
    return one[1][0] - right, one[1][1] - down


def _terms(place: Point, paper: Paper) -> tuple[float, ...]:
    x, y = 2 * place[0] / paper.width - 1, 2 * place[1] / paper.height - 1
    return 1.0, x, y, x * x, x * y, y * y


def _at(shift: Shift, place: Point, paper: Paper) -> Point:
    """How far a place of the page is from where it would be if it were flat, in points."""
    terms = _terms(place, paper)
    right, down = (sum(a * b for a, b in zip(axis, terms, strict=True)) for axis in shift)
    return right, down


def _middle(rect: Rect) -> Point:
    return rect.x + rect.width / 2, rect.y + rect.height / 2


def _moved(rect: Rect, shift: Shift, paper: Paper) -> Rect:
    right, down = _at(shift, _middle(rect), paper)
    return Rect(rect.x + right, rect.y + down, rect.width, rect.height)


def _moved_slot(slot: Slot, shift: Shift, paper: Paper) -> Slot:
    cells = tuple(_moved(cell, shift, paper) for cell in slot.cells)
    return replace(slot, rect=_moved(slot.rect, shift, paper), cells=cells)


def _moved_mark(mark: Mark, shift: Shift, paper: Paper) -> Mark:
    if isinstance(mark, Words):
        right, down = _at(shift, (mark.x, mark.y), paper)
        return replace(mark, x=mark.x + right, y=mark.y + down)
    if isinstance(mark, Stroke):
        (u, v), (s, t) = (_at(shift, end, paper) for end in ((mark.x1, mark.y1), (mark.x2, mark.y2)))
        return replace(mark, x1=mark.x1 + u, y1=mark.y1 + v, x2=mark.x2 + s, y2=mark.y2 + t)
    return replace(mark, rect=_moved(mark.rect, shift, paper))
