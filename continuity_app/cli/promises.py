"""The part of `continuity calls` about promises: the due board, settling, and who keeps one."""

import argparse
import datetime as dt
from collections.abc import Mapping

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.outage.moments import said
from continuity_app.outage.promises import Promise
from continuity_app.words import say


def add_promise_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the words of this module to `calls`."""
    listed = commands.add_parser("promises", help="open promises by due time, and those that two laptops made")
    listed.add_argument("--owner", default="", help="only those that this person is to keep")
    listed.add_argument("--overdue", action="store_true", help="only those whose time has passed")
    listed.add_argument("--all", action="store_true", help="those that were kept, too")
    listed.add_argument("--central", action="store_true", help="those from before the outage, too")
    listed.set_defaults(run=list_promises)
    kept = commands.add_parser("kept", help="a promise was kept or settled")
    kept.add_argument("promise", help="its number, such as P-… or C-…")
    kept.add_argument("--note", default="", help="how it was settled")
    kept.add_argument("--duplicate-of", default="", metavar="PROMISE", help="it was made twice; this one counts")
    kept.set_defaults(run=keep_promise)
    differ = commands.add_parser("differ", help="promises to one customer are really different ones")
    differ.add_argument("promises", nargs="+", metavar="PROMISE")
    differ.add_argument("--undo", action="store_true", help="they may be the same after all")
    differ.set_defaults(run=tell_apart)
    owner = commands.add_parser("owner", help="give a promise to another person to keep")
    owner.add_argument("promise")
    owner.add_argument("person")
    owner.set_defaults(run=give_promise)


def list_promises(context: Context, args: argparse.Namespace) -> Answer:
    """The due board; a finding while two laptops' promises to one customer wait to be settled."""
    from continuity_app.outage.promise_board import board  # noqa: PLC0415

    session, now = context.session(), context.clock.now()
    whole = board(session.contacts, session.journal, now, central=args.central)
    shown = [
        each
        for each in whole.promises
        if (args.all or each.open)
        and (not args.overdue or each.overdue(now))
        and (not args.owner or each.owner.casefold() == args.owner.strip().casefold())
    ]
    data = whole.as_json()
    data["promises"] = [{**each.as_json(), "overdue": each.overdue(now)} for each in shown]
    told = {each.customer for each in (*shown, *(one for group in whole.duplicates for one in group))}
    names = {customer: found.name for customer, found in session.customers.get_many(told).items()}
    lines = [_line(each, names, now) for each in shown] or [say("No promise is open.")]
    for group in whole.duplicates:
        whom = names.get(group[0].customer, group[0].customer)
        lines.append(say("Promised by several laptops to {customer}, to be settled:", customer=whom))
        lines += [f"  {_line(each, names, now)}" for each in group]
    return Answer(data, lines)


def keep_promise(context: Context, args: argparse.Namespace) -> Answer:
    """Settles a promise."""
    context.session(write=True).promises.keep(args.promise, args.note, args.duplicate_of)
    state = "duplicate" if args.duplicate_of else "kept"
    return Answer({"promise": args.promise, "state": state}, [say("Saved: the promise is settled.")])


def tell_apart(context: Context, args: argparse.Namespace) -> Answer:
    """Tells promises apart that look like the same one, or takes that back."""
    from continuity_app.outage.promises_compared import compare  # noqa: PLC0415

    compare(context.session(write=True).journal, args.promises, different=not args.undo)
    told = say("Saved: they may be the same after all.") if args.undo else say("Saved: they are different promises.")
    return Answer({"promises": args.promises, "different": not args.undo}, [told])


def give_promise(context: Context, args: argparse.Namespace) -> Answer:
    """Gives a promise to another person."""
    context.session(write=True).promises.give(args.promise, args.person)
    told = say("Saved: {person} keeps the promise {promise}.", person=args.person, promise=args.promise)
    return Answer({"promise": args.promise, "owner": args.person}, [told])


def _line(promise: Promise, names: Mapping[str, str], now: dt.datetime) -> str:
    mark = say("▲ overdue") if promise.overdue(now) else "" if promise.open else say("settled")
    when = said(promise.due, now) if promise.due else say("no time")
    whom = names.get(promise.customer, promise.customer)
    return f"{when:<20} {mark:<10} {whom:<22} {promise.what} ({promise.owner})  {promise.promise}  [{promise.customer}]"
