"""`continuity readiness`: what would really work, the eight keys, and a random sample of customers to dial."""

import argparse
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.errors import BadDataError
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.readiness.desk import ReadinessReport
    from continuity_app.readiness.keys import ScoredKey

SAMPLE = 30
STEPS_SHOWN = 5


def readiness_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `readiness`."""
    commands = parser.add_subparsers(required=True, dest="command")
    report = commands.add_parser("report", help="reachable customers by segment, market and product, and the keys")
    report.add_argument("-o", "--output", type=Path, metavar="PDF")
    report.add_argument("--paper", default="letter", help="letter or a4")
    report.set_defaults(run=make_report)
    keys = commands.add_parser("keys", help="the eight keys: facts beside claims")
    keys.add_argument("--answer", action="append", default=[], metavar="QUESTION=ANSWER", help="yes, partly or no")
    keys.add_argument("--note", default="", help="what the answers rest on")
    keys.set_defaults(run=show_keys)
    sample = commands.add_parser("dial-sample", help="customers drawn by chance, to be called")
    sample.add_argument("--size", type=int, default=SAMPLE, help="how many")
    sample.add_argument("--seed", type=int, help="draw the same ones again (for rehearsals)")
    sample.set_defaults(run=draw_sample)


def make_report(context: Context, args: argparse.Namespace) -> Answer:
    """Measures, and writes the PDF where one is asked for."""
    session = context.session()
    report = session.readiness.report()
    data = report.as_json()
    lines = _report_lines(report)
    if args.output is not None:
        from continuity_app.durable import write_whole  # noqa: PLC0415
        from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
        from continuity_app.readiness.pages import readiness_pages  # noqa: PLC0415

        drawn = readiness_pages(report).draw(PrintDesk(session).context(Wish(args.paper)))
        write_whole(args.output, drawn.data)
        data |= {"file": str(args.output), "pages": drawn.pages}
        lines.append(say("Written to {file}, {pages} pages.", file=args.output, pages=drawn.pages))
    return Answer(data, lines)


def show_keys(context: Context, args: argparse.Namespace) -> Answer:
    """Writes down answers, if any are given, and shows all keys."""
    answers = [_answer_of(text) for text in args.answer]
    session = context.session(write=bool(answers))
    for question, answer in answers:
        session.readiness.answer(question, answer, args.note)
    keys = session.readiness.report().keys
    return Answer({"keys": [key.as_json() for key in keys]}, [line for key in keys for line in _key_lines(key)])


def draw_sample(context: Context, args: argparse.Namespace) -> Answer:
    """Draws customers, writes the draw down, and tells whom to call."""
    session = context.session(write=True)
    rng = None if args.seed is None else Random(args.seed)  # noqa: S311 - chance for a sample, no secret
    calls = session.readiness.draw_sample(args.size, rng)
    rows = [
        {"customer": call.customer.id, "name": call.customer.name, "channel": call.number, "kind": call.kind}
        for call in calls
    ]
    lines = [
        say("{number}  {name}  {customer}", number=call.number, name=call.customer.name, customer=call.customer.id)
        for call in calls
    ]
    lines.append(say("Log every call with 'continuity calls log'; the next report shows how many were reached."))
    return Answer({"size": len(rows), "calls": rows}, lines)


def _answer_of(text: str) -> tuple[str, str]:
    question, sign, answer = text.partition("=")
    if not sign:
        raise BadDataError(
            "readiness.answer_form",
            say("'{text}' is not an answer to a question.", text=text),
            what_is_safe=say("No answer was written down."),
            next_step=say("Write it as QUESTION=yes, for example strategy.tiers=yes."),
        )
    return question.strip(), answer.strip().lower()


def _report_lines(report: "ReadinessReport") -> list[str]:
    whole = report.reach.whole
    lines = [
        say(
            "{reachable} of {customers} customers can be reached by telephone ({share}), {email} by e-mail only.",
            reachable=f"{whole.reachable:,}",
            customers=f"{whole.customers:,}",
            share=f"{whole.share:.0%}",
            email=f"{whole.email_only:,}",
        )
    ]
    for axis, rows in report.reach.by.items():
        shown = ", ".join(f"{row.shown} {row.share:.0%}" for row in rows[:STEPS_SHOWN])
        lines.append(say("Lowest by {axis}: {rows}", axis=axis, rows=shown))
    steps = (say("  {step} ({because})", step=say(s.step), because=s.because) for s in report.next_steps[:STEPS_SHOWN])
    return [*lines, say("Next:"), *steps]


def _key_lines(key: "ScoredKey") -> list[str]:
    lines = [say("{title}: {score} %", title=say(key.key.title), score=key.score)]
    for question in key.questions:
        told = question.evidence.told if question.evidence else (question.given.answer if question.given else "")
        lines.append(
            say(
                "  {standing}: {question} {told}",
                standing=question.standing,
                question=question.question.id,
                told=told,
            ).rstrip()
        )
    return lines
