"""The part of `continuity calls` that divides the list, prints it, takes it back from paper, and fills scripts."""

import argparse
import datetime as dt
from pathlib import Path

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.outage.call_lines import Filters
from continuity_app.words import say

MOST_PRINTED = 240


def add_filters(command: argparse.ArgumentParser) -> None:
    """Which part of the customers is meant."""
    for axis in ("segment", "market", "product", "language"):
        command.add_argument(f"--{axis}", default="", help=f"only this {axis}")
    command.add_argument("--appointment-by", default="", metavar="TIME", help="only who is expected until then")
    command.add_argument("--promise-by", default="", metavar="TIME", help="only who was promised something until then")
    command.add_argument(
        "--value-from", type=float, default=0.0, metavar="MONEY", help="only this value or more a year"
    )
    command.add_argument("--worker", default="", help="only this worker's share (default: your own, if you have one)")
    command.add_argument("--everyone", action="store_true", help="the whole list, though you have a share of it")


def filters_of(context: Context, args: argparse.Namespace) -> Filters:
    """The filters that were asked for.

    Raises:
        BadDataError: a time cannot be read.
    """
    worker = args.worker or ("" if args.everyone else context.session().call_shares.mine())
    return Filters(
        args.segment,
        args.market,
        args.product,
        language=args.language,
        appointment_by=_until(context, args.appointment_by, "appointment_by"),
        promise_by=_until(context, args.promise_by, "promise_by"),
        value_from=args.value_from,
        worker=worker,
    )


def add_list_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the words of this module to `calls`."""
    divide = commands.add_parser("divide", help="divide the list among people or laptops; say the same on each laptop")
    divide.add_argument("among", nargs="+", metavar="NAME", help="users' names or laptops' ids")
    divide.add_argument("--again", default="", metavar="WORD", help="other shares for the same names")
    divide.set_defaults(run=divide_calls)
    commands.add_parser("shares", help="who has how many customers").set_defaults(run=show_shares)
    hand = commands.add_parser("hand", help="hand a share over: at the end of a shift, or of a laptop that fell out")
    hand.add_argument("giver", help="whose share")
    hand.add_argument("--to", action="append", required=True, metavar="NAME", help="who takes it; repeatable")
    hand.add_argument("--reason", required=True)
    hand.set_defaults(run=hand_over)
    give = commands.add_parser("give", help="give single customers to a person")
    give.add_argument("person")
    give.add_argument("customers", nargs="+", metavar="CUSTOMER")
    give.set_defaults(run=give_customers)
    printed = commands.add_parser("print", help="the list on numbered call logs, to be ticked and scanned back in")
    printed.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    printed.add_argument("--paper", default="letter", help="letter or a4")
    printed.add_argument(
        "--sheet-language", action="append", default=[], help="of the call logs; twice for both on one sheet"
    )
    printed.add_argument("--limit", type=int, default=24, help="how many customers")
    add_filters(printed)
    printed.set_defaults(run=print_list)
    take = commands.add_parser("take", help="log the calls of a printed list that was scanned or typed in")
    take.add_argument("serial")
    take.set_defaults(run=take_sheet)
    script = commands.add_parser("script", help="the call script with a customer's data in it")
    script.add_argument("customer")
    script.add_argument("--name", default="", help="which script (default: the first)")
    script.set_defaults(run=fill_script)


def divide_calls(context: Context, args: argparse.Namespace) -> Answer:
    """Divides the call list."""
    context.session(write=True).call_shares.divide(args.among, args.again)
    return show_shares(context, args)


def show_shares(context: Context, _: argparse.Namespace) -> Answer:
    """The shares as they are."""
    session = context.session()
    data = session.call_shares.told(context.work(session.calls.shares())).as_json()
    lines = [
        say("{count} customers: {worker}", count=each["count"], worker=each["worker"] or say("nobody in particular"))
        for each in data["shares"]
    ]
    return Answer(data, lines or [say("The list is not divided.")])


def hand_over(context: Context, args: argparse.Namespace) -> Answer:
    """Hands a share over."""
    context.session(write=True).call_shares.hand_over(args.giver, args.to, args.reason)
    return show_shares(context, args)


def give_customers(context: Context, args: argparse.Namespace) -> Answer:
    """Gives customers to a person."""
    session = context.session(write=True)
    known = [session.customers.get(customer).id for customer in args.customers]
    new = not session.call_shares.has_any(args.person)
    session.call_shares.give(known, args.person)
    told = [say("Customers given to {person}: {count}", person=args.person, count=len(known))]
    if new:
        told.append(say("Nobody had a share under the name '{person}': see that it is spelt so.", person=args.person))
    return Answer({"person": args.person, "customers": known, "new_name": new}, told)


def print_list(context: Context, args: argparse.Namespace) -> Answer:
    """Prints the list as numbered call logs."""
    from continuity_app.kit.print_desk import PrintDesk, Wish, write_printed  # noqa: PLC0415
    from continuity_app.outage.paper_calls import FORM  # noqa: PLC0415

    session = context.session(write=True)
    desk, wish = PrintDesk(session), Wish(args.paper, tuple(args.sheet_language))
    desk.check([session.forms.get(FORM)], wish)
    filters = filters_of(context, args)
    calls = session.calls.list(filters, min(max(args.limit, 1), MOST_PRINTED)).calls
    name = ", ".join(filter(None, (filters.segment, filters.market, filters.product, filters.language)))
    sheets = session.paper_calls.issue(calls, name or say("All customers"), filters.worker)
    printed = desk.drawn(sheets, wish)
    write_printed(args.output, printed)
    data = {
        "file": str(args.output),
        "pages": printed.pages,
        "serials": printed.serials,
        "customers": [call.customer.id for call in calls],
    }
    told = say("{count} customers on {sheets} sheets: {file}", count=len(calls), sheets=len(sheets), file=args.output)
    return Answer(data, [told])


def take_sheet(context: Context, args: argparse.Namespace) -> Answer:
    """Logs the calls of a printed list; a finding while a line is left to a person."""
    taken = context.session(write=True).paper_calls.take(args.serial)
    lines = [say("{logged} calls logged, {known} known before.", logged=taken.logged, known=taken.known)]
    lines += [say("Line {row}: {problem}", row=each["row"], problem=each["problem"]) for each in taken.left]
    return Answer(taken.as_json(), lines, found=bool(taken.left))


def fill_script(context: Context, args: argparse.Namespace) -> Answer:
    """A script with the customer's data, and the data beside it."""
    from continuity_app.outage.scripts import Speaker, fields_of, named_script, script_json  # noqa: PLC0415

    session = context.session()
    page = session.customers.page(args.customer)
    scripts = session.contacts.scripts() if session.contacts is not None else []
    speaker = Speaker(session.user, session.site, str(session.policy.get("call_back") or ""))
    known = fields_of(page.customer, page.promises, speaker, context.clock.now())
    data = script_json(named_script(list(scripts), args.name), known)
    return Answer(data, str(data["text"]).splitlines())


def _until(context: Context, text: str, field: str) -> dt.datetime | None:
    if not text.strip():
        return None
    from continuity_app.outage.moments import due_time, moment_of  # noqa: PLC0415
    from continuity_app.times.reading import Manner  # noqa: PLC0415

    now = context.clock.now()
    return moment_of(due_time(text, Manner(now, ""), field), now.tzinfo)
