"""`incident`, `drill`, `calls`, `impact`, `journal`: JSON and exit status of the contract, on two real vaults."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from continuity_app.cli.main import main

PLAN = """
[snapshot]
site = "Harbour North"
valid_days = 14
packs = []
[[source]]
file = "people.csv"
region = "US"
[source.fields]
id = "Id"
name = "Name"
mobile = "Mobile"
segment = "Segment"
value = "Value"
[[source]]
file = "promises.csv"
holds = "promises"
[source.fields]
customer = "Id"
what = "What"
due = "Due"
"""
PEOPLE = """Id,Name,Mobile,Segment,Value
C-1,Pat Example,(415) 556-0001,Retail,900
C-2,Kim Sample,(415) 556-0002,Fleet,4180
C-3,Lee Nobody,n/a,Fleet,100
"""
PROMISES = "Id,What,Due\nC-1,Part arrives,2024-07-01\n"


class Homes:
    """An IT machine and two laptops, spoken to by command line alone."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name, text in (("plan.toml", PLAN), ("people.csv", PEOPLE), ("promises.csv", PROMISES)):
            (folder / name).write_text(text)
        (folder / "pass").write_text("seven quiet lanterns over harbour\n")

    def run(self, home: str, *words: Any) -> tuple[int, dict[str, Any]]:
        """One command under --json."""
        options = ["--home", str(self.folder / home), "--passphrase-file", str(self.folder / "pass"), "--json"]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            status = main([*options, *map(str, words)])
        return status, json.loads(out.getvalue())

    def do(self, home: str, *words: Any) -> dict[str, Any]:
        """One command that must be done."""
        status, answer = self.run(home, *words)
        assert status == 0, answer
        return answer


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    made = Homes(tmp_path_factory.mktemp("homes"))
    card, package = made.folder / "org.card", made.folder / "one.snapshot"
    made.do("it", "org", "init", "--name", "Harbour Motors")
    made.do("it", "org", "card", "-o", card)
    for user in ("ana", "ben"):
        made.do(user, "vault", "create", "--org", card, "--user", user, "--site", "Harbour North")
        made.do(user, "device", "enrol", "-o", made.folder / f"{user}.enrol")
        made.do("it", "device", "accept", made.folder / f"{user}.enrol")
    made.do("it", "snapshot", "build", made.folder / "plan.toml", "-o", package)
    for user in ("ana", "ben"):
        made.do(user, "vault", "apply", package)
    return made


def test_the_outage_of_two_laptops(homes: Homes):
    assert homes.do("ana", "incident", "status")["incident"] is None
    incident = homes.do("ana", "incident", "declare", "--name", "DMS held for ransom", "--kind", "ransom")
    assert (incident["kind"], incident["drill"], incident["running"]) == ("ransom", False, True)
    assert homes.run("ana", "incident", "declare", "--name", "again")[1]["error"]["code"] == "incident.running"
    assert homes.run("ana", "drill", "start", "--name", "rehearsal")[0] == 2

    listed = homes.do("ana", "calls", "list")
    assert (listed["total"], [call["customer"] for call in listed["calls"]]) == (2, ["C-1", "C-2"])
    assert listed["calls"][1] == {
        "customer": "C-2",
        "name": "Kim Sample",
        "channel": "+14155560002",
        "tel": "tel:+14155560002",
        "quality": "unverified",
        "reason": "4,180 a year",
        "value": 4180.0,
        "tried": 0,
    }
    assert homes.do("ana", "calls", "list", "--segment", "Fleet", "--limit", 5)["total"] == 1

    words = ("--channel", "415 556 0001", "--outcome", "Reached", "--promise", "Loan car", "--due", "2024-06-21T09:00")
    logged = homes.do("ana", "calls", "log", "C-1", *words, "--new-number", "(415) 555-2671")
    assert logged["entry"]
    assert logged["promise"].startswith("P-")
    assert (logged["customer"], logged["outcome"], logged["new_number"]) == ("C-1", "reached", "+14155552671")
    assert homes.do("ana", "calls", "next")["calls"][0]["customer"] == "C-2"
    assert [promise["what"] for promise in homes.do("ana", "calls", "promises")["promises"]] == ["Loan car"]
    assert homes.do("ana", "calls", "kept", logged["promise"])["state"] == "kept"
    assert homes.do("ana", "calls", "promises")["promises"] == []

    homes.do("ben", "calls", "log", "C-2", "--channel", "+14155560002", "--outcome", "no-answer")
    for author, reader in (("ben", "ana"), ("ana", "ben")):
        bundle = homes.folder / f"{author}.bundle"
        exported = homes.do(author, "journal", "export", "-o", bundle)
        assert (exported["file"], len(exported["devices"])) == (str(bundle), 2)
        merged = homes.do(reader, "journal", "merge", bundle)
        assert merged["refused"] == merged["forks"] == 0
    verified = [homes.do(user, "journal", "verify") for user in ("ana", "ben")]
    assert verified[0]["digest"] == verified[1]["digest"]
    assert verified[0]["ok"] is True

    impact = homes.do("ben", "impact")
    figures = {key: impact[key] for key in ("customers", "attempted", "reached", "unreachable", "value_at_risk")}
    assert figures == {"customers": 3, "attempted": 2, "reached": 1, "unreachable": 1, "value_at_risk": 4280.0}
    assert {row["value"] for row in impact["by"]["segment"]} == {"Retail", "Fleet"}
    assert [row["value"] for row in impact["by"]["market"]] == ["(none)"]
    closed = homes.do("ben", "incident", "close", "--remains", "one sheet is lost")
    assert (closed["running"], closed["remains_open"]) == (False, ["one sheet is lost"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("calls", "log", "C-1", "--channel", "+14155560001", "--outcome", "maybe"), "call.outcome"),
        (("calls", "log", "C-1", "--channel", "(415) 999-9999", "--outcome", "busy"), "call.channel"),
        (("calls", "log", "C-9", "--channel", "+14155560001", "--outcome", "busy"), "customer.unknown"),
        (("calls", "kept", "P-0"), "promise.unknown"),
        (("incident", "declare", "--name", "x", "--kind", "robbery"), "incident.kind"),
        (("calls", "list", "--segment", "Flet"), "calls.unknown_axis"),
        (("drill", "end"), "incident.none"),
        (("journal", "export", "-o", "x.bundle", "--to", "D-NOBODY"), "journal.recipient"),
        (("journal", "merge", "missing.bundle"), "bundle.unreadable"),
    ],
)
def test_what_cannot_be_done_says_so_and_writes_nothing(homes: Homes, words: tuple[str, ...], code: str):
    before = homes.do("ana", "journal", "verify")["digest"]
    status, answer = homes.run("ana", *words)
    assert (status, answer["error"]["code"]) == (2, code)
    assert answer["error"]["next_step"]
    assert homes.do("ana", "journal", "verify")["digest"] == before


def test_a_bundle_for_one_device_is_closed_to_the_other(homes: Homes):
    mine = homes.do("ana", "device", "enrol", "-o", homes.folder / "again.enrol")["device"]
    bundle = homes.folder / "own.bundle"
    assert homes.do("ana", "journal", "export", "-o", bundle, "--to", mine)["devices"] == [mine]
    status, answer = homes.run("ben", "journal", "merge", bundle)
    assert (status, answer["error"]["code"]) == (2, "bundle.refused")
