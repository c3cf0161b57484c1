"""The closed process: what foreign bytes can do in it, and what comes back when they break it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.sources import sandbox
from continuity_app.sources.closed import Limits, run_closed


def answers(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield str(number).encode()


def refuses(name: str) -> Iterator[bytes]:
    yield b"first"
    raise BadDataError("form.odd", "It is odd.", what_is_safe="All.", next_step="Mend it.", details=[{"file": name}])


def breaks() -> Iterator[bytes]:
    os.write(1, b"Pat Example")
    os.write(2, b"Pat Example")
    raise ValueError("Pat Example, +1 415 555 2671")
    yield b""


def dies() -> Iterator[bytes]:
    yield b"first"
    os._exit(3)


def spins() -> Iterator[bytes]:
    while True:
        pass
    yield b""


def spins_a_little(times: int) -> Iterator[bytes]:
    for _ in range(times):
        end = time.process_time() + 0.7
        while time.process_time() < end:
            pass
        yield b""


def swells() -> Iterator[bytes]:
    yield bytes(600 << 20)[:1]


def tries(deed: str, place: str) -> Iterator[bytes]:
    """Does one forbidden thing; the answer is what the system said to it."""
    try:
        DEEDS[deed](place)
    except OSError as error:
        yield type(error).__name__.encode()
    else:
        yield b"done"


DEEDS: dict[str, Callable[[str], object]] = {
    "read": lambda place: Path(place).read_bytes(),
    "write": lambda place: Path(place).write_bytes(b"x"),
    "add": lambda place: Path(place, "new").touch(),
    "make": lambda place: Path(place, "new").mkdir(),
    "empty": lambda place: Path(place).rmdir(),
    "remove": lambda place: Path(place).unlink(),
    "rename": lambda place: Path(place).rename(f"{place}-2"),
    "link": lambda place: Path(f"{place}-3").symlink_to(place),
    "cut": lambda place: os.truncate(place, 0),
    "rights": lambda place: Path(place).chmod(0o777),
    "tcp": lambda _: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "udp": lambda _: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    "unix": lambda _: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "program": lambda _: subprocess.run(["/bin/true"], check=True),
    "signal": lambda place: os.kill(int(place), 0),
}


def test_answers_come_as_they_are_made():
    assert list(run_closed(answers, 3)) == [b"0", b"1", b"2"]


def test_what_is_raised_of_ours_comes_back_as_it_is():
    given = run_closed(refuses, "a.xlsx")
    assert next(given) == b"first"
    with pytest.raises(BadDataError) as caught:
        next(given)
    assert (caught.value.code, caught.value.details) == ("form.odd", ({"file": "a.xlsx"},))


@pytest.mark.parametrize("task", [breaks, dies])
def test_what_breaks_is_told_without_a_word_of_what_it_held(task):
    with pytest.raises(BadDataError) as caught:
        list(run_closed(task))
    assert caught.value.code == "closed.died"
    assert "Pat" not in caught.value.message + str(caught.value.details)


def test_what_a_reader_prints_reaches_nobody():
    """In a program of its own, whose output is a pipe: into a file the process could not write anyway."""
    program = (
        "from continuity_app.errors import BadDataError\nfrom continuity_app.sources.closed import run_closed\n"
        "from tests.sources.test_closed import breaks\n"
        "try:\n    list(run_closed(breaks))\nexcept BadDataError as error:\n    print(error.code)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert (done.stdout, done.stderr) == ("closed.died\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits neither; there the parent's clock serves alone")
@pytest.mark.parametrize("task", [spins, swells])
def test_time_and_memory_are_limited(task):
    with pytest.raises(BadDataError) as caught:
        list(run_closed(task, limits=Limits(seconds=1)))
    assert caught.value.code == "closed.died"


def test_each_answer_has_the_same_time_again():
    assert len(list(run_closed(spins_a_little, 3, limits=Limits(seconds=2)))) == 3


def test_a_reader_of_the_parent_that_goes_away_ends_it():
    given = run_closed(answers, 1_000_000)
    next(given)
    given.close()


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed != "read"])
def test_nothing_is_written_and_nobody_is_reached(deed, tmp_path):
    needs = sandbox.NETWORK if deed in ("tcp", "udp", "unix", "program", "signal", "rights") else sandbox.WRITING
    if needs not in sandbox.offered():
        pytest.skip(f"this system cannot forbid {needs}")
    file = tmp_path / "there"
    file.write_bytes(b"there")
    if deed == "empty":
        file.unlink()
        file.mkdir()
    place = {"add": tmp_path, "make": tmp_path, "signal": os.getpid()}.get(deed, file)
    assert list(run_closed(tries, deed, str(place))) == [b"PermissionError"]
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert deed == "empty" or file.read_bytes() == b"there"


def test_reading_is_what_it_is_there_for(tmp_path):
    file = tmp_path / "there"
    file.write_bytes(b"there")
    assert list(run_closed(tries, "read", str(file))) == [b"done"]
