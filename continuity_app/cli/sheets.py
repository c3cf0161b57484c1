"""Verbs about one numbered sheet: show, capture, void, lost, and blank ones counted back."""

import argparse
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.errors import BadDataError
from continuity_app.forms.sheet_states import Capture, SheetState
from continuity_app.outage.moments import said
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.session import Session


def sheet_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `sheet`."""
    verbs = parser.add_subparsers(required=True, metavar="show | capture | void | lost | blank")
    show = verbs.add_parser("show", help="a sheet as it stands, and what happened to it")
    show.add_argument("serial")
    show.add_argument("--reveal", action="store_true", help="sensitive answers too; that is written down")
    show.add_argument("--scan", action="store_true", help="with -o: the pictures that it was captured from")
    show.add_argument("-o", "--output", type=Path, help="where to write them; each capture and page apart")
    show.set_defaults(run=_show)
    capture = verbs.add_parser("capture", help="take down what stands on a sheet")
    capture.add_argument("serial")
    capture.add_argument("--answers", type=Path, required=True, help="JSON file: answers by question name")
    capture.add_argument("--accept-flags", default="", metavar="REASON", help="take odd answers too, flagged with why")
    capture.add_argument("--correction", default="", metavar="REASON", help="why it is captured again")
    capture.add_argument("--customer", default="", help="whose it is, if it was printed without a customer")
    capture.add_argument("--form", default="", help="which form it is, if it came from a laptop whose journal is gone")
    capture.add_argument("--occurred-at", default="", metavar="TIME", help="when: 21 June 16:30, yesterday 4pm")
    capture.set_defaults(run=_capture)
    void = verbs.add_parser("void", help="spoilt or not used; a range 7K3-0143…0190 works too")
    void.add_argument("serial")
    void.add_argument("--reason", required=True)
    void.add_argument("--even-captured", action="store_true", help="its answers shall not count any more")
    void.set_defaults(run=_void)
    lost = verbs.add_parser("lost", help="cannot be found; a range works too")
    lost.add_argument("serial")
    lost.add_argument("--reason", required=True)
    lost.set_defaults(run=_lost)
    blank = verbs.add_parser("blank", help="blank sheets counted back into stock; ranges work too")
    blank.add_argument("serial", nargs="+")
    blank.add_argument("--place", default="", help="where they lie")
    blank.set_defaults(run=_blank)


def _show(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.reveals import RevealDesk  # noqa: PLC0415

    session = context.session(write=args.reveal or args.scan)
    sheet, desk = session.sheets.state(args.serial), RevealDesk(session)
    answers, hidden = desk.covered(sheet)
    if args.reveal and hidden:
        answers, hidden = desk.uncover(sheet), ()
    shown = replace(sheet, answers=answers, computed={name: answers[name] for name in sheet.computed})
    lines = _in_words(shown, context.clock.now())
    if hidden:
        lines.append(say("Covered: {names}. Add --reveal to see them.", names=", ".join(hidden)))
    captures = [_capture_as_json(capture, desk.covers(sheet, capture.answers)) for capture in sheet.captures]
    lines += [
        say(
            "  {at}  {how} by {user}, {count} pictures",
            at=said(c.at, context.clock.now()),
            how=c.how,
            user=c.user,
            count=len(c.scans),
        )
        for c in sheet.captures
        if c.scans
    ]
    files = _write_scans(session, sheet, args.output) if args.scan else []
    lines += [say("Written: {file}", file=file["file"]) for file in files]
    return Answer({**shown.as_json(), "covered": list(hidden), "captures": captures, "scans": files}, lines)


def _capture_as_json(capture: Capture, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": capture.at,
        "user": capture.user,
        "device": capture.device,
        "how": capture.how,
        "answers": dict(answers),
        "flags": dict(capture.flags),
        "correction": capture.correction,
        "scans": list(capture.scans),
    }


def _write_scans(session: "Session", sheet: SheetState, output: Path | None) -> list[dict[str, str]]:
    """Writes the pictures of every capture, byte for byte as they are kept, the second as NAME-2.jpg.

    Raises:
        BadDataError: no name to write to, no picture, or one that is not here.
    """
    from continuity_app.durable import write_whole  # noqa: PLC0415
    from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415

    desk = ScanDesk(session)
    named = [name for capture in sheet.captures for name in capture.scans]
    if output is None or not named:
        raise BadDataError(
            "sheet.no_scan",
            say("Sheet {serial} was not captured from a picture.", serial=sheet.serial)
            if not named
            else say("There is no name to write the pictures to."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Name a file: continuity sheet show SERIAL --scan -o FILE.jpg."),
            details=[{"serial": sheet.serial}],
        )
    pictures = [data for capture in sheet.captures for data in desk.pictures(sheet, capture)]
    written = []
    for number, (name, data) in enumerate(zip(named, pictures, strict=True), 1):
        path = output if number == 1 else output.with_stem(f"{output.stem}-{number}")
        write_whole(path, data, private=True)
        written.append({"file": str(path), "sha256": name})
    return written


def _capture(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.forms.answers_file import read_answers  # noqa: PLC0415

    answers, desk = read_answers(args.answers), context.session(write=True).sheets
    printed = desk.in_hand(args.serial, args.form)
    sheet = desk.capture(
        args.serial,
        # What was printed on the sheet stands on it; the file says what was written besides or instead.
        answers if printed.state.holds_facts else {**printed.answers, **answers},
        "typed",
        accept=args.accept_flags,
        correction=args.correction,
        customer=args.customer or None,
        occurred_at=args.occurred_at,
        form_id=args.form,
    )
    return Answer(sheet.as_json(), _in_words(sheet, context.clock.now()))


def _void(context: Context, args: argparse.Namespace) -> Answer:
    desk = context.session(write=True).sheets
    sheets = desk.void_all(desk.meant_by(args.serial), args.reason, captured=args.even_captured)
    return _answer(sheets, context.clock.now())


def _lost(context: Context, args: argparse.Namespace) -> Answer:
    desk = context.session(write=True).sheets
    return _answer(desk.lose_all(desk.meant_by(args.serial), args.reason), context.clock.now())


def _blank(context: Context, args: argparse.Namespace) -> Answer:
    desk = context.session(write=True).sheets
    sheets = desk.count_back([serial for text in args.serial for serial in desk.meant_by(text)], args.place)
    return _answer(sheets, context.clock.now())


def _answer(sheets: list[SheetState], now: dt.datetime) -> Answer:
    """One sheet as itself, several as a list."""
    if len(sheets) == 1:
        return Answer(sheets[0].as_json(), _in_words(sheets[0], now))
    data: Mapping[str, Any] = {"sheets": [sheet.as_json() for sheet in sheets]}
    return Answer(data, [say("{serial} is {state}.", serial=s.serial, state=s.state.value) for s in sheets])


def _in_words(sheet: SheetState, now: dt.datetime) -> list[str]:
    lines = [say("{serial} · {form} · {state}", serial=sheet.serial, form=sheet.form, state=sheet.state.value)]
    lines += [say("  {name}: {value}", name=name, value=value) for name, value in sheet.answers.items()]
    lines += [say("  flagged: {name}: {why}", name=name, why=why) for name, why in sheet.flags.items()]
    for event in sheet.history:
        at = said(event.at, now)
        lines.append(
            say("  {at}  {what} by {user}. {detail}", at=at, what=event.what, user=event.user, detail=event.detail)
        )
    return lines
