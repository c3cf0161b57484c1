"""Crosses, checks and sloppy circles, brought back by scanners, telephones and coffee: none is made up, few are missed.

What was scribbled over is asked; a box that nobody can be sure of is asked, never guessed.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from continuity_app.forms.serial import make
from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import SlotKind
from continuity_app.paper.pictures import Picture
from continuity_app.paper.scan import PageReader
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.paper.ticks import Reading
from tests import builders
from tests.paper import scanning

SERIAL = str(make("7K3", 143))
MANY = [f"| | select_multiple m | many{n} | Many of them {n} |" for n in range(30)]
FORM = builders.form(
    "\n".join(
        [
            "| survey |",
            "| | type | name | label |",
            *MANY,
            "| choices |",
            "| | list_name | name | label |",
            *(f"| | m | {name} | Choice {name} gjpq |" for name in "abc"),
            "| settings |",
            "| | form_title | form_id | version |",
            "| | Boxes | boxes | 1 |",
        ]
    )
)
SLOTS = [slot for slot in layout_of(FORM, LETTER).pages[0].slots if slot.kind is SlotKind.TICK]
STRUCK = "struck out"


@dataclass
class Tally:
    """How boxes were read, by what stood in them; and pages that were not."""

    boxes: Counter[tuple[str, Reading]] = field(default_factory=Counter)
    unread: int = 0

    def share(self, reading: Reading, *kinds: str) -> float:
        whole = sum(count for (kind, _), count in self.boxes.items() if kind in kinds)
        return sum(self.boxes[kind, reading] for kind in kinds) / max(1, whole)

    @property
    def told(self) -> str:
        return ", ".join(f"{kind} {reading.value} {count}" for (kind, reading), count in sorted(self.boxes.items()))


def tally(device: scanning.Device, pages: int) -> Tally:
    """Prints, marks, brings back and reads so many pages."""
    data = draw_sheets([SheetJob(FORM, SERIAL)], builders.sheet_context()).data
    clean, found = scanning.drawn(data, 0, device.dpi), Tally()
    for number in range(pages):
        dice = random.Random(f"kept apart: {device.name} {number}")
        kinds = [dice.choice((None, None, None, *scanning.MARKS, scanning.struck_out)) for _ in SLOTS]
        page = clean.copy()
        marks = [(slot, kind(dice)) for slot, kind in zip(SLOTS, kinds, strict=True) if kind is not None]
        scanning.pen(page, device.dpi, marks, dice)
        reader = PageReader(lambda *_: FORM, lambda _: {})
        read, unread = reader.read(Picture(Path("page.png"), 1, device.brings(page, dice)))
        found.unread += len(unread)
        for one in read:
            for kind, tick in zip(kinds, one.ticks, strict=True):
                name = "empty" if kind is None else STRUCK if kind is scanning.struck_out else kind.__name__
                found.boxes[name, tick.reading] += 1
    return found


def must_hold(found: Tally) -> None:
    assert found.unread == 0
    assert found.share(Reading.TICKED, "empty") <= 0.001, found.told
    assert found.share(Reading.UNSURE, "empty") <= 0.05, found.told
    assert found.share(Reading.EMPTY, "cross", "check", "circle") <= 0.01, found.told
    assert found.share(Reading.UNSURE, "cross", "check") <= 0.05, found.told
    assert found.share(Reading.EMPTY, STRUCK) == 0, found.told
    assert found.share(Reading.UNSURE, STRUCK) >= 0.85, found.told


def test_marks_are_read_asked_and_never_made_up() -> None:
    found = [tally(device, 3) for device in scanning.DEVICES]
    must_hold(Tally(sum((one.boxes for one in found), Counter()), sum(one.unread for one in found)))


@pytest.mark.full
@pytest.mark.parametrize("device", scanning.DEVICES, ids=lambda device: device.name)
def test_marks_of_many_pages(device: scanning.Device) -> None:
    found = tally(device, 40)
    print(f"\n{device.name}: {found.told}")  # noqa: T201 - the figures of docs/proof.md
    must_hold(found)
