"""The journal of one laptop: what was appended is there, projections follow, damage is seen."""

import datetime as dt
import secrets
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.journal.entry import write_entry
from continuity_app.journal.hybrid_clock import reading_after
from continuity_app.journal.store import Journal
from continuity_app.journal.types import CallLogged, PromiseMade, SheetIssued
from continuity_app.vault.database import open_database
from tests.builders import ORGANISATION, clock, device, journal, laptop, laptops

AT = "2024-06-19T12:00:00-07:00"


def call(customer: str = "C-1", outcome: str = "reached", note: str = "") -> CallLogged:
    return CallLogged(customer=customer, channel="+14155552671", outcome=outcome, at=AT, note=note)


def damaged(kept: Journal, statement: str) -> None:
    """Somebody changes the database behind the journal's back."""
    kept._rows._connection.execute(statement)
    kept._rows._connection.commit()


class Notes:
    """The notes of all calls in order; counts how often it is folded."""

    name = "notes"
    types = frozenset({"call.logged"})

    def __init__(self):
        self.folded = 0

    def initial(self):
        return []

    def fold(self, state, entry):
        self.folded += 1
        return [*state, entry.read().note]

    def value(self, state):
        return tuple(state)


def test_entries_are_numbered_chained_and_in_order():
    kept = journal()
    first, second = kept.append(call(), call())
    (third,) = kept.append(call())
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert (first.prev, second.prev, third.prev) == ("", first.hash, second.hash)
    assert [entry.hash for entry in kept.entries()] == [first.hash, second.hash, third.hash]
    assert kept.head() == third.hash


def test_all_entries_of_one_append_or_none():
    kept = journal()
    with pytest.raises(BadDataError):
        kept.append(call(), SheetIssued("s", "f", "1", "paper", answers={"n": 2**60}))
    assert kept.count() == 0
    assert kept.verify().ok


def test_entries_survive_closing_and_stay_readable_without_the_pen(tmp_path: Path):
    mine, _ = device()
    key = secrets.token_hex(32)
    about = {"organisation": ORGANISATION, "user": "ana", "clock": clock(), "known": dict}
    connection = open_database(tmp_path / "journal.db", key, create=True)
    Journal(connection, mine, **about).append(call(note="kept"))
    connection.close()
    reader = Journal(open_database(tmp_path / "journal.db", key, read_only=True), mine, **about, read_only=True)
    assert reader.value_of(Notes()) == ("kept",)
    with pytest.raises(SurroundingsError) as refused:
        reader.append(call())
    assert refused.value.code == "journal.read_only"


def test_a_reader_sees_what_another_connection_writes(tmp_path: Path):
    mine, _ = device()
    key = secrets.token_hex(32)
    about = {"organisation": ORGANISATION, "user": "ana", "clock": clock(), "known": dict}
    writer = Journal(open_database(tmp_path / "journal.db", key, create=True), mine, **about)
    writer.append(call(note="one"))
    reader = Journal(open_database(tmp_path / "journal.db", key, read_only=True), mine, **about, read_only=True)
    assert reader.value_of(Notes()) == ("one",)
    writer.append(call(note="two"))
    assert reader.value_of(Notes()) == ("one", "two")


def test_a_projection_folds_each_entry_once():
    kept, notes = journal(), Notes()
    kept.append(call(note="one"), call(note="two"))
    assert kept.value_of(notes) == ("one", "two")
    kept.append(call(note="three"), PromiseMade("P-1", "C-1", "Loan car", AT))
    assert kept.value_of(notes) == ("one", "two", "three")
    assert kept.value_of(notes) == ("one", "two", "three")
    assert notes.folded == 3


def test_a_projection_that_failed_starts_anew():
    class Failing(Notes):
        def fold(self, state, entry):
            if entry.read().note == "bad":
                raise ZeroDivisionError
            return super().fold(state, entry)

    kept = journal()
    kept.append(call(note="bad"))
    with pytest.raises(ZeroDivisionError):
        kept.value_of(Failing())
    assert kept.value_of(Notes()) == ("bad",)


def test_entries_are_looked_up_by_type_and_by_subject():
    kept = journal()
    kept.append(call("C-1"), call("C-2"), PromiseMade("P-1", "C-1", "Loan car", AT))
    assert [entry.type for entry in kept.entries({"promise.made"})] == ["promise.made"]
    assert [entry.type for entry in kept.about(["C-1"])] == ["call.logged", "promise.made"]
    assert [entry.body["customer"] for entry in kept.about(["C-2", "P-1"])] == ["C-2", "C-1"]
    assert kept.about([]) == []


def test_a_clean_journal_verifies():
    kept = journal()
    kept.append(call(), call())
    found = kept.verify()
    assert (found.ok, found.entries, found.devices, found.problems) == (True, 2, (kept.device,), ())
    assert found.digest == kept.digest()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            "UPDATE entry SET content = CAST(replace(CAST(content AS TEXT), 'ached', 'fused') AS BLOB) WHERE seq = 2",
            "changed after",
        ),
        ("UPDATE entry SET signature = zeroblob(64) WHERE seq = 2", "signature"),
        ("UPDATE entry SET type = 'sheet.lost' WHERE seq = 2", "changed after"),
        ("UPDATE entry SET content = x'00' WHERE seq = 2", "cannot be a journal entry"),
        ("DELETE FROM entry WHERE seq = 2", "Entries 2 to 2 are missing"),
        ("DELETE FROM entry WHERE seq = 3", "1 entries are missing at the end"),
        ("DELETE FROM entry", "3 entries are missing at the end"),
    ],
)
def test_damage_is_told(damage, told):
    kept = journal()
    kept.append(call(), call(), call())
    damaged(kept, damage)
    found = kept.verify()
    assert not found.ok
    assert any(told in problem.problem for problem in found.problems)


def test_a_peer_tells_of_a_rolled_back_journal():
    ana, ben = laptops("ana", "ben")
    ben.journal.take_in(ana.journal.append(call(), call(), call()), ana.journal.heads())
    rolled_back = laptops("ana")[0].journal
    assert rolled_back.verify().ok
    damaged(ana.journal, "DELETE FROM entry WHERE seq > 1")
    damaged(ana.journal, "DELETE FROM head")
    assert ana.journal.verify().ok, "alone it cannot know"
    ana.journal.take_in([], ben.journal.heads())
    assert not ana.journal.verify().ok
    ana.journal.take_in(list(ben.journal.entries()))
    assert ana.journal.verify().ok


def test_a_fork_keeps_both_and_raises_an_alarm():
    ana, ben = laptops("ana", "ben")
    copy = laptop("ana")
    twin = Journal(
        copy.journal._rows._connection, ana.secrets, organisation=ORGANISATION, user="ana", clock=clock(), known=dict
    )
    ana.journal.append(call(note="one story"))
    twin.append(call(note="another story"))
    ben.journal.take_in([*ana.journal.entries(), *twin.entries()])
    assert ben.journal.forks() == [(ana.card.device, 1)]
    assert sorted(ben.journal.value_of(Notes())) == ["another story", "one story"]
    assert any("two different entries" in problem.problem for problem in ben.journal.verify().problems)


def test_after_a_restored_copy_merges_its_own_later_entries_it_goes_on_behind_them():
    ana, ben = laptops("ana", "ben")
    ben.journal.take_in(ana.journal.append(call(), call()))
    damaged(ana.journal, "DELETE FROM entry WHERE seq = 2")
    ana.journal.take_in(list(ben.journal.entries()))
    assert ana.journal.append(call())[0].seq == 3
    assert ana.journal.verify().ok


def test_an_entry_that_hangs_on_nothing_is_told():
    ana, ben = laptops("ana", "ben")
    (first,) = ana.journal.append(call())
    about = {"org": ORGANISATION, "device": ana.card.device, "user": "ana"}
    hlc = reading_after(first.hlc, clock().now())
    loose = write_entry(ana.secrets.signing_key, call(), **about, seq=2, prev="0" * 64, hlc=hlc)
    ben.journal.take_in([first, loose])
    assert [problem.problem for problem in ben.journal.verify().problems] == [
        "It is not linked to the entry before it."
    ]


def test_entries_of_an_unknown_device_wait_until_it_is_known():
    ana, ben = laptop("ana"), laptop("ben")
    taken = ana.journal.take_in(ben.journal.append(call(note="from ben"), call()))
    assert (taken.new, taken.refused) == (0, 2)
    assert ana.journal.count() == 0
    assert ana.journal.value_of(Notes()) == ()
    assert ana.journal.about(["C-1"]) == []
    ana.known[ben.card.device] = ben.as_known()
    ana.journal.readmit()
    assert ana.journal.value_of(Notes()) == ("from ben", "")
    assert ana.journal.verify().ok


def test_a_forged_entry_in_quarantine_is_never_admitted():
    ana, ben, eve = laptop("ana"), laptop("ben"), laptop("eve")
    forger = Journal(
        eve.journal._rows._connection,
        type(eve.secrets)(ben.card.device, eve.secrets.age_secret, eve.secrets.sign_seed),
        organisation=ORGANISATION,
        user="ben",
        clock=clock(),
        known=dict,
    )
    ana.journal.take_in([*ben.journal.append(call(note="true")), *forger.append(call(note="forged"))])
    ana.known[ben.card.device] = ben.as_known()
    ana.journal.readmit()
    assert ana.journal.value_of(Notes()) == ("true",)


def test_what_a_revoked_device_wrote_later_is_set_aside():
    now = clock()
    ana, ben = laptops("ana", "ben", at=now)
    early = ben.journal.append(call(note="early"))
    now.move(dt.timedelta(hours=1))
    late = ben.journal.append(call(note="late"))
    ana.journal.take_in([*early, *late])
    ana.known[ben.card.device] = ben.as_known(revoked_from=late[0].hlc)
    ana.journal.readmit()
    assert ana.journal.value_of(Notes()) == ("early",)
    assert ana.journal.take_in(late).refused == 1
    assert ana.journal.verify().ok


def test_an_entry_of_another_organisation_is_refused_whole():
    ana, ben = laptops("ana", "ben")
    stranger = Journal(
        laptop().journal._rows._connection,
        ben.secrets,
        organisation="Another",
        user="ben",
        clock=clock(),
        known=dict,
    )
    good = ben.journal.append(call())
    with pytest.raises(BadDataError):
        ana.journal.take_in([*good, *stranger.append(call())])
    assert ana.journal.count() == 0
