"""`org`, `device`, `vault` and `snapshot` from end to end, on an IT machine and one laptop."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.builders import command

IT_WORDS = builders.ORGANISATION_PASSPHRASE


class Site:
    """An IT machine and a laptop, driven by commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def it(self, *words: object) -> dict[str, Any]:
        status, answer = command(self.folder / "it", *words, passphrase=IT_WORDS)
        assert status == 0, answer
        return answer

    def laptop(self, *words: object, passphrase: str = builders.PASSPHRASE) -> tuple[int, dict[str, Any]]:
        return command(self.folder / "a", *words, passphrase=passphrase)

    def done(self, *words: object) -> dict[str, Any]:
        status, answer = self.laptop(*words)
        assert status == 0, answer
        return answer

    def refused(self, *words: object, passphrase: str = builders.PASSPHRASE) -> str:
        status, answer = self.laptop(*words, passphrase=passphrase)
        assert status == 2, answer
        assert set(answer["error"]) == {"code", "message", "what_is_safe", "next_step", "details"}
        return answer["error"]["code"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A founded organisation, an enrolled laptop with a sheet, and two versions of a snapshot."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.it("org", "init", "--name", "Harbour Motors")
    site.it("org", "card", "-o", site.folder / "org.card")
    made = site.done(
        *("vault", "create", "--org", site.folder / "org.card", "--user", "ana", "--site", "Harbour North"),
        *("--recovery-sheet", site.folder / "sheet.pdf"),
    )
    asked = site.done("device", "enrol", "-o", site.folder / "a.enrol")
    accepted = site.it("device", "accept", site.folder / "a.enrol")
    assert made["fingerprint"] == asked["fingerprint"] == accepted["fingerprint"]
    for version in (1, 2):
        plan = builders.plan(site.folder / "plan", 3 + version)
        built = site.it("snapshot", "build", plan, "-o", site.folder / f"v{version}.snapshot")
        assert built["version"] == version
    return site


def test_founding_tells_what_to_read_aloud(tmp_path: Path) -> None:
    status, answer = command(tmp_path / "it", "org", "init", "--name", "N", "--signers", "2", "--threshold", "2")
    assert status == 0
    assert len(answer["fingerprint_words"].split()) == 12
    assert answer | {"fingerprint": "", "fingerprint_words": ""} == {
        "organisation": "N",
        "fingerprint": "",
        "fingerprint_words": "",
        "threshold": 2,
        "signers": 2,
        "root_version": 1,
        "recovery": None,
    }
    assert command(tmp_path / "it", "org", "init", "--name", "N")[0] == 2
    assert command(tmp_path / "it", "org", "init", "--name", "N", "--signers", "x")[0] == 2


def test_what_a_build_answers(site: Site) -> None:
    built = site.it("snapshot", "build", site.folder / "plan" / "plan.toml", "-o", site.folder / "again.snapshot")
    assert {"site", "version", "as_of", "customers", "merged", "left_out", "forms", "devices"} <= set(built)
    assert built["sha256"] == hashlib.sha256((site.folder / "again.snapshot").read_bytes()).hexdigest()
    assert built["bytes"] == (site.folder / "again.snapshot").stat().st_size
    assert (built["site"], built["customers"], built["problem_count"]) == ("Harbour North", 5, len(built["problems"]))
    exposed = site.it("device", "exposure", built["devices"][0])
    assert (exposed["customers"], exposed["version"]) == (5, built["version"])
    assert "email" in exposed["fields"]


@pytest.mark.parametrize("where", ["it", "a", "card"])
def test_a_snapshot_is_verified_wherever_the_organisation_is_known(site: Site, where: str) -> None:
    words = ["snapshot", "verify", site.folder / "v1.snapshot"]
    if where == "it":
        answer = site.it(*words)
    elif where == "a":
        answer = site.done(*words)
    else:
        status, answer = command(site.folder / "nowhere", *words, "--org", site.folder / "org.card")
        assert status == 0
    assert (answer["ok"], answer["version"], answer["signatures"]) == (True, 1, {"needed": 1, "valid": 1})


def test_inspect_and_diff(site: Site) -> None:
    told = site.it("snapshot", "inspect", site.folder / "v2.snapshot")
    assert (told["customers"], told["version"]) == (5, 2)
    words = ("snapshot", "diff", site.folder / "v1.snapshot", site.folder / "v2.snapshot")
    assert site.it(*words)["customers"] is None
    assert site.done(*words)["customers"]["added"] == ["C-5"]


def test_the_life_of_a_vault(site: Site) -> None:
    bent = bytearray((site.folder / "v1.snapshot").read_bytes())
    bent[len(bent) // 2] ^= 1
    (site.folder / "bent.snapshot").write_bytes(bent)
    assert site.refused("snapshot", "verify", site.folder / "bent.snapshot") == "snapshot.damaged"
    assert site.refused("vault", "apply", site.folder / "bent.snapshot") == "snapshot.damaged"
    assert site.refused("vault", "apply", site.folder / "none.snapshot") == "snapshot.not_read"
    assert site.refused("vault", "unlock-check", passphrase="not the passphrase at all") == "vault.wrong_passphrase"
    first = site.done("vault", "apply", site.folder / "v1.snapshot")
    assert (first["version"], first["customers"], first["replaced"]) == (1, 4, None)
    second = site.done("vault", "apply", site.folder / "v2.snapshot")
    assert (second["version"], second["replaced"]) == (2, 1)
    assert site.refused("vault", "apply", site.folder / "v1.snapshot") == "snapshot.older"
    back = site.done("vault", "apply", site.folder / "v1.snapshot", "--override-rollback", "--reason", "wrong prices")
    assert (back["version"], back["replaced"]) == (1, 2)
    assert site.done("vault", "check")["ok"] is True


def test_ways_in_are_added_used_and_removed(site: Site) -> None:
    (site.folder / "new.pass").write_text("brass kettle morning tide ladder\n")
    added = site.done("vault", "slots", "add", "--for", "ben", "--new-passphrase-file", site.folder / "new.pass")
    assert (added["user"], added["role"]) == ("ben", "staff")
    assert site.refused("vault", "unlock-check") == "vault.which_user"
    opened = site.laptop("--user", "ben", "vault", "unlock-check", passphrase="brass kettle morning tide ladder")
    assert (opened[0], opened[1]["slot"], opened[1]["kind"]) == (0, added["slot"], "passphrase")
    assert [slot["kind"] for slot in site.done("vault", "slots", "list")["slots"]].count("passphrase") == 2
    assert site.done("--user", "ana", "vault", "slots", "remove", added["slot"])["removed"] is True
    assert site.done("vault", "unlock-check")["user"] == "ana"
    sheet = site.done("vault", "slots", "add", "--recovery-sheet", site.folder / "second.pdf")
    assert (site.folder / "second.pdf").read_bytes().startswith(b"%PDF-")
    site.done("vault", "slots", "remove", sheet["slot"])


def test_a_revoked_laptop_gets_nothing_more(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.it("org", "init", "--name", "Harbour Motors")
    for user in ("ana", "ben"):
        (tmp_path / f"{user}.enrol").write_bytes(builders.device(user)[1].to_bytes())
        site.it("device", "accept", tmp_path / f"{user}.enrol")
    lost = site.it("device", "list")["devices"][0]["device"]
    assert site.it("device", "revoke", lost, "--reason", "stolen")["reason"] == "stolen"
    built = site.it("snapshot", "build", builders.plan(tmp_path / "plan"), "-o", tmp_path / "v.snapshot")
    assert lost not in built["devices"]
    assert len(built["devices"]) == 1
    told = site.it("snapshot", "inspect", tmp_path / "v.snapshot")
    assert [device["device"] for device in told["revoked"]] == [lost]
