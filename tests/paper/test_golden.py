"""Shipped pages against stored ones, by text and geometry; every shipped form as a sound file.

`python -m tests.paper.test_golden` renews the stored pages after a change that was looked at as a picture.
"""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from continuity_app.forms.definition import Form
from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.paper import frame
from continuity_app.paper.context import PAPERS, SheetContext
from continuity_app.paper.layout import layout_of
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.resources import resource
from tests import builders

STORED = Path(__file__).with_name("golden.json")
FORMS = sorted(path for path in resource("packs", "generic").parent.glob("*/*.xlsx"))
PAGES = (
    *((path.parent.name, path.stem, "letter", "English (en)") for path in FORMS),
    ("dealer", "repair_order", "letter", "Español (es)"),
    ("dealer", "buyers_order", "a4", "Español (es)"),
    ("generic", "call_log", "a4", "Español (es)"),
    ("clinic_pharmacy", "registration", "a4", "Español (es)"),
    ("dealer", "repair_order", "letter", "English (en) + Español (es)"),
    ("bank_insurance", "loss_notice", "letter", "English (en) + Español (es)"),
    ("bank_insurance", "provisional_instruction", "a4", "Español (es) + English (en)"),
)
SERIAL = "7K3-0143-5"
LARGEST_FOOT = 72.0
"""Points that may stay white below the last row of a page that another follows."""
MOST_PAGES = 2
NEAR = 0.6
"""Points by which a word or a box may have moved."""


@cache
def form_of(path: Path) -> Form:
    return compile_xlsform(path.read_bytes(), path.name, path.parent.name)


def context(paper: str, *languages: str) -> SheetContext:
    return replace(builders.sheet_context(), paper=PAPERS[paper], languages=languages)


def words_of(data: bytes) -> list[list[Any]]:
    """Every run of text of every page with its place: page, left, bottom, right, top, text."""
    found: list[list[Any]] = []
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for at in range(text.count_rects()):
                box = text.get_rect(at)
                found.append([number, *(round(side, 1) for side in box), text.get_text_bounded(*box).strip()])
    return found


def page_of(pack: str, name: str, paper: str, language: str) -> dict[str, Any]:
    form = form_of(resource("packs", pack, f"{name}.xlsx"))
    languages = tuple(language.split(" + "))
    drawn = draw_sheets([SheetJob(form, SERIAL)], context(paper, *languages))
    slots = [
        [number, ".".join(map(str, slot.keys)), slot.choice, *(round(v, 1) for v in
         (slot.rect.x, slot.rect.y, slot.rect.right, slot.rect.bottom))]
        for number, page in enumerate(layout_of(form, PAPERS[paper], languages).pages)
        for slot in page.slots
    ]  # fmt: skip
    return {"page": [pack, name, paper, language], "words": words_of(drawn.data), "slots": slots}


def apart(stored: list[list[Any]], made: list[list[Any]]) -> Iterator[tuple[Any, Any]]:
    """Entries that differ in text, or in place by more than `NEAR`."""
    for old, new in zip(stored, made, strict=False):
        same = len(old) == len(new) and all(
            abs(a - b) <= NEAR if isinstance(a, float) and isinstance(b, float) else a == b
            for a, b in zip(old, new, strict=True)
        )
        if not same:
            yield old, new


@pytest.mark.parametrize("number", range(len(PAGES)), ids=["-".join(page[1:]) for page in PAGES])
def test_a_page_is_as_it_was_looked_at(number: int) -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))[number]
    made = page_of(*PAGES[number])
    assert stored["page"] == made["page"]
    for part in ("words", "slots"):
        assert list(apart(stored[part], made[part]))[:3] == []
        assert len(stored[part]) == len(made[part])


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_a_shipped_sheet_is_a_sound_file_with_title_language_tags_and_its_faces(path: Path, tmp_path: Path) -> None:
    form = form_of(path)
    for language, code in (("English (en)", "en"), ("Español (es)", "es")):
        data = draw_sheets([SheetJob(form, SERIAL), SheetJob(form, "7K3-0144-9")], context("letter", language)).data
        reader = PdfReader(io.BytesIO(data))
        root = reader.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (code, True)
        assert (reader.metadata or {})["/Title"] == form.titles.get(language, form.title)
        parts = root["/StructTreeRoot"]["/K"]["/K"]
        assert [part.get_object()["/Pg"].indirect_reference for part in parts] == [
            page.indirect_reference for page in reader.pages
        ]
        assert all(_embedded(page) for page in reader.pages)
        file = tmp_path / f"{code}.pdf"
        file.write_bytes(data)
        if shutil.which("qpdf"):
            checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
            assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_a_sheet_in_both_languages_takes_two_pages_at_most_and_its_first_is_full(path: Path) -> None:
    for paper in PAPERS.values():
        pages = layout_of(form_of(path), paper, ("English (en)", "Español (es)")).pages
        assert len(pages) <= MOST_PAGES
        for page in pages[:-1]:
            last = max(slot.rect.bottom for slot in page.slots)
            assert frame.body_bottom(paper) - last < LARGEST_FOOT


def _embedded(page: Any) -> bool:
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    return bool(fonts) and all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


if __name__ == "__main__":
    made = [json.dumps(page_of(*page), ensure_ascii=False) for page in PAGES]
    STORED.write_text("[\n" + ",\n".join(made) + "\n]\n", encoding="utf-8")
