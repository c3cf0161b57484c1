"""A cut of the power at any moment loses nothing that was called saved, whatever the disk had put off until then.

The calls of a real session are recorded, and what the disk may hold is replayed from them (`power_cut.py`,
`docs/decisions/11-power-cuts.md`). Each state is laid out in the place of the laptop, and opened by the kit.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import builders
from tests.faults import afterwards, deeds
from tests.faults.afterwards import CutOff
from tests.faults.conftest import Branch, Figure
from tests.faults.power_cut import Cut, Recorder, Recording, cuts
from tests.faults.tracing import needs_strace, traced
from tests.faults.warm import Warm

pytestmark = needs_strace


@dataclass(frozen=True)
class Size:
    """How often a deed is done, how many torn states each cut is given, and which share of the states is opened."""

    times: str
    torn: int
    share: float


SIZES = {
    "append": (Size("3", 2, 0.08), Size("14", 3, 1)),
    "apply": (Size("1", 2, 0.08), Size("2", 4, 1)),
    "change": (Size("2", 4, 1), Size("12", 20, 1)),
    "merge": (Size("2", 2, 0.08), Size("6", 2, 0.1)),
    "copy": (Size("1", 2, 0.08), Size("3", 2, 0.4)),
}
PARTS = ("ana", "stick", "new")
"""What the deeds change: the laptop, the stick, and a folder that is not there at first."""


def recorded(warm: Warm, it: Path, deed: str, *words: str) -> Recording:
    """A deed as the disk saw it."""
    recorder = Recorder(it)
    child, calls = traced(warm, (deed, it, *words))
    assert not any(line.startswith("!") for line in child.lines), child.lines
    return recorder.record(calls, child.lines[1:])


def laid_out(recording: Recording, place: Path, size: Size) -> Iterator[Cut]:
    """The states that a disk may hold, one after the other in the same place."""
    for cut in cuts(recording, random.Random(size.torn), size.torn, size.share):
        cut.build(place, PARTS)
        yield cut


def must_hold(deed: str, it: Path, cut: Cut) -> None:
    """Everything that was told before the cut is there, everything opens, and work goes on."""
    told = CutOff(cut.said[-1:] == (deeds.BEGIN,), [line for line in cut.said if line != deeds.BEGIN])
    passphrase = afterwards.passphrase_after(it, told) if deed == "change" else builders.PASSPHRASE
    session = afterwards.whole_session(it, write=True, passphrase=passphrase)
    if deed in afterwards.HOLDS:
        afterwards.HOLDS[deed](it, session, told)
    session.calls.log("C-7", "4155552007", "busy")
    session.close()


@pytest.mark.parametrize("full", [False, pytest.param(True, marks=pytest.mark.full)])
@pytest.mark.parametrize("deed", SIZES)
def test_nothing_that_was_called_saved_is_lost(
    warm: Warm, laptop: Branch, deed: str, full: bool, figure: Figure
) -> None:
    size, it = SIZES[deed][full], laptop.folder
    recording, states = recorded(warm, it, deed, size.times), 0
    for cut in laid_out(recording, it, size):
        try:
            must_hold(deed, it, cut)
        except Exception as error:
            raise AssertionError(f"after {cut.after} events: {cut.kept}") from error
        states += 1
    figure(f"{states} states after {len(recording.events)} events, 0 lost, 0 unreadable")
    assert states > 15


@pytest.mark.parametrize("times", ["4", pytest.param("12", marks=pytest.mark.full)])
def test_a_file_is_old_or_new(warm: Warm, tmp_path: Path, times: str, figure: Figure) -> None:
    place, states = tmp_path / "place", 0
    place.mkdir()
    recording = recorded(warm, place, "write_files", times)
    for cut in laid_out(recording, place, Size(times, 10, 1)):
        said = dict(line.rsplit(" ", 1) for line in cut.said)
        deep = place / "new" / "deep"
        for name, number in said.items():
            told = (deep / name).read_bytes()
            expected = {deeds.text_number(int(number)), deeds.text_number(int(number) + 1)}
            assert told in (expected if name == "same" else {deeds.text_number(int(number))}), f"{name}: {cut}"
        files = [path for path in deep.glob("*") if not path.name.startswith(".")]
        assert all(path.read_bytes() in {deeds.text_number(n) for n in range(int(times))} for path in files), cut
        states += 1
    figure(f"{states} states after {len(recording.events)} events")
    assert states > 50


@pytest.mark.parametrize(
    ("pragma", "loses"), [("synchronous=EXTRA", False), ("synchronous=FULL", True), ("synchronous=OFF", True)]
)
def test_the_replay_tells_safe_settings_from_others(
    warm: Warm, laptop: Branch, pragma: str, loses: bool, figure: Figure
) -> None:
    """The control: where the engine flushes less, states must be found that lose an entry which was called saved."""
    it, states, lost, unreadable = laptop.folder, 0, 0, 0
    recording = recorded(warm, it, "append_with", pragma, "3")
    for cut in laid_out(recording, it, Size("3", 2, 0.08)):
        try:
            session = afterwards.whole_session(it, write=True)
        except Exception:  # noqa: BLE001 - whatever it is, the state does not open
            unreadable += 1
        else:
            held = {entry.hash for entry in session.journal.entries()}
            lost += not {line for line in cut.said if re.fullmatch("[0-9a-f]{64}", line)} <= held
            session.close()
        states += 1
    figure(f"{states} states, {lost} lost, {unreadable} unreadable")
    assert (lost > 0) is loses
    assert not unreadable or pragma == "synchronous=OFF"
