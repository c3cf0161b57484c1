"""The ledger on paper."""

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of


def ledger_pdf(desk: Desk, *, drill: bool, by: str = "form") -> bytes:
    """Draws every sheet in its part, unexplained ones first, with the journal's head, to be signed."""
    from continuity_app.kit.ledger_pages import draw_ledger  # noqa: PLC0415 - reportlab is loaded at the first print

    return draw_ledger(desk.session, desk.session.ledger.lines(drill=drill), by, context_of(desk)).data
