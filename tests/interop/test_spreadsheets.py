"""LibreOffice opens what leaves the kit: no cell runs as a formula, and telephone numbers are what they were.

Excel is asked by openpyxl's reading of the same files: what it takes for a formula is what the file says is one.
"""

import csv
import io
import re
import shutil
import subprocess
import warnings
import zipfile

import openpyxl
import pytest

from continuity_app.recovery.table import Table, could_be_formula, read_table, write_table
from continuity_app.recovery.workbook import MOST_CHARACTERS, write_workbook

RUNNING = (
    "=1+1",
    '=HYPERLINK("http://example.com","Pat")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "=\n1+1",
    "+A1",
    "-A1",
    "==1",
    "=A1:B2",
    "+(1)",
)
PLAIN = (
    *("+14155552671", "+442079460018", "-12.50", "0049 30 1234567", "00123", "1E5", "12-11", "2024-06-19", "TRUE"),
    *(" =1+1", "'=1+1", "Łukasz Żółć", "line one\nline two", 'quo"te', "a,b;c", "D'Angelo", "#N/A"),
)
CELLS = (*RUNNING, *PLAIN)
TABLE = Table("calls", ("n", "text", "number"), tuple((f"r{n}", cell, 1.5) for n, cell in enumerate(CELLS)))

soffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Converts files by LibreOffice with a profile of its own."""
    place = tmp_path_factory.mktemp("office")

    def convert(name, data, to, infilter=""):
        (place / name).write_bytes(data)
        words = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--norestore"]
        words += [f"--infilter={infilter}"] if infilter else []
        done = subprocess.run(
            [*words, "--convert-to", to, "--outdir", str(place / "out"), str(place / name)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        made = place / "out" / f"{name.rsplit('.', 1)[0]}.{to.split(':', 1)[0]}"
        assert made.is_file(), done.stdout + done.stderr
        return made.read_bytes()

    return convert


def formulas(xlsx):
    """What a workbook says are formulas."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    return [found for sheet in sheets for found in re.findall(r"<f[ >].*?</f>|<f/>", sheet, re.DOTALL)]


def as_csv(cells):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([[cell] for cell in cells])
    return out.getvalue().encode()


@soffice
def test_without_the_guard_libreoffice_would_run_them(office):
    """The test can fail: the same cells, as they are, become formulas."""
    assert len(formulas(office("bare.csv", as_csv(RUNNING), "xlsx", "CSV:44,34,76"))) >= 2


@soffice
def test_no_cell_of_the_csv_becomes_a_formula(office):
    assert formulas(office("guarded.csv", write_table(TABLE).data, "xlsx", "CSV:44,34,76")) == []


@soffice
def test_the_csv_keeps_telephone_numbers_where_columns_are_read_as_text(office):
    """What a careful person does: every column as text on opening; nothing is lost then, guards are all that is new."""
    formats = "/".join(f"{column}/2" for column in (1, 2, 3))
    back = office("text.csv", write_table(TABLE).data, "xlsx", f"CSV:44,34,76,1,{formats}")
    shown = [row[1] for row in list(rows_of(back))[1:]]
    assert [cell for cell in shown if cell.startswith("+")] == ["+14155552671", "+442079460018"]


@soffice
def test_the_workbook_opens_in_libreoffice_as_it_was_meant(office):
    made = write_workbook([TABLE])
    again = office("people.xlsx", made, "xlsx")
    assert formulas(made) == formulas(again) == []
    assert [list(row) for row in rows_of(again)][1:] == [[n, shown(cell), 1.5] for n, cell, _ in TABLE.rows]
    back = list(
        csv.reader(io.StringIO(office("people.xlsx", made, "csv:Text - txt - csv (StarCalc):44,34,76").decode()))
    )
    numbers = [row[1] for row in back if row[1].startswith("+") and row[1][1:].isdigit()]
    assert numbers == ["+14155552671", "+442079460018"]


def rows_of(xlsx):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return book.worksheets[0].iter_rows(values_only=True)


def shown(cell):
    """XML has one kind of line end."""
    return cell.replace("\r", "\n")


def test_in_the_workbook_every_text_is_a_text():
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([TABLE])))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.column <= 2} <= {"s", "inlineStr"}
    assert {cell.data_type for cell in cells if cell.column == 3} == {"n"}
    assert {cell.number_format for cell in cells if cell.column <= 2} == {"@"}


def test_the_guard_takes_nothing_away():
    written = write_table(TABLE)
    assert read_table("calls", written).rows == tuple((a, b, str(c)) for a, b, c in TABLE.rows)
    assert all(could_be_formula(cell) for cell in RUNNING)
    assert not any(could_be_formula(cell) for cell in PLAIN)


def test_a_workbook_holds_what_excel_has_no_room_for_in_words():
    long = "x" * (MOST_CHARACTERS + 5)
    names = ("sheets-repair_order-lines-and-more-1", "sheets-repair_order-lines-and-more-2", "a/b:c", "A/B:C", "'", "")
    tables = [Table(name, ("text",), ((long,), ("nul\0",), (10**18,), (float("nan"),))) for name in names]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(tables)))
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert max(map(len, book.sheetnames)) <= 31
    first, second, third, fourth = (row[0] for row in list(book.worksheets[0].iter_rows(values_only=True))[1:])
    assert (len(first), first[-8:]) == (MOST_CHARACTERS, "CSV file")
    assert (second, third, fourth) == ("nul\ufffd", "1000000000000000000", "nan")


def test_the_same_tables_give_the_same_bytes():
    assert write_workbook([TABLE]) == write_workbook([TABLE])
