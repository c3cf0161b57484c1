"""SQLCipher connections: opened with a raw key, hardened, and proved to be encrypted before anyone uses them.

Traps that are closed here: a key of the wrong length silently becomes a passphrase; a new file without a key is
plaintext; a build without encryption takes the key and ignores it. Transactions are the driver's own: a change begins
one, and nothing is saved before `commit()` (or the end of `with connection:`) returns.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, cast
from urllib.parse import quote

import sqlcipher3

from continuity_app.durable import make_folder
from continuity_app.errors import BadDataError, KitError, SurroundingsError
from continuity_app.words import say

PLAIN_HEADER = b"SQLite format 3\0"
_RAW_KEY = re.compile(r"[0-9a-f]{64}")
_PRAGMAS = ("foreign_keys=ON", "synchronous=EXTRA", "trusted_schema=0", "cell_size_check=1", "temp_store=2")
_WRITING = ("journal_mode=DELETE",)
_REFUSED = ("full", "readonly", "disk i/o", "unable to open", "locked")
"""In the driver's words where the disk or another process stood in the way; every other word is of damage or a bug."""
_DAMAGED = ("malformed", "not a database", "hmac", "corrupt")

Error: type[Exception] = sqlcipher3.DatabaseError
"""What the driver raises for damaged files, full disks and broken constraints."""

Values = Sequence[Any] | Mapping[str, Any]


class Cursor(Protocol):
    """The rows of one statement."""

    rowcount: int
    lastrowid: int | None

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchmany(self, size: int = ..., /) -> list[Any]:
        """The next rows."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """An open, encrypted database, as Python's DB-API gives it."""

    in_transaction: bool
    total_changes: int
    row_factory: Any

    def execute(self, sql: str, values: Values = ..., /) -> Cursor:
        """Runs one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Values], /) -> Cursor:
        """Runs one statement for each row of values."""
        ...

    def executescript(self, sql: str, /) -> Cursor:
        """Commits, then runs several statements."""
        ...

    def create_function(self, name: str, narg: int, func: Callable[..., Any], *, deterministic: bool = ...) -> None:
        """Makes a function known to SQL."""
        ...

    def set_progress_handler(self, handler: Callable[[], int] | None, n: int, /) -> None:
        """Has a function called every n steps of the engine; a true answer ends the statement."""
        ...

    def interrupt(self) -> None:
        """Ends running statements of this connection, from another thread."""
        ...

    def commit(self) -> None:
        """Makes what was changed durable."""
        ...

    def rollback(self) -> None:
        """Takes back what was changed since the last commit."""
        ...

    def close(self) -> None:
        """Ends the connection."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None: ...


def open_database(path: Path, hex_key: str, *, create: bool = False, read_only: bool = False) -> Connection:
    """Opens an encrypted database; the connection may be used from any thread, by one at a time.

    Args:
        path: the file.
        hex_key: its raw key, 64 lower-case hex digits.
        create: make a new one; refused where a file is already.
        read_only: nothing is ever written, not even a journal of SQLite's own.

    Raises:
        ValueError: the key is not 64 hex digits.
        BadDataError: missing, not encrypted, of another key, or damaged.
        SurroundingsError: it exists already, cannot be opened, or this build cannot encrypt.
    """
    if not _RAW_KEY.fullmatch(hex_key):
        raise ValueError("a raw database key has 64 hex digits")
    _check_file(path, create=create)
    if read_only:
        _end_what_a_crash_left(path, hex_key)
    mode = "rwc" if create else "ro" if read_only else "rw"
    try:
        opened = sqlcipher3.connect(
            f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, check_same_thread=False
        )
    except sqlcipher3.OperationalError as error:
        raise _cannot_open(path, str(error)) from error
    connection = cast("Connection", opened)
    try:
        _prepare(connection, hex_key, path, create=create, writing=not read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def migrate(connection: Connection, folder: Path) -> int:
    """Brings a database's schema up to the newest numbered file (`0001.sql`, `0002.sql`, …), each in one transaction.

    Returns:
        the version that the schema has now (`PRAGMA user_version`).

    Raises:
        BadDataError: a newer kit has written this database, or it is damaged.
        SurroundingsError: the disk refused; the schema is as it was.
    """
    steps = sorted((int(file.stem), file) for file in folder.glob("[0-9][0-9][0-9][0-9].sql"))
    newest = steps[-1][0] if steps else 0
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise BadDataError(
            "vault.newer",
            say(
                "A newer kit has written this vault (schema {version}, known here: {newest}).",
                version=version,
                newest=newest,
            ),
            what_is_safe=say("It was not touched."),
            next_step=say("Install the newest kit on this laptop."),
        )
    for number, file in steps:
        if number > version:
            script = f"BEGIN IMMEDIATE;\n{file.read_text(encoding='utf-8')}\n;PRAGMA user_version={number};\nCOMMIT;"
            try:
                with told_in_words():
                    connection.executescript(script)
            except BaseException:
                connection.rollback()
                raise
    return newest


def check_pages(connection: Connection) -> list[str]:
    """Checks every page's authentication (0.4 GB a second); gives what is wrong in words, empty when all is well."""
    return _told_by(connection, "cipher_integrity_check")


def check_structure(connection: Connection) -> list[str]:
    """Checks trees, indexes and search tables, three times slower; gives what is wrong in words."""
    return [line for line in _told_by(connection, "quick_check") if line != "ok"]


def in_words(error: BaseException) -> KitError | None:
    """What the driver's refusal means for the person in front of it; None for what is no refusal but a bug of ours."""
    if not isinstance(error, sqlcipher3.DatabaseError):
        return None
    said = str(error).lower()
    if isinstance(error, sqlcipher3.OperationalError) and any(word in said for word in _REFUSED):
        return SurroundingsError(
            "vault.refused",
            say("The vault could not be read or written: {reason}.", reason=str(error)),
            what_is_safe=say("Everything that was saved before is intact; only this last step was not saved."),
            next_step=say("Free space on the disk, look at your rights to the folder, then do the last step again."),
        )
    # The engine tells a page that fails its authentication as a plain DatabaseError, or as one of these words.
    if type(error) is sqlcipher3.DatabaseError or any(word in said for word in _DAMAGED):
        return damaged(say("A database of this vault is damaged: a page of it is not what was written."))
    return None


@contextmanager
def told_in_words() -> Iterator[None]:
    """Lets what the disk or a damaged page refuses inside be raised `in_words`; a bug of ours stays what it is.

    Raises:
        BadDataError: the database is damaged.
        SurroundingsError: the disk refused.
    """
    try:
        yield
    except sqlcipher3.DatabaseError as error:
        told = in_words(error)
        if told is None:
            raise
        raise told from error


def _told_by(connection: Connection, pragma: str) -> list[str]:
    try:
        return [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}")]
    except sqlcipher3.DatabaseError as error:
        return [str(error)]


def _check_file(path: Path, *, create: bool) -> None:
    if create:
        if path.exists():
            raise SurroundingsError(
                "vault.database_exists",
                say("The database {name} exists already.", name=path.name),
                what_is_safe=say("It was not touched."),
                next_step=say("Name another home folder."),
            )
        make_folder(path.parent)
        return
    try:
        with path.open("rb") as file:
            header = file.read(len(PLAIN_HEADER))
    except OSError as error:
        raise _cannot_open(path, error.strerror or "") from error
    if header == PLAIN_HEADER:
        raise damaged(say("The database {name} is not encrypted; this kit never made it.", name=path.name), path.name)
    if len(header) < len(PLAIN_HEADER):
        raise damaged(say("The database {name} is empty or cut off.", name=path.name), path.name)


def _end_what_a_crash_left(path: Path, hex_key: str) -> None:
    """Lets the engine take back the half-saved change of a process that was killed; a reader alone may not write."""
    beside = path.with_name(f"{path.name}-journal")
    # Gone before it is looked at: a writer at work ended well. A folder that cannot be written: the reader tells it.
    with suppress(FileNotFoundError, SurroundingsError):
        if beside.stat().st_size:
            open_database(path, hex_key).close()


def _prepare(connection: Connection, hex_key: str, path: Path, *, create: bool, writing: bool) -> None:
    connection.execute(f"PRAGMA key = \"x'{hex_key}'\"")
    if not (connection.execute("PRAGMA cipher_version").fetchone() or ("",))[0]:
        raise SurroundingsError(
            "vault.no_encryption",
            say("The database library of this installation cannot encrypt."),
            what_is_safe=say("Nothing was written."),
            next_step=say("Install the kit again from its own package."),
        )
    try:
        for pragma in (*_PRAGMAS, *(_WRITING if writing else ())):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if create:
            connection.executescript("BEGIN IMMEDIATE; PRAGMA user_version=0; COMMIT;")
    except sqlcipher3.OperationalError as error:
        raise _cannot_open(path, str(error)) from error
    except sqlcipher3.DatabaseError as error:
        raise damaged(
            say("The database {name} does not open with this vault's key.", name=path.name), path.name
        ) from error
    if create and path.read_bytes()[: len(PLAIN_HEADER)] == PLAIN_HEADER:
        raise damaged(say("The database {name} was not encrypted.", name=path.name), path.name)


def _cannot_open(path: Path, reason: str) -> SurroundingsError:
    return SurroundingsError(
        "vault.cannot_open",
        say("The database {name} cannot be opened: {reason}.", name=path.name, reason=reason),
        what_is_safe=say("Nothing was changed."),
        next_step=say("Check that the disk has space, and that you may use this folder."),
        details=[{"file": str(path), "problem": reason}],
    )


def damaged(message: str, file: str = "") -> BadDataError:
    """The error for a database, by its file's name where that is known, that does not hold what was written."""
    return BadDataError(
        "vault.database_damaged",
        message,
        what_is_safe=say("Nothing was changed; the other files of the vault are as they were."),
        next_step=say("Put the file back from a copy of this home folder, and run 'continuity vault check'."),
        details=[{"file": file, "problem": message}] if file else [],
    )
