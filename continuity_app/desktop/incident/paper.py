"""The roster on paper."""

from collections.abc import Sequence

from continuity_app.contacts.model import RosterLine
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.words import say


def roster_pdf(desk: Desk, roster: Sequence[RosterLine]) -> bytes:
    """Draws the roster with room for who came."""
    from continuity_app.paper.listing import Cell, Column, draw_table  # noqa: PLC0415 - reportlab is loaded at the first print

    columns = [
        Column(say("Role"), 1.6, Cell.STRONG),
        Column(say("Person"), 1.6),
        Column(say("Duty"), 3.0),
        Column(say("Phone"), 1.6),
        Column(say("Deputy"), 1.6),
        Column(say("Here"), 1.0, Cell.WRITE),
    ]
    rows = [(line.role, line.person, line.duty, line.phone, line.deputy, "") for line in roster]
    return draw_table(say("Roster"), say("Who does what in an outage"), columns, rows, context_of(desk), landscape=True)


def after_action_pdf(desk: Desk) -> bytes:
    """Draws how the last incident or drill went."""
    from continuity_app.readiness.after_action import after_action  # noqa: PLC0415 - reportlab is loaded at the first print
    from continuity_app.readiness.pages import after_action_pages  # noqa: PLC0415

    report = after_action(desk.session.contacts, desk.session.journal, desk.clock.now())
    return after_action_pages(report).draw(context_of(desk)).data
