"""What the bar says, read from the session: incident or drill, age of the customer data, last copy to a stick."""

import datetime as dt

from continuity_app.desktop.shell.bar import BarFacts, Going
from continuity_app.desktop.widgets.times import ago, day_of, days_between
from continuity_app.kit.copies import Standing
from continuity_app.kit.session import Session
from continuity_app.words import say


def bar_facts(session: Session, copies: Standing | None) -> BarFacts:
    """All that the bar says; `copies` is how it stands with them, None while nobody has looked yet."""
    now = session.clock.now()
    going, name = _going(session, now)
    told = copy_words(copies, now) if copies is not None else ""
    late = copies is not None and copies.trouble is not None and copies.due
    return BarFacts(going, name, _data(session, now), told, late=late, read_only=not session.writable)


def _going(session: Session, now: dt.datetime) -> tuple[Going, str]:
    found = session.incidents.current()
    if found is None:
        return Going.CALM, say("No incident")
    day = days_between(dt.datetime.fromisoformat(found.declared_at), now) + 1
    if found.drill:
        return Going.DRILL, say("DRILL · {name} · day {day}", name=found.name, day=day)
    return Going.INCIDENT, say("INCIDENT · {name} · day {day}", name=found.name, day=day)


def _data(session: Session, now: dt.datetime) -> str:
    if session.contacts is None:
        return say("No customer data yet: drop a snapshot on this window")
    facts = session.contacts.facts
    days = days_between(facts.as_of, now)
    day = day_of(facts.as_of, now)
    if now > facts.valid_until:
        return say("Customer data is OLD: as of {day}, {count} days before", day=day, count=days)
    if days == 0:
        return say("Customer data as of today")
    if days == 1:
        return say("Customer data as of {day}, yesterday", day=day)
    return say("Customer data as of {day}, {count} days before", day=day, count=days)


def copy_words(standing: Standing, now: dt.datetime) -> str:
    """How it stands with copies, in one sentence; a warning begins with its mark."""
    if not standing.at:
        when = say("never")
    else:
        at = dt.datetime.fromisoformat(standing.at)
        when = f"{at.astimezone(now.tzinfo):%H:%M}" if days_between(at, now) == 0 else ago(at, now)
    if standing.trouble is not None:
        since = _trouble(standing.trouble.code, when, standing.pending)
        return say("▲ {told}", told=since) if standing.due else since
    if not standing.at:
        return say("Not copied to a stick yet")
    return say("Last copy to stick {when}", when=ago(dt.datetime.fromisoformat(standing.at), now))


def _trouble(code: str, when: str, pending: int) -> str:
    match code, pending:
        case "copies.missing", 1:
            return say("No stick: last copy {when}, 1 entry since", when=when)
        case "copies.missing", _:
            return say("No stick: last copy {when}, {count} entries since", when=when, count=pending)
        case "copies.other_stick", _:
            return say("Another stick is in: last copy {when}, {count} entries since", when=when, count=pending)
        case "copies.not_written", _:
            return say("The stick cannot be written: last copy {when}, {count} entries since", when=when, count=pending)
        case _:
            return say("No copy could be made: last copy {when}, {count} entries since", when=when, count=pending)
