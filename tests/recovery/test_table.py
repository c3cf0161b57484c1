"""Tables for machines: exact values, and no cell that becomes a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.recovery.table import Table, as_text, could_be_formula, read_table, write_table

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["=1+1", "+cmd|x", "-", "@SUM(A1)", "\t=1", "\r=1", "'=1", "+14155552671", "-4.5", '"', "a\nb", "a,b", ""]
)


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("text", ["+14155552671", "-4.5", "-12", "+442079460123", "4155552671", "a=b", "", "-1e-07"])
def test_numbers_and_phones_stand_exactly(text):
    written = write_table(Table("t", ("x",), ((text,),)))
    assert lines_of(written.data)[1] == ([text] if text else [""])
    assert written.guarded == ()


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+1", "-2+3", "\t=1", "\r=1", "-cmd", "+1 (415) 555-2671"]
)
def test_anything_that_could_run_gets_one_apostrophe_and_is_listed(text):
    written = write_table(Table("t", ("x", "y"), (("fine", "fine"), ("fine", text))))
    assert lines_of(written.data)[2] == ["fine", f"'{text}"]
    assert written.guarded == ((2, "y"),)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_a_table_comes_back_cell_by_cell(rows):
    table = Table("t", ("x", "y"), tuple(rows))
    written = write_table(table)
    assert read_table("t", written) == table
    assert not any(could_be_formula(cell) for line in lines_of(written.data) for cell in line)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_every_line_has_as_many_cells_as_the_header(rows):
    assert {len(line) for line in lines_of(write_table(Table("t", ("x", "y"), tuple(rows))).data)} == {2}


def test_what_is_not_text_has_one_spelling():
    assert as_text(None) == ""
    assert as_text(value=True) == "true"
    assert as_text(294.0) == "294.0"
    assert as_text(["red", "blue"]) == "red blue"
    assert as_text(["light red"]) == '["light red"]'
    assert as_text({"b": 1, "a": [2]}) == '{"a": [2], "b": 1}'
