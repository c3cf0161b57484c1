"""`continuity print`: pages for people's hands, from what the laptop knows at this moment."""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.session import Session
    from continuity_app.paper.context import Drawn, SheetContext


def print_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `print`."""
    verbs = parser.add_subparsers(required=True, metavar="card | day | roster | appointments")
    card = verbs.add_parser("card", help="all about one customer, with lines to write on")
    card.add_argument("customer", help="the customer's id, as find tells it")
    card.set_defaults(run=print_card)
    day = verbs.add_parser("day", help="the day sheet: sheets, calls and promises as they stand, the journal's head")
    day.set_defaults(run=print_day)
    roster = verbs.add_parser("roster", help="who does what, with room for who came")
    roster.set_defaults(run=print_roster)
    expected = verbs.add_parser("appointments", help="who is expected on a day, on numbered appointment sheets")
    expected.add_argument("--day", default="", metavar="DAY", help="tomorrow, fri, 2024-06-20 (default: today)")
    expected.add_argument("--person", default="", help="only this person's, or this bay's")
    expected.add_argument("--language", action="append", default=[], help="of the sheets; twice for both on one sheet")
    expected.set_defaults(run=print_appointments)
    for verb in (card, day, roster, expected):
        verb.add_argument("--paper", default="letter", help="letter or a4")
        verb.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")


def print_card(context: Context, args: argparse.Namespace) -> Answer:
    """One customer's card."""
    from continuity_app.kit.day_pages import customer_card  # noqa: PLC0415

    session, paper = _begin(context, args)
    return _written(args.output, customer_card(session, args.customer, paper))


def print_day(context: Context, args: argparse.Namespace) -> Answer:
    """The day sheet."""
    from continuity_app.kit.day_pages import day_sheet  # noqa: PLC0415

    session, paper = _begin(context, args)
    answer = _written(args.output, day_sheet(session, paper))
    return Answer({**answer.data, "head": session.journal.head(), "entries": session.journal.count()}, answer.lines)


def print_roster(context: Context, args: argparse.Namespace) -> Answer:
    """The roster."""
    from continuity_app.kit.day_pages import roster_page  # noqa: PLC0415

    session, paper = _begin(context, args)
    roster = session.contacts.roster() if session.contacts is not None else ()
    return _written(args.output, roster_page(roster, paper))


def print_appointments(context: Context, args: argparse.Namespace) -> Answer:
    """A day's appointments."""
    from continuity_app.kit.day_pages import APPOINTMENTS, appointment_sheets  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish, write_printed  # noqa: PLC0415
    from continuity_app.outage.moments import due_time  # noqa: PLC0415
    from continuity_app.times.reading import Manner  # noqa: PLC0415

    must_be_writable(args.output)
    now = context.clock.now()
    day = dt.date.fromisoformat(due_time(args.day, Manner(now, ""), "day")[:10]) if args.day else now.date()
    session = context.session(write=True)
    desk, wish = PrintDesk(session), Wish(args.paper, tuple(args.language))
    desk.check([session.forms.get(APPOINTMENTS)], wish)
    printed = desk.drawn(appointment_sheets(session, day, args.person), wish)
    write_printed(args.output, printed)
    data = {"file": str(args.output), "pages": printed.pages, "serials": printed.serials, "day": day.isoformat()}
    told = say(
        "{file}: appointments of {day} on {serials}.",
        file=args.output,
        day=day.isoformat(),
        serials=", ".join(printed.serials),
    )
    return Answer(data, [told])


def _begin(context: Context, args: argparse.Namespace) -> "tuple[Session, SheetContext]":
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415

    must_be_writable(args.output)
    session = context.session()
    return session, PrintDesk(session).context(Wish(args.paper))


def _written(path: Path, drawn: "Drawn") -> Answer:
    write_whole(path, drawn.data)
    one = drawn.pages == 1
    told = say("{file}: 1 page.", file=path) if one else say("{file}: {pages} pages.", file=path, pages=drawn.pages)
    return Answer({"file": str(path), "pages": drawn.pages}, [told])
