"""The whole sample day: by the verbs that staff use, by two laptops, and in the real window."""

import csv
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from continuity_app.cli.main import main
from continuity_app.resources import resource


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that one play of the demo leaves."""
    out = tmp_path_factory.mktemp("journey") / "demo-out"
    assert main(["--json", "demo", "-o", str(out)]) == 0
    return out


def kept(day: Path, name: str) -> Any:
    return json.loads((day / name).read_text(encoding="utf-8"))


def test_the_ledger_stays_open_until_every_sheet_is_explained(day: Path) -> None:
    before, after = kept(day, "ledger-open.json"), kept(day, "ledger.json")
    assert len(before["unexplained"]) >= 3
    assert after["unexplained"] == []
    assert after["issued"] == after["captured"] + after["void"] >= before["issued"]
    assert after["verified"] == after["captured"] >= 2


def test_impact_adds_up_on_every_axis(day: Path) -> None:
    impact = kept(day, "impact.json")
    assert impact["attempted"] >= 7
    assert impact["reached"] >= 5
    for axis in ("segment", "market", "product"):
        assert sum(row["customers"] for row in impact["by"][axis]) == impact["customers"]
        assert sum(row["reached"] for row in impact["by"][axis]) == impact["reached"]


def test_every_room_left_its_picture(day: Path) -> None:
    pictures = sorted(path.name for path in day.glob("*.png"))
    told = " ".join(pictures)
    for room in ("unlock", "find", "calls", "forms", "paper", "incident", "impact", "readiness", "kit"):
        assert room in told, pictures


def test_what_was_captured_leaves_with_true_digests(day: Path) -> None:
    manifest = kept(day, "recovered/manifest.json")
    assert manifest["files"]
    for file in manifest["files"]:
        assert hashlib.sha256((day / "recovered" / file["name"]).read_bytes()).hexdigest() == file["sha256"]


def test_a_corrected_number_leaves_with_the_central_id(day: Path) -> None:
    with (day / "recovered" / "corrections.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert any("+14155557321" in row.values() for row in rows)
    with resource("sample", "customers.csv").open(newline="", encoding="utf-8-sig") as file:
        central = {row["Id"] for row in csv.DictReader(file)}
    assert all(central & set(row.values()) for row in rows)


def test_nothing_readable_lies_in_a_vault(day: Path) -> None:
    with resource("sample", "customers.csv").open(newline="", encoding="utf-8-sig") as file:
        canaries = [row["LastName"] for row in csv.DictReader(file) if len(row["LastName"]) > 7][:50]
    assert len(canaries) == 50
    home = day / "home" / "ana"
    blobs = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert sum(map(len, blobs)) > 500_000
    for canary in (*canaries, "4155557321", "Wants a call before noon"):
        for encoding in ("utf-8", "utf-16-le"):
            assert not any(canary.encode(encoding) in blob for blob in blobs), canary


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_stock_qpdf_finds_every_pdf_clean(day: Path) -> None:
    papers = sorted(day.glob("*.pdf"))
    assert len(papers) >= 7
    for paper in papers:
        done = subprocess.run(["qpdf", "--check", str(paper)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{paper.name}: {done.stdout}{done.stderr}"


def test_an_earlier_demo_is_made_anew_and_other_folders_are_left_alone(
    day: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "letter.txt"
    mine.write_text("not a demo")
    assert main(["--json", "demo", "-o", str(tmp_path)]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "demo.folder"
    assert mine.read_text() == "not a demo"
