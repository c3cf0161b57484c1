"""The schemas of the entry types are those of the program, and every body that was ever written can still be read."""

import dataclasses

import msgspec
import pytest

from continuity_app.journal.types import BODIES
from tests.docs.entry_schemas import FOLDER, VECTORS, example, files

KEPT = msgspec.json.decode(VECTORS.read_bytes())


def test_the_schemas_are_current():
    told = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert told == files(), "python -m tests.docs.entry_schemas"


def test_todays_bodies_stand_among_the_vectors():
    missing = [name for name, kind in BODIES.items() if {"type": name, "body": example(kind)} not in KEPT]
    assert missing == []


@pytest.mark.parametrize("vector", KEPT, ids=lambda each: each["type"])
def test_a_body_that_was_written_before_is_lifted_to_todays(vector):
    body = msgspec.convert(vector["body"], BODIES[vector["type"]])
    now = msgspec.json.decode(msgspec.json.encode(body))
    assert {name: now[name] for name in vector["body"]} == vector["body"]
    fresh = {f.name: f.default for f in dataclasses.fields(body) if f.name not in vector["body"]}
    assert dataclasses.MISSING not in [v for f, v in fresh.items() if f not in _made(body)]


def _made(body) -> set[str]:
    """Fields whose default is made anew for each body."""
    return {f.name for f in dataclasses.fields(body) if f.default_factory is not dataclasses.MISSING}
