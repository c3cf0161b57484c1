"""Work on foreign bytes in a process of its own: limited, closed in where the system can, and thrown away afterwards.

The task is a function of a module, its answer a stream of bytes. What it raises of ours comes back as it is; anything
else, and an end without a last word, becomes `closed.died`. For each answer it has the same time again.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.errors import BadDataError, Detail, KitError
from continuity_app.sources.sandbox import close_in
from continuity_app.words import language_in_use, say, use_language

LARGEST_ANSWER = 256 << 20
SECONDS_TO_START = 60
PATIENCE = 12
"""Waited so many times the computing time: a busy machine must not fail a good file."""

Task = Callable[..., Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What each answer of a task may cost: computing time, and memory beyond what the process needs to start."""

    seconds: int = 10
    memory: int = 512 << 20


class _Answer(msgspec.Struct, frozen=True, tag=True):
    data: bytes


class _End(msgspec.Struct, frozen=True, tag=True):
    pass


class _Failed(msgspec.Struct, frozen=True, tag=True):
    """A `KitError` of the task, its parts as they are."""

    code: str
    message: str
    what_is_safe: str
    next_step: str
    details: list[dict[str, str | int]]


_Message = _Answer | _End | _Failed
_DECODER: msgspec.msgpack.Decoder[_Message] = msgspec.msgpack.Decoder(_Message)


def run_closed(task: Task, *arguments: Any, limits: Limits | None = None) -> Iterator[bytes]:
    """Runs a task in a closed process and hands on its answers as they come.

    Args:
        task: a function of a module, called with `arguments` over there.
        arguments: simple values.
        limits: for each answer.

    Raises:
        BadDataError: what the task raised, or `closed.died` where it raised nothing of ours or broke a limit.
    """
    limits = limits or Limits()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, language_in_use(), task, arguments, limits), daemon=True)
    process.start()
    theirs.close()
    try:
        patience = float(limits.seconds * PATIENCE + SECONDS_TO_START)
        while not isinstance(message := _receive(ours, patience), _End):
            if isinstance(message, _Failed):
                raise _as_error(message)
            yield message.data
            patience = float(limits.seconds * PATIENCE)
    finally:
        ours.close()
        _stop(process)


def limit_process(memory: int, seconds: int) -> None:
    """Limits memory and computing time from here on; Windows has neither, there the parent's clock serves alone."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    statm = Path("/proc/self/statm")
    used = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize() if statm.exists() else 0
    spent = int(time.process_time())
    for which, limit in (
        (resource.RLIMIT_AS, used + memory),
        (resource.RLIMIT_CPU, spent + seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with suppress(ValueError, OSError):  # macOS refuses some limits; the parent's clock still serves
            resource.setrlimit(which, (wanted, hard))


def _work(connection: Connection, language: str, task: Task, arguments: tuple[Any, ...], limits: Limits) -> None:
    """The life of the process; what it prints goes nowhere, a parser's last words may hold customer data."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    last: _Message = _End()
    use_language(language)
    try:
        limit_process(limits.memory, limits.seconds)
        close_in()
        for answer in task(*arguments):
            connection.send_bytes(msgspec.msgpack.encode(_Answer(answer)))
            _renew(limits.seconds)
    except KitError as error:
        details = [dict(detail) for detail in error.details]
        last = _Failed(error.code, error.message, error.what_is_safe, error.next_step, details)
    except BrokenPipeError:
        return  # the parent wants no more
    except Exception:  # noqa: BLE001 - a parser may raise anything, and its message may hold customer data
        os._exit(1)
    connection.send_bytes(msgspec.msgpack.encode(last))


def _renew(seconds: int) -> None:
    """Gives the next answer the same computing time again."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, hard))


def _receive(connection: Connection, patience: float) -> _Message:
    try:
        if connection.poll(patience):
            return _DECODER.decode(connection.recv_bytes(LARGEST_ANSWER))
    except (EOFError, OSError, msgspec.MsgspecError) as error:
        raise _died() from error
    raise _died()


def _stop(process: SpawnProcess) -> None:
    if process.is_alive():
        process.terminate()
    process.join(timeout=5)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _as_error(failed: _Failed) -> BadDataError:
    details: list[Detail] = list(failed.details)
    return BadDataError(
        failed.code,
        failed.message,
        what_is_safe=failed.what_is_safe,
        next_step=failed.next_step,
        details=details,
    )


def _died() -> BadDataError:
    return BadDataError(
        "closed.died",
        say(
            "Reading the file took too long or too much memory, or ended its reader; it is damaged or made to do harm."
        ),
        what_is_safe=say("Nothing of it was taken; what was there before is unchanged."),
        next_step=say("Ask for the file again, from where it was made."),
    )
