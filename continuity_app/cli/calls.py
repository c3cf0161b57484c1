"""`continuity calls` and `continuity impact`: whom to call next, what came of it, and who was not reached."""

import argparse
import datetime as dt

from continuity_app.cli.call_lists import add_filters, add_list_commands, filters_of
from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.cli.promises import add_promise_commands
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.calls import CallList
from continuity_app.outage.impact import Impact, Tally, impact
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
    add_promise_commands(commands)


def impact_verb(parser: argparse.ArgumentParser) -> None:
    """`impact`, what lies behind its numbers, and how they grew."""
    parser.add_argument(
        "--entries", default="", metavar="FIGURE", help="the journal entries behind attempted, reached, …"
    )
    for axis in ("segment", "market", "product"):
        parser.add_argument(f"--{axis}", default="", help=f"with --entries: only this {axis}")
    parser.add_argument("--over-time", action="store_true", help="day by day too")
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


def show_impact(context: Context, args: argparse.Namespace) -> Answer:
    """Who was reached, by the three axes."""
    session = context.session()
    measured = impact(session.contacts, session.journal)
    data, lines = measured.as_json(), _impact_lines(measured)
    if args.over_time:
        from continuity_app.outage.impact_detail import over_time  # noqa: PLC0415

        data["over_time"] = over_time(session.contacts, session.journal, context.clock.now())
        lines += [
            "",
            *(f"{row['day']:<26}{'':>10}{row['attempted']:>10}{row['reached']:>10}" for row in data["over_time"]),
        ]
    if args.entries:
        from continuity_app.outage.impact_detail import behind  # noqa: PLC0415

        part = Filters(args.segment, args.market, args.product)
        found = behind(session.contacts, session.journal, args.entries, part)
        data["behind"] = [each.as_json() for each in found]
        lines = [f"{each.customer.id:<22} {each.customer.name:<30} {len(each.entries)}" for each in found]
    return Answer(data, lines)


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
