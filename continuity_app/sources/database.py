"""A database as a source, on the IT machine alone: one query, read as it streams, and rolled back."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from continuity_app.sources.grid import Records
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.workbook import text_of
from continuity_app.words import say

ROWS_AT_ONCE = 1000

_READS = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(?:select|with|values|table|show)\b", re.IGNORECASE | re.DOTALL)


def read_database(url: str, sql: str) -> Records:
    """The rows of a query; the first row is the names of its columns.

    Raises:
        RefusalError: the statement does not read, or the database refuses it.
    """
    if not _READS.match(sql):
        raise RefusalError(
            "source.sql",
            say("The statement of the plan does not begin with SELECT or WITH."),
            say("A source only ever reads."),
        )
    rows = _rows(url, sql)
    try:
        first = next(rows)
    except StopIteration as end:
        raise RefusalError("source.empty", say("The query has no columns."), say("Correct the query.")) from end
    return Records(_chained(first, rows), "sql")


def _chained(first: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _rows(url: str, sql: str) -> Iterator[list[str]]:
    from sqlalchemy import create_engine, text  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    try:
        engine = create_engine(url, poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise RefusalError(
            "source.url",
            say("The database's URL cannot be used: its form is wrong or its driver is not installed."),
            say("Correct the URL of the plan, or install the driver on this machine."),
        ) from error
    try:
        with engine.connect() as connection:
            result = connection.execution_options(stream_results=True, max_row_buffer=ROWS_AT_ONCE).execute(text(sql))
            if not result.returns_rows:
                return
            names = result.keys()
            yield [str(name) for name in names]
            for row in result:
                yield [_text(value) for value in row]
            connection.rollback()
    except (SQLAlchemyError, UnicodeDecodeError) as error:
        raise RefusalError(
            "source.database",
            say("The database refused the query or cannot be reached ({kind}).", kind=type(error).__name__),
            say("Try the query with the database's own tool on this machine."),
        ) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", errors="replace")
    if isinstance(value, bool | int | float | dt.date | dt.time | dt.timedelta):
        return text_of(value)
    return str(value)
