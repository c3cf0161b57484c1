"""`continuity journal`: carry what happened from laptop to laptop, and check that nothing was lost or changed."""

import argparse
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.errors import BadDataError
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.devices import KnownDevice
from continuity_app.outage.moments import said
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.copies import CopyDesk
    from continuity_app.kit.merge_desk import FoundBundle, LaptopLine


def journal_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `journal`."""
    commands = parser.add_subparsers(required=True, dest="command")
    export = commands.add_parser("export", help="write all entries to a bundle that other laptops can open")
    export.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    export.add_argument(
        "--to", nargs="+", default=[], metavar="DEVICE", help="only these (default: all that are known)"
    )
    export.set_defaults(run=export_journal)
    look = commands.add_parser("look", help="what bundles would bring, who has not handed in, who has whose entries")
    look.add_argument("places", type=Path, nargs="*", metavar="FILE|DIR", help="bundles, or a stick they lie on")
    look.set_defaults(run=look_around)
    merge = commands.add_parser("merge", help="take in bundles of other laptops, in any order, as often as you like")
    merge.add_argument("files", type=Path, nargs="+", metavar="FILE|DIR", help="bundles, or a stick they lie on")
    merge.set_defaults(run=merge_journals)
    place = commands.add_parser("copy-to", help="where copies are made by themselves; without DIR says where and when")
    place.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="a stick, or a folder on it")
    place.add_argument("--stop", action="store_true", help="make no more copies")
    place.set_defaults(run=keep_copies)
    commands.add_parser("copy", help="make a copy now, in the place for copies").set_defaults(run=copy_now)
    commands.add_parser("verify", help="check every entry, chain and signature").set_defaults(run=verify_journal)


def export_journal(context: Context, args: argparse.Namespace) -> Answer:
    """Writes a bundle."""
    must_be_writable(args.out)
    journal = context.session(write=True).journal
    devices = _recipients(journal.known(), journal.device, args.to)
    bundle = export_bundle(journal, [device.recipient for device in devices], args.out.name)
    write_whole(args.out, bundle.data)
    answer = {
        "file": str(args.out),
        "entries": bundle.entries,
        "devices": [device.device for device in devices],
        "head": bundle.head,
    }
    line = say(
        "{entries} entries for {devices} devices: {file}", entries=bundle.entries, devices=len(devices), file=args.out
    )
    return Answer(answer, [line])


def keep_copies(context: Context, args: argparse.Namespace) -> Answer:
    """Names the place for copies, or says what it is; a newly named one gets its first copy at once."""
    from continuity_app.kit.copies import CopyDesk  # noqa: PLC0415

    desk = CopyDesk(context.session(write=args.stop or args.folder is not None))
    if args.stop:
        desk.stop()
    elif args.folder is not None:
        desk.keep_at(args.folder)
        desk.make()
    lines = [
        say("Copies go to {place}.", place=desk.place) if desk.place else say("No place for copies is named."),
        say("Last copied {at}; {count} entries came since.", at=desk.last_copied_at() or "-", count=desk.pending()),
    ]
    if desk.place and not desk.restorable():
        lines.append(
            say("No printed key opens them if this laptop is lost: continuity vault slots add --recovery-sheet PDF.")
        )
    return Answer(_copies_as_json(desk), lines)


def copy_now(context: Context, _: argparse.Namespace) -> Answer:
    """Makes a copy whether one is due or not."""
    from continuity_app.kit.copies import CopyDesk  # noqa: PLC0415

    desk = CopyDesk(context.session(write=True))
    copy = desk.make()
    line = say(
        "{entries} entries, up to number {last} of this laptop: {file}",
        entries=copy.entries,
        last=copy.length,
        file=copy.file,
    )
    return Answer(_copies_as_json(desk), [line])


def _copies_as_json(desk: "CopyDesk") -> dict[str, Any]:
    last = desk.last()
    return {
        "place": str(desk.place) if desk.place else None,
        "last": last and {"file": last.file, "at": last.at, "entries": last.entries, "through": last.length},
        "last_copied_at": desk.last_copied_at() or None,
        "pending": desk.pending(),
        "pictures_pending": desk.pictures_pending(),
        "due": desk.due(),
        "restorable": desk.restorable(),
    }


def look_around(context: Context, args: argparse.Namespace) -> Answer:
    """The merge desk: takes nothing in; a finding where a bundle brings a fork or cannot be read."""
    from continuity_app.kit import merge_desk  # noqa: PLC0415

    session = context.session(write=True)
    found = context.work(merge_desk.look_at(session, args.places)) if args.places else ()
    merge_desk.remember_heads(session, [head for each in found for head in each.heads])
    laptops, told = merge_desk.laptops(session), merge_desk.who_has_whose(session)
    data = {
        "bundles": [each.as_json() for each in found],
        "laptops": [each.as_json() for each in laptops],
        "holds": told,
        "forks": [list(fork) for fork in session.journal.forks()],
    }
    lines = [_bundle_line(each) for each in found]
    lines += [_laptop_line(each, context.clock.now()) for each in laptops]
    return Answer(data, lines, found=any(each.forks or each.problem for each in found))


def _bundle_line(each: "FoundBundle") -> str:
    if each.problem:
        return say("{name}: {problem}", name=each.file.name, problem=each.problem)
    told = [say("{name} of {maker}: {new} of {entries} new", name=each.file.name, **each.as_json())]
    told += [say("{count} will wait: their laptop is not known here", count=each.waiting)] if each.waiting else []
    told += [say("{count} will wait: their laptop was revoked", count=each.revoked)] if each.revoked else []
    forks = ", ".join(f"{device} {seq}" for device, seq in each.forks)
    told += [say("ALARM: two entries under one number: {which}", which=forks)] if forks else []
    return "; ".join(told) + "."


def _laptop_line(each: "LaptopLine", now: dt.datetime) -> str:
    name = f"{each.device} {each.user}".rstrip()
    if each.mine:
        return say("{name}: this laptop, {held} entries.", name=name, held=each.held)
    when = said(each.handed_in.isoformat(), now) if each.handed_in else say("never")
    if each.missing:
        return say(
            "{name}: handed in {when}, {held} entries here, {missing} missing.",
            name=name,
            when=when,
            held=each.held,
            missing=each.missing,
        )
    return say("{name}: handed in {when}, {held} entries here.", name=name, when=when, held=each.held)


def merge_journals(context: Context, args: argparse.Namespace) -> Answer:
    """Takes in bundles; what needs a person's eye is told with exit status 1.

    Of a stick everything is taken that can be read: a torn bundle hinders no other. Bundles by name are all or nothing.

    Raises:
        BadDataError: no bundle lies in the folders that were named.
    """
    from continuity_app.kit.merge_desk import look_at, remember_heads  # noqa: PLC0415

    session = context.session(write=True)
    on_sticks = any(place.is_dir() for place in args.files)
    found = context.work(look_at(session, args.files)) if on_sticks else ()
    if on_sticks and not found:
        raise _no_bundle(args.files)
    torn = [each for each in found if each.problem]
    files = [each.file for each in found if not each.problem] if on_sticks else args.files
    report = merge_bundles(session.journal, files, session.device.age_secret)
    remember_heads(session, report.heads)
    answer = {
        "new": report.new,
        "known": report.known,
        "refused": report.refused,
        "forks": report.forks,
        "digest": report.digest,
        "unread": [{"file": str(each.file), "problem": each.problem} for each in torn],
    }
    lines = [_bundle_line(each) for each in torn]
    lines += [
        say("{new} new entries, {known} were known.", new=report.new, known=report.known),
        say("State {digest}", digest=report.digest[:16]),
    ]
    from continuity_app.kit.trusting import set_aside  # noqa: PLC0415

    aside = set_aside(session) if report.refused else ()
    answer["set_aside"] = [asdict(each) for each in aside]
    lines += [each.sentence for each in aside]
    if report.forks:
        lines.append(
            say("ALARM: a device signed different entries under one number ({forks} times).", forks=report.forks)
        )
    return Answer(answer, lines, found=bool(report.refused or report.forks or torn))


def _no_bundle(places: Sequence[Path]) -> BadDataError:
    """A wrong stick, or one that nobody handed in on: nobody shall take the merge for done."""
    return BadDataError(
        "bundle.none",
        say("No bundle lies in {folder}.", folder=", ".join(map(str, places))),
        what_is_safe=say("The journal is unchanged."),
        next_step=say("Check that the right stick is plugged in; a bundle's name ends in .bundle."),
        details=[{"file": str(place), "problem": say("no bundle")} for place in places],
    )


def verify_journal(context: Context, _: argparse.Namespace) -> Answer:
    """Checks the whole journal."""
    from continuity_app.kit.trusting import set_aside  # noqa: PLC0415

    session = context.session()
    found, aside = session.journal.verify(), set_aside(session)
    lines = [
        say("{entries} entries of {devices} devices.", entries=found.entries, devices=len(found.devices)),
        say("State {digest}", digest=found.digest[:16]),
        *(say("{device} {entry}: {problem}", device=p.device, entry=p.seq, problem=p.problem) for p in found.problems),
        *(each.sentence for each in aside),
    ]
    return Answer({**found.as_json(), "set_aside": [asdict(each) for each in aside]}, lines, found=not found.ok)


def _recipients(known: Mapping[str, KnownDevice], own: str, wanted: Sequence[str]) -> list[KnownDevice]:
    """The devices that a bundle is sealed to, this one always among them; revoked ones get nothing."""
    trusted = {name: device for name, device in known.items() if not device.revoked_from or name == own}
    for name in wanted:
        if name not in trusted:
            near = get_close_matches(name, trusted, n=1, cutoff=0.3)
            raise BadDataError(
                "journal.recipient",
                say("The device {device} is not one that a bundle may be made for.", device=name),
                what_is_safe=say("Nothing was written."),
                next_step=say("Did you mean {near}?", near=near[0])
                if near
                else say("Leave --to out; the bundle is then for all devices that the snapshot knows."),
                details=[{"field": "to", "problem": say("unknown or revoked device")}],
            )
    return [device for name, device in sorted(trusted.items()) if not wanted or name in wanted or name == own]
