"""The bundle runs where there is no Python: build_installer.py bundle makes it, then runs these."""

import subprocess
from pathlib import Path

import pytest

BUNDLE = Path(__file__).resolve().parents[2] / "dist" / "continuity-kit"
pytestmark = pytest.mark.bundle


def run_without_python(program: str, *words: object, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Starts a bundled program with an environment in which no Python can be found."""
    environment = {"PATH": "/nowhere", "HOME": str(home), "LANG": "C.UTF-8", **more}
    command = [str(BUNDLE / program), *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


def test_tells_its_version(tmp_path: Path) -> None:
    done = run_without_python("continuity", "--version", home=tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "continuity")


def test_plays_the_demo_and_opens_the_window(tmp_path: Path) -> None:
    done = run_without_python("continuity", "demo", "-o", tmp_path / "out", home=tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stdout + done.stderr
    screens = sorted((tmp_path / "out").glob("*.png"))
    assert len(screens) >= 9
    assert all(screen.stat().st_size > 5_000 for screen in screens)
    assert list((tmp_path / "out").glob("*.pdf"))
