"""A foreign file read in a process of its own: the parent's side.

The process is started afresh (`spawn`), which in a bundle needs `multiprocessing.freeze_support()` first thing in each
entry point. Waiting for it is limited; its end without a last word is told as an error of the file.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from continuity_app.errors import BadDataError, KitError, SurroundingsError
from continuity_app.sources import child
from continuity_app.sources.sniffing import inflated_size
from continuity_app.sources.wire import (
    Answer,
    Batch,
    Choice,
    Finished,
    Opened,
    Refused,
    Request,
    decode_answer,
    encode,
)
from continuity_app.words import language_in_use, say

LARGEST_MESSAGE = 256 << 20
SECONDS_TO_START = 60
SECONDS_AT_LEAST = 10
BYTES_PER_SECOND = 1 << 20
PATIENCE = 12
"""Waited so many times the computing time: a busy machine must not fail a good file, and the child limits its own."""
SECONDS_FOR_DATABASE = 600


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows come from: a file, or a query of a database.

    Attributes:
        name: what messages call it; never a URL, which may hold a password.
    """

    name: str
    path: Path | None = None
    url: str = ""
    sql: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0


class SourceReader:
    """One source being read; use it as a context, take `opened`, then `rows` once, then `finished`."""

    def __init__(self, place: Place, known: Sequence[str] = ()) -> None:
        self.place = place
        self._known = list(known)
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._opened: Opened | None = None
        self._finished: Finished | None = None
        self._before: tuple[int, int, int] | None = None
        self._patience = float(SECONDS_FOR_DATABASE)

    @property
    def opened(self) -> Opened:
        """What the file is; known inside the context."""
        assert self._opened is not None
        return self._opened

    @property
    def finished(self) -> Finished:
        """How many rows there were; known after the last row."""
        assert self._finished is not None
        return self._finished

    def __enter__(self) -> Self:
        request = self._request()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._connection = ours
        self._process = context.Process(target=child.read, args=(theirs, language_in_use()), daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._send(encode(request))
            before = self._patience
            self._patience += SECONDS_TO_START
            answer = self._receive()
            self._patience = before
            assert isinstance(answer, Opened)
        except BaseException:
            self._stop()
            raise
        self._opened = answer
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def rows(self, columns: Sequence[int], *, count: bool = False) -> Iterator[Batch]:
        """The rows with the chosen columns (indices into `opened.columns`).

        Raises:
            BadDataError: the file is damaged, changed while it was read, or cannot be read within the limits.
        """
        self._send(encode(Choice(list(columns), count)))
        while True:
            answer = self._receive()
            if isinstance(answer, Batch):
                yield answer
            elif isinstance(answer, Finished):
                self._finished = answer
                break
        if self._before is not None and self._before != _state(self.place):
            raise refused(
                self.place.name,
                Refused(
                    "source.changing",
                    say("The file changed while it was read; another program is still writing it."),
                    say("Wait until the export is finished, then do it again."),
                ),
            )

    def _request(self) -> Request:
        place = self.place
        if place.path is None:
            return Request(url=place.url, sql=place.sql, seconds=SECONDS_FOR_DATABASE)
        self._before = _state(place)
        seconds = SECONDS_AT_LEAST + inflated_size(place.path) // BYTES_PER_SECOND
        self._patience = float(seconds * PATIENCE)
        return Request(
            path=str(place.path),
            known=self._known,
            sheet=place.sheet,
            encoding=place.encoding,
            delimiter=place.delimiter,
            header_row=place.header_row,
            seconds=seconds,
        )

    def _send(self, data: bytes) -> None:
        assert self._connection is not None
        try:
            self._connection.send_bytes(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise self._died() from error

    def _receive(self) -> Answer:
        """The next message; counts the time waited against what the file may take."""
        assert self._connection is not None
        began = time.monotonic()
        try:
            if not self._connection.poll(max(self._patience, 0.0)):
                raise refused(self.place.name, _too_slow())
            answer = decode_answer(self._connection.recv_bytes(LARGEST_MESSAGE))
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            raise self._died() from error
        self._patience -= time.monotonic() - began
        if isinstance(answer, Refused):
            raise refused(self.place.name, answer)
        return answer

    def _died(self) -> KitError:
        """The error for a process that ended without a last word."""
        assert self._process is not None
        self._process.join(timeout=5)
        code = self._process.exitcode
        if code == -24:  # noqa: PLR2004 -- SIGXCPU: the computing time is used up
            return refused(self.place.name, _too_slow())
        if code == -6:  # noqa: PLR2004 -- SIGABRT: a library in Rust could not get memory
            return refused(self.place.name, child.too_large())
        return refused(
            self.place.name,
            Refused(
                "source.reader_died",
                say("Reading the file ended the reader; the file is damaged or made to do harm."),
                say("Open it in a spreadsheet program, save it as CSV, and use that file."),
            ),
        )

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            if self._process.is_alive():
                self._process.terminate()
            self._process.join(timeout=5)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()


def _state(place: Place) -> tuple[int, int, int]:
    """Size, time of change and identity of a file; what differs before and after reading was written in between."""
    assert place.path is not None
    try:
        found = place.path.stat()
        if not place.path.is_file():
            raise IsADirectoryError(21, "it is no file")
    except OSError as error:
        raise SurroundingsError(
            "source.missing",
            say(
                "The file {name} cannot be read: {reason}.", name=place.name, reason=error.strerror or "unknown reason"
            ),
            what_is_safe=say("Nothing was read or changed."),
            next_step=say("Look at its name and place, then try again."),
            details=[{"file": place.name, "problem": error.strerror or "unknown reason"}],
        ) from error
    return found.st_size, found.st_mtime_ns, found.st_ino


def refused(name: str, why: Refused) -> BadDataError:
    """The error for a source that is not read."""
    message = (
        say("In {file}, row {row}: {what}", file=name, row=why.row, what=why.message)
        if why.row
        else say("{file}: {what}", file=name, what=why.message)
    )
    detail: dict[str, str | int] = {"file": name, "problem": why.message}
    if why.row:
        detail["row"] = why.row
    return BadDataError(
        why.code,
        message,
        what_is_safe=say("Nothing was read into a snapshot; what was there before is unchanged."),
        next_step=why.next_step,
        details=[detail],
    )


def _too_slow() -> Refused:
    return Refused(
        "source.too_slow",
        say("Reading the file took longer than a file of its size may take."),
        say("Save it as CSV and use that file."),
    )
