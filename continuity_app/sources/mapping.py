"""Columns become fields: by a plan's names, by a preset, or (in a preview only) by a guess."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from continuity_app.errors import BadDataError, Detail
from continuity_app.sources.fields import SEVERAL_COLUMNS
from continuity_app.sources.names import nearest, plain_name
from continuity_app.sources.presets import NONE, Preset, common_words, load_preset
from continuity_app.words import say

MOST_NUMBERED = 30

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s().-]{9,20}(?:\s*(?:x|ext)\.?\s*\d{1,6})?")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


@dataclass(frozen=True, slots=True)
class Taken:
    """One column that becomes a field; `label` is the column that tells the kind of a phone, -1 for none."""

    field: str
    column: int
    label: int = -1


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What is taken of a table.

    Attributes:
        preset: the preset used, or `none`.
        taken: columns that become fields.
        central: columns that go back with corrections, by index.
        joined_by: what stands between several values in one cell, empty where nothing does.
        filters: columns that decide only whether a row is taken.
    """

    preset: str
    taken: tuple[Taken, ...]
    central: tuple[int, ...] = ()
    joined_by: str = ""
    filters: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column that has to be read, each once, in the file's order."""
        labels = [each.label for each in self.taken if each.label >= 0]
        return tuple(sorted({*(each.column for each in self.taken), *labels, *self.central, *self.filters}))

    def field_of(self, column: int) -> str:
        """The field that a column becomes, or an empty text."""
        return next((each.field for each in self.taken if each.column == column), "")


def by_preset(columns: Sequence[str], name: str, without: Sequence[str] = ()) -> ColumnMap:
    """What a preset takes of these columns, except for some fields."""
    if name == NONE:
        return ColumnMap(NONE, ())
    preset = load_preset(name)
    place = {column.casefold(): index for index, column in reversed(list(enumerate(columns)))}
    taken: list[Taken] = []
    for field, wanted in preset.fields.items():
        if field in without:
            continue
        found = [place[column.casefold()] for column in wanted if column.casefold() in place]
        taken += [Taken(field, column) for column in (found if field in SEVERAL_COLUMNS else found[:1])]
    taken += [each for each in _numbered(preset, place) if each.field not in without]
    central = tuple(place[column.casefold()] for column in preset.central if column.casefold() in place)
    return ColumnMap(name, tuple(taken), central, preset.joined_by)


def _numbered(preset: Preset, place: Mapping[str, int]) -> list[Taken]:
    taken = []
    for each in preset.numbered:
        for number in range(1, MOST_NUMBERED + 1):
            column = place.get(each.value.replace("{n}", str(number)).casefold())
            if column is None:
                break
            labels = [place.get(label.replace("{n}", str(number)).casefold(), -1) for label in each.label]
            taken.append(Taken(each.field, column, max(labels, default=-1)))
    return taken


def map_columns(
    columns: Sequence[str],
    preset: str,
    named: Mapping[str, Sequence[str]],
    *,
    filters: Sequence[str] = (),
    file: str,
    header_row: int,
) -> ColumnMap:
    """What a snapshot takes: the columns that the plan names, and for the other fields those of the preset.

    Args:
        columns: of the file, in order.
        preset: its preset, or `none`.
        named: field -> columns, as the plan says.
        filters: columns by which the plan leaves rows out.
        file: for messages.
        header_row: for messages.

    Raises:
        BadDataError: a named column is missing, or a column that would be taken stands twice; details name each.
    """
    place = {column: index for index, column in reversed(list(enumerate(columns)))}
    base = by_preset(columns, preset, tuple(named))
    wrong: list[Detail] = []
    taken: list[Taken] = []
    for field, wanted in named.items():
        for column in wanted:
            if column in place:
                taken.append(Taken(field, place[column]))
            else:
                wrong.append(_missing(file, header_row, field, column, columns))
    wrong += [_missing(file, header_row, "where", column, columns) for column in filters if column not in place]
    by_filter = tuple(place[column] for column in filters if column in place)
    result = ColumnMap(preset, (*taken, *base.taken), base.central, base.joined_by, by_filter)
    wrong += _doubled(columns, set(result.columns), file, header_row)
    if wrong:
        raise BadDataError(
            "source.columns_wrong",
            " ".join(str(each["problem"]) for each in wrong[:3]),
            what_is_safe=say("Nothing was read into a snapshot; what was there before is unchanged."),
            next_step=say("Correct the plan or the file; 'continuity source preview' shows the columns."),
            details=wrong,
        )
    return result


def _missing(file: str, row: int, field: str, column: str, columns: Sequence[str]) -> Detail:
    near = nearest(column, columns)
    problem = (
        say("{file} has no column {column}; the nearest is {near}.", file=file, column=column, near=near)
        if near
        else say("{file} has no column {column}, and none like it.", file=file, column=column)
    )
    return {"file": file, "row": row, "field": field, "column": column, "nearest": near, "problem": problem}


def _doubled(columns: Sequence[str], used: set[int], file: str, row: int) -> list[Detail]:
    counts = Counter(columns)
    return [
        {
            "file": file,
            "row": row,
            "field": columns[index],
            "column": columns[index],
            "problem": say(
                "{file} has the column {column} more than once; rename one of them.", file=file, column=columns[index]
            ),
        }
        for index in sorted(used)
        if counts[columns[index]] > 1
    ]


def guess(columns: Sequence[str], sample: Sequence[Sequence[str]], known: ColumnMap) -> ColumnMap:
    """Adds the fields that other columns probably are, by their names and then by their contents."""
    words = {plain_name(word): field for field, names in reversed(common_words().items()) for word in names}
    fields = {each.field for each in known.taken}
    used = {each.column for each in known.taken} | set(known.central)
    taken = list(known.taken)

    def take(field: str, index: int) -> None:
        if field and (field not in fields or field in SEVERAL_COLUMNS):
            taken.append(Taken(field, index))
            fields.add(field)
            used.add(index)

    for index, column in enumerate(columns):
        if index not in used:
            take(words.get(plain_name(column), ""), index)
    for index in range(len(columns)):
        if index not in used and known.preset == NONE:
            take(_by_contents([row[index].strip() for row in sample if index < len(row)]), index)
    return ColumnMap(known.preset, tuple(taken), known.central, known.joined_by)


def _by_contents(cells: Sequence[str]) -> str:
    """What most of the filled cells look like."""
    filled = [cell for cell in cells if cell]
    for field, pattern in (("email", _EMAIL), ("asset_vin", _VIN), ("phone", _PHONE)):
        fitting = {cell for cell in filled if pattern.fullmatch(cell)}
        if len(filled) > 2 and len(fitting) * 10 >= 8 * len(set(filled)) and len(fitting) > 2:  # noqa: PLR2004
            return field
    return ""
