"""Calls of a child that fail as a disk or a stick fails, one at a time, and what must be told then."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.tracing import Call
from tests.faults.warm import Child

WRITES = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir", "openat")
BY_PATH = ("rename", "unlink", "mkdir")


@dataclass(frozen=True)
class Write:
    """One call that would change the laptop: the `nth` of its name in the child, and all counts until then."""

    name: str
    nth: int
    before: dict[str, int]


def writes_in(calls: Sequence[Call], root: Path) -> Iterator[Write]:
    """The calls that change something under a folder, or open something there for writing."""
    ours, counts = set[str](), Counter[str]()
    for call in calls:
        counts[call.name] += 1
        inside = call.texts[:1] and bytes(root) in call.texts[0]
        if call.name == "openat":
            flags = set(call.arguments[2].split("|"))
            ours -= {str(call.answer)}
            ours |= {str(call.answer)} if inside else set()
            counted = inside and flags & {"O_RDWR", "O_WRONLY"}
        elif call.name == "close":
            ours -= {call.arguments[0]}
            continue
        else:
            counted = inside if call.name in BY_PATH else call.arguments[0] in ours
        if counted and call.name in WRITES and call.answer >= 0:
            yield Write(call.name, counts[call.name], dict(counts))


def failing_at(write: Write, error: str) -> list[str]:
    """strace's words for one failing call."""
    return ["-e", f"inject={write.name}:error={error}:when={write.nth}"]


def must_be_told(child: Child, steps: int) -> list[dict[str, Any]]:
    """What each step answered: done, or an error in words, with its code and without a traceback."""
    told: list[dict[str, Any]] = [json.loads(line) for line in child.lines if line.startswith("{")]
    assert len(told) == steps, child.lines[-1]
    for step in told:
        assert "Traceback" not in step["told"]
        if step["status"] == 2:
            error = step["answer"]["error"]
            assert error["code"] != "kit.bug", (step["step"], error)
            assert all(error[part] for part in ("code", "message", "what_is_safe", "next_step")), error
            assert step["told"] == f"{error['message']}\n"
    return told
