"""What a kit costs as whole commands: build, apply, unlock, start-up and a cold look-up.

Every command is a process of its own that finds its modules compiled, as those of an installed kit are.
"""

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.contacts.model import ChannelKind
from tests.benchmarks.measure import Row, milliseconds
from tests.benchmarks.people import people

PASSPHRASE = "benchmarks only, never a real one"
BUILD_GOAL_S = {100_000: 8.0, 1_000_000: 60.0}
MEMORY_GOAL_MB = 600
TRIES = 7
COLUMNS = (
    "Id",
    "LastName",
    "FirstName",
    "Phone",
    "Email",
    "Segment__c",
    "Market__c",
    "Product__c",
    "Value__c",
    "VIN__c",
)
PLAN = """
[snapshot]
site = "Harbour North"
packs = []
[[source]]
file = "people.csv"
preset = "salesforce"
region = "US"
[source.fields]
segment = "Segment__c"
market = "Market__c"
product = "Product__c"
value = "Value__c"
asset_vin = "VIN__c"
"""


@dataclass(frozen=True)
class Kit:
    """A folder with an IT machine and a laptop; `asked` is a surname that stands in the file."""

    folder: Path
    asked: str

    def command(self, home: str, *words: object) -> list[object]:
        """The words of one command in a home."""
        program = Path(sys.executable).with_name("continuity")
        options = ["--home", self.folder / home, "--json", "--passphrase-file", self.folder / "pass"]
        return [program, *options, *words]

    def run(self, home: str, *words: object) -> "Cost":
        """What one command costs."""
        return _cost(self.command(home, *words), self.compiled)

    @property
    def compiled(self) -> Path:
        """Where compiled modules are kept for this run."""
        return self.folder / "compiled"


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of processors, and the peak of memory in MB."""

    seconds: float
    processor: float
    peak: float


def prepare(folder: Path, customers: int) -> Kit:
    """An organisation, a laptop and a customer file, up to the point where the snapshot is built."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pass").write_text(PASSPHRASE + "\n")
    (folder / "plan.toml").write_text(PLAN)
    asked = ""
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, who in enumerate(people(customers)):
            phone = next((c.original for c in who.channels if c.kind.can_be_called), "")
            email = next((c.value for c in who.channels if c.kind is ChannelKind.EMAIL), "")
            vin = next((a.vin for a in who.assets), "")
            axes = (who.segment, who.market, who.product)
            writer.writerow((who.id, who.family_name, who.given_name, phone, email, *axes, who.value, vin))
            asked = who.family_name if number == customers // 2 else asked
    kit = Kit(folder, asked)
    kit.run("it", "org", "init", "--name", "Harbour Motors")
    kit.run("it", "org", "card", "-o", folder / "card")
    kit.run("a", "vault", "create", "--org", folder / "card", "--user", "ana", "--site", "Harbour North")
    kit.run("a", "device", "enrol", "-o", folder / "enrol")
    kit.run("it", "device", "accept", folder / "enrol")
    return kit


def rows(kit: Kit, customers: int) -> Iterator[Row]:
    """One row for each whole command."""
    yield from _build_and_apply(kit, customers)
    yield from _starts(kit)


def _build_and_apply(kit: Kit, customers: int) -> Iterator[Row]:
    package, source = kit.folder / "v1.snapshot", kit.folder / "people.csv"
    goal = BUILD_GOAL_S.get(customers, 60.0)
    copied = min(_timed(lambda: shutil.copyfile(source, kit.folder / "copy.csv")) for _ in range(3))
    for name, home, words in (
        ("build a snapshot", "it", ("snapshot", "build", kit.folder / "plan.toml", "-o", package)),
        ("apply a snapshot", "a", ("vault", "apply", package)),
    ):
        cost = kit.run(home, *words)
        yield Row(
            name=name,
            ours=f"{cost.seconds:.1f} s, {cost.processor:.1f} s of processors, {cost.peak:.0f} MB",
            peer="copy of the file",
            theirs=milliseconds(copied),
            ratio=cost.seconds / copied,
            goal=f"≤ {goal:.0f} s, ≤ {MEMORY_GOAL_MB} MB",
            met=cost.seconds <= goal and cost.peak <= MEMORY_GOAL_MB,
        )


def _starts(kit: Kit) -> Iterator[Row]:
    program = Path(sys.executable).with_name("continuity")
    commands: dict[str, list[object]] = {
        "bare": [sys.executable, "-c", "pass"],
        "version": [program, "--version"],
        "derive": [sys.executable, "-c", _DERIVE],
        "unlock": kit.command("a", "vault", "unlock-check"),
        "find": kit.command("a", "find", kit.asked),
    }
    if shutil.which("age") is not None:
        commands["age"] = _age_and_grep(kit)
    took = _best_of_each(commands, kit.compiled)
    yield _over("start of continuity --version", took["version"], "bare python", took["bare"], 4.0)
    yield _over("unlock", took["unlock"], "key derivation in bare python", took["derive"], 3.0)
    if "age" in took:
        own = took["find"] - (took["derive"] - took["bare"])
        floor = took["age"] + took["bare"]
        yield _over("find, cold, without key derivation", own, "age -d | grep, and bare python", floor, 3.0)


_DERIVE = (
    "from cryptography.hazmat.primitives.kdf.argon2 import Argon2id\n"
    "Argon2id(salt=bytes(16), length=32, iterations=3, lanes=4, memory_cost=65536).derive(b'passphrase')"
)


def _age_and_grep(kit: Kit) -> list[object]:
    identity, sealed = kit.folder / "age.key", kit.folder / "people.age"
    if not sealed.exists():
        subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
        recipient = subprocess.run(["age-keygen", "-y", str(identity)], check=True, capture_output=True, text=True)
        source = str(kit.folder / "people.csv")
        subprocess.run(["age", "-r", recipient.stdout.strip(), "-o", str(sealed), source], check=True)
    return ["sh", "-c", f"age -d -i '{identity}' '{sealed}' | grep -c '{kit.asked}'"]


def _over(name: str, ours: float, peer: str, theirs: float, most: float) -> Row:
    """A cost over a floor: how many times it."""
    ratio = ours / theirs
    return Row(name, milliseconds(ours), peer, milliseconds(theirs), ratio, f"≤ {most:.0f}x", met=ratio <= most)


def _best_of_each(commands: Mapping[str, Sequence[object]], compiled: Path) -> dict[str, float]:
    """Seconds of each command, the best of its tries; they take turns, so that a busy moment is nobody's alone."""
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(TRIES + 1):
        for name, command in commands.items():
            best[name] = min(best[name], _cost(command, compiled).seconds)
    return best


_METER = """
import resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
took, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
print(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(done.returncode)
"""


def _cost(command: Sequence[object], compiled: Path) -> Cost:
    """Runs a command under a small process of its own, for a child's peak begins with its parent's size."""
    settings = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [sys.executable, "-c", _METER, *map(str, command)]
    metered = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=settings)
    return Cost(*map(float, metered.stdout.split()))


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
