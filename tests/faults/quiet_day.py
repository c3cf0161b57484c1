"""A day's use of two laptops and the office's machine, by programs of their own, where everything can be searched."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.faults import canaries

ROOT = Path(__file__).parents[2]
GROUPS, LENGTH = 13, 5
"""Groups of a printed recovery key, and letters of each."""
PLAYER = """
import contextlib, io, json, sys
from continuity_app.cli.main import main
from continuity_app.vault.memory import keep_memory_private
keep_memory_private()
answers = []
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words)
    answers.append((status, json.loads(out.getvalue() or "{}"), err.getvalue()))
json.dump(answers, sys.stdout)
"""


@dataclass
class QuietDay:
    """One day under one folder.

    `given` holds what people bring (the source of the customers, answers, passphrases); `asked` what they asked for
    (printed PDFs, exports). Everything else is searched: homes, HOME, temporary files, packages and bundles, logs.
    """

    root: Path
    told: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()
    """What every program is run under, such as strace."""

    def __post_init__(self) -> None:
        for name in ("given", "asked", "tmp", "user", "cwd", "carried", "stick"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        people = [
            f"{one.id},{one.given},{one.family},{one.shown},{one.email},{one.note},Retail" for one in canaries.PEOPLE
        ]
        self.write("given/people.csv", "\n".join(["Id,First,Last,Phone,Email,Note,Segment", *people]))
        columns = {"id": "Id", "given_name": "First", "family_name": "Last", "phone": "Phone", "email": "Email"}
        lines = ["[snapshot]", 'site = "Harbour North"', 'packs = ["generic"]', "[[source]]", 'file = "people.csv"']
        lines += ['region = "US"', "[source.fields]", 'note = "Note"', 'segment = "Segment"']
        self.write(
            "given/plan.toml", "\n".join([*lines, *(f'{name} = "{column}"' for name, column in columns.items())])
        )
        self.write("given/answers.json", json.dumps(canaries.ANSWERS))
        self.write("given/it.pass", f"{canaries.OFFICE_PASSPHRASE}\n")
        for user in ("ana", "ben"):
            self.write(f"given/{user}.pass", f"{canaries.PASSPHRASE}\n")

    def write(self, name: str, words: str) -> Path:
        (self.root / name).write_text(words, encoding="utf-8")
        return self.root / name

    @property
    def given(self) -> Path:
        return self.root / "given"

    @property
    def asked(self) -> Path:
        return self.root / "asked"

    @property
    def environment(self) -> dict[str, str]:
        """Every place where a program might leave something lies under the root."""
        user = self.root / "user"
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        return {
            **kept,
            "HOME": str(user),
            "TMPDIR": str(self.root / "tmp"),
            "XDG_CONFIG_HOME": str(user / "config"),
            "XDG_CACHE_HOME": str(user / "cache"),
            "XDG_DATA_HOME": str(user / "data"),
            "XDG_STATE_HOME": str(user / "state"),
            "XDG_RUNTIME_DIR": str(user / "run"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={user / 'no-bus'}",
        }

    def line(self, user: str, *words: object) -> list[str]:
        """One command, with its home and passphrase."""
        options = ["--home", str(self.root / user), "--json", "--passphrase-file", str(self.given / f"{user}.pass")]
        return [*options, *map(str, words)]

    def run(self, *lines: list[str]) -> list[dict[str, Any]]:
        """Commands one after the other in one program; all must work. What stands on stderr is kept to be searched."""
        done = subprocess.run(
            [*self.before, sys.executable, "-c", PLAYER],
            input=json.dumps(lines),
            cwd=self.root / "cwd",
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answers = json.loads(done.stdout)
        self.told += [done.stderr, *(told for _, _, told in answers)]
        wrong = [
            (line[5:], answer) for line, (status, answer, _) in zip(lines, answers, strict=True) if status not in (0, 1)
        ]
        assert not wrong, wrong
        return [answer for _, answer, _ in answers]

    def set_up(self) -> None:
        """Organisation, two laptops, a snapshot in both."""
        carried = self.root / "carried"
        card, package = carried / "org.card", carried / "v1.snapshot"
        it = [
            self.line("it", "org", "init", "--name", "Harbour Motors"),
            self.line("it", "org", "card", "-o", card),
        ]
        for user in ("ana", "ben"):
            sheet = ("--recovery-sheet", self.asked / f"{user}-recovery.pdf")
            it.append(
                self.line(user, "vault", "create", "--org", card, "--site", "Harbour North", *sheet, "--user", user)
            )
            it.append(self.line(user, "device", "enrol", "-o", carried / f"{user}.enrol"))
            it.append(self.line("it", "device", "accept", carried / f"{user}.enrol"))
        it.append(self.line("it", "source", "preview", self.given / "people.csv"))
        it.append(self.line("it", "snapshot", "build", self.given / "plan.toml", "-o", package))
        it.append(self.line("it", "snapshot", "verify", package, "--org", card))
        it += [self.line(user, "vault", "apply", package) for user in ("ana", "ben")]
        self.run(*it)

    def serve(self) -> None:
        """The systems are down: every verb of the day once."""
        first, second = canaries.PEOPLE[:2]
        call = ("--channel", first.shown, "--outcome", "reached", "--note", canaries.CALL_NOTE)
        promise = ("--promise", canaries.PROMISE, "--due", "2030-06-21T09:00")
        receipt = ("form", "fill", "cash_receipt", "--customer", first.id, "--answers", self.given / "answers.json")
        self.run(
            self.line("ana", "journal", "copy-to", self.root / "stick"),
            self.line("ana", "incident", "declare", "--name", "Ransom", "--kind", "ransom"),
            self.line("ana", "find", first.family),
            self.line("ana", "find", first.phone[3:8]),
            self.line("ana", "show", first.id),
            self.line("ana", "calls", "list"),
            self.line("ana", "calls", "next"),
            self.line("ana", "calls", "log", first.id, *call, *promise, "--new-number", "(415) 555-2671"),
            self.line("ana", "form", "list"),
            self.line("ana", "form", "print", "cash_receipt", "--customer", first.id, "-o", self.asked / "blank.pdf"),
            self.line("ana", *receipt, "-o", self.asked / "filled.pdf"),
            self.line("ana", "pack", "print", "generic", "--copies", 1, "-o", self.asked / "pack.pdf"),
            self.line("ben", "calls", "log", second.id, "--channel", second.shown, "--outcome", "no answer"),
            self.line("ben", "journal", "export", "-o", self.root / "carried" / "ben.bundle"),
            self.line("ana", "journal", "merge", self.root / "carried" / "ben.bundle"),
            self.line("ana", "journal", "copy"),
            self.line("ana", "impact"),
        )

    def end(self) -> None:
        """The way back: scans, ledger, re-key, export, reports."""
        nxt, _, ledger, _ = self.run(
            self.line("ana", "rekey", "next"),
            self.line("ana", "scan", self.asked / "filled.pdf"),
            self.line("ana", "ledger"),
            self.line("ana", "journal", "verify"),
        )
        self.run(
            *(self.line("ana", "sheet", "void", serial, "--reason", "not used") for serial in ledger["unexplained"]),
            self.line("ana", "sheet", "show", nxt["serial"], "--reveal"),
            self.line("ana", "rekey", "done", nxt["serial"], "--reference", "R-1"),
            self.line("ana", "rekey", "verify", nxt["serial"]),
            self.line("ana", "recover", "export", self.asked / "recovered"),
            self.line("ana", "readiness", "report", "-o", self.asked / "readiness.pdf"),
            self.line("ana", "readiness", "dial-sample", "--size", 5),
            self.line("ana", "report", "after-action", "-o", self.asked / "after.pdf"),
            self.line("ana", "incident", "close"),
            self.line("it", "device", "list"),
            self.line("ana", "doctor"),
        )

    def window(self, user: str) -> "subprocess.Popen[str]":
        """The window, unlocked and in the middle of the day: searched, called, filled, and something only typed."""
        with (self.root / "window.log").open("a", encoding="utf-8") as log:
            started = subprocess.Popen(
                [*self.before, sys.executable, "-m", "tests.faults.window_day", "--home", str(self.root / user)],
                cwd=self.root / "cwd",
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        person = canaries.PEOPLE[2]
        self.say(
            started,
            json.dumps(
                {
                    "passphrase": canaries.PASSPHRASE,
                    "search": person.family,
                    "customer": person.id,
                    "call_note": canaries.CALL_NOTE,
                    "promise": canaries.PROMISE,
                    "answers": canaries.ANSWERS,
                    "draft": canaries.DRAFT,
                }
            ),
        )
        assert self.hear(started) == "at work", (self.root / "window.log").read_text(encoding="utf-8")
        return started

    @staticmethod
    def say(started: "subprocess.Popen[str]", words: str) -> None:
        assert started.stdin is not None
        started.stdin.write(f"{words}\n")
        started.stdin.flush()

    @staticmethod
    def hear(started: "subprocess.Popen[str]") -> str:
        assert started.stdout is not None
        return started.stdout.readline().strip()

    def over(self, started: "subprocess.Popen[str]") -> int:
        """Waits until a window has ended; gives its status. What it said is kept to be searched."""
        said, _ = started.communicate()
        self.told.append(said)
        return started.returncode

    def recovery_keys(self) -> list[str]:
        """The groups of the keys that were printed, two at a time: with a hyphen, a blank, joined."""
        keys = []
        for sheet in self.asked.glob("*-recovery.pdf"):
            text = "\n".join(page.extract_text() for page in PdfReader(sheet).pages)
            groups = [word for word in text.split() if len(word) == LENGTH and word.isalnum() and word.upper() == word]
            keys += [joint.join(pair) for pair in pairwise(groups) for joint in ("-", " ", "")]
        return keys
