"""Layouts: everything has a place inside the page, rows stay high enough, pages are few, answers find room."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.forms.definition import Form, Question
from continuity_app.paper import frame
from continuity_app.paper.asked import UNSEEN, every
from continuity_app.paper.cells import FULL_ROW, LEAST_ROW
from continuity_app.paper.context import A4, LETTER, MM, Paper
from continuity_app.paper.layout import TALLEST_ROW, SheetLayout, fitted, layout_of, layouts_of
from continuity_app.paper.marks import Ground, Keys, Slot, Words
from continuity_app.paper.pen import Rect
from continuity_app.paper.writing import shortages, with_room
from tests import builders

TYPES = (
    "text",
    "integer",
    "decimal",
    "date",
    "dateTime",
    "select_one yn",
    "select_multiple many",
    "acknowledge",
    "image",
)
CHOICES = """
| choices |
|         | list_name | name | label |
|         | yn        | yes  | Yes, certainly |
|         | yn        | no   | No   |
""" + "".join(f"|         | many      | m{n} | Answer {n} |\n" for n in range(9))
LABELS = st.text(alphabet="abc WŁż", min_size=1, max_size=60).map(lambda text: f"Q {text}".strip())
QUESTION = st.tuples(
    st.sampled_from(TYPES), LABELS, st.sampled_from(["", "w1", "w2", "w3 multiline", "multiline", "w4"])
)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Forms of groups, repeats and loose questions of all kinds."""
    rows, number = [], itertools.count()

    def questions(most: int) -> None:
        for kind, label, appearance in draw(st.lists(QUESTION, min_size=1, max_size=most)):
            rows.append(f"|  | {kind} | q{next(number)} | {label} | {appearance} |")

    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["", "group", "repeat", "nested"]))
        if kind in ("group", "repeat"):
            rows.append(f"|  | begin {kind} | g{next(number)} | Part | |")
            questions(8)
            rows.append(f"|  | end {kind} | | | |")
        elif kind == "nested":
            rows.append(f"|  | begin repeat | g{next(number)} | Outer | |")
            questions(3)
            rows.append(f"|  | begin repeat | g{next(number)} | Inner | |")
            questions(3)
            rows += ["|  | end repeat | | | |", "|  | end repeat | | | |"]
        else:
            questions(8)
    table = "\n".join(["| survey |", "|  | type | name | label | appearance |", *rows])
    return builders.form(table + CHOICES)


def slots_of(layout: SheetLayout) -> list[Slot]:
    return [slot for page in layout.pages for slot in page.slots]


def assert_within(rect: Rect, paper: Paper) -> None:
    assert rect.x >= frame.LEFT - 0.01
    assert rect.right <= paper.width - frame.LEFT + 0.01
    assert rect.y >= frame.body_top(2) - 0.01
    assert rect.bottom <= frame.body_bottom(paper) + 0.01
    assert rect.width > 4
    assert rect.height > 4


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > 0.5 and down > 0.5


@settings(max_examples=25, deadline=None)
@given(forms(), st.sampled_from([LETTER, A4]))
def test_every_question_has_a_place_of_its_own_inside_the_page(form: Form, paper: Paper) -> None:
    layout = layout_of(form, paper)
    shown = {key for slot in slots_of(layout) for key in slot.keys}
    assert {q.name for q in every(form.items) if isinstance(q, Question) and q.type not in UNSEEN} <= shown
    for page in layout.pages:
        for slot in page.slots:
            assert_within(slot.rect, paper)
        for one, other in itertools.combinations(page.slots, 2):
            assert not overlap(one.rect, other.rect), (one.keys, other.keys)


@settings(max_examples=25, deadline=None)
@given(forms())
def test_no_heading_stands_alone_at_the_foot_and_rows_are_high_enough(form: Form) -> None:
    layout = layout_of(form, LETTER)
    assert LEAST_ROW <= layout.plan.row <= TALLEST_ROW
    assert pytest.approx(7 * MM, abs=0.1) == LEAST_ROW
    for page in layout.pages:
        tags = [mark.rect.bottom for mark in page.marks if isinstance(mark, Ground)]
        if tags and page.slots:
            assert max(slot.rect.bottom for slot in page.slots) > max(tags)


@settings(max_examples=15, deadline=None)
@given(forms(), st.data())
def test_answers_of_any_length_find_room(form: Form, data: st.DataObject) -> None:
    base = layout_of(form, LETTER)
    answers: dict[str, object] = {}
    for slot in slots_of(base):
        if slot.type in ("text", "multiline") and len(slot.keys) == 1:
            answers[str(slot.keys[0])] = "word " * data.draw(st.sampled_from([1, 20, 150]))
    layout = with_room(base, answers)
    assert shortages(layout, answers) == {}
    assert {slot.keys for slot in slots_of(base)} <= {slot.keys for slot in slots_of(layout)}


def test_the_order_fits_one_page_of_either_paper_with_full_rows() -> None:
    for paper in (LETTER, A4):
        layout = layout_of(builders.order_form(), paper)
        assert len(layout.pages) == 1
        assert layout.plan.row == FULL_ROW


def test_a_repeat_fills_its_page_and_has_four_lines_at_least() -> None:
    def lines(layout: SheetLayout) -> int:
        return len({slot.keys[1] for slot in slots_of(layout) if slot.keys[0] == "lines"})

    alone = builders.form("""
        | survey |
        |        | type         | name  | label |
        |        | begin repeat | lines | Lines |
        |        | text         | what  | What  |
        |        | end repeat   |       |       |
    """)
    assert lines(layout_of(alone, LETTER)) > 18
    assert lines(layout_of(builders.order_form(), LETTER)) >= 4


def test_a_repeat_with_a_fixed_count_has_that_many_lines() -> None:
    fixed = builders.form("""
        | survey |
        |        | type         | name  | label | repeat_count |
        |        | begin repeat | lines | Lines | 3            |
        |        | text         | what  | What  |              |
        |        | end repeat   |       |       |              |
    """)
    assert len([slot for slot in slots_of(layout_of(fixed, LETTER)) if slot.keys[0] == "lines"]) == 3


def test_more_lines_than_the_blank_sheet_has_go_on_on_further_pages_under_the_same_heading() -> None:
    answers = {"lines": [{"operation": f"Line {n}"} for n in range(60)]}
    layout = fitted(layout_of(builders.order_form(), LETTER), answers, {})
    assert len(layout.pages) > 1
    keys: set[Keys] = {slot.keys for slot in slots_of(layout)}
    assert {("lines", n, "operation") for n in range(60)} <= keys
    again = [mark.text for mark in layout.pages[1].marks if isinstance(mark, Words)]
    assert "Lines, continued" in again
    assert "Operation *" in again


def test_low_rows_are_used_only_where_they_save_a_page() -> None:
    def rows_of(count: int) -> SheetLayout:
        rows = "\n".join(f"| | text | q{n} | Question {n} | w4 |" for n in range(count))
        return layout_of(builders.form(f"| survey |\n| | type | name | label | appearance |\n{rows}"), LETTER)

    full = next(
        count for count in range(5, 60) if len(rows_of(count).pages) == 1 and rows_of(count).plan.row < FULL_ROW
    )
    assert rows_of(full - 1).plan.row == FULL_ROW
    two = next(count for count in range(full, 60) if len(rows_of(count).pages) == 2)
    assert rows_of(two - 1).plan.row >= LEAST_ROW
    assert rows_of(two).plan.row >= FULL_ROW


def test_a_layout_is_the_same_each_time_and_differs_by_paper_and_language() -> None:
    form = builders.order_form()
    digests = [layout_of(form, paper, names).digest for paper in (LETTER, A4) for names in ((), ("es",), ("en", "es"))]
    again = [layout_of(form, paper, names).digest for paper in (LETTER, A4) for names in ((), ("es",), ("en", "es"))]
    assert digests == again
    assert len({layout_of(form, LETTER).digest, layout_of(form, A4).digest}) == 2


def _of_rows(*rows: str) -> Form:
    return builders.form("\n".join(["| survey |", "|  | type | name | label | appearance | kit:rows |", *rows]))


def _lines(layout: SheetLayout, name: str) -> int:
    return len({slot.keys[1] for slot in slots_of(layout) if slot.keys[0] == name})


def test_what_a_page_leaves_becomes_taller_rows_and_room_between_sections() -> None:
    few = _of_rows(
        "| | begin group | a | First | | |", "| | text | q1 | One | w4 | |", "| | end group | | | | |",
        "| | begin group | b | Second | | |", "| | text | q2 | Two | w4 | |", "| | end group | | | | |",
    )  # fmt: skip
    layout = layout_of(few, LETTER)
    assert layout.plan.row == TALLEST_ROW
    tags = [mark.rect for mark in layout.pages[0].marks if isinstance(mark, Ground)]
    first = next(slot.rect.bottom for slot in slots_of(layout) if slot.keys == ("q1",))
    assert tags[1].y - first > 20
    assert_within(max((slot.rect for slot in slots_of(layout)), key=lambda rect: rect.bottom), LETTER)


def test_what_a_page_leaves_where_the_next_section_moved_on_whole_becomes_longer_answers_and_taller_rows() -> None:
    fixed = [f"| | text | q{n} | Question {n} | w4 | |" for n in range(24)]
    form = _of_rows(
        "| | begin group | a | First | | |", "| | text | name | Name | w4 | |",
        "| | text | told | Told | multiline | |", "| | end group | | | | |",
        "| | begin group | b | Second | | |", *fixed, "| | end group | | | | |",
    )  # fmt: skip
    layout = layout_of(form, LETTER)
    told, moved = ({slot.keys: slot for slot in page.slots} for page in layout.pages)
    assert moved.keys() == {(f"q{n}",) for n in range(24)}
    assert told["told",].lines > 5
    assert layout.plan.tall
    assert told["name",].rect.height > moved["q0",].rect.height
    filled = with_room(layout, {"told": "word " * 150})
    assert len(filled.pages) == 2


def test_a_repeat_has_no_more_blank_lines_than_its_author_asked_for() -> None:
    form = _of_rows(
        "| | begin repeat | few | Few | | 5 |", "| | text | a | A | w4 | |", "| | end repeat | | | | |",
        "| | begin repeat | many | Many | | |", "| | text | b | B | w4 | |", "| | end repeat | | | | |",
    )  # fmt: skip
    layout = layout_of(form, LETTER)
    assert _lines(layout, "few") == 5
    assert _lines(layout, "many") > 10
    filled = fitted(layout, {"few": [{"a": str(n)} for n in range(7)]}, {})
    assert _lines(filled, "few") == 7


def test_room_for_answers_takes_blank_lines_only_as_many_as_it_needs() -> None:
    form = _of_rows("| | begin repeat | lines | Lines | | |", "| | text | a | A | w4 | |", "| | end repeat | | | | |")
    blank = layout_of(form, LETTER)
    roomy = fitted(blank, {"lines": [{"a": "x"}]}, {("lines", 0, "a"): 4})
    assert len(roomy.pages) == 1
    assert _lines(blank, "lines") - 3 <= _lines(roomy, "lines") < _lines(blank, "lines")


def test_one_line_more_lowers_the_rows_before_it_takes_a_page() -> None:
    rows = [f"| | text | q{n} | Question {n} | w4 | |" for n in range(18)]
    form = _of_rows(
        *rows, "| | begin repeat | lines | Lines | | |", "| | text | a | A | w4 | |", "| | end repeat | | | | |"
    )
    blank = layout_of(form, LETTER)
    used = _lines(blank, "lines")
    roomy = fitted(blank, {"lines": [{"a": "x"}] * (used + 1)}, {})
    assert (len(blank.pages), len(roomy.pages)) == (1, 1)
    assert LEAST_ROW <= roomy.plan.row < blank.plan.row


def test_a_form_with_a_code_list_has_a_layout_without_it_for_batches() -> None:
    choices = "\n".join(f"| | c | n{n:03} | Name of choice {n} |" for n in range(400))
    form = builders.form(
        "| survey |\n| | type | name | label |\n| | select_one c | town | Town |\n| | text | note | Note |\n"
        "| choices |\n| | list_name | name | label |\n" + choices
    )
    alone, batch = layouts_of(form, LETTER)
    assert len(batch.pages) == 1 < len(alone.pages)
    assert alone.digest != batch.digest
    assert {slot.keys for slot in slots_of(alone)} == {slot.keys for slot in slots_of(batch)}
    assert len(list(layouts_of(builders.order_form(), LETTER))) == 1
