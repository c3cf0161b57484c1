"""What hangs on the wall in an incident: the first hour, who does what and who is on shift, what is due by law."""

from collections.abc import Sequence

from continuity_app.kit.session import Session
from continuity_app.outage.clocks import LegalClock
from continuity_app.outage.duties import DutiesProjection, first_hour, role_of
from continuity_app.outage.incidents import Incident
from continuity_app.outage.moments import said
from continuity_app.outage.noted_events import clocks_of
from continuity_app.paper.context import Drawn, SheetContext
from continuity_app.paper.listing import Cell, Column
from continuity_app.paper.report import Prose, Section, Table, draw_report
from continuity_app.readiness.evidence import roster_gaps
from continuity_app.words import say


def wall_sheet(session: Session, incident: Incident, context: SheetContext) -> Drawn:
    """Draws it for an incident or drill."""
    now = session.clock.now()
    sections = [
        _steps(session, incident),
        _people(session, incident),
        _due(clocks_of(session.journal, incident, now.tzinfo), session),
    ]
    title = say("DRILL · {name}", name=incident.name) if incident.drill else incident.name
    return draw_report(title, say("Wall sheet"), sections, context)


def _steps(session: Session, incident: Incident) -> Section:
    contacts, now = session.contacts, session.clock.now()
    duties = session.journal.value_of(DutiesProjection())
    columns = (Column("", 0.3, Cell.STRONG), Column(say("Step"), 5.0), Column(say("Done by, at"), 2.0, Cell.WRITE))
    lines = []
    for number, step in enumerate(first_hour(contacts.scripts() if contacts is not None else ()), 1):
        note = duties.done(incident.incident, number)
        lines.append((str(number), step, f"{note.person}, {said(note.at, now)}" if note is not None else ""))
    return Section(say("First hour"), (Table(columns, tuple(lines)),))


def _people(session: Session, incident: Incident) -> Section:
    roster = session.contacts.roster() if session.contacts is not None else ()
    duties, gaps = session.journal.value_of(DutiesProjection()), roster_gaps(roster)
    columns = (
        Column(say("Role"), 1.5),
        Column(say("Person"), 1.6),
        Column(say("Duty"), 2.6),
        Column(say("Phone"), 1.4),
        Column(say("Deputy"), 1.5),
        Column(say("On shift now"), 1.4, Cell.STRONG),
    )
    lines = []
    for line in roster:
        note = duties.on_duty(incident.incident, role_of(line))
        shift = note.person if note is not None else ""
        lines.append(
            (line.role, line.person or say("nobody"), line.duty, line.phone, line.deputy or say("none"), shift)
        )
    told = (Prose((" · ".join(gaps),)),) if gaps else ()
    return Section(say("Who does what"), (Table(columns, tuple(lines)), *told))


def _due(clocks: Sequence[LegalClock], session: Session) -> Section:
    now = session.clock.now()
    columns = (Column(say("Rule"), 2.6, Cell.STRONG), Column(say("For"), 1.2), Column(say("Ends"), 1.8))
    ends = [(c.duty.rule, c.duty.length, said(c.ends.isoformat(), now)) for c in clocks if c.ends is not None]
    return Section(say("Due by law: check with counsel"), (Table(columns, tuple(ends)),))
