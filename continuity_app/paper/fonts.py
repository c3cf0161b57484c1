"""The faces on paper: the shipped IBM Plex Sans, how wide a text is in it, and whether it has every character.

On a sheet a character that the faces lack is an error before anything is numbered or drawn; an empty box would be a
name that nobody can read. Lists and reports show a question mark for it and say so.
"""

import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.resources import resource
from continuity_app.words import say

REGULAR = "KitSans"
MEDIUM = "KitSans-Medium"
SEMIBOLD = "KitSans-SemiBold"
BOLD = "KitSans-Bold"
ITALIC = "KitSans-Italic"

UNKNOWN = "?"
_FILES = {
    REGULAR: "IBMPlexSans-Regular.ttf",
    MEDIUM: "IBMPlexSans-Medium.ttf",
    SEMIBOLD: "IBMPlexSans-SemiBold.ttf",
    BOLD: "IBMPlexSans-Bold.ttf",
    ITALIC: "IBMPlexSans-Italic.ttf",
}
_loading = threading.Lock()


@lru_cache(maxsize=len(_FILES))
def _face(name: str) -> Any:
    """Reads and registers a face once; reportlab embeds only the characters that a document uses."""
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    with _loading:
        font = TTFont(name, str(resource("fonts", _FILES[name])), shapable=False)
        registerFont(font)
    return font


def ready(face: str) -> str:
    """Makes sure that a face can be drawn with, and gives its name back."""
    _face(face)
    return face


def width(text: str, face: str, size: float) -> float:
    """How wide a text is, in points."""
    widths = _face(face).face.charWidths
    default = _face(face).face.defaultWidth
    units: float = sum(widths.get(ord(letter), default) for letter in text)
    return units * size / 1000


def font_file(face: str) -> bytes:
    """A face's file, for a document that is typed into."""
    return resource("fonts", _FILES[face]).read_bytes()


def advance_widths(letters: Iterable[str], face: str) -> list[float]:
    """The widths of single characters, in thousandths of the size."""
    font = _face(face).face
    return [float(font.charWidths.get(ord(letter), font.defaultWidth)) for letter in letters]


def glyph_widths(face: str) -> list[float]:
    """The widths of a face's glyphs by number, as far as characters have them, in thousandths of the size."""
    font = _face(face).face
    by_number = {number: font.charWidths.get(code, font.defaultWidth) for code, number in font.charToGlyph.items()}
    return [float(by_number.get(number, font.defaultWidth)) for number in range(max(by_number) + 1)]


def glyphs(text: str, face: str) -> list[int]:
    """The numbers of a text's characters in the face's file; 0 for one that it lacks."""
    known = _face(face).face.charToGlyph
    return [known.get(ord(letter), 0) for letter in tidy(text)]


def tidy(text: str) -> str:
    """A text as it can be drawn on one line: composed accents, plain spaces, and no characters that leave no ink."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(_as_drawn(letter) for letter in composed)


def _as_drawn(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cf", "Cc", "Zl", "Zp"):
        return " " if letter in "\t\n\r\v\f\x85\u2028\u2029" else ""
    if category == "Zs":
        return " "
    return "" if "\ufe00" <= letter <= "\ufe0f" else letter


def missing(text: str) -> list[str]:
    """The characters of a text that the faces lack, each once, in order."""
    known = _face(REGULAR).face.charToGlyph
    return list(dict.fromkeys(letter for letter in tidy(text) if ord(letter) not in known))


def legible(text: str) -> str:
    """A text for lists and reports: a character that the faces lack stands as a question mark.

    On a sheet that would be an answer lost; in a list the id beside it leads to the name on screen, and one name in
    Chinese among a thousand must not keep the list from being printed.
    """
    lacking = missing(text)
    return text.translate({ord(letter): UNKNOWN for letter in lacking}) if lacking else text


def check(texts: Iterable[tuple[str, str]]) -> None:
    """Checks that every text can be printed.

    Args:
        texts: pairs of the field that a text belongs to, and the text.

    Raises:
        BadDataError: code `print.glyph`, with each field and its characters in `details`.
    """
    details = [
        {"field": field, "problem": say("no character {letters} in the printed face", letters=_named(lacking))}
        for field, text in texts
        if (lacking := missing(text))
    ]
    if details:
        raise BadDataError(
            "print.glyph",
            say("{field} cannot be printed: {problem}.", field=details[0]["field"], problem=details[0]["problem"]),
            what_is_safe=say("Nothing was printed and no number was given out."),
            next_step=say("Write it in Latin, Greek or Cyrillic letters, or leave the field blank on the sheet."),
            details=details,
        )


def _named(letters: Iterable[str]) -> str:
    return ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)
