"""Incidents and drills: what runs, and which calls belong to it."""

import datetime as dt

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.types import CallLogged
from continuity_app.outage.incidents import IncidentDesk
from tests.builders import NOON, Laptop, clock, journal, laptops


def desk_of(one: Laptop) -> IncidentDesk:
    return IncidentDesk(one.journal, one.journal.clock)


def desk() -> IncidentDesk:
    return IncidentDesk(journal(), clock())


def call(at: dt.datetime, incident: str = "") -> CallLogged:
    return CallLogged(customer="C-1", channel="+14155552671", outcome="reached", at=at.isoformat(), incident=incident)


def test_declared_watched_and_closed():
    it = desk()
    declared = it.declare("DMS held for ransom", "ransom")
    assert (declared.kind, declared.drill, declared.running, declared.by) == ("ransom", False, True, "ana")
    assert it.current() == declared
    closed = it.close(["two sheets are lost"])
    assert (closed.running, closed.remains_open) == (False, ("two sheets are lost",))
    assert it.current() is None
    assert it.all().last == closed


def test_a_second_incident_gets_another_id():
    it = desk()
    first = it.declare("one")
    it.close()
    assert it.declare("two").incident != first.incident


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ("incident", lambda it: it.declare("again")),
        ("incident", lambda it: it.start_drill("rehearsal")),
        ("incident", lambda it: it.end_drill()),
        ("drill", lambda it: it.start_drill("again")),
        ("drill", lambda it: it.close()),
        ("", lambda it: it.close()),
        ("", lambda it: it.end_drill()),
        ("", lambda it: it.declare("  ")),
        ("", lambda it: it.declare("theft", "robbery")),
        ("", lambda it: it.start_drill("")),
    ],
)
def test_a_step_that_does_not_fit_is_refused_and_changes_nothing(before, step):
    it = desk()
    if before:
        it.declare("real") if before == "incident" else it.start_drill("rehearsal")
    state = it.all()
    with pytest.raises(BadDataError) as refused:
        step(it)
    assert refused.value.next_step
    assert it.all().all == state.all


def test_the_real_thing_ends_a_drill():
    it = desk()
    drill = it.start_drill("rehearsal")
    real = it.declare("not a rehearsal")
    assert it.current() == real
    assert it.all().over_drills == {drill.incident}


def test_two_laptops_that_declare_the_same_outage_share_it():
    ana, ben = laptops("ana", "ben")
    one, other = desk_of(ana).declare("outage"), desk_of(ben).declare("outage too")
    ana.journal.take_in(list(ben.journal.entries()))
    scope = desk_of(ana).all().scope
    assert scope.incidents == {one.incident, other.incident}
    desk_of(ana).close()
    assert desk_of(ana).current() is None


def test_calls_before_anybody_declared_belong_to_the_incident():
    now = clock()
    it = IncidentDesk(journal(), now)
    early = call(now.now() - dt.timedelta(hours=1))
    first = it.declare("one")
    assert it.all().scope.holds(early)
    assert it.all().scope.holds(call(now.now(), first.incident))
    now.move(dt.timedelta(days=1))
    it.close()
    assert it.all().scope.holds(early)
    now.move(dt.timedelta(days=1))
    it.declare("two")
    assert not it.all().scope.holds(early)
    assert not it.all().scope.holds(call(now.now(), first.incident))
    assert it.all().scope.holds(call(now.now()))


def test_a_drill_counts_its_own_calls_only():
    it = desk()
    drill = it.start_drill("rehearsal")
    assert it.all().scope.holds(call(NOON, drill.incident))
    assert not it.all().scope.holds(call(NOON))
    it.end_drill()
    assert it.all().last is None
    assert not it.all().scope.holds(call(NOON, drill.incident))
    assert it.all().scope.holds(call(NOON))
