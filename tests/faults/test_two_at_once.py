"""Two programs on one vault: one writes, the others read on; the end of the writer, however it comes, frees the pen."""

import signal
import sys
from pathlib import Path

import pytest

from continuity_app.errors import SurroundingsError
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.session import Session
from tests import builders
from tests.faults import deeds
from tests.faults.conftest import Branch
from tests.faults.warm import Child, Warm

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="works with children as POSIX systems have them")

LOG = ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "busy")


def saved(child: Child, count: int) -> set[str]:
    """What a child at work has called saved, after so many more entries."""
    for _ in range(2 * count):
        child.next_line()
    return {line for line in child.lines if line != deeds.BEGIN}


def opened(it: Path, *, write: bool) -> Session:
    return open_session(Home(it / "ana"), "ana", builders.FixedPrompts(), builders.clock(), write=write)


@pytest.mark.parametrize("work", ["append", "apply"])
def test_a_second_writer_is_told_while_another_process_works(warm: Warm, branch: Branch, work: str) -> None:
    child = warm.start(work, branch.folder)
    child.next_line()
    status, answer, told = builders.spoken(branch.ana, *LOG)
    assert (status, answer["error"]["code"]) == (2, "vault.busy")
    assert told == f"{answer['error']['message']}\n"
    assert answer["error"]["next_step"]
    child.kill()
    child.ended()


def test_readers_see_everything_saved_while_another_process_writes(warm: Warm, branch: Branch) -> None:
    child = warm.start("append", branch.folder)
    reader = opened(branch.folder, write=False)
    for _ in range(12):
        before = saved(child, 2)
        fresh = opened(branch.folder, write=False)
        for session in (reader, fresh):  # one that stays open, and one that begins in the midst of the writing
            assert before <= {entry.hash for entry in session.journal.entries()}
            assert session.customers.find("Quillfeather", 5).total == 1
            with pytest.raises(SurroundingsError) as refused:
                session.calls.log("C-7", "4155552007", "busy")
            assert refused.value.code == "journal.read_only"
        fresh.close()
    assert builders.command(branch.ana, "journal", "verify")[1]["ok"] is True
    child.kill()
    assert child.ended() == -signal.SIGKILL
    reader.close()


def test_readers_read_on_while_another_process_applies_a_snapshot(warm: Warm, branch: Branch) -> None:
    child = warm.start("apply", branch.folder)
    for _ in range(6):
        assert child.next_line()
        assert builders.command(branch.ana, "find", "Quillfeather")[1]["total"] == 1
        assert builders.command(branch.ana, "journal", "verify")[1]["ok"] is True
    child.kill()
    child.ended()


def test_a_killed_writer_leaves_no_lock_behind(warm: Warm, branch: Branch) -> None:
    for _ in range(5):
        child = warm.start("append", branch.folder)
        before = saved(child, 1)
        child.kill()
        child.ended()
        assert (branch.ana / "vault" / "kit.lock").exists()
        branch.done(branch.ana, *LOG)
        session = opened(branch.folder, write=True)
        assert before <= {entry.hash for entry in session.journal.entries()}
        session.close()
