"""Boxes to tick with their words: on one line where they fit, else in up to three columns, else under each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from continuity_app.paper.fonts import tidy, width
from continuity_app.paper.typeset import wrap

BOX = 8.5
_WORD = 11.5
_BETWEEN = 10.0
_PITCH = 12.6
_LINE = 9.6
_SIZES = (8.5, 8.0, 7.5)
_COLUMNS = (3, 2)


@dataclass(frozen=True, slots=True)
class Option:
    """One box: where it stands from the left and to its middle from the top, and the lines of its words."""

    name: str
    x: float
    middle: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """All boxes of a question; `size` is that of their words."""

    options: tuple[Option, ...]
    height: float
    size: float


def arranged(options: Sequence[tuple[str, str]], room: float) -> Arranged:
    """Places boxes into a width; the words stand `word_at` right of a box's left edge."""
    named = [(name, tidy(label)) for name, label in options]
    for size in _SIZES:
        if inline_width(named, size) <= room:
            return _inline(named, size)
    size = _SIZES[1]
    widest = max(_WORD + width(label, "KitSans", size) for _, label in named)
    for columns in _COLUMNS:
        if widest + 4 <= room / columns and len(named) > columns:
            return _in_columns(named, room, columns, size)
    return _stacked(named, room, size)


def word_at() -> float:
    """How far right of a box's left edge its words begin."""
    return _WORD


def inline_width(options: Sequence[tuple[str, str]], size: float = _SIZES[1]) -> float:
    """How wide all boxes are on one line."""
    return sum(_WORD + width(tidy(label), "KitSans", size) + _BETWEEN for _, label in options) - _BETWEEN


def _inline(options: Sequence[tuple[str, str]], size: float) -> Arranged:
    placed, x = [], 0.0
    for name, label in options:
        placed.append(Option(name, x, _PITCH / 2, (label,)))
        x += _WORD + width(label, "KitSans", size) + _BETWEEN
    return Arranged(tuple(placed), _PITCH, size)


def _in_columns(options: Sequence[tuple[str, str]], room: float, columns: int, size: float) -> Arranged:
    rows = -(-len(options) // columns)
    placed = [
        Option(name, number // rows * room / columns, (number % rows + 0.5) * _PITCH, (label,))
        for number, (name, label) in enumerate(options)
    ]
    return Arranged(tuple(placed), rows * _PITCH, size)


def _stacked(options: Sequence[tuple[str, str]], room: float, size: float) -> Arranged:
    placed, y = [], 0.0
    for name, label in options:
        lines = tuple(wrap(label, room - _WORD, size))
        placed.append(Option(name, 0.0, y + _PITCH / 2, lines))
        y += _PITCH + (len(lines) - 1) * _LINE
    return Arranged(tuple(placed), y, size)


def line_pitch() -> float:
    """From line to line of one option's words."""
    return _LINE
