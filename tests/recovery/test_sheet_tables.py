"""Captured sheets as tables: lines apart, columns in the form's order, nothing left behind."""

from hypothesis import given
from hypothesis import strategies as st

from continuity_app.forms.definition import Form, Group, Question
from continuity_app.recovery.sheet_tables import CapturedSheet, sheet_tables


def question(name, kind="text"):
    return Question(name=name, path=(name,), type=kind)


ORDER = Form(
    id="repair_order",
    title="Repair order",
    version="1",
    languages=("default",),
    items=(
        question("hello", "note"),
        Group("who", ("who",), children=(question("phone"), question("name"))),
        Group(
            "lines",
            ("lines",),
            repeat=True,
            children=(
                question("operation"),
                question("hours", "decimal"),
                Group("parts", ("lines", "parts"), repeat=True, children=(question("part"),)),
            ),
        ),
        question("total", "calculate"),
    ),
)


def tables(*sheets, form=ORDER):
    made = sheet_tables(
        "sheets-repair_order",
        form,
        ("serial", "state"),
        [CapturedSheet(serial, (serial, "captured"), values) for serial, values in sheets],
    )
    return {table.name: table for table in made}


def test_a_sheet_is_a_row_in_the_forms_order():
    made = tables(("7K3-0001-1", {"total": 294, "name": "Łukasz", "phone": "+14155552671"}))["sheets-repair_order"]
    assert made.columns == ("serial", "state", "phone", "name", "total")
    assert made.rows == (("7K3-0001-1", "captured", "+14155552671", "Łukasz", 294),)


def test_lines_stand_apart_with_the_serial_of_their_sheet():
    lines = [
        {"operation": "Replace wheel bearing", "hours": 1.8, "parts": [{"part": "A1"}, {"part": "A2"}]},
        {"operation": "Road test", "hours": 0.3},
    ]
    made = tables(("S1", {"lines": lines}), ("S2", {"lines": lines[1:]}))
    assert made["sheets-repair_order-lines"].columns == ("parent_serial", "lines_line", "operation", "hours")
    assert made["sheets-repair_order-lines"].rows == (
        ("S1", 1, "Replace wheel bearing", 1.8),
        ("S1", 2, "Road test", 0.3),
        ("S2", 1, "Road test", 0.3),
    )
    parts = made["sheets-repair_order-lines-parts"]
    assert parts.columns == ("parent_serial", "lines_line", "parts_line", "part")
    assert parts.rows == (("S1", 1, 1, "A1"), ("S1", 1, 2, "A2"))


def test_what_the_form_does_not_ask_leaves_too():
    made = tables(("S1", {"name": "Ana", "old_question": "kept", "serial": "from the customer"}))
    table = made["sheets-repair_order"]
    assert dict(zip(table.columns, table.rows[0], strict=True)) == {
        "serial": "S1",
        "state": "captured",
        "phone": None,
        "name": "Ana",
        "total": None,
        "old_question": "kept",
        "serial_2": "from the customer",
    }


def test_a_form_that_is_not_here_still_gives_its_sheets():
    made = tables(("S1", {"a": 1, "rows": [{"x": "y"}]}), form=None)
    assert made["sheets-repair_order"].columns == ("serial", "state", "a")
    assert made["sheets-repair_order-rows"].rows == (("S1", 1, "y"),)


LEAF = st.text(max_size=5) | st.integers() | st.none() | st.lists(st.text(min_size=1, max_size=3), max_size=2)
VALUES = st.recursive(
    st.dictionaries(st.sampled_from("abcde"), LEAF, max_size=4),
    lambda inner: st.dictionaries(st.sampled_from("abcde"), LEAF | st.lists(inner, min_size=1, max_size=3), max_size=4),
    max_leaves=12,
)


def leaves(values):
    for value in values.values():
        if isinstance(value, list) and value and all(isinstance(line, dict) for line in value):
            for line in value:
                yield from leaves(line)
        elif value is not None and value != []:
            yield repr(value)


@given(st.lists(VALUES, max_size=4))
def test_every_value_stands_in_exactly_one_cell(sheets):
    made = tables(*((f"S{n}", values) for n, values in enumerate(sheets)), form=None)
    fronts = {"serial", "state", "parent_serial"}
    cells = [
        repr(cell)
        for table in made.values()
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if column not in fronts and "_line" not in column and cell is not None and cell != []
    ]
    assert sorted(cells) == sorted(leaf for values in sheets for leaf in leaves(values))
