"""Text as search sees it: letters without accents and case, digits in one spelling, nothing that is invisible.

What is typed and what is filed go through the same folding, so that only letters and digits count.
"""

import unicodedata

PIECE = 3
"""Characters of the pieces by which the middles of numbers and e-mails are filed."""

_ALIKE = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "\u0131": "i",  # without its dot
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u02bc": " ",  # apostrophes that Unicode counts as letters
        "\u02bb": " ",
        "\u0640": "",  # the stroke that stretches an Arabic word
    }
)
_HANGUL = range(0xAC00, 0xD7A4)
_UNSPACED = (range(0x3040, 0x3100), range(0x3400, 0xA000), _HANGUL, range(0xF900, 0xFB00), range(0x20000, 0x32000))
_SELECTORS = (range(0xFE00, 0xFE10), range(0x34F, 0x350), range(0xE0100, 0xE01F0))
_ARTICLE = "ال"
_SHORTEST_WITH_ARTICLE = 5


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold_character(chr(code))
        return found


def _fold_character(character: str) -> str:
    code = ord(character)
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Cf" or any(code in selectors for selectors in _SELECTORS):
        return ""
    if code in _HANGUL:
        return character
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    letters = (part for part in parts if not unicodedata.combining(part))
    kept = "".join(part if unicodedata.category(part)[0] in "LNM" else " " for part in letters)
    return unicodedata.normalize("NFC", kept.translate(_ALIKE))


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text's words in one spelling, with spaces for everything that is neither letter nor digit."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).translate(_FOLDING)


def words(text: str) -> list[str]:
    """The folded words of a text in their order."""
    return fold(text).split()


def squash(text: str) -> str:
    """All letters and digits of a text with nothing between them: a plate, a policy, a number in any spelling."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return fold(text).replace(" ", "")


def beginnings(word: str) -> list[str]:
    """Further words under which a word of a script without spaces, or with an article written on, is looked for."""
    if word.startswith(_ARTICLE) and len(word) >= _SHORTEST_WITH_ARTICLE:
        return [word[len(_ARTICLE) :]]
    return [word[at:] for at in range(1, len(word)) if _is_unspaced(word[at]) or _is_unspaced(word[at - 1])]


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    return code >= _UNSPACED[0].start and any(code in block for block in _UNSPACED)
