"""The dial sample and the readiness report on paper."""

from collections.abc import Sequence

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.numbers import shown_value
from continuity_app.readiness.sample import SampleCall
from continuity_app.words import say


def sample_pdf(desk: Desk, calls: Sequence[SampleCall]) -> bytes:
    """Draws the sample as a list to dial."""
    from continuity_app.paper.listing import Cell, Column, draw_table  # noqa: PLC0415 - reportlab is loaded at the first print

    columns = [
        Column(say("Customer"), 2.2, Cell.STRONG),
        Column(say("Number"), 1.8),
        Column(say("Outcome"), 2.6, Cell.TICKS, (say("reached"), say("no answer"), say("wrong"))),
        Column(say("Note"), 3.0, Cell.WRITE),
    ]
    rows = [(call.customer.name, shown_value(call.number, desk.region), "", "") for call in calls]
    note = say("Drawn by chance and written down: call these, nobody else, and log each call with its customer.")
    return draw_table(
        say("Dial sample"), say("{count} customers", count=len(rows)), columns, rows, context_of(desk), notes=[note]
    )


def report_pdf(desk: Desk) -> bytes:
    """Draws the readiness report."""
    from continuity_app.readiness.pages import readiness_pages  # noqa: PLC0415 - reportlab is loaded at the first print

    return readiness_pages(desk.session.readiness.report()).draw(context_of(desk)).data
