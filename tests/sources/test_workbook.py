"""Excel and OpenDocument tables: typed cells become what a person would have typed, and nothing else runs."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.workbook import text_of
from tests.builders import read_source, source_file, workbook

HEADER = ["Account no.", "Company", "Telephone", "E-mail"]


def test_titles_above_the_header_and_numbers_as_phones(tmp_path):
    rows = [
        ["Fleet, printed 1 June"],
        [],
        HEADER,
        ["F-1", "Ray and Sons", 5034759599, ""],
        ["F-2", "B", 13124997545.0, "a@b.c"],
    ]
    read = read_source(workbook(tmp_path, "fleet.xlsx", rows))
    assert (read.opened.format, read.opened.header_row, read.opened.columns) == ("xlsx", 3, HEADER)
    assert read.rows == {4: ["F-1", "Ray and Sons", "5034759599", ""], 5: ["F-2", "B", "13124997545", "a@b.c"]}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5034759599.0, "5034759599"),
        (1.5, "1.5"),
        (-3.0, "-3"),
        (1e20, "1e+20"),
        (True, "true"),
        (False, "false"),
        (dt.date(2024, 6, 1), "2024-06-01"),
        (dt.datetime.fromisoformat("2024-06-01T09:30"), "2024-06-01T09:30:00"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_typed_cells_as_text(cell, text):
    assert text_of(cell) == text


def test_formula_texts_stay_text_and_formulas_are_not_computed(tmp_path):
    path = workbook(tmp_path, "a.xlsx", [["Name", "Phone"], ["x", "y"], ["z", "=1+1"]])
    book = openpyxl.load_workbook(path)
    book.active["A2"] = "=cmd|' /C calc'!A0"
    book.active["A2"].data_type = "s"
    book.save(path)
    assert read_source(path).texts == [["=cmd|' /C calc'!A0", "y"], ["z", ""]]


def test_a_table_that_does_not_begin_in_the_first_cell(tmp_path):
    read = read_source(workbook(tmp_path, "a.xlsx", [[], [None, "Name", "Phone"], [None, "Ann", 415]]))
    assert read.opened.columns == ["(A)", "Name", "Phone"]
    assert read.rows == {3: ["", "Ann", "415"]}


def test_the_first_visible_sheet_is_read_and_the_others_are_told(tmp_path):
    path = workbook(tmp_path, "a.xlsx", [["secret"]], sheet="Hidden")
    book = openpyxl.load_workbook(path)
    book.create_sheet("Empty")
    for name, cell in (("People", "Ann"), ("More", "Bob")):
        sheet = book.create_sheet(name)
        sheet.append(["Name", "Phone"])
        sheet.append([cell, 1])
    book["Hidden"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    read = read_source(path)
    assert read.texts == [["Ann", "1"]]
    assert read.told("People") == read.told("More") == [(1, -1)]
    assert read_source(path, sheet="More").texts == [["Bob", "1"]]
    with pytest.raises(RefusalError) as refused:
        read_source(path, sheet="Poeple")
    assert "People" in refused.value.next_step


def test_an_empty_workbook_and_a_cut_one_are_refused(tmp_path):
    with pytest.raises(RefusalError) as refused:
        read_source(workbook(tmp_path, "a.xlsx", []))
    assert refused.value.code == "source.empty"
    whole = workbook(tmp_path, "b.xlsx", [["Name", "Phone"], ["Ann", 1]]).read_bytes()
    for cut in (len(whole) // 3, len(whole) - 30):
        with pytest.raises(RefusalError) as refused:
            read_source(source_file(tmp_path, "cut.xlsx", whole[:cut]))
        assert refused.value.code == "source.damaged"


def test_an_archive_that_inflates_beyond_measure_is_refused(tmp_path):
    path = workbook(tmp_path, "a.xlsx", [["Name", "Phone"], ["Ann", 1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/big.xml", b" " * (30 << 20))
    with pytest.raises(RefusalError) as refused:
        read_source(path)
    assert refused.value.code == "source.inflates"


def test_an_archive_of_something_else_and_a_protected_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "x")
    with pytest.raises(RefusalError) as refused:
        read_source(path)
    assert refused.value.code == "source.not_what_it_claims"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(RefusalError) as refused:
        read_source(source_file(tmp_path, "b.xlsx", locked))
    assert refused.value.code == "source.password"
    with pytest.raises(RefusalError) as refused:
        read_source(source_file(tmp_path, "c.xls", path.read_bytes()))
    assert refused.value.code == "source.not_what_it_claims"


def test_an_open_document_table(tmp_path):
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="S">' + row.format("Name") + '<table:table-cell office:value-type="string">'
        "<text:p>Phone</text:p></table:table-cell></table:table-row>"
        + row.format("Ann")
        + '<table:table-cell office:value-type="float" office:value="4156035115">'
        "<text:p>4156035115</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m/>")
        archive.writestr("content.xml", content)
    read = read_source(path)
    assert (read.opened.format, read.texts) == ("ods", [["Ann", "4156035115"]])
