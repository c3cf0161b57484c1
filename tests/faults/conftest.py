"""A branch at work, and what must hold whenever it is refused something."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from continuity_app.journal.bundle import export_bundle
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.trust.age_box import recipient_of
from tests import builders
from tests.faults.warm import Warm

_OF_NO_MATTER = ("kit.lock", "wrong-tries")
CANARIES = ("Quillfeather", "quill@example.com", "4155552007", "Wants a loan car")


@dataclass(frozen=True)
class Branch:
    """IT in `folder`, two laptops under it, two versions of a snapshot; `serials` are of printed blank sheets."""

    folder: Path
    serials: tuple[str, ...]

    @property
    def ana(self) -> Path:
        return self.folder / "ana"

    @property
    def ben(self) -> Path:
        return self.folder / "ben"

    def done(self, home: Path, *words: object) -> dict[str, Any]:
        """The answer of a command that must work."""
        status, answer = builders.command(home, *words, passphrase=_passphrase(self.folder, home))
        assert status == 0, answer
        return answer

    def tried(self, home: Path, *words: object, besides: str = "") -> Mapping[str, Any] | None:
        """The error of a command that may be refused: told in words, without customers, with nothing changed by it.

        Args:
            home: whose.
            words: the command.
            besides: a file that may have other bytes afterwards, though it says the same.
        """
        before = state_of(home) | {besides: ""}
        status, answer, told = builders.spoken(home, *words, passphrase=_passphrase(self.folder, home))
        assert "Traceback" not in told
        assert not any(canary in told for canary in CANARIES), told
        if status != 2:
            return None
        error: Mapping[str, Any] = answer["error"]
        assert error["code"] != "kit.bug", error
        assert all(error[part] for part in ("code", "message", "what_is_safe", "next_step")), error
        assert told == f"{error['message']}\n"
        assert state_of(home) | {besides: ""} == before
        return error

    def refused(self, home: Path, *words: object) -> Mapping[str, Any]:
        """The error of a command that must be refused."""
        error = self.tried(home, *words)
        assert error is not None, words
        return error


def _passphrase(folder: Path, home: Path) -> str:
    return builders.ORGANISATION_PASSPHRASE if home == folder else builders.PASSPHRASE


def state_of(home: Path) -> dict[str, str]:
    """Digests of everything in a home that a command may not leave half changed."""
    places = [home / "org"] if (home / "org").is_dir() else [home]
    files = (path for place in places for path in place.rglob("*") if path.is_file() and path.name not in _OF_NO_MATTER)
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session")
def whole_branch(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    folder = tmp_path_factory.mktemp("whole") / "it"
    folder.mkdir()
    office, _ = builders.organisation(folder)
    for user in ("ana", "ben"):
        office.registry.accept(builders.made_home(folder, office, user).card.to_bytes(), builders.NOON)
    plan = builders.plan(folder / "plan", 12, packs='["generic"]')
    people = (folder / "plan" / "people.csv").read_text(encoding="utf-8")
    people = people.replace("Margarethe,Núñez7", "Ann,Quillfeather").replace("m7@", "quill@")
    (folder / "plan" / "people.csv").write_text(people, encoding="utf-8")
    branch = Branch(folder, ())
    for version in (1, 2):
        branch.done(folder, "snapshot", "build", plan, "-o", folder / f"v{version}.snapshot")
    for home in (branch.ana, branch.ben):
        branch.done(home, "vault", "apply", folder / "v1.snapshot")
    branch.done(branch.ana, "incident", "declare", "--name", "Ransom", "--kind", "ransom")
    call = ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "reached", "--note", "Wants a loan car")
    branch.done(branch.ana, *call)
    printed = branch.done(branch.ana, "form", "print", "call_log", "--copies", 2, "-o", folder / "blank.pdf")
    branch.done(branch.ben, "calls", "log", "C-8", "--channel", "4155552008", "--outcome", "no answer")
    for home in (branch.ana, branch.ben):
        branch.done(home, "journal", "export", "-o", folder / f"{home.name}.bundle")
    return Branch(folder, tuple(printed["serials"]))


@pytest.fixture
def branch(whole_branch: Branch, tmp_path: Path) -> Branch:
    """A copy that a test may break."""
    shutil.copytree(whole_branch.folder, tmp_path / "it")
    return Branch(tmp_path / "it", whole_branch.serials)


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm() as process:
        yield process


@pytest.fixture
def laptop(branch: Branch) -> Branch:
    """Ana's laptop with a stick for copies; beside it what Ben's sent: `many` bundles, each with more than the last."""
    with_ben = open_session(Home(branch.ben), "ben", builders.FixedPrompts(), builders.clock(), write=True)
    with_ana = open_session(Home(branch.ana), "ana", builders.FixedPrompts(), builders.clock(), write=True)
    (branch.folder / "many").mkdir()
    (branch.folder / "stick").mkdir()
    CopyDesk(with_ana).keep_at(branch.folder / "stick")
    for n in range(10):
        for _ in range(20):
            with_ben.calls.log("C-8", "4155552008", "busy", note="n" * 100 * n)
        bundle = export_bundle(with_ben.journal, [recipient_of(with_ana.device.age_secret)], "stick")
        (branch.folder / "many" / f"{n}.bundle").write_bytes(bundle.data)
    with_ben.close()
    with_ana.close()
    return branch


Figure = Callable[[str], None]
"""Tells a figure that stands under the tests, for `docs/proof.md`."""
_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    figures = request.config.stash.setdefault(_FIGURES, [])
    return lambda told: figures.append(f"{request.node.name}: {told}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for told in config.stash.get(_FIGURES, []):
        terminalreporter.write_line(told)
