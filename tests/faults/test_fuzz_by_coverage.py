"""Each target once more, led by coverage: atheris looks for input that reaches new lines; none breaks anything."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.fuzz.targets import TARGETS

RUNS = 2_000
FEWER = {
    "xlsform": 60,
    "signed_bodies": 60,
    "bundle": 500,
    "code": 500,
    "recovery_groups": 500,
    "xlsx": 500,
    "slots": 500,
}


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="atheris runs on Linux")
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_it(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    words = [
        sys.executable,
        "-m",
        "tests.faults.fuzz",
        name,
        f"-runs={FEWER.get(name, RUNS)}",
        "-max_len=8192",
        "-timeout=60",
    ]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        words,
        cwd=tmp_path,
        env=surroundings,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=1800,
        check=False,
    )
    ended = re.search(r"Done (\d+) runs", done.stderr)
    assert (done.returncode, bool(ended)) == (0, True), done.stderr[-3000:]
    assert ended is not None
    assert int(ended[1]) >= FEWER.get(name, RUNS)
