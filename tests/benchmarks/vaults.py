"""Contacts databases of invented customers, made for one run."""

import datetime as dt
from pathlib import Path

from continuity_app.contacts.builder import ContactStoreBuilder
from continuity_app.contacts.model import SnapshotFacts
from continuity_app.vault.database import open_database
from tests.benchmarks.people import people

KEY = "5a" * 32
NOON = dt.datetime(2024, 6, 19, 12, 0, tzinfo=dt.UTC)


def facts(customers: int) -> SnapshotFacts:
    """What the snapshot of a run says of itself."""
    return SnapshotFacts("Harbour Motors", "Harbour North", 1, NOON, NOON + dt.timedelta(days=14), customers)


def build(path: Path, customers: int) -> None:
    """A contacts database with that many invented customers."""
    connection = open_database(path, KEY, create=True)
    try:
        builder = ContactStoreBuilder(connection)
        builder.begin(facts(customers), ["id", "name", "phone", "email"], {})
        builder.add(people(customers))
        builder.finish()
    finally:
        connection.close()
