"""strace around one child: what it asks of the disk, in order, and answers that the disk might give."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.warm import Child, Warm

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

CHANGING = (
    "openat,open,creat,close,dup,dup2,dup3,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,sync,"
    "syncfs,sync_file_range,sendfile,copy_file_range"
)
"""All calls by which a program changes files or their names, or has them flushed."""
_CALL = re.compile(r"(?:(?P<pid>\d+) +)?(?P<name>\w+)\((?P<arguments>.*)\) += (?P<answer>-?\d+)(?P<more>.*)")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_LONGEST = 1 << 24


@dataclass(frozen=True)
class Call:
    """One call to the system that was answered.

    Attributes:
        thread: whose.
        name: as `pwrite64`.
        arguments: as strace writes them, separated by commas, with the texts taken out.
        texts: the paths or bytes among the arguments, in order.
        answer: what the system gave, negative for a refusal.
        injected: whether the answer was made up.
    """

    thread: str
    name: str
    arguments: tuple[str, ...]
    texts: tuple[bytes, ...]
    answer: int
    injected: bool


def traced(warm: Warm, deed: Sequence[object], *options: str) -> tuple[Child, list[Call]]:
    """Has a child do a deed under strace, to its end; gives the child and its calls.

    Args:
        warm: forks the child.
        deed: its name and its words.
        options: of strace besides, as `-e inject=...`.
    """
    with tempfile.TemporaryDirectory(prefix="kit-trace-") as folder:
        log = Path(folder) / "calls"
        with warm.held(*map(str, deed)) as (child, pid):
            command = ["strace", "-f", "-xx", "-s", str(_LONGEST), "-e", "signal=none", "-e", f"trace={CHANGING}"]
            tracer = subprocess.Popen(
                [*command, *options, "-o", str(log), "-p", str(pid)], stderr=subprocess.PIPE, text=True
            )
            assert tracer.stderr is not None
            attached = tracer.stderr.readline()
        child.ended()
        tracer.stderr.close()
        tracer.wait()
        assert "attached" in attached, attached
        return child, list(calls_in(log))


def calls_in(log: Path) -> Iterator[Call]:
    """The calls of a log, in the order in which they were answered."""
    begun: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            pid, _, text = line.rstrip("\n").partition(" ")
            text = text.lstrip()
            if text.endswith("<unfinished ...>"):
                begun[pid] = text.removesuffix("<unfinished ...>")
                continue
            if text.startswith("<... "):
                text = begun.pop(pid) + text.partition(" resumed>")[2]
            found = _CALL.fullmatch(text)
            if found is None:
                assert text.startswith(("+++", "---")) or text.endswith("= ?"), text
                continue
            arguments = found["arguments"]
            assert '"...' not in arguments, "strace cut some bytes off"
            texts = tuple(bytes.fromhex(each[1].replace("\\x", "")) for each in _BYTES.finditer(arguments))
            bare = tuple(part.strip() for part in _BYTES.sub("", arguments).split(","))
            yield Call(pid, found["name"], bare, texts, int(found["answer"]), "INJECTED" in found["more"])
