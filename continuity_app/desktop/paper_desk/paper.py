"""The ledger on paper."""

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.paper_desk.ledger_tab import counts_words
from continuity_app.desktop.paper_desk.wording import state_words
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.times import when_written
from continuity_app.words import say


def ledger_pdf(desk: Desk, *, drill: bool) -> bytes:
    """Draws every sheet with the journal's head, to be signed."""
    from continuity_app.paper.listing import Cell, Column, draw_table  # noqa: PLC0415 - reportlab is loaded at the first print

    columns = [
        Column(say("Sheet"), 1.2, Cell.STRONG),
        Column(say("Where it is"), 1.6),
        Column(say("Form"), 2.0),
        Column(say("Since"), 1.4),
        Column(say("Central reference"), 1.4),
        Column(say("Note"), 2.0, Cell.WRITE),
    ]
    now = desk.clock.now()
    rows = [
        (
            line.sheet.serial,
            state_words(line.sheet.state).lstrip("▲✕✓ "),
            line.sheet.form,
            when_written(line.sheet.history[-1].at if line.sheet.history else line.sheet.issued_at, now),
            line.sheet.reference,
            "",
        )
        for line in desk.session.ledger.lines(drill=drill)
    ]
    facts = [(say("Journal head"), desk.session.journal.head()[:16])]
    subtitle = counts_words(desk.session.ledger.ledger(drill=drill))
    return draw_table(say("Ledger"), subtitle, columns, rows, context_of(desk), facts=facts, landscape=True)
