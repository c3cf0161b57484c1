"""`continuity report`: the after-action report of an incident, and the disclosure report for a notification."""

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.context import SheetContext
    from continuity_app.readiness.disclosure import Disclosure


def report_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `report`."""
    commands = parser.add_subparsers(required=True, dest="command")
    after = commands.add_parser("after-action", help="how the last incident or drill went, and what remains open")
    after.set_defaults(run=report_after_action)
    disclosed = commands.add_parser("disclosure", help="whose data lay where, and which legal clocks run")
    disclosed.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="NAME=TIME",
        help="when it happened, like discovery=2024-06-19T08:00; may be given several times",
    )
    disclosed.set_defaults(run=report_disclosure)
    for command in (after, disclosed):
        command.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
        command.add_argument("--paper", default="letter", help="letter or a4")


def report_after_action(context: Context, args: argparse.Namespace) -> Answer:
    """Writes the after-action report."""
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.readiness.after_action import after_action  # noqa: PLC0415
    from continuity_app.readiness.pages import after_action_pages  # noqa: PLC0415

    session = context.session()
    report = after_action(session.contacts, session.journal, context.clock.now())
    drawn = after_action_pages(report).draw(PrintDesk(session).context(Wish(args.paper)))
    write_whole(args.output, drawn.data)
    lines = [_written(args.output, drawn.pages), *report.remains_open]
    return Answer({"file": str(args.output), "pages": drawn.pages, **report.as_json()}, lines)


def report_disclosure(context: Context, args: argparse.Namespace) -> Answer:
    """Writes the disclosure report: of all laptops on the IT machine, of the snapshot's on a laptop."""
    from continuity_app.readiness.pages import disclosure_pages  # noqa: PLC0415

    now = context.clock.now()
    events = events_of(args.event, now)
    report, paper = _gathered(context, events, now, args.paper)
    drawn = disclosure_pages(report).draw(paper)
    write_whole(args.output, drawn.data)
    lines = [_written(args.output, drawn.pages)]
    lines += [
        say("{rule}: until {end} (check with counsel)", rule=clock.duty.rule, end=clock.ends.isoformat(" ", "minutes"))
        for clock in report.clocks
        if clock.ends is not None
    ]
    return Answer({"file": str(args.output), "pages": drawn.pages, **report.as_json()}, lines)


def _gathered(
    context: Context, events: dict[str, dt.datetime], now: dt.datetime, paper: str
) -> "tuple[Disclosure, SheetContext]":
    """What is known here, and for whom it is printed."""
    from continuity_app.kit.organisation_desk import exposure_of, list_devices  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.paper.context import SheetContext, paper_named  # noqa: PLC0415
    from continuity_app.readiness.disclosure import (  # noqa: PLC0415
        disclosure,
        holders_of_registry,
        holders_of_snapshot,
    )

    if context.home.organisation.is_dir():
        from continuity_app.trust.head_office import Organisation  # noqa: PLC0415

        name = Organisation(context.home.organisation).card.name
        exposures = [exposure_of(context.home, enrolled.card.device) for enrolled in list_devices(context.home)]
        report = disclosure(name, holders_of_registry(exposures), events, now, whole=True)
        return report, SheetContext(name, say("IT machine"), paper=paper_named(paper), printed_at=now)
    session = context.session()
    holders = holders_of_snapshot(session.contacts)
    report = disclosure(session.organisation.name, holders, events, now, whole=False)
    return report, PrintDesk(session).context(Wish(paper))


def events_of(texts: Sequence[str], now: dt.datetime) -> dict[str, dt.datetime]:
    """When events of the table of duties happened, from NAME=TIME.

    Raises:
        BadDataError: a text does not say when something happened.
    """
    return dict(_event_of(text, now) for text in texts)


def _event_of(text: str, now: dt.datetime) -> tuple[str, dt.datetime]:
    name, _, time = text.partition("=")
    try:
        at = dt.datetime.fromisoformat(time.strip())
    except ValueError as error:
        raise BadDataError(
            "clock.event_form",
            say("'{text}' does not say when something happened.", text=text),
            what_is_safe=say("Nothing was written."),
            next_step=say("Write it as NAME=TIME, for example discovery=2024-06-19T08:00."),
        ) from error
    return name.strip(), at if at.tzinfo else at.replace(tzinfo=now.tzinfo)


def _written(file: Path, pages: int) -> str:
    return say("Written to {file}, {pages} pages.", file=file, pages=pages)
