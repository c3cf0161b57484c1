"""`device`: a laptop asks to be enrolled; IT accepts, lists, revokes, and tells what a lost one holds."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.trust.registry import Enrolled


def device_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `device enrol`, `accept`, `list`, `revoke` and `exposure`."""
    verbs = parser.add_subparsers(required=True, metavar="enrol|accept|list|revoke|exposure")
    enrol = verbs.add_parser("enrol", help="on the laptop: write an enrolment request, to carry to IT")
    enrol.add_argument("-o", "--output", type=Path, required=True, help="the request's file")
    enrol.set_defaults(run=_enrol)
    accept = verbs.add_parser("accept", help="on the IT machine: take a laptop in")
    accept.add_argument("file", type=Path, help="the enrolment request")
    accept.set_defaults(run=_accept)
    verbs.add_parser("list", help="all laptops that were accepted").set_defaults(run=_list)
    revoke = verbs.add_parser("revoke", help="trust a laptop no longer")
    revoke.add_argument("device", help="its name, D-…")
    revoke.add_argument("--reason", required=True, help="why; kept with the revocation")
    revoke.set_defaults(run=_revoke)
    exposure = verbs.add_parser("exposure", help="what can be on a laptop at most")
    exposure.add_argument("device", help="its name, D-…")
    exposure.set_defaults(run=_exposure)


def _enrol(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import write_request  # noqa: PLC0415

    card = context.session().card
    write_request(card, args.output)
    return Answer(
        {
            "device": card.device,
            "fingerprint": card.fingerprint,
            "site": card.site,
            "user": card.user,
            "file": str(args.output),
        },
        [
            say("Wrote the enrolment request of {device} to {file}.", device=card.device, file=args.output),
            say("Fingerprint, to be read aloud to IT: {fingerprint}", fingerprint=card.fingerprint),
        ],
    )


def _accept(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import accept_device  # noqa: PLC0415

    enrolled = accept_device(context.home, args.file, context.clock)
    return Answer(
        _row(enrolled),
        [
            _line(enrolled),
            say("Compare the fingerprint aloud with the laptop; if it differs, revoke the device."),
        ],
    )


def _list(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import list_devices  # noqa: PLC0415

    devices = list_devices(context.home)
    lines = [_line(enrolled) for enrolled in devices] or [say("No laptop was accepted yet.")]
    return Answer({"devices": [_row(enrolled) for enrolled in devices]}, lines)


def _revoke(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import revoke_device  # noqa: PLC0415

    enrolled = revoke_device(context.home, args.device, args.reason, context.clock)
    return Answer(_row(enrolled), [_line(enrolled), say("Build and carry a new snapshot: it tells the other laptops.")])


def _exposure(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import exposure_of  # noqa: PLC0415

    exposure = exposure_of(context.home, args.device)
    newest = exposure.issued[0] if exposure.issued else None
    versions = [
        {
            "version": each.version,
            "site": each.site,
            "as_of": each.as_of,
            "made_at": each.made_at,
            "customers": each.customers,
            "fields": list(each.fields),
            "forms": list(each.forms),
        }
        for each in exposure.issued
    ]
    lines = [
        _line(exposure.enrolled),
        say(
            "At most {count} customers, with these fields: {fields}",
            count=exposure.customers,
            fields=", ".join(exposure.fields),
        ),
        *(
            say(
                "Version {version} as of {as_of}: {count} customers",
                version=each.version,
                as_of=each.as_of,
                count=each.customers,
            )
            for each in exposure.issued
        ),
    ]
    return Answer(
        {
            **_row(exposure.enrolled),
            "customers": exposure.customers,
            "fields": list(exposure.fields),
            "version": newest.version if newest else None,
            "as_of": newest.as_of if newest else None,
            "versions": versions,
        },
        lines,
    )


def _row(enrolled: "Enrolled") -> dict[str, Any]:
    card = enrolled.card
    return {
        "device": card.device,
        "fingerprint": card.fingerprint,
        "site": card.site,
        "user": card.user,
        "prefix": enrolled.prefix,
        "accepted_at": enrolled.accepted_at,
        "revoked_at": enrolled.revoked_at or None,
        "reason": enrolled.reason or None,
    }


def _line(enrolled: "Enrolled") -> str:
    card = enrolled.card
    if enrolled.trusted:
        return say(
            "{device}  {user}, {site}  serials {prefix}  {fingerprint}",
            device=card.device,
            user=card.user,
            site=card.site,
            prefix=enrolled.prefix,
            fingerprint=card.fingerprint,
        )
    return say(
        "{device}  {user}, {site}  revoked {at}: {reason}",
        device=card.device,
        user=card.user,
        site=card.site,
        at=enrolled.revoked_at,
        reason=enrolled.reason,
    )
