"""`continuity ledger`, `rekey` and `recover`: where every sheet is, the way back, the export of what was captured."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.cli.rekey_desk import add_desk_commands
from continuity_app.forms.sheet_states import State
from continuity_app.recovery.ledger import Ledger, LedgerLine, ledger_of
from continuity_app.recovery.ledger_views import GROUPINGS, Part, first_unexplained, grouped
from continuity_app.recovery.rekey import Waiting, WaitsFor
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.session import Session

SHOWN = 40


def ledger_verb(parser: argparse.ArgumentParser) -> None:
    """`ledger`, the whole or a part, and row by row."""
    parser.add_argument("--drill", action="store_true", help="the sheets of rehearsals instead")
    parser.add_argument("--range", default="", metavar="SERIALS", help="only these, such as 7K3-0143…0190")
    parser.add_argument("--form", default="", help="only this form")
    parser.add_argument("--person", default="", help="only what this person gave out or took down")
    parser.add_argument("--by", choices=GROUPINGS, default="", help="in rows, unexplained ones first")
    parser.add_argument("--sheets", action="store_true", help="each sheet of it too, unexplained ones first")
    parser.add_argument("-o", "--output", type=Path, metavar="PDF", help="print it: by form unless --by says otherwise")
    parser.add_argument("--paper", default="letter", help="letter or a4")
    parser.set_defaults(run=show_ledger)


def rekey_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `rekey`."""
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("list", help="what waits, in order").set_defaults(run=list_waiting)
    commands.add_parser("next", help="what you do next").set_defaults(run=show_next)
    done = commands.add_parser("done", help="a sheet stands in the central system now")
    done.add_argument("serial", help="the sheet's number")
    done.add_argument("--reference", required=True, help="its number in the central system")
    done.add_argument("--same-reference", default="", metavar="REASON", help="why another sheet has this number too")
    done.add_argument(
        "--settles", default="", metavar="REASON", help="two laptops did it twice: why this number stands"
    )
    done.set_defaults(run=note_done)
    verify = commands.add_parser("verify", help="a second look found it right")
    verify.add_argument("serial", help="the sheet's number")
    verify.add_argument("--alone", default="", metavar="REASON", help="why nobody but the one who re-keyed it looks")
    verify.set_defaults(run=note_verified)
    assign = commands.add_parser("assign", help="give sheets to a person")
    assign.add_argument("person", help="who re-keys them")
    assign.add_argument("serials", nargs="+", metavar="SERIAL", help="the sheets' numbers")
    assign.set_defaults(run=assign_sheets)
    add_desk_commands(commands)


def recover_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-command of `recover`."""
    commands = parser.add_subparsers(required=True, dest="command")
    export = commands.add_parser("export", help="everything captured as CSV files with a manifest")
    export.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder, or an earlier export")
    export.set_defaults(run=export_files)
    proof = commands.add_parser("proof", help="the signed proof that every sheet is explained: PDF and JSON")
    proof.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    proof.add_argument("--paper", default="letter", help="letter or a4")
    proof.add_argument("--by", choices=GROUPINGS, default="form", help="the parts in which every number stands")
    proof.set_defaults(run=prove)


def show_ledger(context: Context, args: argparse.Namespace) -> Answer:
    """Where every sheet is; a finding while one is unexplained."""
    session = context.session()
    serials = session.sheets.meant_by(args.range) if args.range else None
    part = Part(serials, args.form, args.person)
    lines = part.of(session.ledger.lines(drill=args.drill))
    ledger = ledger_of(lines, drill=args.drill)
    data, told = ledger.as_json(), _ledger_lines(ledger)
    if args.by:
        rows = grouped(lines, args.by)
        data["by"] = {args.by: [{"value": name, **row.as_json()} for name, row in rows]}
        told += ["", *_part_lines(session, args.by, rows)]
    if args.sheets:
        shown = first_unexplained(lines)
        data["sheets"] = [line.as_json() for line in shown]
        told += ["", *(_sheet_line(session, line) for line in shown)]
    if args.output is not None:
        data |= _print(session, lines, args)
        told.append(say("{pages} pages in {file}", pages=data["pages"], file=args.output))
    return Answer(data, told, found=not ledger.closed)


def _part_lines(session: "Session", by: str, rows: "list[tuple[str, Ledger]]") -> list[str]:
    heads = (say("given out"), say("captured"), say("unexplained"))
    lines = [f"{'':<30} {heads[0]:>12} {heads[1]:>12} {heads[2]:>14}"]
    for name, row in rows:
        told = session.forms.title(name) if by == "form" else name
        lines.append(f"{told:<30} {row.issued:>12,} {row.captured:>12,} {len(row.unexplained):>14,}")
    return lines


def _sheet_line(session: "Session", line: LedgerLine) -> str:
    from continuity_app.kit.ledger_pages import STATES  # noqa: PLC0415

    return f"{line.sheet.serial:<14} {session.forms.title(line.sheet.form):<30} {say(STATES[line.sheet.state])}"


def _print(session: "Session", lines: list[LedgerLine], args: argparse.Namespace) -> dict[str, Any]:
    from continuity_app.durable import must_be_writable, write_whole  # noqa: PLC0415
    from continuity_app.kit.ledger_pages import draw_ledger  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415

    must_be_writable(args.output)
    drawn = draw_ledger(session, lines, args.by or "form", PrintDesk(session).context(Wish(args.paper)))
    write_whole(args.output, drawn.data)
    return {"file": str(args.output), "pages": drawn.pages}


def list_waiting(context: Context, _: argparse.Namespace) -> Answer:
    """Everything on its way back."""
    session = context.session()
    waiting = session.rekeying.list()
    lines = [_waiting_line(session, each) for each in waiting[:SHOWN]] or [say("Nothing waits to be re-keyed.")]
    return Answer({"total": len(waiting), "sheets": [each.as_json() for each in waiting]}, lines)


def show_next(context: Context, _: argparse.Namespace) -> Answer:
    """The next sheet for this user; an empty serial where nothing waits."""
    session = context.session()
    found = session.rekeying.next()
    if found is None:
        nothing = {"serial": "", "form": "", "customer": "", "waits_for": "", "owner": ""}
        others = len(session.rekeying.list())
        of_others = say("Nothing waits for you; sheets that wait for others: {count} (rekey list).", count=others)
        return Answer(nothing, [of_others if others else say("Nothing waits to be re-keyed.")])
    return Answer(found.as_json(), [_waiting_line(session, found)])


def note_done(context: Context, args: argparse.Namespace) -> Answer:
    """Notes that a sheet was re-keyed."""
    session = context.session(write=True)
    return _answer(session, session.rekeying.done(args.serial, args.reference, args.settles or args.same_reference))


def note_verified(context: Context, args: argparse.Namespace) -> Answer:
    """Notes that a re-keyed sheet was verified."""
    session = context.session(write=True)
    return _answer(session, session.rekeying.verify(args.serial, args.alone))


def assign_sheets(context: Context, args: argparse.Namespace) -> Answer:
    """Gives sheets to a person; ranges such as 7K3-0143…0190 work."""
    session = context.session(write=True)
    serials = tuple(serial for text in args.serials for serial in session.sheets.meant_by(text))
    session.rekeying.assign(serials, args.person)
    told = say("Sheets given to {person}: {count}", count=len(serials), person=args.person)
    return Answer({"owner": args.person, "serials": list(serials)}, [told])


def prove(context: Context, args: argparse.Namespace) -> Answer:
    """Writes the proof; a finding while a sheet is unexplained."""
    from continuity_app.kit.closing import write_proof  # noqa: PLC0415

    proved = write_proof(context.session(), args.output, args.paper, args.by)
    lines = [say("Written and signed: {files}", files=", ".join(proved.files))]
    data = {"file": str(args.output), "files": list(proved.files), "pages": proved.pages, **proved.proof}
    return Answer(data, lines, found=not proved.proof["explained"])


def export_files(context: Context, args: argparse.Namespace) -> Answer:
    """Writes the export."""
    from continuity_app.recovery.export import ExportSource, export_everything  # noqa: PLC0415

    session = context.session()
    source = ExportSource(
        session.sheets, session.forms, session.contacts, session.journal, session.site, context.clock.now()
    )
    exported = context.work(export_everything(source, args.folder))
    lines = [say("{rows} rows in {name}", rows=f"{file.rows:,}", name=file.name) for file in exported.files]
    told = exported.as_json()
    lines.append(say("Beside them: {names}", names=", ".join((told["workbook"], *told["others"]))))
    lines.append(say("The manifest {name} holds their digests.", name=told["manifest"]))
    return Answer(exported.as_json(), lines)


def _answer(session: "Session", waiting: Waiting) -> Answer:
    return Answer(waiting.as_json(), [_waiting_line(session, waiting)])


def _ledger_lines(ledger: Ledger) -> list[str]:
    lines = [
        say(
            "Sheets: {issued}. Captured: {captured}, blank: {blank}, void: {void}, lost: {lost}.",
            issued=f"{ledger.issued:,}",
            captured=f"{ledger.captured:,}",
            blank=f"{ledger.counts.get(State.BLANK, 0):,}",
            void=f"{ledger.counts.get(State.VOID, 0):,}",
            lost=f"{ledger.counts.get(State.LOST, 0):,}",
        ),
        say(
            "To be re-keyed: {to_rekey}, to be verified: {to_verify}, verified: {verified}.",
            to_rekey=f"{ledger.to_rekey:,}",
            to_verify=f"{ledger.to_verify:,}",
            verified=f"{ledger.counts.get(State.VERIFIED, 0):,}",
        ),
    ]
    if ledger.unexplained:
        shown = ", ".join(ledger.unexplained[:SHOWN])
        lines.append(say("Unexplained: {count} ({serials})", count=f"{len(ledger.unexplained):,}", serials=shown))
        lines.append(say("Ask the counter, then void, lose or count them back: continuity sheet …"))
    else:
        lines.append(say("Every sheet is explained."))
    if ledger.unheard:
        lines.append(
            say(
                "Of these nothing is known but their number, {count}: the journal of their laptop never came. Look for "
                "the paper, then capture it (--form), or call it lost.",
                count=f"{len(ledger.unheard):,}",
            )
        )
    if ledger.given_out_twice:
        lines.append(say("Given out by two laptops: {serials}", serials=", ".join(ledger.given_out_twice[:SHOWN])))
    if ledger.captured_apart:
        serials = ", ".join(ledger.captured_apart[:SHOWN])
        lines.append(
            say("Taken down differently by two laptops, look at both and correct it: {serials}", serials=serials)
        )
    if ledger.rekeyed_twice:
        lines.append(say("Re-keyed twice, look them up: {serials}", serials=", ".join(ledger.rekeyed_twice[:SHOWN])))
    if ledger.self_verified:
        lines.append(say("Verified by the one who re-keyed them: {count}", count=f"{len(ledger.self_verified):,}"))
    return lines


_STEPS = {
    WaitsFor.REKEY: "{serial} {form}: re-key it.",
    WaitsFor.SETTLE: "{serial} {form}: re-keyed twice, as {references}: say which stands (rekey done … --settles).",
    WaitsFor.VERIFY: "{serial} {form}: verify it, re-keyed as {reference}.",
    WaitsFor.NOTHING: "{serial} {form}: verified, {reference}.",
}


def _waiting_line(session: "Session", waiting: Waiting) -> str:
    sheet = waiting.line.sheet
    told = say(
        _STEPS[waiting.waits_for],
        serial=sheet.serial,
        form=session.forms.title(sheet.form),
        reference=sheet.reference,
        references=", ".join(waiting.line.references),
    )
    extra = [
        say("Enter its new customer first.") if waiting.new_customer else "",
        say("It replaces {reference}.", reference=waiting.replaces) if waiting.replaces else "",
        say("For {owner}.", owner=waiting.owner) if waiting.owner else "",
        say("Verified by the one who re-keyed it.") if waiting.line.self_verified else "",
        say("Two laptops took it down differently: see sheet show.") if waiting.line.captured_apart else "",
    ]
    return " ".join((told, *filter(None, extra)))
