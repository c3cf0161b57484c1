"""A process killed while it copies: every copy that it called made is there and whole, and the next one is made."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from continuity_app.journal.bundle import read_bundle_file
from continuity_app.journal.types import CopyFailed, CopyMade
from continuity_app.kit.copies import CopyDesk
from tests import builders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")

WORKER = """
import sys
from pathlib import Path
from continuity_app.clock import SystemClock
from continuity_app.journal.types import CallLogged
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from tests.builders import FixedPrompts

session = open_session(Home(Path(sys.argv[1])), "ana", FixedPrompts(), SystemClock(), write=True)
while True:
    for _ in range(3):
        session.journal.append(CallLogged("C-1", "+14155552671", "reached", session.clock.now().isoformat()))
    copy = CopyDesk(session).make()
    print(copy.file, copy.entries, flush=True)
"""


def killed_while_copying(home: Path, after: int) -> dict[str, int]:
    """Lets a worker copy, and kills it some time after so many copies; gives those that it called made."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(home)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    first = [worker.stdout.readline() for _ in range(after)]
    worker.send_signal(signal.SIGKILL)
    rest = worker.stdout.read().splitlines()
    worker.stdout.close()
    worker.wait()
    told = [line.split() for line in (*first, *rest) if len(line.split()) == 2]
    return {name: int(entries) for name, entries in told}


@pytest.mark.parametrize("rounds", [8, pytest.param(200, marks=pytest.mark.full)])
def test_a_copy_that_was_called_made_is_there_whole(tmp_path: Path, rounds: int) -> None:
    made = builders.made_home(tmp_path, builders.organisation(tmp_path)[0])
    stick, chance = tmp_path / "stick", random.Random(rounds)
    stick.mkdir()
    with made.session() as session:
        CopyDesk(session).keep_at(stick)
    promised: dict[str, int] = {}
    for _ in range(rounds):
        promised |= killed_while_copying(made.home.path, chance.randrange(1, 6))
    with made.session() as session:
        assert session.journal.verify().ok
        last = CopyDesk(session).make()
        folder, secret = stick / session.journal.device, session.vault_key.copy_secret
        held = {
            file.name: len(read_bundle_file(file, secret, builders.ORGANISATION).entries)
            for file in folder.glob("*.bundle")
        }
        noted = [entry.read() for entry in session.journal.entries({CopyMade.type, CopyFailed.type})]
    assert promised.items() <= held.items(), "called made, and not there as it was told"
    assert last.file in held
    failed = sum(isinstance(body, CopyFailed) for body in noted)
    assert len(noted) - 2 * failed <= len(held), "a mention without a file was not taken back"
