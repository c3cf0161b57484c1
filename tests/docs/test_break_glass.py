"""The break-glass page works: its scripts are saved and its commands typed as they stand, with stock tools alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from continuity_app.journal.bundle import export_bundle
from continuity_app.journal.types import CallLogged
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.escrow_desk import split_escrow
from continuity_app.kit.home import Home
from continuity_app.kit.people import PeopleNoted
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.vault.slot_file import read_slot_file, write_slot_file
from continuity_app.vault.slot_kinds import STAFF, Typed, Whose, keyring_slot, typed_slot
from tests import builders
from tests.docs.errors_table import ROOT

PAGE = (ROOT / "docs" / "break-glass.md").read_text("utf-8")
SCRIPTS = dict(re.findall(r"```python\n# (\w+\.py)\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = re.findall(r"^ {4}(\S.*)$", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL), re.MULTILINE)
STOCK = [tool for tool in ("age", "unzip", "zstd", "bash") if shutil.which(tool) is None]


CLOCK = builders.clock()
PEOPLE = [b'{"id":"C-1","name":"Ann","email":"ann@example.com"}', '{"id":"C-2","name":"Béa"}'.encode()]


@dataclass
class Place:
    """A copy of a home with everything that the page names, and what is typed when something asks."""

    folder: Path
    made: builders.MadeHome
    office: builders.Organisation
    signers: tuple[builders.SigningKey, ...]
    typed: str = builders.PASSPHRASE
    key: str = ""
    digests: dict[str, str] = field(default_factory=dict)

    def type(self, command: str, typed: str = "") -> str:
        """Types a command; gives what it prints."""
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "tests.key_stores.FolderStore",
            "TEST_KEY_STORE": str(self.folder / "key-store"),
        }
        done = subprocess.run(
            ["bash", "-ec", f"set -o pipefail; {command}"],
            cwd=self.folder,
            env=environment,
            input=f"{typed or self.typed}\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout

    def lines(self, name: str) -> list[str]:
        return (self.folder / name).read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("glass")
    _, signers = builders.organisation(folder)
    split_escrow(Home(folder), folder / "shares", builders.FixedPrompts(builders.ORGANISATION_PASSPHRASE), CLOCK)
    office = builders.Organisation(folder / "org")
    made = builders.made_home(folder, office, "ana")
    noted = PeopleNoted()
    assert len(list(noted.passing(PEOPLE))) == len(PEOPLE)
    noted.keep(folder / "org", "ab" * 32, office.records_recipient())
    package = builders.package(folder / "harbour-north-12.snapshot", office, signers, [made.card], version=12)
    (folder / "stick").mkdir()
    with made.session() as session:
        finish(apply_snapshot(session, package.path))
    with made.session() as session:
        for number in range(3):
            session.journal.append(CallLogged(f"C-{number}", "+14155552671", "reached", builders.NOON.isoformat()))
        CopyDesk(session).keep_at(folder / "stick")
        CopyDesk(session).make()
        session.journal.append(CallLogged("C-9", "+14155552671", "busy", builders.NOON.isoformat()))
        CopyDesk(session).make()
        bundle = export_bundle(session.journal, [made.card.recipient], "evening.bundle").data
        key = session.vault_key
    (folder / "evening.bundle").write_bytes(bundle)
    (folder / "stick" / made.card.device).rename(folder / "stick" / "D-7K3M9QZX")
    slots = read_slot_file(made.home.vault)
    (folder / "ben.key").write_bytes(bytes(range(32)))
    whose = Whose("S-00000001", "ben", STAFF, "2024-06-19T12:00:00-07:00")
    with_file = typed_slot(slots.vault, key, whose, Typed("short words", bytes(range(32))), builders.CHEAP)
    by_machine, secret = keyring_slot(slots.vault, key, replace(whose, id="S-00000002", user="ana"))
    (folder / "key-store").mkdir()
    (folder / "key-store" / f"continuity-kit-{slots.vault}-S-00000002").write_text(f"KEYRING-{secret.hex()}")
    write_slot_file(made.home.vault, replace(slots, generation=9, slots=(*slots.slots, with_file, by_machine)))
    made.home.vault.rename(folder / "vault")
    for name, code in SCRIPTS.items():
        (folder / name).write_text(code, encoding="utf-8")
    return Place(folder, made, office, signers, key=key.secret.hex())


@pytest.mark.skipif(bool(STOCK), reason=f"not installed: {', '.join(STOCK)}")
def test_every_command_of_the_page_does_what_it_says(place):
    for command in COMMANDS:
        typed = place.made.recovery if "stick/" in command else ""
        typed = builders.ORGANISATION_PASSPHRASE if "open_seed" in command else typed
        place.digests[command] = place.type(command, typed)
    told = [json.loads(line) for line in place.lines("journal.ndjson")]
    assert [each["type"] for each in told].count("call.logged") == 4
    assert json.loads(place.lines("customers.ndjson")[0])["family_name"] == "Núñez1"
    assert any(line.startswith('site\t"Harbour North"') for line in place.lines("keystore.txt"))
    assert place.lines("laptop.txt")[0].startswith("AGE-SECRET-KEY-1")
    assert place.lines("keys-by-escrow.txt") == place.lines("keys-by-machine.txt") == place.lines("keys.txt")
    assert [json.loads(line) for line in place.lines("people.ndjson")] == [["C-1", "Ann"], ["C-2", "Béa"]]
    (summed,) = (text.split()[0] for command, text in place.digests.items() if command.startswith("sha256sum"))
    assert any(summed in text for command, text in place.digests.items() if command.startswith("grep"))
    assert json.loads(place.lines("payload.ndjson")[0])["header"]["version"] == 12
    assert place.digests["python3 check_entries.py evening.ndjson payload.ndjson"].startswith("7 entries")
    copied = [json.loads(line)["entry"] for line in place.lines("copied.ndjson")]
    assert sorted(each["seq"] for each in copied) == [1, 2, 3, 4, 5, 6]
    seeds = {signer.seed.hex() for signer in place.signers}
    assert set(place.lines("seed.txt")) <= seeds


@pytest.mark.parametrize("typed", ["passphrase", "recovery", "lower", "vault key"])
def test_every_way_in_gives_the_same_keys(place, typed):
    given = {
        "passphrase": builders.PASSPHRASE,
        "recovery": place.made.recovery,
        "lower": place.made.recovery.replace("-", " ").lower(),
        "vault key": place.key,
    }[typed]
    out = place.type("python3 open_slots.py vault/slots.json.copy", given)
    assert [line.split()[0] for line in out.splitlines()] == ["keystore", "journal", "contacts", "copies"]
    assert out == place.type("python3 open_slots.py vault/slots.json", builders.PASSPHRASE)


def test_a_key_file_is_the_second_half_of_a_way_in(place):
    out = place.type("python3 open_slots.py vault/slots.json ben.key", "short words")
    assert out == place.type("python3 open_slots.py vault/slots.json")
    with pytest.raises(AssertionError, match="nothing opens with this"):
        place.type("python3 open_slots.py vault/slots.json", "short words")


def test_anything_else_gives_nothing(place):
    with pytest.raises(AssertionError, match="nothing opens with this"):
        place.type("python3 open_slots.py vault/slots.json", "not the passphrase at all")
    with pytest.raises(AssertionError, match="does not open"):
        place.type("python3 open_seed.py org/keys/signer-1.json", "not the passphrase at all")


def test_an_entry_that_was_changed_is_told(place):
    if not (place.folder / "evening.ndjson").exists():
        pytest.skip("the commands were not typed")
    bent = (place.folder / "evening.ndjson").read_text("utf-8").replace("reached", "refused", 1)
    (place.folder / "bent.ndjson").write_text(bent, encoding="utf-8")
    with pytest.raises(AssertionError, match="InvalidSignature"):
        place.type("python3 check_entries.py bent.ndjson payload.ndjson")


def test_the_page_shows_what_there_is():
    assert set(SCRIPTS) == {"open_slots.py", "ask_database.py", "check_entries.py", "open_seed.py"}
    assert len(COMMANDS) >= 15
