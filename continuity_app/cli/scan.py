"""`continuity scan`: which sheets scanned, photographed or typed-into pages show, and what stands on them.

It captures nothing unless `--capture SERIAL` says that a person has looked.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.errors import BadDataError
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.scan_desk import ScanDesk
    from continuity_app.paper.page_read import PageRead
    from continuity_app.paper.scan import ScanReport
    from continuity_app.paper.scanned_sheet import SheetRead


def scan_verb(parser: argparse.ArgumentParser) -> None:
    """`scan FILE…`."""
    parser.add_argument("file", nargs="+", type=Path, help="PDF or pictures: scanned, or photographed with a phone")
    parser.add_argument(
        "--assign",
        action="append",
        default=[],
        metavar="PAGE=SERIAL/PAGE",
        help="a page that cannot be read, by its number in the file (FILE:3=… among several files)",
    )
    parser.add_argument("--capture", default="", metavar="SERIAL", help="capture this sheet as it was looked at")
    parser.add_argument("--answers", type=Path, help="with --capture: hand-writing and unsure boxes, JSON by question")
    parser.add_argument("--accept-flags", default="", metavar="REASON", help="take odd answers too, flagged with why")
    parser.add_argument("--correction", default="", metavar="REASON", help="why it is captured again")
    parser.add_argument("--occurred-at", default="", metavar="TIME", help="when: 21 June 16:30, yesterday 4pm")
    parser.set_defaults(run=scan_files)


def scan_files(context: Context, args: argparse.Namespace) -> Answer:
    """Reads the files; pages that cannot be read are listed with why, and make the command exit with 1."""
    from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415

    desk = ScanDesk(context.session(write=bool(args.capture)))
    report = context.work(desk.read(args.file, _assigned(args)))
    if args.capture:
        return _capture(desk, report, args)
    data = {
        "sheets": [_as_json(page) for page in report.pages],
        "by_sheet": [_sheet_as_json(sheet, desk) for sheet in report.sheets],
        "strange": list(report.strange),
        "unread": [{"file": one.file, "page": one.page, "why": one.why} for one in report.unread],
    }
    return Answer(data, _in_words(report, desk), found=bool(report.unread))


def _assigned(args: argparse.Namespace) -> dict[tuple[Path, int], tuple[str, int]]:
    """What `--assign` says, by file and page.

    Raises:
        BadDataError: it cannot be read, or names none of the files.
    """
    told = {}
    for text in args.assign:
        where, _, what = text.partition("=")
        name, _, number = where.rpartition(":")
        serial, _, page = what.rpartition("/")
        files = [file for file in args.file if not name or name in (str(file), file.name)]
        if not (number.isdecimal() and page.isdecimal() and serial and len(files) == 1):
            raise BadDataError(
                "scan.assign",
                say("'{text}' does not say which page is which sheet's.", text=text),
                what_is_safe=say("Nothing was captured."),
                next_step=say("Write --assign PAGE=SERIAL/PAGE, such as 3=7K3-0143-5/1; among several files FILE:3=…"),
                details=[{"field": "assign", "problem": text}],
            )
        told[files[0], int(number)] = (serial, int(page))
    return told


def _capture(desk: "ScanDesk", report: "ScanReport", args: argparse.Namespace) -> Answer:
    """Captures the one sheet that was named.

    Raises:
        BadDataError: no page of it was read, or whatever `ScanDesk.confirm` raises.
    """
    from continuity_app.forms.answers_file import read_answers  # noqa: PLC0415
    from continuity_app.forms.serial import Serial  # noqa: PLC0415
    from continuity_app.paper.scanned_sheet import merged  # noqa: PLC0415

    serial = str(Serial.parse(args.capture))
    sheet = next((one for one in report.sheets if one.serial == serial), None)
    if sheet is None:
        raise BadDataError(
            "scan.no_such_sheet",
            say("No page of sheet {serial} was read.", serial=serial),
            what_is_safe=say("Nothing was captured."),
            next_step=say("Look at the unread pages; --assign PAGE=SERIAL/PAGE says which is which."),
            details=[{"file": one.file, "row": one.page, "problem": one.why} for one in report.unread],
        )
    written = read_answers(args.answers) if args.answers else {}
    captured = desk.confirm(
        sheet,
        merged(desk.proposed(sheet), written, frozenset((name,) for name in written)),
        settled=settled_by(sheet, written),
        accept=args.accept_flags,
        correction=args.correction,
        occurred_at=args.occurred_at,
    )
    scans = captured.captures[-1].scans
    told = say("{serial} was captured from {count} pictures.", serial=serial, count=len(scans))
    return Answer({**captured.as_json(), "scans": list(scans)}, [told])


def settled_by(sheet: "SheetRead", written: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """The unsure questions that an answers file names, if only to say that they are empty."""
    from continuity_app.kit.scan_desk import names  # noqa: PLC0415

    return [tick.keys for tick in sheet.unsure if names(written, tick.keys)]


def _sheet_as_json(sheet: "SheetRead", desk: "ScanDesk") -> dict[str, Any]:
    return {
        "serial": sheet.serial,
        "form": sheet.form,
        "how": sheet.how,
        "answers": sheet.answers,
        "missing_pages": list(sheet.missing),
        "unsure": [{"field": tick.field, "choice": tick.choice, "why": tick.why.told} for tick in sheet.unsure],
        "problems": [{"field": name, "problem": why} for name, why in sheet.problems],
        "notes": desk.notes(sheet),
    }


def _as_json(page: "PageRead") -> dict[str, Any]:
    return {
        "file": page.file,
        "file_page": page.file_page,
        "serial": page.serial,
        "form": page.form,
        "page": page.page,
        "pages": page.pages,
        "ticks": page.answers,
        "confidence": page.confidence,
        "doubtful": [
            {
                "field": tick.field,
                "choice": tick.choice,
                "ticked": tick.ticked,
                "confidence": tick.confidence,
                "why": tick.why.told,
            }
            for tick in page.doubtful
        ],
    }


def _in_words(report: "ScanReport", desk: "ScanDesk") -> list[str]:
    lines = []
    for page in report.pages:
        told = say("{serial} · {form} · page {page} of {pages}", **_names(page))
        doubts = len(page.doubtful)
        lines.append(told if not doubts else say("{sheet} · {count} boxes to look at", sheet=told, count=doubts))
        lines += [say("  {name}: {why}", name=tick.field, why=tick.why.told) for tick in page.doubtful]
    lines += [say("{file}, page {page}: {why}", file=one.file, page=one.page, why=one.why) for one in report.unread]
    for sheet in report.sheets:
        if sheet.filled is not None:
            told = say("{serial} was typed into: {count} answers", serial=sheet.serial, count=len(sheet.answers))
            lines += [told, *(say("  {name}: {why}", name=name, why=why) for name, why in sheet.problems)]
    lines += report.strange
    lines += [note for sheet in report.sheets for note in desk.notes(sheet)]
    lines.append(say("Nothing was captured: type the sheets in, or confirm them at the paper desk."))
    return lines


def _names(page: "PageRead") -> dict[str, object]:
    return {"serial": page.serial, "form": page.form, "page": page.page, "pages": page.pages}
