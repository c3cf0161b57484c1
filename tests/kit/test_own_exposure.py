"""What a laptop tells of itself: both contacts databases on its disk, its people, and the thresholds that they pass."""

import shutil

import pytest

from continuity_app.clock import SystemClock
from continuity_app.kit.home import Home
from continuity_app.kit.opening import session_of
from continuity_app.kit.own_exposure import own_exposure, own_people
from continuity_app.vault.slots import open_slots
from tests.builders import PASSPHRASE
from tests.desktop.homes import make_sample_home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return make_sample_home(tmp_path_factory.mktemp("own"), SystemClock())


@pytest.fixture
def session(home, tmp_path):
    shutil.copytree(home.laptop.path, tmp_path / "ana")
    laptop = Home(tmp_path / "ana")
    opened = open_slots(laptop.vault, "", PASSPHRASE)
    made = session_of(laptop, opened, SystemClock(), write=True)
    yield made
    made.close()


def test_it_counts_everybody_and_names_the_fields(session):
    report = own_exposure(session, {})
    assert report.exposure.customers == session.contacts.facts.customers > 0
    assert set(report.exposure.fields) == set(session.contacts.fields())
    assert report.exposure.enrolled.card.device == session.device.device
    assert [each.version for each in report.exposure.issued] == [session.contacts.facts.version]


def test_the_database_before_the_one_in_use_is_counted_too(session):
    vault = session.home.vault
    (used,) = vault.glob("contacts-*.db")
    shutil.copy(used, vault / "contacts-0.db")
    assert len(own_exposure(session, {}).exposure.issued) == 2


def test_everybody_is_named(session):
    people = own_people(session)
    assert len(people) == session.contacts.facts.customers
    customer = session.calls.next().customer
    assert people[customer.id] == customer.name


def test_thresholds_follow_the_number_of_people(session):
    report = own_exposure(session, {"discovery": session.clock.now()})
    assert [c.duty.persons for c in report.clocks if c in report.passed] == sorted(
        c.duty.persons for c in report.passed
    )
    assert all(clock.duty.persons <= report.exposure.customers for clock in report.passed)
    assert any(clock.ends for clock in report.clocks)


def test_what_it_last_said_is_its_own_journal(session):
    call = session.calls.next()
    session.calls.log(call.customer.id, call.channel.value, "busy")
    assert own_exposure(session, {}).seen.entries == session.journal.count()
