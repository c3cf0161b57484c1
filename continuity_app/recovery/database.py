"""The tables of an export as one SQL script and one SQLite file: for IT that loads everything at once.

Every column is text, as in the CSV files, exact to the character; nothing is a formula here and nothing is guarded.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from continuity_app.recovery.table import Table, as_text

SCRIPT, DATABASE = "everything.sql", "everything.sqlite"


def sql_script(tables: Sequence[Table]) -> bytes:
    """One transaction of plain SQL that SQLite, PostgreSQL and others take; UTF-8, a statement in each line."""
    lines = ["BEGIN;"]
    for table in tables:
        columns = ", ".join(f"{_named(column)} TEXT" for column in table.columns)
        lines.append(f"CREATE TABLE {_named(table.name)} ({columns});")
        lines += [f"INSERT INTO {_named(table.name)} VALUES ({_values(row)});" for row in table.rows]  # noqa: S608
    return "\n".join((*lines, "COMMIT;", "")).encode()


def sqlite_file(tables: Sequence[Table]) -> bytes:
    """The same as a database file."""
    database = sqlite3.connect(":memory:")
    try:
        for table in tables:
            columns = ", ".join(f"{_named(column)} TEXT" for column in table.columns)
            database.execute(f"CREATE TABLE {_named(table.name)} ({columns}) STRICT")
            marks = ", ".join("?" * len(table.columns))
            database.executemany(f"INSERT INTO {_named(table.name)} VALUES ({marks})", _rows(table))  # noqa: S608
        database.commit()
        return bytes(database.serialize())
    finally:
        database.close()


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    return (tuple(_plain(cell) for cell in row) for row in table.rows)


def _values(row: Sequence[object]) -> str:
    return ", ".join("'" + _plain(cell).replace("'", "''") + "'" for cell in row)


def _plain(cell: object) -> str:
    """As text without the character that no SQL text holds."""
    return as_text(cell).replace("\x00", "\ufffd")


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
