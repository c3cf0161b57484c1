"""`continuity form` and `continuity pack`: list, print and fill forms, print a whole pack of numbered sheets."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.durable import must_be_writable
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.print_desk import Printed, Wish


def form_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `form`."""
    verbs = parser.add_subparsers(required=True, metavar="list | print | fill | reprint")
    verbs.add_parser("list", help="the forms on this laptop").set_defaults(run=list_forms)
    printed = verbs.add_parser("print", help="numbered sheets of one form, blank or pre-filled")
    printed.add_argument("form")
    printed.add_argument("--customer", default="", help="whose: the sheets are pre-filled")
    printed.add_argument("--copies", type=int, default=1)
    printed.add_argument("--fillable", action="store_true", help="with fields to type into")
    _paper_options(printed)
    printed.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    printed.set_defaults(run=print_form)
    filled = verbs.add_parser("fill", help="fill a form on screen from a file of answers")
    filled.add_argument("form")
    filled.add_argument("--customer", default="")
    filled.add_argument("--answers", type=Path, required=True, help="JSON file: answers by question name")
    filled.add_argument("--accept-flags", default="", metavar="REASON", help="take odd answers too, flagged with why")
    filled.add_argument("--occurred-at", default="", metavar="TIME", help="when: 21 June 16:30, yesterday 4pm")
    _paper_options(filled)
    filled.add_argument("-o", "--output", type=Path, metavar="PDF", help="a copy for the customer")
    filled.set_defaults(run=fill_form)
    again = verbs.add_parser("reprint", help="a sheet again, under its own number")
    again.add_argument("serial")
    _paper_options(again)
    again.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    again.set_defaults(run=reprint_sheet, fillable=False)


def pack_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `pack`."""
    verbs = parser.add_subparsers(required=True, metavar="print")
    printed = verbs.add_parser("print", help="numbered blank sheets of every form of a pack")
    printed.add_argument("pack")
    printed.add_argument("--copies", type=int, default=1, help="of each form")
    _paper_options(printed)
    printed.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    printed.set_defaults(run=print_pack, fillable=False)


def _paper_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--paper", default="letter", help="letter or a4")
    parser.add_argument("--language", action="append", default=[], help="of the form's; twice for both on one sheet")


def _wish(args: argparse.Namespace) -> "Wish":
    from continuity_app.kit.print_desk import Wish  # noqa: PLC0415

    return Wish(args.paper, tuple(args.language), getattr(args, "fillable", False))


def list_forms(context: Context, _: argparse.Namespace) -> Answer:
    """`form list`."""
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.paper.sheet_pdf import pages_needed  # noqa: PLC0415

    session = context.session()
    paper = PrintDesk(session).context(Wish())
    forms = [
        {
            "id": form.id,
            "title": form.title,
            "version": form.version,
            "pack": form.pack,
            "languages": list(form.languages),
            "pages": pages_needed(form, paper),
        }
        for form in session.forms.list()
    ]
    lines = [
        say("{id} · {title} · {pack} · pages: {pages}", id=f["id"], title=f["title"], pack=f["pack"], pages=f["pages"])
        for f in forms
    ]
    return Answer({"forms": forms}, lines)


def print_form(context: Context, args: argparse.Namespace) -> Answer:
    """`form print`."""
    from continuity_app.kit.print_desk import PrintDesk  # noqa: PLC0415

    must_be_writable(args.output)
    session = context.session(write=True)
    form = session.forms.get(args.form)
    job = PrintDesk(session).new_sheets([form], _wish(args), customer=args.customer, copies=args.copies)
    return _written(args.output, context.work(job))


def reprint_sheet(context: Context, args: argparse.Namespace) -> Answer:
    """`form reprint`."""
    from continuity_app.kit.print_desk import PrintDesk  # noqa: PLC0415

    must_be_writable(args.output)
    return _written(args.output, PrintDesk(context.session(write=True)).reprint(args.serial, _wish(args)))


def print_pack(context: Context, args: argparse.Namespace) -> Answer:
    """`pack print`."""
    from continuity_app.kit.print_desk import PrintDesk  # noqa: PLC0415

    must_be_writable(args.output)
    session = context.session(write=True)
    forms = session.forms.in_pack(args.pack)
    printed = context.work(PrintDesk(session).new_sheets(forms, _wish(args), copies=args.copies, cover=True))
    return _written(args.output, printed, forms=[form.id for form in forms])


def fill_form(context: Context, args: argparse.Namespace) -> Answer:
    """`form fill`."""
    from continuity_app.forms.answers_file import read_answers  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, write_printed  # noqa: PLC0415

    answers = read_answers(args.answers)
    session = context.session(write=True)
    desk, form = PrintDesk(session), session.forms.get(args.form)
    if args.output is not None:
        must_be_writable(args.output)
        desk.check_filled(form, answers, args.customer, _wish(args))
    whose = session.customers.get(args.customer) if args.customer else None
    sheet = session.sheets.fill(
        form.id, whose, answers, accept=args.accept_flags, occurred_at=args.occurred_at, **desk.under_what()
    )
    data: dict[str, object] = {"serial": sheet.serial, "entry": session.journal.head(), "flags": dict(sheet.flags)}
    lines = [say("Saved as {serial}. Write the number on every loose paper.", serial=sheet.serial)]
    if args.output is not None:
        printed = desk.drawn([sheet], _wish(args))
        write_printed(args.output, printed)
        data |= {"file": str(args.output), "pages": printed.pages}
        lines.append(say("{file}: {pages} pages.", file=args.output, pages=printed.pages))
    return Answer(data, lines)


def _written(path: Path, printed: "Printed", *, forms: list[str] | None = None) -> Answer:
    from continuity_app.kit.print_desk import write_printed  # noqa: PLC0415

    write_printed(path, printed)
    data: dict[str, object] = {"file": str(path), "pages": printed.pages, "serials": printed.serials}
    if forms is not None:
        data["forms"] = forms
    first, last = printed.serials[0], printed.serials[-1]
    told = first if first == last else say("{first} to {last}", first=first, last=last)
    return Answer(data, [say("{file}: {pages} pages, {serials}.", file=path, pages=printed.pages, serials=told)])
