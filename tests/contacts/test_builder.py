"""Filling the contacts database: all or nothing, encrypted, and one customer an id."""

import dataclasses
import threading
from pathlib import Path

import pytest

from continuity_app.contacts.builder import BATCH, ContactStoreBuilder
from continuity_app.contacts.model import SnapshotFacts
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.vault.database import Connection, check_pages, open_database
from tests.builders import NOON, customer

KEY = "ab" * 32


def started(path: Path, customers: int) -> tuple[Connection, ContactStoreBuilder]:
    connection = open_database(path, KEY, create=True)
    builder = ContactStoreBuilder(connection)
    builder.begin(SnapshotFacts("Harbour Motors", "Harbour North", 1, NOON, NOON, customers), ["id"], {})
    return connection, builder


def test_many_batches_are_added_in_order(tmp_path: Path) -> None:
    number = 2 * BATCH + 7
    connection, builder = started(tmp_path / "c.db", number)
    steps = list(builder.adding(customer(n) for n in range(1, number + 1)))
    builder.finish()
    assert steps == [BATCH, 2 * BATCH, number]
    store = ContactStore(connection)
    assert [each.id for each in store.in_order_of_need()] == [customer(n).id for n in range(1, number + 1)]
    assert check_pages(connection) == []


def test_nothing_of_a_customer_is_readable_on_disk(tmp_path: Path) -> None:
    connection, builder = started(tmp_path / "c.db", 500)
    builder.add(customer(n, name=f"Zanzibarius Quill{n}") for n in range(1, 501))
    builder.finish()
    connection.close()
    raw = (tmp_path / "c.db").read_bytes()
    assert len(raw) > 100_000
    assert b"Zanzibarius" not in raw
    assert b"zanzibarius" not in raw
    assert list(tmp_path.iterdir()) == [tmp_path / "c.db"]


def test_a_customer_that_stands_twice_is_refused(tmp_path: Path) -> None:
    _, builder = started(tmp_path / "c.db", 3)
    builder.add([customer(1), customer(2), customer(1)])
    with pytest.raises(BadDataError) as caught:
        builder.finish()
    assert caught.value.code == "contacts.double_id"
    assert caught.value.message.startswith("1 ")


@pytest.mark.parametrize("added", [0, 1, 3])
def test_another_number_of_customers_than_said_is_refused(tmp_path: Path, added: int) -> None:
    _, builder = started(tmp_path / "c.db", 2)
    builder.add(customer(n) for n in range(added))
    with pytest.raises(BadDataError) as caught:
        builder.finish()
    assert caught.value.code == "contacts.incomplete"


def test_no_customers_at_all_are_a_store_too(tmp_path: Path) -> None:
    connection, builder = started(tmp_path / "c.db", 0)
    builder.finish()
    assert ContactStore(connection).count() == 0


def test_text_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    _, builder = started(tmp_path / "c.db", 1)
    with pytest.raises(BadDataError) as caught:
        builder.add([dataclasses.replace(customer(1), note="\ud800")])
    assert caught.value.code == "contacts.not_text"


def test_a_cancelled_job_leaves_nobody_at_work(tmp_path: Path) -> None:
    connection, builder = started(tmp_path / "c.db", 5 * BATCH)
    before = threading.active_count()
    job = builder.adding(customer(n) for n in range(1, 5 * BATCH + 1))
    next(job)
    job.close()
    assert threading.active_count() == before
    connection.close()


def test_a_failing_disk_is_told_in_words(tmp_path: Path) -> None:
    connection, builder = started(tmp_path / "c.db", 5 * BATCH)
    connection.execute("PRAGMA max_page_count = 300")
    with pytest.raises(SurroundingsError) as caught:
        builder.add(customer(n) for n in range(1, 5 * BATCH + 1))
    assert caught.value.code == "contacts.not_written"
