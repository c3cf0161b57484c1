"""Contacts databases of invented customers, made for one run."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from continuity_app.contacts.builder import ContactStoreBuilder
from continuity_app.contacts.model import Customer, SnapshotFacts
from continuity_app.vault.database import open_database
from tests.benchmarks.measure import Row
from tests.benchmarks.people import people

KEY = "5a" * 32
MOST_COMPARED = 100_000
"""Customers that are held in memory at once, so that making them up is not counted."""
NOON = dt.datetime(2024, 6, 19, 12, 0, tzinfo=dt.UTC)


def facts(customers: int) -> SnapshotFacts:
    """What the snapshot of a run says of itself."""
    return SnapshotFacts("Harbour Motors", "Harbour North", 1, NOON, NOON + dt.timedelta(days=14), customers)


def rows(folder: Path, customers: int) -> Iterator[Row]:
    """What filing costs over putting the same customers into an encrypted table, in time and in size."""
    crowd = list(people(min(customers, MOST_COMPARED)))
    ours, theirs = folder / "filed.db", folder / "bare.db"
    filed, bare = _seconds(lambda: _fill(ours, crowd, len(crowd))), _seconds(lambda: _bare(theirs, crowd))
    size, least = ours.stat().st_size / len(crowd), theirs.stat().st_size / len(crowd)
    yield Row(
        name=f"file {len(crowd):,} customers for finding",
        ours=f"{filed:.1f} s, {size:.0f} bytes each",
        peer="bare SQLCipher insert",
        theirs=f"{bare:.1f} s, {least:.0f} bytes each",
        ratio=filed / bare,
        goal="size ≤ 3x",
        met=size <= 3 * least,
    )
    ours.unlink()
    theirs.unlink()


def build(path: Path, customers: int) -> None:
    """A contacts database with that many invented customers."""
    _fill(path, people(customers), customers)


def _fill(path: Path, crowd: Iterable[Customer], customers: int) -> None:
    with closing(open_database(path, KEY, create=True)) as connection:
        builder = ContactStoreBuilder(connection)
        builder.begin(facts(customers), ["id", "name", "phone", "email"], {})
        builder.add(crowd)
        builder.finish()


def _bare(path: Path, crowd: Iterable[Customer]) -> None:
    encode = msgspec.json.Encoder().encode
    with closing(open_database(path, KEY, create=True)) as connection:
        connection.execute("CREATE TABLE documents (rank INTEGER PRIMARY KEY, doc TEXT NOT NULL)")
        documents = ((encode(customer).decode(),) for customer in crowd)
        connection.executemany("INSERT INTO documents(doc) VALUES (?)", documents)
        connection.commit()


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
