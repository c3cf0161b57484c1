"""What a reader that speaks is told: the tree of elements of a PDF, with the text that belongs to each."""

import ctypes
import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf import PdfReader

from continuity_app.paper.listing import Cell, Column, draw_table
from continuity_app.paper.report import Bar, Bars, Prose, Section, Table, draw_report
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from tests import builders

Told = tuple[str, str]


def texts_of(data: bytes) -> dict[tuple[int, int], str]:
    """The text of every marked piece, by page and its number there."""
    found: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document):
        words = page.get_textpage()
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            mark = pdfium.FPDFPageObj_GetMarkedContentID(thing)
            size = pdfium.FPDFTextObj_GetText(thing, words, None, 0)
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFTextObj_GetText(thing, words, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
            found[number, mark] = found.get((number, mark), "") + buffer.raw.decode("utf-16-le").rstrip("\0")
    return found


def told_by(data: bytes) -> list[Told]:
    """Kind and text (or what is said in its place) of every element that holds content, in the order of the tree."""
    reader = PdfReader(io.BytesIO(data))
    pages = {page.indirect_reference: number for number, page in enumerate(reader.pages)}
    texts = texts_of(data)

    def walk(node: Any) -> Iterator[Told]:
        element = node.get_object()
        inside = element.get("/K", [])
        kids = inside if isinstance(inside, list) else [inside]
        page = pages.get(element["/Pg"].indirect_reference if "/Pg" in element else None, 0)
        said = [texts.get((page, kid), "") for kid in kids if isinstance(kid, int)]
        others = [kid.get_object() for kid in kids if not isinstance(kid, int)]
        said += [texts.get((pages[o["/Pg"].indirect_reference], o["/MCID"]), "") for o in others if "/MCID" in o]
        if said:
            yield str(element["/S"])[1:], str(element.get("/Alt", " ".join(" ".join(said).split())))
        for other in others:
            if "/S" in other:
                yield from walk(other)

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def kinds(told: list[Told], *wanted: str) -> list[Told]:
    return [one for one in told if one[0] in wanted]


def sheet(**answers: Any) -> SheetJob:
    return SheetJob(builders.order_form(), "7K3-0143-5", answers, customer="Marisol Quintana")


def test_a_sheet_tells_headings_and_each_answer_after_its_label() -> None:
    data = draw_sheets([sheet(**builders.ORDER_ANSWERS)], builders.sheet_context()).data
    told = told_by(data)
    assert [text for _, text in kinds(told, "H1")] == ["Repair order"]
    assert [text for _, text in kinds(told, "H2")][:2] == ["A Customer", "B Lines"]
    texts = [text for _, text in told]
    name = builders.ORDER_ANSWERS["customer_name"]
    assert texts.index(name) == texts.index("Name *") + 1
    assert ("Figure", "QR code of this page") in told
    assert ("Figure", "ticked") in told


def test_all_that_is_written_is_told_and_rules_are_left_out() -> None:
    data = draw_sheets([sheet(**builders.ORDER_ANSWERS)], builders.sheet_context()).data
    assert -1 not in {mark for _, mark in texts_of(data)}
    content = PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert content is not None
    depth = 0
    for operands, operator in content.operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in (b"re", b"l", b"Tj"):
            assert depth > 0, (operands, operator)
    assert depth == 0


def test_sheets_that_share_a_layer_are_one_element_a_page() -> None:
    data = draw_sheets([sheet(), sheet()], builders.sheet_context()).data
    assert [kind for kind, _ in told_by(data)] == ["P", "P"]


def test_a_list_is_a_table_with_heads_and_empty_cells_in_their_columns() -> None:
    columns = (Column("Customer", 2, Cell.STRONG), Column("Note", 3, Cell.WRITE), Column("Value", 1, Cell.NUMBER))
    data = draw_table("Call list", "", columns, [("Ana", "", "41"), ("Ben", "late", "7")], builders.sheet_context())
    cells = kinds(told_by(data), "H1", "TH", "TD")
    assert cells == [
        ("H1", "Call list"), ("TH", "Customer"), ("TH", "Note"), ("TH", "Value"),
        ("TD", "Ana"), ("TD", ""), ("TD", "41"), ("TD", "Ben"), ("TD", "late"), ("TD", "7"),
    ]  # fmt: skip
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"]
    (table,) = [kid.get_object() for kid in root["/K"] if kid.get_object()["/S"] == "/Table"]
    assert [len(row.get_object()["/K"]) for row in table["/K"]] == [3, 3, 3]


def test_a_report_has_a_heading_for_each_section() -> None:
    parts = (Prose(("One sentence.",)), Bars((Bar("Fleet", 0.5, "1 of 2"),)), Table((Column("A"),), (("x",),)))
    data = draw_report("Impact", "so far", [Section("By segment", parts)], builders.sheet_context()).data
    told = told_by(data)
    assert kinds(told, "H1", "H2") == [("H1", "Impact"), ("H2", "By segment")]
    assert kinds(told, "TH", "TD") == [("TH", "A"), ("TD", "x")]
    assert {("P", "One sentence."), ("P", "Fleet"), ("P", "1 of 2")} <= set(told)


def test_a_table_goes_on_as_one_over_pages() -> None:
    rows = [(f"N{n}",) for n in range(120)]
    data = draw_table("Roster", "", [Column("Who")], rows, builders.sheet_context())
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"]
    assert [kid.get_object()["/S"] for kid in root["/K"]].count("/Table") == 1
    assert [text for _, text in kinds(told_by(data), "TD")] == [f"N{n}" for n in range(120)]


def test_the_bytes_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1718700000")
    columns, rows = [Column("Who")], [("Ana",), ("Ben",)]
    made = {draw_table("Roster", "", columns, rows, builders.sheet_context()) for _ in range(2)}
    made |= {draw_sheets([sheet(**builders.ORDER_ANSWERS)], builders.sheet_context()).data for _ in range(2)}
    assert len(made) == 2
