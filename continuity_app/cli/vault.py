"""`vault`: make a laptop's encrypted store, apply a snapshot, check it, and look after the ways in."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context, TerminalPrompts
from continuity_app.cli.restore import add_restore
from continuity_app.durable import must_be_writable
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.vault.slot_file import Slot


def vault_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `vault create`, `restore`, `apply`, `check`, `slots` and `unlock-check`."""
    verbs = parser.add_subparsers(required=True, metavar="create|restore|apply|check|slots|unlock-check")
    create = verbs.add_parser("create", help="make the vault of this laptop, for --user NAME")
    create.add_argument("--org", type=Path, required=True, metavar="CARD", help="the organisation's card")
    create.add_argument("--site", required=True, help="where it stands")
    create.add_argument("--recovery-sheet", type=Path, metavar="PDF", help="print this and keep it sealed")
    create.set_defaults(run=_create)
    add_restore(verbs.add_parser("restore", help="make the vault of a new laptop from a lost one's copies"))
    apply = verbs.add_parser("apply", help="take a snapshot into use")
    apply.add_argument("file", type=Path, help="the snapshot")
    apply.add_argument("--override-rollback", action="store_true", help="take an older version; for managers")
    apply.add_argument("--reason", default="", help="why; journalled")
    apply.set_defaults(run=_apply)
    verbs.add_parser("check", help="look at every page, signature and copy").set_defaults(run=_check)
    verbs.add_parser("unlock-check", help="prove that this passphrase or recovery key opens the vault").set_defaults(
        run=_unlock_check
    )
    _add_slots(verbs.add_parser("slots", help="the ways in: list, add, remove"))


def _add_slots(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="list|add|remove")
    verbs.add_parser("list", help="all ways in").set_defaults(run=_list_slots)
    add = verbs.add_parser("add", help="a user's passphrase, or a recovery key")
    kind = add.add_mutually_exclusive_group(required=True)
    kind.add_argument("--for", dest="name", metavar="NAME", help="whose passphrase; a second one is how it is changed")
    kind.add_argument("--recovery-sheet", type=Path, metavar="PDF", help="a new printed recovery key")
    add.add_argument("--role", choices=("staff", "manager"), default="staff", help="of the user (default staff)")
    add.add_argument("--new-passphrase-file", type=Path, help="file whose first line is the new passphrase")
    add.set_defaults(run=_add_slot)
    remove = verbs.add_parser("remove", help="take a way in away")
    remove.add_argument("slot", help="its name, S-…")
    remove.set_defaults(run=_remove_slot)


def _create(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.vault_desk import NewVault, create_vault  # noqa: PLC0415

    new = NewVault(args.org, context.user, args.site, args.recovery_sheet)
    created = create_vault(context.home, new, context.prompts, context.clock)
    card = created.card
    lines = [
        say("Made the vault of {user} at {site}, device {device}.", user=card.user, site=card.site, device=card.device),
        say(
            "Belongs to {name}; compare aloud with IT: {fingerprint}",
            name=created.organisation.name,
            fingerprint=created.organisation.fingerprint,
        ),
        say("This laptop's fingerprint: {fingerprint}", fingerprint=card.fingerprint),
        say("Print the recovery sheet, seal it, and remove the file.")
        if created.recovery
        else say("There is no recovery key yet: 'continuity vault slots add --recovery-sheet PDF' prints one."),
    ]
    return Answer(
        {
            "device": card.device,
            "fingerprint": card.fingerprint,
            "user": card.user,
            "site": card.site,
            "organisation": created.organisation.name,
            "organisation_fingerprint": created.organisation.fingerprint,
            "recovery_sheet": str(args.recovery_sheet) if args.recovery_sheet else None,
        },
        lines,
    )


def _apply(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.vault_desk import apply_snapshot  # noqa: PLC0415

    session = context.session(write=True)
    applied = context.work(apply_snapshot(session, args.file, override=args.override_rollback, reason=args.reason))
    said = applied.verified.statement
    return Answer(
        {
            "version": said.version,
            "customers": said.customers,
            "forms": len(said.forms),
            "as_of": said.as_of,
            "valid_until": said.valid_until,
            "replaced": applied.replaced or None,
        },
        [
            say(
                "Version {version} is in use: {customers} customers as of {as_of}, {forms} forms.",
                version=said.version,
                customers=said.customers,
                as_of=said.as_of,
                forms=len(said.forms),
            )
        ],
    )


def _check(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.kit.vault_desk import check_vault  # noqa: PLC0415

    checks = context.work(check_vault(context.session()))
    ok = all(check.ok for check in checks)
    rows = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    marks = {True: say("good"), False: say("BROKEN")}
    lines = [f"{marks[check.ok]:<8}{check.name}: {check.detail}" for check in checks]
    return Answer({"ok": ok, "checks": rows}, lines, found=not ok)


def _unlock_check(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.vault.slots import list_slots  # noqa: PLC0415

    opened = context.session().opened
    kind = next(slot.kind for slot in list_slots(context.home.vault) if slot.id == opened.slot)
    return Answer(
        {"ok": True, "user": opened.user, "slot": opened.slot, "kind": kind, "role": opened.role},
        [say("The vault opens: {kind} of {user}, {role}.", kind=kind, user=opened.user, role=opened.role)],
    )


def _list_slots(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.vault.slots import list_slots  # noqa: PLC0415

    slots = list_slots(context.home.vault)
    return Answer({"slots": [_row(slot) for slot in slots]}, [_line(slot) for slot in slots])


def _add_slot(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.vault_desk import write_recovery_sheet  # noqa: PLC0415
    from continuity_app.vault.slots import add_passphrase_slot, add_recovery_slot, remove_slot  # noqa: PLC0415

    if args.recovery_sheet is not None:
        must_be_writable(args.recovery_sheet)
    session = context.session(write=True)
    if args.recovery_sheet is None:
        prompts = TerminalPrompts(args.new_passphrase_file)
        passphrase = prompts.passphrase(
            say("New passphrase of {user}, at least 15 characters", user=args.name), new=True
        )
        slot = add_passphrase_slot(
            context.home.vault, session.opened, args.name, passphrase, role=args.role, clock=context.clock
        )
        return Answer(_row(slot), [_line(slot)])
    slot, groups = add_recovery_slot(context.home.vault, session.opened, context.clock)
    try:
        write_recovery_sheet(args.recovery_sheet, session.organisation.name, session.site, session.user, groups)
    except BaseException:
        remove_slot(context.home.vault, session.opened, slot.id)
        raise
    return Answer(
        {**_row(slot), "recovery_sheet": str(args.recovery_sheet)},
        [_line(slot), say("Print {file}, seal it, and remove the file.", file=args.recovery_sheet)],
    )


def _remove_slot(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.vault.slots import remove_slot  # noqa: PLC0415

    slot = remove_slot(context.home.vault, context.session(write=True).opened, args.slot)
    return Answer({**_row(slot), "removed": True}, [say("Removed: {slot}", slot=_line(slot))])


def _row(slot: "Slot") -> dict[str, Any]:
    return {"slot": slot.id, "kind": slot.kind, "user": slot.user or None, "role": slot.role, "made_at": slot.made_at}


def _line(slot: "Slot") -> str:
    return say(
        "{slot}  {kind}  {user}  {role}  made {made_at}",
        slot=slot.id,
        kind=slot.kind,
        user=slot.user or "-",
        role=slot.role,
        made_at=slot.made_at,
    )
