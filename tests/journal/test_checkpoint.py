"""Checkpoints: opening a long journal folds only what came since, and nothing that does not match is believed."""

import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from continuity_app.forms.sheet_states import SheetsProjection
from continuity_app.journal.checkpoint import Keeps
from continuity_app.journal.store import Journal
from continuity_app.journal.types import (
    CallLogged,
    ChannelCorrected,
    ChannelVerified,
    PromiseKept,
    PromiseMade,
    RekeyDone,
    SheetCaptured,
    SheetIssued,
)
from continuity_app.outage.facts import FactsProjection
from continuity_app.outage.pace import PaceProjection
from continuity_app.outage.promises import PromisesProjection
from continuity_app.vault.database import open_database
from tests.builders import ORGANISATION, clock, device, laptops

AT = "2024-06-19T12:00:00-07:00"


def call(number: int) -> CallLogged:
    return CallLogged(f"C-{number % 7}", "+14155552671", "reached", AT, note=str(number))


class Counting:
    """Notes of all calls, kept in checkpoints; counts how often it is folded."""

    name = "counting"
    types = frozenset({"call.logged"})

    def __init__(self, version: int = 1):
        self.folds, self.kept_version = 0, version

    def initial(self):
        return []

    def fold(self, state, entry):
        self.folds += 1
        state.append(entry.read().note)
        return state

    def value(self, state):
        return tuple(state)

    def pack(self, state):
        return msgspec.msgpack.encode(state)

    def unpack(self, data):
        return msgspec.msgpack.decode(data, type=list[str])


class Vault:
    """A journal on disk that is opened again and again."""

    def __init__(self, folder: Path):
        self.mine, _ = device()
        self.path, self.key = folder / "journal.db", secrets.token_hex(32)
        self.known = {}

    def open(self, *, read_only: bool = False) -> Journal:
        made = open_database(self.path, self.key, create=not self.path.exists(), read_only=read_only)
        self.connection = made
        return Journal(
            made,
            self.mine,
            organisation=ORGANISATION,
            user="ana",
            clock=clock(),
            known=lambda: self.known,
            read_only=read_only,
        )


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path)
    kept = made.open()
    kept.append(*(call(n) for n in range(300)))
    kept.value_of(Counting())
    assert kept.keep_checkpoints(300) == 1
    return made


def notes(kept: Journal) -> tuple[tuple[str, ...], int]:
    """The value, and how many folds it took to get there."""
    projection = Counting()
    return kept.value_of(projection), projection.folds


@pytest.mark.parametrize("read_only", [False, True])
def test_opening_folds_only_what_came_since(vault, read_only):
    vault.open().append(call(300), call(301))
    value, folds = notes(vault.open(read_only=read_only))
    assert value == tuple(str(n) for n in range(302))
    assert folds == 2


@pytest.mark.parametrize("entries", [10, 1000])
def test_one_more_entry_is_one_more_fold(tmp_path, entries):
    kept = Vault(tmp_path).open()
    kept.append(*(call(n) for n in range(entries)))
    projection = Counting()
    kept.value_of(projection)
    before = projection.folds
    kept.append(call(entries))
    kept.value_of(projection)
    assert (before, projection.folds) == (entries, entries + 1)


def spoil(statement: str) -> Callable[[Vault], None]:
    def change(vault: Vault) -> None:
        vault.open()
        vault.connection.execute(statement)
        vault.connection.commit()

    return change


@pytest.mark.parametrize(
    "change",
    [
        spoil("UPDATE checkpoint SET state = zeroblob(length(state))"),
        spoil("UPDATE checkpoint SET state = substr(state, 1, length(state) - 1)"),
        spoil("UPDATE checkpoint SET version = 2"),
        spoil("UPDATE checkpoint SET known_mark = 'other'"),
        spoil("UPDATE checkpoint SET arrival = arrival - 1"),
        spoil("UPDATE checkpoint SET last = zeroblob(32)"),
        spoil('UPDATE checkpoint SET reached = \'["2020","D-1",1,""]\''),
        spoil("DELETE FROM checkpoint"),
    ],
)
def test_what_does_not_match_is_folded_anew(vault, change):
    change(vault)
    value, folds = notes(vault.open())
    assert value == tuple(str(n) for n in range(300))
    assert folds == 300


def test_an_entry_from_before_the_checkpoint_discards_it(tmp_path):
    late, early = laptops("ana", "ben")
    early.journal.clock.move(dt.timedelta(hours=-5))
    early.journal.append(call(-1))
    vault = Vault(tmp_path)
    vault.known = {early.card.device: early.as_known(), late.card.device: late.as_known()}
    kept = vault.open()
    kept.append(call(0), call(1))
    kept.value_of(Counting())
    assert kept.keep_checkpoints(1) == 1
    kept.take_in(list(early.journal.entries()))
    assert notes(vault.open()) == (("-1", "0", "1"), 3)


def test_a_revoked_laptops_entries_do_not_live_on_in_a_checkpoint(tmp_path):
    other = laptops("ben")[0]
    other.journal.append(call(7))
    vault = Vault(tmp_path)
    vault.known = {other.card.device: other.as_known()}
    kept = vault.open()
    kept.take_in(list(other.journal.entries()))
    assert kept.value_of(Counting()) == ("7",)
    assert kept.keep_checkpoints(1) == 1
    vault.known = {}
    assert notes(vault.open())[0] == ()


def test_few_entries_are_not_worth_a_checkpoint_and_a_reader_writes_none(vault):
    kept = vault.open()
    kept.append(call(300))
    kept.value_of(Counting())
    assert kept.keep_checkpoints(2) == 0
    reader = vault.open(read_only=True)
    reader.value_of(Counting(version=2))
    assert reader.keep_checkpoints(1) == 0


@pytest.mark.parametrize("projection", [FactsProjection, PaceProjection, PromisesProjection, SheetsProjection])
def test_a_projection_comes_back_from_its_checkpoint_as_it_was(tmp_path, projection):
    vault = Vault(tmp_path)
    kept = vault.open()
    for number in range(4):
        serial, customer = f"7K3-000{number}-0", f"C-{number}"
        kept.append(
            call(number),
            ChannelCorrected(customer, "mobile", "+1415", "1415", AT),
            ChannelVerified(customer, "+1415", "verified", AT),
            PromiseMade(f"P-{number}", customer, "Car", AT, due="2024-06-21"),
            PromiseKept(f"P-{number - 1}", AT, "done"),
            SheetIssued(serial, "order", "1", "paper", customer, answers={"a": [1, {"b": None}]}),
            SheetCaptured(serial, "order", "1", "typed", {"lines": [{"n": 1.5}]}, customer, flags={"x": "odd"}),
            RekeyDone(serial, f"RO-{number}", AT),
        )
    assert isinstance(projection(), Keeps)
    before = kept.value_of(projection())
    assert kept.keep_checkpoints(1) == 1
    after = vault.open().value_of(projection())
    assert _plain(after) == _plain(before)
    more = vault.open()
    more.append(call(1), SheetIssued("7K3-0009-0", "order", "1", "paper"), PromiseMade("P-9", "C-1", "Call", AT))
    kept._notice_others()
    assert _plain(more.value_of(projection())) == _plain(kept.value_of(projection()))


def _plain(value: object) -> object:
    if hasattr(value, "by_serial"):
        return dict(value.by_serial), dict(value.counts)
    if hasattr(value, "made"):
        return dict(value.made), dict(value.by_customer), dict(value.kept), dict(value.owners)
    return dict(value)
