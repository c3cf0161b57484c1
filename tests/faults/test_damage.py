"""Damaged and missing files of a vault are told as damage, never used, and mended where the kit can mend them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import builders
from tests.faults.conftest import Branch

PAGE = 4096
READ = (("show", "C-7"), ("calls", "list"), ("journal", "verify"))
WRITE = ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "busy")
DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 7]),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 32),
    "plain": lambda path: path.write_bytes(b"SQLite format 3\0" + path.read_bytes()[16:]),
}


def flip_page(path: Path, page: int) -> None:
    """One bit of one page, as a failing disk leaves it."""
    data = bytearray(path.read_bytes())
    data[page * PAGE + 1000] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", ["contacts-1.db", "journal.db", "keystore.db"])
def test_a_database_that_is_none_is_refused_by_its_name(branch: Branch, name: str, how: str) -> None:
    DAMAGE[how](branch.ana / "vault" / name)
    for words in (READ[0], WRITE):
        error = branch.refused(branch.ana, *words)
        assert name in error["message"]
        assert name in str(error["details"])
    status, told = builders.command(branch.ana, "doctor")
    assert (status, [check["ok"] for check in told["checks"]].count(False) > 0) == (1, True)


@pytest.mark.parametrize("name", ["contacts-1.db", "journal.db", "keystore.db"])
def test_one_flipped_bit_is_never_a_mistake_of_ours(branch: Branch, name: str) -> None:
    path = branch.ana / "vault" / name
    whole = path.read_bytes()
    pages = range(1, len(whole) // PAGE)
    found = 0
    for page in list(pages)[:: max(len(pages) // 5, 1)]:
        flip_page(path, page)
        for words in READ:
            branch.tried(branch.ana, *words)
        branch.tried(branch.ana, *WRITE)
        status, _ = builders.command(branch.ana, "vault", "check")
        found += status != 0
        shutil.copytree(branch.folder / "ana", branch.folder / "bent", dirs_exist_ok=True)
        path.write_bytes(whole)
    assert found == len(list(pages)[:: max(len(pages) // 5, 1)])


@pytest.mark.full
@pytest.mark.parametrize("name", ["contacts-1.db", "journal.db", "keystore.db"])
def test_one_flipped_bit_on_each_page(branch: Branch, name: str) -> None:
    path = branch.ana / "vault" / name
    whole = path.read_bytes()
    for page in range(len(whole) // PAGE):
        for words in (*READ, WRITE):
            flip_page(path, page)
            branch.tried(branch.ana, *words)
            path.write_bytes(whole)


@pytest.mark.parametrize("how", ["missing", "empty", "noise", "page"])
def test_applying_the_snapshot_again_mends_the_contacts(branch: Branch, how: str) -> None:
    path = branch.ana / "vault" / "contacts-1.db"
    if how == "page":
        for page in range(1, path.stat().st_size // PAGE):
            flip_page(path, page)
    else:
        DAMAGE[how](path)
    branch.done(branch.ana, "vault", "apply", branch.folder / "v1.snapshot")
    assert branch.done(branch.ana, "find", "Quillfeather")["total"] == 1
    assert branch.done(branch.ana, "vault", "check")["ok"] is True
    assert len(branch.done(branch.ana, "show", "C-7")["history"]) == 1


@pytest.mark.parametrize("name", ["slots.json", "slots.json.copy"])
@pytest.mark.parametrize("how", ["missing", "empty", "cut", "noise"])
def test_one_copy_of_the_ways_in_is_enough(branch: Branch, name: str, how: str) -> None:
    DAMAGE[how](branch.ana / "vault" / name)
    branch.done(branch.ana, "find", "x")
    status, told = builders.command(branch.ana, "vault", "check")
    assert (status, told["checks"][0]["name"], told["checks"][0]["ok"]) == (1, "slots", False)
    (branch.folder / "new").write_text("brass kettle morning tide ladder\n", encoding="utf-8")
    words = ("vault", "slots", "add", "--for", "ana", "--new-passphrase-file", branch.folder / "new")
    branch.done(branch.ana, *words)
    assert branch.done(branch.ana, "vault", "check")["ok"] is True


def test_without_a_whole_copy_of_the_ways_in_it_is_told(branch: Branch) -> None:
    for name in ("slots.json", "slots.json.copy"):
        (branch.ana / "vault" / name).write_bytes(b"{}")
    error = branch.refused(branch.ana, "find", "x")
    assert error["code"] == "vault.slots_damaged"
    assert [detail["file"] for detail in error["details"]] == ["slots.json", "slots.json.copy"]


@pytest.mark.parametrize("name", ["devices.json", "issued.json"])
@pytest.mark.parametrize("how", ["missing", "empty", "cut", "noise"])
def test_no_version_is_given_twice_after_a_record_was_lost(branch: Branch, name: str, how: str) -> None:
    DAMAGE[how](branch.folder / "org" / name)
    words = ("snapshot", "build", branch.folder / "plan" / "plan.toml", "-o", branch.folder / "v3.snapshot")
    assert branch.refused(branch.folder, *words)["details"][0]["file"] == name
    assert not (branch.folder / "v3.snapshot").exists()
