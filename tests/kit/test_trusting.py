"""What a laptop is told between snapshots: revocations, new roots; and what the bar must say."""

import datetime as dt
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.types import CallLogged
from continuity_app.kit.home import Home
from continuity_app.kit.organisation_desk import revoke_device
from continuity_app.kit.session import Session
from continuity_app.kit.trusting import banners, set_aside, take_cards, take_revocations
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.trust.escrow import identity_of, new_escrow
from continuity_app.trust.metadata import Revoked
from continuity_app.trust.revocations import make_revocations
from continuity_app.vault import slots
from tests import builders

HOUR = dt.timedelta(hours=1)


class Fleet:
    """Two laptops of one organisation, ana's and ben's, with the first snapshot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office, self.signers = builders.organisation(folder)
        self.ana, self.ben = (builders.made_home(folder, self.office, user) for user in ("ana", "ben"))
        for home in (self.ana, self.ben):
            self.apply(home, 1)

    def package(self, version: int, **more: object) -> Path:
        path = self.folder / f"v{version}.snapshot"
        cards = [self.ana.card, self.ben.card]
        return builders.package(path, self.office, self.signers, cards, version=version, **more).path

    def apply(self, home: builders.MadeHome, version: int, **how: object) -> None:
        path = self.package(version)
        with home.session() as session:
            finish(apply_snapshot(session, path, **how))

    def list_of(self, *revoked: Revoked) -> Path:
        path = self.folder / "revoked.list"
        path.write_bytes(make_revocations(self.office.card, revoked, self.signers, builders.NOON))
        return path

    def call(self, home: builders.MadeHome, note: str) -> None:
        with home.session() as session:
            session.journal.append(CallLogged("C-00001", "+14155552671", "reached", builders.NOON.isoformat(), note))

    def bundle(self) -> Path:
        path = self.folder / "ben.bundle"
        with self.ben.session() as session:
            data = export_bundle(session.journal, [self.ana.card.recipient], "stick").data
        path.write_bytes(data)
        return path

    def notes(self, session: Session) -> list[str]:
        bodies = [entry.read() for entry in session.journal.entries({CallLogged.type})]
        return [body.note for body in bodies if isinstance(body, CallLogged)]


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def test_what_a_revoked_laptop_wrote_afterwards_is_kept_and_does_not_count(fleet: Fleet) -> None:
    fleet.call(fleet.ben, "before")
    fleet.ben.clock.move(2 * HOUR)
    fleet.call(fleet.ben, "after")
    bundle = fleet.bundle()
    with fleet.ana.session() as session:
        merge_bundles(session.journal, [bundle], session.device.age_secret)
        assert fleet.notes(session) == ["before", "after"]
        gone = Revoked(fleet.ben.card.device, (builders.NOON + HOUR).isoformat())
        told = take_revocations(session, fleet.list_of(gone))
        assert (told.new, told.quarantined, told.this_laptop) == (1, 2, False)
        assert fleet.notes(session) == ["before"]
        assert session.journal.verify().ok
        (aside,) = set_aside(session)
        assert (aside.device, aside.entries, aside.first, aside.last) == (fleet.ben.card.device, 2, 2, 3)
        assert gone.at in aside.sentence
    with fleet.ana.session() as session:
        assert fleet.notes(session) == ["before"]
        assert session.journal.verify().as_json()["quarantined"] == 2
        assert len(list(session.journal.held_entries())) == 3
        again = merge_bundles(session.journal, [bundle], session.device.age_secret)
        assert (again.new, again.refused) == (0, 2)
        assert take_revocations(session, fleet.list_of(gone)).new == 0


TEN_YEARS = dt.timedelta(days=3653)


@pytest.mark.parametrize(
    ("since", "counts"),
    [
        ("", []),
        ((builders.NOON + TEN_YEARS + HOUR).isoformat(), ["in good time"]),
        ((builders.NOON + TEN_YEARS).date().isoformat(), []),
        ((builders.NOON + TEN_YEARS).date().isoformat() + " 23:59", ["in good time", "after"]),
    ],
)
def test_a_revocation_may_name_what_a_wrong_clock_read_when_the_laptop_was_lost(
    fleet: Fleet, since: str, counts: list[str]
) -> None:
    fleet.ben.clock.move(TEN_YEARS)
    fleet.call(fleet.ben, "in good time")
    fleet.ben.clock.move(2 * HOUR)
    fleet.call(fleet.ben, "after")
    fleet.office.registry.accept(fleet.ben.card.to_bytes(), builders.NOON)
    revoke_device(Home(fleet.folder), fleet.ben.card.device, "stolen", builders.clock(), since)
    bundle = fleet.bundle()
    with fleet.ana.session() as session:
        merge_bundles(session.journal, [bundle], session.device.age_secret)
        take_revocations(session, fleet.list_of(*fleet.office.registry.revoked()))
        assert fleet.notes(session) == counts
        assert session.journal.verify().ok


def test_entries_of_a_laptop_that_no_snapshot_knows_are_told_apart_from_revoked_ones(fleet: Fleet) -> None:
    new = builders.made_home(fleet.folder, fleet.office, "cem")
    fleet.call(new, "from a laptop that is not in the snapshot")
    with new.session() as session:
        bundle = export_bundle(session.journal, [fleet.ana.card.recipient], "stick").data
    (fleet.folder / "cem.bundle").write_bytes(bundle)
    status, merged = builders.command(fleet.ana.home.path, "journal", "merge", fleet.folder / "cem.bundle")
    assert (status, merged["refused"]) == (1, 2)
    status, found = builders.command(fleet.ana.home.path, "journal", "verify")
    assert (status, found["quarantined"], found["set_aside"]) == (0, 2, merged["set_aside"])
    told = {"device": new.card.device, "entries": 2, "first": 1, "last": 2, "revoked_at": ""}
    assert found["set_aside"] == [told]
    with fleet.ana.session(write=False) as session:
        assert "no snapshot here knows" in set_aside(session)[0].sentence


def test_an_older_list_or_snapshot_takes_nothing_back(fleet: Fleet) -> None:
    first = Revoked(fleet.ben.card.device, (builders.NOON + HOUR).isoformat())
    later = Revoked(fleet.ben.card.device, (builders.NOON + 9 * HOUR).isoformat())
    with fleet.ana.session() as session:
        take_revocations(session, fleet.list_of(first))
        assert take_revocations(session, fleet.list_of(later)).revoked[0]["at"] == first.at
        assert take_revocations(session, fleet.list_of()).new == 0
    fleet.apply(fleet.ana, 2)
    with fleet.ana.session(write=False) as session:
        assert session.journal.known()[fleet.ben.card.device].revoked_from.startswith("2024-06-19T20:00")
        assert [line["at"] for line in session.policy["revoked"]] == [first.at]


def test_a_list_that_is_not_signed_as_it_must_be_changes_nothing(fleet: Fleet) -> None:
    gone = Revoked(fleet.ben.card.device, builders.NOON.isoformat())
    path = fleet.folder / "odd.list"
    for data in (
        make_revocations(fleet.office.card, [gone], builders.keys(1), builders.NOON),
        make_revocations(fleet.office.card, [gone], [], builders.NOON),
        fleet.list_of(gone).read_bytes().replace(b"D-", b"E-"),
        b"{}",
    ):
        path.write_bytes(data)
        with fleet.ana.session() as session:
            with pytest.raises(BadDataError):
                take_revocations(session, path)
            assert session.policy["revoked"] == []


def test_a_revoked_laptop_is_told_and_goes_on_working(fleet: Fleet) -> None:
    gone = Revoked(fleet.ana.card.device, builders.NOON.isoformat())
    with fleet.ana.session() as session:
        assert banners(session) == ()
        assert take_revocations(session, fleet.list_of(gone)).this_laptop
        assert "revoked" in banners(session)[0]
        session.journal.append(
            CallLogged("C-00001", "+14155552671", "reached", builders.NOON.isoformat(), "still here")
        )
        assert fleet.notes(session) == ["still here"]


def test_an_override_is_journalled_bannered_and_reversible(fleet: Fleet) -> None:
    fleet.apply(fleet.ana, 2)
    fleet.apply(fleet.ana, 1, override=True, reason="wrong phones in the new one")
    with fleet.ana.session(write=False) as session:
        (told,) = banners(session)
        assert "wrong phones in the new one" in told
        assert "ana" in told
        assert (session.contacts and session.contacts.facts.version) == 1
    fleet.apply(fleet.ana, 2)
    with fleet.ana.session(write=False) as session:
        assert banners(session) == ()
        assert (session.contacts and session.contacts.facts.version) == 2


def test_roots_are_taken_one_after_the_other_and_their_recovery_key_gets_its_way_in(fleet: Fleet) -> None:
    escrows, cards = [new_escrow() for _ in range(3)], []
    for number, escrow in enumerate(escrows):
        roots = fleet.office.roots(lambda _: builders.ORGANISATION_PASSPHRASE)
        fleet.office.take_root(fleet.office.with_recovery(escrow.recipient, roots, builders.NOON))
        cards.append(fleet.folder / f"root{number}.card")
        cards[-1].write_bytes(fleet.office.card.data)
    with fleet.ana.session() as session:
        with pytest.raises(BadDataError) as caught:
            take_cards(session, cards[2:])
        assert caught.value.code == "organisation.skipped"
        assert take_cards(session, cards[::-1]) == fleet.office.card
        assert take_cards(session, cards[:1]) == fleet.office.card
    folder = fleet.ana.home.vault
    assert slots.open_slots(folder, "", identity_of(escrows[2].shares)).role == "manager"
    with pytest.raises(BadDataError):
        slots.open_slots(folder, "", identity_of(escrows[0].shares))
    fleet.apply(fleet.ana, 2)


def test_a_package_brings_the_next_root(fleet: Fleet) -> None:
    escrow = new_escrow()
    roots = fleet.office.roots(lambda _: builders.ORGANISATION_PASSPHRASE)
    fleet.office.take_root(fleet.office.with_recovery(escrow.recipient, roots, builders.NOON))
    fleet.apply(fleet.ben, 2)
    assert slots.open_slots(fleet.ben.home.vault, "", identity_of(escrow.shares)).user == "ben"
    with fleet.ben.session(write=False) as session:
        assert session.organisation == fleet.office.card
