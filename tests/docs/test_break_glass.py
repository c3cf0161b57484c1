"""The break-glass page works: its own script opens a vault, and stock tools open what lies inside."""

import re
import shutil
import subprocess
import sys

import pytest
import sqlcipher3

from tests import builders
from tests.docs.errors_table import ROOT

PAGE = (ROOT / "docs" / "break-glass.md").read_text("utf-8")


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """The page's script as a file."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path_factory.mktemp("glass") / "open_slots.py"
    file.write_text(code, encoding="utf-8")
    return file


def keys_of(script, made, typed):
    done = subprocess.run(
        [sys.executable, str(script), str(made.folder / "slots.json")],
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, dict(line.split() for line in done.stdout.splitlines())


def test_passphrase_and_recovery_sheet_give_the_keys(script, tmp_path):
    made = builders.vault(tmp_path, user="Małgorzata")
    expected = {name: made.key.database_key(name) for name in ("keystore", "journal", "contacts")}
    assert keys_of(script, made, builders.PASSPHRASE) == (0, expected)
    assert keys_of(script, made, " ".join(made.recovery).lower()) == (0, expected)


def test_anything_else_gives_nothing(script, tmp_path):
    status, keys = keys_of(script, builders.vault(tmp_path), "not the passphrase at all")
    assert (status, keys) == (1, {})


def test_the_keys_open_the_databases_in_a_program_that_knows_nothing_of_ours(script, tmp_path):
    made = builders.vault(tmp_path)
    made.keystore.put("site", "Harbour North")
    made.keystore.close()
    _, keys = keys_of(script, made, builders.PASSPHRASE)
    asked = f"PRAGMA key = \"x'{keys['keystore']}'\";\nSELECT name, CAST(value AS TEXT) FROM kept;\n"
    assert 'site|"Harbour North"' in in_sqlcipher(made.folder / "keystore.db", asked)


def in_sqlcipher(path, asked):
    """What the stock command-line tool answers; Python's bare driver where there is none of version 4."""
    stock = shutil.which("sqlcipher")
    if stock is not None:
        version = subprocess.run([stock], input="PRAGMA cipher_version;", capture_output=True, text=True, check=True)
        if version.stdout.startswith("4."):
            return subprocess.run([stock, str(path)], input=asked, capture_output=True, text=True, check=True).stdout
    key, question = asked.splitlines()
    connection = sqlcipher3.connect(str(path))
    connection.execute(key)
    rows = connection.execute(question).fetchall()
    connection.close()
    return "\n".join("|".join(row) for row in rows)
