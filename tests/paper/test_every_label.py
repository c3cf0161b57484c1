"""Every label of a form stands on its sheet: of questions, choices, notes and groups, wherever the layout puts them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.forms.definition import Form
from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import Words
from tests import builders

CHOICES = """
| choices |
| | list_name | name | label |
| | yn        | y    | Certainly |
| | yn        | n    | Never |
| | town      | melbourne | Melbourne |
"""


def said(form: Form) -> str:
    """All that is printed, without spaces: a long word may be broken."""
    pages = layout_of(form, LETTER).pages
    return re.sub(r"\W", "", "".join(mark.text for page in pages for mark in page.marks if isinstance(mark, Words)))


def missing(table: str, *labels: str) -> list[str]:
    told = said(builders.form(table + CHOICES))
    return [label for label in labels if any(word not in told for word in re.findall(r"\w+", label))]


def test_groups_inside_a_table_of_lines_stand_over_their_columns() -> None:
    table = """
    | survey |
    | | type          | name  | label    | relevant |
    | | begin_repeat  | child | Children |          |
    | | text          | name  | Name     |          |
    | | begin_group   | info  | Facts on the child | |
    | | integer       | age   | Age      |          |
    | | begin_group   | shots | Shots given | ${age} > 5 |
    | | select_one yn | bcg   | BCG      |          |
    | | end_group     |       |          |          |
    | | end_group     |       |          |          |
    | | end_repeat    |       |          |          |
    """
    labels = ("Children", "Facts on the child", "Shots given", "if Age is over 5", "Name", "BCG", "Certainly")
    assert missing(table, *labels) == []
    empty = ("| | begin_group | e | Nothing to fill | |", "| | hidden | c | | |", "| | end_group | | | |", "")
    within = table.replace("| | end_repeat", "\n    ".join(empty) + "| | end_repeat")
    assert missing(within, *labels, "Nothing to fill") == []


def test_a_group_without_questions_still_says_its_name() -> None:
    table = """
    | survey |
    | | type        | name   | label         |
    | | begin_group | inputs | Patient chosen |
    | | hidden      | source |               |
    | | begin_group | deep   | Deeper still  |
    | | hidden      | other  |               |
    | | end_group   |        |               |
    | | end_group   |        |               |
    | | text        | name   | Name          |
    """
    assert missing(table, "Patient chosen", "Deeper still", "Name") == []


def test_the_label_over_a_matrix_is_a_heading() -> None:
    table = """
    | survey |
    | | type          | name | label             | appearance  |
    | | select_one yn | head | Rate what follows | label       |
    | | select_one yn | one  | Speed             | list-nolabel |
    | | select_one yn | two  | Kindness          | list-nolabel |
    """
    assert missing(table, "Rate what follows", "Speed", "Kindness", "Certainly", "Never") == []


def test_a_word_that_is_broken_over_a_narrow_column_stays_in_order() -> None:
    table = (
        """
    | survey |
    | | type              | name | label | appearance   |
    | | select_one purpose | one  | Men   | list-nolabel |
    | | select_one purpose | two  | Women | list-nolabel |
    """
        + CHOICES
        + "".join(f"| | purpose | p{n} | Incomprehensibilities{n} |\n" for n in range(7))
    )
    told = said(builders.form(table))
    assert [n for n in range(7) if f"Incomprehensibilities{n}" not in told] == []


@pytest.mark.parametrize("before", ["", "| | text | first | First |"])
def test_what_the_letters_over_boxes_mean_is_said_wherever_the_table_stands(before: str) -> None:
    table = f"""
    | survey |
    | | type            | name  | label  |
    | | begin_group     | outer | Around |
    {before}
    | | begin_repeat    | trip  | Trips  |
    | | select_one town | town  | Town   |
    | | end_repeat      |       |        |
    | | end_group       |       |        |
    """
    assert missing(table, "Trips", "Town", "Melbourne") == []


KINDS = st.sampled_from(("text", "integer", "select_one yn", "select_multiple town", "note", "image", "hidden", "date"))
LOOKS = st.sampled_from(("", "w1", "w4", "multiline", "minimal", "label", "list-nolabel", "likert", "signature"))
AROUND = st.sampled_from(("begin_group", "begin_repeat", "begin_group"))


@settings(max_examples=40, deadline=None)
@given(st.recursive(st.tuples(KINDS, LOOKS), lambda inner: st.tuples(AROUND, st.lists(inner, min_size=1, max_size=4))))
def test_any_nesting_prints_every_label(tree: object) -> None:
    rows: list[str] = []
    labels: list[str] = []

    def add(node: object) -> None:
        kind, rest = node  # type: ignore[misc]
        number = len(rows)
        label = f"Label{number} of {number}th"
        if kind != "hidden":
            labels.append(label)
        rows.append(f"| | {kind} | n{number} | {label} | {rest if isinstance(rest, str) else ''} |")
        for inner in () if isinstance(rest, str) else rest:
            add(inner)
        if not isinstance(rest, str):
            rows.append(f"| | {kind.replace('begin', 'end')} | | | |")

    add(tree)
    table = "\n".join(["| survey |", "| | type | name | label | appearance |", *rows, "| | text | last | Last | |"])
    assert missing(table, *labels) == []
