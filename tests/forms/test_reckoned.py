"""One filled example of each shipped form: nothing to object to, and every computed value as worked out by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from continuity_app.forms.definition import Form, Group, Item
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.library import FormLibrary, shipped_documents
from continuity_app.progress import finish
from tests.builders import NOON

EXAMPLES = json.loads(Path(__file__).with_name("reckoned.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary(finish(shipped_documents()))


def computed(items: tuple[Item, ...], values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a form works out, by name; of a repeat a list of its lines."""
    for item in items:
        if not isinstance(item, Group):
            if item.type == "calculate":
                yield item.name, values.get(item.name)
        elif item.repeat:
            lines = [dict(computed(item.children, line)) for line in values.get(item.name, [])]
            if any(lines):
                yield item.name, lines
        else:
            yield from computed(item.children, values)


def asked(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield from asked(item.children)
        elif item.type not in ("calculate", "note", "image") and item.label:
            yield item.name


def flat(values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        yield name
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for line in value:
                yield from line


def test_every_shipped_form_has_its_example(library: FormLibrary) -> None:
    assert {form.id for form in library.list()} == set(EXAMPLES)


@pytest.mark.parametrize("form_id", EXAMPLES)
def test_a_filled_form_comes_to_what_a_person_reckons(library: FormLibrary, form_id: str) -> None:
    form: Form = library.get(form_id)
    filling = Filling(form, EXAMPLES[form_id]["answers"], NOON)
    assert [(one.field, one.problem) for one in filling.problems()] == []
    assert dict(computed(form.items, dict(filling.values))) == EXAMPLES[form_id]["computed"]


@pytest.mark.parametrize("form_id", EXAMPLES)
def test_the_example_leaves_few_questions_open(library: FormLibrary, form_id: str) -> None:
    """An example that fills next to nothing would show nothing; one way to pay leaves the others open."""
    open_ones = set(asked(library.get(form_id).items)) - set(flat(EXAMPLES[form_id]["answers"]))
    assert len(open_ones) <= 3, open_ones
