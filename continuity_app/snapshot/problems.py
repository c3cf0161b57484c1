"""Problems of sources, as many as there are: each with file, row, field and a sentence, kept in a few bytes."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where; row 0 is the file as a whole."""

    file: str
    row: int
    field: str
    problem: str


class Problems(Sequence[Problem]):
    """A list of problems that grows; its sentences hold no customer data, so there are few different ones."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._texts: list[str] = []
        self._files = array("I")
        self._rows = array("I")
        self._fields = array("I")
        self._sentences = array("I")

    def add(self, file: str, row: int, field: str, problem: str) -> None:
        """Notes one."""
        self._files.append(self._word(file))
        self._rows.append(row)
        self._fields.append(self._word(field))
        self._sentences.append(self._word(problem))

    def _word(self, text: str) -> int:
        number = self._words.get(text)
        if number is None:
            number = self._words[text] = len(self._texts)
            self._texts.append(text)
        return number

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Problem]:
        return (self._at(index) for index in range(len(self)))

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Problem]: ...
    def __getitem__(self, index: int | slice) -> Problem | Sequence[Problem]:
        if isinstance(index, slice):
            return [self._at(each) for each in range(*index.indices(len(self)))]
        return self._at(range(len(self))[index])

    def _at(self, index: int) -> Problem:
        texts = self._texts
        return Problem(
            texts[self._files[index]],
            self._rows[index],
            texts[self._fields[index]],
            texts[self._sentences[index]],
        )
