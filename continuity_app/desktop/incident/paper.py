"""The roster, the wall sheet, the words of the day and the after-action report on paper."""

from collections.abc import Sequence

from continuity_app.contacts.model import RosterLine
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.times import when
from continuity_app.outage.caller import CallerChecks
from continuity_app.outage.clocks import LegalClock
from continuity_app.outage.incidents import Incident
from continuity_app.readiness.evidence import roster_gaps
from continuity_app.words import say


def roster_pdf(desk: Desk, roster: Sequence[RosterLine]) -> bytes:
    """Draws the roster with room for who came."""
    from continuity_app.kit.day_pages import roster_page  # noqa: PLC0415 - reportlab is loaded at the first print

    return roster_page(roster, context_of(desk)).data


def day_pdf(desk: Desk) -> bytes:
    """Draws the day sheet."""
    from continuity_app.kit.day_pages import day_sheet  # noqa: PLC0415 - reportlab is loaded at the first print

    return day_sheet(desk.session, context_of(desk)).data


def after_action_pdf(desk: Desk) -> bytes:
    """Draws how the last incident or drill went."""
    from continuity_app.readiness.after_action import after_action  # noqa: PLC0415 - reportlab is loaded at the first print
    from continuity_app.readiness.pages import after_action_pages  # noqa: PLC0415

    report = after_action(desk.session.contacts, desk.session.journal, desk.clock.now())
    return after_action_pages(report).draw(context_of(desk)).data


def wall_pdf(desk: Desk, incident: Incident, steps: Sequence[str], clocks: Sequence[LegalClock]) -> bytes:
    """Draws what hangs on the wall: who does what and where nobody is named, the first hour, what is due by law."""
    from continuity_app.paper.listing import Cell, Column  # noqa: PLC0415 - reportlab is loaded at the first print
    from continuity_app.paper.report import Prose, Section, Table, draw_report  # noqa: PLC0415

    now = desk.clock.now()
    roster = desk.session.contacts.roster() if desk.session.contacts is not None else ()
    gaps = roster_gaps(roster)
    weights = (
        (say("Role"), 1.6),
        (say("Person"), 1.6),
        (say("Duty"), 3.0),
        (say("Phone"), 1.4),
        (say("Deputy"), 1.5),
    )
    who = tuple(Column(title, weight) for title, weight in weights)
    lines = tuple((r.role, r.person or say("nobody"), r.duty, r.phone, r.deputy or say("none")) for r in roster)
    due = (Column(say("Rule"), 2.6, Cell.STRONG), Column(say("For"), 1.2), Column(say("Ends"), 1.8))
    ends = tuple((c.duty.rule, c.duty.length, when(c.ends, now)) for c in clocks if c.ends is not None)
    todo = (Column("", 0.3, Cell.STRONG), Column(say("Step"), 5.0), Column(say("Done by, at"), 2.0, Cell.WRITE))
    sections = [
        Section(say("First hour"), (Table(todo, tuple((str(n), step, "") for n, step in enumerate(steps, 1))),)),
        Section(say("Who does what"), (Table(who, lines), *((Prose((" · ".join(gaps),)),) if gaps else ()))),
        Section(
            say("Due by law: check with counsel"),
            (Table(due, ends),),
        ),
    ]
    title = say("DRILL · {name}", name=incident.name) if incident.drill else incident.name
    return draw_report(title, say("Wall sheet"), sections, context_of(desk)).data


def words_pdf(desk: Desk, checks: CallerChecks) -> bytes:
    """Draws the words of the day for the wall behind the counter."""
    from continuity_app.paper.report import Prose, Section, draw_report  # noqa: PLC0415 - reportlab is loaded at the first print

    facts = [
        (say("We ask"), checks.pair.ask),
        (say("The caller answers"), checks.pair.answer),
        (say("Our number"), checks.call_back or "—"),
    ]
    subtitle = say(
        "Words of {day} for {site}; destroy this page at night", day=checks.pair.day.isoformat(), site=checks.site
    )
    sections = [Section(say("A caller claims to be our vendor"), (Prose(checks.vendor),))]
    return draw_report(say("Who is calling?"), subtitle, sections, context_of(desk), facts=facts).data
