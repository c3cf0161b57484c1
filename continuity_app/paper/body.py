"""The body of a sheet as blocks under each other, for a height of rows and a number of lines of each open part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from continuity_app.paper.beside import grid_blocks, rows_after_totals, rows_before_totals
from continuity_app.paper.cells import Setting, lines_block
from continuity_app.paper.elements import CodeList, Grid, Heading, Lines, Matrix, Part, Prose, Repeat, Section, Totals
from continuity_app.paper.fonts import MEDIUM, SEMIBOLD
from continuity_app.paper.marks import Block, Frame, Keys, Stack, Stroke, Words
from continuity_app.paper.parts import (
    code_list_blocks,
    continued_block,
    heading_block,
    prose_blocks,
    rows_of,
    section_block,
    totals_block,
)
from continuity_app.paper.pen import FINE, Rect
from continuity_app.paper.tables import Ruling, head_block, legend, matrix_blocks, ruling_of, table_row
from continuity_app.paper.typeset import cut, wrap

_INDENT = 22.0
_LEGEND = 6.6
_NARROWEST_CHOICE = 34.0


@dataclass(frozen=True, slots=True)
class Open:
    """A part that may have more lines than it needs: a repeat (`table`) or a long answer."""

    least: int
    comfortable: int
    most: int
    table: bool


_TABLE = Open(4, 4, 40, table=True)
_INNER_TABLE = Open(3, 3, 3, table=True)
_BLOCKS = Open(2, 2, 12, table=True)
_TEXT = Open(2, 3, 5, table=False)


@dataclass(frozen=True, slots=True)
class _Run:
    """One pass over the content: its setting, the lines asked for, and the open parts that it met."""

    setting: Setting
    counts: Mapping[Keys, int]
    opened: dict[Keys, Open]
    told: Repeat | None = None
    """The repeat whose legend stands in the heading of its section."""

    def within(self, *keys: str | int) -> "_Run":
        return replace(self, setting=self.setting.within(*keys))

    def count(self, keys: Keys, part: Open) -> int:
        """How many lines a part has now; remembers the part if it may grow."""
        if part.most > part.least and all(isinstance(key, str) for key in keys):
            self.opened[keys] = part
        return self.counts.get(keys, part.least)


class Body:
    """The content of a form between two edges."""

    def __init__(self, sections: Sequence[Section], left: float, right: float) -> None:
        self._sections = sections
        self._left = left
        self._right = right
        self._rulings: dict[tuple[str, float], Ruling | None] = {}
        self._codes: dict[str, list[Block]] = {}
        self._names = [_names(section.parts) for section in sections]
        # While lines are added to one part, the sections around it stay as they are.
        self._made: dict[tuple[int, float, tuple[tuple[Keys, int], ...]], tuple[list[Block], dict[Keys, Open]]] = {}

    def blocks(
        self,
        row: float,
        counts: Mapping[Keys, int],
        extra: Mapping[Keys, int],
        tall: Mapping[int, float] = MappingProxyType({}),
    ) -> tuple[list[Block], dict[Keys, Open]]:
        """All blocks in order, and the parts that may have more lines.

        Args:
            row: height of a row to write in.
            counts: lines of open parts; the least where nothing is said.
            extra: further lines of text of single answers.
            tall: height of the rows of single sections, by their place, that are taller.
        """
        blocks: list[Block] = []
        opened: dict[Keys, Open] = {}
        for number in range(len(self._sections)):
            known = tuple((keys, count) for keys, count in counts.items() if keys[0] in self._names[number])
            height = tall.get(number, row)
            made = self._made.get((number, height, known)) if not extra else None
            if made is None:
                run = _Run(Setting(height, extra), counts, {})
                made = list(self._section(self._sections[number], number, run)), run.opened
                if not extra:
                    self._made[number, height, known] = made
            blocks += made[0]
            opened |= made[1]
        return blocks, opened

    def _section(self, section: Section, number: int, run: _Run) -> Iterator[Block]:
        continued: tuple[Block, ...] = ()
        if section.letter:
            only = section.parts[0] if isinstance(section.parts[0], Repeat) else None
            told = self._short_legend(only) if only else ""
            run = replace(run, told=only if told else None)
            yield replace(section_block(section, self._left, self._right, hint=told), section=number)
            continued = (continued_block(section, self._left, self._right),)
        else:
            yield Block(5, section=number, keep=True)
        for block in self._flow(section.parts, self._left, run, ruled=bool(section.letter)):
            yield replace(block, section=number, over=(*continued, *block.over))

    def _flow(self, parts: Sequence[Part], left: float, run: _Run, *, ruled: bool) -> Iterator[Block]:
        """Parts under each other; totals stand beside cells where that saves height. `ruled`: a rule stands above."""
        place = 0
        while place < len(parts):
            part, after = parts[place], parts[place + 1] if place + 1 < len(parts) else None
            if isinstance(part, Grid) and isinstance(after, Totals):
                yield from rows_before_totals(part, after, left, self._right, run.setting, ruled=ruled)
                place += 1
            elif isinstance(part, Totals) and isinstance(after, Grid):
                yield from rows_after_totals(part, after, left, self._right, run.setting)
                place += 1
            else:
                yield from self._part(part, left, run, ruled=ruled)
            ruled = isinstance(parts[place], Grid | Lines | Heading | Matrix | Repeat)
            place += 1

    def _part(self, part: Part, left: float, run: _Run, *, ruled: bool) -> Iterator[Block]:
        if isinstance(part, Grid):
            yield from grid_blocks(rows_of(part, left, self._right), run.setting, ruled=ruled)
        elif isinstance(part, Lines):
            keys = (*run.setting.prefix, part.cell.question.name)
            yield lines_block(part.cell, left, self._right, run.setting, run.count(keys, _TEXT))
        elif isinstance(part, Prose):
            yield from prose_blocks(part, left, self._right, run.setting)
        elif isinstance(part, Totals):
            yield totals_block(part, self._right, run.setting, self._right - left)
        elif isinstance(part, Heading):
            yield heading_block(part, left, self._right)
        elif isinstance(part, Matrix):
            yield from self._matrix(part, left, run)
        elif isinstance(part, CodeList):
            if part.code not in self._codes:
                self._codes[part.code] = code_list_blocks(part, left, self._right)
            yield from self._codes[part.code]
        else:
            yield from self._repeat(part, left, run)

    def _matrix(self, matrix: Matrix, left: float, run: _Run) -> Iterator[Block]:
        if (self._right - left) * 0.55 / len(matrix.options) >= _NARROWEST_CHOICE:
            yield from matrix_blocks(matrix, left, self._right, run.setting)
        else:
            yield from grid_blocks(rows_of(Grid(0, matrix.cells), left, self._right), run.setting, ruled=True)

    def _ruling(self, repeat: Repeat, left: float) -> Ruling | None:
        key = (repeat.name, left)
        if key not in self._rulings:
            self._rulings[key] = ruling_of(repeat, left, self._right)
        return self._rulings[key]

    def _short_legend(self, repeat: Repeat) -> str:
        ruling = self._ruling(repeat, self._left)
        told = "; ".join(legend(repeat, ruling)) if ruling else ""
        return told if len(wrap(told, (self._right - self._left) * 0.62, 7)) == 1 else ""

    def _repeat(self, repeat: Repeat, left: float, run: _Run) -> Iterator[Block]:
        keys = (*run.setting.prefix, repeat.name)
        ruling = self._ruling(repeat, left)
        if ruling is None:
            yield from self._numbered(repeat, left, run)
            return
        count = run.count(keys, _open(repeat, _INNER_TABLE if run.setting.prefix else _TABLE))
        head = head_block(ruling)
        if repeat is not run.told:
            yield from self._legend(legend(repeat, ruling), left)
        yield head
        for line in range(count):
            row = table_row(ruling, line, run.setting.within(repeat.name, line), head)
            yield replace(row, keep=line == 0 and count > 1)

    def _legend(self, sentences: Sequence[str], left: float) -> Iterator[Block]:
        lines = [line for sentence in sentences for line in wrap(sentence, self._right - left, _LEGEND)]
        if lines:
            stack = Stack()
            for number, line in enumerate(lines):
                stack.marks.append(Words(left, 9 + number * 8.4, line, size=_LEGEND))
            yield stack.block(len(lines) * 8.4 + 4, keep=True)

    def _numbered(self, repeat: Repeat, left: float, run: _Run) -> Iterator[Block]:
        """Lines that are too rich for a table: a numbered block each."""
        keys = (*run.setting.prefix, repeat.name)
        for line in range(run.count(keys, _open(repeat, _BLOCKS))):
            yield self._tag(repeat, line, left)
            inner = run.within(repeat.name, line)
            yield from self._flow(repeat.parts, left + _INDENT, inner, ruled=True)

    def _tag(self, repeat: Repeat, line: int, left: float) -> Block:
        stack = Stack()
        stack.marks.append(Frame(Rect(left, 5, 16, 13), weight=1.1))
        stack.marks.append(Words(left + 8, 15, str(line + 1), SEMIBOLD, 9, align="middle"))
        title = cut(repeat.label.joined, self._right - left - _INDENT, 8, MEDIUM)
        stack.marks.append(Words(left + _INDENT, 14.5, title, MEDIUM, 8))
        stack.marks.append(Stroke(left + _INDENT, 18, self._right, 18, FINE))
        return stack.block(18, keep=True)


def _open(repeat: Repeat, part: Open) -> Open:
    """How many lines a repeat may have: what its author says, else what its kind has."""
    if repeat.fixed:
        return Open(repeat.fixed, repeat.fixed, repeat.fixed, table=True)
    if not repeat.most:
        return part
    return replace(
        part, least=min(part.least, repeat.most), comfortable=min(part.comfortable, repeat.most), most=repeat.most
    )


def _names(parts: Sequence[Part]) -> frozenset[str]:
    """The names of the parts of a section that may have a number of lines."""
    lines = {part.cell.question.name for part in parts if isinstance(part, Lines)}
    return frozenset(lines | {part.name for part in parts if isinstance(part, Repeat)})
