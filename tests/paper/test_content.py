"""What stands on a sheet: sections, kinds of cells, nothing dropped."""

import dataclasses

from continuity_app.forms.definition import Group, Question
from continuity_app.paper.asked import UNSEEN, every
from continuity_app.paper.content import content_of
from continuity_app.paper.elements import (
    Cell,
    CellKind,
    CodeList,
    Grid,
    Heading,
    Lines,
    Matrix,
    Part,
    Prose,
    Repeat,
    Section,
    Totals,
)
from continuity_app.paper.wording import Wording
from tests import builders


def sections_of(table: str) -> tuple[Section, ...]:
    form = builders.form(table)
    return content_of(form, Wording(form))


def cells_in(parts: tuple[Part, ...]) -> list[Cell]:
    found: list[Cell] = []
    for part in parts:
        if isinstance(part, Grid | Matrix):
            found += part.cells
        elif isinstance(part, Lines):
            found.append(part.cell)
        elif isinstance(part, Repeat):
            found += part.cells or cells_in(part.parts)
    return found


def cell(sections: tuple[Section, ...], name: str) -> Cell:
    return next(c for s in sections for c in cells_in(s.parts) if c.question.name == name)


def test_the_order_has_a_section_for_each_group_and_for_its_lines() -> None:
    form = builders.order_form()
    sections = content_of(form, Wording(form))
    assert [(s.letter, s.label.first) for s in sections] == [("A", "Customer"), ("B", "Lines"), ("", "")]
    lines = sections[1].parts[0]
    assert isinstance(lines, Repeat)
    assert [c.question.name for c in lines.cells] == ["operation", "hours", "pay_type", "amount"]
    assert lines.cells[-1].decimals == 2
    totals = sections[2].parts[0]
    assert isinstance(totals, Totals)
    assert [(t.label, t.question.name, t.decimals) for t in totals.totals] == [("Total", "total", 2)]


def test_each_kind_of_question_has_its_way_of_being_answered() -> None:
    kinds = {
        "customer_name": CellKind.WRITE,
        "vin": CellKind.COMB,
        "wait": CellKind.TICKS,
        "care": CellKind.TICKS,
        "due": CellKind.MOMENT,
        "agreed": CellKind.ACKNOWLEDGE,
        "signature": CellKind.SIGNATURE,
    }
    form = builders.order_form()
    sections = content_of(form, Wording(form))
    assert {name: cell(sections, name).kind for name in kinds} == kinds
    assert cell(sections, "vin").comb == 17
    assert cell(sections, "customer_name").required
    assert not cell(sections, "vin").required
    assert cell(sections, "care").condition == "if Customer waits is No"


def test_what_paper_cannot_do_is_a_box_to_attach_and_nothing_is_dropped() -> None:
    types = [
        "audio",
        "video",
        "image",
        "file",
        "geotrace",
        "geoshape",
        "geopoint",
        "barcode",
        "range",
        "time",
        "dateTime",
    ]
    rows = "\n".join(f"|        | {kind} | q_{kind.lower()} | Label {kind} |" for kind in types)
    form = builders.form(f"| survey |\n|        | type | name | label |\n{rows}\n|        | start | began | |")
    sections = content_of(form, Wording(form))
    assert [c.question.type for c in cells_in(sections[0].parts)] == types
    attached = {c.question.type for c in cells_in(sections[0].parts) if c.kind is CellKind.ATTACH}
    assert attached == {"audio", "video", "image", "file", "geotrace", "geoshape"}


def test_a_long_list_is_written_by_code_and_a_very_long_one_in_full() -> None:
    def choices(name: str, count: int) -> str:
        return "\n".join(f"|         | {name} | c{n} | City {n} |" for n in range(count))

    sections = sections_of(
        "| survey |\n|        | type | name | label |\n"
        "|        | select_one short | a | A |\n|        | select_one long | b | B |\n"
        "|        | select_one huge | c | C |\n"
        f"| choices |\n|         | list_name | name | label |\n"
        f"{choices('short', 24)}\n{choices('long', 25)}\n{choices('huge', 10001)}"
    )
    assert cell(sections, "a").kind is CellKind.TICKS
    assert (cell(sections, "b").kind, cell(sections, "b").list_code) == (CellKind.CODE, "K1")
    assert cell(sections, "c").kind is CellKind.CODE
    assert "10001" in cell(sections, "c").hint
    codes = sections[-1].parts[0]
    assert isinstance(codes, CodeList)
    assert codes.entries[24] == ("C24", "City 24")


def test_questions_that_share_their_choices_become_a_matrix() -> None:
    sections = sections_of("""
        | survey |
        |        | type          | name | label    | appearance |
        |        | begin group   | docs | Documents | table-list |
        |        | select_one yn | one  | First    |            |
        |        | select_one yn | two  | Second   |            |
        |        | end group     |      |          |            |
        | choices |
        |         | list_name | name | label |
        |         | yn        | yes  | Yes   |
        |         | yn        | no   | No    |
    """)
    matrix = next(part for part in sections[0].parts if isinstance(part, Matrix))
    assert [c.question.name for c in matrix.cells] == ["one", "two"]
    assert [label for _, label in matrix.options] == ["Yes", "No"]


def test_nested_repeats_keep_all_their_parts() -> None:
    sections = sections_of("""
        | survey |
        |        | type         | name   | label  |
        |        | begin repeat | house  | House  |
        |        | text         | street | Street |
        |        | note         | said   | Ask for everybody in ${street} |
        |        | begin repeat | member | Member |
        |        | text         | name   | Name   |
        |        | end repeat   |        |        |
        |        | end repeat   |        |        |
    """)
    house = sections[0].parts[0]
    assert isinstance(house, Repeat)
    assert house.cells == ()
    assert [type(part) for part in house.parts] == [Grid, Prose, Heading, Repeat]
    assert "name" in [c.question.name for c in cells_in(house.parts)]


def test_shipped_forms_show_every_question() -> None:
    from continuity_app.forms.library import FormLibrary, shipped_documents  # noqa: PLC0415
    from continuity_app.progress import finish  # noqa: PLC0415

    library = FormLibrary(finish(shipped_documents(["dealer", "generic"])))
    for form in library.list():
        shown = {c.question.name for s in content_of(form, Wording(form)) for c in cells_in(s.parts)}
        asked = {q.name for q in every(form.items) if isinstance(q, Question) and q.type not in UNSEEN}
        computed = {q.name for q in every(form.items) if isinstance(q, Question) and q.type in ("calculate", "note")}
        labels = {q.name for q in every(form.items) if not isinstance(q, Group) and "label" in q.appearance}
        assert asked - computed - labels <= shown, form.id


def test_a_labelled_calculation_is_shown_where_it_is_a_number() -> None:
    sections = sections_of("""
        | survey |
        |        | type      | name  | label     | calculation                |
        |        | integer   | n     | How many  |                            |
        |        | calculate | twice | Twice     | ${n} * 2                   |
        |        | calculate | where | OSM place | if(${n} = 1, 'here', 'there') |
        |        | calculate | inner |           | ${n} + 1                   |
    """)
    totals = [
        total.label
        for section in sections
        for part in section.parts
        if isinstance(part, Totals)
        for total in part.totals
    ]
    assert totals == ["Twice"]


def test_ranges_ranks_and_help_for_paper_are_said() -> None:
    sections = sections_of("""
        | survey |
        |        | type    | name  | label | guidance_hint | parameters    |
        |        | range   | mood  | Mood  |               | start=1 end=5 step=1 |
        |        | rank yn | order | Order |               |               |
        |        | text    | tag   | Tag   | on the key    |               |
        | choices |
        |         | list_name | name | label |
        |         | yn        | a    | A     |
        |         | yn        | b    | B     |
    """)
    assert [cell(sections, name).hint for name in ("mood", "order", "tag")] == [
        "from 1 to 5",
        "number them, 1 first",
        "on the key",
    ]


def test_another_answer_is_a_box_with_a_line_to_write_on() -> None:
    sections = sections_of("""
        | survey |
        |        | type                   | name | label |
        |        | select_one yn or_other | why  | Why   |
        | choices |
        |         | list_name | name | label |
        |         | yn        | a    | A     |
    """)
    assert [label for _, label in cell(sections, "why").options] == ["A", "Other"]
    assert cell(sections, "why_other").condition == "if Why is Other"


def test_a_sentence_under_a_heading_is_kept() -> None:
    form = builders.order_form()
    group = form.items[0]
    assert isinstance(group, Group)
    told = dataclasses.replace(group, kit={"intro": "check aloud"})
    changed = dataclasses.replace(form, items=(told, *form.items[1:]))
    assert content_of(changed, Wording(changed))[0].intro == "check aloud"


def test_what_is_needed_on_a_condition_says_so_instead_of_a_star() -> None:
    sections = sections_of("""
        | survey  |
        |         | type          | name   | label  | required            |
        |         | select_one do | action | Action | yes                 |
        |         | decimal       | amount | Amount | ${action} = 'pay'   |
        |         | text          | whom   | Whom   | string-length(.) > 3 |
        | choices |
        |         | list_name     | name   | label  |
        |         | do            | pay    | Pay    |
        |         | do            | hold   | Hold   |
    """)
    amount = cell(sections, "amount")
    assert (amount.required, amount.hint) == (False, "needed if Action is Pay")
    assert cell(sections, "action").required
    assert cell(sections, "whom").required


def test_a_table_list_keeps_its_label_as_the_heading_of_its_section() -> None:
    sections = sections_of("""
        | survey  |
        |         | type          | name | label     | appearance |
        |         | begin group   | docs | Documents | table-list |
        |         | select_one yn | a    | Contract  |            |
        |         | select_one yn | b    | Receipt   |            |
        |         | end group     |      |           |            |
        | choices |
        |         | list_name     | name | label     |
        |         | yn            | y    | Yes       |
        |         | yn            | n    | No        |
    """)
    assert [(s.letter, s.label.first) for s in sections] == [("A", "Documents")]
    assert [type(part) for part in sections[0].parts] == [Matrix]


def test_the_named_marks_of_a_range_are_said() -> None:
    sections = sections_of("""
        | survey |
        | | type  | name | label | parameters                                            |
        | | range | q    | How   | start=2 end=9 step=1 tick_interval=2 tick_labelset=c1 |
        | choices |
        | | list_name | name | label |
        | | c1        | 2    | Bad  |
        | | c1        | 4    | Good |
    """)
    assert cell(sections, "q").hint == "from 2 to 9 · 2 Bad · 4 Good"


def test_a_sentence_that_ends_with_a_word_is_no_total() -> None:
    sections = sections_of("""
        | survey |
        | | type      | name | label                       | calculation    |
        | | calculate | item |                             | concat('a','b') |
        | | calculate | sum  |                             | 1 + 2          |
        | | note      | n    | All of this is about ${item}. |              |
        | | note      | m    | In all: ${sum}              |                |
    """)
    told = [part for section in sections for part in section.parts]
    assert [part.text for part in told if isinstance(part, Prose)] == ["All of this is about ${item}."]
    assert [total.label for part in told if isinstance(part, Totals) for total in part.totals] == ["In all"]


def test_a_column_is_headed_by_the_note_that_shows_its_number() -> None:
    (section,) = sections_of("""
        | survey |
        | | type         | name | label                   | calculation |
        | | begin repeat | r    | R                       |             |
        | | integer      | a    | A                       |             |
        | | calculate    | t    |                         | ${a} * 2    |
        | | note         | n    | Twice the amount: ${t}  |             |
        | | end repeat   |      |                         |             |
    """)
    (lines,) = section.parts
    assert isinstance(lines, Repeat)
    assert [one.label.first for one in lines.cells] == ["A", "Twice the amount"]
