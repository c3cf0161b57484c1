"""Children that work at once: forked from one process that has loaded the kit and opened nothing.

Starting Python and loading the kit costs a second, and two thousand kills would cost most of an hour. The process here
loads everything once and forks; each child opens its own files, as a program that was just started does.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
SERVE = "from tests.faults.warm import serve; serve()"


class Child:
    """One child at its deed; its lines come as it tells them, and outlive it."""

    def __init__(self, server: "Warm", pid: int, told: Path) -> None:
        self._server, self.pid = server, pid
        self._told = told.open(encoding="utf-8")
        self.lines: list[str] = []

    def next_line(self) -> str:
        """The next whole line that it tells, empty when it has ended."""
        line = self._told.readline()
        if line.endswith("\n"):
            self.lines.append(line[:-1])
        return line.rstrip("\n")

    def kill(self) -> None:
        """As `kill -9`; does nothing to one that has ended."""
        os.kill(self.pid, signal.SIGKILL)  # its number is its own until the server has asked for its end

    def ended(self) -> int:
        """Waits for its end; gives its status as `subprocess` does, -9 for a kill. All its lines are read then."""
        while self.next_line():
            pass
        self._told.close()
        return os.waitstatus_to_exitcode(int(self._server.asked({"wait": self.pid})))


class Warm:
    """The process that forks; ends with the `with` block."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kit-warm-")
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", SERVE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()

    def start(self, deed: str, *words: object) -> Child:
        """Begins a deed of `deeds.py` in a child of its own."""
        self._count += 1
        told = Path(self._folder.name) / f"{self._count}"
        os.mkfifo(told)
        pid = self.asked({"deed": deed, "words": [str(word) for word in words], "told": str(told)})
        child = Child(self, pid, told)
        told.unlink()
        return child

    @contextlib.contextmanager
    def held(self, deed: str, *words: object) -> Iterator[tuple[Child, int]]:
        """A child that waits at the door until the block has ended, so that somebody can be attached to it."""
        gate = Path(self._folder.name) / "gate"
        os.mkfifo(gate)
        child = self.start("at_the_gate", gate, deed, *words)
        try:
            assert child.next_line() == "waiting"
            yield child, child.pid
        finally:
            with gate.open("w"):
                gate.unlink()

    def asked(self, request: dict[str, Any]) -> int:
        """One question to the process, and its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def serve() -> None:
    """The forking process: answers each request by a number, until its input ends."""
    from tests.faults import deeds  # noqa: PLC0415 - this process alone loads them

    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, answer = os.waitpid(request["wait"], 0)
        else:
            answer = os.fork()
            if answer == 0:
                _become(deeds, request)
        out.write(f"{answer}\n")
        out.flush()


def _become(deeds: Any, request: dict[str, Any]) -> None:
    """The child: does its deed and ends without coming back."""
    told = os.open(request["told"], os.O_WRONLY)

    def tell(line: object) -> None:
        # Not `write`: where a disk is made to fail, that call fails.
        os.writev(told, [f"{line}\n".encode()])

    status = 1
    try:
        getattr(deeds, request["deed"])(tell, *request["words"])
        status = 0
    except BaseException as error:
        tell(f"! {type(error).__name__} {error}")
        raise
    finally:
        os._exit(status)
