"""A sheet in a language that is written from the right: the page is laid out as any other, then turned round.

Labels, boxes and columns change sides; figures, dates and combs are written from the left in every language and keep
their order inside.
"""

from collections.abc import Sequence
from dataclasses import replace

from continuity_app.paper.marks import Frame, Mark, Slot, SlotKind, Stroke, Words
from continuity_app.paper.pen import Rect

_RIGID = (SlotKind.COMB, SlotKind.MOMENT, SlotKind.NUMBER)
_SIDES = {"left": "right", "right": "left", "middle": "middle"}
_NEAR = 2.0


def mirrored(marks: Sequence[Mark], slots: Sequence[Slot], width: float) -> tuple[tuple[Mark, ...], tuple[Slot, ...]]:
    """Turns the marks and slots of one page round.

    Args:
        marks: in page coordinates.
        slots: in page coordinates.
        width: of the paper, in points.
    """
    rigid = [(_extent(slot), width - slot.rect.right - slot.rect.x) for slot in slots if slot.kind in _RIGID]
    turned = tuple(_turned_slot(slot, width) for slot in slots)
    return tuple(_turned_mark(mark, rigid, width) for mark in marks), turned


def _extent(slot: Slot) -> Rect:
    """Where the marks lie that belong to the parts of a slot."""
    parts = (slot.rect, *slot.cells)
    left, top = min(part.x for part in parts), min(part.y for part in parts)
    right, bottom = max(part.right for part in parts), max(part.bottom for part in parts)
    return Rect(left - _NEAR, top - _NEAR, right - left + 2 * _NEAR, bottom - top + 2 * _NEAR)


def _turned_slot(slot: Slot, width: float) -> Slot:
    rect = _turned(slot.rect, width)
    if slot.kind not in _RIGID:
        return replace(slot, rect=rect, cells=tuple(_turned(cell, width) for cell in slot.cells), from_right=True)
    shift = rect.x - slot.rect.x
    return replace(slot, rect=rect, cells=tuple(replace(cell, x=cell.x + shift) for cell in slot.cells))


def _turned_mark(mark: Mark, rigid: Sequence[tuple[Rect, float]], width: float) -> Mark:
    shift = next((shift for extent, shift in rigid if _belongs(mark, extent)), None)
    if isinstance(mark, Words):
        if shift is not None:
            return replace(mark, x=mark.x + shift)
        return replace(mark, x=width - mark.x, align=_SIDES[mark.align])
    if isinstance(mark, Stroke):
        if shift is not None:
            return replace(mark, x1=mark.x1 + shift, x2=mark.x2 + shift)
        return replace(mark, x1=width - mark.x2, y1=mark.y2, x2=width - mark.x1, y2=mark.y1)
    if isinstance(mark, Frame) and shift is not None:
        return replace(mark, rect=replace(mark.rect, x=mark.rect.x + shift))
    return replace(mark, rect=_turned(mark.rect, width))


def _belongs(mark: Mark, extent: Rect) -> bool:
    """Whether a mark is part of the figures, the date or the comb of a slot: a sign, a rule, a box; never a label."""
    if isinstance(mark, Words):
        return len(mark.text) == 1 and extent.x <= mark.x <= extent.right and extent.y <= mark.y <= extent.bottom
    if isinstance(mark, Stroke):
        return (
            extent.x <= mark.x1 <= mark.x2 <= extent.right and extent.y <= min(mark.y1, mark.y2)
            and max(mark.y1, mark.y2) <= extent.bottom
        )  # fmt: skip
    rect = mark.rect
    return extent.x <= rect.x and rect.right <= extent.right and extent.y <= rect.y and rect.bottom <= extent.bottom


def _turned(rect: Rect, width: float) -> Rect:
    return replace(rect, x=width - rect.right)
