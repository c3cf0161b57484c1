"""Fills the contacts database of a snapshot: written aside, in order of need, then checked before it is used.

Two hands work at once: this thread turns customers into terms while another hands whole batches to the database, which
needs no Python while it files them. A file that was not finished is thrown away by its owner, so nothing is journalled
while it grows; `finish` puts everything on the device.
"""

import os
import re
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import MISSING, fields
from itertools import islice, product
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.contacts.filing import file_customer
from continuity_app.contacts.model import (
    Appointment,
    Asset,
    CentralPromise,
    Channel,
    Customer,
    FormDocument,
    RosterLine,
    Script,
    SnapshotFacts,
)
from continuity_app.contacts.tokens import PIECE
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.resources import resource
from continuity_app.vault.database import Connection, Error, migrate
from continuity_app.words import say

BATCH = 4000
_WAITING = 2
_CACHE_KIB = 65_536
_SHORTEST_WORD = 4
_SAMPLED = 40  # of so many customers one is looked at to learn which pieces are common

_STORED = [f for kind in (Customer, Channel, Asset, Appointment, CentralPromise) for f in fields(kind)]
_NEEDED = {f.name for f in _STORED if f.default is MISSING}
_OPTIONAL = "|".join(sorted({f.name for f in _STORED} - _NEEDED))
# Matches members of objects only: no JSON string holds a bare quote, so none holds the beginning of a match.
_DEFAULTS = re.compile(rf',"(?:{_OPTIONAL})":(?:""|null|\[\]|false)'.encode())

# Each batch becomes one segment of an index, merged once, at the end; a segment's page fits a page of the file.
_INDEXING = {"automerge": 0, "crisismerge": 1000, "pgsz": 3960}
_FILL = (
    "INSERT INTO documents SELECT ?1 + key, value FROM json_each(?2)",
    """INSERT INTO customers SELECT ?1 + key, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5,
        value->>6, value->>7 FROM json_each(?2)""",
    "INSERT INTO words(rowid, terms) SELECT ?1 + key, value FROM json_each(?2)",
    "INSERT INTO middles(rowid, stretches) SELECT ?1 + key, value FROM json_each(?2)",
)
_OPTIMIZE = (
    "INSERT INTO words(words) VALUES ('optimize')",
    "INSERT INTO middles(middles) VALUES ('optimize')",
    "CREATE INDEX customers_by_cell ON customers(cell)",
)


class ContactStoreBuilder:
    """Fills one empty database: `begin`, then `add…` in any order, then `finish`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._facts: SnapshotFacts | None = None
        self._added = 0
        self._cells: dict[tuple[str, str, str], list[float]] = {}
        self._vocabulary: set[str] = set()
        self._pieces: Counter[str] = Counter()
        self._places = {"forms": 0, "scripts": 0, "roster": 0}

    def begin(self, facts: SnapshotFacts, fields: Sequence[str], policy: Mapping[str, Any]) -> None:
        """Makes the schema and notes what the snapshot says of itself.

        Args:
            facts: its name, version and dates; `customers` is what must have been added in the end.
            fields: the plan's fields that it holds.
            policy: devices, revocations, prefixes.

        Raises:
            SurroundingsError: the database cannot be written.
        """
        self._facts = facts
        with _written():
            migrate(self._connection, resource("schemas", "contacts"))
            for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KIB}"):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            for table, (option, number) in product(("words", "middles"), _INDEXING.items()):
                self._connection.execute(f"INSERT INTO {table}({table}, rank) VALUES (?, ?)", (option, number))  # noqa: S608
            for name, value in {"facts": facts, "fields": list(fields), "policy": dict(policy)}.items():
                self._note(name, value)

    def add(self, customers: Iterable[Customer]) -> None:
        """Adds customers that come next in order of need; see `adding`."""
        for _ in self.adding(customers):
            pass

    def adding(self, customers: Iterable[Customer]) -> Generator[int, None, None]:
        """Adds customers that come next in order of need, and gives how many there are after each batch.

        Handing over all of them at once is quickest: one batch is filed while the next is prepared. When the iterator
        is closed early, nothing works on the database any more.

        Raises:
            BadDataError: a customer holds text that is not Unicode.
            SurroundingsError: the database cannot be written.
        """
        coming = iter(customers)
        under_way: deque[Future[None]] = deque()
        with ThreadPoolExecutor(max_workers=1) as hand:
            try:
                while batch := list(islice(coming, BATCH)):
                    under_way.append(hand.submit(self._fill, self._added + 1, self._prepared(batch)))
                    self._added += len(batch)
                    if len(under_way) >= _WAITING:
                        under_way.popleft().result()
                    yield self._added
                for left in under_way:
                    left.result()
            finally:
                for left in under_way:
                    left.cancel()

    def add_forms(self, documents: Iterable[FormDocument]) -> None:
        """Adds forms, in their order.

        Raises:
            SurroundingsError: the database cannot be written.
        """
        rows = ((d.id, d.title, d.version, d.pack, d.xlsform, d.definition) for d in documents)
        self._add_rows("forms", "INSERT INTO forms VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def add_scripts(self, scripts: Iterable[Script]) -> None:
        """Adds call scripts, in their order.

        Raises:
            SurroundingsError: the database cannot be written.
        """
        self._add_rows("scripts", "INSERT INTO scripts VALUES (?, ?, ?)", ((s.name, s.text) for s in scripts))

    def add_roster(self, lines: Iterable[RosterLine]) -> None:
        """Adds lines of the roster, in their order.

        Raises:
            SurroundingsError: the database cannot be written.
        """
        rows = ((line.person, line.role, line.duty, line.phone, line.deputy) for line in lines)
        self._add_rows("roster", "INSERT INTO roster VALUES (?, ?, ?, ?, ?, ?)", rows)

    def finish(self) -> None:
        """Completes the indexes, checks what was written, and puts it on the device.

        Raises:
            BadDataError: a customer's id stands twice, or customers are missing.
            SurroundingsError: the database cannot be written.
        """
        words = sorted(word for word in self._vocabulary if len(word) >= _SHORTEST_WORD and word.isalpha())
        cells = [(int(cell[0]), *axes, *cell[1:]) for axes, cell in self._cells.items()]
        with _written():
            for statement in _OPTIMIZE:
                self._connection.execute(statement)
            self._connection.executemany("INSERT INTO vocabulary VALUES (?)", ((word,) for word in words))
            self._connection.executemany("INSERT INTO pieces VALUES (?, ?)", sorted(self._pieces.items()))
            self._note("letters", "".join(sorted(set().union(*words))))
            self._connection.executemany("INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)", cells)
            self._check()
            self._connection.commit()
            for pragma in ("journal_mode=DELETE", "synchronous=EXTRA"):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            self._flush()

    def _prepared(self, batch: Sequence[Customer]) -> list[str]:
        """The values of the statements of `_FILL` for one batch, each a JSON array."""
        encode = msgspec.json.Encoder().encode
        rows, terms, stretches = [], [], []
        try:
            for customer in batch:
                filing = file_customer(customer)
                rows.append(
                    (
                        customer.id,
                        self._cell(customer, reachable=filing.reachable, email_only=filing.email_only),
                        customer.value,
                        filing.reachable,
                        filing.email_only,
                        customer.do_not_call,
                        min((a.at for a in customer.appointments), default=""),
                        min((p.due for p in customer.promises), default=""),
                    )
                )
                terms.append(filing.terms)
                stretches.append(filing.stretches)
                self._vocabulary.update(filing.vocabulary)
            for filed in stretches[::_SAMPLED]:
                self._pieces.update({filed[at : at + PIECE] for at in range(len(filed) - PIECE + 1)})
            documents = _DEFAULTS.sub(b"", encode(batch))
            return [documents.decode(), *(encode(values).decode() for values in (rows, terms, stretches))]
        except UnicodeEncodeError as error:
            raise BadDataError(
                "contacts.not_text",
                say("A customer of the snapshot holds text that is not Unicode."),
                what_is_safe=say("The contacts in use are unchanged."),
                next_step=say("Build the snapshot again from a repaired source."),
            ) from error

    def _cell(self, customer: Customer, *, reachable: bool, email_only: bool) -> int:
        axes = (customer.segment, customer.market, customer.product)
        cell = self._cells.get(axes)
        if cell is None:
            cell = self._cells[axes] = [len(self._cells) + 1, 0, 0, 0, 0.0]
        cell[1] += 1
        cell[2] += reachable
        cell[3] += email_only
        cell[4] += customer.value or 0.0
        return int(cell[0])

    def _fill(self, first: int, values: Sequence[str]) -> None:
        with _written():
            for statement, rows in zip(_FILL, values, strict=True):
                self._connection.execute(statement, (first, rows))

    def _note(self, name: str, value: object) -> None:
        self._connection.execute("INSERT INTO facts VALUES (?, ?)", (name, msgspec.json.encode(value).decode()))

    def _add_rows(self, table: str, statement: str, rows: Iterable[tuple[str | bytes, ...]]) -> None:
        placed = [(place, *row) for place, row in enumerate(rows, self._places[table] + 1)]
        self._places[table] += len(placed)
        with _written():
            self._connection.executemany(statement, placed)

    def _check(self) -> None:
        one = self._connection.execute
        count, last = one("SELECT count(*), max(rank) FROM customers").fetchone()
        documents = one("SELECT count(*) FROM documents").fetchone()[0]
        expected = self._facts.customers if self._facts is not None else -1
        if not count == documents == (last or 0) == expected:
            raise _unfit(
                "contacts.incomplete",
                say("The snapshot says {expected} customers and holds {count}.", expected=expected, count=count),
            )
        try:
            one("CREATE UNIQUE INDEX customers_by_id ON customers(id)")
        except Error:
            doubles = count - one("SELECT count(DISTINCT id) FROM customers").fetchone()[0]
            if not doubles:
                raise
            raise _unfit(
                "contacts.double_id", say("{doubles} customers of the snapshot have another's id.", doubles=doubles)
            ) from None

    def _flush(self) -> None:
        file = self._connection.execute("PRAGMA database_list").fetchone()[2]
        if file:
            handle = os.open(Path(file), os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except (Error, OSError) as error:
        raise SurroundingsError(
            "contacts.not_written",
            say("The contacts could not be written: {reason}.", reason=error),
            what_is_safe=say("The contacts in use are unchanged."),
            next_step=say("Free space on this disk, then do it again."),
        ) from error


def _unfit(code: str, message: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("The contacts in use are unchanged."),
        next_step=say("Ask IT for a snapshot that was built again."),
    )
