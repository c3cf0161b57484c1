"""What was typed into a fillable PDF, as answers: the way back of `fillable`.

A field is known by its name: serial, keys, and the box or part of a date. What bears another name, what is gone, and
what is no answer to its question is told, never dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.forms.answer_types import tidy_number
from continuity_app.forms.definition import Answers
from continuity_app.forms.serial import Serial
from continuity_app.paper.context import month_name
from continuity_app.paper.fillable import PART_NAMES, field_name
from continuity_app.paper.layout import SheetLayout
from continuity_app.paper.marks import Keys, Slot, SlotKind
from continuity_app.paper.pictures import Fields
from continuity_app.paper.wording import Wording
from continuity_app.words import say

_OFF = ("", "Off")
_UNASKED = (SlotKind.PROSE, SlotKind.REFERENCE)

LayoutOf = Callable[[str], SheetLayout | None]
"""The layout of a sheet by its serial, as a page's code told it."""


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet that was typed into.

    Attributes:
        serial, form, version: which.
        answers: what its fields say, by question name.
        asked: the questions that have a field: an empty one was left empty.
        problems: fields that are missing, unknown or hold no answer, each with why.
        strip: written by, occurred and written down, as they stand in the strip.
    """

    serial: str
    form: str
    version: str
    answers: Answers
    asked: frozenset[Keys] = field(repr=False, default=frozenset())
    problems: tuple[tuple[str, str], ...] = ()
    strip: Mapping[str, str] = field(default_factory=dict)


def filled_sheets(files: Iterable[Fields], layout_of: LayoutOf) -> tuple[tuple[FilledSheet, ...], tuple[str, ...]]:
    """Reads the fields of PDFs.

    Args:
        files: fields by file.
        layout_of: the layouts of the sheets whose pages were read.

    Returns:
        the sheets, and in words what else stands in the fields.
    """
    sheets: list[FilledSheet] = []
    strange: list[str] = []
    for file in files:
        by_serial, foreign = _by_serial(file.values)
        if foreign:
            told = say(
                "{file}: {count} fields are not the kit's, such as {name}.",
                file=file.path.name,
                count=len(foreign),
                name=foreign[0],
            )
            strange.append(told)
        for serial, values in by_serial.items():
            layout = layout_of(serial)
            if layout is None:
                told = say("{file}: the page of sheet {serial} cannot be read.", file=file.path.name, serial=serial)
                strange.append(told)
            else:
                sheets.append(filled_sheet(serial, layout, values))
    return tuple(sheets), tuple(strange)


def _by_serial(values: Iterable[tuple[str, str]]) -> tuple[dict[str, dict[str, str]], list[str]]:
    sheets: dict[str, dict[str, str]] = {}
    foreign: list[str] = []
    for name, value in values:
        start, _, rest = name.partition("/")
        try:
            serial = str(Serial.parse(start)) if rest else ""
        except BadDataError:
            serial = ""
        if serial:
            sheets.setdefault(serial, {})[name] = value
        else:
            foreign.append(name)
    return sheets, foreign


def filled_sheet(serial: str, layout: SheetLayout, values: Mapping[str, str]) -> FilledSheet:
    """Reads one sheet's fields.

    Args:
        serial: the sheet's.
        layout: how it was printed.
        values: by name, as they stand in the PDF.
    """
    reader = _Reader(serial, layout.wording, values)
    for page in layout.pages:
        for slot in page.slots:
            if slot.kind not in _UNASKED:
                reader.take(slot)
    strip, answers = reader.rest(), reader.answers
    form = layout.form
    return FilledSheet(serial, form.id, form.version, answers, frozenset(reader.asked), tuple(reader.problems), strip)


class _Reader:
    """Takes values slot by slot and keeps what was taken."""

    def __init__(self, serial: str, wording: Wording, values: Mapping[str, str]) -> None:
        self.answers: Answers = {}
        self.asked: set[Keys] = set()
        self.problems: list[tuple[str, str]] = []
        self._serial, self._wording, self._values = serial, wording, values
        self._taken: set[str] = set()
        self._ranks: dict[Keys, list[tuple[float, str]]] = {}

    def take(self, slot: Slot) -> None:
        """Reads the value of a slot, if it has one."""
        self.asked.add(slot.keys)
        name = field_name(self._serial, slot)
        if slot.kind is SlotKind.MOMENT:
            parts = [self._value(f"{name}/{part}", slot) for part in PART_NAMES[slot.type]]
            if any(parts):
                self._put(slot.keys, _moment(slot.type, [part or "" for part in parts]))
            return
        value = self._value(name, slot)
        if not value:
            return
        if slot.kind is SlotKind.TICK:
            self._tick(slot, value)
        elif slot.kind is SlotKind.RANK:
            self._rank(slot, value)
        else:
            self._put(slot.keys, self._text(slot, value))

    def _value(self, name: str, slot: Slot) -> str:
        if name not in self._values:
            if name not in self._taken:
                self._taken.add(name)
                self._wrong(slot.keys, say("its field is missing from the PDF"))
            return ""
        self._taken.add(name)
        return self._values[name].replace("\r\n", "\n").replace("\r", "\n").strip()

    def _tick(self, slot: Slot, value: str) -> None:
        state = value.removeprefix("/")
        if state in _OFF:
            return
        if slot.many:
            self._put(slot.keys, slot.choice, several=True) if slot.choice else self._put(slot.keys, True)
        elif state == slot.choice:
            self._put(slot.keys, slot.choice)
        elif not self._offers(slot, state):
            self._wrong(slot.keys, say("its field holds '{value}', which is no choice", value=state))

    def _offers(self, slot: Slot, state: str) -> bool:
        return self._wording.choice_called(str(slot.keys[-1]), state) != state

    def _rank(self, slot: Slot, value: str) -> None:
        try:
            place = float(tidy_number(value))
        except ValueError:
            self._wrong(slot.keys, say("'{value}' is no place in an order", value=value))
            return
        ranks = self._ranks.setdefault(slot.keys, [])
        ranks.append((place, slot.choice))
        self._put(slot.keys, [choice for _, choice in sorted(ranks, key=lambda one: one[0])])

    def _text(self, slot: Slot, value: str) -> Any:
        named = {label: name for name, label in slot.names}
        if slot.type == "select_multiple":
            return [named.get(word.strip(), word.strip()) for word in value.split(",") if word.strip()]
        if slot.kind is SlotKind.NUMBER or slot.type in ("integer", "decimal", "range"):
            return _number(value)
        return named.get(value, value)

    def _put(self, keys: Keys, value: Any, *, several: bool = False) -> None:
        place: Any = self.answers
        for key, after in pairwise(keys):
            if isinstance(after, int):
                lines = place.setdefault(key, [])
                lines.extend({} for _ in range(after + 1 - len(lines)))
                place = lines[after]
        if several:
            place.setdefault(keys[-1], []).append(value)
        else:
            place[keys[-1]] = value

    def _wrong(self, keys: Keys, why: str) -> None:
        self.problems.append(("/".join(str(key) for key in keys), why))

    def rest(self) -> dict[str, str]:
        """What stands in the strip; fields with the sheet's number that no question has are told."""
        strip: dict[str, list[str]] = {}
        for name, value in self._values.items():
            if name in self._taken:
                continue
            inside = name.split("/")[1:]
            if inside[0].startswith("#"):
                strip.setdefault(inside[0], []).append(value.strip())
            else:
                self.problems.append(
                    ("/".join(inside), say("the form has no such field; it holds '{value}'", value=value))
                )
        return {name: told for name, parts in strip.items() if (told := _told_strip(parts))}


def _told_strip(parts: Sequence[str]) -> str:
    """A text, or day, month, hour and minute as a person writes them."""
    if len(parts) == len(PART_NAMES["dayTime"]) and parts[2]:
        return f"{parts[0]} {parts[1]} {parts[2]}:{parts[3] or '00'}".strip()
    return " ".join(filter(None, parts))


def _number(value: str) -> Any:
    """The number, or the text as it stands where it is none: the form's own check tells it then."""
    try:
        number = float(tidy_number(value))
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def _moment(kind: str, parts: Sequence[str]) -> str:
    """Parts as one answer in ISO 8601; what is none is joined as it stands, for the form's own check to tell."""
    if kind == "geopoint":
        return " ".join(filter(None, parts))
    clock = ":".join(part.zfill(2) for part in parts[-2:])
    if kind == "time":
        return clock
    day, month, year = parts[:3]
    number = next(_month_numbers(month), "")
    whole = number and day.isdigit() and year.isdigit() and len(year) == 4  # noqa: PLR2004 - 24 may be a day
    date = f"{year}-{number}-{day.zfill(2)}" if whole else " ".join(filter(None, (day, month, year)))
    return date if kind == "date" else f"{date}T{clock}" if whole else f"{date} {clock}"


def _month_numbers(month: str) -> Iterator[str]:
    """The number of a month that is written as one, or by its first three letters."""
    import datetime as dt  # noqa: PLC0415

    if month.isdigit():
        yield month.zfill(2)
    for number in range(1, 13):
        if month[:3].casefold() == month_name(dt.date(2024, number, 1))[:3].casefold():
            yield f"{number:02}"
