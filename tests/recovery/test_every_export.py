"""Whatever people typed and laptops signed, no CSV and no workbook that leaves the kit holds a formula."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

import continuity_app
from continuity_app.forms.library import FormLibrary, document_of
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.types import Body
from continuity_app.kit.people import as_csv
from continuity_app.progress import finish
from continuity_app.recovery.export import ExportSource, export_everything
from continuity_app.recovery.table import could_be_formula
from tests import builders
from tests.faults.fuzz.of_journal import bodies_saying

HOSTILE = (
    "=1+1",
    "@SUM(1+1)",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "==",
    "-",
    "+",
)
TEXTS = st.sampled_from(HOSTILE) | st.builds("".join, st.tuples(st.sampled_from("=+-@\t\r"), st.text(max_size=8)))


def cells_of(data: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_the_list_of_people_holds_none(people: list[tuple[str, str]]) -> None:
    safe = [(one.replace("\ud800", ""), other) for one, other in people]
    cells = cells_of(as_csv(safe))
    assert not any(could_be_formula(cell) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells[2:]] == [cell for pair in safe for cell in pair]


@settings(max_examples=8)
@given(text=st.sampled_from(HOSTILE))
def test_no_file_of_an_export_of_hostile_entries_holds_one(tmp_path_factory, text: str) -> None:
    one = builders.laptop("ana")
    form = builders.order_form()
    desk = SheetDesk(one.journal, FormLibrary([document_of(b"", form)]), lambda: "7K3", one.journal.clock)
    desk.fill(form.id, "C-1", {**builders.ORDER_ANSWERS, "customer_name": text, "concern": text}, accept="as it is")
    one.journal.append(
        *(body for body in bodies_saying(text) if isinstance(body, Body) and not body.type.startswith("sheet."))
    )
    source = ExportSource(desk, FormLibrary([]), None, one.journal, text, one.journal.clock.now())
    folder = tmp_path_factory.mktemp("export") / "out"
    finish(export_everything(source, folder))
    tables = {path.name: cells_of(path.read_bytes()) for path in folder.glob("*.csv")}
    assert any(f"'{text}" in cells for cells in tables.values())
    assert not [(name, cell) for name, cells in tables.items() for cell in cells if could_be_formula(cell)]
    (workbook,) = folder.glob("*.xlsx")
    with zipfile.ZipFile(workbook) as parts:
        assert not any(b"<f" in parts.read(name) for name in parts.namelist() if "worksheets" in name)
    book = openpyxl.load_workbook(workbook)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_every_csv_is_written_in_one_place() -> None:
    package = Path(continuity_app.__file__).parent
    writers = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "csv.writer(" in path.read_text("utf-8")
    ]
    assert writers == ["recovery/table.py"]
