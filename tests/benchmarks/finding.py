"""How long a key press takes: every kind of query as it is typed, beside `LIKE` in the same database."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from continuity_app.contacts.model import ChannelKind, Customer
from continuity_app.contacts.search import search
from continuity_app.contacts.store import ContactStore
from continuity_app.contacts.tokens import fold
from continuity_app.vault.database import Connection, open_database
from tests.benchmarks.measure import Row, milliseconds, p95
from tests.benchmarks.vaults import KEY

ASKED = 40
"""Customers whose data is typed, for each kind of query."""
ASKED_OF_LIKE = 4
GOAL_MS = {100_000: 10.0, 1_000_000: 20.0}
GOAL_RATIO = 50


def rows(database: Path, customers: int) -> Iterator[Row]:
    """One row for each kind of query: p95 over all key presses, and the median `LIKE` of the whole query."""
    with closing(open_database(database, KEY, read_only=True)) as connection:
        store = ContactStore(connection)
        rng = Random(11)
        asked = store.get_many(store.random_ids(ASKED * 3, rng)).values()
        search(store, "warm")
        for kind, queries in _kinds(list(asked), rng).items():
            wanted = queries[:ASKED]
            ours = [_timed(partial(search, store, typed)) for query in wanted for typed in _typed(query)]
            theirs = [_timed(partial(_like, connection, query)) for query in wanted[:ASKED_OF_LIKE]]
            yield Row(
                name=f"find: {kind}",
                ours=milliseconds(p95(ours)),
                peer="LIKE",
                theirs=milliseconds(sorted(theirs)[len(theirs) // 2]),
                ratio=sorted(theirs)[len(theirs) // 2] / p95(ours),
                goal=f"≤ {GOAL_MS.get(customers, 20.0):.0f} ms, ≥ {GOAL_RATIO}x",
                met=p95(ours) * 1000 <= GOAL_MS.get(customers, 20.0)
                and sorted(theirs)[len(theirs) // 2] / p95(ours) >= GOAL_RATIO,
            )


def add_plain_text(connection: Connection) -> None:
    """The table that `LIKE` searches: what people type, folded, in one text a customer."""
    connection.execute("CREATE TABLE plain (rank INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    store = ContactStore(connection)
    for number, customer in enumerate(store.in_order_of_need(), 1):
        parts = [customer.name, customer.organisation, *(c.value for c in customer.channels)]
        parts += [f"{a.vin} {a.plate} {a.policy}" for a in customer.assets]
        connection.execute("INSERT INTO plain VALUES (?, ?)", (number, fold(" ".join(parts))))
    connection.commit()


def _like(connection: Connection, query: str) -> int:
    words = fold(query).split()
    condition = " AND ".join("text LIKE ?" for _ in words)
    values = [f"%{word}%" for word in words]
    found = connection.execute(f"SELECT rank FROM plain WHERE {condition}", values).fetchall()
    return len(found)


def _typed(query: str) -> list[str]:
    """What stands in the box after each key press, from the first word's third letter on."""
    return [query[:length] for length in range(min(3, len(query)), len(query) + 1) if query[:length].strip()]


def _kinds(asked: list[Customer], rng: Random) -> dict[str, list[str]]:
    latin = [c for c in asked if c.family_name.isascii() and c.family_name.isalpha() and len(c.family_name) > 4]
    phones = [c.channels[0].value.removeprefix("+1") for c in asked]
    emails = [h.value for c in asked for h in c.channels if h.kind is ChannelKind.EMAIL]
    assets = [asset for c in asked for asset in c.assets]
    return {
        "one or two letters": [c.family_name[: 1 + n % 2] for n, c in enumerate(asked)],
        "last name": [c.family_name for c in asked],
        "first and last name": [f"{c.given_name} {c.family_name}" for c in asked],
        "last, first": [f"{c.family_name} {c.given_name}" for c in asked],
        "whole phone": phones,
        "phone with +1 in groups": [f"+1 ({p[:3]}) {p[3:6]} {p[6:]}" for p in phones],
        "last four digits and name": [f"{p[-4:]} {c.family_name}" for p, c in zip(phones, asked, strict=True)],
        "middle of a phone": [p[3:8] for p in phones],
        "e-mail": emails,
        "part of an e-mail": [email[2:9] for email in emails],
        "VIN": [asset.vin for asset in assets if asset.vin],
        "tail of a VIN": [asset.vin[-6:] for asset in assets if asset.vin],
        "plate": [asset.plate for asset in assets if asset.plate],
        "policy": [asset.policy for asset in assets if asset.policy],
        "typing error": [_mistyped(c.family_name, rng) for c in latin],
        "three words": [f"{c.given_name} {c.family_name} {p[:3]}" for p, c in zip(phones, asked, strict=True)],
        "nothing": ["zzqxv"],
    }


def _mistyped(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    if rng.random() < 0.5 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def _timed(run: Callable[[], object]) -> float:
    """Seconds of this thread's processor, the best of three: what other programs take from the machine is not ours.

    The file lies in the system's cache, so that this is what a key press takes on a machine that does nothing else.
    """
    times = []
    for _ in range(3):
        began = time.thread_time()
        run()
        times.append(time.thread_time() - began)
    return min(times)
