"""`continuity scan`: which sheets scanned or photographed pages show, and what is ticked on them; captures nothing."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.page_read import PageRead
    from continuity_app.paper.scan import ScanReport


def scan_verb(parser: argparse.ArgumentParser) -> None:
    """`scan FILE…`."""
    parser.add_argument("file", nargs="+", type=Path, help="PDF or pictures: scanned, or photographed with a phone")
    parser.set_defaults(run=scan_files)


def scan_files(context: Context, args: argparse.Namespace) -> Answer:
    """Reads the files; pages that cannot be read are listed with why, and make the command exit with 1."""
    from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415

    report = context.work(ScanDesk(context.session()).read(args.file))
    data = {
        "sheets": [_as_json(page) for page in report.pages],
        "unread": [{"file": one.file, "page": one.page, "why": one.why} for one in report.unread],
    }
    return Answer(data, _in_words(report), found=bool(report.unread))


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
            {"field": tick.field, "choice": tick.choice, "ticked": tick.ticked, "confidence": tick.confidence}
            for tick in page.doubtful
        ],
    }


def _in_words(report: "ScanReport") -> list[str]:
    lines = []
    for page in report.pages:
        told = say("{serial} · {form} · page {page} of {pages}", **_names(page))
        doubts = len(page.doubtful)
        lines.append(told if not doubts else say("{sheet} · {count} boxes to look at", sheet=told, count=doubts))
    lines += [say("{file}, page {page}: {why}", file=one.file, page=one.page, why=one.why) for one in report.unread]
    lines.append(say("Nothing was captured: type the sheets in, or confirm them at the paper desk."))
    return lines


def _names(page: "PageRead") -> dict[str, object]:
    return {"serial": page.serial, "form": page.form, "page": page.page, "pages": page.pages}
