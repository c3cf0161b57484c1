"""The impact on paper: bars and the same figures as tables, day by day; the entries behind a number."""

from collections.abc import Mapping, Sequence
from typing import Any

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.times import count, money, share
from continuity_app.outage.impact import AXES, Impact, Tally
from continuity_app.words import say


def impact_pdf(desk: Desk, found: Impact, days: Sequence[Mapping[str, Any]]) -> bytes:
    """Draws every axis as bars with its table below, then how it grew."""
    from continuity_app.paper.listing import Cell, Column  # noqa: PLC0415 - reportlab is loaded at the first print
    from continuity_app.paper.report import Bar, Bars, Section, Table, draw_report  # noqa: PLC0415

    titles = (say("By segment"), say("By market"), say("By product"))
    figures = (say("Customers"), say("Attempted"), say("Reached"), say("Unreachable"), say("Harmed"), say("At risk"))
    numbers = tuple(Column(title, 1.0, Cell.NUMBER) for title in figures)
    sections = []
    for title, axis in zip(titles, AXES, strict=True):
        tallies = [*found.by[axis].items(), (say("All"), found.whole)]
        bars = tuple(
            Bar(
                value,
                t.reached / t.customers if t.customers else 0.0,
                say("{reached} of {customers}", reached=count(t.reached), customers=count(t.customers)),
            )
            for value, t in tallies
        )
        table = Table((Column(title, 2.6, Cell.STRONG), *numbers), tuple((value, *_cells(t)) for value, t in tallies))
        sections.append(Section(title, (Bars(bars), table)))
    if days:
        names = (say("Attempted"), say("Reached"), say("Harmed"))
        columns = (Column(say("Day"), 2.0, Cell.STRONG), *(Column(name, 1.0, Cell.NUMBER) for name in names))
        lines = tuple((str(d["day"]), count(d["attempted"]), count(d["reached"]), count(d["harmed"])) for d in days)
        sections.append(Section(say("Until the end of each day"), (Table(columns, lines),)))
    subtitle = found.incident.name if found.incident else say("every call counts")
    facts = [
        (say("Customers"), count(found.whole.customers)),
        (say("Reached"), share(found.whole.reached, found.whole.customers)),
        (say("Cannot be reached"), count(found.whole.unreachable)),
        (say("Harmed"), count(found.whole.harmed)),
        (say("At risk"), money(found.whole.value_at_risk)),
    ]
    return draw_report(say("Impact"), subtitle, sections, context_of(desk), facts=facts).data


def behind_pdf(desk: Desk, title: str, lines: Sequence[tuple[str, ...]]) -> bytes:
    """Draws the entries behind a number."""
    from continuity_app.paper.listing import Cell, Column, draw_table  # noqa: PLC0415 - reportlab is loaded at the first print

    columns = [
        Column(say("Customer"), 2.2, Cell.STRONG),
        Column(say("What says so"), 3.0),
        Column(say("When"), 1.4),
        Column(say("Who"), 0.9),
        Column(say("Laptop"), 1.2),
    ]
    return draw_table(title, say("Entries of the journal"), columns, lines, context_of(desk), landscape=True)


def _cells(tally: Tally) -> tuple[str, ...]:
    return (
        count(tally.customers),
        count(tally.attempted),
        count(tally.reached),
        count(tally.unreachable),
        count(tally.harmed),
        money(tally.value_at_risk),
    )
