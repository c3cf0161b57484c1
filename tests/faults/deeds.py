"""What the children of `warm.py` do until somebody ends them: each tells when it begins a step and when it was done."""

import contextlib
import io
import json
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from continuity_app.cli.main import main
from continuity_app.clock import SystemClock
from continuity_app.durable import write_beside, write_whole
from continuity_app.errors import KitError
from continuity_app.journal.bundle import merge_bundles
from continuity_app.journal.store import Journal
from continuity_app.journal.types import CallLogged
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.print_desk import PrintDesk, Wish, write_printed
from continuity_app.kit.session import JOURNAL_FILE, Session
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.vault.database import open_database
from continuity_app.vault.slot_kinds import Typed
from continuity_app.vault.slots import change_slot, open_slots
from tests.builders import CHEAP, PASSPHRASE, FixedPrompts

Tell = Callable[[object], None]
BEGIN = "begin"


def opened(it: Path, passphrase: str = PASSPHRASE) -> Session:
    """Ana's laptop, opened for writing."""
    return open_session(Home(it / "ana"), "ana", FixedPrompts(passphrase), SystemClock(), write=True)


def at_the_gate(tell: Tell, gate: str, deed: str, *words: str) -> None:
    """Waits until somebody opens the gate, then does a deed."""
    tell("waiting")
    Path(gate).read_bytes()
    globals()[deed](tell, *words)


def append(tell: Tell, it: str, times: str = "") -> None:
    """Logs calls, short ones and long ones; tells each entry's hash."""
    session = opened(Path(it))
    for n in steps(times):
        tell(BEGIN)
        tell(session.calls.log("C-7", "4155552007", "busy", note="n" * (n * 37 % 3000)).entry)


def steps(times: str) -> range:
    """So many steps, or more than anybody waits for."""
    return range(int(times) if times else 10**6)


def print_sheets(tell: Tell, it: str) -> None:
    """Issues numbered sheets and writes their PDF; tells the journal's head after the issue."""
    session = opened(Path(it))
    desk, form = PrintDesk(session), session.forms.get("call_log")
    for _ in steps(""):
        tell(BEGIN)
        printed = finish(desk.new_sheets([form], Wish()))
        tell(session.journal.head())
        write_printed(Path(it) / "out.pdf", printed)


def apply(tell: Tell, it: str, times: str = "") -> None:
    """Applies the second snapshot, again and again; tells its version."""
    session = opened(Path(it))
    for _ in steps(times):
        tell(BEGIN)
        applied = finish(apply_snapshot(session, Path(it) / "v2.snapshot"))
        tell(applied.verified.statement.version)
        session.close()
        session = opened(Path(it))


def change(tell: Tell, it: str, times: str = "") -> None:
    """Changes the passphrase of the way in, again and again; tells the number of the new one."""
    session = opened(Path(it))
    for n in steps(times):
        tell(BEGIN)
        change_slot(session.home.vault, session.opened, "", Typed(passphrase_number(n)), cost=CHEAP)
        tell(n)


def passphrase_number(n: int) -> str:
    """The passphrase after so many changes; -1 stands for the first."""
    return PASSPHRASE if n < 0 else f"brass kettle morning tide {n}"


def merge(tell: Tell, it: str, times: str = "") -> None:
    """Merges one bundle after the other, each with more than the last; tells its number."""
    session = opened(Path(it))
    for n, bundle in zip(steps(times), bundles_of(Path(it)), strict=False):
        tell(BEGIN)
        merge_bundles(session.journal, [bundle], session.device.age_secret)
        tell(n)
    if not times:
        signal.pause()


def bundles_of(it: Path) -> list[Path]:
    """What Ben's laptop sent, in order: each holds what the one before holds, and more."""
    return sorted((it / "many").glob("*.bundle"))


def copy(tell: Tell, it: str, times: str = "") -> None:
    """Logs calls and copies the journal; tells the copy's name and how many entries it holds."""
    session = opened(Path(it))
    for _ in steps(times):
        for _ in range(3):
            session.calls.log("C-7", "4155552007", "busy")
        tell(BEGIN)
        made = CopyDesk(session).make()
        tell(f"{made.file} {made.entries}")


def append_with(tell: Tell, it: str, pragma: str, times: str) -> None:
    """Appends to the same journal under another setting of the engine; tells each entry's hash."""
    home = Home(Path(it) / "ana")
    session = opened(Path(it))
    connection = open_database(home.vault / JOURNAL_FILE, session.vault_key.database_key("journal"))
    connection.execute(f"PRAGMA {pragma}")
    journal = Journal(
        connection,
        session.device,
        organisation=session.organisation_id,
        user="ana",
        clock=session.clock,
        known=dict,
    )
    for n in steps(times):
        body = CallLogged("C-7", "+14155552007", "busy", session.clock.now().isoformat(), note="n" * (n * 397 % 3000))
        tell(journal.append(body)[0].hash)


def write_files(tell: Tell, folder: str, times: str) -> None:
    """Puts one text after the other in the same place, and new files beside each other; tells what stands where."""
    place = Path(folder) / "new" / "deep"
    for n in steps(times):
        write_whole(place / "same", text_number(n))
        tell(f"same {n}")
        path = write_beside(place, lambda n=n: f"{n}.text", lambda n=n: text_number(n))
        tell(f"{path.name} {n}")


def text_number(n: int) -> bytes:
    """A text of some sectors that tells its number everywhere."""
    return f"{n:07} ".encode() * (n * 150 + 50)


def day(tell: Tell, it: str) -> None:
    """A day's commands, each as a person would give it; tells what each of them answered, whatever happened to it."""
    commands(tell, it, DAY)
    tell(json.dumps({"step": len(DAY), **_changed(Path(it) / "ana" / "vault")}))


def carry(tell: Tell, it: str) -> None:
    """Puts a bundle and a copy on the stick, and tells what came of each."""
    commands(tell, it, CARRYING)


def commands(tell: Tell, it: str, steps: Sequence[tuple[str, ...]]) -> None:
    """Gives commands one after the other; tells the answer of each."""
    around = ["--home", f"{it}/ana", "--json", "--passphrase-file", f"{it}/ana.pass"]
    for n, words in enumerate(steps):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([*around, *(word.format(it=it) for word in words)])
        tell(json.dumps({"step": n, "status": status, "answer": json.loads(out.getvalue()), "told": err.getvalue()}))


def _changed(vault: Path) -> dict[str, Any]:
    """Changes the passphrase as the command does, at the price of a test."""
    try:
        change_slot(vault, open_slots(vault, "ana", PASSPHRASE), "", Typed(passphrase_number(0)), cost=CHEAP)
    except KitError as error:
        return {"status": 2, "answer": {"error": error.as_json()}, "told": f"{error.message}\n"}
    return {"status": 0, "answer": {}, "told": ""}


_CALL = ("calls", "log", "C-7", "--channel", "4155552007", "--outcome")
DAY = (
    (*_CALL, "busy"),
    (*_CALL, "reached", "--note", "n" * 9_000),
    ("journal", "export", "-o", "{it}/out.bundle"),
    ("vault", "apply", "{it}/v2.snapshot"),
    (*_CALL, "reached", "--promise", "a car", "--due", "2030-01-01T09:00"),
    ("journal", "merge", "{it}/ben.bundle"),
    ("journal", "copy"),
    *[(*_CALL, "busy", "--note", "n" * 3_000 * n) for n in range(7)],
)
CARRYING = (("journal", "export", "-o", "{it}/stick/out.bundle"), ("journal", "copy"))
