"""`continuity incident` and `continuity drill`: declare, watch and close; rehearse."""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.cli.incident_desk import add_desk_commands
from continuity_app.outage.incidents import KINDS, Incident
from continuity_app.outage.moments import said
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.outage.caller import CallerChecks


def incident_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `incident`."""
    commands = parser.add_subparsers(required=True, dest="command")
    declare = commands.add_parser("declare", help="the central systems are down: from now on this is an incident")
    declare.add_argument("--name", required=True, help="what happened, in a few words")
    declare.add_argument("--kind", default="outage", help=", ".join(KINDS))
    declare.set_defaults(run=declare_incident)
    commands.add_parser("status", help="what is running").set_defaults(run=show_status)
    close = commands.add_parser("close", help="the central systems are back")
    close.add_argument("--remains", action="append", default=[], metavar="TEXT", help="what is still open; repeatable")
    close.set_defaults(run=close_incident)
    add_desk_commands(commands)
    challenge = commands.add_parser("challenge", help="who is calling? the words of the day, and what to ask a caller")
    challenge.add_argument("--day", default="", help="another day, to print ahead")
    challenge.add_argument("-o", "--output", type=Path, metavar="PDF", help="a page for the wall behind the counter")
    challenge.add_argument("--paper", default="letter", help="letter or a4")
    challenge.set_defaults(run=show_challenge)


def drill_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `drill`."""
    commands = parser.add_subparsers(required=True, dest="command")
    start = commands.add_parser("start", help="rehearse: sheets get serials of their own and a watermark")
    start.add_argument("--name", required=True, help="what is rehearsed")
    start.set_defaults(run=start_drill)
    commands.add_parser("end", help="the rehearsal is over").set_defaults(run=end_drill)


def declare_incident(context: Context, args: argparse.Namespace) -> Answer:
    """Declares an incident."""
    return _answer(context, context.session(write=True).incidents.declare(args.name, args.kind))


def close_incident(context: Context, args: argparse.Namespace) -> Answer:
    """Closes the incident, once every sheet is explained."""
    from continuity_app.kit.closing import absent_laptops, absent_words  # noqa: PLC0415
    from continuity_app.kit.closing import close_incident as close  # noqa: PLC0415

    session = context.session(write=True)
    answer, absent = _answer(context, close(session, args.remains)), absent_laptops(session)
    data = {**answer.data, "laptops_absent": [each.device for each in absent]}
    return Answer(data, [*answer.lines, absent_words(absent)] if absent else answer.lines)


def show_status(context: Context, _: argparse.Namespace) -> Answer:
    """Tells what runs, or what ran last."""
    last = context.session().incidents.all().last
    if last is not None:
        return _answer(context, last)
    nothing = {"incident": None, "kind": None, "declared_at": None, "drill": False, "running": False}
    return Answer(nothing, [say("No incident was ever declared here.")])


def show_challenge(context: Context, args: argparse.Namespace) -> Answer:
    """The words of the day; on paper too."""
    from continuity_app.outage.caller import caller_checks  # noqa: PLC0415
    from continuity_app.outage.moments import due_time  # noqa: PLC0415
    from continuity_app.times.reading import Manner  # noqa: PLC0415

    session, now = context.session(), context.clock.now()
    day = dt.date.fromisoformat(due_time(args.day, Manner(now, ""), "day")[:10]) if args.day else now.date()
    site = session.contacts.facts.site if session.contacts is not None else session.site
    checks = caller_checks(session.policy, site, day)
    lines = [
        say("{day}: who is called asks for '{ask}'; the caller answers '{answer}'.", **_words(checks)),
        say("Our number for calling back: {number}", number=checks.call_back or say("not in this snapshot")),
        *checks.vendor,
    ]
    if args.output is None:
        return Answer(checks.as_json(), lines)
    from continuity_app.durable import write_whole  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.paper.report import Prose, Section, draw_report  # noqa: PLC0415

    drawn = draw_report(
        say("Who is calling?"),
        say("Words of {day} for {site}; destroy this page at night", day=day.isoformat(), site=site),
        [Section(say("A caller claims to be our vendor"), (Prose(checks.vendor),))],
        PrintDesk(session).context(Wish(args.paper)),
        facts=[
            (say("We ask"), checks.pair.ask),
            (say("The caller answers"), checks.pair.answer),
            (say("Our number"), checks.call_back or "—"),
        ],
    )
    write_whole(args.output, drawn.data)
    return Answer({**checks.as_json(), "file": str(args.output), "pages": drawn.pages}, lines)


def _words(checks: "CallerChecks") -> dict[str, str]:
    return {"day": checks.pair.day.isoformat(), "ask": checks.pair.ask, "answer": checks.pair.answer}


def start_drill(context: Context, args: argparse.Namespace) -> Answer:
    """Starts a rehearsal."""
    return _answer(context, context.session(write=True).incidents.start_drill(args.name))


def end_drill(context: Context, _: argparse.Namespace) -> Answer:
    """Ends the rehearsal."""
    return _answer(context, context.session(write=True).incidents.end_drill())


def _answer(context: Context, incident: Incident) -> Answer:
    now = context.clock.now()
    values = {"name": incident.name, "since": said(incident.declared_at, now), "until": said(incident.closed_at, now)}
    if incident.running and incident.drill:
        line = say("Drill '{name}', running since {since}.", **values)
    elif incident.running:
        line = say("Incident '{name}', declared {since}.", **values)
    elif incident.drill:
        line = say("Drill '{name}', from {since} to {until}.", **values)
    else:
        line = say("Incident '{name}', from {since} to {until}: closed.", **values)
    return Answer(incident.as_json(), [line, *(say("Still open: {what}", what=what) for what in incident.remains_open)])
