"""`org`: found the organisation, hand out its card, look after its keys and its escrow."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context, TerminalPrompts
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.trust.organisation import OrganisationCard


def org_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `org init`, `card`, `rotate`, `keys` and `escrow`."""
    verbs = parser.add_subparsers(required=True, metavar="init|card|rotate|keys|escrow")
    init = verbs.add_parser("init", help="found an organisation in this home")
    init.add_argument("--name", required=True, help="the organisation's name")
    init.set_defaults(run=_init)
    rotate = verbs.add_parser("rotate", help="give every holder new keys, under a root that old and new keys sign")
    rotate.add_argument("--root-key", type=Path, action="append", default=[], help="an old root key on its stick")
    rotate.add_argument("--new-passphrase-file", type=Path, help="file whose first line is the new passphrase")
    rotate.set_defaults(run=_rotate)
    for each in (init, rotate):
        each.add_argument("--threshold", type=int, default=1, help="how many signers must sign (default 1)")
        each.add_argument("--signers", type=int, default=1, help="how many signers there are (default 1)")
    card = verbs.add_parser("card", help="write the public root, to carry to laptops")
    card.add_argument("-o", "--output", type=Path, required=True, help="the card's file")
    card.add_argument("--root-version", type=int, default=0, help="an earlier one, for a laptop that missed a change")
    card.set_defaults(run=_card)
    _add_keys(verbs.add_parser("keys", help="the holders' key files: list, carry away on a stick"))
    _add_escrow(verbs.add_parser("escrow", help="the recovery key in five shares: split, combine"))


def _add_keys(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="list|carry")
    verbs.add_parser("list", help="whose signing keys lie in this home").set_defaults(run=_list_keys)
    carry = verbs.add_parser("carry", help="move a holder's keys to a stick; they lie here no longer")
    carry.add_argument("holder", type=int, help="the holder's number")
    carry.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="a folder of the stick")
    carry.set_defaults(run=_carry)


def _add_escrow(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="split|combine")
    split = verbs.add_parser("split", help="on the IT machine: a recovery key as five sheets, of which three open")
    split.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the sheets")
    split.add_argument("--root-key", type=Path, action="append", default=[], help="a root key on its stick")
    split.set_defaults(run=_split)
    combine = verbs.add_parser("combine", help="on a laptop: open its vault by three shares, for a new passphrase")
    combine.add_argument("shares", type=Path, nargs="*", help="share files (default: their words are asked for)")
    combine.add_argument("--for", dest="name", metavar="NAME", help="who gets a new passphrase")
    combine.add_argument("--role", choices=("staff", "manager"), default="manager", help="default manager")
    combine.add_argument("--new-passphrase-file", type=Path, help="file whose first line is the new passphrase")
    combine.add_argument("--identity", type=Path, metavar="FILE", help="write the age identity, for a restore")
    combine.set_defaults(run=_combine)


def _init(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import found_organisation  # noqa: PLC0415

    card = found_organisation(
        context.home, args.name, context.prompts, context.clock, threshold=args.threshold, signers=args.signers
    )
    lines = [
        say(
            "Founded {name}: {threshold} of {signers} signers must sign.",
            name=card.name,
            threshold=card.threshold,
            signers=card.signers,
        ),
        *_aloud(card),
    ]
    if card.signers == 1:
        lines.append(say("One signer is enough here: whoever has that key and passphrase can sign anything."))
    lines.append(say("No recovery key yet: 'continuity org escrow split -o DIR' makes one in five shares."))
    return Answer(_facts(card), lines)


def _rotate(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import Renewal, rotate_organisation  # noqa: PLC0415

    new_prompts = TerminalPrompts(args.new_passphrase_file) if args.new_passphrase_file else context.prompts
    renewal = Renewal(args.threshold, args.signers, new_prompts, args.root_key)
    card = rotate_organisation(context.home, context.prompts, context.clock, renewal)
    return Answer(
        _facts(card),
        [
            say("{name} has new keys: root {version}.", name=card.name, version=card.root_version),
            *_aloud(card),
            say("Laptops take it over with the next snapshot; those that missed one need its card first."),
        ],
    )


def _card(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import write_card  # noqa: PLC0415

    card = write_card(context.home, args.output, args.root_version)
    return Answer(
        {"file": str(args.output), **_facts(card)},
        [say("Wrote the card of {name} to {file}.", name=card.name, file=args.output), *_aloud(card)],
    )


def _list_keys(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import list_keys  # noqa: PLC0415

    keys = list_keys(context.home)
    rows = [{"key": each.key, "holder": each.holder, "public": each.public} for each in keys]
    lines = [say("{key} of holder {holder}", key=each.key, holder=each.holder) for each in keys]
    return Answer({"keys": rows}, lines or [say("No signing key lies here; the holders carry them.")])


def _carry(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import carry_keys  # noqa: PLC0415

    files = carry_keys(context.home, args.holder, args.output)
    return Answer(
        {"files": [str(file) for file in files]},
        [
            *(say("Moved to {file}", file=file) for file in files),
            say("Name it with --signer-key when it must sign. Make a second copy: without it the threshold may fail."),
        ],
    )


def _split(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.escrow_desk import split_escrow  # noqa: PLC0415

    split = split_escrow(context.home, args.output, context.prompts, context.clock, args.root_key)
    return Answer(
        {**_facts(split.card), "recipient": split.card.recovery, "files": [str(file) for file in split.files]},
        [
            *(say("Wrote {file}", file=file) for file in split.files),
            say("Print and seal each, give them to five people, delete the files: three of them open any vault."),
            say("The root is now number {version}; hand out its card.", version=split.card.root_version),
            *_aloud(split.card),
        ],
    )


def _combine(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.escrow_desk import identity_from, open_by_escrow  # noqa: PLC0415
    from continuity_app.trust.age_box import recipient_of  # noqa: PLC0415

    if args.identity is not None:
        must_be_writable(args.identity)
    identity = identity_from(args.shares, context.prompts)
    data: dict[str, Any] = {"recipient": recipient_of(identity)}
    lines: list[str] = []
    if args.identity is not None:
        write_whole(args.identity, f"{identity}\n".encode(), private=True)
        data["identity"] = str(args.identity)
        lines.append(say("Wrote {file}: it opens every vault. Delete it today.", file=args.identity))
    if args.name:
        from continuity_app.cli.slots import slot_line, slot_row  # noqa: PLC0415
        from continuity_app.kit.slots_desk import SlotsDesk  # noqa: PLC0415

        session = open_by_escrow(context.home, context.user, identity, context.clock)
        try:
            made = SlotsDesk(session).add_user(args.name, TerminalPrompts(args.new_passphrase_file), role=args.role)
        finally:
            session.close()
        data |= slot_row(made.slot)
        lines.append(slot_line(made.slot))
    return Answer(data, lines or [say("The shares give the recovery key. --for NAME gives somebody a new passphrase.")])


def _facts(card: "OrganisationCard") -> dict[str, Any]:
    return {
        "organisation": card.name,
        "fingerprint": card.fingerprint,
        "fingerprint_words": card.fingerprint_words,
        "threshold": card.threshold,
        "signers": card.signers,
        "root_version": card.root_version,
        "recovery": card.recovery or None,
    }


def _aloud(card: "OrganisationCard") -> list[str]:
    return [
        say("Fingerprint, to be compared aloud on each laptop: {fingerprint}", fingerprint=card.fingerprint),
        say("The same in words: {words}", words=card.fingerprint_words),
    ]
