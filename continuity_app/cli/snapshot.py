"""`snapshot`: build one from a plan, and say what is in one: verify, inspect, diff."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.durable import must_be_writable
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.snapshot_desk import Built, Compared
    from continuity_app.snapshot.compare import Change
    from continuity_app.snapshot.package import Verified
    from continuity_app.trust.metadata import Signatures

MOST_TOLD = 10_000
SHOWN = 20


def snapshot_verb(parser: argparse.ArgumentParser) -> None:
    """Adds `snapshot build`, `sign`, `verify`, `inspect` and `diff`."""
    verbs = parser.add_subparsers(required=True, metavar="build|sign|verify|inspect|diff")
    build = verbs.add_parser("build", help="on the IT machine: carry out a plan")
    build.add_argument("plan", type=Path, help="the plan (TOML)")
    build.add_argument("-o", "--output", type=Path, required=True, help="the snapshot's file")
    build.add_argument("--report", type=Path, metavar="CSV", help="write every problem and merged pair here too")
    build.add_argument(
        "--signer-key",
        type=Path,
        action="append",
        default=[],
        help="a signer's key on its stick; others may sign later",
    )
    build.set_defaults(run=_build)
    sign = verbs.add_parser("sign", help="add a second person's signature")
    sign.add_argument("file", type=Path, help="the snapshot; it is replaced")
    sign.add_argument("--signer-key", type=Path, required=True, help="the signer's key on its stick")
    sign.add_argument("--org", type=Path, metavar="CARD", help="the organisation's card (default: this home's)")
    sign.set_defaults(run=_sign)
    for name, run, about in (
        ("verify", _verify, "check signatures and digests"),
        ("inspect", _inspect, "what the signed part says"),
    ):
        one = verbs.add_parser(name, help=about)
        one.add_argument("file", type=Path, help="the snapshot")
        one.add_argument("--org", type=Path, metavar="CARD", help="the organisation's card (default: this home's)")
        one.set_defaults(run=run)
    diff = verbs.add_parser("diff", help="what changed from one snapshot to the next")
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    diff.add_argument("--org", type=Path, metavar="CARD", help="the organisation's card (default: this home's)")
    diff.set_defaults(run=_diff)


def _build(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.snapshot_desk import build_snapshot, write_build_report  # noqa: PLC0415

    if args.report is not None:
        must_be_writable(args.report)
    built = context.work(
        build_snapshot(
            context.home, args.plan, args.output, context.prompts, context.clock, signer_keys=args.signer_key
        )
    )
    if args.report is not None:
        write_build_report(built, args.report)
    said, gathered = built.statement, built.gathered
    return Answer(
        {
            "site": said.site,
            "version": said.version,
            "as_of": said.as_of,
            "valid_until": said.valid_until,
            "customers": said.customers,
            "merged": [asdict(pair) for pair in gathered.merged[:MOST_TOLD]],
            "merged_count": len(gathered.merged),
            "left_out": gathered.left_out,
            "left_out_reasons": [asdict(reason) for reason in gathered.left_out_reasons],
            "forms": [form.id for form in said.forms],
            "replaced_forms": list(built.replaced_forms),
            "form_notes": [{"file": file, "note": note} for file, note in built.form_notes],
            "devices": list(said.devices),
            "fields": list(said.fields),
            "problems": [asdict(problem) for problem in gathered.problems[:MOST_TOLD]],
            "problem_count": gathered.problem_count,
            "file": str(built.file),
            "signatures": asdict(built.signatures),
            "bytes": built.bytes,
            "sha256": built.sha256,
        },
        _build_lines(built),
    )


def _build_lines(built: "Built") -> list[str]:
    said, gathered = built.statement, built.gathered
    lines = [
        say(
            "Built version {version} for {site}: {customers} customers as of {as_of}, {forms} forms, for {devices}.",
            version=said.version,
            site=said.site,
            customers=said.customers,
            as_of=said.as_of,
            forms=len(said.forms),
            devices=", ".join(said.devices),
        ),
        say(
            "{merged} rows were merged, {left_out} left out, {problems} problems noted.",
            merged=len(gathered.merged),
            left_out=gathered.left_out,
            problems=gathered.problem_count,
        ),
    ]
    lines += [
        say("The plan's own form {form} takes the place of the shipped one.", form=form)
        for form in built.replaced_forms
    ]
    lines += [say("  {file}: {note}", file=file, note=note) for file, note in built.form_notes]
    lines += [
        say(
            "  {file}, row {row}, {field}: {problem}",
            file=each.file,
            row=each.row,
            field=each.field or "·",
            problem=each.problem,
        )
        for each in gathered.problems[:SHOWN]
    ]
    if gathered.problem_count > SHOWN:
        lines.append(say("  and {more} more; --report CSV writes all.", more=gathered.problem_count - SHOWN))
    lines += _still_to_sign(built.signatures)
    lines.append(say("{file}  {size} bytes  SHA-256 {digest}", file=built.file, size=built.bytes, digest=built.sha256))
    return lines


def _sign(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.snapshot_desk import card_for, sign_snapshot  # noqa: PLC0415

    card = card_for(context.home, args.org) or context.session().organisation
    verified = sign_snapshot(args.file, card, args.signer_key, context.prompts)
    return Answer(_signed(verified), _said(verified))


def _still_to_sign(signatures: "Signatures") -> list[str]:
    if signatures.enough:
        return []
    missing = signatures.needed - signatures.valid
    return [
        say(
            "{count} more must sign, with: continuity snapshot sign FILE --signer-key KEY.",
            count=missing,
        )
    ]


def _verified(context: Context, file: Path, card_file: Path | None, *, unfinished: bool = False) -> "Verified":
    from continuity_app.kit.snapshot_desk import card_for, verify_snapshot  # noqa: PLC0415

    card = card_for(context.home, card_file) or context.session().organisation
    return verify_snapshot(file, card, unfinished=unfinished)


def _signed(verified: "Verified") -> dict[str, Any]:
    said = verified.statement
    return {
        "ok": verified.signatures.enough,
        "organisation": said.organisation,
        "site": said.site,
        "version": said.version,
        "as_of": said.as_of,
        "valid_until": said.valid_until,
        "signatures": asdict(verified.signatures),
        "devices": list(said.devices),
    }


def _verify(context: Context, args: argparse.Namespace) -> Answer:
    verified = _verified(context, args.file, args.org, unfinished=True)
    return Answer(_signed(verified), _said(verified), found=not verified.signatures.enough)


def _said(verified: "Verified") -> list[str]:
    said, signatures = verified.statement, verified.signatures
    told = say(
        "Version {version} of {organisation} for {site} as of {as_of}; {valid} of {needed} signatures.",
        version=said.version,
        organisation=said.organisation,
        site=said.site,
        as_of=said.as_of,
        valid=signatures.valid,
        needed=signatures.needed,
    )
    mark = say("Good") if signatures.enough else say("NOT FINISHED")
    return [f"{mark}: {told}", *_still_to_sign(signatures)]


def _inspect(context: Context, args: argparse.Namespace) -> Answer:
    verified = _verified(context, args.file, args.org)
    said = verified.statement
    data = {
        **_signed(verified),
        "root_version": verified.card.root_version,
        "customers": said.customers,
        "fields": list(said.fields),
        "forms": [asdict(form) for form in said.forms],
        "scripts": said.scripts,
        "roster": said.roster,
        "revoked": [asdict(device) for device in said.revoked],
        "payload": {"bytes": said.bytes, "sha256": said.sha256},
    }
    lines = [
        say("Version {version} for {site}, as of {as_of}", version=said.version, site=said.site, as_of=said.as_of),
        say("Customers: {count}, with {fields}", count=said.customers, fields=", ".join(said.fields)),
        say("Forms: {forms}", forms=", ".join(form.id for form in said.forms)),
        say("Laptops: {devices}", devices=", ".join(said.devices)),
    ]
    return Answer(data, lines)


def _diff(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.snapshot_desk import compare_snapshots  # noqa: PLC0415

    old, new = (_verified(context, file, args.org) for file in (args.old, args.new))
    secrets = context.session().device if context.home.vault.exists() else None
    compared = context.work(compare_snapshots(old, new, secrets))
    signed = compared.signed
    return Answer(
        {
            "old": {"version": compared.old.version, "as_of": compared.old.as_of, "customers": compared.old.customers},
            "new": {"version": compared.new.version, "as_of": compared.new.as_of, "customers": compared.new.customers},
            "customers_more": signed.customers,
            "fields": asdict(signed.fields),
            "forms": asdict(signed.forms),
            "devices": asdict(signed.devices),
            "customers": _counted(compared.customers),
        },
        _diff_lines(compared),
    )


def _counted(change: "Change | None") -> dict[str, Any] | None:
    if change is None:
        return None
    kinds = asdict(change)
    return {f"{kind}_count": len(ids) for kind, ids in kinds.items()} | {
        kind: list(ids[:MOST_TOLD]) for kind, ids in kinds.items()
    }


def _diff_lines(compared: "Compared") -> list[str]:
    signed = compared.signed
    lines = [
        say(
            "Version {old} as of {before} → version {new} as of {after}: {more} customers more.",
            old=compared.old.version,
            before=compared.old.as_of,
            new=compared.new.version,
            after=compared.new.as_of,
            more=signed.customers,
        )
    ]
    for name, change in (
        (say("Fields"), signed.fields),
        (say("Forms"), signed.forms),
        (say("Laptops"), signed.devices),
    ):
        lines.append(
            say(
                "{name}: added {added}; removed {removed}; changed {changed}",
                name=name,
                added=", ".join(change.added) or "-",
                removed=", ".join(change.removed) or "-",
                changed=", ".join(change.changed) or "-",
            )
        )
    if compared.customers is None:
        lines.append(say("The customers themselves cannot be compared here: this home cannot open both."))
    else:
        change = compared.customers
        lines.append(
            say(
                "Customers: {added} added, {removed} removed, {changed} changed",
                added=len(change.added),
                removed=len(change.removed),
                changed=len(change.changed),
            )
        )
    return lines
