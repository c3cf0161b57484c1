"""Text of any script as it is drawn: in the order of the eye, in faces that have its letters, shaped where they join.

Order is the Unicode bidirectional algorithm (python-bidi), shapes are HarfBuzz's through reportlab. What a reader
copies from the page is the text as it was written, whatever was drawn for it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

from continuity_app.paper.faces import BOLD, FROM_THE_RIGHT, MEDIUM, REGULAR, SEMIBOLD, SHAPED
from continuity_app.paper.loading import loaded
from continuity_app.paper.scripts import clusters, face_for

_STROKES = {MEDIUM: 0.012, SEMIBOLD: 0.022, BOLD: 0.032}
"""How much a letter is thickened where the family has a weight and the script's face has one only, of the size."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn in one go.

    Attributes:
        face: of the letters.
        text: the letters in the order of the eye.
        at: where it begins, in 1/1000 of the size.
        written: what it stands for, where the letters that are drawn do not say so themselves.
    """

    face: str
    text: str
    at: float
    written: str = ""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line, its pieces from left to right, and its width in 1/1000 of the size."""

    pieces: tuple[Piece, ...]
    width: float


def in_family(text: str) -> bool:
    """Whether the shipped family has every letter, so that the text is drawn as it stands."""
    if text.isascii():
        return True
    known = loaded(REGULAR).face.charToGlyph
    return all(ord(letter) in known and not "\u0300" <= letter <= "\u036f" for letter in text)


def leads_right(text: str) -> bool:
    """Whether a line's first letter belongs to a script that is written from the right."""
    from bidi import get_base_level  # noqa: PLC0415

    return not text.isascii() and get_base_level(text) == 1


@lru_cache(maxsize=4096)
def shaped(text: str, face: str) -> Shaped:
    """Sets a line of text.

    Args:
        text: made tidy; a letter that no face has takes the family's own sign for it.
        face: the family's face; other scripts have one weight.
    """
    pieces: list[Piece] = []
    at = 0.0
    for script, run, level in _runs(text):
        used = script or face
        if script in SHAPED and (level % 2 or script not in FROM_THE_RIGHT):
            groups = _set(run, used)
        else:
            groups = _turned(run) if level % 2 else iter([(run, "")])
        for letters, written in groups:
            pieces.append(Piece(used, letters, at, written))
            at += _width(letters, used)
    return Shaped(tuple(pieces), at)


def draw(canvas: Any, place: tuple[float, float], text: str, face: str, size: float) -> None:
    """Draws a line that `in_family` does not hold for; its left end stands at `place`, as in the PDF."""
    x, y = place
    for piece in shaped(text, face).pieces:
        thick = _STROKES.get(face, 0.0) if piece.face != face else 0.0
        if thick:
            canvas.setLineWidth(thick * size)
        if piece.written:
            canvas.addLiteral(f"/Span <</ActualText <FEFF{piece.written.encode('utf-16-be').hex().upper()}>>> BDC")
        canvas.setFont(piece.face, size)
        canvas.drawString(x + piece.at * size / 1000, y, piece.text, mode=2 if thick else None)
        if piece.written:
            canvas.addLiteral("EMC")


def _set(run: str, face: str) -> Iterator[tuple[str, str]]:
    """The letters of a run as HarfBuzz sets them, in the order of the eye, each group with what it stands for."""
    from reportlab.lib.abag import ABag  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import shapeFragWord  # noqa: PLC0415

    font = loaded(face)
    word = [0, (ABag(fontName=face, fontSize=10), run)]
    # Ligatures for looks only would be copied back to front from the right; those that a script needs stay.
    letters = shapeFragWord(word, features={"kern": True, "liga": False}, force=True)[1][1]
    starts = [data.cluster for data in letters.__shapeData__]
    ends = dict(pairwise([*sorted(set(starts)), len(run)]))
    at = 0
    for start, same in groupby(starts):
        drawn = letters[at : at + len(list(same))]
        at += len(drawn)
        written = run[start : ends[start]]
        yield drawn, "" if font.tells(str(drawn), written) else written


def _width(letters: str, face: str) -> float:
    advances = getattr(letters, "__shapeData__", None)
    if advances is not None:
        return float(sum(each.x_advance for each in advances))
    font = loaded(face).face
    return float(sum(font.charWidths.get(ord(letter), font.defaultWidth) for letter in letters))


def _runs(text: str) -> Iterator[tuple[str, str, int]]:
    """The runs of one face and one direction in the order of the eye, as they were written; no face is the family's."""
    levels = _levels(text)
    faced: list[tuple[int, str, str]] = []
    at, face = 0, ""
    for cluster in clusters(text):
        face = _face_of(cluster, face)
        faced.append((levels[at], face, cluster))
        at += len(cluster)
    runs = [
        (level, face, "".join(cluster for *_, cluster in same))
        for (level, face), same in groupby(faced, key=lambda each: each[:2])
    ]
    for level, face, run in _reordered(runs):
        yield face, run, level


def _levels(text: str) -> list[int]:
    """The embedding level of each character; python-bidi tells it in words, for each byte."""
    if not any(letter >= _FIRST_FROM_THE_RIGHT and unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return [0] * len(text)
    from bidi import get_display  # noqa: PLC0415

    told = str(get_display(text, debug=True))
    of_bytes = [int(level) for level in re.findall(r"Level\(\s*(\d+)", told[told.rindex("levels: [") :])]
    levels, at = [], 0
    for letter in text:
        levels.append(of_bytes[at])
        at += len(letter.encode())
    return levels


_FIRST_FROM_THE_RIGHT = "\u0590"


def _reordered(runs: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Rule L2: from the highest level to the lowest odd one, what stands at it or above is turned round."""
    for level in range(max((run[0] for run in runs), default=0), 0, -1):
        turned: list[tuple[int, str, str]] = []
        for high, group in groupby(runs, key=lambda run: run[0] >= level):
            same = list(group)
            turned += reversed(same) if high else same
        runs = turned
    return runs


def _turned(run: str) -> Iterator[tuple[str, str]]:
    """Signs between letters written from the right, turned round; HarfBuzz does it for the letters themselves."""
    from bidi.mirror import MIRRORED  # noqa: PLC0415

    for letter in reversed(run):
        drawn = MIRRORED.get(letter, letter)
        yield drawn, "" if drawn == letter else letter


def _face_of(cluster: str, before: str) -> str:
    """The face of a cluster: a space stays with the letters before it, so that they are shaped as one."""
    if cluster.isspace() and before:
        return before if ord(cluster) in loaded(before).face.charToGlyph else ""
    return "" if in_family(cluster) else face_for(cluster)
