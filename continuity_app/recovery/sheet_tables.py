"""Captured sheets as tables: a row for each sheet in one file by form, its lines apart with the serial of their sheet.

Columns follow the form's own order. What a sheet holds that its form does not ask for (an older version, a form that is
not here) stands behind them under its own name: nothing that was captured stays at home.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from continuity_app.forms.definition import Form, Group, Item
from continuity_app.recovery.table import Cell, Table, columns_of

UNASKED = frozenset({"note"})
"""Question types that hold no answer."""


@dataclass(frozen=True, slots=True)
class CapturedSheet:
    """What an export needs of a sheet: the facts in front of each row, and its values by question name."""

    serial: str
    facts: tuple[Cell, ...]
    values: Mapping[str, Any]


@dataclass(slots=True)
class _Lines:
    """The rows of one table while they are gathered; `asked` are its columns in the form's order."""

    asked: tuple[str, ...]
    rows: list[tuple[tuple[Cell, ...], Mapping[str, Any]]] = field(default_factory=list)


def sheet_tables(
    name: str, form: Form | None, fact_columns: Sequence[str], sheets: Iterable[CapturedSheet]
) -> list[Table]:
    """The tables of one form: its sheets first, then a table for each repeat that has lines.

    Args:
        name: of the first table; the others add the names of their repeats.
        form: its definition, None where it is not on this laptop.
        fact_columns: names of `CapturedSheet.facts`.
        sheets: in the order of their rows.
    """
    groups = dict(_repeats(form.items, ())) if form else {}
    found: dict[tuple[str, ...], _Lines] = {(): _Lines(_questions(form.items) if form else ())}
    for sheet in sheets:
        found[()].rows.append((sheet.facts, sheet.values))
        _gather_lines(sheet.values, (), (sheet.serial,), found, groups)
    return [_table(name, path, lines, fact_columns) for path, lines in sorted(found.items(), key=lambda item: item[0])]


def _questions(items: Sequence[Item]) -> tuple[str, ...]:
    """Names of the questions that stand in one row: groups are flat, repeats are elsewhere."""
    names: list[str] = []
    for item in items:
        if isinstance(item, Group):
            names += () if item.repeat else _questions(item.children)
        elif item.type not in UNASKED:
            names.append(item.name)
    return tuple(dict.fromkeys(names))


def _repeats(items: Sequence[Item], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Group]]:
    """Every repeat with the names of the repeats from the sheet down to it."""
    for item in items:
        if isinstance(item, Group):
            here = (*above, item.name) if item.repeat else above
            if item.repeat:
                yield here, item
            yield from _repeats(item.children, here)


def _gather_lines(
    values: Mapping[str, Any],
    path: tuple[str, ...],
    parents: tuple[Cell, ...],
    found: dict[tuple[str, ...], _Lines],
    groups: Mapping[tuple[str, ...], Group],
) -> None:
    for name, value in values.items():
        here = (*path, name)
        if not _is_lines(value):
            continue
        if here not in found:
            asked = _questions(groups[here].children) if here in groups else ()
            found[here] = _Lines(asked)
        for number, line in enumerate(value, 1):
            found[here].rows.append(((*parents, number), line))
            _gather_lines(line, here, (*parents, number), found, groups)


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(line, Mapping) for line in value)


def _table(name: str, path: tuple[str, ...], lines: _Lines, fact_columns: Sequence[str]) -> Table:
    unasked = dict.fromkeys(key for _, values in lines.rows for key in values)
    names = [*lines.asked, *(key for key in unasked if key not in lines.asked and not _always_lines(lines, key))]
    first = fact_columns if not path else ("parent_serial", *(f"{part}_line" for part in path))
    rows = tuple((*front, *(_cell(values.get(key)) for key in names)) for front, values in lines.rows)
    return Table("-".join((name, *path)), columns_of(first, names), rows)


def _always_lines(lines: _Lines, key: str) -> bool:
    """Whether a name only ever holds lines, which stand in a table of their own."""
    return all(_is_lines(values.get(key)) or values.get(key) in (None, []) for _, values in lines.rows)


def _cell(value: Any) -> Any:
    return None if _is_lines(value) else value
