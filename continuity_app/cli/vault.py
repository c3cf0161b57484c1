"""`vault`: make a laptop's encrypted store, apply a snapshot, check it, and look after the ways in."""

import argparse
from pathlib import Path

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.cli.restore import add_restore
from continuity_app.cli.slots import add_slots
from continuity_app.words import say


def vault_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `vault create`, `restore`, `apply`, `revocations`, `card`, `check`, `slots`, `unlock-check` and `words`."""
    verbs = parser.add_subparsers(
        required=True, metavar="create|restore|apply|revocations|card|check|slots|unlock-check|words"
    )
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
    revocations = verbs.add_parser("revocations", help="take the signed list of laptops that are not trusted any more")
    revocations.add_argument("file", type=Path, help="the list, as IT wrote it")
    revocations.set_defaults(run=_revocations)
    card = verbs.add_parser("card", help="take over the organisation's new keys, each signed by the ones before")
    card.add_argument("files", type=Path, nargs="+", help="every card since the one that this laptop trusts")
    card.set_defaults(run=_card)
    verbs.add_parser("check", help="look at every page, signature and copy").set_defaults(run=_check)
    verbs.add_parser("unlock-check", help="prove that this passphrase or recovery key opens the vault").set_defaults(
        run=_unlock_check
    )
    add_slots(verbs.add_parser("slots", help="the ways in: list, add, change, remove"))
    verbs.add_parser("words", help="pick six words by chance for a new passphrase").set_defaults(run=_words)


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
        say("In words: {words}", words=created.organisation.fingerprint_words),
        say("This laptop's fingerprint: {fingerprint}", fingerprint=card.fingerprint),
        say("In words: {words}", words=card.fingerprint_words),
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
            "organisation_fingerprint_words": created.organisation.fingerprint_words,
            "fingerprint_words": card.fingerprint_words,
            "recovery_sheet": str(args.recovery_sheet) if args.recovery_sheet else None,
        },
        lines,
    )


def _apply(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.trusting import is_revocations  # noqa: PLC0415
    from continuity_app.kit.vault_desk import apply_snapshot  # noqa: PLC0415

    if is_revocations(args.file):
        return _revocations(context, args)
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
            "overridden": said.version < applied.highest,
        },
        [
            say(
                "Version {version} is in use: {customers} customers as of {as_of}, {forms} forms.",
                version=said.version,
                customers=said.customers,
                as_of=said.as_of,
                forms=len(said.forms),
            ),
            *_one_stick(context, args.file),
        ],
    )


def _one_stick(context: Context, package: Path) -> list[str]:
    from continuity_app.kit.slots_desk import on_one_stick  # noqa: PLC0415

    if context.key_file is None or not on_one_stick(context.key_file, package, context.home.path):
        return []
    return [say("CAREFUL: the key file and the snapshot came on one stick. Carry them apart.")]


def _revocations(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.trusting import take_revocations  # noqa: PLC0415

    told = take_revocations(context.session(write=True), args.file)
    lines = [
        say("{count} laptops are revoked, {new} of them new here.", count=len(told.revoked), new=told.new),
        *(say("{device} from {at} on", device=each["device"], at=each["at"]) for each in told.revoked),
        say("{count} entries are kept without counting.", count=told.quarantined),
    ]
    if told.this_laptop:
        lines.append(say("THIS LAPTOP is one of them: what is written here does not count on the others."))
    return Answer(
        {
            "revoked": list(told.revoked),
            "new": told.new,
            "quarantined": told.quarantined,
            "this_laptop": told.this_laptop,
            "made_at": told.made_at,
            "signatures": {"needed": told.signatures.needed, "valid": told.signatures.valid},
        },
        lines,
        found=told.this_laptop,
    )


def _card(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.trusting import take_cards  # noqa: PLC0415

    card = take_cards(context.session(write=True), args.files)
    return Answer(
        {
            "organisation": card.name,
            "root_version": card.root_version,
            "fingerprint": card.fingerprint,
            "fingerprint_words": card.fingerprint_words,
        },
        [
            say("This laptop trusts root {version} of {name}.", version=card.root_version, name=card.name),
            say("Compare aloud with IT: {words}", words=card.fingerprint_words),
        ],
    )


def _check(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.kit.trusting import banners  # noqa: PLC0415
    from continuity_app.kit.vault_check import check_vault  # noqa: PLC0415

    session = context.session()
    checks = context.work(check_vault(session))
    told = banners(session)
    ok = all(check.ok for check in checks)
    rows = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    marks = {True: say("good"), False: say("BROKEN")}
    lines = [f"{marks[check.ok]:<8}{check.name}: {check.detail}" for check in checks]
    return Answer({"ok": ok, "checks": rows, "banners": list(told)}, [*lines, *told], found=not ok)


def _unlock_check(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.vault.slots import list_slots  # noqa: PLC0415

    opened = context.session().opened
    kind = next(slot.kind for slot in list_slots(context.home.vault) if slot.id == opened.slot)
    return Answer(
        {"ok": True, "user": opened.user, "slot": opened.slot, "kind": kind, "role": opened.role},
        [say("The vault opens: {kind} of {user}, {role}.", kind=kind, user=opened.user, role=opened.role)],
    )


def _words(_context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.trust.passphrase import strength_of, suggest_passphrase  # noqa: PLC0415

    words = suggest_passphrase()
    strength = strength_of(words)
    return Answer(
        {"passphrase": words, "strength": strength.level.value},
        [words, strength.sentence, say("Write it down, keep the paper as you keep a key, and learn it.")],
    )
