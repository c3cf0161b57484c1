"""`scan --assign`, `scan --capture` and `sheet show --scan`, from paper to a picture that is written out again."""

import hashlib
import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from tests import builders

DPI = 150


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scans")
    office, _ = builders.organisation(folder)
    return builders.made_home(folder, office, sheet=False).home.path


def test_from_an_unread_page_to_a_capture_and_its_picture(home: Path, tmp_path: Path) -> None:
    paper, scan = tmp_path / "paper.pdf", tmp_path / "scan.png"
    _, printed = builders.command(home, "form", "print", "repair_order", "-o", paper)
    (serial,) = printed["serials"]
    document = pypdfium2.PdfDocument(paper)
    page: Image.Image = document[0].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    document.close()
    ImageDraw.Draw(page).line([(1070, 60), (1200, 200)], fill=255, width=60)
    page.save(scan)
    status, answer = builders.command(home, "scan", scan)
    assert (status, len(answer["unread"]), answer["sheets"]) == (1, 1, [])
    status, answer = builders.command(home, "scan", scan, "--assign", "1=somewhere")
    assert (status, answer["error"]["code"]) == (2, "scan.assign")
    told = f"1={serial}/1"
    status, answer = builders.command(home, "scan", scan, "--assign", told)
    assert (status, answer["sheets"][0]["serial"], answer["by_sheet"][0]["how"]) == (0, serial, "scanned")
    (tmp_path / "written.json").write_text(json.dumps({"customer_name": "Pat Example"}), encoding="utf-8")
    capture = ["scan", scan, "--assign", told, "--capture", serial, "--answers", tmp_path / "written.json"]
    status, answer = builders.command(home, *capture, "--accept-flags", "as on paper")
    assert (status, answer.get("state")) == (0, "captured"), answer
    (name,) = answer["scans"]
    status, answer = builders.command(home, *capture)
    assert (status, answer["error"]["code"]) == (2, "sheet.needs_correction")
    status, answer = builders.command(home, "sheet", "show", serial, "--scan", "-o", tmp_path / "out.jpg")
    assert status == 0, answer
    assert [one["how"] for one in answer["captures"]] == ["scanned"]
    assert hashlib.sha256((tmp_path / "out.jpg").read_bytes()).hexdigest() == name
    assert builders.command(home, "journal", "verify")[0] == 0
