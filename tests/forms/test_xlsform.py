import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Form, Group, Question
from continuity_app.forms.definition_json import decode_form, encode_form
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.xlsform import compile_xlsform, read_xlsform
from tests.builders import form

WIDE = """
    | survey |
    | | type | name | label::English (en) | label::Español (es) | hint::English (en) | guidance_hint::English (en) | required | required_message::English (en) | constraint | constraint_message::Español (es) | appearance | default | choice_filter | trigger | calculation | repeat_count | parameters | media::image::English (en) | relevant | read_only | kit:comb | body::kit:key |
    | | text | a | A | Aes | Hint | Guide | yes | Please | . != 'x' | No x | W2 Multiline | today() | | | | | | | | | 17 | yes |
    | | select_one list or_other | b | B | | | | | | | | likert | | | | | | | pic.png | ${a} = 3 | | | |
    | | select_multiple_from_file foo.csv | c | C | | | | | | | | minimal | | code=${b} | | | | value=id label=nm | | | | | |
    | | begin_repeat | r | R | | | | | | | | field-list | | | | | ${a}+1 | | | | | | |
    | | select_one ${n} | d | D | | | | | | | | | | | | | | | | | | | |
    | | text | n | N | | | | | | | | | | | | | | | | | | | |
    | | begin_repeat | s | S | | | | | | | | | | | | | | | | | | | |
    | | integer | deep | Deep | | | | | | | | | | | | | | | | | | | |
    | | end_repeat | | | | | | | | | | | | | | | | | | | | | |
    | | end_repeat | | | | | | | | | | | | | | | | | | | | | |
    | | rank list | e | E | | | | | | | | | | | | | | | | | | | |
    | | range | f | F | | | | | | | | | 3 | | | | | start=1 end=5 step=1 | | | | | |
    | | dateTime | g | G | | | | | | | | | | | ${a} | now() | | | | | | | |
    | | begin_group | tl | TL | | | | | | | | table-list | | | | | | | | | | | |
    | | select_one list | t1 | T1 | | | | | | | | | | | | | | | | | | | |
    | | select_one list | t2 | T2 | | | | | | | | | | | | | | | | | | | |
    | | end_group | | | | | | | | | | | | | | | | | | | | | |
    | | select_one_external towns | ext | Ext | | | | | | | | | | st=${b} | | | | | | | | | |
    | | photo | pic | Pic | | | | | | | | signature | | | | | | | | | | | |
    | | start | start | | | | | | | | | | | | | | | | | | | | |
    | | note | | hi ${a} | | | | | | | | | | | | | | | | | | | |
    | choices |
    | | list_name | name | label::English (en) | label::Español (es) | region |
    | | list | p | P | Pe | n |
    | | list | q | Q | Qe | s |
    | external_choices |
    | | list_name | name | label | st |
    | | towns | t1 | T1 | p |
    | settings |
    | | form_title | form_id | version | style | default_language |
    | | Wide | wide | 3 | pages | English (en) |
"""  # noqa: E501 - a form is a table
TABLES = {"foo.csv": b"id,nm,code\n1,One,p\n2,Two,q\n"}


@pytest.fixture(scope="module")
def wide() -> Form:
    return form(WIDE, tables=TABLES)


def find(made: Form, *path: str) -> Question:
    items, found = made.items, None
    for name in path:
        found = next(item for item in items if item.path[-1] == name)
        items = found.children if isinstance(found, Group) else ()
    assert isinstance(found, Question)
    return found


def test_nothing_of_a_form_is_lost(wide: Form) -> None:
    assert (wide.id, wide.title, wide.version, wide.languages) == (
        "wide",
        "Wide",
        "3",
        ("English (en)", "Español (es)"),
    )
    a = find(wide, "a")
    assert (a.required, a.constraint, a.default, a.dynamic_default) == ("true()", ". != 'x'", "today()", True)
    assert a.label == {"English (en)": "A", "Español (es)": "Aes"}
    assert (a.hint, a.guidance) == ({"English (en)": "Hint"}, {"English (en)": "Guide"})
    assert a.required_message == {"English (en)": "Please"}
    assert a.constraint_message == {"Español (es)": "No x"}
    assert (a.appearance, a.kit, a.row) == (("w2", "multiline"), {"comb": "17", "key": "yes"}, 2)
    b = find(wide, "b")
    assert (b.or_other, b.relevant, b.media) == (True, "${a} = 3", {"image": {"English (en)": "pic.png"}})
    assert find(wide, "b_other").type == "text"
    assert find(wide, "g").trigger == ("a",)
    assert find(wide, "f").parameters == {"start": "1", "end": "5", "step": "1"}
    assert find(wide, "pic").type == "image"
    assert find(wide, "tl", "t2").appearance == ("list-nolabel",)
    repeat = next(item for item in wide.items if item.path == ("r",))
    assert isinstance(repeat, Group)
    assert (repeat.repeat, repeat.count) == (True, "${r_count}")
    assert find(wide, "r", "s", "deep").path == ("r", "s", "deep")


def test_choices_come_from_sheets_and_tables(wide: Form) -> None:
    assert [(c.name, c.filters) for c in wide.choices["list"]][:2] == [("p", {"region": "n"}), ("q", {"region": "s"})]
    assert wide.choices[find(wide, "ext").choices][0].filters == {"st": "p"}
    listed = wide.choices[find(wide, "c").choices]
    assert [(c.name, c.label["English (en)"], c.filters["code"]) for c in listed] == [
        ("1", "One", "p"),
        ("2", "Two", "q"),
    ]
    filling = Filling(wide, {"a": 3, "b": "q"})
    assert [choice.name for choice in filling.choices(("c",))] == ["2"]


def test_a_table_that_is_missing_is_told_and_its_choice_takes_any_answer() -> None:
    table = """
    | survey |
    | | type | name | label | calculation |
    | | select_one_from_file t.csv | a | A | |
    | | calculate | b | | pulldata('prices', 'price', 'part', ${a}) |
    """
    read = read_xlsform(table.encode(), "parts.md", tables={})
    assert ["t does" in read.notes[0], "Row 2" in read.notes[0]] == [True, True]
    assert ["prices does" in read.notes[1], "Row 3" in read.notes[1]] == [True, True]
    assert Filling(read.form, {"a": "whatever"}).problems() == []
    whole = read_xlsform(
        table.encode(), "parts.md", tables={"t.csv": b"name,label\nx,X\n", "prices.csv": b"part,price"}
    )
    assert whole.notes == ()


def test_only_the_tables_that_a_form_names_are_looked_at() -> None:
    table = "| survey |\n| | type | name | label |\n| | select_one_from_file t.csv | a | A |\n"
    made = form(table, tables={"t.csv": b"name,label\nx,X\n", "customers.csv": b"name,name\nSecret,Secret\n"})
    assert made.tables == {"t": ({"name": "x", "label": "X"},)}


GEOJSON = b"""{"type": "FeatureCollection", "features": [
 {"type": "Feature", "id": "p1", "properties": {"title": "Pump", "depth": 3, "dry": false, "note": null},
  "geometry": {"type": "Point", "coordinates": [36.8, -1.3]}},
 {"type": "Feature", "properties": {"id": "p2", "title": "Well"},
  "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}]}"""
XML = b"<root><item><name>x</name><label>Red</label></item><item><name>y</name><label>Blue</label></item></root>"


def test_tables_come_as_geojson_and_xml_too() -> None:
    table = """
    | survey |
    | | type | name | label | calculation |
    | | select_one_from_file pumps.geojson | a | A | |
    | | select_one_from_file colours.xml | b | B | |
    | | calculate | c | | instance('pumps')/root/item[id=${a}]/geometry |
    """
    made = form(table, tables={"pumps.geojson": GEOJSON, "colours.xml": XML})
    filling = Filling(made, {"a": "Well", "b": "Red"})
    assert filling.problems() == []
    assert filling.values == {"a": "p2", "b": "x", "c": "2 1 0 0; 4 3 0 0"}
    assert made.tables["pumps"][0] == {
        "title": "Pump",
        "depth": "3",
        "dry": "false",
        "note": "",
        "id": "p1",
        "geometry": "-1.3 36.8 0 0",
    }


def test_a_choice_that_is_searched_in_a_table_takes_what_stands_there() -> None:
    table = """
    | survey |
    | | type              | name | label | appearance             |
    | | select_one towns  | a    | A     | minimal search('places') |
    | choices |
    | | list_name | name | label |
    | | towns     | code | title |
    | | towns     | 99   | Other |
    """
    without = read_xlsform(table.encode(), "a.md", tables={})
    assert "places does not lie beside" in without.notes[0]
    assert Filling(without.form, {"a": "anything"}).problems() == []
    filling = Filling(form(table, tables={"places.csv": b"code,title\nx1,Rome\nx2,Oslo\n"}), {"a": "oslo"})
    assert [(c.name, c.label["default"]) for c in filling.choices(("a",))] == [
        ("x1", "Rome"),
        ("x2", "Oslo"),
        ("99", "Other"),
    ]
    assert filling.values == {"a": "x2"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.geojson", b"[]"),
        ("t.geojson", b'{"features": [{"geometry": {"coordinates": ["x"]}}]}'),
        ("t.xml", b"<root>"),
        ("t.xml", b'<!DOCTYPE r [<!ENTITY a "b">]><r><i><name>&a;</name></i></r>'),
        ("t.csv", b"name,name\n1,2\n"),
    ],
)
def test_a_table_that_is_none_is_told_by_its_name(name: str, data: bytes) -> None:
    table = f"| survey |\n| | type | name | label |\n| | select_one_from_file {name} | a | A |\n"
    with pytest.raises(BadDataError) as caught:
        form(table, tables={name: data})
    assert (caught.value.code, caught.value.details[0]["file"]) == ("form.table", name)


def test_a_definition_is_the_same_after_its_journey(wide: Form) -> None:
    data = encode_form(wide)
    assert decode_form(data) == wide
    assert encode_form(decode_form(data)) == data


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"id":1}', b'{"items":[{"type":3}]}', b"\xff"])
def test_a_damaged_definition_is_refused(damage: bytes) -> None:
    with pytest.raises(BadDataError):
        decode_form(damage)


def refusal(table: str) -> dict[str, object]:
    with pytest.raises(BadDataError) as caught:
        form(table)
    return {"code": caught.value.code, "message": caught.value.message, **caught.value.details[0]}


SURVEY = "| survey |\n| | type | name | label | relevant | calculation | constraint |\n| | text | a | A | | | |\n"


def test_an_unknown_function_is_told_by_sheet_row_and_column() -> None:
    told = refusal(SURVEY + "| | text | b | B | slected(${a}, 'x') | | |\n")
    assert (told["code"], told["sheet"], told["row"], told["column"]) == ("form.expression", "survey", 3, "relevant")
    assert "no function slected(); the nearest is selected()" in str(told["problem"])
    assert "row 3, column relevant" in str(told["message"])


def test_a_cycle_is_told_with_its_names() -> None:
    told = refusal(SURVEY + "| | calculate | b | | | ${c} + 1 | |\n| | calculate | c | | | ${b} + 1 | |\n")
    assert told["column"] == "calculation"
    assert "depends on itself" in str(told["problem"])
    assert "b" in str(told["problem"])
    assert "c" in str(told["problem"])


def test_a_question_that_depends_on_its_own_relevance_is_a_cycle() -> None:
    assert refusal(SURVEY + "| | text | b | B | ${b} = 1 | | |\n")["column"] == "relevant"
    assert form(SURVEY + "| | text | b | B | | | . != ${a} and ${b} != 'x' |\n").items


def test_a_calculation_may_keep_what_stands_there_but_not_grow_from_it() -> None:
    kept = form(SURVEY + "| | text | b | B | | coalesce(${b}, ${a}) | |\n")
    assert Filling(kept, {"a": "x"}).values["b"] == "x"
    assert Filling(kept, {"a": "x", "b": "y"}).values["b"] == "y"
    assert refusal(SURVEY + "| | integer | b | B | | ${b} + 1 | |\n")["column"] == "calculation"


def test_a_group_may_be_relevant_by_what_stands_inside_it() -> None:
    made = form("""
    | survey |
    | | type | name | label | relevant | default |
    | | begin_group | inputs | Inputs | ./source = 'user' | |
    | | text | source | Source | | user |
    | | text | who | Who | | |
    | | end_group | | | | |
    """)
    filling = Filling(made, {"who": "Ana"})
    assert filling.values == {"source": "user", "who": "Ana"}
    filling.put(("inputs", "source"), "machine")
    assert filling.values == {}
    filling.put(("inputs", "source"), "user")
    assert filling.values == {"source": "user", "who": "Ana"}


def test_pyxform_s_own_errors_carry_row_and_column() -> None:
    told = refusal(SURVEY + "| | text | 1b | B | | | |\n")
    assert (told["code"], told["row"], told["column"]) == ("form.invalid", 3, "name")
    told = refusal(SURVEY + "| | text | b | ${nowhere} | | | |\n")
    assert (told["code"], told["row"]) == ("form.invalid", 3)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(BadDataError) as caught:
        form(SURVEY + "| | text | b | B | foo() | | bar( |\n| | text | c | C | baz() | | |\n")
    assert [(d["row"], d["column"]) for d in caught.value.details] == [
        (3, "relevant"),
        (3, "constraint"),
        (4, "relevant"),
    ]


def test_an_unknown_check_is_told() -> None:
    table = "| survey |\n| | type | name | label | kit:check |\n| | text | a | A | vni |\n"
    told = refusal(table)
    assert (told["row"], told["column"]) == (2, "kit:check")


def test_columns_of_the_kit_are_read_where_no_language_is_named() -> None:
    table = "| survey |\n| | type | name | label | kit:money |\n| | decimal | a | A | yes |\n"
    question = form(table).items[0]
    assert question.kit == {"money": "yes"}
    assert question.row == 2


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.xlsx"),
        (b"PK\x03\x04nonsense", "broken.xlsx"),
        (b"\x89PNG", "picture.xlsx"),
        (b"a,b\n1,2\n", "t.csv"),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_words(data: bytes, name: str) -> None:
    with pytest.raises(BadDataError) as caught:
        compile_xlsform(data, name)
    assert caught.value.code in ("form.unreadable", "form.invalid")
    assert name in caught.value.message


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nope/>")
    with pytest.raises(BadDataError):
        compile_xlsform(packed.getvalue(), "odd.xlsx")


def test_what_pyxform_warns_of_is_passed_on() -> None:
    table = "| survey |\n| | type | name | label | label::Español (es) | hint |\n| | text | a | A | Aes | h |\n"
    assert any("Español (es)" in note for note in read_xlsform(table.encode(), "x.md").notes)


NAMES = st.sampled_from(["a", "b", "c", "lines", "x", "1", "", "a b"])
TYPES = st.sampled_from(
    ["text", "integer", "begin_group", "end_group", "begin_repeat", "end_repeat", "select_one l", "calculate", "zzz"]
)
CELLS = st.sampled_from(["", "${a}", "1 + 1", "sum(${x})", "foo()", "(", "${lines}", "../b", "position(..)", "'"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TYPES, NAMES, CELLS, CELLS), max_size=8))
def test_any_table_becomes_a_form_or_an_error_in_words(rows: list[tuple[str, str, str, str]]) -> None:
    table = "| survey |\n| | type | name | label | relevant | calculation |\n"
    table += "".join(f"| | {kind} | {name} | L | {relevant} | {calc} |\n" for kind, name, relevant, calc in rows)
    table += "| choices |\n| | list_name | name | label |\n| | l | p | P |\n"
    with contextlib.suppress(BadDataError):
        made = compile_xlsform(table.encode(), "odd.md")
        assert decode_form(encode_form(made)) == made
        Filling(made, {"a": "1"}).problems()


@pytest.mark.parametrize(("data", "name"), [(b"", "a.xlsx"), (b"%PDF-1.7", "a.pdf"), (b"\x00" * 99, "a.xlsx")])
def test_what_is_no_form_at_all_is_told_in_our_words(data, name):
    with pytest.raises(BadDataError) as caught:
        compile_xlsform(data, name)
    assert caught.value.code == "form.unreadable"
    assert "not an XLSForm" in caught.value.message


def test_a_form_that_asks_nothing_is_taken_and_told():
    compiled = read_xlsform(b"| survey |\n|  | type | name | label |\n", "a.md")
    assert (compiled.form.items, "asks nothing" in compiled.notes[0]) == ((), True)
    assert Filling(compiled.form, {}).problems() == []


def test_a_picture_without_a_kind_is_kept_as_it_is_named() -> None:
    (question,) = form("| survey |\n| | type | name | media |\n| | text | c | m.png |\n").items
    assert isinstance(question, Question)
    assert list(question.media) == ["media"]
