"""`vault slots`: the ways in: list, add, change, remove."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context, TerminalPrompts
from continuity_app.durable import must_be_writable
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.slots_desk import Made
    from continuity_app.vault.slot_file import Slot


def add_slots(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `vault slots`."""
    verbs = parser.add_subparsers(required=True, metavar="list|add|change|remove")
    verbs.add_parser("list", help="all ways in").set_defaults(run=_list)
    add = verbs.add_parser("add", help="a passphrase, with or without a key file, a recovery key, or the key store")
    kind = add.add_mutually_exclusive_group(required=True)
    kind.add_argument("--for", dest="name", metavar="NAME", help="whose passphrase")
    kind.add_argument("--recovery-sheet", type=Path, metavar="PDF", help="a new printed recovery key")
    kind.add_argument("--kind", choices=("keyring",), help="this machine's key store, for who opens the vault now")
    add.add_argument("--role", choices=("staff", "manager"), default="staff", help="of the user (default staff)")
    add.add_argument("--new-key-file", type=Path, metavar="FILE", help="make this on a stick; needed beside the words")
    change = verbs.add_parser("change", help="put another passphrase on a way in; nothing else is touched")
    change.add_argument("slot", nargs="?", default="", help="its name, S-… (default: the one that opens)")
    for each in (add, change):
        each.add_argument("--new-passphrase-file", type=Path, help="file whose first line is the new passphrase")
    add.set_defaults(run=_add)
    change.set_defaults(run=_change)
    remove = verbs.add_parser("remove", help="take a way in away; never the last")
    remove.add_argument("slot", help="its name, S-…")
    remove.set_defaults(run=_remove)


def _list(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.vault.slots import list_slots  # noqa: PLC0415

    slots = list_slots(context.home.vault)
    return Answer({"slots": [slot_row(slot) for slot in slots]}, [slot_line(slot) for slot in slots])


def _add(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.slots_desk import SlotsDesk  # noqa: PLC0415

    for file in (args.recovery_sheet, args.new_key_file):
        if file is not None:
            must_be_writable(file)
    desk = SlotsDesk(context.session(write=True))
    if args.recovery_sheet is not None:
        made = desk.add_recovery(args.recovery_sheet)
        return Answer(
            {**slot_row(made.slot), "recovery_sheet": str(args.recovery_sheet)},
            [slot_line(made.slot), say("Print {file}, seal it, and remove the file.", file=args.recovery_sheet)],
        )
    if args.kind is not None:
        made = desk.add_keyring()
        note = say("It opens with --keyring on this machine, for staff's work. Every other way in stays as it is.")
        return Answer(slot_row(made.slot), [slot_line(made.slot), note])
    prompts = TerminalPrompts(args.new_passphrase_file)
    made = desk.add_user(args.name, prompts, role=args.role, new_key_file=args.new_key_file)
    answer = _made(made)
    if args.new_key_file is None:
        return answer
    note = say("Carry {file} on a stick of its own; never on one stick with a snapshot.", file=args.new_key_file)
    return Answer({**answer.data, "key_file": str(args.new_key_file)}, [*answer.lines, note])


def _change(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.slots_desk import SlotsDesk  # noqa: PLC0415

    desk = SlotsDesk(context.session(write=True))
    return _made(desk.change(args.slot, TerminalPrompts(args.new_passphrase_file), context.key_file))


def _remove(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.slots_desk import SlotsDesk  # noqa: PLC0415

    slot = SlotsDesk(context.session(write=True)).remove(args.slot)
    return Answer({**slot_row(slot), "removed": True}, [say("Removed: {slot}", slot=slot_line(slot))])


def _made(made: "Made") -> Answer:
    strength = made.strength
    return Answer(
        {**slot_row(made.slot), "strength": strength.level.value if strength else None},
        [slot_line(made.slot), *([strength.sentence] if strength else [])],
    )


def slot_row(slot: "Slot") -> dict[str, Any]:
    """A way in as JSON."""
    return {"slot": slot.id, "kind": slot.kind, "user": slot.user or None, "role": slot.role, "made_at": slot.made_at}


def slot_line(slot: "Slot") -> str:
    """A way in as a line."""
    return say(
        "{slot}  {kind}  {user}  {role}  made {made_at}",
        slot=slot.id,
        kind=slot.kind,
        user=slot.user or "-",
        role=slot.role,
        made_at=slot.made_at,
    )
