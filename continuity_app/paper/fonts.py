"""The faces on paper: how wide a text is in them, and whether they have every character.

On a sheet a character that the faces lack is an error before anything is numbered or drawn; an empty box would be a
name that nobody can read. Lists and reports show a question mark for it and say so.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from continuity_app.errors import BadDataError
from continuity_app.paper.faces import BOLD, ITALIC, JOINERS, MEDIUM, REGULAR, SEMIBOLD
from continuity_app.paper.loading import face_file, loaded
from continuity_app.paper.scripts import clusters, face_for
from continuity_app.paper.shaping import in_family, shaped
from continuity_app.words import say

__all__ = [
    "BOLD", "ITALIC", "MEDIUM", "REGULAR", "SEMIBOLD", "UNKNOWN", "advance_widths", "check", "font_file",
    "glyph_widths", "glyphs", "legible", "missing", "ready", "tidy", "width",
]  # fmt: skip

UNKNOWN = "?"


def ready(face: str) -> str:
    """Makes sure that a face can be drawn with, and gives its name back."""
    loaded(face)
    return face


def width(text: str, face: str, size: float) -> float:
    """How wide a text is, in points."""
    return _units(text, face) * size / 1000


@lru_cache(maxsize=1 << 16)
def _units(text: str, face: str) -> float:
    """How wide a text is, in thousandths of its size; a form is laid out many times with the same words."""
    if in_family(text):
        font = loaded(face).face
        return float(sum(font.charWidths.get(ord(letter), font.defaultWidth) for letter in text))
    return float(shaped(text, face).width)


def font_file(face: str) -> bytes:
    """A face's file, for a document that is typed into."""
    return face_file(face).read_bytes()


def advance_widths(letters: Iterable[str], face: str) -> list[float]:
    """The widths of single characters, in thousandths of the size."""
    font = loaded(face).face
    return [float(font.charWidths.get(ord(letter), font.defaultWidth)) for letter in letters]


def glyph_widths(face: str) -> list[float]:
    """The widths of a face's glyphs by number, as far as characters have them, in thousandths of the size."""
    font = loaded(face).face
    by_number = {number: font.charWidths.get(code, font.defaultWidth) for code, number in font.charToGlyph.items()}
    return [float(by_number.get(number, font.defaultWidth)) for number in range(max(by_number) + 1)]


def glyphs(text: str, face: str) -> list[int]:
    """The numbers of a text's characters in the face's file; 0 for one that it lacks."""
    known = loaded(face).face.charToGlyph
    return [known.get(ord(letter), 0) for letter in tidy(text)]


def tidy(text: str) -> str:
    """A text as it can be drawn on one line: composed accents, plain spaces, and no characters that leave no ink."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    shapes = any(letter >= _FIRST_SHAPED for letter in composed)
    return "".join(letter if shapes and letter in JOINERS else _as_drawn(letter) for letter in composed)


_FIRST_SHAPED = "\u0590"
"""No script before this one needs to be told which of its letters join."""


def _as_drawn(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cf", "Cc", "Zl", "Zp"):
        return " " if letter in "\t\n\r\v\f\x85\u2028\u2029" else ""
    if category == "Zs":
        return " "
    return "" if "\ufe00" <= letter <= "\ufe0f" else letter


def missing(text: str, *, family_only: bool = False) -> list[str]:
    """The characters of a text that the faces lack, each once, in order; or those that the family alone lacks."""
    line = tidy(text)
    if in_family(line):
        return []
    known = loaded(REGULAR).face.charToGlyph
    faced = (lambda _cluster: "") if family_only else face_for
    lacking = [one for one in clusters(line) if not (all(ord(letter) in known for letter in one) or faced(one))]
    return list(dict.fromkeys(letter for one in lacking for letter in one if ord(letter) not in known))


def legible(text: str) -> str:
    """A text for lists and reports: a character that the faces lack stands as a question mark.

    On a sheet that would be an answer lost; in a list the id beside it leads to the name on screen, and one name in
    Chinese among a thousand must not keep the list from being printed.
    """
    lacking = missing(text)
    return text.translate({ord(letter): UNKNOWN for letter in lacking}) if lacking else text


def check(texts: Iterable[tuple[str, str]], *, family_only: bool = False) -> None:
    """Checks that every text can be printed.

    Args:
        texts: pairs of the field that a text belongs to, and the text.
        family_only: they stand in fields that are typed into, which have one face.

    Raises:
        BadDataError: code `print.glyph`, with each field and its characters in `details`.
    """
    details = [
        {"field": field, "problem": say("no character {letters} in the printed face", letters=_named(lacking))}
        for field, text in texts
        if (lacking := missing(text, family_only=family_only))
    ]
    if details:
        raise BadDataError(
            "print.glyph",
            say("{field} cannot be printed: {problem}.", field=details[0]["field"], problem=details[0]["problem"]),
            what_is_safe=say("Nothing was printed and no number was given out."),
            next_step=say("Print a sheet that is written on by hand, or leave the field blank on a sheet to type into.")
            if family_only
            else say("Write it in other letters, or leave the field blank on the sheet."),
            details=details,
        )


def _named(letters: Iterable[str]) -> str:
    return ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)
