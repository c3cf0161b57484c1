"""`org`: found the organisation and hand out its card, on the IT machine."""

import argparse
from pathlib import Path

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.words import say


def org_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `org init` and `org card`."""
    verbs = parser.add_subparsers(required=True, metavar="init|card")
    init = verbs.add_parser("init", help="found an organisation in this home")
    init.add_argument("--name", required=True, help="the organisation's name")
    init.add_argument("--threshold", type=int, default=1, help="how many signers must sign (default 1)")
    init.add_argument("--signers", type=int, default=1, help="how many signers there are (default 1)")
    init.set_defaults(run=_init)
    card = verbs.add_parser("card", help="write the public root, to carry to laptops")
    card.add_argument("-o", "--output", type=Path, required=True, help="the card's file")
    card.set_defaults(run=_card)


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
        say("Fingerprint, to be read aloud: {fingerprint}", fingerprint=card.fingerprint),
    ]
    if card.signers == 1:
        lines.append(say("One signer is enough here: whoever has that key and passphrase can sign anything."))
    return Answer(
        {
            "organisation": card.name,
            "fingerprint": card.fingerprint,
            "threshold": card.threshold,
            "signers": card.signers,
            "root_version": card.root_version,
        },
        lines,
    )


def _card(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import write_card  # noqa: PLC0415

    card = write_card(context.home, args.output)
    return Answer(
        {"file": str(args.output), "fingerprint": card.fingerprint, "organisation": card.name},
        [
            say("Wrote the card of {name} to {file}.", name=card.name, file=args.output),
            say("Fingerprint, to be compared aloud on each laptop: {fingerprint}", fingerprint=card.fingerprint),
        ],
    )
