"""What a pen left in a box and around it: where the box stands, its ink, lines that run on, strokes of a marker.

A box is looked at in cells, 17 of them from edge to edge: as much again around it, and further out where a line that
runs through it would go on.
"""

from dataclasses import dataclass
from functools import cached_property
from math import atan2, cos, hypot, sin
from typing import Any

from continuity_app.paper.pen import Rect
from continuity_app.paper.straighten import Projection, straightened

CELLS = 17
EDGE = 3
ROW = 2 * CELLS
FAINT, DARK, BLACK = 0.22, 0.4, 0.52
"""Shares of the way from the white of the paper to the black of the print at which ink begins."""
PENCIL, RUBBED = 0.25, 0.15
"""A pencil leaves a quarter of black at least, in the middle of its strokes."""
_LEAST_CONTRAST, _LEAST_THIN = 36, 20
_FAR = 26
_SIDE = ROW + 2 * _FAR
_PENCIL_WIDTH = 7
"""Strokes of a pencil are under seven cells wide; a stain is wider."""
_SIDEWAYS, _TURN = 0.3, 0.02
"""How far a line may bend from one cell to the next: no hand draws quite straight."""
_LEAST_OF_LINE = 4
_ASTRAY = 0.26
"""In widths of a box: the next box begins half a width further."""
_MARKER = 4
"""A marker of 1 mm is more than four cells wide."""
_WEDGE_FROM, _WEDGE_TO, _OPEN = 2, 6, 3
_WEDGES_LIGHT = 17
"""Cells of paper between the strokes of a cross, at least; a box that was blacked out by hand keeps ten."""
_DIAGONAL, _CROSSED = range(2, CELLS - 2), 20


@dataclass(frozen=True, slots=True)
class _Levels:
    """The white of the paper and the black of the print around one box."""

    white: int
    black: int

    def limit(self, share: float) -> float:
        return self.white - max((self.white - self.black) * share, _LEAST_CONTRAST)


@dataclass(frozen=True, slots=True)
class Ink:
    """Dark cells of a box and of as much again around it; the box stands at `left`, `top`."""

    cells: bytes
    left: int
    top: int

    @property
    def inside(self) -> int:
        """Dark cells inside, of 121."""
        rows = range(self.top + EDGE, self.top + CELLS - EDGE)
        return sum(sum(self.cells[y * ROW + self.left + EDGE : y * ROW + self.left + CELLS - EDGE]) for y in rows)

    @property
    def longest(self) -> int:
        """How many cells the longest blot inside extends, across or down: a stroke is long, specks are not."""
        sides = range(EDGE, CELLS - EDGE)
        waiting = {(x, y) for y in sides for x in sides if self._at(x, y)}
        longest = 0
        while waiting:
            edge = [waiting.pop()]
            blot = []
            while edge:
                x, y = edge.pop()
                blot.append((x, y))
                near = {(x + u, y + v) for u in (-1, 0, 1) for v in (-1, 0, 1)} & waiting
                waiting -= near
                edge += near
            spans = (max(cell[n] for cell in blot) - min(cell[n] for cell in blot) + 1 for n in (0, 1))
            longest = max(longest, *spans)
        return longest

    def beside(self, off: int = 0) -> tuple[int, int]:
        """Dark cells close to a box: left of it, and right before its words begin; not those by its corners, `off`.

        A cross runs out of its box at the corners, a line that strikes it out between them.
        """
        rows = range(max(0, self.top + off), min(ROW, self.top + CELLS - off))
        before = range(max(0, self.left - 6), max(0, self.left - 3))
        behind = range(self.left + CELLS + 3, min(ROW, self.left + CELLS + 6))
        seen = self.cells
        return sum(seen[y * ROW + x] for x in before for y in rows), sum(
            seen[y * ROW + x] for x in behind for y in rows
        )

    def crowded(self, strokes: int) -> int:
        """How many rows and columns inside a box are crossed by so many strokes or more."""
        start, size = (self.top + EDGE) * ROW + self.left + EDGE, CELLS - 2 * EDGE
        rows = [self.cells[start + n * ROW : start + n * ROW + size] for n in range(size)]
        columns = [self.cells[start + n : start + n + size * ROW : ROW][:size] for n in range(size)]
        return sum((b"\0" + line).count(b"\0\1") >= strokes for line in (*rows, *columns))

    @property
    def broad(self) -> float:
        """Which share of the ink inside is of strokes as broad as those of a marker, 0 to 1."""
        size = CELLS - 4
        start = (self.top + 2) * ROW + self.left + 2
        rows = [self.cells[start + n * ROW : start + n * ROW + size] for n in range(size)]
        kept: set[tuple[int, int]] = set()
        places = range(size - _MARKER + 1)
        for y in places:
            for x in places:
                if all(row[x : x + _MARKER] == b"\1" * _MARKER for row in rows[y : y + _MARKER]):
                    kept.update((x + u, y + v) for u in range(_MARKER) for v in range(_MARKER))
        return len(kept) / max(1, sum(map(sum, rows)))

    @property
    def open_sides(self) -> int:
        """On how many of the four sides paper shows between the edge and the middle."""
        return sum(light > _OPEN for light in self._wedges())

    @property
    def crossed(self) -> bool:
        """Whether broad strokes make a cross: ink from corner to corner, paper on all four sides between."""
        on = sum(self._at(k, k) + self._at(k, CELLS - 1 - k) for k in _DIAGONAL)
        wedges = self._wedges()
        return on >= _CROSSED and min(wedges) > 0 and sum(wedges) >= _WEDGES_LIGHT

    def _wedges(self) -> tuple[int, int, int, int]:
        """Light cells of the four triangles between the diagonals: above, below, left, right."""
        last, middle = CELLS - 1, CELLS // 2
        cells = [
            (a, b)
            for b in range(_WEDGE_FROM, _WEDGE_TO)
            for a in range(middle - (_WEDGE_TO - b), middle + (_WEDGE_TO - b) + 1)
        ]
        above, left = (sum(not self._at(*cell) for cell in each) for each in (cells, [(b, a) for a, b in cells]))
        below = sum(not self._at(a, last - b) for a, b in cells)
        right = sum(not self._at(last - b, a) for a, b in cells)
        return above, below, left, right

    def _at(self, x: int, y: int) -> int:
        return self.cells[(self.top + y) * ROW + self.left + x]


class BoxPatch:
    """A box and what lies around it, straightened."""

    def __init__(self, picture: Any, lies: Projection, box: Rect) -> None:
        """Looks at a box of a page.

        Args:
            picture: a Pillow image in grey.
            lies: where the page lies in it.
            box: where the box should stand on the page.
        """
        cell, far = box.width / CELLS, _FAR * box.width / CELLS + box.width / 2
        around = Rect(box.x - far, box.y - far, _SIDE * cell, _SIDE * cell)
        self._picture = straightened(picture, lies, around, (_SIDE, _SIDE))
        self._wide: bytes = self._picture.tobytes()
        rows = range(_FAR, _FAR + ROW)
        self._near = b"".join(self._wide[y * _SIDE + _FAR : y * _SIDE + _FAR + ROW] for y in rows)
        greys = sorted(self._near)
        self._levels = _Levels(greys[int(len(greys) * 0.75)], greys[0])
        self._left, self._top, self.outline = _outline(self._seen(DARK), self._seen(BLACK))

    def _seen(self, share: float) -> bytes:
        limit = self._levels.limit(share)
        return bytes(grey < limit for grey in self._near)

    @property
    def astray(self) -> bool:
        """Whether what was found stands so far from where the box should that it may be part of another one."""
        return max(map(abs, self.off)) > _ASTRAY

    @property
    def off(self) -> tuple[float, float]:
        """How far the box stands from where it should, in widths of a box: right, and down."""
        return (self._left - CELLS // 2) / CELLS, (self._top - CELLS // 2) / CELLS

    def ink(self, share: float) -> Ink:
        """What is darker than a share of the way from white to black."""
        return Ink(self._seen(share), self._left, self._top)

    def pencil(self, share: float) -> Ink:
        """Thin strokes that stand out by such a share from what is just beside them, however pale, and all dark ink."""
        limit = self._levels.limit(DARK)
        thin = self._standing_out(share)
        seen = bytes(out or grey < limit for out, grey in zip(thin, self._near, strict=True))
        return Ink(seen, self._left, self._top)

    def thin(self, share: float) -> int:
        """Cells inside, of 121, of strokes that stand out by such a share from what is just beside them."""
        return Ink(self._standing_out(share), self._left, self._top).inside

    def _standing_out(self, share: float) -> bytes:
        black = self._levels.black
        return bytes(
            ground - grey > max(_LEAST_THIN, (ground - black) * share)
            for grey, ground in zip(self._near, self._closed, strict=True)
        )

    @cached_property
    def _closed(self) -> bytes:
        """The paper without thin strokes."""
        from PIL import ImageFilter  # noqa: PLC0415

        near = self._picture.crop((_FAR, _FAR, _FAR + ROW, _FAR + ROW))
        paper = near.filter(ImageFilter.MaxFilter(_PENCIL_WIDTH)).filter(ImageFilter.MinFilter(_PENCIL_WIDTH))
        found: bytes = paper.tobytes()
        return found

    def runs_on(self, share: float) -> float:
        """How far the line through a box goes on outside it, on the side where it ends first; in widths of a box.

        0 where no line runs through it. A tick may have a long tail on one side, never on both.
        """
        limit = self._levels.limit(share)
        x0, y0 = _FAR + self._left, _FAR + self._top
        inside = [
            (x, y)
            for y in range(y0 + EDGE, y0 + CELLS - EDGE)
            for x in range(x0 + EDGE, x0 + CELLS - EDGE)
            if self._wide[y * _SIDE + x] < limit
        ]
        if len(inside) < _LEAST_OF_LINE:
            return 0.0
        x, y, across, down = _axis(inside)
        dark = bytes(grey < limit for grey in self._wide)
        box = (x0, y0)
        return min(_followed(dark, box, (x, y), way) for way in ((across, down), (-across, -down))) / CELLS


def _axis(cells: list[tuple[int, int]]) -> tuple[float, float, float, float]:
    """The middle of some cells, and the direction in which they lie: a line's own."""
    count = len(cells)
    x, y = sum(cell[0] for cell in cells) / count, sum(cell[1] for cell in cells) / count
    wide = sum((cell[0] - x) ** 2 for cell in cells)
    tall = sum((cell[1] - y) ** 2 for cell in cells)
    angle = atan2(2 * sum((cell[0] - x) * (cell[1] - y) for cell in cells), wide - tall) / 2
    return x, y, cos(angle), sin(angle)


def _followed(dark: bytes, box: tuple[int, int], start: tuple[float, float], way: tuple[float, float]) -> float:
    """How many cells outside a box a line ends that is followed from its middle, bends and all; 0 inside it."""
    (x, y), (across, down), far = start, way, 0.0
    for _ in range(_SIDE):
        x, y = x + across, y + down
        for side in (0, 1, -1):
            column, row = round(x - side * down), round(y + side * across)
            if 0 <= column < _SIDE and 0 <= row < _SIDE and dark[row * _SIDE + column]:
                x, y = x - side * down * _SIDEWAYS, y + side * across * _SIDEWAYS
                across, down = across - side * down * _TURN, down + side * across * _TURN
                long = hypot(across, down)
                across, down = across / long, down / long
                break
        else:
            break
        far = max(box[0] - x, x - box[0] - CELLS + 1, box[1] - y, y - box[1] - CELLS + 1)
    return max(0.0, far)


def _outline(dark: bytes, black: bytes) -> tuple[int, int, float]:
    """Where a box's outline is in its patch, and which share of it is dark; no picture of paper is quite flat.

    The black of print counts twice: the edge of a stain is no outline.
    """
    left = top = CELLS // 2
    for step in (3, 1):
        around = [(left + x * step, top + y * step) for y in (0, -1, 1, -2, 2) for x in (0, -1, 1, -2, 2)]
        left, top = max(around, key=lambda place: _outlined(dark, *place) + _outlined(black, *place))
    return left, top, _outlined(dark, left, top) / (4 * CELLS)


def _outlined(dark: bytes, left: int, top: int) -> int:
    """How many dark cells lie on the outline of a box at this place of its patch."""
    side = CELLS - 1
    start, end = top * ROW + left, (top + side) * ROW + left
    across = sum(dark[start : start + CELLS]) + sum(dark[end : end + CELLS])
    return across + sum(dark[start : end + 1 : ROW]) + sum(dark[start + side : end + side + 1 : ROW])
