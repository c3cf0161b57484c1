"""Nothing of a day reaches a network, and nothing is written but into the homes and where the user wants it.

Every program of a day runs under strace: office, two laptops, the window with its lock. With `-m full` the whole
acceptance day as well, where `CONTINUITY_DAY` names its script.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.quiet_day import ROOT, QuietDay

CALLS = (
    "socket,connect,bind,listen,sendto,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink"
)
SOCKET = re.compile(r"\bsocket\((\w+)")
INTERNET = re.compile(r"\bAF_INET6?\b|\bAF_PACKET\b")
OPENED = re.compile(r'\b(?:open(?:at)?|creat)\((?:AT_FDCWD, )?"([^"]*)", ([A-Z_|0-9]+)')
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
ALWAYS = ("/dev/", "/proc/self/", "/sys/", "/memfd:")
"""Terminals and memory shared between programs; nothing of it is on a disk."""


@pytest.fixture(scope="module")
def strace() -> str:
    found = shutil.which("strace")
    if sys.platform != "linux" or not found:
        pytest.skip("there is no strace to watch with")
    able = subprocess.run([found, "-o", os.devnull, "true"], capture_output=True, check=False)
    if able.returncode:
        pytest.skip("this system lets no program watch another")
    return found


@pytest.fixture(scope="module")
def watched(strace: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[QuietDay, str]:
    """A day, and what its programs asked the system for."""
    log = tmp_path_factory.mktemp("log")
    trace = (strace, "-f", "-ff", "-e", f"trace={CALLS}", "--seccomp-bpf", "-o", str(log / "trace"))
    day = QuietDay(tmp_path_factory.mktemp("quiet"), before=trace)
    day.set_up()
    day.serve()
    window = day.window("ana")
    day.say(window, "lock")
    assert day.hear(window) == "locked"
    day.say(window, "close")
    assert day.over(window) == 0
    day.end()
    return day, "\n".join(path.read_text(errors="replace") for path in sorted(log.iterdir()))


def test_no_socket_to_a_network_is_made(watched: tuple[QuietDay, str]) -> None:
    _, trace = watched
    assert INTERNET.findall(trace) == []
    assert set(SOCKET.findall(trace)) <= {"AF_UNIX"}


def test_nothing_is_written_anywhere_else(watched: tuple[QuietDay, str]) -> None:
    """Temporary files that were gone at the end of the day too: they would stand in the trace."""
    day, trace = watched
    written = {path for path, flags in OPENED.findall(trace) if WRITES.search(flags)}
    homes = [f"{day.root / name}/" for name in ("it", "ana", "ben", "carried", "stick", "asked", "user")]
    elsewhere = {path for path in written if not path.startswith((*homes, *ALWAYS))}
    assert elsewhere == set()
    assert any(path.endswith("journal.db") for path in written), "the day was written down, and the trace tells it"


def test_the_watch_sees_a_socket(strace: str, tmp_path: Path) -> None:
    """Without this the tests above would pass for any reason."""
    talks = "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()\nopen('left', 'w').close()"
    words = [strace, "-f", "-e", f"trace={CALLS}", "--seccomp-bpf", "-o", "trace", sys.executable, "-c", talks]
    subprocess.run(words, cwd=tmp_path, check=True)
    trace = (tmp_path / "trace").read_text()
    assert INTERNET.findall(trace) == ["AF_INET"]
    assert ("left", "O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC") in OPENED.findall(trace)


@pytest.mark.full
def test_no_socket_in_the_whole_acceptance_day(strace: str, tmp_path: Path) -> None:
    script = os.environ.get("CONTINUITY_DAY", "")
    if not Path(script).is_file():
        pytest.skip("CONTINUITY_DAY names no acceptance day")
    program = f"{shlex.quote(sys.executable)} -m continuity_app.cli.main"
    watched = f"{strace} -f -e trace={CALLS} --seccomp-bpf -A -o {tmp_path / 'trace'} {program}"
    done = subprocess.run(
        [sys.executable, script, watched, "--work", str(tmp_path / "day")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    trace = (tmp_path / "trace").read_text(errors="replace")
    assert "0 failed" in done.stdout, done.stdout[-3000:]
    assert INTERNET.findall(trace) == []
    counted = Counter(SOCKET.findall(trace))
    assert set(counted) <= {"AF_UNIX"}, counted
