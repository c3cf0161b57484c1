"""`demo`: plays an outage on the embedded sample kit, through the same verbs that staff use, and in the real window.

Everything lands in one folder: numbered pictures of the screens, the printed PDFs, ledger and impact as JSON, and the
homes of an IT machine and two laptops, to be looked at afterwards.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from continuity_app.cli.command import Answer, answer_to
from continuity_app.cli.context import Context
from continuity_app.cli.main import VERBS, module_of
from continuity_app.clock import SystemClock
from continuity_app.durable import write_whole
from continuity_app.errors import SurroundingsError
from continuity_app.kit.sample import REPAIR_ORDER_CUSTOMER, lay_out_sample
from continuity_app.words import say

PASSPHRASE = "sample kit only, never a real one"  # noqa: S105 - it is printed for whoever plays the demo
"""Opens the three sample homes; they hold invented data."""


def demo_verb(parser: argparse.ArgumentParser) -> None:
    """`demo [-o DIR]`."""
    parser.add_argument("-o", "--out", type=Path, default=Path("demo-out"), help="folder that is made anew")
    parser.set_defaults(run=play)


def play(_: Context, chosen: argparse.Namespace) -> Answer:
    """Plays the day; the answer names what was left in the folder."""
    day = SampleDay(_fresh(chosen.out.absolute()))
    day.prepare()
    day.serve()
    day.exchange()
    screens = day.in_the_window()
    day.recover()
    files = sorted(path.name for path in day.out.iterdir() if path.is_file())
    lines = [
        "",
        say("Left in {folder}: {files}.", folder=day.out, files=", ".join(files)),
        say("Open the window on it: continuity-kit --home {home}", home=day.out / "home" / "ana"),
        say("The passphrase of the sample homes is: {passphrase}", passphrase=PASSPHRASE),
    ]
    return Answer({"folder": str(day.out), "files": files, "screens": screens, "steps": day.steps}, lines)


def _fresh(out: Path) -> Path:
    """An empty folder; only one that an earlier demo made is emptied."""
    if out.exists() and any(out.iterdir()) and not (out / "home" / "demo.pass").is_file():
        raise SurroundingsError(
            "demo.folder",
            say("The folder {folder} holds other things than an earlier demo.", folder=out),
            what_is_safe=say("Nothing in it was touched."),
            next_step=say("Name an empty or a new folder with -o."),
        )
    shutil.rmtree(out, ignore_errors=True)
    write_whole(out / "home" / "demo.pass", f"{PASSPHRASE}\n".encode(), private=True)
    return out


def _few(serials: Sequence[str], most: int = 4) -> str:
    """The first of many serials."""
    return ", ".join(serials[:most]) + (" …" if len(serials) > most else "")


class SampleDay:
    """The sample outage: Harbour Motors, an IT machine and the laptops of Ana and Ben."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.steps = 0
        self._sample = lay_out_sample(out / "home" / "sample", SystemClock().now().date())

    def prepare(self) -> None:
        """IT makes the organisation, enrols two laptops and ships a snapshot."""
        self._say("Before the attack: IT fills the kit")
        self._do("it", "org", "init", "--name", "Harbour Motors")
        self._do("it", "org", "card", "-o", self.out / "home" / "harbour.card")
        for user in ("ana", "ben"):
            sheet = self.out / f"recovery-sheet-{user}.pdf"
            card = self.out / "home" / "harbour.card"
            who = ("--user", user, "--site", "Harbour North")
            self._do(user, "vault", "create", "--org", card, *who, "--recovery-sheet", sheet)
            self._do(user, "device", "enrol", "-o", self.out / "home" / f"{user}.enrol")
            self._do("it", "device", "accept", self.out / "home" / f"{user}.enrol")
        self._do("it", "source", "preview", self._sample.customers, "--region", "US")
        package = self.out / "home" / "harbour-north.snapshot"
        self._do("it", "snapshot", "build", self._sample.plan, "-o", package)
        self._do("it", "snapshot", "verify", package)
        for user in ("ana", "ben"):
            self._do(user, "vault", "apply", package)
        self._do("ana", "readiness", "report", "-o", self.out / "readiness.pdf")

    def serve(self) -> None:
        """The systems are down: find, call, write on screen and on paper."""
        self._say("The systems are down: staff serve customers")
        self._do("ana", "incident", "declare", "--name", "Dealer system held for ransom", "--kind", "ransom")
        calls = self._do("ana", "calls", "list", "--limit", 40)["calls"]
        first, second, third = calls[0], calls[1], calls[2]
        self._do("ana", "find", first["name"])
        promise = ("--promise", "Loan car on Friday", "--note", "Wants a call before noon")
        self._log("ana", first, "reached", "--new-number", "(415) 555-7321", *promise)
        self._log("ana", second, "disconnected")
        self._log("ana", third, "no answer")
        self._do("ana", "show", first["customer"])
        order, whose = self._sample.repair_order, REPAIR_ORDER_CUSTOMER
        printed = self.out / "repair-orders-to-write.pdf"
        copies = self._do("ana", "form", "print", "repair_order", "--customer", whose, "--copies", 2, "-o", printed)
        filled = self.out / "repair-order-filled.pdf"
        self._do("ana", "form", "fill", "repair_order", "--customer", whose, "--answers", order, "-o", filled)
        self._do("ana", "sheet", "capture", copies["serials"][0], "--answers", order)
        pages = self.out / "pack-generic.pdf"
        self._do("ana", "pack", "print", "generic", "--copies", 2, "--paper", "a4", "-o", pages)
        self._do("ana", "sheet", "void", copies["serials"][1], "--reason", "spoilt by coffee")

    def exchange(self) -> None:
        """The two laptops meet by USB stick and hold the same journal."""
        self._say("Two laptops exchange their journals by stick")
        for call in self._do("ben", "calls", "list", "--limit", 8)["calls"][4:8]:
            self._log("ben", call, "reached")
        for author, reader in (("ben", "ana"), ("ana", "ben")):
            bundle = self.out / "home" / f"{author}.bundle"
            self._do(author, "journal", "export", "-o", bundle)
            self._do(reader, "journal", "merge", bundle)
        self._do("ana", "journal", "verify")
        self._keep("impact.json", self._do("ana", "impact"))
        self._keep("ledger-open.json", self._do("ana", "ledger"))

    def in_the_window(self) -> int:
        """Shows the same vault in the real window, a picture of every screen; gives how many.

        The window is a program of its own: this one knows no Qt.
        """
        self._say("The same vault in the window")
        program = Path(sys.executable).with_name("continuity-kit" + (".exe" if os.name == "nt" else ""))
        command = [str(program), "--home", str(self.out / "home" / "ana"), "--tour", str(self.out)]
        command += ["--passphrase-file", str(self.out / "home" / "demo.pass")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        screens = sorted(self.out.glob("*.png"))
        if done.returncode or not screens:
            raise SurroundingsError(
                "demo.window",
                say("The window could not be shown: {reason}", reason=done.stderr.strip()[-500:] or program),
                what_is_safe=say("The day by command line was played; its files are in the folder."),
                next_step=say("Run 'continuity doctor'; without a display set QT_QPA_PLATFORM=offscreen."),
            )
        for screen in screens:
            self._tell(f"  {screen.name}")
        return len(screens)

    def recover(self) -> None:
        """The systems are back: every sheet is explained, re-keyed and exported."""
        self._say("The systems are back: nothing is lost")
        unexplained = self._do("ana", "ledger")["unexplained"]
        for serial in unexplained:
            self._do("ana", "sheet", "void", serial, "--reason", "not used", quiet=True)
        self._tell(
            say(
                "Void because nobody used them: {count} sheets, {serials}.",
                count=len(unexplained),
                serials=_few(unexplained),
            )
        )
        number = 4100
        while sheet := self._do("ana", "rekey", "next", quiet=True).get("serial"):
            number += 1
            self._do("ana", "rekey", "done", sheet, "--reference", f"RO-{number}")
            self._do("ana", "rekey", "verify", sheet)
        self._keep("ledger.json", self._do("ana", "ledger"))
        self._do("ana", "recover", "export", self.out / "recovered")
        self._do("ana", "incident", "close")
        self._do("ana", "report", "after-action", "-o", self.out / "after-action.pdf")
        self._do("ana", "doctor")

    def _log(self, user: str, call: Mapping[str, Any], outcome: str, *more: str) -> None:
        self._do(user, "calls", "log", call["customer"], "--channel", call["channel"], "--outcome", outcome, *more)

    def _do(self, user: str, *words: object, quiet: bool = False) -> Mapping[str, Any]:
        """One command as staff would type it, and the first lines of what it answers."""
        options = ["--home", str(self.out / "home" / user), "--passphrase-file", str(self.out / "home" / "demo.pass")]
        typed = [str(word) for word in words]
        answer = answer_to([*options, *typed], VERBS, module_of)
        self.steps += 1
        if not quiet:
            shown = " ".join(f"'{word}'" if " " in word else word for word in typed).replace(f"{self.out}{os.sep}", "")
            self._tell(f"{user}$ continuity {shown}", *(f"    {line}" for line in answer.lines[:4]))
        return answer.data

    def _keep(self, name: str, data: Mapping[str, Any]) -> None:
        write_whole(self.out / name, json.dumps(data, indent=2, ensure_ascii=False, default=str).encode())

    def _say(self, heading: str) -> None:
        self._tell("", say(heading), "")

    def _tell(self, *lines: str) -> None:
        # Progress, so stderr: stdout holds the answer alone.
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        sys.stderr.flush()
