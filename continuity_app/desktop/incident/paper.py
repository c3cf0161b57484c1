"""The roster, the wall sheet, the words of the day and the after-action report on paper."""

from collections.abc import Sequence

from continuity_app.contacts.model import RosterLine
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.outage.incidents import Incident


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


def wall_pdf(desk: Desk, incident: Incident) -> bytes:
    """Draws what hangs on the wall."""
    from continuity_app.kit.wall_sheet import wall_sheet  # noqa: PLC0415 - reportlab is loaded at the first print

    return wall_sheet(desk.session, incident, context_of(desk)).data
