"""Files are old or new, never half."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from continuity_app.durable import must_be_writable, write_whole
from continuity_app.errors import SurroundingsError


def test_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "note.txt"
    write_whole(path, b"first")
    write_whole(path, iter([b"sec", b"ond"]))
    assert path.read_bytes() == b"second"
    assert [p.name for p in path.parent.iterdir()] == ["note.txt"]


def test_a_disk_that_fills_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    write_whole(path, b"old")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SurroundingsError) as caught:
        write_whole(path, pieces())
    assert caught.value.code == "disk.not_written"
    assert "No space left" in caught.value.message
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(SurroundingsError):
        write_whole(tmp_path / "taken" / "note.txt", b"x")


def test_private_files_are_for_their_owner(tmp_path: Path) -> None:
    write_whole(tmp_path / "key", b"secret", private=True)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("write", [must_be_writable, lambda path: write_whole(path, b"x")])
@pytest.mark.parametrize("place", ["", ".", "folder", "pipe", "taken/note.txt"])
def test_only_an_ordinary_file_is_replaced(
    write: Callable[[Path], None], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "taken").write_text("")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SurroundingsError) as caught:
        write(Path(place))
    assert caught.value.code == "disk.not_written"
    assert sorted(tmp_path.iterdir()) == before


def test_trying_a_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(b"old")
    must_be_writable(tmp_path / "old.txt")
    must_be_writable(tmp_path / "new.txt")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("old.txt", b"old")]
