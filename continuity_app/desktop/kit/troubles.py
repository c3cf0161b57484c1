"""What the kit room says when something went wrong or came in."""

from collections.abc import Sequence
from pathlib import Path

from continuity_app.errors import BadDataError
from continuity_app.journal.bundle import MergeReport
from continuity_app.journal.verification import Verification
from continuity_app.readiness.check import Check
from continuity_app.words import say


def merged_words(report: MergeReport) -> str:
    """What came in with bundles."""
    if report.refused:
        return say(
            "{new} new entries; {refused} wait until a snapshot knows their laptop.",
            new=report.new,
            refused=report.refused,
        )
    return say("{new} new entries, {known} were known. Nothing was overwritten.", new=report.new, known=report.known)


def not_ours(file: Path) -> BadDataError:
    """A file that was dropped and is nothing that the kit room takes."""
    return BadDataError(
        "window.unknown_file",
        say("{name} is no snapshot, bundle or scan that this window knows.", name=file.name),
        what_is_safe=say("Nothing was read or changed."),
        next_step=say("Drop a file that ends in .snapshot or .bundle, or a scan on Paper desk."),
        details=[{"file": file.name, "problem": say("unknown kind of file")}],
    )


def journal_broken(found: Verification) -> BadDataError:
    """What a check of the journal found."""
    return BadDataError(
        "journal.broken",
        say("{count} things are wrong in the journal.", count=len(found.problems)),
        what_is_safe=say("Nothing was changed; the other laptops hold their own copies."),
        next_step=say("Copy this journal to a stick, merge it on another laptop, and tell IT."),
        details=[{"device": p.device, "entry": p.seq, "problem": p.problem} for p in found.problems],
    )


def vault_broken(wrong: Sequence[Check]) -> BadDataError:
    """What a check of the vault found."""
    return BadDataError(
        "vault.broken",
        say("{count} things in this vault are not as they should be.", count=len(wrong)),
        what_is_safe=say("Nothing was changed. Entries that were copied lie on the stick and on other laptops."),
        next_step=say("Copy to a stick now, tell IT, and restore on another laptop if pages are damaged."),
        details=[{"part": check_name(check.name), "problem": check.detail} for check in wrong],
    )


def check_facts(checks: Sequence[Check]) -> list[tuple[str, str, str]]:
    """Each thing that was looked at, and what was seen."""
    return [(check_name(c.name), f"{'●' if c.ok else '✕'} {c.detail}", "" if c.ok else "broken") for c in checks]


def check_name(name: str) -> str:
    """What was looked at, in a person's words; a database by its file."""
    return {
        "slots": say("Ways in"),
        "journal signatures": say("Signatures of the journal"),
        "highest version": say("Highest snapshot version"),
        "last copy": say("Last copy"),
    }.get(name, name)
