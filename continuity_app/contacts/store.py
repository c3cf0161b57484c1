"""The contacts of the snapshot in use: read only, customers in order of need, everything else beside them."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import islice
from random import Random
from typing import Any

import msgspec

from continuity_app.contacts.filing import NUMBER, Held, national_digits, phone_digits, stretches_of
from continuity_app.contacts.model import Customer, FormDocument, RosterLine, Script, SnapshotFacts
from continuity_app.contacts.store_search import SearchIndex
from continuity_app.errors import BadDataError
from continuity_app.vault.database import Connection, Error
from continuity_app.words import say

AXES = ("segment", "market", "product")
_PAGE = 200
_LISTED_IN = (
    "SELECT rank, id, cell, value, reachable FROM customers"
    " WHERE rank > ? AND cell IN (SELECT value FROM json_each(?)) ORDER BY rank LIMIT ?"
)
_LISTED_OF = (
    "SELECT c.rank, c.id, c.cell, c.value, c.reachable FROM json_each(?) AS j"
    " CROSS JOIN customers AS c ON c.id = j.value"
)
_LISTED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class ReachCell:
    """Customers of one segment, market and product; `value` is their money at risk in a year."""

    segment: str
    market: str
    product: str
    customers: int
    reachable: int
    email_only: int
    value: float


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """The few facts of a customer that stand apart from the rest, for going through many; `rank` 1 is in most need."""

    rank: int
    id: str
    segment: str
    market: str
    product: str
    value: float
    reachable: bool


class ContactStore:
    """Reads the contacts database of one snapshot."""

    def __init__(self, connection: Connection) -> None:
        """Takes an open contacts database.

        Raises:
            BadDataError: it does not hold the contacts of a snapshot.
        """
        self._connection = connection
        self._decode = msgspec.json.Decoder(Customer).decode
        self._decode_held = msgspec.json.Decoder(Held).decode
        self.index = SearchIndex(connection)
        try:
            self.facts: SnapshotFacts = msgspec.json.decode(self._fact("facts"), type=SnapshotFacts)
        except (Error, TypeError, msgspec.MsgspecError) as error:
            raise _damaged() from error

    def get(self, customer: str) -> Customer | None:
        """The customer with this id, or None."""
        return self.get_many([customer]).get(customer)

    def get_many(self, customers: Iterable[str]) -> dict[str, Customer]:
        """Customers by id, in order of need; unknown ids are left out."""
        found: dict[str, Customer] = {}
        sql = (
            "SELECT doc FROM documents WHERE rank IN (SELECT c.rank FROM json_each(?) AS j"
            " CROSS JOIN customers AS c ON c.id = j.value) ORDER BY rank"
        )
        with _whole():
            for (doc,) in self._connection.execute(sql, (_as_json(list(customers)),)):
                customer = self._decode(doc)
                found[customer.id] = customer
        return found

    def at(self, ranks: Sequence[int]) -> list[Customer]:
        """The customers who stand at these places of the order of need, as asked."""
        sql = "SELECT rank, doc FROM documents WHERE rank IN (SELECT value FROM json_each(?))"
        found = dict(self._connection.execute(sql, (_as_json(ranks),)).fetchall())
        with _whole():
            return [self._decode(found[rank]) for rank in ranks if rank in found]

    def stretches_at(self, ranks: Sequence[int]) -> dict[int, list[str]]:
        """The numbers and e-mails of the customers who stand at these places."""
        sql = "SELECT rank, doc FROM documents WHERE rank IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(sql, (_as_json(ranks),))
        with _whole():
            return {rank: stretches_of(self._decode_held(doc)) for rank, doc in rows}

    def in_order_of_need(
        self, segment: str = "", market: str = "", product: str = ""
    ) -> Generator[Customer, None, None]:
        """Gives customers, those in greatest need first, reading only as far as it is asked to.

        Args:
            segment: only those of this value; empty for all.
            market: the same.
            product: the same.
        """
        if segment or market or product:
            cells = self._cells(segment, market, product)
            ranks = merge(*(self._ranks(cell) for cell in cells))
            while page := list(islice(ranks, _PAGE)):
                yield from self.at(page)
            return
        for (doc,) in self._connection.execute("SELECT doc FROM documents ORDER BY rank"):
            with _whole():
                customer = self._decode(doc)
            yield customer

    def listed(
        self, segment: str = "", market: str = "", product: str = "", *, after: int = 0
    ) -> Generator[ListedCustomer, None, None]:
        """Goes through customers in order of need by their few listed facts: much faster than with all of them.

        Args:
            segment: only those of this value; empty for all.
            market: the same.
            product: the same.
            after: only those who stand after this rank.
        """
        cells = _as_json(self._cells(segment, market, product))
        while page := self._connection.execute(_LISTED_IN, (after, cells, _LISTED_AT_ONCE)).fetchall():
            yield from self._as_listed(page)
            after = page[-1][0]

    def listed_of(self, customers: Iterable[str]) -> list[ListedCustomer]:
        """Customers by id, in any order; unknown ids are left out."""
        return list(self._as_listed(self._connection.execute(_LISTED_OF, (_as_json(list(customers)),))))

    def count(self, segment: str = "", market: str = "", product: str = "") -> int:
        """How many customers there are, all or of these axes."""
        return sum(
            cell.customers
            for cell in self.reach()
            if segment in ("", cell.segment) and market in ("", cell.market) and product in ("", cell.product)
        )

    def reach(self) -> list[ReachCell]:
        """How many customers can be reached, for each combination of the axes that occurs."""
        sql = "SELECT segment, market, product, customers, reachable, email_only, value FROM cells ORDER BY cell"
        return [ReachCell(*row) for row in self._connection.execute(sql)]

    def axis_values(self, axis: str) -> list[str]:
        """The values of an axis (`segment`, `market` or `product`), sorted; an empty one stands for no value.

        Raises:
            ValueError: there is no such axis.
        """
        if axis not in AXES:
            raise ValueError(axis)
        return sorted({getattr(cell, axis) for cell in self.reach()})

    def with_phone(self, e164: str) -> list[str]:
        """Ids of the customers who have this number, in order of need."""
        number = national_digits(phone_digits(e164), e164)
        holders = self.at(self.index.matching(f'"{NUMBER}{number}"')) if number else []
        return [customer.id for customer in holders if any(channel.value == e164 for channel in customer.channels)]

    def random_ids(self, n: int, rng: Random) -> list[str]:
        """Ids of n different customers, each as likely as any other; all of them where there are no more than n."""
        ranks = rng.sample(range(1, self.facts.customers + 1), min(n, self.facts.customers))
        sql = "SELECT rank, id FROM customers WHERE rank IN (SELECT value FROM json_each(?))"
        found = dict(self._connection.execute(sql, (_as_json(ranks),)).fetchall())
        return [found[rank] for rank in ranks]

    def forms(self) -> list[FormDocument]:
        """The forms that came with the snapshot, in its order."""
        sql = "SELECT id, title, version, pack, xlsform, definition FROM forms ORDER BY place"
        return [FormDocument(*row) for row in self._connection.execute(sql)]

    def scripts(self) -> list[Script]:
        """The call scripts."""
        return [Script(*row) for row in self._connection.execute("SELECT name, text FROM scripts ORDER BY place")]

    def roster(self) -> list[RosterLine]:
        """Who does what in an outage."""
        sql = "SELECT person, role, duty, phone, deputy FROM roster ORDER BY place"
        return [RosterLine(*row) for row in self._connection.execute(sql)]

    def policy(self) -> dict[str, Any]:
        """Devices, revocations and prefixes as IT gave them."""
        return dict(self._policy)

    def fields(self) -> list[str]:
        """The plan's fields that this snapshot holds."""
        return msgspec.json.decode(self._fact("fields"), type=list[str])

    @cached_property
    def _policy(self) -> Mapping[str, Any]:
        return msgspec.json.decode(self._fact("policy"), type=dict[str, Any])

    def _fact(self, name: str) -> str:
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def _as_listed(self, rows: Iterable[tuple[int, str, int, float | None, int]]) -> Iterator[ListedCustomer]:
        axes = self._axes
        return (
            ListedCustomer(rank, name, *axes[cell], value or 0.0, bool(reachable))
            for rank, name, cell, value, reachable in rows
        )

    @cached_property
    def _axes(self) -> Mapping[int, tuple[str, str, str]]:
        rows = self._connection.execute("SELECT cell, segment, market, product FROM cells")
        return {cell: (segment, market, product) for cell, segment, market, product in rows}

    def _cells(self, segment: str, market: str, product: str) -> list[int]:
        sql = "SELECT cell FROM cells WHERE ?1 IN ('', segment) AND ?2 IN ('', market) AND ?3 IN ('', product)"
        return [cell for (cell,) in self._connection.execute(sql, (segment, market, product))]

    def _ranks(self, cell: int) -> Iterator[int]:
        sql = "SELECT rank FROM customers WHERE cell = ? ORDER BY rank"
        return (rank for (rank,) in self._connection.execute(sql, (cell,)))


@contextmanager
def _whole() -> Iterator[None]:
    """What cannot be decoded is damage: the engine gives zeros for some pages that fail their authentication."""
    try:
        yield
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged() from error


def _damaged() -> BadDataError:
    return BadDataError(
        "contacts.damaged",
        say("The contacts of the snapshot cannot be read."),
        what_is_safe=say("Nothing was changed; the journal is not touched by this."),
        next_step=say("Apply the snapshot again."),
    )


def _as_json(values: Sequence[str] | Sequence[int]) -> str:
    return msgspec.json.encode(values).decode()
