"""What is ticked on a page: every box is ticked, empty or unsure, and an unsure one is asked, never guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from continuity_app.forms.definition import Answers
from continuity_app.paper.marks import Keys, Slot
from continuity_app.paper.pen import Rect
from continuity_app.paper.straighten import Projection, straightened

_CELLS = 17
_ROW = 2 * _CELLS
_EDGE = 3
_OUTLINE_SEEN = 0.7
_LEAST_CONTRAST = 36
_FAINT, _DARK, _BLACK = 0.22, 0.4, 0.52
_LEAST_IN_TICKED = 9
"""Dark cells of the 121 inside a ticked box, at least; an empty one has none, and between them nobody knows."""
_LEAST_STRONG = 5
"""How many of them are as dark as a pen, not as coffee."""
_MOST_IN_TICKED = 96
_FULL, _FULL_BESIDE = 62, 6
"""From so many dark cells inside, so many on one side besides are a scribble that strikes a tick out."""
_STROKES, _MOST_CROWDED = 3, 1
"""A tick has two strokes above each other at most; where more rows and columns than this one have three, it is struck
out."""
_MOST_BESIDE_EMPTY = 1
_SURE = 0.6


class Reading(StrEnum):
    """What a box says."""

    TICKED = "ticked"
    EMPTY = "empty"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Tick:
    """One box as it was read: `confidence` from 0.5 (nobody knows) to 1; below 0.6 its reading is UNSURE."""

    keys: Keys
    choice: str
    reading: Reading
    confidence: float
    many: bool

    @property
    def ticked(self) -> bool:
        """Whether it is ticked for sure."""
        return self.reading is Reading.TICKED

    @property
    def unsure(self) -> bool:
        """Whether a person has to say what it is."""
        return self.reading is Reading.UNSURE

    @property
    def field(self) -> str:
        """The question, with its lines of repeats: `lines/0/pay_type`."""
        return "/".join(str(key) for key in self.keys)


def read_tick(picture: Any, lies: Projection, slot: Slot) -> Tick:
    """How much ink lies inside a box, against the paper around it; the box is found by its outline first.

    Args:
        picture: a Pillow image in grey.
        lies: where the page lies in it.
        slot: a box of the page.
    """
    dark, black = _dark(picture, lies, slot), _dark(picture, lies, slot, _BLACK)
    left, top, outline = _outline(dark)
    inside = range(_EDGE, _CELLS - _EDGE)
    inked = sum(dark[(top + y) * _ROW + left + x] for y in inside for x in inside)
    strong = sum(black[(top + y) * _ROW + left + x] for y in inside for x in inside)
    before, behind = _beside(dark, left, top)
    if inked >= _LEAST_IN_TICKED:
        struck = (
            inked > _MOST_IN_TICKED
            or min(_beside(dark, left, top, _EDGE)) > 0  # a line through its middle, from side to side
            or (inked > _FULL and max(before, behind) >= _FULL_BESIDE)
            or _crowded(dark, left, top) > _MOST_CROWDED
        )
        reading = Reading.UNSURE if struck or strong < _LEAST_STRONG else Reading.TICKED
        sure = _SURE + (1 - _SURE) * min(1.0, (inked - _LEAST_IN_TICKED) / _LEAST_IN_TICKED)
    else:
        faint = _dark(picture, lies, slot, _FAINT)
        touched = any(faint[(top + y) * _ROW + left + x] for y in inside for x in inside)
        clean = not touched and max(before, behind) <= _MOST_BESIDE_EMPTY
        reading, sure = Reading.EMPTY if clean else Reading.UNSURE, 1.0
    if outline < _OUTLINE_SEEN:
        reading = Reading.UNSURE
    if reading is Reading.UNSURE:
        sure = 0.5
    return Tick(slot.keys, slot.choice, reading, round(sure, 3), slot.many)


def _beside(dark: bytes, left: int, top: int, off: int = 0) -> tuple[int, int]:
    """Dark cells close to a box: left of it, and right of it before its words begin; not those by its corners, `off`.

    A cross runs out of its box at the corners, a line that strikes it out between them.
    """
    rows = range(max(0, top + off), min(_ROW, top + _CELLS - off))
    before = range(max(0, left - 6), max(0, left - 3))
    behind = range(left + _CELLS + 3, min(_ROW, left + _CELLS + 6))
    return sum(dark[y * _ROW + x] for x in before for y in rows), sum(dark[y * _ROW + x] for x in behind for y in rows)


def _crowded(dark: bytes, left: int, top: int) -> int:
    """How many rows and columns inside a box are crossed by more strokes than those of a tick, a cross or a circle."""
    start, size = (top + _EDGE) * _ROW + left + _EDGE, _CELLS - 2 * _EDGE
    rows = [dark[start + n * _ROW : start + n * _ROW + size] for n in range(size)]
    columns = [dark[start + n : start + n + size * _ROW : _ROW][:size] for n in range(size)]
    return sum((b"\0" + line).count(b"\0\1") >= _STROKES for line in (*rows, *columns))


def _dark(picture: Any, lies: Projection, slot: Slot, share: float = _DARK) -> bytes:
    """A box and as much again around it in `2 * _CELLS` cells each way, 1 where one is dark against its paper."""
    box = slot.rect
    around = Rect(box.x - box.width / 2, box.y - box.height / 2, box.width * 2, box.height * 2)
    patch = straightened(picture, lies, around, (2 * _CELLS, 2 * _CELLS)).tobytes()
    greys = sorted(patch)
    white, black = greys[int(len(greys) * 0.75)], greys[0]
    limit = white - max((white - black) * share, _LEAST_CONTRAST)
    return bytes(grey < limit for grey in patch)


def outline_seen(picture: Any, lies: Projection, slot: Slot) -> float:
    """Which share of a box's outline is seen where the layout says that it stands."""
    return _outline(_dark(picture, lies, slot))[2]


def _outline(dark: bytes) -> tuple[int, int, float]:
    """Where a box's outline is in its patch, and which share of it is dark; no picture of paper is quite flat."""
    left = top = _CELLS // 2
    seen = _outlined(dark, left, top)
    for step in (3, 1):
        around = [(left + x * step, top + y * step) for y in (0, -1, 1, -2, 2) for x in (0, -1, 1, -2, 2)]
        left, top = max(around, key=lambda place: _outlined(dark, *place))
        seen = _outlined(dark, left, top)
    return left, top, seen / (4 * _CELLS)


def _outlined(dark: bytes, left: int, top: int) -> int:
    """How many dark cells lie on the outline of a box at this place of its patch."""
    side, row = _CELLS - 1, 2 * _CELLS
    start, end = top * row + left, (top + side) * row + left
    across = sum(dark[start : start + _CELLS]) + sum(dark[end : end + _CELLS])
    return across + sum(dark[start : end + 1 : row]) + sum(dark[start + side : end + side + 1 : row])


def judged(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Two ticks on a question of one answer make both unsure: one was meant to be struck out, a person says which."""
    ticks = tuple(ticks)
    count: dict[Keys, int] = {}
    for tick in ticks:
        if tick.reading is not Reading.EMPTY and not tick.many:
            count[tick.keys] = count.get(tick.keys, 0) + 1
    return tuple(_doubted(tick) if tick.ticked and count.get(tick.keys, 0) > 1 else tick for tick in ticks)


def agreed(first: Sequence[Tick], second: Sequence[Tick]) -> tuple[Tick, ...]:
    """The same boxes of two pictures of one page: where the pictures differ, nobody knows."""
    other = {(tick.keys, tick.choice): tick for tick in second}
    both = []
    for tick in first:
        again = other.get((tick.keys, tick.choice), tick)
        surer = max(tick, again, key=lambda one: one.confidence)
        told = {tick.reading, again.reading} - {Reading.UNSURE}
        both.append(_doubted(tick) if len(told) > 1 else surer)
    return tuple(both)


def _doubted(tick: Tick) -> Tick:
    return replace(tick, reading=Reading.UNSURE, confidence=0.5)


def ticked_answers(ticks: Iterable[Tick]) -> Answers:
    """What is ticked for sure, as answers by question name; lines of a repeat as a list up to the last ticked one."""
    found: Answers = {}
    for tick in ticks:
        if tick.ticked:
            _put(found, tick)
    return found


def _put(answers: Answers, tick: Tick) -> None:
    """Puts a ticked box into answers, making the lines of repeats on the way."""
    place: Any = answers
    for key, after in pairwise(tick.keys):
        if isinstance(after, int):
            place = place.setdefault(key, [])
            while len(place) <= after:
                place.append({})
            place = place[after]
    name = tick.keys[-1]
    if not tick.choice:
        place[name] = True
    elif tick.many:
        place.setdefault(name, []).append(tick.choice)
    else:
        place.setdefault(name, tick.choice)
