"""Whether something is drawn around the words beside a box: many people circle the answer instead of ticking it.

What is printed near the words is known from the layout; a circle is ink between that, above the words as well as below.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from continuity_app.paper.fonts import width
from continuity_app.paper.layout import Page
from continuity_app.paper.marks import Frame, Mark, Slot, SlotKind, Stroke, Words
from continuity_app.paper.pen import Rect
from continuity_app.paper.straighten import Projection, straightened

_NEAREST, _FARTHEST = 0.5, 7.0
"""How far beside their box words begin, in points."""
_LINE = 10.5
"""From line to line of the same words, at most."""
_RISE, _FALL = 0.8, 0.27
"""How far letters go above and below their line, in sizes."""
_ROOM = 6.0
"""How far above and below the words a circle is looked for, in points."""
_SCALE = 2
"""Pixels to a point."""
_CLEAR_OF_WORDS, _CLEAR_OF_LINES, _CLEAR_OF_BOXES, _CLEAR_OF_ANSWERS = 0.8, 1.5, 6.0, 1.5
_LEAST_SHARE, _LEAST_CONTRAST = 0.2, 30
_PEN = 9
"""Strokes of a pen are narrower than so many pixels, stains broader."""
_GRAIN = 0.7
"""How far the grain of a picture is smoothed, in pixels."""
_LEAST_SEEN, _COVERED = 6, 0.35
"""So many columns at least must show the paper between what is printed, and such a share of them ink: above and below
the words."""


@dataclass(frozen=True, slots=True)
class _Label:
    """The words beside a box: where they stand."""

    x: float
    right: float
    top: float
    bottom: float


class Surroundings:
    """What is printed on a page, as far as it matters around words."""

    def __init__(self, page: Page) -> None:
        """Knows what a page consists of; nothing is looked at yet."""
        self._words = [(mark, _placed(mark)) for mark in page.marks if isinstance(mark, Words)]
        self._printed = [rect for mark in page.marks for rect in _taken(mark)]
        self._printed += [
            _grown(slot.rect, _CLEAR_OF_BOXES if _is_box(slot) else _CLEAR_OF_ANSWERS) for slot in page.slots
        ]

    def drawn_around(self, picture: Any, lies: Projection, slot: Slot, off: tuple[float, float]) -> bool:
        """Whether ink lies above and below the words of a box that nobody printed.

        Args:
            picture: a Pillow image in grey.
            lies: where the page lies in it.
            slot: the box.
            off: how far it stands from where it should, in widths of a box.
        """
        label = self._label(slot.rect)
        if label is None:
            return False
        shift = (off[0] * slot.rect.width, off[1] * slot.rect.height)
        above = Rect(label.x, label.top - _ROOM, label.right - label.x, _ROOM)
        below = Rect(label.x, label.bottom, label.right - label.x, _ROOM)
        return all(self._covered(picture, lies, strip, shift) >= _COVERED for strip in (above, below))

    def _label(self, box: Rect) -> _Label | None:
        """The words beside a box, with their further lines; None where there are none, as in a table of boxes."""
        beside = [
            (mark, place)
            for mark, place in self._words
            if box.y <= mark.y <= box.bottom + 2
            and (_NEAREST < place.x - box.right < _FARTHEST or _NEAREST < box.x - place.right < _FARTHEST)
        ]
        if not beside:
            return None
        first, place = beside[0]
        x, right, bottom, line = place.x, place.right, place.bottom, first.y
        for mark, other in self._words:
            if line < mark.y <= line + _LINE and abs(other.x - x) < 1 and mark.size == first.size:
                right, bottom, line = max(right, other.right), other.bottom, mark.y
        return _Label(x, right, place.y, bottom)

    def _covered(self, picture: Any, lies: Projection, strip: Rect, shift: tuple[float, float]) -> float:
        """In which share of the columns of a strip there is ink that nobody printed; 0 where too few can be seen."""
        from PIL import ImageFilter  # noqa: PLC0415

        wide, tall = max(1, round(strip.width * _SCALE)), round(strip.height * _SCALE)
        edge = _PEN / _SCALE
        looked = Rect(
            strip.x - edge + shift[0], strip.y - edge + shift[1], strip.width + 2 * edge, strip.height + 2 * edge
        )
        patch = straightened(picture, lies, looked, (wide + 2 * _PEN, tall + 2 * _PEN)).filter(
            ImageFilter.BoxBlur(_GRAIN)
        )
        paper = patch.filter(ImageFilter.MaxFilter(_PEN)).filter(ImageFilter.MinFilter(_PEN))
        black = min(patch.tobytes())
        seen = ink = 0
        free = self._free(strip, wide, tall)
        greys, grounds, row = patch.tobytes(), paper.tobytes(), wide + 2 * _PEN
        for x in range(wide):
            cells = [(y + _PEN) * row + x + _PEN for y in range(tall) if free[y * wide + x]]
            if len(cells) < _LEAST_SEEN // 2:
                continue
            seen += 1
            ink += any(
                grounds[at] - greys[at] > max(_LEAST_CONTRAST, (grounds[at] - black) * _LEAST_SHARE) for at in cells
            )
        return ink / seen if seen >= _LEAST_SEEN else 0.0

    def _free(self, strip: Rect, wide: int, tall: int) -> bytearray:
        """The pixels of a strip where nothing is printed."""
        free = bytearray(b"\1" * (wide * tall))
        for rect in self._printed:
            x0, x1 = (round((x - strip.x) * _SCALE) for x in (rect.x, rect.right))
            y0, y1 = (round((y - strip.y) * _SCALE) for y in (rect.y, rect.bottom))
            x0, x1, y0, y1 = max(0, x0), min(wide, x1), max(0, y0), min(tall, y1)
            for y in range(y0, y1) if x0 < x1 else ():
                free[y * wide + x0 : y * wide + x1] = bytes(x1 - x0)
        return free


def _placed(words: Words) -> Rect:
    """The place that words take."""
    wide = width(words.text, words.face, words.size)
    x = words.x - (0 if words.align == "left" else wide if words.align == "right" else wide / 2)
    return Rect(x, words.y - _RISE * words.size, wide, (_RISE + _FALL) * words.size)


def _taken(mark: Mark) -> Iterator[Rect]:
    """The places that a mark takes, with what a picture may smear around it."""
    if isinstance(mark, Words):
        yield _grown(_placed(mark), _CLEAR_OF_WORDS)
    elif isinstance(mark, Stroke):
        left, top = min(mark.x1, mark.x2), min(mark.y1, mark.y2)
        yield _grown(Rect(left, top, abs(mark.x2 - mark.x1), abs(mark.y2 - mark.y1)), _CLEAR_OF_LINES)
    elif isinstance(mark, Frame):
        box = mark.rect
        for edge in (
            Rect(box.x, box.y, box.width, 0),
            Rect(box.x, box.bottom, box.width, 0),
            Rect(box.x, box.y, 0, box.height),
            Rect(box.right, box.y, 0, box.height),
        ):
            yield _grown(edge, _CLEAR_OF_LINES)
    else:
        yield _grown(mark.rect, _CLEAR_OF_LINES)


def _grown(rect: Rect, by: float) -> Rect:
    return Rect(rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by)


def _is_box(slot: Slot) -> bool:
    return slot.kind in (SlotKind.TICK, SlotKind.RANK)
