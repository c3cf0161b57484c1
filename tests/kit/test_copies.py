"""Copies make themselves when they are due, on the right stick, never over another; no stick, no harm."""

import contextlib
import datetime as dt
import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from continuity_app.cli.main import main
from continuity_app.errors import SurroundingsError
from continuity_app.journal.bundle import merge_bundles, read_bundle_file
from continuity_app.journal.types import CallLogged, CopyFailed, CopyMade
from continuity_app.kit.copies import AFTER_ENTRIES, MARK, CopyDesk
from continuity_app.kit.session import Session
from continuity_app.kit.vault_check import check_vault
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.vault.slot_file import read_slot_file
from tests import builders
from tests.builders import MadeHome


@pytest.fixture
def made(tmp_path: Path) -> MadeHome:
    return builders.made_home(tmp_path, builders.organisation(tmp_path)[0])


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def session(made: MadeHome) -> Iterator[Session]:
    with made.session() as opened:
        yield opened


def work(session: Session, entries: int = 1) -> None:
    """So many calls are logged, each for itself."""
    for number in range(entries):
        at = session.clock.now().isoformat()
        session.journal.append(CallLogged(f"C-{number}", "+14155552671", "reached", at))


def files(stick: Path, session: Session) -> list[str]:
    return sorted(path.name for path in (stick / session.journal.device).glob("*.bundle"))


def test_nothing_is_due_before_a_place_is_named(session: Session) -> None:
    work(session, 2 * AFTER_ENTRIES)
    desk = CopyDesk(session)
    assert (desk.due(), desk.attempt().copy, desk.last_copied_at()) == (False, None, "")


def test_a_copy_is_due_after_25_entries_or_15_minutes(made: MadeHome, session: Session, stick: Path) -> None:
    assert AFTER_ENTRIES == 25
    desk = CopyDesk(session)
    desk.keep_at(stick)
    desk.make()
    assert not desk.due()
    work(session, AFTER_ENTRIES - 1)
    assert not desk.due()
    work(session)
    assert desk.due()
    assert desk.attempt().copy is not None
    made.clock.move(dt.timedelta(hours=1))
    assert not desk.due(), "nothing happened since"
    work(session)
    assert desk.due()
    desk.make()
    work(session)
    made.clock.move(dt.timedelta(minutes=14))
    assert not desk.due()
    made.clock.move(dt.timedelta(minutes=1))
    assert desk.due()


def test_a_clock_that_was_put_back_makes_a_copy_early_not_late(made: MadeHome, session: Session, stick: Path) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    desk.make()
    work(session)
    made.clock.move(dt.timedelta(days=-3650))
    assert desk.due()


def test_every_copy_is_a_file_of_its_own_and_together_they_hold_everything(
    made: MadeHome, session: Session, stick: Path
) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    for _ in range(3):
        work(session, 4)
        desk.make()
    made.clock.move(dt.timedelta(days=1))
    work(session, 1)
    desk.make()
    own = session.journal.device
    assert files(stick, session) == [
        *(f"{own}-000005.bundle", f"{own}-000010-since-000005.bundle", f"{own}-000015-since-000005.bundle"),
        f"{own}-000017.bundle",
    ]
    secret = session.vault_key.copy_secret
    held = [read_bundle_file(stick / own / name, secret, builders.ORGANISATION) for name in files(stick, session)]
    numbers = [sorted(entry.seq for entry in each.entries) for each in held]
    assert numbers == [list(range(1, 6)), list(range(6, 11)), list(range(6, 16)), list(range(1, 18))]


def test_no_file_is_ever_overwritten(made: MadeHome, session: Session, stick: Path) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    there = stick / session.journal.device / f"{session.journal.device}-000001.bundle"
    there.parent.mkdir()
    there.write_bytes(b"of an older life of this laptop")
    assert desk.make().file == f"{session.journal.device}-000001~2.bundle"
    assert there.read_bytes() == b"of an older life of this laptop"


def test_ways_in_travel_with_the_copies_but_no_passphrase(made: MadeHome, session: Session, stick: Path) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    desk.make()
    carried = read_slot_file(stick / session.journal.device)
    assert [slot.kind for slot in carried.slots] == ["recovery"]
    assert "argon2" not in "".join(path.read_text("latin-1") for path in stick.rglob("slots*"))


def test_a_peer_opens_a_copy_like_any_bundle(tmp_path: Path) -> None:
    office, signers = builders.organisation(tmp_path)
    ana, ben = (builders.made_home(tmp_path, office, user) for user in ("ana", "ben"))
    (tmp_path / "stick").mkdir()
    package = builders.package(tmp_path / "v1", office, signers, [ana.card, ben.card])
    for made in (ana, ben):
        with made.session() as session:
            finish(apply_snapshot(session, package.path))
    with ana.session() as session:
        work(session, 3)
        CopyDesk(session).keep_at(tmp_path / "stick")
        CopyDesk(session).make()
        digest = session.journal.digest()
    with ben.session() as session:
        report = merge_bundles(session.journal, list((tmp_path / "stick").rglob("*.bundle")), session.device.age_secret)
        assert (report.new, report.refused, report.digest) == (4, 0, digest)


def test_a_missing_stick_is_told_once_and_stops_nothing(made: MadeHome, session: Session, stick: Path) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    shutil.rmtree(stick)
    before = session.journal.length()
    work(session)
    first, second = desk.attempt(), desk.attempt()
    assert first.trouble is not None
    assert (first.trouble.code, first.news, second.news) == ("copies.missing", True, False)
    assert not stick.exists(), "an empty mount point is never filled"
    assert session.journal.length() == before + 1, "no copy is noted that was never made"
    stick.mkdir()
    assert desk.attempt().copy is None, "a folder without its mark is not the stick"
    desk.keep_at(stick)
    assert desk.attempt().copy is not None
    shutil.rmtree(stick)
    work(session, AFTER_ENTRIES)
    assert desk.attempt().news, "trouble that ended and came back is told again"


def test_another_stick_is_not_written_to_until_it_is_named_too(
    made: MadeHome, session: Session, stick: Path, tmp_path: Path
) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    desk.make()
    stick.rename(tmp_path / "first")
    stick.mkdir()
    (stick / MARK).write_text(json.dumps({"kind": "continuity-kit/copies", "mark": "5" * 16}))
    work(session, AFTER_ENTRIES)
    tried = desk.attempt()
    assert tried.trouble is not None
    assert tried.trouble.code == "copies.other_stick"
    desk.keep_at(stick)
    assert desk.make().entries == session.journal.count(), "what lies on the first stick is not on this one"
    stick.rename(tmp_path / "second")
    (tmp_path / "first").rename(stick)
    work(session)
    assert "-since-" in desk.make().file, "the first stick is known still, and gets what it lacks"


def test_a_stick_pulled_while_it_is_written_is_taken_back_in_the_journal(
    made: MadeHome, session: Session, stick: Path
) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    desk.make()
    copied_at = desk.last_copied_at()
    made.clock.move(dt.timedelta(hours=1))
    work(session)
    folder = stick / session.journal.device
    pulled = desk._name
    desk._name = lambda *words: (shutil.rmtree(folder, ignore_errors=True), pulled(*words))[1]  # type: ignore[method-assign]
    with pytest.raises(SurroundingsError):
        desk.make()
    told = [entry.read() for entry in session.journal.entries({CopyMade.type, CopyFailed.type})]
    assert [type(body) for body in told] == [CopyMade, CopyMade, CopyFailed]
    assert (CopyDesk(session).last_copied_at(), CopyDesk(session).due()) == (copied_at, True)


def test_a_copy_cut_off_by_a_power_cut_is_noted_by_the_next(made: MadeHome, session: Session, stick: Path) -> None:
    desk = CopyDesk(session)
    desk.keep_at(stick)
    desk.make()
    work(session)
    name = f"{session.journal.device}-{session.journal.length() + 1:06}-since-000001.bundle"
    session.journal.append(CopyMade(name, "", 2, session.clock.now().isoformat()))
    made.clock.move(dt.timedelta(hours=1))
    desk.make()
    told = [type(entry.read()) for entry in session.journal.entries({CopyMade.type, CopyFailed.type})]
    assert told == [CopyMade, CopyMade, CopyFailed, CopyMade]


@contextlib.contextmanager
def mounted(stick: Path, options: str) -> Iterator[None]:
    """A file system of its own, as a stick is one."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(stick)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(stick)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")
def test_a_read_only_stick_is_told_and_work_goes_on(made: MadeHome, session: Session, stick: Path) -> None:
    with mounted(stick, "size=2m"):
        desk = CopyDesk(session)
        desk.keep_at(stick)
        subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
        work(session)
        tried = desk.attempt()
        assert tried.trouble is not None
        assert tried.trouble.code == "copies.not_written"
        assert "Read-only" in tried.trouble.message
        subprocess.run(["mount", "-o", "remount,rw", str(stick)], check=True)
        assert desk.attempt().copy is not None


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")
@pytest.mark.parametrize("room_is_seen", [True, False])
def test_a_full_stick_leaves_no_half_copy_and_no_claim(
    made: MadeHome, session: Session, stick: Path, room_is_seen: bool
) -> None:
    with mounted(stick, "size=256k"):
        desk = CopyDesk(session)
        desk.keep_at(stick)
        desk.make()
        whole, copied_at = files(stick, session), desk.last_copied_at()
        made.clock.move(dt.timedelta(hours=1))
        at = session.clock.now().isoformat()
        for _ in range(600 if room_is_seen else 10):
            note = secrets.token_hex(10 if room_is_seen else 30_000)
            session.journal.append(CallLogged("C-1", "+14155552671", "reached", at, note))
        before = session.journal.length()
        tried = desk.attempt()
        assert tried.trouble is not None
        assert "No space left" in tried.trouble.message
        assert (files(stick, session), desk.last_copied_at()) == (whole, copied_at)
        assert session.journal.length() == before + (0 if room_is_seen else 2)
        assert not list(stick.rglob(".*.part"))


def test_the_vault_check_opens_the_last_copy(made: MadeHome, session: Session, stick: Path) -> None:
    def seen() -> tuple[bool, str]:
        return next((check.ok, check.detail) for check in finish(check_vault(session)) if check.name == "last copy")

    assert seen()[0], "no place was named: told, and no fault"
    desk = CopyDesk(session)
    desk.keep_at(stick)
    work(session)
    assert not seen()[0], "a copy is due and was not made"
    copy = desk.make()
    ok, told = seen()
    assert ok
    assert "holds 2 entries; 0 came since" in told
    file = stick / session.journal.device / copy.file
    bent = bytearray(file.read_bytes())
    bent[-1] ^= 1
    file.write_bytes(bent)
    assert not seen()[0]


def test_verbs_copy_by_themselves_and_say_a_missing_stick_once(
    tmp_path: Path, made: MadeHome, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = builders.command(made.home.path, "journal", "copy-to", stick)
    assert (status, told["due"], told["restorable"]) == (0, False, True)
    with made.session() as session:
        work(session, AFTER_ENTRIES)
    words = ["--home", str(made.home.path), "--passphrase-file", str(tmp_path / "ana.pass")]
    assert main([*words, "incident", "declare", "--name", "DMS down"]) == 0
    assert len(list(stick.rglob("*.bundle"))) == 2
    _, told = builders.command(made.home.path, "journal", "copy-to")
    assert (told["pending"], told["due"]) == (0, False)
    shutil.rmtree(stick)
    with made.session() as session:
        work(session, AFTER_ENTRIES)
    capsys.readouterr()
    said = []
    for words_of_verb in (["incident", "close"], ["drill", "start", "--name", "first"], ["drill", "end"]):
        assert main([*words, *words_of_verb]) == 0
        said.append("is not there" in capsys.readouterr().err)
    assert said == [True, False, False]
    status, told = builders.command(made.home.path, "journal", "copy")
    assert (status, told["error"]["code"]) == (2, "copies.missing")
    status, told = builders.command(made.home.path, "journal", "copy-to", "--stop")
    assert (status, told["place"], told["due"]) == (0, None, False)
