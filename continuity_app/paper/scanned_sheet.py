"""The pages of one sheet together: what they say, what is missing, and what a person has to settle.

A page that was scanned twice is one page: where its two pictures differ, a box is unsure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from continuity_app.forms.definition import Answers
from continuity_app.paper.fillable_read import FilledSheet
from continuity_app.paper.marks import Keys
from continuity_app.paper.page_read import PageRead
from continuity_app.paper.ticks import Tick, agreed, judged, ticked_answers

SCANNED, FILLABLE = "scanned", "fillable"


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet as its pages were read.

    Attributes:
        serial, form, version: which sheet.
        pages: every picture of it, by page; one scanned twice is here twice.
        missing: pages of it that no picture shows.
        ticks: every box on its pages.
        filled: what was typed into its PDF, None for a sheet of paper.
    """

    serial: str
    form: str
    version: str
    pages: tuple[PageRead, ...]
    missing: tuple[int, ...]
    ticks: tuple[Tick, ...]
    filled: FilledSheet | None = None

    @property
    def how(self) -> str:
        """How it is captured: scanned or fillable."""
        return FILLABLE if self.filled is not None else SCANNED

    @property
    def answers(self) -> Answers:
        """What is known for sure: ticks, or what was typed into the PDF; hand-writing is for a person."""
        return self.filled.answers if self.filled is not None else ticked_answers(self.ticks)

    @property
    def unsure(self) -> tuple[Tick, ...]:
        """Boxes that a person has to look at, by question in the order of the sheet."""
        return () if self.filled is not None else tuple(tick for tick in self.ticks if tick.unsure)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Fields of the PDF that could not be read back, each with why."""
        return self.filled.problems if self.filled is not None else ()

    def crop(self, keys: Keys, *, ticks: bool = False) -> bytes | None:
        """The picture of a field as PNG; see `PageRead.crop`."""
        return next((png for page in self.pages if (png := page.crop(keys, ticks=ticks)) is not None), None)

    def over(self, printed: Mapping[str, Any]) -> Answers:
        """What was printed on the sheet with what stands on it now laid over it.

        A question whose boxes were all read says what its boxes say; one with an unsure box says nothing, it is asked.
        """
        if self.filled is not None:
            return merged(printed, self.filled.answers, self.filled.asked)
        return merged(printed, self.answers, {tick.keys for tick in self.ticks})


def sheets_of(pages: Sequence[PageRead], filled: Sequence[FilledSheet]) -> tuple[SheetRead, ...]:
    """Pages by sheet, in the order in which the sheets were first seen; typed ones without a readable page last."""
    by_serial: dict[str, list[PageRead]] = {}
    for page in pages:
        by_serial.setdefault(page.serial, []).append(page)
    typed = {sheet.serial: sheet for sheet in filled}
    sheets = [_sheet(same, typed.pop(serial, None)) for serial, same in by_serial.items()]
    return (*sheets, *(SheetRead(one.serial, one.form, one.version, (), (), (), one) for one in typed.values()))


def _sheet(pages: list[PageRead], filled: FilledSheet | None) -> SheetRead:
    pages.sort(key=lambda page: page.page)
    first = pages[0]
    numbers = sorted({page.page for page in pages})
    ticks: list[Tick] = []
    for number in numbers:
        first_seen, *again = [page.ticks for page in pages if page.page == number]
        for other in again:
            first_seen = agreed(first_seen, other)
        ticks += first_seen
    missing = tuple(sorted(set(range(1, first.pages + 1)) - set(numbers)))
    return SheetRead(first.serial, first.form, first.version, tuple(pages), missing, judged(ticks), filled)


def merged(under: Mapping[str, Any], over: Mapping[str, Any], asked: frozenset[Keys] | set[Keys]) -> Answers:
    """Answers laid over others, lines of repeats by their number.

    Args:
        under: what was printed.
        over: what was read.
        asked: the questions that `over` speaks for, also where it is silent.
    """
    found: Answers = {}
    for name in dict.fromkeys((*under, *over)):
        old, new = under.get(name), over.get(name)
        inside = {keys[1:] for keys in asked if keys[0] == name and len(keys) > 1}
        if inside or _lines(new):
            lines = _merged_lines(old if _lines(old) else [], new if _lines(new) else [], inside)
            if lines:
                found[name] = lines
        elif new is not None:
            found[name] = new
        elif old is not None and (name,) not in asked:
            found[name] = old
    return found


def _merged_lines(old: list[Answers], new: list[Answers], asked: set[Keys]) -> list[Answers]:
    count = max(len(old), len(new))
    return [
        merged(
            old[number] if number < len(old) else {},
            new[number] if number < len(new) else {},
            {keys[1:] for keys in asked if keys[0] == number and len(keys) > 1},
        )
        for number in range(count)
    ]


def _lines(value: Any) -> TypeGuard[list[Answers]]:
    return isinstance(value, list) and bool(value) and all(isinstance(line, Mapping) for line in value)
