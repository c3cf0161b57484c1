"""A folder of exported tables: whole, checked, and never at the cost of somebody else's files."""

import hashlib
import json

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.recovery.folder import MANIFEST, WORKBOOK, file_name, write_folder
from continuity_app.recovery.table import Table

ONE = Table("calls", ("at", "note"), (("2024-06-19", "=1+1"), ("2024-06-20", "fine")))
TWO = Table("ledger", ("serial",), ())


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_and_manifest_say_the_same(tmp_path):
    folder = tmp_path / "deep" / "out"
    files = write_folder(folder, [ONE, TWO], {"journal_digest": "d"})
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert [file["name"] for file in manifest["files"]] == ["calls.csv", "ledger.csv"] == [file.name for file in files]
    assert [file["rows"] for file in manifest["files"]] == [2, 0]
    for file in manifest["files"]:
        assert hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert manifest["files"][0]["guarded"] == [{"row": 1, "column": "note"}]
    assert manifest["journal_digest"] == "d"


def test_names_longer_than_a_disk_takes_are_cut_and_kept_apart(tmp_path):
    long = "sheets-" + "x" * 5000
    files = write_folder(tmp_path / "out", [Table(f"{long}{which}", ("at",), ()) for which in "ab"], {})
    names = {file.name for file in files}
    assert len(names) == 2
    assert all((tmp_path / "out" / name).is_file() and len(name) < 130 for name in names)


def test_an_earlier_export_is_replaced_whole(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, [ONE, TWO], {})
    write_folder(folder, [TWO], {})
    assert set(contents(folder)) == {"ledger.csv", WORKBOOK, MANIFEST}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "out").mkdir()
    assert len(write_folder(tmp_path / "out", [TWO], {})) == 1


@pytest.mark.parametrize("with_export", [False, True])
def test_a_folder_with_anything_else_is_refused_and_untouched(tmp_path, with_export):
    folder = tmp_path / "out"
    if with_export:
        write_folder(folder, [ONE], {})
    folder.mkdir(exist_ok=True)
    (folder / "holiday.txt").write_text("mine")
    before = contents(folder)
    with pytest.raises(BadDataError) as caught:
        write_folder(folder, [TWO], {})
    assert caught.value.code == "export.folder"
    assert [detail["file"] for detail in caught.value.details] == ["holiday.txt"]
    assert contents(folder) == before


def test_somebody_elses_manifest_protects_its_folder(tmp_path):
    (tmp_path / MANIFEST).write_text('{"name": "a web app"}')
    with pytest.raises(BadDataError):
        write_folder(tmp_path, [TWO], {})


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(BadDataError):
        write_folder(tmp_path / "out", [TWO], {})


def test_what_cannot_be_written_leaves_the_old_export(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, [ONE], {})
    before = contents(folder)
    with pytest.raises(SurroundingsError):
        write_folder(folder, [TWO], {}, {"x" * 300: b"a name that no disk takes"})
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "file"),
    [("sheets-a", "sheets-a.csv"), ("../../etc", "_.._etc.csv"), ("Ñandú/x", "_and__x.csv"), ("", "_.csv")],
)
def test_names_of_forms_never_leave_the_folder(name, file):
    assert file_name(name) == file


def test_two_forms_whose_names_fall_together_keep_two_files(tmp_path):
    files = write_folder(tmp_path / "out", [Table("a/b", ("x",), ()), Table("a?b", ("x",), ())], {})
    assert len({file.name for file in files}) == 2


def test_the_manifest_tells_the_workbook_s_digest(tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, [ONE], {})
    told = json.loads((folder / MANIFEST).read_text("utf-8"))["workbook"]
    assert told == {"name": WORKBOOK, "sha256": hashlib.sha256((folder / WORKBOOK).read_bytes()).hexdigest()}
