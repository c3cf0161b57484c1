"""Calls divided and on paper, words of the day, duplicates, promises made twice, the way back: JSON of the contract."""

import json
import re
import subprocess

import pytest

from tests.cli.test_outage_verbs import Homes

PLAN = """
[snapshot]
site = "Harbour North"
packs = ["generic", "dealer"]
scripts = "scripts"
call_back = "(415) 555-0100"
[[source]]
file = "people.csv"
region = "US"
[source.fields]
id = "Id"
name = "Name"
mobile = "Mobile"
segment = "Segment"
value = "Value"
language = "Language"
"""
ROWS = [
    f"003AB00000{n:05}AA,Person {n},(415) 556-{n:04},Retail,{900 - n},{'es' if n % 3 == 0 else 'en'}"
    for n in range(1, 13)
]
PEOPLE = "\n".join(["Id,Name,Mobile,Segment,Value,Language", *ROWS])


def text_of(pdf):
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


class Site(Homes):
    """Two laptops, a and b, that hold the same snapshot."""

    def __init__(self, folder):
        super().__init__(folder)
        (folder / "plan.toml").write_text(PLAN)
        (folder / "people.csv").write_text(PEOPLE)
        (folder / "scripts").mkdir()
        (folder / "scripts" / "first.md").write_text("# First call\nHello {name}, call us back on {call_back_number}.")
        self.do("it", "org", "init", "--name", "Harbour Motors")
        self.do("it", "org", "card", "-o", folder / "org.card")
        for home, user in (("a", "ana"), ("b", "ben")):
            self.do(home, "vault", "create", "--org", folder / "org.card", "--user", user, "--site", "Harbour North")
            self.do(home, "device", "enrol", "-o", folder / f"{home}.card")
            self.do("it", "device", "accept", folder / f"{home}.card")
        for version in (1, 2):
            self.do("it", "snapshot", "build", folder / "plan.toml", "-o", folder / f"{version}.snapshot")
        self.do("a", "vault", "apply", folder / "1.snapshot")
        self.do("b", "vault", "apply", folder / "2.snapshot")

    def carry(self, giver, taker):
        file = self.folder / f"{giver}.bundle"
        file.unlink(missing_ok=True)
        self.do(giver, "journal", "export", "-o", file)
        self.do(taker, "journal", "merge", file)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("site"))


def test_the_words_of_the_day_are_the_same_on_all_laptops_whatever_their_snapshot(site):
    told = [site.do(home, "incident", "challenge", "--day", "2026-11-27") for home in "ab"]
    assert told[0] == told[1]
    assert (told[0]["day"], told[0]["call_back"]) == ("2026-11-27", "(415) 555-0100")
    assert told[0]["ask"] != told[0]["answer"]
    assert len(told[0]["vendor_checklist"]) >= 5
    page = site.do("a", "incident", "challenge", "-o", site.folder / "words.pdf")
    assert page["pages"] == 1


def test_the_merge_desk_tells_before_anything_is_taken_in(site):
    a, b = (site.do(home, "device", "enrol", "-o", site.folder / f"{home}-again.card")["device"] for home in "ab")
    nobody = site.do("b", "journal", "look")
    assert {row["device"]: row["handed_in"] for row in nobody["laptops"]}[a] is None
    assert nobody["holds"][a] == {}
    proof = site.run("b", "recover", "proof", "-o", site.folder / "early.pdf")[1]
    assert (proof["laptops_absent"], [row["device"] for row in proof["laptops"]]) == ([a], [b, a])
    assert f"not whole, are the journals of: {a} ana" in " ".join(text_of(site.folder / "early.pdf").split())
    site.do("a", "calls", "divide", "ana")
    file = site.folder / "look.bundle"
    site.do("a", "journal", "export", "-o", file)
    (site.folder / "torn.bundle").write_bytes(b"torn")
    status, told = site.run("b", "journal", "look", file, site.folder / "torn.bundle")
    found, torn = told["bundles"]
    assert (status, found["maker"], found["new"] >= 2, found["forks"]) == (1, a, True, [])
    assert torn["problem"]
    assert site.do("b", "journal", "verify")["entries"] == nobody["holds"][b].get(b, 0)
    assert told["holds"][a][a] == found["entries"]
    site.do("b", "journal", "merge", file)
    after = site.do("b", "journal", "look", file)
    assert after["bundles"][0]["new"] == 0
    assert {row["device"]: row["handed_in"] for row in after["laptops"]}[a]
    assert site.run("b", "recover", "proof", "-o", site.folder / "late.pdf")[1]["laptops_absent"] == []


def test_a_stick_is_merged_whole_and_a_torn_bundle_hinders_no_other(site):
    stick = site.folder / "stick"
    (stick / "of-ana").mkdir(parents=True)
    status, nothing = site.run("b", "journal", "merge", stick)
    assert (status, nothing["error"]["code"]) == (2, "bundle.none")
    assert nothing["error"]["details"][0]["file"] == str(stick)
    site.do("a", "customer", "add", "--name", "Stick Walker")
    site.do("a", "journal", "export", "-o", stick / "of-ana" / "a.bundle")
    (stick / "a-torn.bundle").write_bytes((stick / "of-ana" / "a.bundle").read_bytes()[:-9])
    status, told = site.run("b", "journal", "merge", stick)
    assert (status, told["new"] >= 2, told["refused"]) == (1, True, 0)
    assert [each["file"] for each in told["unread"]] == [str(stick / "a-torn.bundle")]
    assert site.do("b", "find", "Stick", "Walker")["total"] == 1


def test_calls_are_divided_filtered_handed_over_and_read_from_a_script(site):
    for home in "ab":
        site.do(home, "calls", "divide", "ana", "ben")
    lists = [site.do(home, "calls", "list") for home in "ab"]
    mine = [{call["customer"] for call in told["calls"]} for told in lists]
    assert [told["worker"] for told in lists] == ["ana", "ben"]
    assert mine[0].isdisjoint(mine[1])
    assert len(mine[0] | mine[1]) == 12
    spanish = site.do("a", "calls", "list", "--everyone", "--language", "es", "--value-from", "892")
    assert [call["customer"][8:12] for call in spanish["calls"]]
    assert spanish["total"] == 2
    assert spanish["calls"][0]["tel"].startswith("tel:+1415556")
    shares = site.do("b", "calls", "hand", "ana", "--to", "ben", "--reason", "laptop fell")
    assert (bool(shares["division"]), shares["among"]) == (True, ["ana", "ben"])
    assert [(row["worker"], row["count"]) for row in shares["shares"]] == [("ben", 12)]
    script = site.do("a", "calls", "script", min(mine[0]))
    assert re.fullmatch(r"# First call\nHello Person \d+, call us back on \\\(415\\\) 555\\-0100\.", script["text"])


def test_a_list_on_paper_becomes_calls_once(site):
    printed = site.do("a", "calls", "print", "--everyone", "--limit", 3, "-o", site.folder / "list.pdf")
    (serial,) = printed["serials"]
    sheet = site.do("a", "sheet", "show", serial)["answers"]
    for line, outcome in zip(sheet["calls"], ("reached", "busy", "wrong_person"), strict=True):
        line["outcome"] = outcome
    answers = site.folder / "log.json"
    answers.write_text(json.dumps({**sheet, "caller": "Ana", "day": "2026-11-24"}))
    site.do("a", "sheet", "capture", serial, "--answers", answers)
    assert site.do("a", "calls", "take", serial) == {"serial": serial, "logged": 3, "known": 0, "left": []}
    assert site.do("a", "calls", "take", serial)["known"] == 3
    told = site.do("a", "impact", "--entries", "reached", "--over-time")
    assert [each["customer"] for each in told["behind"]] == printed["customers"][:1]
    assert told["over_time"][-1]["attempted"] == told["attempted"] == 3
    assert told["harmed"] == 0


def test_customers_and_promises_that_two_laptops_entered(site):
    new = [
        site.do(home, "customer", "add", "--name", name, "--mobile", "(415) 555-2671")["id"]
        for home, name in (("a", "Li Na"), ("b", "Lina"))
    ]
    for home in "ab":
        site.do(home, "calls", "log", new["ab".index(home)], "--channel", "+14155552671", "--outcome", "reached",
                "--promise", "Loan car", "--due", "2026-12-24")  # fmt: skip
    site.carry("a", "b")
    status, found = site.run("b", "customer", "duplicates")
    assert (status, found["total"], found["pairs"][0]["same"]) == (1, 1, ["phone"])
    before = site.do("b", "impact")["customers"]
    site.do("b", "customer", "link", *new)
    assert site.do("b", "impact")["customers"] == before - 1
    told = site.do("b", "calls", "promises")
    (group,) = told["duplicates"]
    one, other = (each["promise"] for each in group["promises"])
    site.do("b", "calls", "owner", one, "dora")
    site.do("b", "calls", "kept", other, "--duplicate-of", one)
    told = site.do("b", "calls", "promises", "--owner", "Dora")
    assert ([each["promise"] for each in told["promises"]], told["duplicates"]) == ([one], [])


def test_the_way_back_to_a_closed_incident_and_a_signed_proof(site):
    do, folder = site.do, site.folder
    do("b", "incident", "declare", "--name", "DMS held")
    order, ticket = (do("b", "form", "print", form, "-o", folder / f"{form}.pdf")["serials"][0]
                     for form in ("repair_order", "parts_ticket"))  # fmt: skip
    given = {
        "repair_order": {"customer_name": "Pat", "concern": "Noise", "parts_amount": 30, "agreed": True,
                         "signed_by": "Pat", "lines": [{"operation": "Bearing", "hours": 1, "rate": 100,
                                                        "pay_type": "customer", "parts_ticket": ticket}]},
        "parts_ticket": {"customer_name": "Pat", "repair_order_no": order,
                         "lines": [{"part_no": "B-1", "description": "Bearing", "quantity": 2, "unit_price": 14}]},
    }  # fmt: skip
    for serial, form in ((ticket, "parts_ticket"), (order, "repair_order")):
        (folder / "answers.json").write_text(json.dumps(given[form]))
        do("b", "sheet", "capture", serial, "--answers", folder / "answers.json", "--accept-flags", "as it stands")
    status, match = site.run("b", "rekey", "match")
    assert (status, [each["kind"] for each in match["differences"]]) == (1, ["parts"])
    queue = do("b", "rekey", "list")["sheets"]
    wanted = [each["serial"] for each in queue if each["serial"] in (order, ticket)]
    assert wanted == [order, ticket]
    assert next(each for each in queue if each["serial"] == ticket)["after"] == [order]
    assert do("b", "rekey", "divide", "ana", "ben")["shares"]
    assert do("b", "rekey", "hand", "ana", "--to", "ben", "--reason", "one person")["shares"][0]["worker"] == "ben"
    (folder / "done.csv").write_text(f"serial,reference\n{order},RO-1\n{ticket},RO-1\n")
    status, taken = site.run("b", "rekey", "import", folder / "done.csv")
    assert (status, taken["done"], len(taken["refused"])) == (1, 1, 1)
    assert site.run("b", "rekey", "done", ticket, "--reference", "RO-1")[0] == 2
    do("b", "rekey", "done", ticket, "--reference", "RO-1", "--same-reference", "part of the order")
    assert do("b", "rekey", "forecast")["rekeyed"] == 2
    assert do("b", "rekey", "batches") == {"covers": 0, "problems": []}
    (spare,) = do("b", "form", "print", "cash_receipt", "-o", folder / "spare.pdf")["serials"]
    status, error = site.run("b", "incident", "close")
    assert (status, error["error"]["code"]) == (2, "incident.ledger_open")
    status, ledger = site.run("b", "ledger", "--by", "form", "--sheets", "--person", "ben")
    assert (status, ledger["sheets"][0]["serial"], ledger["by"]["form"][0]["value"]) == (1, spare, "cash_receipt")
    printed = site.run("b", "ledger", "--by", "person", "-o", folder / "ledger.pdf")[1]
    words = text_of(folder / "ledger.pdf")
    assert printed["pages"] >= 1
    assert words.index("Unexplained: 1") < words.index(spare) < words.index("ben: ")
    do("b", "sheet", "lost", spare, "--reason", "wind")
    do("b", "rekey", "verify", order, "--alone", "nobody else is here")
    assert do("b", "ledger")["self_verified"] == [order]
    proof = do("b", "recover", "proof", "-o", folder / "proof.pdf", "--by", "form")
    assert proof["explained"] is True
    assert next(row for row in proof["serials"] if row["serial"] == order)["why"] == "nobody else is here"
    assert "verified by ben alone: nobody else is here" in " ".join(text_of(folder / "proof.pdf").split())
    words = ["pkeyutl", "-verify", "-pubin", "-inkey", "proof.pem", "-rawin", "-in", "proof.pdf", "-sigfile"]
    subprocess.run(["openssl", *words, "proof.pdf.sig"], cwd=folder, check=True, capture_output=True)
    exported = do("b", "recover", "export", folder / "out")
    assert {"everything.sql", "everything.sqlite"} <= set(exported["others"])
    assert all((folder / "out" / name).is_file() for name in exported["others"])
    do("b", "recover", "export", folder / "out")
    assert "laptops_absent" in do("b", "incident", "close")
