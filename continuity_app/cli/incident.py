"""`continuity incident` and `continuity drill`: declare, watch and close; rehearse."""

import argparse

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.outage.incidents import KINDS, Incident
from continuity_app.outage.moments import said
from continuity_app.words import say


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
    """Closes the incident."""
    return _answer(context, context.session(write=True).incidents.close(args.remains))


def show_status(context: Context, _: argparse.Namespace) -> Answer:
    """Tells what runs, or what ran last."""
    last = context.session().incidents.all().last
    if last is not None:
        return _answer(context, last)
    nothing = {"incident": None, "kind": None, "declared_at": None, "drill": False, "running": False}
    return Answer(nothing, [say("No incident was ever declared here.")])


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
