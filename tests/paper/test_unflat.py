"""A sheet that curls, or is seen through a bad lens: read where its boxes tell how it lies, else listed as unread."""

import random
from math import pi, sin
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import SlotKind
from continuity_app.paper.page_read import PageRead, Unread
from continuity_app.paper.pictures import Picture
from continuity_app.paper.scan import PageReader
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from tests import builders
from tests.paper import scanning
from tests.paper.test_scan_marks import FORM, SERIAL, SLOTS

DPI = 200
LADDER = builders.form(
    "\n".join(
        [
            "| survey |",
            "| | type | name | label |",
            "| | select_multiple m | many | Many of them |",
            "| choices |",
            "| | list_name | name | label |",
            *(f"| | m | c{n} | A choice of some words and {n} |" for n in range(24)),
            "| settings |",
            "| | form_title | form_id | version |",
            "| | Ladder | ladder | 1 |",
        ]
    )
)


def curled(page: Image.Image, points: float, *, rows: int = 44) -> Image.Image:
    """Bent in the middle: what stands there is so many points lower, the edges are where they were."""
    deep, wide, tall = points * DPI / 72, page.width, page.height
    parts = []
    for row in range(rows):
        y0, y1 = tall * row // rows, tall * (row + 1) // rows
        u0, u1 = (y - deep * sin(pi * y / tall) for y in (y0, y1))
        parts.append(((0, y0, wide, y1), (0, u0, 0, u1, wide, u1, wide, u0)))
    return page.transform(page.size, Image.Transform.MESH, parts, Image.Resampling.BICUBIC, fillcolor=255)


def read(form, page: Image.Image) -> PageRead | Unread:
    pages, unread = PageReader(lambda *_: form, lambda _: {}).read(Picture(Path("page.png"), 1, page))
    return (*pages, *unread)[0]


def crossed(form, at: set[int]) -> Image.Image:
    """A page with crosses in some of its boxes."""
    page = scanning.drawn(draw_sheets([SheetJob(form, SERIAL)], builders.sheet_context()).data, 0, DPI)
    slots = [slot for slot in layout_of(form, LETTER).pages[0].slots if slot.kind is SlotKind.TICK]
    dice = random.Random(3)
    scanning.pen(page, DPI, [(slots[n], scanning.cross(dice)) for n in at], dice)
    return page


@pytest.mark.parametrize("points", [-9, -6, 6, 9])
def test_a_curled_page_is_read_where_its_boxes_lie(points):
    marked = {3, 4, 31, 40, 41, 62, 88}
    page = read(FORM, curled(crossed(FORM, marked), points))
    assert isinstance(page, PageRead)
    assert {at for at, tick in enumerate(page.ticks) if tick.ticked} == marked
    assert not page.doubtful
    moved = [slot.rect.y - flat.rect.y for slot, flat in zip(page.slots, SLOTS, strict=True)]
    assert max(moved, key=abs) == pytest.approx(points, abs=1.5)


@pytest.mark.parametrize("points", [-12, -6, -3, 4, 6, 10, 18, 20])
def test_a_column_of_boxes_is_never_taken_for_the_row_beside(points):
    """Where a curl brings each row near the next one's place, either the right one is read or none."""
    marked = {2, 6, 7, 11, 16, 23}
    found = read(LADDER, curled(crossed(LADDER, marked), points))
    if isinstance(found, PageRead):
        assert {at for at, tick in enumerate(found.ticks) if tick.ticked} <= marked
        assert all(found.ticks[at].ticked or found.ticks[at].unsure for at in marked)
    else:
        assert "its boxes are not where they should be" in found.why


def test_a_page_without_boxes_to_tell_by_is_listed_as_unread():
    """Its corner marks are there and its boxes are not: nothing is guessed."""
    page = crossed(FORM, set())
    ImageDraw.Draw(page).rectangle([60, 420, page.width - 60, page.height - 420], fill=255)
    found = read(FORM, page)
    assert isinstance(found, Unread)
    assert "its boxes are not where they should be" in found.why
