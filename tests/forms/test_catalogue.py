"""The shipped forms against the catalogue, field by field: `catalogue.json` names what a counter needs on each."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from continuity_app.forms.definition import Form, Group, Item, Question
from continuity_app.forms.library import FormLibrary, shipped_documents
from continuity_app.paper.content import is_attached
from continuity_app.paper.context import PAPERS
from continuity_app.paper.form_check import check_form
from continuity_app.paper.layout import SheetLayout, layout_of
from continuity_app.paper.marks import Slot
from continuity_app.progress import finish

FIELDS = json.loads(Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8"))
ONE_PAGE = {"deal_jacket", "call_log", "activity_log", "appointment_sheet", "batch_cover", "repair_order"}


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary(finish(shipped_documents()))


def paths(items: tuple[Item, ...], lines: str = "") -> Iterator[tuple[str, Question]]:
    """Every question as the catalogue names it: `lines.hours` in a repeat, `total=` where it is computed."""
    for item in items:
        if isinstance(item, Group):
            yield from paths(item.children, f"{item.name}." if item.repeat else lines)
        else:
            yield f"{lines}{item.name}{'=' if item.type == 'calculate' else ''}", item


def slots(layout: SheetLayout) -> list[Slot]:
    return [slot for page in layout.pages for slot in page.slots]


@pytest.mark.parametrize("form_id", FIELDS)
def test_every_field_of_the_catalogue_is_asked_and_has_its_place_on_paper(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)
    asked = dict(paths(form.items))
    assert [field for field in FIELDS[form_id] if field not in asked] == []
    drawn = {slot.keys[-1] for slot in slots(layout_of(form, PAPERS["letter"]))}
    wanted = [asked[field] for field in FIELDS[form_id] if asked[field].type != "note"]
    assert [item.name for item in wanted if item.name not in drawn] == []
    assert not any(is_attached(item) for item in wanted)


def test_the_catalogue_names_every_shipped_form(library: FormLibrary) -> None:
    assert {form.id for form in library.list()} == set(FIELDS)


def test_the_check_has_nothing_to_mend_and_pages_are_few_on_both_papers_in_both_languages(library: FormLibrary) -> None:
    for form in library.list():
        losses = [(one.loss, one.field, one.problem) for one in check_form(form).findings]
        assert losses == [], form.id
        pages = [len(layout_of(form, p, (lang,)).pages) for p in PAPERS.values() for lang in form.languages]
        assert max(pages) <= (1 if form.id in ONE_PAGE else 2), form.id


def test_pages_are_well_used(library: FormLibrary) -> None:
    """No page but the last ends above its middle."""
    for form in library.list():
        for paper in PAPERS.values():
            for language in form.languages:
                pages = layout_of(form, paper, (language,)).pages
                lowest = [max(slot.rect.bottom for slot in page.slots) for page in pages[:-1]]
                assert all(low > paper.height * 0.6 for low in lowest), (form.id, paper.name, language)


def _titles(form: Form) -> set[str]:
    return {form.title, *form.titles.values()}


def test_titles_speak_both_languages(library: FormLibrary) -> None:
    assert all(len(_titles(form)) == len(form.languages) for form in library.list())
