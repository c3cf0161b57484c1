"""Ledger, way back, export, readiness, reports and doctor as verbs: fields, exit status, refusals."""

import json

import pytest
from pypdf import PdfReader

from tests import builders


@pytest.fixture(scope="module")
def branch(tmp_path_factory):
    """A laptop with a snapshot of twelve people and the generic forms, and its IT machine."""
    folder = tmp_path_factory.mktemp("verbs")
    office, laptop = folder / "it", folder / "a"

    def do(home, *words):
        status, answer = builders.command(home, *words)
        assert status == 0, answer
        return answer

    do(office, "org", "init", "--name", "Harbour Motors")
    do(office, "org", "card", "-o", folder / "org.card")
    do(laptop, "vault", "create", "--org", folder / "org.card", "--user", "ana", "--site", "Harbour North")
    do(laptop, "device", "enrol", "-o", folder / "a.enrol")
    do(office, "device", "accept", folder / "a.enrol")
    plan = builders.plan(folder / "plan", 12, packs='["generic"]')
    do(office, "snapshot", "build", plan, "-o", folder / "v1.snapshot")
    do(laptop, "vault", "apply", folder / "v1.snapshot")
    return folder


def on(branch, *words, home="a"):
    return builders.command(branch / home, *words)


RECEIPT = {
    "customer_name": "Łukasz Żuk",
    "amount": 20,
    "amount_words": "twenty",
    "tender": "cash",
    "purpose": "deposit",
    "drawer": "2",
    "received_by": "Ana",
}


def fill(branch):
    answers = branch / "answers.json"
    answers.write_text(json.dumps(RECEIPT))
    status, answer = on(branch, "form", "fill", "cash_receipt", "--answers", answers)
    assert status == 0, answer
    return answer["serial"]


def test_the_ledger_is_a_finding_until_every_sheet_is_explained(branch):
    _, printed = on(branch, "form", "print", "cash_receipt", "--copies", 2, "-o", branch / "two.pdf")
    status, ledger = on(branch, "ledger")
    assert status == 1
    assert ledger["unexplained"] == sorted(printed["serials"])
    for serial in printed["serials"]:
        on(branch, "sheet", "void", serial, "--reason", "not used")
    status, ledger = on(branch, "ledger")
    assert (status, ledger["unexplained"]) == (0, [])
    assert {"issued", "blank", "captured", "void", "lost", "rekeyed", "verified"} <= set(ledger)
    assert on(branch, "ledger", "--drill")[1]["issued"] == 0


def test_a_sheet_goes_all_the_way_back(branch):
    serial = fill(branch)
    _, following = on(branch, "rekey", "next")
    assert {"serial", "form", "customer", "waits_for", "owner"} <= set(following)
    assert (following["serial"], following["waits_for"]) == (serial, "rekey")
    assert on(branch, "rekey", "assign", "ben", serial)[1]["serials"] == [serial]
    assert on(branch, "rekey", "next")[1]["serial"] == ""
    assert on(branch, "rekey", "list")[1]["sheets"][0]["owner"] == "ben"
    assert on(branch, "rekey", "done", serial, "--reference", "R-1")[0] == 0
    status, refused = on(branch, "rekey", "done", serial, "--reference", "R-2")
    assert (status, refused["error"]["code"]) == (2, "rekey.done_already")
    status, verified = on(branch, "rekey", "verify", serial)
    assert (status, verified["self_verified"]) == (0, True)


def test_an_export_lands_whole_or_not_at_all(branch):
    serial = fill(branch)
    status, answer = on(branch, "recover", "export", branch / "out")
    assert status == 0
    assert {"name", "rows", "sha256"} == set(answer["files"][0])
    assert (branch / "out" / answer["manifest"]).is_file()
    assert serial in (branch / "out" / "sheets-cash_receipt.csv").read_text("utf-8")
    (branch / "mine").mkdir()
    (branch / "mine" / "letter.txt").write_text("mine")
    status, refused = on(branch, "recover", "export", branch / "mine")
    assert (status, refused["error"]["code"]) == (2, "export.folder")
    assert [path.name for path in (branch / "mine").iterdir()] == ["letter.txt"]


def test_readiness_is_measured_answered_and_sampled(branch):
    status, report = on(branch, "readiness", "report", "-o", branch / "readiness.pdf")
    assert status == 0
    assert (report["customers"], report["reachable"]) == (12, 12)
    assert (branch / "readiness.pdf").read_bytes().startswith(b"%PDF")
    assert {axis: sum(row["customers"] for row in rows) for axis, rows in report["by"].items()} == {
        "segment": 12,
        "market": 12,
        "product": 12,
    }
    _, keys = on(branch, "readiness", "keys", "--answer", "strategy.tiers=yes", "--note", "Board paper")
    assert len(keys["keys"]) == 8
    assert {"key", "score", "evidence", "claims"} <= set(keys["keys"][0])
    assert keys["keys"][0]["claims"][0]["question"] == "strategy.tiers"
    _, sample = on(branch, "readiness", "dial-sample", "--size", 5, "--seed", 1)
    assert len({call["customer"] for call in sample["calls"]}) == 5
    for words, code in (
        (("keys", "--answer", "strategy.tiers"), "readiness.answer_form"),
        (("keys", "--answer", "strategy.tires=yes"), "readiness.unknown_question"),
        (("dial-sample", "--size", "0"), "sample.size"),
        (("dial-sample", "--size", "13"), "sample.size"),
    ):
        status, refused = on(branch, "readiness", *words)
        assert (status, refused["error"]["code"]) == (2, code)


def test_reports_are_written(branch):
    status, refused = on(branch, "report", "after-action", "-o", branch / "after.pdf")
    assert (status, refused["error"]["code"]) == (2, "report.no_incident")
    assert not (branch / "after.pdf").exists()
    on(branch, "incident", "declare", "--name", "DMS held for ransom")
    status, answer = on(branch, "report", "after-action", "-o", branch / "after.pdf", "--paper", "a4")
    assert status == 0
    assert answer["pages"] >= 1
    assert (branch / "after.pdf").is_file()
    on(branch, "incident", "close")


@pytest.mark.parametrize("home", ["a", "it"])
def test_a_disclosure_tells_laptops_fields_and_clocks(branch, home):
    words = ("report", "disclosure", "-o", branch / f"{home}.pdf", "--event", "aware=2024-06-19T08:00")
    status, answer = on(branch, *words, home=home)
    assert status == 0
    assert (answer["persons"], len(answer["devices"]), answer["whole_organisation"]) == (12, 1, home == "it")
    assert "phone" in answer["fields"]
    assert answer["clocks"][0]["ends"].startswith("2024-06-22T08:00")
    status, refused = on(branch, *words[:-1], "aware=yesterday", home=home)
    assert (status, refused["error"]["code"]) == (2, "clock.event_form")


def test_the_doctor_is_content_with_a_healthy_home(branch):
    status, answer = on(branch, "doctor")
    assert [check for check in answer["checks"] if not check["ok"]] == []
    assert status == 0
    assert {"python", "encryption", "fonts", "vault", "snapshot", "forms"} <= {c["name"] for c in answer["checks"]}


def test_the_doctor_tells_the_surroundings_without_a_passphrase_and_a_wrong_one_as_a_finding(branch):
    status, answer = on(branch, "doctor", "--surroundings")
    assert status == 0
    assert next(c for c in answer["checks"] if c["name"] == "vault")["detail"] == "not opened, as asked"
    status, answer = builders.command(branch / "a", "doctor", passphrase="not the passphrase at all")
    assert status == 1
    assert [c["name"] for c in answer["checks"] if not c["ok"]] == ["vault.wrong_passphrase"]
    status, answer = on(branch, "doctor", home="nobody")
    assert status == 0


def test_the_doctor_finds_a_damaged_page(branch):
    path = next((branch / "a" / "vault").glob("contacts-*.db"))
    whole = path.read_bytes()
    bent = bytearray(whole)
    bent[-100] ^= 1
    path.chmod(0o600)
    path.write_bytes(bent)
    try:
        status, answer = on(branch, "doctor")
    finally:
        path.write_bytes(whole)
    assert status == 1
    assert any(path.name in check["name"] and not check["ok"] for check in answer["checks"])


def test_the_printed_ledger_begins_with_what_is_unexplained_and_holds_every_number(branch):
    taken_down = fill(branch)
    _, printed = on(branch, "form", "print", "cash_receipt", "--copies", 1, "-o", branch / "one.pdf")
    _, told = on(branch, "ledger", "-o", branch / "ledger.pdf", "--by", "person")
    text = " ".join("".join(page.extract_text() for page in PdfReader(branch / "ledger.pdf").pages).split())
    assert told["pages"] == len(PdfReader(branch / "ledger.pdf").pages)
    first = text.index(printed["serials"][0])
    assert text.index("What became of it") < first < text.index(taken_down)
    assert text.count(printed["serials"][0]) == 2
    assert on(branch, "sheet", "void", printed["serials"][0], "--reason", "torn")[0] == 0
