"""A disk that fails at any one write, or is full from some write on: told in words, and nothing that was saved is lost.

A day's commands run in a child; strace answers the n-th call that would change the laptop's files with an error. All
commands are given whatever happened to those before, as people do.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from continuity_app.errors import WrongPassphraseError
from continuity_app.journal.bundle import read_bundle_file
from continuity_app.journal.types import CallLogged
from continuity_app.kit.holdings import snapshot_in_use
from continuity_app.vault.slots import open_slots
from tests import builders
from tests.faults import afterwards, deeds
from tests.faults.conftest import Branch, Figure
from tests.faults.failing import Write, failing_at, must_be_told, writes_in
from tests.faults.tracing import needs_strace, traced
from tests.faults.warm import Warm

pytestmark = needs_strace

FILLING = ("write", "pwrite64", "mkdir")
"""What a full disk refuses."""
FIRST = 500
BEFORE = 1
"""Calls that Ana had logged before the day."""


def full_from(write: Write) -> list[str]:
    """strace's words for a disk that is full from a call on."""
    counts = {name: write.before.get(name, 0) + (name != write.name) for name in FILLING}
    return [word for name in FILLING for word in ("-e", f"inject={name}:error=ENOSPC:when={counts[name] or 1}+")]


def must_hold(it: Path, told: list[dict[str, Any]]) -> None:
    """Every step that was called done is done, and the laptop works on."""
    done = {step["step"]: step["answer"] for step in told if step["status"] in (0, 1)}
    session = afterwards.whole_session(it, write=True, passphrase=_passphrase(it, changed=len(deeds.DAY) in done))
    held = {entry.hash for entry in session.journal.entries()}
    saved = {answer["entry"] for n, answer in done.items() if n < len(deeds.DAY) and deeds.DAY[n][0] == "calls"}
    assert saved <= held, "called saved, and lost"
    own = [e for e in session.journal.entries({CallLogged.type}) if e.device == session.journal.device]
    unsure = [step for step in told if step["status"] == 2 and step["answer"]["error"]["code"] != "journal.not_saved"]
    assert len(own) - BEFORE - len(saved) <= len(unsure), "called not saved, and there"
    used = snapshot_in_use(session.keystore)
    assert used is not None
    assert used.version in ({2} if _number("vault", "apply") in done else {1, 2})
    if _number("journal", "merge") in done:
        assert len({entry.device for entry in session.journal.entries()}) == 2
    bundle = it / "out.bundle"
    assert bundle.exists() or _number("journal", "export") not in done
    assert not bundle.exists() or read_bundle_file(bundle, session.device.age_secret, session.organisation_id)
    session.calls.log("C-7", "4155552007", "busy")
    session.close()


def _number(*words: str) -> int:
    return next(n for n, step in enumerate(deeds.DAY) if step[: len(words)] == words)


def _passphrase(it: Path, *, changed: bool) -> str:
    new = deeds.passphrase_number(0)
    try:
        open_slots(it / "ana" / "vault", "ana", new)
    except WrongPassphraseError:
        assert not changed, "called changed, and the old one opens"
        return builders.PASSPHRASE
    return new


@dataclass
class Failures:
    """Runs in which a call failed, steps that were told as not done, and runs in which every step was done."""

    runs: int = 0
    refused: int = 0
    unharmed: int = 0

    def __str__(self) -> str:
        return f"{self.runs} runs, {self.refused} steps refused in words, {self.unharmed} runs unharmed, 0 entries lost"


def run_days(warm: Warm, it: Path, trials: Sequence[list[str]]) -> Failures:
    """The day once for each trial, from the same beginning."""
    failures, pristine = Failures(), it.with_name("pristine")
    shutil.copytree(it, pristine)
    for trial in trials:
        shutil.rmtree(it)
        shutil.copytree(pristine, it)
        child, calls = traced(warm, ("day", it), *trial)
        assert any(call.injected for call in calls), trial
        try:
            told = must_be_told(child, len(deeds.DAY) + 1)
            must_hold(it, told)
        except AssertionError as error:
            raise AssertionError(" ".join(trial)) from error
        failures.runs += 1
        failures.refused += (refused := sum(step["status"] == 2 for step in told))
        failures.unharmed += not refused
    return failures


@pytest.fixture
def writes(warm: Warm, laptop: Branch) -> list[Write]:
    """The first writes of the day, on a disk that works."""
    it, before = laptop.folder, laptop.folder.with_name("before")
    (it / "ana.pass").write_text(f"{builders.PASSPHRASE}\n", encoding="utf-8")
    shutil.copytree(it, before)
    child, calls = traced(warm, ("day", it))
    told = must_be_told(child, len(deeds.DAY) + 1)
    assert [step["status"] for step in told] == [0] * len(told), told
    must_hold(it, told)
    shutil.rmtree(it)
    before.rename(it)
    found = list(writes_in(calls, it))[:FIRST]
    assert len(found) == FIRST
    return found


@pytest.mark.parametrize("step", [42, pytest.param(1, marks=pytest.mark.full)])
def test_no_failing_write_loses_what_was_saved(
    warm: Warm, laptop: Branch, writes: list[Write], step: int, figure: Figure
) -> None:
    chosen = list(enumerate(writes))[step // 2 :: step]
    failures = run_days(warm, laptop.folder, [failing_at(write, ("EIO", "ENOSPC")[n % 2]) for n, write in chosen])
    figure(str(failures))
    assert failures.refused


def test_a_save_that_the_disk_did_not_confirm_is_told_as_such(warm: Warm, laptop: Branch) -> None:
    """The last flush of all comes after the entry stands: told as not saved, it would be logged twice."""
    it, pristine = laptop.folder, laptop.folder.with_name("pristine")
    shutil.copytree(it, pristine)
    _, calls = traced(warm, ("append", it, "1"))
    last = [write for write in writes_in(calls, it) if write.name == "fsync"][-1]
    shutil.rmtree(it)
    pristine.rename(it)
    child, _ = traced(warm, ("append", it, "1"), *failing_at(last, "EIO"))
    assert "did not confirm" in child.lines[-1]
    session = afterwards.whole_session(it, write=True)
    assert len(list(session.journal.entries({CallLogged.type}))) == BEFORE + 1
    session.close()


@pytest.mark.parametrize("step", [125, pytest.param(5, marks=pytest.mark.full)])
def test_a_disk_that_fills_up_loses_nothing_that_was_saved(
    warm: Warm, laptop: Branch, writes: list[Write], step: int, figure: Figure
) -> None:
    failures = run_days(warm, laptop.folder, [full_from(write) for write in writes[step // 2 :: step]])
    figure(str(failures))
    assert failures.refused >= failures.runs
