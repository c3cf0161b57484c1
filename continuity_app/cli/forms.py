"""`continuity form` and `continuity pack`: list, print, fill and check forms, print a pack of numbered sheets."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.errors import SurroundingsError
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.errors import BadDataError
    from continuity_app.forms.xlsform import Compiled
    from continuity_app.kit.print_desk import Printed, Wish


def form_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `form`."""
    verbs = parser.add_subparsers(required=True, metavar="list | print | fill | reprint | check")
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
    filled.add_argument("--overwrite", action="store_true", help="a file that lies there may be replaced")
    filled.set_defaults(run=fill_form)
    again = verbs.add_parser("reprint", help="a sheet again, under its own number")
    again.add_argument("serial")
    _paper_options(again)
    again.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    again.set_defaults(run=reprint_sheet, fillable=False)
    checked = verbs.add_parser("check", help="what an XLSForm is on paper: pages, what is lost, a proof")
    checked.add_argument("file", type=Path, help="the XLSForm; tables that it names lie beside it")
    checked.add_argument("--paper", default="letter", help="of the proof: letter or a4")
    checked.add_argument("-o", "--output", type=Path, metavar="PDF", help="a blank sheet in each language")
    checked.set_defaults(run=check_file)


def pack_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `pack`."""
    verbs = parser.add_subparsers(required=True, metavar="print")
    printed = verbs.add_parser("print", help="numbered blank sheets of every form of a pack, under a cover")
    printed.add_argument("pack", help="a trade's, generic, site, or first_hour: what is needed at once, of all trades")
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
    from continuity_app.forms.texts import title_of  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.paper.sheet_pdf import pages_needed  # noqa: PLC0415

    session = context.session()
    paper = PrintDesk(session).context(Wish())
    forms = [
        {
            "id": form.id,
            "title": title_of(form),
            "titles": form.titles,
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
        _must_be_free(args.output, overwrite=args.overwrite)
        must_be_writable(args.output)
        desk.check_filled(form, answers, args.customer, _wish(args))
    whose = session.customers.get(args.customer) if args.customer else None
    sheet = session.sheets.fill(
        form.id, whose, answers, accept=args.accept_flags, occurred_at=args.occurred_at, **desk.under_what()
    )
    data: dict[str, object] = {"serial": sheet.serial, "entry": session.journal.head(), "flags": dict(sheet.flags)}
    lines = [say("Saved as {serial}. Write the number on every loose paper.", serial=sheet.serial)]
    if args.output is not None:
        printed = desk.reprint(sheet.serial, _wish(args))
        write_printed(args.output, printed)
        data |= {"file": str(args.output), "pages": printed.pages}
        lines.append(say("{file}: {pages} pages.", file=args.output, pages=printed.pages))
    return Answer(data, lines)


def _must_be_free(path: Path, *, overwrite: bool) -> None:
    """A copy for one customer must not silently take the place of another's."""
    if path.is_file() and not overwrite:
        raise SurroundingsError(
            "output.exists",
            say("The file {name} lies there already.", name=path.name),
            what_is_safe=say("Nothing was saved, and the file is as it was."),
            next_step=say("Name another file, or add --overwrite."),
            details=[{"file": str(path), "problem": say("exists")}],
        )


def check_file(_: Context, args: argparse.Namespace) -> Answer:
    """`form check`."""
    from continuity_app.errors import BadDataError  # noqa: PLC0415
    from continuity_app.forms.foreign import read_foreign  # noqa: PLC0415
    from continuity_app.forms.library import tables_beside  # noqa: PLC0415
    from continuity_app.kit.carried import read_carried  # noqa: PLC0415

    if args.output is not None:
        must_be_writable(args.output)
    data = read_carried(args.file)
    try:
        compiled = read_foreign(data, args.file.name, tables_beside(args.file))
    except BadDataError as error:
        return _unusable(args.file, error)
    return _checked(args, compiled)


def _unusable(file: Path, error: "BadDataError") -> Answer:
    """A form with mistakes: all of them, by sheet, row and column."""
    problems = [{"kind": "mistake", **detail} for detail in error.details]
    lines = [
        say("{name} cannot be used as it stands:", name=file.name),
        *dict.fromkeys(_placed(detail) for detail in error.details),
    ]
    return Answer({"file": str(file), "ok": False, "problems": problems}, lines, found=True)


def _placed(detail: Mapping[str, object]) -> str:
    """A problem after as much of its place as is known."""
    where = [
        say("sheet {sheet}", sheet=detail["sheet"]) if detail.get("sheet") else "",
        say("row {row}", row=detail["row"]) if detail.get("row") else "",
        str(detail.get("column") or detail.get("field") or ""),
    ]
    place = ", ".join(part for part in where if part)
    return f"{place}: {detail['problem']}" if place else str(detail["problem"])


def _checked(args: argparse.Namespace, compiled: "Compiled") -> Answer:
    from continuity_app.paper.context import SheetContext, paper_named  # noqa: PLC0415
    from continuity_app.paper.form_check import check_form, draw_proof  # noqa: PLC0415

    form = compiled.form
    check = check_form(form)
    problems: list[dict[str, object]] = [{"kind": "note", "problem": note} for note in compiled.notes]
    problems += [
        {"kind": one.loss.value, "sheet": one.sheet, "row": one.row, "field": one.field, "problem": one.problem}
        for one in check.findings
    ]
    data: dict[str, object] = {
        "file": str(args.file),
        "ok": not check.grave,
        "id": form.id,
        "title": form.title,
        "titles": form.titles,
        "version": form.version,
        "languages": list(form.languages),
        "questions": check.questions,
        "pages": check.pages,
        "problems": problems,
    }
    lines = [
        say("{title} ({id}): {questions} questions.", title=form.title, id=form.id, questions=check.questions),
        *(
            say("{paper}: 1 page.", paper=paper)
            if pages == 1
            else say("{paper}: {pages} pages.", paper=paper, pages=pages)
            for paper, pages in check.pages.items()
        ),
        *dict.fromkeys([*compiled.notes, *map(_placed, problems[len(compiled.notes) :])]),
    ]
    if args.output is not None:
        write_whole(args.output, draw_proof(form, SheetContext("", "", paper=paper_named(args.paper))))
        data["proof"] = str(args.output)
        lines.append(say("The proof is in {file}.", file=args.output))
    return Answer(data, lines, found=check.grave)


def _written(path: Path, printed: "Printed", *, forms: list[str] | None = None) -> Answer:
    from continuity_app.kit.print_desk import write_printed  # noqa: PLC0415

    write_printed(path, printed)
    data: dict[str, object] = {"file": str(path), "pages": printed.pages, "serials": printed.serials}
    if forms is not None:
        data["forms"] = forms
    first, last = printed.serials[0], printed.serials[-1]
    told = first if first == last else say("{first} to {last}", first=first, last=last)
    return Answer(data, [say("{file}: {pages} pages, {serials}.", file=path, pages=printed.pages, serials=told)])
