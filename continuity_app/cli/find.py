"""Verbs `find` and `show`: any customer in a keystroke, and the whole page of one."""

import argparse
import datetime as dt
from collections.abc import Sequence

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.contacts.model import Channel
from continuity_app.outage.customers import CustomerPage, Found
from continuity_app.outage.moments import said
from continuity_app.outage.promises import Promise
from continuity_app.outage.shown import answer_json, page_json
from continuity_app.words import say


def find_verb(parser: argparse.ArgumentParser) -> None:
    """`find WORDS… [--limit 20]`."""
    parser.add_argument(
        "words", nargs="+", help="words, names, digits of a phone, VIN, plate or policy, parts of an e-mail"
    )
    parser.add_argument("--limit", type=int, default=20, help="how many to show at most")
    parser.set_defaults(run=find)


def show_verb(parser: argparse.ArgumentParser) -> None:
    """`show CUSTOMER`."""
    parser.add_argument("customer", help="the customer's id, as find tells it")
    parser.set_defaults(run=show)


def find(context: Context, args: argparse.Namespace) -> Answer:
    """Finds customers, best first."""
    session = context.session()
    answer = session.customers.find(" ".join(args.words), max(args.limit, 0))
    lines = [_in_a_line(found) for found in answer.customers]
    count = say("{shown} of {total} customers found.", shown=len(answer.customers), total=answer.total)
    if session.contacts is None:
        nobody = say("There are no customer data yet: apply a snapshot with 'continuity vault apply FILE'.")
    else:
        nobody = say("Nobody is found by these words. Try fewer letters, or the last digits of a number.")
    return Answer(answer_json(answer), [*lines, count] if lines else [nobody])


def show(context: Context, args: argparse.Namespace) -> Answer:
    """One customer's page."""
    page = context.session().customers.page(args.customer)
    return Answer(page_json(page), _page_lines(page, context.clock.now()))


def _in_a_line(found: Found) -> str:
    customer = found.customer
    number = customer.channels[0].value if customer.channels else say("no channel")
    axes = " · ".join(filter(None, (customer.segment, customer.market, customer.product)))
    return f"{customer.name:<32} {number:<20} {axes}  [{' = '.join((customer.id, *found.linked))}]"


def _page_lines(page: CustomerPage, now: dt.datetime) -> list[str]:
    customer = page.customer
    title = [f"{customer.name}  {customer.organisation}".rstrip(), f"[{customer.id}]"]
    if customer.do_not_call:
        title.append(say("Asked not to be called."))
    title += [say("One and the same as {name} · {id}", name=each.name, id=each.id) for each in page.linked]
    return [
        *title,
        *_section(say("Reach"), [_channel_line(channel, now) for channel in customer.channels]),
        *_section(say("Expected"), [f"{said(a.at, now)}  {a.what}  {a.place}".rstrip() for a in page.appointments]),
        *_section(say("Promised"), [_promise_line(promise, now) for promise in page.promises]),
        *_section(
            say("Looked after"),
            [" · ".join(filter(None, (a.label, a.plate, a.vin, a.policy))) for a in customer.assets],
        ),
        *_section(say("So far"), [f"{said(line.at, now)}  {line.text}  ({line.user})" for line in page.history]),
        *_section(say("Sheets"), [f"{sheet.serial}  {sheet.form}  {sheet.state.value}" for sheet in page.sheets]),
    ]


def _promise_line(promise: Promise, now: dt.datetime) -> str:
    due = said(promise.due, now) if promise.due else "-"
    state = say("overdue") if promise.overdue(now) else "" if promise.open else say("kept")
    return "  ".join(filter(None, (due, promise.what, promise.owner, state)))


def _channel_line(channel: Channel, now: dt.datetime) -> str:
    verified = said(channel.last_verified.isoformat(), now) if channel.last_verified else ""
    return f"{channel.value:<24} {channel.kind.value:<8} {channel.quality.value} {verified}".rstrip()


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []
