"""Lines of text: broken to a width, shortened by size where a place is small, and taken out of Markdown."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from continuity_app.paper.fonts import REGULAR, tidy, width
from continuity_app.paper.scripts import clusters, unspaced

LEADING = 1.28
"""From one baseline to the next, as a multiple of the size."""

_ROUNDING = 0.02
"""A width is compared with room that was computed from it: a fiftieth of a point is no difference."""


def wrap(text: str, room: float, size: float, face: str = REGULAR) -> list[str]:
    """Breaks a text into lines no wider than `room` points; a word that is too long is broken too.

    Line breaks of the text stay. Gives at least one line.
    """
    return list(_wrapped(text, round(room, 2), size, face))


@lru_cache(maxsize=1 << 15)
def _wrapped(text: str, room: float, size: float, face: str) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text) or [""]:
        line = ""
        for gap, word in _words(tidy(paragraph)):
            joined = f"{line}{gap}{word}" if line else word
            if width(joined, face, size) <= room + _ROUNDING:
                line = joined
                continue
            if line:
                lines.append(line)
            *whole, line = _broken(word, room, size, face)
            lines += whole
        lines.append(line)
    return tuple(lines)


_LONGEST_CODE = 2


def _held_together(words: Iterable[str]) -> list[str]:
    """The words, the star of what is needed at the one before it, and the code in a row of codes at what it means."""
    kept: list[str] = []
    for word in words:
        coded = kept[-2:-1] == ["·"] and len(kept[-1]) <= _LONGEST_CODE
        if kept and (word == "*" or (coded and word != "·")):
            kept[-1] += f" {word}"
        else:
            kept.append(word)
    return kept


def _words(paragraph: str) -> Iterator[tuple[str, str]]:
    """What stays together on a line, each with what stands before it; some scripts have no spaces between words."""
    for word in _held_together(paragraph.split()):
        gap, piece = " ", ""
        for letter in clusters(word) if any(map(unspaced, word)) else (word,):
            if piece and unspaced(letter[0]):
                yield gap, piece
                gap, piece = "", ""
            piece += letter
        yield gap, piece


def _broken(word: str, room: float, size: float, face: str) -> list[str]:
    pieces, piece = [], ""
    for letter in clusters(word):
        if piece and width(piece + letter, face, size) > room + _ROUNDING:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def shrunk(text: str, room: float, size: float, least: float, face: str = REGULAR) -> float | None:
    """The largest size between `least` and `size` at which a text fits on one line; None where none does."""
    wide = width(tidy(text), face, size)
    if wide <= room:
        return size
    fitting = int(size * room / wide * 10) / 10
    return fitting if fitting >= least else None


def cut(text: str, room: float, size: float, face: str = REGULAR) -> str:
    """A text on one line, its end left out with a sign where it is too long; for what stands elsewhere in full."""
    line = tidy(text)
    if width(line, face, size) <= room + _ROUNDING:
        return line
    while line and width(f"{line}…", face, size) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def within(
    text: str, room: float, size: float, least: float, face: str = REGULAR, *, lines: int = 2
) -> tuple[float, list[str]]:
    """The size and the lines of a text that has a place of a few lines: smaller first, then broken, cut at the last.

    Args:
        text: what is written.
        room: width of the place, in points.
        size: the size that is wanted.
        least: the smallest that can be read.
        face: of the writing.
        lines: how many lines the place has.
    """
    one = shrunk(text, room, size, least, face)
    if one is not None:
        return one, [tidy(text)]
    broken = wrap(text, room, least, face)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], cut(" ".join(broken[lines - 1 :]), room, least, face)]
    return least, broken
