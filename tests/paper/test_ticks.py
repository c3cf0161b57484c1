"""Single marks in single boxes: what is a tick, what is asked, and why."""

import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import Slot, SlotKind
from continuity_app.paper.pictures import Picture
from continuity_app.paper.scan import PageReader
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.paper.ticks import Doubt, Reading, Tick
from tests import builders
from tests.paper import scanning
from tests.paper.other_hands import spline
from tests.paper.test_scan_marks import FORM, SERIAL, SLOTS

DPI = 200
TICKED, UNSURE, EMPTY = Reading.TICKED, Reading.UNSURE, Reading.EMPTY
BLACK, PENCIL, STAIN = 25, 120, 165
TWO_LINES = builders.form(
    """
    | survey |
    | | type | name | label |
    | | select_one m | one | Which of these |
    | choices |
    | | list_name | name | label |
    | | m | a | {} |
    | | m | b | {} |
    | settings |
    | | form_title | form_id | version |
    | | Long words | long_words | 1 |
    """.format(("Words that need a second line " * 5).strip(), ("Others that need one too " * 6).strip())
)
RIGHT_TO_LEFT = builders.form(
    """
    | survey |
    | | type | name | label::Arabic (ar) |
    | | select_one m | one | اختر |
    | choices |
    | | list_name | name | label::Arabic (ar) |
    | | m | a | الخيار الأول |
    | | m | b | الخيار الثاني |
    | settings |
    | | form_title | form_id | version | default_language |
    | | اختبار | right | 1 | Arabic (ar) |
    """
)


class Sheet:
    """A page of boxes to draw on, in units of one of its boxes from that one's top left corner."""

    def __init__(self, form=FORM) -> None:
        self.form = form
        context = (
            builders.sheet_context(languages=("Arabic (ar)",)) if form is RIGHT_TO_LEFT else builders.sheet_context()
        )
        self.paper = scanning.drawn(draw_sheets([SheetJob(form, SERIAL)], context).data, 0, DPI)
        page = layout_of(form, LETTER, context.languages).pages[0]
        self.boxes: list[Slot] = [slot for slot in page.slots if slot.kind is SlotKind.TICK]

    def line(self, at: int, *points: tuple[float, float], ink: int = BLACK, millimetres: float = 0.4) -> "Sheet":
        box, scale = self.boxes[at].rect, DPI / 72
        places = [((box.x + x * box.width) * scale, (box.y + y * box.height) * scale) for x, y in spline(list(points))]
        draw = ImageDraw.Draw(self.paper)
        draw.line(places, fill=ink, width=max(1, round(millimetres / 25.4 * DPI)), joint="curve")
        return self

    def ring(self, at: int, left_top: tuple[float, float], right_bottom: tuple[float, float]) -> "Sheet":
        box, scale = self.boxes[at].rect, DPI / 72
        corners = [(box.x + x * box.width, box.y + y * box.height) for x, y in (left_top, right_bottom)]
        places = [place * scale for corner in corners for place in corner]
        ImageDraw.Draw(self.paper).rounded_rectangle(places, radius=24, outline=BLACK, width=3)
        return self

    def read(self) -> tuple[Tick, ...]:
        picture: Image.Image = scanning.scanned(self.paper, random.Random(4))
        pages, unread = PageReader(lambda *_: self.form, lambda _: {}).read(Picture(Path("page.png"), 1, picture))
        assert not unread
        return pages[0].ticks


@pytest.mark.parametrize(
    ("ends", "reading"),
    [
        (((-1.5, 2.5), (2.5, -1.5)), UNSURE),  # right through, from one row into the next
        (((0.4, -1.2), (0.7, 2.2)), UNSURE),
        (((-3.0, 1.4), (0.5, 0.6), (4.0, -0.6)), UNSURE),  # a little bent
        (((0.1, 0.4), (0.45, 0.95), (2.9, -1.9)), TICKED),  # a check with the longest tail
        (((-0.3, 0.3), (0.4, 0.9), (1.9, -1.0)), TICKED),
        (((-0.3, 1.3), (1.3, -0.3)), TICKED),  # one stroke from corner to corner, as many people tick
    ],
)
def test_a_line_that_runs_through_a_box_is_asked_and_a_long_tail_is_not(ends, reading):
    ticks = Sheet().line(31, *ends).read()
    assert ticks[31].reading is reading
    assert (ticks[31].why is Doubt.LINE_THROUGH) == (reading is UNSURE)


def test_a_slipped_pen_through_a_row_of_boxes_ticks_none_of_them():
    sheet = Sheet()
    across = (SLOTS[50].rect.x - SLOTS[30].rect.x) / SLOTS[30].rect.width
    down = (SLOTS[50].rect.y - SLOTS[30].rect.y) / SLOTS[30].rect.height
    ticks = sheet.line(30, (-0.15 * across, -0.15 * down), (1.15 * across, 1.15 * down + 0.5)).read()
    assert not [tick.field for tick in ticks if tick.ticked]
    assert any(tick.why is Doubt.LINE_THROUGH for tick in ticks)


def test_a_circle_around_the_words_is_asked_and_says_so():
    ticks = Sheet().ring(40, (1.2, -0.35), (7.9, 1.4)).read()
    assert [(at, tick.why) for at, tick in enumerate(ticks) if tick.reading is not EMPTY] == [(40, Doubt.AROUND_WORDS)]
    assert ticks[40].why.told == "something is drawn around the words"


def test_a_circle_around_two_lines_of_words_is_asked():
    sheet = Sheet(TWO_LINES)
    ticks = sheet.ring(0, (1.2, -0.35), (62, 2.45)).read()
    assert [tick.why for tick in ticks] == [Doubt.AROUND_WORDS, Doubt.NONE]


def test_a_circle_around_words_left_of_their_box_is_asked():
    sheet = Sheet(RIGHT_TO_LEFT)
    first, second = (box.rect for box in sheet.boxes)
    far = (first.x - second.right) / first.width if second.x < first.x else 7.0
    ticks = sheet.ring(0, (-far + 1.0, -0.35), (-0.2, 1.4)).read()
    assert [tick.why for tick in ticks] == [Doubt.AROUND_WORDS, Doubt.NONE]


def test_words_underlined_or_struck_are_no_circle():
    ticks = Sheet().line(40, (1.4, 1.25), (7.5, 1.25)).line(43, (1.4, 0.5), (7.5, 0.5)).read()
    assert [tick.reading for tick in (ticks[40], ticks[43])] == [EMPTY, EMPTY]


def test_a_pencil_is_read_and_a_pale_stain_is_not_a_pencil():
    sheet = Sheet().line(10, (0.1, 0.1), (0.9, 0.9), ink=PENCIL).line(10, (0.9, 0.1), (0.1, 0.9), ink=PENCIL)
    sheet.line(20, (0.0, 0.5), (1.0, 0.5), ink=STAIN, millimetres=2.5)
    ticks = sheet.read()
    assert ticks[10].reading is TICKED
    assert ticks[20].reading is UNSURE


def test_a_rubbed_out_pencil_mark_is_no_tick():
    ticks = Sheet().line(10, (0.1, 0.1), (0.9, 0.9), ink=222).line(10, (0.9, 0.1), (0.1, 0.9), ink=222).read()
    assert not ticks[10].ticked


def test_a_cross_by_marker_is_a_tick_and_a_box_blacked_out_by_it_is_asked():
    sheet = (
        Sheet().line(10, (-0.2, -0.2), (1.2, 1.2), millimetres=0.8).line(10, (1.2, -0.2), (-0.2, 1.2), millimetres=0.8)
    )
    for row in range(6):
        sheet.line(20, (0.1, 0.15 + 0.14 * row), (0.9, 0.15 + 0.14 * row), millimetres=0.8)
    ticks = sheet.read()
    assert ticks[10].reading is TICKED
    assert (ticks[20].reading, ticks[20].why) == (UNSURE, Doubt.TAKEN_BACK)


def test_two_ticks_where_one_counts_are_both_asked():
    sheet = Sheet(TWO_LINES)
    for at in (0, 1):
        sheet.line(at, (0.1, 0.1), (0.9, 0.9)).line(at, (0.9, 0.1), (0.1, 0.9))
    assert [tick.why for tick in sheet.read()] == [Doubt.TWO_TICKED] * 2
