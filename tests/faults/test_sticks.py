"""A stick that is pulled, full, read-only or missing: told in words, no half file on it, and the laptop as it was."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from continuity_app.journal.bundle import read_bundle_file
from tests import builders
from tests.faults import afterwards, deeds
from tests.faults.conftest import Branch, Figure, state_of
from tests.faults.failing import failing_at, must_be_told, writes_in
from tests.faults.tracing import needs_strace, traced
from tests.faults.warm import Warm

LOG = ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "busy")
TO_STICK = {
    "export": ("journal", "export", "-o", "{stick}/out"),
    "print": ("form", "print", "call_log", "--copies", "1", "-o", "{stick}/out"),
    "report": ("readiness", "report", "-o", "{stick}/out"),
    "export all": ("recover", "export", "{stick}/out"),
    "add a recovery key": ("vault", "slots", "add", "--recovery-sheet", "{stick}/out"),
    "copy to": ("journal", "copy-to", "{stick}"),
}


def mounted(place: Path, *options: str) -> bool:
    """Whether a file system in memory lies at a place now; only some users may put one there."""
    words = ["mount", "-t", "tmpfs", *options, "tmpfs", str(place)]
    return shutil.which("mount") is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A folder that is a disk of its own where this may be done, else an ordinary one."""
    place = tmp_path / "medium"
    place.mkdir()
    own = mounted(place)
    try:
        yield place
    finally:
        if own:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


def switch(stick: Path, *, read_only: bool) -> None:
    """Moves the switch that sticks have; rights do the same for all but root."""
    words = ["mount", "-o", f"remount,{'ro' if read_only else 'rw'}", str(stick)]
    stick.chmod(0o555 if read_only else 0o755) if not os.path.ismount(stick) else subprocess.run(words, check=True)
    if read_only and os.access(stick, os.W_OK):
        pytest.skip("nothing is read-only to this user, and it may not mount")


@pytest.mark.skipif(sys.platform == "win32", reason="mounts as POSIX systems do")
@pytest.mark.parametrize("step", TO_STICK)
def test_a_read_only_stick_is_told_and_nothing_changes(branch: Branch, stick: Path, step: str) -> None:
    switch(stick, read_only=True)
    error = branch.refused(branch.ana, *(word.format(stick=stick) for word in TO_STICK[step]))
    assert error["code"].split(".")[0] in ("disk", "copies")
    assert str(stick) in str(error["details"])
    assert list(stick.iterdir()) == []
    switch(stick, read_only=False)
    branch.done(branch.ana, *(word.format(stick=stick) for word in TO_STICK[step]))


@pytest.mark.skipif(sys.platform == "win32", reason="mounts as POSIX systems do")
def test_a_vault_on_a_read_only_stick_is_read_and_says_why_it_is_not_written(branch: Branch, stick: Path) -> None:
    if not os.path.ismount(stick):
        pytest.skip("this user may not mount")
    home = stick / "ana"
    shutil.copytree(branch.ana, home)
    before = state_of(home)
    switch(stick, read_only=True)
    # The last --home counts; the first one is where the passphrase lies.
    assert builders.command(branch.ana, "--home", home, "find", "Quillfeather")[1]["total"] == 1
    assert builders.command(branch.ana, "--home", home, "show", "C-7")[1]["history"]
    status, answer, told = builders.spoken(branch.ana, "--home", home, *LOG)
    assert (status, answer["error"]["code"]) == (2, "disk.not_written")
    assert told == f"{answer['error']['message']}\n"
    assert state_of(home) == before


@needs_strace
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.full)])
def test_a_stick_that_is_pulled_at_any_write_leaves_no_half_file(
    warm: Warm, laptop: Branch, step: int, figure: Figure
) -> None:
    it, pristine = laptop.folder, laptop.folder.with_name("pristine")
    (it / "ana.pass").write_text(f"{builders.PASSPHRASE}\n", encoding="utf-8")
    shutil.copytree(it, pristine)
    child, calls = traced(warm, ("carry", it))
    assert [told["status"] for told in must_be_told(child, len(deeds.CARRYING))] == [0, 0]
    writes, refused = list(writes_in(calls, it / "stick")), 0
    for write in writes[::step]:
        shutil.rmtree(it)
        shutil.copytree(pristine, it)
        child, calls = traced(warm, ("carry", it), *failing_at(write, "ENODEV"))
        assert any(call.injected for call in calls), write
        told = must_be_told(child, len(deeds.CARRYING))
        refused += sum(each["status"] == 2 for each in told)
        must_be_whole(it)
        assert write.name == "unlink" or not list((it / "stick").rglob("*.part")), write
    figure(f"{len(writes[::step])} of {len(writes)} writes failed, {refused} steps refused in words, 0 half files")
    assert refused


def must_be_whole(it: Path) -> None:
    """Every bundle on the stick opens, and so does the laptop."""
    session = afterwards.whole_session(it, write=True)
    own, secret = session.device.age_secret, session.vault_key.copy_secret
    for path in (it / "stick").rglob("*.bundle"):
        assert read_bundle_file(path, own if path.name == "out.bundle" else secret, session.organisation_id).entries
    session.close()
