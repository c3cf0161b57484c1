"""`continuity calls` and `continuity impact`: whom to call next, what came of it, and who was not reached."""

import argparse
import datetime as dt

from continuity_app.cli.call_lists import add_filters, add_list_commands, filters_of
from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.outage.calls import CallList
from continuity_app.outage.impact import Impact, Tally, impact
from continuity_app.outage.moments import said
from continuity_app.outage.outcomes import Outcome
from continuity_app.times.reading import Manner, read_when
from continuity_app.times.telling import in_words
from continuity_app.words import say

LINES_SHOWN = 100


def calls_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `calls`."""
    commands = parser.add_subparsers(required=True, dest="command")
    listed = commands.add_parser("list", help="customers in order of need")
    listed.add_argument("--limit", type=int, default=LINES_SHOWN, help="how many to show")
    following = commands.add_parser("next", help="the next customer to call")
    following.set_defaults(limit=1)
    for command in (listed, following):
        add_filters(command)
        command.set_defaults(run=list_calls)
    add_list_commands(commands)
    log = commands.add_parser("log", help="what came of a call")
    log.add_argument("customer", help="the customer's id")
    log.add_argument("--channel", required=True, help="the number that was dialled, in any spelling")
    log.add_argument("--outcome", required=True, help=", ".join(outcome.value for outcome in Outcome))
    log.add_argument("--note", default="", help="what was said")
    log.add_argument("--new-number", default="", help="a number that the customer gave")
    log.add_argument("--promise", default="", help="what was promised")
    log.add_argument(
        "--due",
        default="",
        help="until when: 27 Nov 17:00, tomorrow 5pm, fri 9:00, +2h, 2024-06-21; with 'call back': when to call again",
    )
    log.add_argument("--owner", default="", help="who keeps the promise (default: you)")
    log.set_defaults(run=log_call)
    commands.add_parser("promises", help="open promises by due time").set_defaults(run=list_promises)
    kept = commands.add_parser("kept", help="a promise was kept or settled")
    kept.add_argument("promise", help="its number, such as P-… or C-…")
    kept.add_argument("--note", default="", help="how it was settled")
    kept.set_defaults(run=keep_promise)


def impact_verb(parser: argparse.ArgumentParser) -> None:
    """`impact` takes no words of its own."""
    parser.set_defaults(run=show_impact)


def list_calls(context: Context, args: argparse.Namespace) -> Answer:
    """The call list, or its first line."""
    filters = filters_of(context, args)
    session = context.session()
    for axis, value in (("segment", args.segment), ("market", args.market), ("product", args.product)):
        _must_exist(session.contacts, axis, value)
    found = session.calls.list(filters, max(args.limit, 0))
    return Answer({**found.as_json(), "worker": filters.worker}, _list_lines(found))


def log_call(context: Context, args: argparse.Namespace) -> Answer:
    """Writes down what came of a call."""
    logged = context.session(write=True).calls.log(
        args.customer,
        args.channel,
        args.outcome,
        note=args.note,
        new_number=args.new_number,
        promise=args.promise,
        due=args.due,
        owner=args.owner,
    )
    lines = [say("Saved: {customer}, {outcome}.", customer=logged.customer, outcome=logged.outcome.value)]
    if logged.new_number:
        lines.append(say("The new number {number} leads the customer's page.", number=logged.new_number))
    if logged.promise:
        lines.append(say("The promise has the number {promise}.", promise=logged.promise))
    if logged.due:
        lines.append(_due_line(logged.due, context.clock.now(), overdue=logged.overdue))
    return Answer(logged.as_json(), lines)


def list_promises(context: Context, _: argparse.Namespace) -> Answer:
    """The open promises of the outage."""
    now = context.clock.now()
    found = context.session().promises.open()
    lines = [
        f"{said(promise.due, now):<20} {promise.customer:<22} {promise.what} ({promise.owner})  {promise.promise}"
        for promise in found
    ]
    return Answer({"promises": [promise.as_json() for promise in found]}, lines or [say("No promise is open.")])


def keep_promise(context: Context, args: argparse.Namespace) -> Answer:
    """Settles a promise."""
    context.session(write=True).promises.keep(args.promise, args.note)
    return Answer({"promise": args.promise, "state": "kept"}, [say("Saved: the promise is settled.")])


def show_impact(context: Context, _: argparse.Namespace) -> Answer:
    """Who was reached, by the three axes."""
    session = context.session()
    measured = impact(session.contacts, session.journal)
    return Answer(measured.as_json(), _impact_lines(measured))


def _must_exist(contacts: ContactStore | None, axis: str, value: str) -> None:
    """A segment that nobody is in would look like an empty call list."""
    known = list(filter(None, contacts.axis_values(axis))) if contacts is not None else []
    if value and contacts is not None and value not in known:
        from difflib import get_close_matches  # noqa: PLC0415

        near = get_close_matches(value, known, n=1)
        raise BadDataError(
            "calls.unknown_axis",
            say("No customer has the {axis} '{value}'.", axis=axis, value=value),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Did you mean '{near}'?", near=near[0])
            if near
            else say("There are: {known}.", known=", ".join(known) or say("none")),
        )


def _due_line(due: str, now: dt.datetime, *, overdue: bool) -> str:
    """A due time as it was understood, so that a wrong reading is seen at once."""
    told = in_words(read_when(due, Manner(now)))
    if overdue:
        return say("▲ Due {when}: that is past, so it is overdue at once.", when=told)
    return say("Due {when}.", when=told)


def _list_lines(found: CallList) -> list[str]:
    lines = [
        f"{call.channel.value:<18} {call.customer.name:<32} {call.reason}  [{call.customer.id}]" for call in found.calls
    ]
    return [*lines, say("{shown} of {total} customers to call.", shown=len(found.calls), total=found.total)]


def _impact_lines(measured: Impact) -> list[str]:
    head = f"{'':<26}{'customers':>10}{'attempted':>10}{'reached':>10}{'unreachable':>12}{'value at risk':>16}"
    lines = [head, _row(say("all"), measured.whole)]
    for axis, rows in measured.by.items():
        lines += ["", axis, *(_row(value, tally) for value, tally in rows.items())]
    return lines


def _row(name: str, tally: Tally) -> str:
    figures = f"{tally.customers:>10}{tally.attempted:>10}{tally.reached:>10}{tally.unreachable:>12}"
    return f"{name[:25]:<26}{figures}{tally.value_at_risk:>16,.0f}"
