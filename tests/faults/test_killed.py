"""A process that is killed at any moment leaves the old state or the new one, and every entry that it acknowledged.

One half of the kills fall at random moments of a step, the other half as soon as a change is seen half written on the
disk. What is found afterwards is looked at by a reader or by a writer, in turn; every tenth kill begins with a fresh
laptop, so that what kills leave behind adds up.
"""

import os
import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from continuity_app.vault.slot_file import NAMES, read_copy
from tests import builders
from tests.faults import afterwards, deeds
from tests.faults.afterwards import CutOff
from tests.faults.conftest import Branch, Figure
from tests.faults.warm import Warm

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX systems do")

KILLS = {"append": 60, "print_sheets": 25, "apply": 35, "change": 35, "merge": 35, "copy": 10}
"""How often each work is killed; ten times as often by `-m full`."""
FRESH_EVERY = 10
BEGINS_FRESH = ("change", "merge", "copy")
"""Works that count from their beginning, and one whose check reads every copy."""
AIMED = 0.5
LOOKS = 20_000


@dataclass
class Tally:
    """Where the kills of one work fell."""

    kills: int = 0
    inside: int = 0
    half_written: int = 0

    def __str__(self) -> str:
        return f"{self.kills} kills, {self.inside} inside a step, {self.half_written} with a change half written"


def half_written(it: Path) -> bool:
    """Whether a file lies beside its place, or a journal of the database's beside the database."""
    names = [*os.listdir(it), *os.listdir(it / "ana" / "vault")]  # noqa: PTH208 - quick, for it is asked in a loop
    return any(name.endswith(("-journal", ".part")) for name in names)


def killed(warm: Warm, work: str, it: Path, chance: random.Random, step: float) -> CutOff:
    """Lets a child work, and kills it at some moment of some step; `step` is about how long one takes, in seconds."""
    child = warm.start(work, it)
    for _ in range(chance.choice((1, 1, 2, 4))):
        while (line := child.next_line()) != deeds.BEGIN:
            assert line, child.lines
    if chance.random() < AIMED:
        for _ in range(LOOKS):
            if half_written(it):
                break
        step = 0  # at once: a quick disk ends a change within a fifth of a step
    time.sleep(chance.uniform(0, step))  # the moment of the kill; nothing is waited for
    child.kill()
    assert child.ended() == -signal.SIGKILL, child.lines
    return CutOff(child.lines[-1] == deeds.BEGIN, [line for line in child.lines if line != deeds.BEGIN])


def usual_step(warm: Warm, work: str, it: Path) -> float:
    """How long a step takes here and now: the median of some, in seconds."""
    child, times = warm.start(work, it), list[float]()
    while len(times) < 7:
        line = child.next_line()
        assert line, child.lines
        if line == deeds.BEGIN:
            began = time.perf_counter()
            child.next_line()
            times.append(time.perf_counter() - began)
    child.kill()
    child.ended()
    return sorted(times)[3]


def kill_often(warm: Warm, laptop: Branch, work: str, times: int) -> Tally:
    """Kills one work so many times, and looks at everything after each."""
    chance, tally, it = random.Random(f"{work}{times}"), Tally(), laptop.folder
    pristine = it.with_name("pristine")
    shutil.copytree(it, pristine)
    step = usual_step(warm, work, it)
    for n in range(times):
        if n % FRESH_EVERY == 0 or work in BEGINS_FRESH:
            shutil.rmtree(it)
            shutil.copytree(pristine, it)
        told = killed(warm, work, it, chance, step)
        tally.kills += 1
        tally.inside += told.inside
        vault = it / "ana" / "vault"
        tally.half_written += half_written(it) or read_copy(vault / NAMES[0]) != read_copy(vault / NAMES[1])
        passphrase = afterwards.passphrase_after(it, told) if work == "change" else builders.PASSPHRASE
        session = afterwards.whole_session(it, write=n % 2 == 0 or work == "copy", passphrase=passphrase)
        if work in afterwards.HOLDS:
            afterwards.HOLDS[work](it, session, told)
        if session.writable:
            session.calls.log("C-7", "4155552007", "busy")
        session.close()
    return tally


@pytest.mark.parametrize("times", [1, pytest.param(10, marks=pytest.mark.full)])
@pytest.mark.parametrize("work", KILLS)
def test_a_kill_leaves_the_old_state_or_the_new_one(
    warm: Warm, laptop: Branch, work: str, times: int, figure: Figure
) -> None:
    tally = kill_often(warm, laptop, work, KILLS[work] * times)
    figure(str(tally))
    # Most kills fall into a step, and many leave a change half written; else nothing was tried here.
    assert tally.inside > tally.kills // 2
    assert tally.half_written > tally.kills // 20
