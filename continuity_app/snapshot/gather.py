"""Gathers what a plan names: every customer of every source in order of need, roster, scripts, and all problems."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.contacts.model import RosterLine, Script
from continuity_app.errors import BadDataError
from continuity_app.progress import Job
from continuity_app.snapshot.collecting import Collected, LeftOut, collect
from continuity_app.snapshot.merging import Merged, Merging
from continuity_app.snapshot.plan import Plan
from continuity_app.snapshot.problems import Problem, Problems
from continuity_app.snapshot.spool import Ordered
from continuity_app.words import say

__all__ = ["Gathered", "LeftOut", "Merged", "Problem", "gather"]

MOST_SCRIPT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """What becomes the contents of a snapshot.

    Attributes:
        customers: in order of need; `len`, iteration over `Customer`, and `encoded()` for JSON bytes of each.
        roster: who does what.
        scripts: the plan's call scripts.
        merged: every pair of rows that is one customer.
        left_out: rows that were not taken.
        left_out_reasons: how many, of which file, why.
        problems: every problem, with file, row and field.
        fields: the fields that were taken; nothing else of a source is in here.
        as_of: the time to which the data belongs.
    """

    customers: Ordered
    roster: tuple[RosterLine, ...]
    scripts: tuple[Script, ...]
    merged: Sequence[Merged]
    left_out: int
    left_out_reasons: tuple[LeftOut, ...]
    problems: Problems
    fields: tuple[str, ...]
    as_of: dt.datetime

    @property
    def problem_count(self) -> int:
        """How many problems there are; all of them are in `problems`."""
        return len(self.problems)


def gather(plan: Plan, clock: Clock) -> Job[Gathered]:
    """Reads all sources of a plan.

    Raises:
        BadDataError: a source cannot be read, the plan does not fit it, or no customer is left.
    """
    as_of = plan.as_of or clock.now()
    scripts = _scripts(plan.scripts)
    collected = Collected()
    yield from collect(plan, as_of.date(), collected)
    merging = Merging(collected, [source.place.name for source in plan.sources], plan.match)
    yield from merging.run()
    if not len(merging.customers):
        raise _nobody(plan, collected)
    return Gathered(
        merging.customers,
        tuple(collected.roster),
        scripts,
        merging.merged,
        sum(each.rows for each in collected.left_out),
        collected.left_out,
        collected.problems,
        collected.fields,
        as_of,
    )


def _nobody(plan: Plan, collected: Collected) -> BadDataError:
    told = {each.file for each in collected.left_out}
    files = [each.place.name for each in plan.sources if each.holds == "customers" and each.place.name not in told]
    return BadDataError(
        "sources.nobody",
        say("No customer is left of the sources of {plan}.", plan=plan.path.name),
        what_is_safe=say("Nothing was built; what was there before is unchanged."),
        next_step=say("Look at what the plan leaves out, and at the files."),
        details=[
            {"file": each.file, "problem": say("{rows} rows left out: {reason}", rows=each.rows, reason=each.reason)}
            for each in collected.left_out
        ]
        + [{"file": file, "problem": say("no row below its header")} for file in files],
    )


def _scripts(folder: Path | None) -> tuple[Script, ...]:
    """The Markdown files of a folder by name.

    Raises:
        BadDataError: one is too large or not UTF-8.
    """
    scripts = []
    for path in sorted(folder.glob("*.md")) if folder else ():
        try:
            if path.stat().st_size > MOST_SCRIPT_BYTES:
                raise _bad_script(path, say("The script is larger than one megabyte."))
            scripts.append(Script(path.stem, path.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            raise _bad_script(path, say("The script cannot be read as UTF-8 text.")) from error
    return tuple(scripts)


def _bad_script(path: Path, problem: str) -> BadDataError:
    return BadDataError(
        "script.unreadable",
        say("{file}: {problem}", file=path.name, problem=problem),
        what_is_safe=say("Nothing was built; what was there before is unchanged."),
        next_step=say("Save it as Markdown in UTF-8 and build again."),
        details=[{"file": path.name, "problem": problem}],
    )
