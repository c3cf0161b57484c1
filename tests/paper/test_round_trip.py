"""The shipped forms there and back: answers onto paper and into fields, and read again from text, boxes and fields."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from continuity_app.forms.definition import Form
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.library import FormLibrary, shipped_documents
from continuity_app.forms.serial import make
from continuity_app.paper.context import PAPERS, SheetContext
from continuity_app.paper.fillable_read import filled_sheet
from continuity_app.paper.layout import SheetLayout, layout_of
from continuity_app.paper.marks import Slot, SlotKind
from continuity_app.paper.pictures import Picture
from continuity_app.paper.scan import PageReader
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.paper.ticks import Reading
from continuity_app.paper.values import answer_at, chosen, figures, moment_parts, written
from continuity_app.paper.wording import code_of
from continuity_app.paper.writing import text_for, with_room
from continuity_app.progress import finish
from continuity_app.words import speaking
from tests import builders

EXAMPLES = json.loads((Path(__file__).parents[1] / "forms" / "reckoned.json").read_text(encoding="utf-8"))
SERIAL = str(make("7K3", 143))
WAYS = (("letter", "English (en)"), ("a4", "Español (es)"))
DPI = 150


@cache
def library() -> FormLibrary:
    return FormLibrary(finish(shipped_documents()))


def filled(form_id: str, paper: str, language: str) -> tuple[Form, dict[str, Any], SheetContext, SheetLayout]:
    """A form with its example, everything computed, and its layout with room for it."""
    form = library().get(form_id)
    values = dict(Filling(form, EXAMPLES[form_id]["answers"], builders.NOON).values)
    context = replace(builders.sheet_context(), paper=PAPERS[paper], languages=(language,))
    return form, values, context, with_room(layout_of(form, PAPERS[paper], (language,)), values)


def squeezed(text: str) -> str:
    return "".join(letter for letter in text if not letter.isspace() and letter not in "/:_\ufffe")


def expected(slot: Slot, values: dict[str, Any], layout: SheetLayout) -> str:
    """What has to stand in a slot."""
    value = answer_at(values, slot.keys)
    if slot.kind in (SlotKind.PROSE, SlotKind.REFERENCE):
        return text_for(slot, values, layout.wording)
    if value is None or slot.kind in (SlotKind.TICK, SlotKind.RANK):
        return ""
    if slot.kind is SlotKind.NUMBER:
        return figures(value, slot.decimals)
    if slot.kind is SlotKind.MOMENT:
        return " ".join(moment_parts(value, slot.type) or ())
    return written(value) if slot.kind is SlotKind.COMB else text_for(slot, values, layout.wording)


def misplaced(data: bytes, values: dict[str, Any], layout: SheetLayout) -> Iterator[tuple[Any, str, str]]:
    """Answers that do not stand where their slot is."""
    tall = layout.paper.height
    with pypdfium2.PdfDocument(data) as document:
        for page, drawn in zip(layout.pages, document, strict=True):
            text = drawn.get_textpage()
            for slot in page.slots:
                if wanted := squeezed(expected(slot, values, layout)):
                    box = slot.rect
                    found = text.get_text_bounded(box.x - 2, tall - box.bottom - 2, box.right + 2, tall - box.y + 3)
                    if wanted not in squeezed(found):
                        yield slot.keys, wanted, found


@pytest.mark.parametrize("form_id", EXAMPLES)
@pytest.mark.parametrize(("paper", "language"), WAYS, ids=["letter-en", "a4-es"])
def test_every_answer_stands_in_its_place_and_every_tick_is_read_back(form_id: str, paper: str, language: str) -> None:
    form, values, context, layout = filled(form_id, paper, language)
    data = draw_sheets([SheetJob(form, SERIAL, values)], context).data
    with speaking(code_of(language)):
        assert list(misplaced(data, values, layout)) == []
    reader = PageReader(lambda *_: form, lambda _: values)
    with pypdfium2.PdfDocument(data) as document:
        assert len(document) == len(layout.pages)
        for number, drawn in enumerate(document):
            image = drawn.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            (page,), unread = reader.read(Picture(Path("page.png"), number + 1, image))
            assert not unread
            boxes = [slot for slot in page.slots if slot.kind is SlotKind.TICK]
            for slot, tick in zip(boxes, page.ticks, strict=True):
                assert tick.reading is (Reading.TICKED if ticked(slot, values) else Reading.EMPTY), slot.keys


def ticked(slot: Slot, values: dict[str, Any]) -> bool:
    value = answer_at(values, slot.keys)
    return value is not None and (slot.choice in chosen(value) or not slot.choice)


@pytest.mark.parametrize("form_id", EXAMPLES)
def test_what_stands_in_the_fields_is_read_back_as_it_was_given(form_id: str) -> None:
    form, values, context, layout = filled(form_id, *WAYS[0])
    data = draw_sheets([SheetJob(form, SERIAL, values)], context, fillable=True).data
    fields = PdfReader(io.BytesIO(data)).get_fields() or {}
    read = filled_sheet(SERIAL, layout, {name: str(one.get("/V", "")).lstrip("/") for name, one in fields.items()})
    assert read.problems == ()
    again = dict(Filling(form, read.answers, builders.NOON).values)
    assert again == values
