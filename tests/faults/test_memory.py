"""A program of the kit that fails leaves no image of its memory, and its neighbours cannot read it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core files by itself")

LIFT = (
    "import os, resource, sys\nhard = resource.RLIM_INFINITY if not os.getuid() else "
    "resource.getrlimit(resource.RLIMIT_CORE)[1]\nresource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
)
LOOK = "import atexit\nfrom continuity_app.vault.memory import memory_is_private\n"


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("module", "name"), [("cli", "continuity"), ("desktop", "continuity-kit")])
def test_both_programs_keep_their_memory_to_themselves(module: str, name: str, tmp_path: Path) -> None:
    start = f"from continuity_app.{module}.main import entry\nsys.argv = ['{name}', '--version']\nentry()\n"
    told = run(f"{LIFT}{LOOK}atexit.register(lambda: print(memory_is_private()))\n{start}", tmp_path)
    assert told.stdout.splitlines()[-1] == "True", told.stderr


def test_no_image_is_written(tmp_path: Path) -> None:
    """The same failure with and without: where the system keeps no images at all, nothing can be told."""

    def dumped(before: str) -> bool:
        child = subprocess.Popen(
            [sys.executable, "-c", f"{LIFT}{before}os.abort()"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        _, status = os.waitpid(child.pid, 0)
        child.returncode = status
        return os.WCOREDUMP(status)

    if not dumped(""):
        pytest.skip("this system keeps no memory images")
    assert not dumped("from continuity_app.vault.memory import *\nkeep_memory_private()\n")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_neighbour_cannot_read_it(tmp_path: Path) -> None:
    """Linux gives the files of such a process to root; another user's own process keeps them."""
    told = run(
        "import os, ctypes\nfrom continuity_app.vault.memory import *\n"
        "if os.getuid() == 0:\n    os.setgid(12345); os.setuid(12345)\n"
        "ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"
        "print(os.stat('/proc/self/mem').st_uid)\nkeep_memory_private()\nprint(os.stat('/proc/self/mem').st_uid)\n",
        tmp_path,
    )
    before, after = told.stdout.split()
    assert (before != "0", after) == (True, "0"), told.stderr
