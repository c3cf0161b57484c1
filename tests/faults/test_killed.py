"""A process that is killed at any moment leaves the old state or the new one, and every entry that it acknowledged."""

import contextlib
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from tests import builders
from tests.faults.conftest import Branch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX systems do")

START = """
import sys
from pathlib import Path
from continuity_app.clock import SystemClock
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.print_desk import PrintDesk, Wish, write_printed
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.vault.slots import add_passphrase_slot, remove_slot
from tests.builders import CHEAP, FixedPrompts

it = Path(sys.argv[1])
def opened():
    return open_session(Home(it / "ana"), "ana", FixedPrompts(), SystemClock(), write=True)
session = opened()
"""
WORK = {
    "append": """
for n in range(10**6):
    entry = session.calls.log("C-7", "4155552007", "busy", note="n" * (n * 37 % 3000)).entry
    print(entry, flush=True)
""",
    "print": """
desk, form = PrintDesk(session), session.forms.get("call_log")
for n in range(10**6):
    printed = finish(desk.new_sheets([form], Wish()))
    print(session.journal.head(), flush=True)
    write_printed(it / "out.pdf", printed)
""",
    "apply": """
print("-", flush=True)
for n in range(10**6):
    finish(apply_snapshot(session, it / "v2.snapshot"))
    session.close()
    session = opened()
""",
    "ways in": """
print("-", flush=True)
for n in range(10**6):
    words = "brass kettle morning tide " + str(n)
    slot = add_passphrase_slot(session.home.vault, session.opened, "ana", words, cost=CHEAP)
    remove_slot(session.home.vault, session.opened, slot.id)
""",
}


def killed(branch: Branch, work: str, after: float) -> set[str]:
    """Hashes of the entries that a process acknowledged in whole lines, before it was killed at work."""
    command = [sys.executable, "-c", START + WORK[work], str(branch.folder)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=after)
        process.kill()
        rest = process.stdout.read()
    assert first
    assert process.returncode == -signal.SIGKILL, "the process ended by itself"
    return {line for line in (first + rest).split("\n")[:-1] if line != "-"}


def must_be_whole(branch: Branch, acknowledged: set[str]) -> None:
    """What holds after a kill, looked at by a reader first, then by a writer."""
    assert branch.done(branch.ana, "find", "Quillfeather")["total"] == 1
    assert branch.done(branch.ana, "journal", "verify")["ok"] is True
    session = open_session(Home(branch.ana), "ana", builders.FixedPrompts(), builders.clock(), write=False)
    assert acknowledged <= {entry.hash for entry in session.journal.entries()}
    session.close()
    branch.done(branch.ana, "calls", "log", "C-7", "--channel", "4155552007", "--outcome", "busy")
    _, check = builders.command(branch.ana, "vault", "check")
    # Told, and mended by the next change: both copies of the ways in, and the number that is kept twice.
    assert {line["name"] for line in check["checks"] if not line["ok"]} <= {"slots", "highest version", "last copy"}
    output = branch.folder / "out.pdf"
    assert not output.exists() or output.read_bytes().rstrip().endswith(b"%%EOF")


def kill_often(branch: Branch, work: str, times: int) -> None:
    moments = random.Random(f"{work}{times}")
    for _ in range(times):
        must_be_whole(branch, killed(branch, work, moments.uniform(0, 0.3)))


@pytest.mark.parametrize("work", WORK)
def test_a_kill_leaves_the_old_state_or_the_new_one(branch: Branch, work: str) -> None:
    kill_often(branch, work, 3)


@pytest.mark.full
@pytest.mark.parametrize("work", WORK)
def test_many_kills(branch: Branch, work: str) -> None:
    kill_often(branch, work, 50)
