"""The rows of the journal's database: all of its SQL, and nothing of its rules."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import starmap

from continuity_app.journal.checkpoint import Checkpoint
from continuity_app.journal.entry import Entry, stored_entry
from continuity_app.vault.database import Connection

Stored = tuple[bytes, bytes, str]
"""An entry's content, signature and hash, to be decoded by `stored_entry`."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it lies in the database, before anybody trusts it."""

    hash: str
    device: str
    seq: int
    hlc: str
    type: str
    admitted: bool
    content: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry that a device is known to have written, and which device said so."""

    device: str
    seq: int
    hash: str
    told_by: str


class JournalRows:
    """Reads and writes the tables of `resources/schemas/journal`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; on the device when the block has ended."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def add(self, entries: Sequence[Entry], *, admitted: bool) -> None:
        """Keeps entries; those already held stay as they are."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO entry (hash, device, seq, hlc, type, admitted, content, signature) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (bytes.fromhex(e.hash), e.device, e.seq, e.hlc, e.type, int(admitted), e.content, e.signature)
                for e in entries
            ),
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO about (subject, hash) VALUES (?, ?)",
            ((subject, bytes.fromhex(e.hash)) for e in entries for subject in e.subjects),
        )

    def held(self, names: Iterable[str]) -> dict[str, bool]:
        """Which of these entries are held, and whether each of them is admitted."""
        rows = self._connection.execute(
            "SELECT lower(hex(hash)), admitted FROM entry WHERE hash IN (SELECT unhex(value) FROM json_each(?))",
            (_listed(names),),
        ).fetchall()
        return {name: bool(admitted) for name, admitted in rows}

    def last_of(self, device: str) -> tuple[int, str]:
        """Number and hash of a device's last entry; (0, "") before its first."""
        row = self._connection.execute(
            "SELECT seq, lower(hex(hash)) FROM entry WHERE device = ? ORDER BY seq DESC, hash LIMIT 1", (device,)
        ).fetchone()
        return (row[0], row[1]) if row else (0, "")

    def latest_reading(self) -> str:
        """The greatest clock reading of all admitted entries, or empty."""
        row = self._connection.execute("SELECT max(hlc) FROM entry WHERE admitted = 1").fetchone()
        return row[0] or ""

    def stored(self, types: Collection[str] | None = None, *, admitted: bool = True) -> Iterator[Stored]:
        """Entries in order, still as bytes; the caller holds the lock until the last one is read."""
        select = "SELECT content, signature, lower(hex(hash)) FROM entry WHERE admitted = ? "
        if types is None:
            cursor = self._connection.execute(f"{select} ORDER BY hlc, device, seq, hash", (int(admitted),))
        else:
            # The plus keeps SQLite on the index by type: as fast for common types, 20 times faster for rare ones.
            among = "AND type IN (SELECT value FROM json_each(?)) ORDER BY +hlc, device, seq, hash"
            cursor = self._connection.execute(f"{select} {among}", (int(admitted), _listed(types)))
        while rows := cursor.fetchmany(4096):
            yield from rows

    def stored_since(self, arrival: int) -> Iterator[Stored]:
        """Entries that arrived after one, admitted or not, as they arrived."""
        cursor = self._connection.execute(
            "SELECT content, signature, lower(hex(hash)) FROM entry WHERE rowid > ? ORDER BY rowid", (arrival,)
        )
        while rows := cursor.fetchmany(4096):
            yield from rows

    def arrived(self) -> int:
        """The number of the last arrival on this laptop: it grows with each entry that is kept, and never goes back."""
        return int(self._connection.execute("SELECT coalesce(max(rowid), 0) FROM entry").fetchone()[0])

    def count_since(self, arrival: int, besides: Collection[str]) -> int:
        """How many entries arrived after one, without those of some types."""
        row = self._connection.execute(
            "SELECT count(*) FROM entry WHERE rowid > ? AND type NOT IN (SELECT value FROM json_each(?))",
            (arrival, _listed(besides)),
        ).fetchone()
        return int(row[0])

    def places(self) -> Iterator[tuple[str, int]]:
        """Device and number of everything that is held, admitted or not, in the order of the chains."""
        cursor = self._connection.execute("SELECT DISTINCT device, seq FROM entry ORDER BY device, seq")
        while rows := cursor.fetchmany(4096):
            yield from rows

    def numbers(self, devices: Iterable[str]) -> set[tuple[str, int]]:
        """Device and number of every admitted entry of some devices."""
        select = "SELECT device, seq FROM entry WHERE admitted = 1 AND device IN (SELECT value FROM json_each(?))"
        return set(self._connection.execute(select, (_listed(devices),)).fetchall())

    def entries(self, types: Collection[str] | None = None, *, admitted: bool = True) -> Iterator[Entry]:
        """The same, decoded."""
        return starmap(stored_entry, self.stored(types, admitted=admitted))

    def about(self, subjects: Collection[str]) -> Iterator[Entry]:
        """The admitted entries about some customers, serials or promises, in order."""
        rows = self._connection.execute(
            "SELECT content, signature, lower(hex(hash)) FROM entry WHERE +admitted = 1 AND hash IN "
            "(SELECT hash FROM about WHERE subject IN (SELECT value FROM json_each(?))) "
            "ORDER BY +hlc, device, seq, hash",
            (_listed(subjects),),
        ).fetchall()
        return starmap(stored_entry, rows)

    def all_rows(self) -> Iterator[StoredRow]:
        """Every row, device by device in the order of its chain."""
        cursor = self._connection.execute(
            "SELECT lower(hex(hash)), device, seq, hlc, type, admitted, content, signature FROM entry "
            "ORDER BY device, seq, hash"
        )
        while rows := cursor.fetchmany(4096):
            for row in rows:
                yield StoredRow(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7])

    def hashes(self) -> Iterator[bytes]:
        """The hashes of all admitted entries, sorted."""
        cursor = self._connection.execute("SELECT hash FROM entry WHERE admitted = 1 ORDER BY hash")
        while rows := cursor.fetchmany(4096):
            for (name,) in rows:
                yield name

    def count(self, *, admitted: bool | None = None) -> int:
        """How many entries are held, or how many of them are (not) admitted."""
        where, values = ("", ()) if admitted is None else (" WHERE admitted = ?", (int(admitted),))
        row = self._connection.execute(f"SELECT count(*) FROM entry{where}", values).fetchone()  # noqa: S608
        return int(row[0])

    def forks(self) -> list[tuple[str, int]]:
        """Device and number wherever a device signed two different entries under one number."""
        rows = self._connection.execute(
            "SELECT device, seq FROM entry WHERE admitted = 1 GROUP BY device, seq HAVING count(*) > 1 ORDER BY 1, 2"
        ).fetchall()
        return [(device, seq) for device, seq in rows]

    def ends(self) -> list[tuple[str, int, str]]:
        """Device, number and hash of every device's last admitted entry."""
        rows = self._connection.execute(
            "SELECT device, max(seq), min(lower(hex(hash))) FROM entry AS e WHERE admitted = 1 AND seq = "
            "(SELECT max(seq) FROM entry WHERE device = e.device AND admitted = 1) GROUP BY device ORDER BY device"
        ).fetchall()
        return [(device, seq, name) for device, seq, name in rows]

    def heads(self) -> list[Head]:
        """What is known of every device's last entry."""
        rows = self._connection.execute(
            "SELECT device, seq, lower(hex(hash)), told_by FROM head ORDER BY device"
        ).fetchall()
        return [Head(*row) for row in rows]

    def note_heads(self, heads: Iterable[Head]) -> None:
        """Keeps the furthest head of each device."""
        self._connection.executemany(
            "INSERT INTO head (device, seq, hash, told_by) VALUES (?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET "
            "seq = excluded.seq, hash = excluded.hash, told_by = excluded.told_by WHERE excluded.seq > head.seq",
            ((head.device, head.seq, bytes.fromhex(head.hash), head.told_by) for head in heads),
        )

    def set_admitted(self, names: Iterable[str], *, admitted: bool) -> None:
        """Moves entries into or out of quarantine."""
        self._connection.executemany(
            "UPDATE entry SET admitted = ? WHERE hash = ?", ((int(admitted), bytes.fromhex(name)) for name in names)
        )

    def known_mark(self) -> str:
        """The mark of the known devices under which entries were last admitted, or empty."""
        row = self._connection.execute("SELECT mark FROM known_mark WHERE one = 1").fetchone()
        return row[0] if row else ""

    def set_known_mark(self, mark: str) -> None:
        """Keeps that mark."""
        self._connection.execute("INSERT OR REPLACE INTO known_mark (one, mark) VALUES (1, ?)", (mark,))

    def hash_at(self, arrival: int) -> str:
        """The hash of the entry that arrived as this number, or empty."""
        row = self._connection.execute("SELECT lower(hex(hash)) FROM entry WHERE rowid = ?", (arrival,)).fetchone()
        return row[0] if row else ""

    def entries_since(self, arrival: int, types: Collection[str]) -> list[Entry]:
        """The admitted entries of some types that arrived after another, in order."""
        rows = self._connection.execute(
            "SELECT content, signature, lower(hex(hash)) FROM entry WHERE rowid > ? AND +admitted = 1 "
            "AND +type IN (SELECT value FROM json_each(?)) ORDER BY +hlc, device, seq, hash",
            (arrival, _listed(types)),
        ).fetchall()
        return list(starmap(stored_entry, rows))

    def checkpoint(self, projection: str) -> Checkpoint | None:
        """What was kept of a projection; a vault that a newer kit never wrote to has no place for it yet."""
        there = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'checkpoint'").fetchone()
        if there is None:
            return None
        row = self._connection.execute(
            "SELECT projection, version, arrival, lower(hex(last)), known_mark, reached, state, sha256 "
            "FROM checkpoint WHERE projection = ?",
            (projection,),
        ).fetchone()
        return Checkpoint(*row) if row else None

    def keep_checkpoint(self, kept: Checkpoint) -> None:
        """Keeps a checkpoint in place of the projection's last one."""
        self._connection.execute(
            "INSERT OR REPLACE INTO checkpoint "
            "(projection, version, arrival, last, known_mark, reached, state, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(kept.projection, kept.version, kept.arrival, bytes.fromhex(kept.last), kept.known_mark),
                *(kept.reached, kept.state, kept.sha256),
            ),
        )

    def forget_checkpoints(self) -> None:
        """Deletes all of them."""
        self._connection.execute("DELETE FROM checkpoint")

    def data_version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _listed(values: Iterable[str]) -> str:
    return json.dumps(sorted(values))
