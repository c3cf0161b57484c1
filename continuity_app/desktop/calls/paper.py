"""The call list on paper: whom, why, which number, boxes for what came of it, room to write."""

from collections.abc import Sequence

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of, wish_of
from continuity_app.desktop.widgets.numbers import shown
from continuity_app.desktop.widgets.times import money
from continuity_app.forms.sheet_states import SheetState
from continuity_app.kit.print_desk import PrintDesk
from continuity_app.outage.need import Call
from continuity_app.outage.paper_calls import FORM
from continuity_app.words import say


def call_list_pdf(desk: Desk, calls: Sequence[Call]) -> bytes:
    """Draws the list."""
    from continuity_app.paper.listing import Cell, Column, draw_table  # noqa: PLC0415 - reportlab is loaded at the first print

    columns = [
        Column(say("Customer"), 2.2, Cell.STRONG),
        Column(say("Number"), 1.6),
        Column(say("Why"), 2.0),
        Column(say("Worth"), 0.8, Cell.NUMBER),
        Column(say("Outcome"), 2.6, Cell.TICKS, (say("reached"), say("no answer"), say("wrong"))),
        Column(say("Note, new number, promise"), 3.0, Cell.WRITE),
    ]
    rows = [
        (call.customer.name, shown(call.channel, desk.region), call.reason, money(call.value), "", "") for call in calls
    ]
    subtitle = say("{count} customers in order of need", count=len(rows))
    return draw_table(say("Call list"), subtitle, columns, rows, context_of(desk), landscape=True)


def numbered_lists(desk: Desk, calls: Sequence[Call], name: str, caller: str) -> None:
    """Gives the list out on numbered call logs and previews them; each stands in the journal before its page is drawn.

    Args:
        desk: the way to the session and the window.
        calls: in the order of the lines.
        name: of the list.
        caller: who is to call, may be empty.
    """
    made = desk.attempt(lambda: _issued(desk, calls, name, caller))
    if not made:
        return
    printed = desk.attempt(lambda: PrintDesk(desk.session).drawn(made, wish_of(desk)))
    desk.changed.emit()
    desk.told.emit(say("{count} customers on {sheets} numbered lists.", count=len(calls), sheets=len(made)))
    if printed is not None:
        desk.show_paper(say("Call lists"), printed.data, f"{printed.serials[0]}.pdf")


def _issued(desk: Desk, calls: Sequence[Call], name: str, caller: str) -> list[SheetState]:
    """The numbered sheets; none is given out in a language that the call log does not have."""
    PrintDesk(desk.session).check([desk.session.forms.get(FORM)], wish_of(desk))
    return desk.session.paper_calls.issue(calls, name, caller)
