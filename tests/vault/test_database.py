import shutil
import sqlite3
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.vault.database import Error, check_pages, check_structure, migrate, open_database
from continuity_app.vault.keys import VaultKey
from tests import builders

KEY = VaultKey(bytes(range(32))).database_key("test")
WRONG = VaultKey(bytes(range(32))).database_key("other")


def made(path: Path) -> Path:
    connection = open_database(path, KEY, create=True)
    with connection:
        connection.execute("CREATE TABLE person (name TEXT)")
        connection.executemany("INSERT INTO person VALUES (?)", [(f"Margarethe {n}",) for n in range(2000)])
    connection.close()
    return path


def test_one_key_for_each_database() -> None:
    assert len({KEY, WRONG, VaultKey.new().database_key("test")}) == 3
    assert VaultKey(bytes(range(32))).database_key("test") == KEY
    with pytest.raises(ValueError, match="32 bytes"):
        VaultKey(b"short")


def test_nothing_readable_stands_in_the_file(tmp_path: Path) -> None:
    data = made(tmp_path / "a.db").read_bytes()
    assert b"SQLite format" not in data
    assert b"Margarethe" not in data
    assert b"person" not in data


def test_the_pragmas_hold(tmp_path: Path) -> None:
    connection = open_database(made(tmp_path / "a.db"), KEY)
    told = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "trusted_schema", "cell_size_check", "temp_store", "foreign_keys")
    }
    assert told == {
        "journal_mode": "delete",
        "synchronous": 3,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 2,
        "foreign_keys": 1,
    }
    connection.close()


@pytest.mark.parametrize("key", ["", "ab", KEY[:-1], KEY + "0", KEY.upper(), "passphrase", f"{KEY}\n"])
def test_anything_but_64_hex_digits_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="64 hex"):
        open_database(tmp_path / "a.db", key, create=True)
    assert not (tmp_path / "a.db").exists()


def test_a_wrong_key_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadDataError) as caught:
        open_database(made(tmp_path / "a.db"), WRONG)
    assert caught.value.code == "vault.database_damaged"


def test_a_plain_database_is_never_opened(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "a.db")
    plain.execute("CREATE TABLE person (name)")
    plain.commit()
    plain.close()
    with pytest.raises(BadDataError, match="not encrypted"):
        open_database(tmp_path / "a.db", KEY)


def test_missing_empty_and_doubled_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError):
        open_database(tmp_path / "none.db", KEY)
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "empty.db").touch()
    with pytest.raises(BadDataError, match="empty"):
        open_database(tmp_path / "empty.db", KEY)
    with pytest.raises(SurroundingsError) as caught:
        open_database(made(tmp_path / "a.db"), KEY, create=True)
    assert caught.value.code == "vault.database_exists"


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    with builders.full_disk(after=1024), pytest.raises(SurroundingsError) as caught:
        open_database(tmp_path / "a.db", KEY, create=True)
    assert caught.value.code == "vault.cannot_open"


def test_read_only_means_it(tmp_path: Path) -> None:
    path = made(tmp_path / "a b?#%.db")
    before = path.read_bytes()
    connection = open_database(path, KEY, read_only=True)
    assert connection.execute("SELECT count(*) FROM person").fetchone()[0] == 2000
    with pytest.raises(Error):
        connection.execute("DELETE FROM person")
    connection.close()
    assert path.read_bytes() == before


def test_a_reader_comes_after_a_process_that_was_killed_while_saving(tmp_path: Path) -> None:
    writer = open_database(made(tmp_path / "a.db"), KEY)
    writer.execute("PRAGMA cache_size=4")
    writer.execute("UPDATE person SET name = 'gone' || name")
    (tmp_path / "left").mkdir()
    for file in tmp_path.glob("a.db*"):
        shutil.copy(file, tmp_path / "left")
    writer.rollback()
    writer.close()
    reader = open_database(tmp_path / "left" / "a.db", KEY, read_only=True)
    assert reader.execute("SELECT count(*) FROM person WHERE name LIKE 'Margarethe%'").fetchone()[0] == 2000
    reader.close()
    assert not list((tmp_path / "left").glob("*-journal"))


def test_a_flipped_bit_on_any_page_is_found(tmp_path: Path) -> None:
    whole = made(tmp_path / "a.db").read_bytes()
    for at in range(100, len(whole), 4096 * 3 + 17):
        bent = bytearray(whole)
        bent[at] ^= 1
        path = tmp_path / "bent.db"
        path.write_bytes(bent)
        try:
            connection = open_database(path, KEY, read_only=True)
        except BadDataError:
            continue
        assert check_pages(connection)
        connection.close()
    connection = open_database(tmp_path / "a.db", KEY, read_only=True)
    assert check_pages(connection) == []
    assert check_structure(connection) == []
    connection.close()


def test_migrations_go_one_by_one_and_stop_whole(tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "0001.sql").write_text("CREATE TABLE a (x);")
    connection = open_database(tmp_path / "a.db", KEY, create=True)
    assert migrate(connection, steps) == 1
    assert migrate(connection, steps) == 1
    (steps / "0002.sql").write_text("CREATE TABLE b (y); CREATE TABLE a (again);")
    with pytest.raises(Error):
        migrate(connection, steps)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name='b'").fetchone()[0] == 0
    (steps / "0002.sql").write_text("CREATE TABLE b (y)")
    assert migrate(connection, steps) == 2
    (steps / "0002.sql").unlink()
    with pytest.raises(BadDataError) as caught:
        migrate(connection, steps)
    assert caught.value.code == "vault.newer"
    connection.close()
