"""A second way to make marks, of other pens and hands than those that the reading of boxes was tuned on.

`scanning` is what the reading of boxes was tuned on; this one draws strokes as splines with a width of their
own at each point, in colour, stamped at four times the resolution; `other_ways` brings its pages back. For tests only.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw

from continuity_app.paper.marks import Slot

Dice = random.Random
Point = tuple[float, float]
Lines = list[list[Point]]
Colour = tuple[int, int, int]
POINTS = 72
FINE = 4
"""How many times finer than the page a mark is drawn."""


@dataclass(frozen=True)
class Pen:
    """What a person writes with: width in millimetres, colour, how much of the ink stays on the paper."""

    name: str
    thick: tuple[float, float]
    colours: tuple[Colour, ...]
    ink: tuple[float, float] = (0.85, 1.0)


PENS = (
    Pen("ball pen", (0.28, 0.45), ((20, 25, 40), (25, 45, 140), (40, 60, 170), (170, 30, 40))),
    Pen("gel pen", (0.4, 0.65), ((15, 15, 15), (20, 30, 90))),
    Pen("pencil", (0.35, 0.6), ((70, 70, 72), (95, 95, 98)), (0.7, 0.95)),
    Pen("marker", (0.85, 1.05), ((10, 10, 12), (20, 30, 110))),
)


def spline(points: list[Point], steps: int = 14) -> list[Point]:
    """Through all points without a corner, as an arm moves (Catmull-Rom)."""
    if len(points) < 3:
        return points
    ends = [points[0], *points, points[-1]]
    made: list[Point] = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for n in range(steps):
            t = n / steps
            made.append(tuple(_between(t, *four) for four in zip(p0, p1, p2, p3, strict=True)))  # type: ignore[arg-type]
    return [*made, points[-1]]


def _between(t: float, a: float, b: float, c: float, d: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def _near(dice: Dice, x: float, y: float, far: float = 0.1) -> Point:
    return x + dice.gauss(0, far), y + dice.gauss(0, far)


def cross(dice: Dice) -> Lines:
    """Two strokes, each a little bent, running past the corners or stopping short of them."""
    over = dice.uniform(-0.12, 0.3)

    def stroke(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
        return spline([_near(dice, x0, y0), _near(dice, 0.5, 0.5, 0.07), _near(dice, x1, y1)])

    return [stroke(-over, -over, 1 + over, 1 + over), stroke(1 + over, -over, -over, 1 + over)]


def check(dice: Dice) -> Lines:
    """In one go: down to a round foot, and up far out of the box."""
    foot = _near(dice, 0.42, 0.85, 0.08)
    return [spline([_near(dice, 0.12, 0.45), foot, _near(dice, 0.75, 0.3), _near(dice, 1.25, -0.35, 0.2)])]


def outside_check(dice: Dice) -> Lines:
    """A tick that begins left of the box."""
    return [
        spline([_near(dice, -0.45, 0.3), _near(dice, 0.35, 0.95, 0.08), _near(dice, 0.8, 0.2), _near(dice, 1.4, -0.5)])
    ]


def _round(dice: Dice, wide: float, tall: float, x: float = 0.5, y: float = 0.5) -> list[Point]:
    """Round by hand: it wobbles, tilts, and overshoots its beginning or misses it."""
    start, tilt, turns = dice.uniform(0, 2 * pi), dice.gauss(0, 0.25), dice.uniform(0.92, 1.25)
    wobble, phase, points = dice.uniform(0, 0.1), dice.uniform(0, 6), []
    for n in range(13):
        a = start + turns * 2 * pi * n / 12
        far = 1 + wobble * sin(2 * a + phase) + (n / 12 - 0.5) * dice.gauss(0, 0.06)
        u, v = wide * far * cos(a), tall * far * sin(a)
        points.append((x + u * cos(tilt) - v * sin(tilt), y + u * sin(tilt) + v * cos(tilt)))
    return spline(points, 8)


def ring(dice: Dice) -> Lines:
    """A sloppy circle in the box, or a little over its edge."""
    size = dice.uniform(0.3, 0.55)
    return [_round(dice, size, size * dice.uniform(0.75, 1.3), *_near(dice, 0.5, 0.5, 0.08))]


def around(dice: Dice) -> Lines:
    """A circle around the box."""
    size = dice.uniform(0.72, 0.95)
    return [_round(dice, size, size * dice.uniform(0.85, 1.1), *_near(dice, 0.5, 0.5, 0.05))]


def around_words(dice: Dice) -> Lines:
    """A circle around the words beside the box."""
    return [_round(dice, 2.6, dice.uniform(0.75, 0.95), 4.0 + dice.uniform(-0.15, 0.3), 0.5)]


def dot(dice: Dice) -> Lines:
    """A fat dot."""
    x, y = _near(dice, 0.5, 0.5, 0.06)
    size = dice.uniform(0.1, 0.2)
    return [_round(dice, size, size, x, y), _round(dice, size / 2, size / 2, x, y)]


def slash(dice: Dice) -> Lines:
    """One stroke from corner to corner, hardly past them."""
    return [spline([_near(dice, 0.0, 1.0), _near(dice, 0.5, 0.5, 0.06), _near(dice, 1.0, 0.0)])]


def filled(dice: Dice) -> Lines:
    """The box blacked out from edge to edge."""
    rows = 9
    points = [(_near(dice, 0.04 if n % 2 else 0.96, 0.05 + 0.9 * n / (rows - 1), 0.03)) for n in range(rows)]
    points += [(_near(dice, 0.05 + 0.9 * n / 8, 0.05 if n % 2 else 0.95, 0.03)) for n in range(9)]
    return [points]


def _tick(dice: Dice) -> Lines:
    return dice.choice((cross, check))(dice)


def scribbled(dice: Dice) -> Lines:
    """A wrong tick under a loose zigzag or loops."""
    count = dice.randint(5, 9)
    if dice.random() < 0.5:
        zigzag = [_near(dice, -0.2 if n % 2 else 1.2, n / (count - 1), 0.09) for n in range(count)]
        return [*_tick(dice), spline(zigzag, 6)]
    loops = [
        (0.5 + (n / 36 - 0.5) * 0.9 + 0.42 * cos(n * pi / 4), 0.5 + dice.gauss(0, 0.04) + 0.6 * sin(n * pi / 4))
        for n in range(37)
    ]
    return [*_tick(dice), spline(loops, 4)]


def struck(dice: Dice) -> Lines:
    """A wrong tick with one line through it, as contracts are corrected."""
    end = dice.uniform(1.4, 2.2)
    return [*_tick(dice), spline([_near(dice, -0.6, 0.55), _near(dice, 0.5, 0.5), _near(dice, end, 0.5)])]


def struck_twice(dice: Dice) -> Lines:
    """A wrong tick with two lines through it."""
    return [
        *_tick(dice),
        *(spline([_near(dice, -0.5, y), _near(dice, 0.5, y, 0.05), _near(dice, 1.5, y)]) for y in (0.33, 0.68)),
    ]


CLEAR: tuple[Callable[[Dice], Lines], ...] = (cross, check, outside_check, ring, slash)
"""Marks that anybody would call a tick."""
ODD: tuple[Callable[[Dice], Lines], ...] = (dot, around, around_words, filled)
"""Marks that most would; asking is right, calling them empty is not."""
TAKEN_BACK: tuple[Callable[[Dice], Lines], ...] = (scribbled, struck, struck_twice)
"""Marks that were corrected; none is a tick."""


def mark(paper: Image.Image, dpi: int, slot: Slot, lines: Lines, by: tuple[Dice, Pen]) -> None:
    """Draws a mark in colour, with a pen that presses more here and less there."""
    box = slot.rect
    stroke(paper, dpi, [[(box.x + x * box.width, box.y + y * box.height) for x, y in one] for one in lines], *by)


def stroke(paper: Image.Image, dpi: int, lines: Lines, dice: Dice, pen: Pen) -> None:
    """Draws lines, in points of the page, with one pen."""
    scale, colour, ink = dpi / POINTS, dice.choice(pen.colours), dice.uniform(*pen.ink)
    thick = dice.uniform(*pen.thick) / 25.4 * dpi * FINE
    flat = [(x * scale, y * scale) for one in lines for x, y in one]
    left, top = int(min(x for x, _ in flat) - thick - 2), int(min(y for _, y in flat) - thick - 2)
    wide, tall = int(max(x for x, _ in flat) + thick + 3) - left, int(max(y for _, y in flat) + thick + 3) - top
    mask = Image.new("L", (wide * FINE, tall * FINE), 0)
    draw = ImageDraw.Draw(mask)
    phase = dice.uniform(0, 6)
    for one in lines:
        places = [((x * scale - left) * FINE, (y * scale - top) * FINE) for x, y in one]
        for number, (begin, end) in enumerate(pairwise(places)):
            width = max(1.0, thick * (1 + 0.18 * sin(number / 5 + phase)))
            draw.line([begin, end], fill=255, width=round(width))
            x, y, half = *end, width / 2
            draw.ellipse([x - half, y - half, x + half, y + half], fill=255)
    mask = mask.reduce(FINE).point(lambda grey: int(grey * ink))
    if pen.name == "pencil":
        grain = Image.effect_noise(mask.size, 60).point(lambda grey: min(255, 130 + grey // 2))
        mask = ImageChops.multiply(mask, grain)
    paper.paste(colour, (left, top), mask)


def stray_lines(paper: Image.Image, dpi: int, slots: list[Slot], dice: Dice) -> set[int]:
    """Long lines of a pen that slipped, across several boxes; says which boxes they may have touched."""
    hit: set[int] = set()
    for _ in range(2):
        one, other = dice.sample(range(len(slots)), 2)
        ends = [
            (slots[n].rect.x + slots[n].rect.width / 2, slots[n].rect.y + slots[n].rect.height / 2)
            for n in (one, other)
        ]
        (x0, y0), (x1, y1) = ends
        long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        dx, dy = (x1 - x0) / long * 25, (y1 - y0) / long * 25
        stroke(paper, dpi, [[(x0 - dx, y0 - dy), (x1 + dx, y1 + dy)]], dice, dice.choice(PENS[:2]))
        for number, slot in enumerate(slots):
            x, y = slot.rect.x + slot.rect.width / 2, slot.rect.y + slot.rect.height / 2
            if abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / long < slot.rect.width * 1.3:
                hit.add(number)
    return hit
