"""`continuity customer`: take down a new customer; show those who may be one and the same; link them or part them."""

import argparse

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.outage.added import FIELDS
from continuity_app.outage.shown import customer_json
from continuity_app.words import say


def customer_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `customer`."""
    commands = parser.add_subparsers(required=True, dest="command")
    add = commands.add_parser("add", help="a customer whom the snapshot does not know")
    for field in FIELDS:
        add.add_argument(f"--{field.replace('_', '-')}", default="", metavar="TEXT")
    add.set_defaults(run=add_customer)
    commands.add_parser("duplicates", help="who may be one and the same").set_defaults(run=show_duplicates)
    for word, about, run in (
        ("link", "these two are the same customer", link_customers),
        ("part", "these two are different, or a link was wrong", part_customers),
    ):
        command = commands.add_parser(word, help=about)
        command.add_argument("customer")
        command.add_argument("other")
        command.set_defaults(run=run)


def add_customer(context: Context, args: argparse.Namespace) -> Answer:
    """Takes a customer down."""
    made = context.session(write=True).customers.add_customer({field: getattr(args, field) for field in FIELDS})
    return Answer(customer_json(made), [say("Saved: {name} has the number {id}.", name=made.name, id=made.id)])


def show_duplicates(context: Context, _: argparse.Namespace) -> Answer:
    """Pairs for a person to decide on; a finding while there are any."""
    found = context.session().duplicates.candidates()
    lines = [
        f"{each.one.id:<22} {each.one.name:<28} {each.other.id:<22} {each.other.name:<28} {', '.join(each.same)}"
        for each in found
    ]
    data = {"total": len(found), "pairs": [each.as_json() for each in found]}
    return Answer(data, lines or [say("Nobody looks like somebody else.")], found=bool(found))


def link_customers(context: Context, args: argparse.Namespace) -> Answer:
    """Notes that two are one."""
    context.session(write=True).duplicates.link(args.customer, args.other)
    return Answer({"customer": args.customer, "other": args.other, "linked": True}, [say("Saved: they are one.")])


def part_customers(context: Context, args: argparse.Namespace) -> Answer:
    """Notes that two are two."""
    context.session(write=True).duplicates.part(args.customer, args.other)
    return Answer({"customer": args.customer, "other": args.other, "linked": False}, [say("Saved: they are two.")])
