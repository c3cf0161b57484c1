"""Stock tools open what is printed: qpdf, poppler, zbar. A tool that is not here skips its test."""

import shutil
import subprocess
from pathlib import Path

import pytest

from continuity_app.paper.listing import Cell, Column, draw_table
from continuity_app.paper.recovery_sheet import draw_recovery_sheet
from continuity_app.paper.report import Bar, Bars, Section, draw_report
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from tests import builders

SERIALS = ("7K3-0143-5", "7K3-0144-9")


def tool(name: str, *words: object) -> str:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([name, *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    context = builders.sheet_context()
    jobs = [SheetJob(builders.order_form(), serial, builders.ORDER_ANSWERS, "Łukasz Żółć · 14") for serial in SERIALS]
    section = Section("By segment", (Bars((Bar("Fleet", 0.9, "90 %"),)),))
    made = {
        "sheets": draw_sheets(jobs, context).data,
        "fillable": draw_sheets(jobs, context, fillable=True).data,
        "list": draw_table("Call list", "", [Column("A"), Column("B", cell=Cell.WRITE)], [("x", "")] * 60, context),
        "report": draw_report("Readiness", "", [section], context).data,
        "recovery": draw_recovery_sheet("Harbour Motors", "Harbour North", "ana", ["ABCDEF7"] * 12, "KEY"),
    }
    folder = tmp_path_factory.mktemp("prints")
    for name, data in made.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return {name: folder / f"{name}.pdf" for name in made}


@pytest.mark.parametrize("name", ["sheets", "fillable", "list", "report", "recovery"])
def test_qpdf_finds_no_error(files: dict[str, Path], name: str) -> None:
    told = tool("qpdf", "--check", files[name])
    assert "No syntax or stream encoding errors" in told
    assert "WARNING" not in told


def test_pdftotext_finds_serials_names_and_money(files: dict[str, Path]) -> None:
    text = tool("pdftotext", "-layout", files["sheets"], "-")
    for told in (*SERIALS, "Łukasz Żółć · 14", "Replace wheel bearing", "252.00", "294.00"):
        assert told in text


@pytest.mark.parametrize("name", ["sheets", "fillable", "list", "report", "recovery"])
def test_every_font_is_embedded(files: dict[str, Path], name: str) -> None:
    lines = tool("pdffonts", files[name]).splitlines()[2:]
    assert lines
    assert all("yes" in line and "IBMPlexSans" in line for line in lines)
    assert not [line for line in lines if line.split()[-5] == "no"]


@pytest.mark.parametrize("dpi", [100, 150, 200])
def test_zbar_reads_the_serial_from_the_printed_code(files: dict[str, Path], tmp_path: Path, dpi: int) -> None:
    tool("pdftoppm", "-r", dpi, "-png", files["sheets"], tmp_path / "page")
    pages = sorted(tmp_path.glob("page*.png"))
    assert [tool("zbarimg", "-q", "--raw", page).split()[1] for page in pages] == list(SERIALS)
