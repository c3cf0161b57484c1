"""What a mistyped word may have meant: every word one edit away, two neighbours swapped counted as one edit."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from continuity_app.contacts.query import Chunk, any_of, every
from continuity_app.contacts.store_search import SearchIndex

_TYPED = range(3, 25)
_SHORTEST_MEANT = 4
_MOST_BEGINNINGS = 40
_MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Corrections:
    """What one typed word may have meant: whole words of the vocabulary, or (`beginnings`) only how some begin."""

    words: tuple[str, ...]
    beginnings: bool = False


def may_be_mistyped(word: str) -> bool:
    """Whether it is worth guessing: letters alone, neither very short nor very long."""
    return word.isalpha() and len(word) in _TYPED


def corrections_of(word: str, index: SearchIndex) -> Corrections:
    """The words of the vocabulary one edit away; where they and the word itself are unknown, what some begin with."""
    near = [each for each in one_edit_away(word, index.letters()) if len(each) >= _SHORTEST_MEANT]
    if known := index.known_words([word, *near]):
        return Corrections(tuple(each for each in known if each != word))
    return Corrections(tuple(index.known_beginnings(near)[:_MOST_BEGINNINGS]), beginnings=True)


def with_corrections(chunk: Chunk, corrections: Mapping[str, Corrections]) -> str:
    """The expression for a chunk, each of its words as typed or as it may have been meant."""
    if not any(word in corrections for word in chunk.words):
        return chunk.beginning
    meant = []
    for word in chunk.words:
        found = corrections.get(word, Corrections(()))
        star = "*" if found.beginnings else ""
        meant.append(any_of([f'"{word}"*', *(f'"{each}"{star}' for each in found.words)]))
    return any_of([chunk.beginning, every(meant)])


def one_edit_away(word: str, letters: str) -> list[str]:
    """All words that differ by one letter left out, put in, changed, or swapped with its neighbour.

    Args:
        word: a folded word.
        letters: those that may be put in; only those of the word's own script are.

    Returns:
        the words, none where the script has too many letters to guess one.
    """
    own = _of_script(letters, _script(word[:1]))
    if not own:
        return []
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    swapped = [left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1]
    left_out = [left + right[1:] for left, right in cuts if right]
    changed = [left + letter + right[1:] for left, right in cuts if right for letter in own]
    put_in = [left + letter + right for left, right in cuts for letter in own]
    found = dict.fromkeys([*swapped, *left_out, *put_in, *changed])
    found.pop(word, None)
    return list(found)


@lru_cache(maxsize=64)
def _of_script(letters: str, script: str) -> str:
    own = "".join(letter for letter in letters if _script(letter) == script)
    return own if len(own) <= _MOST_LETTERS else ""


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
