"""What cannot be done is told in words, names file, row and field, and changes nothing."""

import os
from pathlib import Path

import pytest

from continuity_app.vault.lock import HomeLock
from tests import builders
from tests.faults.conftest import Branch

LOG = ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "reached")
NO = "none.pdf"


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [
        ("command.words", ("calls", "log"), ""),
        ("command.unknown", ("fnid", "x"), ""),
        ("customer.unknown", ("show", "C-999"), "customer"),
        ("customer.unknown", ("form", "print", "call_log", "--customer", "C-999", "-o", NO), "customer"),
        ("form.unknown", ("form", "print", "cal_log", "-o", NO), "form"),
        ("form.no_pack", ("pack", "print", "dealr", "--copies", "1", "-o", NO), "pack"),
        ("sheet.copies", ("pack", "print", "generic", "--copies", "-3", "-o", NO), "copies"),
        ("sheet.copies", ("form", "print", "call_log", "--copies", "99999999999", "-o", NO), "copies"),
        ("paper.unknown", ("form", "print", "call_log", "--paper", "a9", "-o", NO), "paper"),
        ("form.language", ("form", "print", "call_log", "--language", "Klingon", "-o", NO), "language"),
        ("call.outcome", (*LOG[:-1], "maybe"), "outcome"),
        ("call.channel", (*LOG[:4], "4155552699", *LOG[5:]), "channel"),
        ("call.channel", (*LOG[:4], "", *LOG[5:]), "channel"),
        ("channel.unreadable", (*LOG, "--new-number", "12"), "new_number"),
        ("time.unreadable", (*LOG, "--promise", "a car", "--due", "2024-13-45"), "due"),
        ("promise.empty", (*LOG, "--due", "2024-06-21T09:00"), "promise"),
        ("journal.entry", (*LOG, "--note", "n" * 70_000), ""),
        ("promise.unknown", ("calls", "kept", "P-1"), "promise"),
        ("incident.kind", ("incident", "declare", "--name", "x", "--kind", "flood"), "kind"),
        ("incident.running", ("incident", "declare", "--name", "again"), ""),
        ("incident.none", ("drill", "end"), ""),
        ("serial.wrong", ("sheet", "show", "nonsense"), "serial"),
        ("sheet.reason", ("sheet", "void", "{serial}", "--reason", " "), "reason"),
        ("rekey.not_captured", ("rekey", "done", "{serial}", "--reference", "RO-1"), ""),
        ("rekey.not_done", ("rekey", "verify", "{serial}"), ""),
        ("sample.size", ("readiness", "dial-sample", "--size", "0"), ""),
        ("readiness.unknown_question", ("readiness", "keys", "--answer", "strategy=maybe"), ""),
        ("journal.recipient", ("journal", "export", "-o", NO, "--to", "D-NOBODY"), "to"),
        ("organisation.none", ("device", "list"), ""),
        ("vault.exists", ("vault", "create", "--org", "{it}/org.card", "--user", "u", "--site", "s"), ""),
        ("slot.unknown", ("vault", "slots", "remove", "S-X"), ""),
        ("export.folder", ("recover", "export", "{it}"), ""),
        ("demo.folder", ("demo", "-o", "{it}"), ""),
        ("vault.no_such_user", ("--user", "zoe", "find", "x"), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_wrong_words_are_refused_by_field(
    branch: Branch, code: str, words: tuple[str, ...], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(branch.folder)
    filled = [word.format(serial=branch.serials[0], it=branch.folder) for word in words]
    error = branch.refused(branch.ana, *filled)
    assert error["code"] == code
    assert not field or field in {detail.get("field") for detail in error["details"]}, error
    assert not (branch.folder / NO).exists()


def test_every_mistyped_sign_of_a_serial_is_caught(branch: Branch) -> None:
    serial = branch.serials[0]
    for place in (0, 2, len(serial) - 1):
        wrong = serial[:place] + ("2" if serial[place] != "2" else "3") + serial[place + 1 :]
        error = branch.refused(branch.ana, "sheet", "show", wrong)
        assert error["details"][0]["nearest"] == serial


@pytest.mark.parametrize(
    "answers",
    [
        b"",
        b"\0\0",
        b"[]",
        b'{"n": NaN}',
        b'{"who": ',
        b"[" * 100_000,
        '{"who": "ana"}'.encode("utf-16"),
        b'{"who": "caf\xe9"}',
        b'{"nosuch": "x"}',
        b'{"who": "\\ud800"}',
    ],
    ids=lambda answers: repr(answers[:12]),
)
def test_answers_that_are_none_are_refused_with_their_file_or_field(branch: Branch, answers: bytes) -> None:
    file = branch.folder / "answers.json"
    file.write_bytes(answers)
    for words in (("form", "fill", "call_log"), ("sheet", "capture", branch.serials[0])):
        error = branch.refused(branch.ana, *words, "--answers", file)
        assert {"field", "file"} & set(error["details"][0]), error


OUTPUTS = [
    ("form", "print", "call_log", "-o"),
    ("pack", "print", "generic", "--copies", "1", "-o"),
    ("journal", "export", "-o"),
    ("readiness", "report", "-o"),
    ("report", "after-action", "-o"),
    ("report", "disclosure", "-o"),
    ("device", "enrol", "-o"),
    ("vault", "slots", "add", "--recovery-sheet"),
]


@pytest.mark.parametrize("words", OUTPUTS, ids=lambda words: " ".join(words[:2]))
def test_no_output_takes_the_place_of_anything_but_a_file(branch: Branch, words: tuple[str, ...]) -> None:
    os.mkfifo(branch.folder / "pipe")
    for place in (branch.folder, branch.folder / "pipe", branch.folder / "blank.pdf" / "x"):
        error = branch.refused(branch.ana, *words, place)
        assert error["details"][0]["file"] == str(place)
    assert (branch.folder / "pipe").is_fifo()


INPUTS = [
    ("vault", "apply"),
    ("snapshot", "verify"),
    ("journal", "merge"),
    ("sheet", "capture", "{serial}", "--answers"),
    ("source", "preview"),
]


@pytest.mark.parametrize("words", INPUTS, ids=lambda words: " ".join(words[:2]))
def test_no_input_is_taken_for_what_it_is_not(branch: Branch, words: tuple[str, ...]) -> None:
    (branch.folder / "empty").write_bytes(b"")
    (branch.folder / "noise").write_bytes(bytes(range(256)) * 9)
    filled = [word.format(serial=branch.serials[0]) for word in words]
    for name in ("gone", "empty", "noise", "blank.pdf", "plan"):
        error = branch.refused(branch.ana, *filled, branch.folder / name)
        assert name in {Path(str(detail.get("file", ""))).name for detail in error["details"]}, error


def test_a_damaged_card_or_request_is_named(branch: Branch) -> None:
    bent = bytearray((branch.folder / "org.card").read_bytes())
    bent[40] ^= 1
    (branch.folder / "bent").write_bytes(bent)
    for home, *words in (
        (branch.folder, "device", "accept", branch.folder / "bent"),
        (branch.folder / "new", "vault", "create", "--org", branch.folder / "bent", "--user", "u", "--site", "s"),
        (branch.folder, "snapshot", "verify", branch.folder / "v1.snapshot", "--org", branch.folder / "bent"),
    ):
        assert branch.refused(home, *words)["details"][0]["file"] == "bent"
    assert not (branch.folder / "new").exists()


@pytest.mark.parametrize("contents", [b"wrong passphrase here\n", b"", b"\0", "ä".encode("latin-1")])
def test_a_wrong_passphrase_opens_nothing(branch: Branch, contents: bytes) -> None:
    file = branch.folder / "typed"
    file.write_bytes(contents)
    for home, *words in ((branch.ana, "find", "x"), (branch.ana, *LOG)):
        error = branch.refused(home, "--passphrase-file", file, *words)
        assert error["code"] in ("vault.wrong_passphrase", "passphrase.none")


def test_the_second_writer_is_refused_and_readers_go_on(branch: Branch) -> None:
    with HomeLock(branch.ana / "vault" / "kit.lock"):
        assert branch.refused(branch.ana, *LOG)["code"] == "vault.busy"
        assert branch.done(branch.ana, "find", "Quillfeather")["total"] == 1
    with HomeLock(branch.folder / "org" / "kit.lock"):
        words = ("snapshot", "build", branch.folder / "plan" / "plan.toml", "-o", branch.folder / "v3.snapshot")
        assert branch.refused(branch.folder, *words)["code"] == "vault.busy"
    branch.done(branch.ana, *LOG)


def test_bundles_merge_in_any_order_and_as_often_as_one_likes(branch: Branch) -> None:
    own, other = branch.folder / "ana.bundle", branch.folder / "ben.bundle"
    assert branch.done(branch.ana, "journal", "merge", own)["new"] == 0
    merged = branch.done(branch.ana, "journal", "merge", other, own, other)
    assert (merged["new"], merged["refused"]) == (2, 0)
    assert branch.done(branch.ben, "journal", "merge", own)["digest"] == merged["digest"]


def test_what_waited_for_a_snapshot_counts_as_soon_as_it_is_applied(branch: Branch) -> None:
    office = builders.Organisation(branch.folder / "org")
    new = builders.made_home(branch.folder, office, "cem", sheet=False)
    office.registry.accept(new.card.to_bytes(), builders.NOON)
    plan = branch.folder / "plan" / "plan.toml"
    branch.done(branch.folder, "snapshot", "build", plan, "-o", branch.folder / "v3.snapshot")
    branch.done(new.home.path, "vault", "apply", branch.folder / "v3.snapshot")
    branch.done(new.home.path, *LOG)
    branch.done(new.home.path, "journal", "export", "-o", branch.folder / "cem.bundle")
    status, merged = builders.command(branch.ana, "journal", "merge", branch.folder / "cem.bundle")
    assert (status, merged["new"], merged["refused"]) == (1, 0, 2)
    branch.done(branch.ana, "vault", "apply", branch.folder / "v3.snapshot")
    verified = branch.done(branch.ana, "journal", "verify")
    assert verified["quarantined"] == 0
    assert new.card.device in verified["devices"]


def test_snapshots_of_others_and_older_ones_are_refused(branch: Branch, tmp_path: Path) -> None:
    branch.done(branch.ana, "vault", "apply", branch.folder / "v1.snapshot")
    branch.done(branch.ana, "vault", "apply", branch.folder / "v2.snapshot")
    assert branch.refused(branch.ana, "vault", "apply", branch.folder / "v1.snapshot")["code"] == "snapshot.older"
    (tmp_path / "other").mkdir()
    office, signers = builders.organisation(tmp_path / "other")
    other = builders.package(tmp_path / "site", office, signers, [builders.device()[1]], version=3, site="South")
    error = branch.refused(branch.ana, "vault", "apply", other.path)
    assert error["code"] == "snapshot.other_site"
    stranger = builders.package(tmp_path / "stranger", office, signers, [builders.device()[1]], version=3)
    assert branch.refused(branch.ana, "vault", "apply", stranger.path)["code"] == "snapshot.not_for_this_device"
