"""What stands on a sheet and in which order, before anything has a place: sections, rows of cells, tables, totals.

No question is dropped: what paper cannot do becomes a box that says what to attach. Only what a person never sees is
left out: metadata, hidden values, and calculations that no label, note or column shows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from continuity_app.forms.definition import Form, Group, Item, Question
from continuity_app.paper.asked import UNSEEN, always, comb_length, every, most_lines, span_of, summed, titled
from continuity_app.paper.elements import (
    Cell,
    CellKind,
    CodeList,
    Element,
    Grid,
    Heading,
    Lines,
    Matrix,
    Part,
    Prose,
    Repeat,
    Section,
    Total,
    Totals,
)
from continuity_app.paper.wording import REFERENCE, Spoken, Wording
from continuity_app.words import say

MANY_CHOICES = 24
LONGEST_LIST = 10_000
_COLUMNS = 4
_WIDE_COLUMNS = 10
_SHORT_CODE = 4
_LETTERS = 26
_DEEPEST = 8
_MOST_FIXED = 200
_NOT_CELLS = ("note", "calculate", *UNSEEN)
_NUMERIC = re.compile(r"\b(?:sum|round|count|count-selected|number|int|min|max|pow)\(|[*+]|\bdiv\b|\s-\s")
_TOTAL_NOTE = re.compile(r"^([^$]{1,60}?)[\s:=]*\$\{\s*([\w.-]+)\s*\}[\s.]*$", re.DOTALL)


_KINDS = {
    "text": CellKind.WRITE,
    "integer": CellKind.WRITE,
    "decimal": CellKind.WRITE,
    "barcode": CellKind.WRITE,
    "range": CellKind.WRITE,
    "date": CellKind.MOMENT,
    "time": CellKind.MOMENT,
    "dateTime": CellKind.MOMENT,
    "select_one": CellKind.TICKS,
    "select_multiple": CellKind.TICKS,
    "rank": CellKind.RANK,
    "acknowledge": CellKind.ACKNOWLEDGE,
    "geopoint": CellKind.PLACE,
}


def content_of(form: Form, wording: Wording, *, codes: bool = True) -> tuple[Section, ...]:
    """The sections of a form in order; with `codes`, a last one for its code lists if it has any."""
    content = _Content(form, wording)
    sections = content.sections()
    return (*sections, *content.codes(sections)) if codes else sections


def code_lists(form: Form, wording: Wording) -> tuple[CodeList, ...]:
    """The lists of choices that are too long for boxes."""
    content = _Content(form, wording)
    content.sections()
    return content.lists


def codes_of(options: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The code that is written for each choice: its name where that is short, else its number; and its label."""
    short = all(len(name) <= _SHORT_CODE for name, _ in options)
    return tuple((name.upper() if short else str(number), label) for number, (name, label) in enumerate(options, 1))


class _Content:
    """Walks through one form."""

    def __init__(self, form: Form, wording: Wording) -> None:
        self._form = form
        self._wording = wording
        self._lists: dict[str, CodeList] = {}
        self._summed = frozenset(summed(form.items))
        self._gridded = any(span_of(item) for item in every(form.items))

    def sections(self) -> tuple[Section, ...]:
        """All sections of the form."""
        sections: list[Section] = []
        loose: list[Item] = []
        for each in self._form.items:
            item = titled(each) if isinstance(each, Group) else each
            if isinstance(item, Group) and (item.repeat or self._wording.spoken(item.label).first):
                self._add(sections, None, loose)
                loose = []
                self._add(sections, item, (item,) if item.repeat else item.children)
            else:
                loose.append(item)
        self._add(sections, None, loose)
        return tuple(sections)

    @property
    def lists(self) -> tuple[CodeList, ...]:
        """The code lists that the sections refer to, once they are made."""
        return tuple(self._lists.values())

    def codes(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """A section of all code lists, after the others; none where there are no lists."""
        return (Section(_letter(sections), Spoken(say("Codes")), "", self.lists),) if self._lists else ()

    def _add(self, sections: list[Section], group: Group | None, items: Sequence[Item]) -> None:
        repeated = group is not None and group.repeat
        elements = [self._repeat(group)] if group is not None and repeated else self._elements(items, group)
        parts = tuple(_merged(elements, self._columns(group, items)))
        if not parts and group is not None and (named := self._wording.spoken(group.label)).first:
            parts, group = (Prose(group.name, named.joined, group.path),), None
        if not parts:
            return
        if group is None:
            sections.append(Section("", Spoken(""), "", parts))
            return
        label, condition = self._wording.label(group), self._wording.condition(group.relevant)
        sections.append(Section(_letter(sections), label, condition, parts, group.kit.get("intro", "")))

    def _columns(self, group: Group | None, items: Sequence[Item]) -> int:
        """How many columns the grid of a container has; 0 where widths go by need."""
        if not self._gridded:
            return 0
        widest = max((span_of(item) for item in items), default=0)
        own = span_of(group) if group else 0
        return own if own >= widest and own else (_COLUMNS if widest <= _COLUMNS else _WIDE_COLUMNS)

    def _elements(self, items: Iterable[Item], group: Group | None = None) -> Iterator[Element]:
        listed = group is not None and "table-list" in group.appearance
        for item in items:
            if not isinstance(item, Group):
                yield from self._question(item, listed=listed)
            elif item.repeat:
                yield Heading(self._wording.label(item), self._wording.condition(item.relevant))
                yield self._repeat(item)
            else:
                yield from self._inner_group(titled(item))

    def _inner_group(self, group: Group) -> Iterator[Element]:
        inside = list(_merged(self._elements(group.children, group), self._columns(group, group.children)))
        named = self._wording.spoken(group.label)
        if inside and named.first:
            yield Heading(self._wording.label(group), self._wording.condition(group.relevant))
        elif named.first:
            yield Prose(group.name, named.joined, group.path)
        yield from inside

    def _question(self, question: Question, *, listed: bool) -> Iterator[Element]:
        if question.type in UNSEEN:
            return
        if "label" in question.appearance and question.type in ("select_one", "select_multiple"):
            if self._wording.spoken(question.label).first:
                yield Heading(self._wording.label(question))
            return
        if question.type == "calculate":
            if question.name in self._summed or (question.label and self._counts(question)):
                yield self._total(question, self._wording.label(question).joined)
            return
        if question.type == "note":
            yield from self._note(question)
            return
        cell = self._cell(question)
        if (listed or "list-nolabel" in question.appearance) and cell.kind is CellKind.TICKS:
            yield Matrix(cell.options, (cell,))
        elif cell.kind is CellKind.WRITE and "multiline" in question.appearance:
            yield Lines(cell)
        else:
            yield cell

    def _counts(self, question: Question) -> bool:
        """Whether a calculation gives a number: others with a label are the form's own business, as in stock tools."""
        return self.decimals(question) is not None or bool(_NUMERIC.search(question.calculation))

    def _note(self, note: Question) -> Iterator[Element]:
        text = self._wording.spoken(note.label).joined
        match = _TOTAL_NOTE.match(text)
        counted = self._wording.question(match.group(2)) if match else None
        if match and counted is not None and counted.type == "calculate" and self._counts(counted):
            yield self._total(counted, match.group(1).strip())
        elif text:
            yield Prose(note.name, text, note.path)

    def _total(self, question: Question, label: str) -> Total:
        return Total(question, label, self.decimals(question))

    def decimals(self, question: Question, depth: int = 0) -> int | None:
        """Digits after the point: two for money, as many as a rounding says, None where nothing says."""
        if "money" in question.kit:
            return 2
        rounded = re.search(r"\bround\(.*,\s*(\d)\s*\)", question.calculation, re.DOTALL)
        if rounded:
            return int(rounded.group(1))
        for name in REFERENCE.findall(question.calculation) if depth < _DEEPEST else ():
            other = self._wording.question(name)
            if other is not None and (found := self.decimals(other, depth + 1)) is not None:
                return found
        return None

    def _repeat(self, group: Group) -> Repeat:
        parts = tuple(_merged(self._elements(group.children, group), self._columns(group, group.children)))
        cells = list(self._table_columns(group.children, group, ""))
        table = tuple(cell for cell in cells if cell is not None)
        label = self._wording.label(group)
        listed = table if len(table) == len(cells) else ()
        return Repeat(group.name, group.path, label, listed, parts, self._fixed(group), most_lines(group))

    def _fixed(self, group: Group) -> int:
        """How many lines a repeat always has; 0 where that is open. pyxform puts a number into a calculation."""
        count = group.count.strip()
        counted = self._wording.question(match.group(1)) if (match := REFERENCE.fullmatch(count)) else None
        if counted is not None and counted.type == "calculate":
            count = counted.calculation.strip()
        return min(int(count), _MOST_FIXED) if count.isdigit() else 0

    def _table_columns(self, items: Iterable[Item], group: Group, above: str) -> Iterator[Cell | None]:
        """The columns that items make, plain groups opened; a None where one cannot stand in a table."""
        for item in items:
            if not isinstance(item, Group) or item.repeat:
                for element in self._elements((item,), group):
                    cell = self._column(element)
                    yield replace(cell, above=above) if cell is not None else None
                continue
            over = self._over(item)
            inside = list(self._table_columns(item.children, group, " · ".join(filter(None, (above, over)))))
            yield from inside or ([None] if over else [])

    def _over(self, group: Group) -> str:
        """What stands over the columns of a group."""
        label = self._wording.spoken(group.label).joined
        return " · ".join(filter(None, (label, self._wording.condition(group.relevant)))) if label else ""

    def _column(self, element: Element) -> Cell | None:
        """An element of a repeat as a column of its table; None where it cannot be one."""
        if isinstance(element, Total):
            own = self._wording.label(element.question)
            label = own if own.joined == element.label else Spoken(element.label)  # a note's, which shows the number
            return Cell(element.question, CellKind.WRITE, label, decimals=element.decimals)
        if isinstance(element, Lines):
            return element.cell
        return element if isinstance(element, Cell) else None

    def _cell(self, question: Question) -> Cell:
        kind = self._kind(question)
        options: tuple[tuple[str, str], ...] = ()
        if kind in (CellKind.TICKS, CellKind.RANK):
            options = self._wording.choices(question)
            if len(options) > MANY_CHOICES or not options:
                kind = CellKind.CODE
        hints = [self._wording.spoken(texts).joined for texts in (question.hint, question.guidance)]
        if question.type == "range" and {"start", "end"} <= question.parameters.keys():
            ends = question.parameters
            hints.insert(0, say("from {start} to {end}", start=ends["start"], end=ends["end"]))
            hints += [f"{mark} {label}" for mark, label in self._wording.choices(question)]
        needed = always(question.required)
        if needed is None and (condition := self._wording.condition(question.required)):
            hints.insert(0, say("needed {condition}", condition=condition))
            needed = False
        if kind is CellKind.RANK:
            hints.insert(0, say("number them, 1 first"))
        list_code = ""
        if kind is CellKind.CODE:
            list_code, told = self._code_list(question, options)
            hints.insert(0, told)
        return Cell(
            question,
            kind,
            self._wording.label(question),
            hint=" · ".join(filter(None, hints)),
            condition=self._wording.condition(question.relevant),
            required=needed is not False,
            span=span_of(question),
            options=options,
            comb=comb_length(question) if kind is CellKind.COMB else 0,
            decimals=self.decimals(question),
            list_code=list_code,
        )

    @staticmethod
    def _kind(question: Question) -> CellKind:
        if "signature" in question.appearance:
            return CellKind.SIGNATURE
        if question.type == "text" and comb_length(question):
            return CellKind.COMB
        if question.type == "integer" and "comb" in question.kit:
            return CellKind.COMB
        return _KINDS.get(question.type, CellKind.ATTACH)

    def _code_list(self, question: Question, options: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """The code of the list that a write-in line refers to, and what the line says about it."""
        if not options:
            return "", say("write the name in full")
        if len(options) > LONGEST_LIST:
            return "", say("write the name in full; the laptop knows all {count}", count=len(options))
        known = self._lists.get(question.choices)
        if known is None:
            code = f"K{len(self._lists) + 1}"
            known = CodeList(code, self._wording.label(question).first, codes_of(options))
            self._lists[question.choices] = known
        return known.code, say("write the code from list {code}", code=known.code)


def _merged(elements: Iterable[Element], columns: int) -> Iterator[Part]:
    """Runs of cells become grids, runs of totals one box, runs of rows with the same choices one matrix."""
    for kind, run in groupby(elements, key=_run_of):
        members = list(run)
        if kind is Cell:
            yield Grid(columns, tuple(m for m in members if isinstance(m, Cell)))
        elif kind is Total:
            yield Totals(tuple(m for m in members if isinstance(m, Total)))
        elif isinstance(kind, tuple):
            rows = [m for m in members if isinstance(m, Matrix)]
            yield Matrix(rows[0].options, tuple(cell for row in rows for cell in row.cells))
        else:
            yield from (m for m in members if not isinstance(m, Cell | Total))


def _run_of(element: Element) -> object:
    return (Matrix, element.options) if isinstance(element, Matrix) else type(element)


def is_attached(question: Question) -> bool:
    """Whether a sheet has only a box that says what to attach for it."""
    return "signature" not in question.appearance and question.type not in _KINDS and question.type not in _NOT_CELLS


def _letter(sections: Sequence[Section]) -> str:
    number = sum(1 for section in sections if section.letter)
    return chr(ord("A") + number % _LETTERS) * (number // _LETTERS + 1)
