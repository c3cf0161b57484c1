"""Which parts of a text a query found: words from their beginning, without accents; digits in any spelling."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether the query found it."""

    words: str
    found: bool


def parts(shown: str, query: str) -> tuple[Part, ...]:
    """Cuts a text into found and other pieces; joined they are the text again."""
    marks = [False] * len(shown)
    folded, places = _folded(shown)
    digits = [place for place, character in enumerate(shown) if character.isdigit()]
    number = "".join(shown[place] for place in digits)
    for word in query.split():
        wanted = "".join(character for character in word if character.isdigit())
        if len(wanted) >= FEWEST_DIGITS and not any(character.isalpha() for character in word):
            _mark_number(marks, number, digits, wanted)
        elif plain := _folded(word)[0]:
            _mark_word(marks, folded, places, plain)
    return _cut(shown, marks)


def _mark_number(marks: list[bool], number: str, digits: Sequence[int], wanted: str) -> None:
    # A whole number typed with its country code still marks what stands here without it.
    for tried in (wanted, wanted[-10:], wanted[-9:]):
        at = number.rfind(tried)
        if at >= 0:
            for place in digits[at : at + len(tried)]:
                marks[place] = True
            return


def _mark_word(marks: list[bool], folded: str, places: Sequence[int], wanted: str) -> None:
    at = folded.find(wanted)
    while at >= 0:
        if at == 0 or not folded[at - 1].isalnum() or "@" in wanted or any(c.isdigit() for c in wanted):
            for place in places[at : at + len(wanted)]:
                marks[place] = True
        at = folded.find(wanted, at + 1)


def _folded(words: str) -> tuple[str, list[int]]:
    """The text without accents and case, and for each of its characters its place in the original."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(words):
        for piece in unicodedata.normalize("NFKD", character.casefold()):
            if not unicodedata.combining(piece):
                kept.append(piece)
                places.append(place)
    return "".join(kept), places


def _cut(shown: str, marks: Sequence[bool]) -> tuple[Part, ...]:
    pieces: list[Part] = []
    start = 0
    for place in range(1, len(shown) + 1):
        if place == len(shown) or marks[place] != marks[start]:
            pieces.append(Part(shown[start:place], marks[start]))
            start = place
    return tuple(pieces)
