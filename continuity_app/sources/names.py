"""Names of columns: how two spellings are compared, and what a column without a name is called."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

NAMED_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
"""Delimiters of text tables by the names that a plan may give them."""

_NOT_WORDS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def plain_name(name: str) -> str:
    """A column's name in small words: no case, accents, punctuation, custom-field ending or run-together capitals."""
    name = name.removesuffix("__c")
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", _CAMEL.sub(" ", name)).strip().casefold()


def letter_of(index: int) -> str:
    """What a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or an empty text."""
    by_plain = {plain_name(each): each for each in names}
    close = get_close_matches(plain_name(name), by_plain, n=1, cutoff=0.5)
    return by_plain[close[0]] if close else ""
