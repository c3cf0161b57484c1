"""The impact table on paper."""

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.times import count, money
from continuity_app.outage.impact import AXES, Impact
from continuity_app.words import say


def impact_pdf(desk: Desk, found: Impact, axis: int) -> bytes:
    """Draws the table of one axis."""
    from continuity_app.paper.listing import Cell, Column, draw_table  # noqa: PLC0415 - reportlab is loaded at the first print

    names = (say("Segment"), say("Market"), say("Product"))
    columns = [
        Column(names[axis], 3.0, Cell.STRONG),
        *(
            Column(title, 1.0, Cell.NUMBER)
            for title in (say("Customers"), say("Attempted"), say("Reached"), say("Unreachable"), say("At risk"))
        ),
    ]
    tallies = [*found.by[AXES[axis]].items(), (say("All"), found.whole)]
    rows = [
        (
            value,
            count(tally.customers),
            count(tally.attempted),
            count(tally.reached),
            count(tally.unreachable),
            money(tally.value_at_risk),
        )
        for value, tally in tallies
    ]
    subtitle = found.incident.name if found.incident else say("every call counts")
    return draw_table(say("Impact"), subtitle, columns, rows, context_of(desk))
