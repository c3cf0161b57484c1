"""A look at a customer file before it is used: what it is, what its columns become, what is wrong with its rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.progress import Job, Step
from continuity_app.sources.fields import PHONES
from continuity_app.sources.mapping import ColumnMap, by_preset, guess
from continuity_app.sources.presets import guess_preset, known_columns
from continuity_app.sources.reading import Place, SourceReader
from continuity_app.sources.wire import Batch, Opened
from continuity_app.words import say

Judge = Callable[[str, str, str, str], Iterable[str]]
"""Gives the problems of a cell: field, text, region for phone numbers, what stands between several values."""


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column, the field that it becomes (empty: it is not taken), and how many of its cells are filled."""

    name: str
    field: str
    filled: int


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong, where: the row as a spreadsheet shows it, the field (or the column that becomes none)."""

    row: int
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is and what would come of it."""

    format: str
    encoding: str
    delimiter: str
    header_row: int
    preset: str
    rows: int
    columns: tuple[PreviewColumn, ...]
    problems: tuple[CellProblem, ...]

    @property
    def problem_count(self) -> int:
        """How many problems there are; all of them are in `problems`."""
        return len(self.problems)


def preview(path: Path, judge: Judge, preset: str = "", region: str = "") -> Job[Preview]:
    """Reads a whole file and says what it is.

    Args:
        path: the file.
        judge: gives the problems of one cell.
        preset: which preset to use; guessed when empty.
        region: two letters for phone numbers written without +.

    Raises:
        BadDataError: it cannot be read.
    """
    with SourceReader(Place(path.name, path), known_columns()) as reader:
        opened = reader.opened
        chosen = preset or guess_preset(opened.format, opened.columns)
        columns = guess(opened.columns, opened.sample, by_preset(opened.columns, chosen))
        problems = _of_the_whole(opened, columns, region)
        rows = 0
        for batch in reader.rows(columns.columns, count=True):
            rows += len(batch.rows)
            problems += _of_batch(batch, opened, columns, judge, region)
            yield Step(say("Reading {name}", name=path.name), rows)
        finished = reader.finished
    return Preview(
        opened.format,
        opened.encoding,
        opened.delimiter,
        opened.header_row,
        chosen,
        finished.rows,
        tuple(
            PreviewColumn(name, columns.field_of(index), finished.filled[index])
            for index, name in enumerate(opened.columns)
        ),
        tuple(sorted(problems, key=lambda problem: problem.row)),
    )


def _of_the_whole(opened: Opened, columns: ColumnMap, region: str) -> list[CellProblem]:
    problems = [CellProblem(each.row, "", each.sentence) for each in opened.troubles]
    problems += [
        CellProblem(opened.header_row, name, say("The column stands {times} times in the header.", times=times))
        for name, times in Counter(opened.columns).items()
        if times > 1
    ]
    if not region and any(each.field in PHONES for each in columns.taken):
        told = say("No region is given; phone numbers written without + are not judged.")
        problems.append(CellProblem(opened.header_row, "phone", told))
    return problems


def _of_batch(batch: Batch, opened: Opened, columns: ColumnMap, judge: Judge, region: str) -> list[CellProblem]:
    problems = [
        CellProblem(each.row, _name(opened.columns, columns, each.column), each.sentence) for each in batch.troubles
    ]
    place = {column: index for index, column in enumerate(columns.columns)}
    fields = [(place[each.column], each.field) for each in columns.taken]
    for row, values in batch.rows:
        problems += [
            CellProblem(row, field, sentence)
            for index, field in fields
            if values[index]
            for sentence in judge(field, values[index], region, columns.joined_by)
        ]
    return problems


def _name(names: Sequence[str], columns: ColumnMap, column: int) -> str:
    return "" if column < 0 else columns.field_of(column) or names[column]
