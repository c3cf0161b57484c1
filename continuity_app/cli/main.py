"""Reads the command line, imports only the module of the verb that is asked for, and prints its answer.

Exit status: 0 done; 1 a check found something (listed in the answer); 2 not done, with a sentence on stderr.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

VERBS = {
    "org": ("organisation", "the organisation's root of trust, on the IT machine"),
    "device": ("device", "enrol, accept, list and revoke laptops"),
    "source": ("source", "look at a customer file before it is used"),
    "snapshot": ("snapshot", "build, verify, inspect and compare snapshots"),
    "vault": ("vault", "create and check the encrypted store of a laptop, apply a snapshot, ways in"),
    "find": ("find", "find customers by any words or digits"),
    "show": ("find", "one customer's page"),
    "customer": ("customers", "take down a new customer; find those who may be one; link and part them"),
    "incident": ("incident", "declare, watch and close an incident"),
    "drill": ("incident", "rehearse an incident"),
    "calls": ("calls", "whom to call next, and log what came of it"),
    "impact": ("calls", "who was reached and who was not, by segment, market and product"),
    "form": ("forms", "list, print and fill forms"),
    "pack": ("forms", "print a whole pack of numbered forms"),
    "print": ("day_pages", "pages for the hand: customer card, day sheet, roster, a day's appointments"),
    "sheet": ("sheets", "one numbered sheet: show, capture, void, lost"),
    "scan": ("scan", "read scanned or photographed sheets"),
    "journal": ("journal", "export, merge and verify the journal"),
    "ledger": ("recovery", "where every numbered sheet is"),
    "rekey": ("recovery", "the way back: what to type into the central system"),
    "recover": ("recovery", "export everything that was captured"),
    "readiness": ("readiness", "what would really work, measured"),
    "report": ("reports", "after-action and disclosure reports"),
    "doctor": ("doctor", "check this installation and this home folder"),
    "demo": ("demo", "play a day on the embedded sample kit"),
}


def main(words: Sequence[str]) -> int:
    """Runs one command and gives its exit status."""
    if list(words) in (["--version"], ["-V"]):
        from continuity_app import __version__  # noqa: PLC0415

        sys.stdout.write(f"continuity {__version__}\n")
        return 0
    from continuity_app.cli import command  # noqa: PLC0415

    return command.run(words, VERBS, module_of)


def module_of(name: str) -> ModuleType:
    """The module of a group of verbs, imported when it is first asked for."""
    return import_module(f"continuity_app.cli.{name}")


def entry() -> None:
    """The console script `continuity`; no memory image of it is ever written."""
    from continuity_app.vault.memory import keep_memory_private  # noqa: PLC0415 - a test runs `main` in its own process

    keep_memory_private()
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    entry()
