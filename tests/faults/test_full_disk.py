"""On a full disk each step is done whole or not at all, and can be done again once there is room."""

import sys
from pathlib import Path

import pytest

from continuity_app.errors import SurroundingsError
from continuity_app.kit.home import Home
from continuity_app.kit.organisation_desk import found_organisation
from continuity_app.kit.vault_desk import NewVault, create_vault
from tests import builders
from tests.faults.conftest import Branch, state_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the system does not limit the size of files")

FULL = (6_000, 20_000, 45_000, 100_000)
NEW = "{it}/new.out"
STEPS: dict[str, tuple[str, ...]] = {
    "log a call": ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "busy", "--note", "n" * 30_000),
    "print": ("form", "print", "call_log", "--copies", "3", "-o", NEW),
    "print a pack": ("pack", "print", "generic", "--copies", "1", "-o", NEW),
    "export": ("journal", "export", "-o", NEW),
    "merge": ("journal", "merge", "{it}/ben.bundle"),
    "apply": ("vault", "apply", "{it}/v2.snapshot"),
    "add a recovery key": ("vault", "slots", "add", "--recovery-sheet", NEW),
    "report": ("readiness", "report", "-o", NEW),
    "export all": ("recover", "export", NEW),
    "build": ("snapshot", "build", "{it}/plan/plan.toml", "-o", NEW),
}


def digest_of(branch: Branch) -> str:
    told: str = branch.done(branch.ana, "journal", "verify")["digest"]
    return told


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_done_whole_or_not_at_all(branch: Branch, step: str) -> None:
    home = branch.folder if step == "build" else branch.ana
    words = [word.format(it=branch.folder) for word in STEPS[step]]
    output, refused, digest = branch.folder / "new.out", 0, digest_of(branch)
    for size in FULL:
        with builders.full_disk(after=size):
            error = branch.tried(home, *words, besides="vault/journal.db")  # pages come back under a fresh cipher
        if error is None:
            break
        refused += 1
        assert error["code"].split(".")[0] in ("disk", "journal", "vault", "contacts"), error
        assert not output.exists()
        assert digest_of(branch) == digest
        assert not [path for path in branch.folder.rglob("*.part") if path.name != ".contacts.db.part"]
    assert refused
    if error is not None:
        branch.done(home, *words)
    if home == branch.ana:
        assert branch.done(branch.ana, "journal", "verify")["ok"] is True
        assert branch.done(branch.ana, "vault", "check")["ok"] is True


@pytest.mark.parametrize("size", [100, 1_000, 6_000, 10_000])
def test_a_vault_is_made_whole_or_not_at_all(tmp_path: Path, size: int) -> None:
    office, _ = builders.organisation(tmp_path)
    (tmp_path / "org.card").write_bytes(office.card.data)
    new = NewVault(tmp_path / "org.card", "ana", "Harbour North", tmp_path / "sheet.pdf", builders.CHEAP)
    home = Home(tmp_path / "laptop")
    with builders.full_disk(after=size), pytest.raises(SurroundingsError):
        create_vault(home, new, builders.FixedPrompts(), builders.clock())
    assert state_of(home.path) == {}
    create_vault(home, new, builders.FixedPrompts(), builders.clock())


@pytest.mark.parametrize("size", [1, 300, 700])
def test_an_organisation_is_founded_whole_or_not_at_all(tmp_path: Path, size: int) -> None:
    home = Home(tmp_path / "it")
    with builders.full_disk(after=size), pytest.raises(SurroundingsError):
        found_organisation(home, "Harbour", builders.FixedPrompts(), builders.clock(), cost=builders.CHEAP)
    assert state_of(home.path) == {}
    found_organisation(home, "Harbour", builders.FixedPrompts(), builders.clock(), cost=builders.CHEAP)
