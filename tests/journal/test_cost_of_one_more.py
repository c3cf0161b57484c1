"""One more entry costs the same in a short journal and in a long one, for every projection: in steps and in bytes."""

import dataclasses
import importlib
import itertools
import pkgutil
import sys
import tracemalloc
from typing import Any, get_origin

import pytest

import continuity_app
from continuity_app.journal.entry import Entry
from continuity_app.journal.projection import Folded, Projection
from continuity_app.journal.types import BODIES, AssignmentMade, DraftKept, ShareHanded
from tests.builders import make_serial

AT = "2024-06-19T12:00:00-07:00"
TASKS = ("call", "rekey", "promise", "first hour", "shift")
TRIES = 4
"""A table of Python that grows does so at one entry in many: the cheapest of some entries is what one costs."""
STEPS, BYTES = 1.5, 8_000
"""How many times the calls, and how many bytes more, one entry may cost in the long journal."""
BY_NATURE = {("shares", ShareHanded.type)}
"""Handing a share over goes through all that was given by name, as it takes it from the giver."""
FEW = {"incident": 3, "question": 40, "draft": 20, "device": 12, "user": 30, "person": 30, "form": 18}
"""Of these there are never more, however long the outage lasts; everything else is another one in each entry."""


def projections() -> list[type[Projection[Any, Any]]]:
    """Every class of the program that has all that a projection has."""
    for module in pkgutil.walk_packages(continuity_app.__path__, "continuity_app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    modules = [module for name, module in sys.modules.items() if name.startswith("continuity_app.")]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and kind is not Projection and hasattr(kind, "fold") and getattr(kind, "types", ())
    }
    return sorted(kinds, key=lambda kind: kind.__name__)


def entry(kind: str, number: int) -> Entry:
    body = {field.name: told(field, number) for field in dataclasses.fields(BODIES[kind])}
    if kind == DraftKept.type:
        body |= {"draft": f"draft-{number // 4}", "answers": {} if number // 2 % 2 else {"a": number}}
    hlc = f"{number:020}"
    device, user = f"device-{number % FEW['device']}", f"user-{number % FEW['user']}"
    return Entry("org", device, number + 1, "", hlc, user, kind, body, b"", b"", f"{kind}-{number}")


def told(field: "dataclasses.Field[Any]", number: int) -> Any:
    """A value of a field, another one in each entry where there may be more and more of them."""
    name, kind = field.name, get_origin(field.type) or field.type
    serial = str(make_serial(1 + number))
    by_name = {"serial": serial, "serials": [serial], "task": TASKS[number % len(TASKS)], "sheet": ""}
    by_kind = {bool: bool(number % 2), int: number % 2, dict: {"name": f"name-{number}"}, tuple: [f"{name}-{number}"]}
    if name in by_name or kind in by_kind:
        return by_name.get(name, by_kind.get(kind))
    return AT if name == "at" or name.endswith("_at") else f"{name}-{number % FEW.get(name, sys.maxsize)}"


def cost(folded: "Folded[Any, Any]", one: Entry) -> tuple[int, int]:
    """Calls of Python functions and builtins, and bytes taken meanwhile, for noting one entry and reading the value."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    tracemalloc.start()
    sys.setprofile(count)
    try:
        folded.will_fold([one])
        folded.value()
    finally:
        sys.setprofile(None)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return calls, peak


def costs(projection: type[Projection[Any, Any]], length: int) -> dict[str, tuple[int, int]]:
    """Of one more entry of each type in a journal of so many entries, which was read before."""
    folded = Folded(projection())
    kinds = sorted(folded.projection.types)
    folded.fold_in(entry(kinds[number % len(kinds)], number) for number in range(length))
    folded.value()
    assert folded.folded == length
    numbers = itertools.count(length)
    return {
        kind: tuple(map(min, zip(*(cost(folded, entry(kind, next(numbers))) for _ in range(TRIES)), strict=True)))
        for kind in kinds
    }


def check(projection: type[Projection[Any, Any]], short: int, long: int) -> None:
    few, many = costs(projection, short), costs(projection, long)
    for kind, (calls, peak) in many.items():
        if (projection.name, kind) not in BY_NATURE:
            assert calls <= few[kind][0] * STEPS, (kind, few[kind], many[kind])
            assert peak <= few[kind][1] + BYTES, (kind, few[kind], many[kind])


@pytest.mark.parametrize("projection", projections(), ids=lambda kind: kind.__name__)
def test_one_more_entry_costs_the_same_in_a_longer_journal(projection):
    check(projection, 1_000, 8_000)


@pytest.mark.full
@pytest.mark.parametrize("projection", projections(), ids=lambda kind: kind.__name__)
def test_one_more_entry_costs_the_same_at_200_000(projection):
    check(projection, 1_000, 200_000)


def test_every_type_is_made_up_as_it_is_read():
    kinds = {kind for projection in projections() for kind in projection().types}
    assert AssignmentMade.type in kinds
    assert [kind for kind in sorted(kinds) if entry(kind, 2).read() is None] == []
