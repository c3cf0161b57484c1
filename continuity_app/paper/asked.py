"""What a form's items are for paper, one by one: seen or not, how wide, in a comb, added up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from continuity_app.forms.definition import Group, Item, Question
from continuity_app.paper.wording import REFERENCE

_METADATA = "start end today deviceid subscriberid simserial phonenumber username email audit start-geopoint"
_IN_THE_BACKGROUND = "hidden background-audio background-geopoint xml-external csv-external"
UNSEEN = frozenset(f"{_METADATA} {_IN_THE_BACKGROUND}".split())
_LONGEST_COMB = 34
_VIN = 17
_MOST_LINES = 40
_NOT_REQUIRED = ("false()", "no", "false")
_REQUIRED = ("true()", "yes", "true", "1")
_TABLE_LABEL = "generated_table_list_label_"
_SPAN = re.compile(r"w(10|[1-9])")
_SUM = re.compile(r"\bsum\(([^()]*)\)")


def every(items: Iterable[Item]) -> Iterator[Item]:
    """All items of a form, groups before what they hold."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from every(item.children)


def span_of(item: Item) -> int:
    """The width that Enketo's grid gives an item: 1 to 10, 0 where its appearance says none."""
    for word in item.appearance:
        if match := _SPAN.fullmatch(word):
            return int(match.group(1))
    return 0


def summed(items: Iterable[Item]) -> Iterator[str]:
    """Calculations inside repeats that another one adds up: on paper a person needs their column."""
    for item in every(items):
        if isinstance(item, Question):
            for inside in _SUM.findall(item.calculation):
                yield from REFERENCE.findall(inside)


def comb_length(question: Question) -> int:
    """How many characters a comb has; 0 where the question has none."""
    asked = question.kit.get("comb", "")
    if asked.isdigit():
        return min(int(asked), _LONGEST_COMB)
    vin = question.name == "vin" or question.name.endswith("_vin") or question.kit.get("check") == "vin"
    return _VIN if vin else 0


def always(required: str) -> bool | None:
    """Whether an answer is needed: always, never, or (None) where a condition decides."""
    said = required.strip().lower()
    if said in ("", *_NOT_REQUIRED):
        return False
    return True if said in _REQUIRED else None


def most_lines(group: Group) -> int:
    """How many blank lines a repeat is printed with at most, by its `kit:rows`; 0 where nothing is said."""
    asked = group.kit.get("rows", "")
    return min(int(asked), _MOST_LINES) if asked.isdigit() else 0


def titled(group: Group) -> Group:
    """The group with its own label again: pyxform makes the label of a `table-list` a note inside."""
    first = group.children[0] if group.children else None
    if group.label or not isinstance(first, Question) or not first.name.startswith(_TABLE_LABEL):
        return group
    return replace(group, label=first.label, children=group.children[1:])
