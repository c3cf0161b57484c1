"""The part of `continuity rekey` around the queue: match, batches, shares, forecast, and lists that come back."""

import argparse
from pathlib import Path

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.outage.moments import said
from continuity_app.words import say


def add_desk_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the words of this module to `rekey`."""
    commands.add_parser("match", help="repair orders, parts tickets and receipts against each other").set_defaults(
        run=show_match
    )
    commands.add_parser("batches", help="batch covers against the ledger").set_defaults(run=show_batches)
    commands.add_parser("forecast", help="how many are left day by day, and when none will be").set_defaults(
        run=show_forecast
    )
    divide = commands.add_parser("divide", help="divide the queue among people or laptops; the same on each laptop")
    divide.add_argument("among", nargs="+", metavar="NAME")
    divide.add_argument("--again", default="", metavar="WORD", help="other shares for the same names")
    divide.set_defaults(run=divide_queue)
    hand = commands.add_parser("hand", help="hand a share of the queue over")
    hand.add_argument("giver")
    hand.add_argument("--to", action="append", required=True, metavar="NAME")
    hand.add_argument("--reason", required=True)
    hand.set_defaults(run=hand_over)
    taken = commands.add_parser(
        "import", help="a list of re-keyed sheets that comes back: CSV, Excel or ODS with serial and reference"
    )
    taken.add_argument("file", type=Path)
    taken.set_defaults(run=take_list)


def show_match(context: Context, _: argparse.Namespace) -> Answer:
    """The three-way match; a finding while something differs."""
    from continuity_app.recovery.match import three_way_match  # noqa: PLC0415

    match = three_way_match(context.session().sheets.all().values())
    lines = [f"{each.reference:<14} {each.sentence}" for each in match.differences]
    lines.append(say("{matched} of {orders} orders match.", matched=len(match.matched), orders=match.orders))
    return Answer(match.as_json(), lines, found=bool(match.differences))


def show_batches(context: Context, _: argparse.Namespace) -> Answer:
    """Batch covers; a finding while a figure differs."""
    from continuity_app.recovery.batches import check_batches  # noqa: PLC0415

    covers, problems = check_batches(context.session().sheets.all())
    fits = say("{covers} batch covers, every figure matches.", covers=covers) if covers else say("No batch cover yet.")
    lines = [each.sentence for each in problems] or [fits]
    data = {"covers": covers, "problems": [each.as_json() for each in problems]}
    return Answer(data, lines, found=bool(problems))


def show_forecast(context: Context, _: argparse.Namespace) -> Answer:
    """The burn-down and its forecast."""
    from continuity_app.recovery.burndown import burn_down, hours_words  # noqa: PLC0415

    now = context.clock.now()
    found = burn_down(context.session().ledger.lines(), now)
    told = found.as_json()
    lines = [f"{row['day']}  {row['captured']:>7} {row['rekeyed']:>7} {row['left']:>7}" for row in told["days"]]
    if told["needed_for_a_pace"]:
        lines.append(
            say(
                "{left} left; no forecast yet: {count} more re-keyed sheets tell a pace.",
                left=told["left"],
                count=told["needed_for_a_pace"],
            )
        )
        return Answer(told, lines)
    when = {name: said(told[name], now) if told[name] else "—" for name in ("finish", "earliest", "latest")}
    lines.append(say("{left} left; at this pace done {finish} ({earliest} to {latest}).", left=told["left"], **when))
    lines.append(hours_words(found.hours))
    return Answer(told, lines)


def divide_queue(context: Context, args: argparse.Namespace) -> Answer:
    """Divides the queue."""
    context.session(write=True).rekey_shares.divide(args.among, args.again)
    return _shares(context)


def hand_over(context: Context, args: argparse.Namespace) -> Answer:
    """Hands a share of the queue over."""
    context.session(write=True).rekey_shares.hand_over(args.giver, args.to, args.reason)
    return _shares(context)


def take_list(context: Context, args: argparse.Namespace) -> Answer:
    """Notes a list of re-keyed sheets; a finding while a row of it is refused."""
    from continuity_app.recovery.done_list import take_done_list  # noqa: PLC0415

    taken = take_done_list(context.session(write=True).rekeying, args.file)
    lines = [say("{done} noted, {known} known before.", done=taken.done, known=taken.known)]
    lines += [
        say("Row {row}, {field}: {problem}", row=each["row"], field=each["field"], problem=each["problem"])
        for each in taken.refused
    ]
    return Answer(taken.as_json(), lines, found=bool(taken.refused))


def _shares(context: Context) -> Answer:
    session = context.session()
    waiting = session.rekeying.list()
    data = session.rekey_shares.told({}).as_json()
    for row in data["shares"]:
        row["count"] = sum(each.owner == row["worker"] for each in waiting)
    lines = [say("{count} sheets: {worker}", count=row["count"], worker=row["worker"]) for row in data["shares"]]
    return Answer(data, lines)
