"""`continuity source preview FILE`: look at a customer file before a plan uses it."""

import argparse
from dataclasses import asdict
from pathlib import Path

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.errors import BadDataError
from continuity_app.sources.presets import NONE, PRESETS
from continuity_app.sources.preview import Preview, preview
from continuity_app.words import say

PROBLEMS_SHOWN = 20


def source_verb(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `source`."""
    commands = parser.add_subparsers(required=True, dest="command")
    look = commands.add_parser("preview", help="what a file is, what its columns become, what is wrong with its rows")
    look.add_argument("file", type=Path)
    look.add_argument("--preset", choices=[*PRESETS, NONE], default="", help="guessed when left out")
    look.add_argument("--region", default="", help="two letters, for phone numbers written without +, such as US")
    look.set_defaults(run=show_preview)


def show_preview(context: Context, args: argparse.Namespace) -> Answer:
    """Reads a file and tells what it is."""
    from continuity_app.contacts.quality import is_region  # noqa: PLC0415
    from continuity_app.snapshot.judging import judge_cell  # noqa: PLC0415

    region = str(args.region).upper()
    if region and not is_region(region):
        raise BadDataError(
            "source.region",
            say("There is no region {region}.", region=region),
            what_is_safe=say("Nothing was read."),
            next_step=say("Give the two letters of a country, such as US or DE."),
        )
    seen = context.work(preview(args.file.absolute(), judge_cell, args.preset, region))
    return Answer(asdict(seen) | {"problem_count": seen.problem_count}, _lines(seen))


def _lines(seen: Preview) -> list[str]:
    written = ", ".join(filter(None, (seen.format, seen.encoding, repr(seen.delimiter) if seen.delimiter else "")))
    lines = [
        say(
            "{written} · preset {preset} · header in row {row}",
            written=written,
            preset=seen.preset,
            row=seen.header_row,
        ),
        say("{rows} rows · {problems} problems", rows=seen.rows, problems=seen.problem_count),
        "",
    ]
    lines += [f"  {column.name:<32} {column.field or '·':<16} {column.filled:>8}" for column in seen.columns]
    lines += [""] if seen.problems else []
    lines += [
        say("  row {row}, {field}: {problem}", row=each.row, field=each.field or "·", problem=each.problem)
        for each in seen.problems[:PROBLEMS_SHOWN]
    ]
    if seen.problem_count > PROBLEMS_SHOWN:
        lines.append(say("  and {more} more; --json lists all.", more=seen.problem_count - PROBLEMS_SHOWN))
    return lines
