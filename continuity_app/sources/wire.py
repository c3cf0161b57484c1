"""What the reading process and its parent say to each other: small typed messages, encoded as MessagePack.

The parent sends a `Request`; the child answers with `Opened`; the parent sends a `Choice` of columns; the child sends
`Batch` after `Batch` and closes with `Finished`. A `Refused` may come at any time and is the last message.
"""

from typing import Any

import msgspec

VALUES_APART = "\x1f"
"""Stands between several values of one cell that the format itself keeps apart (two TEL lines of a card)."""

ROWS_IN_BATCH = 1024


class Request(msgspec.Struct, frozen=True, tag=True):
    """What is to be read.

    Attributes:
        path: the file; empty for a database.
        url: a SQLAlchemy URL; empty for a file.
        sql: the query for it.
        known: column names that a header row may have.
        sheet, encoding, delimiter, header_row: as a plan says; empty or 0 where the reader shall find out.
        memory: bytes that reading may take beyond what the process needs to start.
        seconds: of computing time.
    """

    path: str = ""
    url: str = ""
    sql: str = ""
    known: list[str] = []
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    memory: int = 512 * 1024 * 1024
    seconds: int = 10


class Trouble(msgspec.Struct, frozen=True, array_like=True):
    """Something to be told about a cell: its row, its column's index (-1: the row as a whole), and a sentence."""

    row: int
    column: int
    sentence: str


class Opened(msgspec.Struct, frozen=True, tag=True):
    """What the file is.

    Attributes:
        format: csv, xlsx, xls, ods, vcard, ldif or sql.
        encoding, delimiter: of text files, empty for others.
        header_row: the row of the column names, 1 for the first; 0 where the format has none.
        columns: their names in order, as written; doubled names stand twice.
        sample: some rows, for guessing what the columns hold.
        troubles: what has to be told of the file as a whole.
    """

    format: str
    encoding: str
    delimiter: str
    header_row: int
    columns: list[str]
    sample: list[list[str]]
    troubles: list[Trouble] = []


class Choice(msgspec.Struct, frozen=True, tag=True):
    """Which columns to send, by index; `count` asks how many cells of every column are filled."""

    columns: list[int]
    count: bool = False


class Batch(msgspec.Struct, frozen=True, tag=True):
    """Rows in order: (row number as a spreadsheet shows it, the chosen values)."""

    rows: list[tuple[int, list[str]]]
    troubles: list[Trouble] = []


class Finished(msgspec.Struct, frozen=True, tag=True):
    """The end: data rows sent, rows left out as empty or as the header again, filled cells by column."""

    rows: int
    empty: int = 0
    repeated_headers: int = 0
    filled: list[int] = []


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The file cannot be read: `KitError`'s parts."""

    code: str
    message: str
    next_step: str
    row: int = 0


Answer = Opened | Batch | Finished | Refused

_answers = msgspec.msgpack.Decoder(Answer)
_requests = msgspec.msgpack.Decoder(Request)
_choices = msgspec.msgpack.Decoder(Choice)


def encode(message: Any) -> bytes:
    """A message as bytes."""
    return msgspec.msgpack.encode(message)


def decode_answer(data: bytes) -> Answer:
    """What a child sent, checked; a child that was taken over can send nothing but these."""
    answer: Answer = _answers.decode(data)
    return answer


def decode_request(data: bytes) -> Request:
    """What a parent asks."""
    return _requests.decode(data)


def decode_choice(data: bytes) -> Choice:
    """Which columns a parent wants."""
    return _choices.decode(data)
