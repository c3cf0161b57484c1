"""`incident roster`, `shift`, `steps`, `clocks`, `hours`, `wall` and `calls differ`: JSON and exit status."""

import datetime as dt
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.test_outage_verbs import PEOPLE, PLAN, Homes

ROSTER = """Person,Role,Duty,Phone,Deputy
Carla Vega,Service manager,promises,(415) 556-0007,Ben Ito
Ben Ito,Parts manager,parts,,
,Cashier,receipts,,
"""
HELD = """
[[source]]
file = "roster.csv"
holds = "roster"
[source.fields]
person = "Person"
role = "Role"
duty = "Duty"
phone = "Phone"
deputy = "Deputy"
"""
FIRST_HOUR = "# First hour\n\n1. Pull the **network** cables.\n2. Hand out the packs.\n"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    made = Homes(tmp_path_factory.mktemp("incident"))
    (made.folder / "scripts").mkdir()
    (made.folder / "scripts" / "first_hour.md").write_text(FIRST_HOUR)
    (made.folder / "roster.csv").write_text(ROSTER)
    plan = PLAN.replace("[snapshot]\n", '[snapshot]\nscripts = "scripts"\n', 1) + HELD
    (made.folder / "plan.toml").write_text(plan)
    (made.folder / "people.csv").write_text(PEOPLE)
    card, package = made.folder / "org.card", made.folder / "one.snapshot"
    made.do("it", "org", "init", "--name", "Harbour Motors")
    made.do("it", "org", "card", "-o", card)
    made.do("ana", "vault", "create", "--org", card, "--user", "ana", "--site", "Harbour North")
    made.do("ana", "device", "enrol", "-o", made.folder / "ana.enrol")
    made.do("it", "device", "accept", made.folder / "ana.enrol")
    made.do("it", "snapshot", "build", made.folder / "plan.toml", "-o", package)
    made.do("ana", "vault", "apply", package)
    return made


def test_the_desk_of_an_incident(homes: Homes, tmp_path: Path):
    assert homes.run("ana", "incident", "steps")[1]["error"]["code"] == "incident.none"
    homes.do("ana", "incident", "declare", "--name", "DMS held for ransom", "--kind", "ransom")
    status, told = homes.run("ana", "incident", "roster")
    assert (status, len(told["roster"])) == (1, 3), "a finding while somebody is missing"
    assert told["gaps"] == ["no number for Ben Ito", "no deputy for Ben Ito", "nobody for: receipts"]
    homes.do("ana", "incident", "shift", "cashier", "Maja Nowak")
    now = {each["role"]: each["on_shift"] for each in homes.run("ana", "incident", "roster")[1]["roster"]}
    assert now == {"Service manager": None, "Parts manager": None, "Cashier": "Maja Nowak"}
    status, wrong = homes.run("ana", "incident", "shift", "cashr", "Maja")
    assert (status, wrong["error"]["code"]) == (2, "incident.role")
    assert "Cashier" in wrong["error"]["next_step"]
    homes.do("ana", "incident", "shift", "Cashier")
    assert {each["on_shift"] for each in homes.run("ana", "incident", "roster")[1]["roster"]} == {None}

    steps = homes.do("ana", "incident", "steps", "--done", 2)["steps"]
    assert [(each["text"], each["done_by"]) for each in steps] == [
        ("Pull the network cables.", None),
        ("Hand out the packs.", "ana"),
    ]
    assert homes.do("ana", "incident", "steps", "--undo", 2)["steps"][1]["done_by"] is None
    assert homes.run("ana", "incident", "steps", "--done", 3)[1]["error"]["code"] == "incident.step"

    homes.do("ana", "calls", "log", "C-1", "--channel", "415 556 0001", "--outcome", "reached", "--promise", "Car")
    (hour,) = homes.do("ana", "incident", "hours")["hours"]
    assert (hour["calls"], hour["reached"], hour["promises"], hour["people"]) == (1, 1, 1, 1)
    homes.do("ana", "incident", "steps", "--done", 1)
    wall = homes.do("ana", "incident", "wall", "-o", tmp_path / "wall.pdf", "--paper", "a4")
    assert wall["pages"] == 1
    text = " ".join(PdfReader(tmp_path / "wall.pdf").pages[0].extract_text().split())
    assert "ana, today" in text


def test_clocks_of_the_law_run_from_what_is_entered(homes: Homes):
    homes.run("ana", "incident", "declare", "--name", "DMS held for ransom")
    told = homes.do(
        "ana", "incident", "clocks", "--event", "material=2024-07-03T16:00", "--event", "known=2024-06-21T17:45"
    )
    clocks = {each["id"]: each for each in told["clocks"]}
    assert clocks["sec_8k"]["ends"][:16] == "2024-07-10T23:59"
    assert clocks["gdpr_33"]["ends"][:16] == "2024-06-24T17:45"
    assert clocks["gdpr_33"]["hours_left"] < 0
    assert clocks["nydfs_payment"]["ends"] is None
    assert "counsel" in told["advice"]
    again = homes.do("ana", "incident", "clocks", "--event", "material=")
    assert next(each for each in again["clocks"] if each["id"] == "sec_8k")["ends"] is None
    status, refused = homes.run("ana", "incident", "clocks", "--event", "fire=2024-06-19")
    assert (status, refused["error"]["code"]) == (2, "clock.unknown_event")


def test_promises_are_told_apart_and_back(homes: Homes):
    words = ("calls", "log", "C-2", "--channel", "415 556 0002", "--outcome", "reached", "--promise")
    numbers = [homes.do("ana", *words, what)["promise"] for what in ("Loan car", "Call on Friday")]
    assert homes.do("ana", "calls", "differ", *numbers) == {"promises": numbers, "different": True}
    assert homes.do("ana", "calls", "differ", "--undo", *numbers)["different"] is False
    assert homes.run("ana", "calls", "differ", numbers[0])[1]["error"]["code"] == "promise.compared"
    assert homes.do("ana", "calls", "promises")["told_apart"] == []


def test_the_words_of_the_day_change_at_midnight_of_the_site(homes: Homes):
    today = dt.datetime.now().astimezone().date()
    shown = homes.do("ana", "incident", "challenge")
    assert shown["day"] in {today.isoformat(), (today + dt.timedelta(days=1)).isoformat()}
    pairs = [homes.do("ana", "incident", "challenge", "--day", day) for day in ("2024-06-19", "2024-06-20")]
    assert (pairs[0]["ask"], pairs[0]["answer"]) != (pairs[1]["ask"], pairs[1]["answer"])
