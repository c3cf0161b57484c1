"""Marks and pages by a second generator: what is taken back is asked, nothing is made up.

The reading of boxes was tuned on other pages of both generators than those that are read here.
What a box says may be asked; what must not happen is a tick that nobody made, or a correction taken for one.
"""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from continuity_app.paper.context import A4, LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import Slot, SlotKind
from continuity_app.paper.pictures import Picture
from continuity_app.paper.scan import PageReader
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.paper.ticks import Reading
from tests import builders
from tests.paper import other_hands, other_ways, scanning
from tests.paper.test_scan_marks import FORM, SERIAL

Kind = Callable[[other_hands.Dice], other_hands.Lines]
KINDS = (*other_hands.CLEAR, *other_hands.ODD, *other_hands.TAKEN_BACK)
EMPTY, STRAY = "empty", "stray line"
UNREAD = 0.02
PENS = ("ball pen", "gel pen")
"""What most people write with."""


class Tally(Counter[tuple[str, str, Reading]]):
    """How boxes were read, by mark, pen and reading; how many pages were not read is apart."""

    unread = pages = 0

    def add(self, other: "Tally") -> None:
        self.update(other)
        self.unread, self.pages = self.unread + other.unread, self.pages + other.pages

    def share(self, reading: Reading, marks: tuple[str, ...], pens: tuple[str, ...] = ()) -> float:
        of = {key: n for key, n in self.items() if key[0] in marks and (not pens or key[1] in pens)}
        return sum(n for key, n in of.items() if key[2] is reading) / max(1, sum(of.values()))

    def told(self) -> str:
        lines = []
        for name, pen in sorted({key[:2] for key in self}):
            found = {reading: self[name, pen, reading] for reading in Reading}
            lines.append(f"{name:14} {pen:9} " + "  ".join(f"{one.value} {count}" for one, count in found.items()))
        return "\n".join(lines)


def names_of(kinds: tuple[Kind, ...]) -> tuple[str, ...]:
    return tuple(kind.__name__ for kind in kinds)


def boxes(way: other_ways.Way) -> list[Slot]:
    page = layout_of(FORM, A4 if way.a4 else LETTER).pages[0]
    return [slot for slot in page.slots if slot.kind is SlotKind.TICK]


def clean_page(way: other_ways.Way) -> Image.Image:
    context = builders.sheet_context(paper=A4 if way.a4 else LETTER)
    return scanning.drawn(draw_sheets([SheetJob(FORM, SERIAL)], context).data, 0, way.dpi).convert("RGB")


def tally(way: other_ways.Way, pages: int) -> Tally:
    """Marks so many pages, brings them back and reads them; a slipped pen goes over every fourth one."""
    clean, slots, found = clean_page(way), boxes(way), Tally()
    for number in range(pages):
        dice = random.Random(f"kept apart: {way.name} {number}")
        page, stands = clean.copy(), [(EMPTY, "")] * len(slots)
        for at in other_hands.stray_lines(page, way.dpi, slots, dice) if number % 4 == 3 else ():
            stands[at] = (STRAY, "")
        for at, slot in enumerate(slots):
            kind: Kind | None = dice.choice((None,) * 8 + KINDS)
            if kind is not None and stands[at][0] == EMPTY:
                pen = dice.choice(other_hands.PENS)
                other_hands.mark(page, way.dpi, slot, kind(dice), (dice, pen))
                stands[at] = (kind.__name__, pen.name)
        read, unread = PageReader(lambda *_: FORM, lambda _: {}).read(
            Picture(Path("page.png"), 1, way.brings(page, dice))
        )
        found.unread, found.pages = found.unread + len(unread), found.pages + 1
        for one in read:
            found.update((*what, tick.reading) for what, tick in zip(stands, one.ticks, strict=True))
    return found


def must_hold(found: Tally) -> None:
    assert found.unread <= UNREAD * found.pages, found.unread
    clear, back = names_of(other_hands.CLEAR), names_of(other_hands.TAKEN_BACK)
    told = found.told()
    assert found.share(Reading.TICKED, (EMPTY,)) <= 0.001, told
    assert found.share(Reading.UNSURE, (EMPTY,)) <= 0.05, told
    assert found.share(Reading.EMPTY, clear, PENS) <= 0.01, told
    assert found.share(Reading.TICKED, back) <= 0.03, told
    assert found.share(Reading.EMPTY, back) <= 0.01, told
    assert found.share(Reading.TICKED, ("filled",)) == 0, told
    assert found.share(Reading.EMPTY, ("filled",)) == 0, told
    assert found.share(Reading.TICKED, (STRAY,)) <= 0.03, told
    assert found.share(Reading.EMPTY, ("around_words",)) <= 0.15, told
    assert found.share(Reading.UNSURE, clear, ("pencil",)) <= 0.2, told
    assert found.share(Reading.UNSURE, clear, ("marker",)) <= 0.4, told


def test_what_other_hands_mark_is_read_or_asked() -> None:
    found = Tally()
    for way in other_ways.WAYS:
        found.add(tally(way, 2))
    assert found.total() >= 800
    must_hold(found)


@pytest.mark.full
def test_many_pages_of_other_hands() -> None:
    whole = Tally()
    for way in other_ways.WAYS:
        found = tally(way, 16)
        print(f"\n{way.name}: {found.unread} of 16 pages unread\n{found.told()}")  # noqa: T201 - docs/proof.md
        whole.add(found)
    print(f"\nall\n{whole.told()}")  # noqa: T201 - docs/proof.md
    must_hold(whole)


def test_two_sheets_in_one_photograph_are_two_pages() -> None:
    way = next(way for way in other_ways.WAYS if way.brings is other_ways.on_a_table)
    photo = other_ways.two_on_a_table(clean_page(way), clean_page(way), random.Random(3))
    read, unread = PageReader(lambda *_: FORM, lambda _: {}).read(Picture(Path("two.png"), 1, photo))
    assert len(read) + len(unread) == 2
    assert not any(tick.ticked for page in read for tick in page.ticks)
