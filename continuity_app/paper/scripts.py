"""Which face has a character that the shipped family lacks, and where a text without spaces may be broken."""

import unicodedata
from functools import lru_cache

from continuity_app.paper.faces import JOINERS, SCRIPTS, Script
from continuity_app.paper.loading import loaded


@lru_cache(maxsize=4096)
def face_for(cluster: str) -> str:
    """The script face that has every character of a cluster, empty where there is none."""
    letters = [ord(letter) for letter in cluster if letter not in JOINERS]
    return (
        next((script.face for script in _candidates(letters[0]) if _has(script.face, letters)), "") if letters else ""
    )


def _candidates(code: int) -> list[Script]:
    return [script for script in SCRIPTS if any(first <= code <= last for first, last in script.blocks)]


def _has(face: str, codes: list[int]) -> bool:
    known = loaded(face).face.charToGlyph
    return all(code in known for code in codes)


def clusters(text: str) -> list[str]:
    """A text in pieces between which a line may be broken or the face changed: a letter with its marks and joiners."""
    found: list[str] = []
    for letter in text:
        joined = letter in JOINERS or unicodedata.category(letter) in ("Mn", "Mc", "Me")
        if found and (joined or found[-1][-1] in JOINERS or unicodedata.combining(found[-1][-1]) == _VIRAMA):
            found[-1] += letter
        else:
            found.append(letter)
    return found


_VIRAMA = 9
"""The canonical combining class of the signs that join the next consonant to the one before."""


def unspaced(letter: str) -> bool:
    """Whether words of the letter's script are written without spaces, so that a line may end before it."""
    code = ord(letter)
    return code >= _FIRST_UNSPACED and any(first <= code <= last for first, last in _UNSPACED)


_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_FIRST_UNSPACED = _UNSPACED[0][0]
