"""Stock tools open what the kit writes, without the kit: `age`, `unzip`, any SQLCipher."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import sqlcipher3
import zstandard
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests import builders


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[builders.MadePackage, builders.MadeVault]:
    folder = tmp_path_factory.mktemp("interop")
    office, signers = builders.organisation(folder)
    vault = builders.vault(folder)
    return builders.package(folder / "v1.snapshot", office, signers, [vault.card]), vault


@pytest.mark.skipif(not shutil.which("age"), reason="age is not installed")
def test_age_opens_the_payload(made: tuple[builders.MadePackage, builders.MadeVault], tmp_path: Path) -> None:
    package, vault = made
    (tmp_path / "device.key").write_text(vault.secrets.age_secret + "\n")
    with zipfile.ZipFile(package.path) as parts:
        parts.extract("payload.age", tmp_path)
    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "device.key", tmp_path / "payload.age"], capture_output=True, check=True
    ).stdout
    lines = zstandard.ZstdDecompressor().stream_reader(opened).read().decode().splitlines()
    assert json.loads(lines[0])["header"]["version"] == 1
    assert json.loads(lines[1])["customer"]["family_name"] == package.customers[0].family_name
    assert "policy" in json.loads(lines[-1])


def test_plain_sqlcipher_opens_a_database_by_the_steps_of_the_manual(
    made: tuple[builders.MadePackage, builders.MadeVault],
) -> None:
    """HKDF-SHA256 of the vault key gives the raw key; nothing but SQLCipher 4's defaults is needed then."""
    vault = made[1]
    vault.keystore.put("site", "Harbour North")
    info = b"continuity-kit/database/keystore"
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(vault.key.secret)
    connection = sqlcipher3.connect(str(vault.folder / "keystore.db"))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    assert connection.execute("SELECT CAST(value AS TEXT) FROM kept WHERE name = 'site'").fetchone() == (
        '"Harbour North"',
    )
    connection.close()


@pytest.mark.skipif(not shutil.which("unzip"), reason="unzip is not installed")
def test_unzip_finds_no_error(made: tuple[builders.MadePackage, builders.MadeVault]) -> None:
    tested = subprocess.run(["unzip", "-t", made[0].path], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout
    assert "No errors detected" in tested.stdout
