"""`device`: a laptop asks to be enrolled; IT accepts, lists, revokes, and tells what a lost one holds."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context, TerminalPrompts
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.exposure_desk import ExposureReport
    from continuity_app.kit.session import Session
    from continuity_app.trust.registry import Enrolled

MOST_NAMES = 1000
_NAMES_HELP = f"show who is on it, at most N ({MOST_NAMES}); --people writes all of them"


def device_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `device enrol`, `accept`, `list`, `revoke`, `revocations` and `exposure`."""
    verbs = parser.add_subparsers(required=True, metavar="enrol|accept|list|revoke|revocations|exposure")
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
    revoke.add_argument("--since", default="", help="what its clock read when it was lost; now by default")
    revoke.add_argument("-o", "--output", type=Path, help="write the signed list of all revoked ones, for the others")
    revoke.set_defaults(run=_revoke)
    listed = verbs.add_parser("revocations", help="write the signed list of revoked laptops again")
    listed.add_argument("-o", "--output", type=Path, required=True, help="the list's file")
    listed.set_defaults(run=_revocations)
    for each in (revoke, listed):
        each.add_argument("--signer-key", type=Path, action="append", default=[], help="a signer's key on its stick")
    _add_exposure(verbs.add_parser("exposure", help="what can be on a laptop at most"))


def _add_exposure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", help="its name, D-…")
    parser.add_argument(
        "--event", action="append", default=[], metavar="NAME=TIME", help="like discovery=2024-06-19T08:00"
    )
    parser.add_argument("--merged", action="store_true", help="look into the journal in this home's vault")
    parser.add_argument("--vault-passphrase-file", type=Path, help="opens that vault")
    parser.add_argument("--people", type=Path, metavar="FILE", help="write who is on it: id and name")
    parser.add_argument("--recipient", default="", metavar="age1…", help="seal that list to this key")
    parser.add_argument("--plain", action="store_true", help="write that list readable, as CSV")
    parser.add_argument("--names", type=_few, nargs="?", const=MOST_NAMES, default=0, metavar="N", help=_NAMES_HELP)
    parser.add_argument("-o", "--output", "--pdf", type=Path, metavar="PDF", help="write all this down for the file")
    parser.add_argument("--paper", default="letter", help="letter or a4")
    parser.set_defaults(run=_exposure)


def _few(text: str) -> int:
    """How many names to show, 1 to the most."""
    number = int(text)
    if not 1 <= number <= MOST_NAMES:
        raise argparse.ArgumentTypeError(say("1 to {most}", most=MOST_NAMES))
    return number


def _enrol(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import write_request  # noqa: PLC0415

    card = context.session().card
    write_request(card, args.output)
    return Answer(
        {
            "device": card.device,
            "fingerprint": card.fingerprint,
            "fingerprint_words": card.fingerprint_words,
            "site": card.site,
            "user": card.user,
            "file": str(args.output),
        },
        [
            say("Wrote the enrolment request of {device} to {file}.", device=card.device, file=args.output),
            say("Fingerprint, to be read aloud to IT: {fingerprint}", fingerprint=card.fingerprint),
            say("In words: {words}", words=card.fingerprint_words),
        ],
    )


def _accept(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import accept_device  # noqa: PLC0415

    enrolled = accept_device(context.home, args.file, context.clock)
    return Answer(
        _row(enrolled),
        [
            _line(enrolled),
            _aloud(enrolled),
            say("Compare the fingerprint aloud with the laptop; if it differs, revoke the device."),
        ],
    )


def _list(context: Context, _args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import list_devices  # noqa: PLC0415

    devices = list_devices(context.home)
    lines = [line for enrolled in devices for line in (_line(enrolled), _aloud(enrolled))]
    lines = lines or [say("No laptop was accepted yet.")]
    return Answer({"devices": [_row(enrolled) for enrolled in devices]}, lines)


def _revoke(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import revoke_device  # noqa: PLC0415

    enrolled = revoke_device(context.home, args.device, args.reason, context.clock, args.since)
    from_ = say("What it wrote before {at}, by its own clock, counts; nothing later does.", at=enrolled.revoked_at)
    lines = [_line(enrolled), from_, say("Build and carry a new snapshot: it tells the other laptops.")]
    if args.output is None:
        lines.append(say("Sooner: 'continuity device revocations -o FILE' writes a small list to carry alone."))
        return Answer(_row(enrolled), lines)
    written = _revocations(context, args)
    return Answer({**_row(enrolled), **written.data}, [*lines, *written.lines])


def _revocations(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.organisation_desk import write_revocations  # noqa: PLC0415

    revoked = write_revocations(context.home, args.output, context.prompts, context.clock, args.signer_key)
    return Answer(
        {"file": str(args.output), "revoked": [{"device": each.device, "at": each.at} for each in revoked]},
        [
            say("Wrote {count} revocations to {file}.", count=len(revoked), file=args.output),
            say("On each laptop: continuity vault revocations FILE."),
        ],
    )


def _merged(context: Context, args: argparse.Namespace) -> "Session | None":
    from continuity_app.kit.opening import open_session  # noqa: PLC0415

    if not args.merged and args.vault_passphrase_file is None:
        return None
    prompts = TerminalPrompts(args.vault_passphrase_file)
    return open_session(context.home, context.user, prompts, context.clock, write=False, key_file=context.key_file)


def _exposure(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.cli.reports import events_of  # noqa: PLC0415
    from continuity_app.kit.exposure_desk import exposure_report, write_people  # noqa: PLC0415

    for file in (args.people, args.output):
        if file is not None:
            must_be_writable(file)
    session = _merged(context, args)
    try:
        events = events_of(args.event, context.clock.now())
        report = exposure_report(context.home, args.device, session, events, context.clock)
    finally:
        if session is not None:
            session.close()
    answer = _told(report)
    data, lines = dict(answer.data), list(answer.lines)
    if args.people is not None:
        count = write_people(
            context.home, report.exposure, args.people, context.prompts, recipient=args.recipient, plain=args.plain
        )
        data["people"] = {"file": str(args.people), "count": count, "encrypted": not args.plain}
        lines.append(say("Wrote {count} people to {file}.", count=count, file=args.people))
    if args.names:
        from continuity_app.kit.exposure_desk import people_on  # noqa: PLC0415

        people = sorted(people_on(context.home, report.exposure, context.prompts).items())
        data["names"] = [{"id": person, "name": name} for person, name in people[: args.names]]
        data["names_total"] = len(people)
        lines += [say("  {id}  {name}", id=person, name=name) for person, name in people[: args.names]]
        lines.append(say("{shown} of {count} people.", shown=min(args.names, len(people)), count=len(people)))
    if args.output is not None:
        data |= _drawn(report, args)
        lines.append(say("Written to {file}, {pages} pages.", file=args.output, pages=data["pages"]))
    return Answer(data, lines)


def _drawn(report: "ExposureReport", args: argparse.Namespace) -> dict[str, Any]:
    from continuity_app.kit.exposure_pages import draw_exposure  # noqa: PLC0415
    from continuity_app.paper.context import SheetContext, paper_named  # noqa: PLC0415

    paper = SheetContext(
        report.organisation, say("IT machine"), paper=paper_named(args.paper), printed_at=report.made_at
    )
    drawn = draw_exposure(report, paper)
    write_whole(args.output, drawn.data, private=True)
    return {"file": str(args.output), "pages": drawn.pages}


def _told(report: "ExposureReport") -> Answer:
    exposure, seen = report.exposure, report.seen
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
        *(
            say(
                "{rule}: its threshold of {persons} persons is passed (check with counsel)",
                rule=clock.duty.rule,
                persons=clock.duty.persons,
            )
            for clock in report.passed
        ),
    ]
    if seen is not None:
        lines.append(
            say(
                "{entries} entries of it are here, the last of {at}; {sheets} sheets; last copy {copy}.",
                entries=seen.entries,
                at=seen.last_entry_at or "-",
                sheets=len(seen.sheets),
                copy=seen.last_copy_at or "-",
            )
        )
    return Answer(
        {
            **_row(exposure.enrolled),
            **report.as_json(),
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
        "fingerprint_words": card.fingerprint_words,
        "site": card.site,
        "user": card.user,
        "prefix": enrolled.prefix,
        "accepted_at": enrolled.accepted_at,
        "revoked_at": enrolled.revoked_at or None,
        "reason": enrolled.reason or None,
    }


def _aloud(enrolled: "Enrolled") -> str:
    return say("In words: {words}", words=enrolled.card.fingerprint_words)


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
