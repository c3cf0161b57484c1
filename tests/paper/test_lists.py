"""Lists, reports and the recovery sheet: complete on paper, whatever their length."""

import io

from pypdf import PdfReader

from continuity_app.paper.listing import Cell, Column, draw_table
from continuity_app.paper.recovery_sheet import draw_recovery_sheet
from continuity_app.paper.report import Bar, Bars, Prose, Section, Table, draw_report
from tests import builders

COLUMNS = (
    Column("Customer", 2, Cell.STRONG),
    Column("Number to dial", 1.5),
    Column("Value", 1, Cell.NUMBER),
    Column("Outcome", 2, Cell.TICKS, ("reached", "no answer", "wrong number")),
    Column("Note", 3, Cell.WRITE),
)


def pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_a_call_list_has_every_row_and_its_head_on_every_page() -> None:
    rows = [(f"Núñez-{n:03}", "(415) 555-0100", "4,180", "", "") for n in range(90)]
    made = pages(draw_table("Call list", "Share of Ana", COLUMNS, rows, builders.sheet_context(), landscape=True))
    assert len(made) > 2
    assert all(sum(f"Núñez-{n:03}" in page for page in made) == 1 for n in range(90))
    assert all("Number to dial" in page for page in made)
    assert f"Page 2 of {len(made)}" in made[1]
    assert made[0].count("wrong number") == made[0].count("Núñez")


def test_a_day_sheet_carries_its_facts_and_notes() -> None:
    head = "3f9a771c" * 8
    made = pages(
        draw_table(
            "Day sheet", "", COLUMNS, [], builders.sheet_context(), facts=[("Journal head", head)], notes=["Keep."]
        )
    )
    assert head in "".join(made[0].split())
    assert "Keep." in made[0]


def test_a_long_text_is_broken_and_not_cut() -> None:
    note = "every word of this long note has to be there " * 12
    (page,) = pages(draw_table("List", "", [Column("A"), Column("B", 4)], [(note, "x")], builders.sheet_context()))
    assert page.count("every") == 12


def test_one_name_in_other_letters_keeps_no_list_and_no_report_from_being_printed() -> None:
    columns = [Column("Customer"), Column("Id")]
    (page,) = pages(draw_table("List", "𒀀", columns, [("𒀀 Ana", "C-1"), ("Ben", "C-2")], builders.sheet_context()))
    assert "? Ana C-1" in page
    assert "Ben C-2" in page
    assert "this print cannot show" in page
    parts = (Bars((Bar("𒀀𒀁𒀂", 0.5, "1 of 2"),)), Table(tuple(columns), (("𒀀𒀁𒀂𒀃", "C-3"),)), Prose(("𒀀",)))
    (page,) = pages(draw_report("Readiness", "", [Section("𒀃", parts)], builders.sheet_context()).data)
    assert "??? 1 of 2" in page
    assert "???? C-3" in page
    assert "this print cannot show" in page


def test_a_report_has_sections_tables_and_bars() -> None:
    parts = (
        Prose(("Of 2,700 customers 2,214 can be reached.",)),
        Bars((Bar("Fleet", 0.91, "91 % of 120"), Bar("Nobody", 0.0, "0 % of 0"), Bar("All", 1.4, "all"))),
        Table((Column("Segment"), Column("Customers", 1, Cell.NUMBER)), (("Fleet", "120"), ("Retail", "2,300"))),
    )
    made = draw_report(
        "Readiness", "", [Section("By segment", parts)] * 9, builders.sheet_context(), facts=[("A", "B")]
    )
    text = pages(made.data)
    assert len(text) == made.pages > 1
    assert " ".join(text).count("91 % of 120") == 9
    assert all(not page.rstrip().endswith("By segment") for page in text)


def test_the_recovery_sheet_shows_every_group_in_order() -> None:
    groups = [f"ABCD{n:02}Q" for n in range(14)]
    (page,) = pages(draw_recovery_sheet("Harbour Motors", "Harbour North", "ana", groups, "KEY:" + "".join(groups)))
    at = [page.index(group) for group in groups]
    assert at == sorted(at)
    assert "Harbour North" in page
    assert "envelope" in page
