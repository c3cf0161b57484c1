import subprocess
import sys
from pathlib import Path

import pytest

from continuity_app.errors import SurroundingsError
from continuity_app.vault.lock import HomeLock

HOLD = """
import sys, pathlib
from continuity_app.vault.lock import HomeLock
lock = HomeLock(pathlib.Path(sys.argv[1]))
print(lock.try_take(), flush=True)
sys.stdin.read()
"""


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    first, second = HomeLock(tmp_path / "vault" / "kit.lock"), HomeLock(tmp_path / "vault" / "kit.lock")
    with first:
        assert first.held
        assert first.try_take()
        with pytest.raises(SurroundingsError) as caught:
            second.take()
        assert caught.value.code == "vault.busy"
    assert second.try_take()
    second.release()
    second.release()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "kit.lock"
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline().strip() == b"True"
    assert not HomeLock(path).try_take()
    other.kill()
    other.wait()
    other.stdout.close()
    assert other.stdin is not None
    other.stdin.close()
    assert HomeLock(path).try_take()
