"""What a person typed into the search box, as chunks, and the expressions under which each chunk is looked for.

A chunk is what stands between spaces: `O'Brien`, `drew.ha`, `555-2671`. Chunks of digits alone that follow each other
are one number, typed in groups.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from continuity_app.contacts.filing import NUMBER
from continuity_app.contacts.tokens import PIECE, words

LONGEST = 400
MOST_CHUNKS = 12

_FEWEST_WITH_TRUNK_ZERO = 8
_NANP_WITH_COUNTRY = 11
# What follows a whole number and an "x" or "ext." is its extension, which is not filed.
_EXTENSION = re.compile(r"((?:\d[\s().+/-]*){7,})(?:;?\s*ext(?:ension)?[.=\s]*|\s*x\s*)\d{1,6}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One thing that was typed.

    Attributes:
        words: its folded words.
        joined: all its letters and digits.
        is_address: whether it has an at sign.
    """

    words: tuple[str, ...]
    joined: str
    is_address: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it has digits alone."""
        return self.joined.isdigit()

    @property
    def is_plain(self) -> bool:
        """Whether it has letters alone: words, no number and no address."""
        return not self.is_address and not any(character.isdigit() for character in self.joined)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The spellings under which a number is looked for: as typed, without trunk zeros, without the 1 of +1."""
        spellings = [self.joined]
        if self.is_number:
            if self.joined.startswith("0") and len(self.joined) >= _FEWEST_WITH_TRUNK_ZERO:
                spellings.append(self.joined.lstrip("0"))
            if self.joined.startswith("1") and len(self.joined) == _NANP_WITH_COUNTRY:
                spellings.append(self.joined[1:])
        return tuple(spelling for spelling in spellings if spelling)

    @property
    def part(self) -> str:
        """What a number or an e-mail must hold: the shortest spelling, which the others hold too."""
        return self.numbers[-1]

    @property
    def pieces(self) -> tuple[str, ...]:
        """All stretches of three characters of the part, none where it is shorter."""
        return tuple(dict.fromkeys(self.part[at : at + PIECE] for at in range(len(self.part) - PIECE + 1)))

    @property
    def number(self) -> str:
        """The expression for exactly this number."""
        return any_of(f'"{NUMBER}{number}"' for number in self.numbers)

    @property
    def whole(self) -> str:
        """The expression for exactly these words, or this number."""
        return any_of([every(f'"{word}"' for word in self.words), f'"{self.joined}"', self.number])

    @property
    def beginning(self) -> str:
        """The expression for words the last of which begins so, or this number.

        One or two digits also begin numbers; longer beginnings of numbers are found as parts of them. So are addresses:
        the same few providers stand at the end of them all.
        """
        if self.is_address:
            return self.whole
        number = self.number if len(self.joined) >= PIECE else f'"{NUMBER}{self.joined}"*'
        words = [f'"{word}"' for word in self.words[:-1]]
        return any_of([every([*words, f'"{self.words[-1]}"*']), f'"{self.joined}"*', number])


def read_query(text: str) -> list[Chunk]:
    """The chunks of what was typed, numbers in groups put together; the first dozen of a text without end."""
    groups: list[list[Chunk]] = []
    for chunk in read_apart(text):
        if chunk.is_number and groups and groups[-1][0].is_number:
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    return [group[0] if len(group) == 1 else _in_groups(group) for group in groups]


def read_apart(text: str) -> list[Chunk]:
    """The chunks as they stand between spaces."""
    chunks = []
    for part in _EXTENSION.sub(r"\1", text[:LONGEST]).split():
        if found := words(part):
            joined = "".join(found)
            chunks.append(Chunk(tuple(found), joined, "@" in part))
    return chunks[:MOST_CHUNKS]


def together(chunks: Sequence[Chunk]) -> str:
    """The expression for two words that were typed apart and are filed as one; needs two chunks."""
    joined = []
    for at in range(len(chunks) - 1):
        word = chunks[at].joined + chunks[at + 1].joined
        rest = [chunk.beginning for chunk in (*chunks[:at], *chunks[at + 2 :])]
        joined.append(every([f'"{word}"*', *rest]))
    return any_of(joined)


def every(expressions: Iterable[str]) -> str:
    """The expression for all of these."""
    listed = list(expressions)
    return listed[0] if len(listed) == 1 else "(" + " AND ".join(listed) + ")"


def any_of(expressions: Iterable[str]) -> str:
    """The expression for at least one of these."""
    listed = list(dict.fromkeys(expressions))
    return listed[0] if len(listed) == 1 else "(" + " OR ".join(listed) + ")"


def _in_groups(chunks: Sequence[Chunk]) -> Chunk:
    return Chunk(tuple(word for chunk in chunks for word in chunk.words), "".join(chunk.joined for chunk in chunks))
