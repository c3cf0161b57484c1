"""XLSForms that others published, in a folder outside: what pyxform converts loads here, prints every label, takes a
valid set of answers and prints these too.

`CONTINUITY_FORMS` names the folder; each form's tables lie beside it, or in `tables` there. A form that is refused for
a letter that no face has, for a mistake in an expression, or whose tables leave nothing to choose, counts against the
share like any other.
"""

import os
import re
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Form, Question
from continuity_app.forms.library import tables_beside
from continuity_app.forms.texts import without_markup
from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.paper.asked import UNSEEN, every
from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import Words
from continuity_app.paper.sheet_pdf import SheetJob, check_printable, draw_sheets
from continuity_app.paper.wording import REFERENCE, Wording
from tests import builders
from tests.forms.answering import answered

FOLDER = os.environ.get("CONTINUITY_FORMS", "")
SHARE = 0.98


def converts(path: Path) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            convert(xlsform=path, validate=False, pretty_print=False)
    except Exception:  # noqa: BLE001 - pyxform is the yardstick, whatever it stumbles over
        return False
    return True


def words(text: str) -> Iterator[str]:
    composed = unicodedata.normalize("NFC", REFERENCE.sub(" ", without_markup(text)))
    yield from re.findall(r"[^\W_]+", composed)


def shown(form: Form) -> Iterator[str]:
    """The texts that a person must find on the sheet."""
    wording = Wording(form)
    for item in every(form.items):
        if isinstance(item, Question) and (item.type in UNSEEN or item.type == "calculate"):
            continue
        yield wording.spoken(item.label).first
        if isinstance(item, Question):
            yield from (wording.spoken(choice.label).first for choice in form.choices.get(item.choices, ()))


def missing(form: Form) -> list[str]:
    check_printable(form, builders.sheet_context(), {})
    pages = layout_of(form, LETTER).pages
    texts = [mark.text for page in pages for mark in page.marks if isinstance(mark, Words)]
    texts += [slot.template for page in pages for slot in page.slots]
    told = re.sub(r"[\W_]", "", unicodedata.normalize("NFC", "".join(texts)))
    return [word for text in dict.fromkeys(shown(form)) for word in words(text) if word not in told]


def lost(path: Path) -> str:
    """Why a form does not come through whole; empty where it does."""
    beside = tables_beside(path) | {
        table.name: table.read_bytes() for table in (path.parent / "tables").glob("*") if table.is_file()
    }
    try:
        form = compile_xlsform(path.read_bytes(), path.name, tables=beside)
        lacking = missing(form)
        answers, problems = answered(form, builders.NOON)
        draw_sheets([SheetJob(form, "7K3-0143-5", answers)], builders.sheet_context())
    except BadDataError as error:
        return error.message
    if lacking:
        return f"not printed: {lacking[:3]}"
    return f"no answers found: {problems[0].field}: {problems[0].problem}" if problems else ""


@pytest.mark.full
@pytest.mark.skipif(not FOLDER, reason="CONTINUITY_FORMS names no folder of published forms")
def test_published_forms_load_print_every_label_and_take_answers() -> None:
    files = sorted(path for path in Path(FOLDER).rglob("*") if path.suffix.lower() in (".xlsx", ".xls", ".xlsm"))
    converted = [path for path in files if converts(path)]
    failed = {path.name: why for path in converted if (why := lost(path))}
    told = "\n".join(f"{name}: {why}" for name, why in failed.items())
    print(f"{len(converted)} of {len(files)} convert, {len(converted) - len(failed)} whole\n{told}")  # noqa: T201
    assert converted
    assert len(failed) <= (1 - SHARE) * len(converted), told
