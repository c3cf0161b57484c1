"""What is ticked on a page: every box is ticked, empty or unsure, and an unsure one is asked, never guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from continuity_app.forms.definition import Answers
from continuity_app.paper.around_words import Surroundings
from continuity_app.paper.layout import Page
from continuity_app.paper.marks import Keys, Slot, SlotKind
from continuity_app.paper.straighten import Projection
from continuity_app.paper.strokes import BLACK, DARK, FAINT, PENCIL, RUBBED, BoxPatch, Ink
from continuity_app.words import say

_OUTLINE_SEEN = 0.7
_LEAST_IN_TICKED = 9
"""Dark cells of the 121 inside a ticked box, at least; an empty one has none, and between them nobody knows."""
_LEAST_LONG = 4
"""How many cells its longest stroke extends inside the box, at least; specks of dust or of a fax do not."""
_LEAST_STRONG = 5
"""How many of them are as dark as a pen, not as coffee."""
_LEAST_THIN = 12
"""Where they are not, so many must lie in thin strokes: those of a pencil."""
_MOST_IN_TICKED = 96
_FULL, _FULL_BESIDE = 62, 6
"""From so many dark cells inside, so many on one side besides are a scribble that strikes a tick out."""
_BROAD, _MOST_BY_MARKER = 0.75, 90
"""A marker fills more of a box: from this share of broad strokes on, so many dark cells are no scribble."""
_MARKED, _MARKED_SHARE = 0.6, 0.75
"""A marker leaves black from edge to edge, a pencil that blacks a box out does not."""
_STROKES, _MOST_CROWDED = 3, 1
"""A tick has two strokes above each other at most; where more rows and columns than this one have three, it is struck
out."""
_MOST_BESIDE_EMPTY = 1
_NEAR = 0.2
"""In widths of a box; a flat page shows its boxes within a tenth."""
_RUNS_ON = 0.6
"""A line that goes on so far on both sides, in widths of a box, runs through it: a slipped pen, or a correction."""
_SURE = 0.6


class Reading(StrEnum):
    """What a box says."""

    TICKED = "ticked"
    EMPTY = "empty"
    UNSURE = "unsure"


class Doubt(StrEnum):
    """Why nobody can be sure of a box."""

    NONE = ""
    UNSEEN = "unseen"
    FAINT = "faint"
    TAKEN_BACK = "taken-back"
    LINE_THROUGH = "line-through"
    AROUND_WORDS = "around-words"
    TWO_TICKED = "two-ticked"
    PICTURES_DIFFER = "pictures-differ"

    @property
    def told(self) -> str:
        """In words."""
        sentences = {
            Doubt.NONE: say("it cannot be read for sure"),
            Doubt.UNSEEN: say("the box cannot be seen as a whole"),
            Doubt.FAINT: say("there may be a faint mark"),
            Doubt.TAKEN_BACK: say("the mark may have been struck out"),
            Doubt.LINE_THROUGH: say("a line runs through the box"),
            Doubt.AROUND_WORDS: say("something is drawn around the words"),
            Doubt.TWO_TICKED: say("two are ticked where one counts"),
            Doubt.PICTURES_DIFFER: say("two pictures of it differ"),
        }
        return sentences[self]


@dataclass(frozen=True, slots=True)
class Tick:
    """One box as it was read: `confidence` from 0.5 (nobody knows) to 1; below 0.6 it is UNSURE, and `why` says why."""

    keys: Keys
    choice: str
    reading: Reading
    confidence: float
    many: bool
    why: Doubt = Doubt.NONE

    @property
    def ticked(self) -> bool:
        """Whether it is ticked for sure."""
        return self.reading is Reading.TICKED

    @property
    def unsure(self) -> bool:
        """Whether a person has to say what it is."""
        return self.reading is Reading.UNSURE

    @property
    def field(self) -> str:
        """The question, with its lines of repeats: `lines/0/pay_type`."""
        return "/".join(str(key) for key in self.keys)


def read_ticks(picture: Any, lies: Projection, page: Page) -> tuple[Tick, ...]:
    """Reads all boxes of a page.

    Args:
        picture: a Pillow image in grey.
        lies: where the page lies in it.
        page: its layout.
    """
    around = Surroundings(page)
    boxes = [slot for slot in page.slots if slot.kind is SlotKind.TICK]
    return judged(_read(picture, lies, slot, around) for slot in boxes)


def _read(picture: Any, lies: Projection, slot: Slot, around: Surroundings) -> Tick:
    """How much ink lies inside a box, against the paper around it; the box is found by its outline first."""
    patch = BoxPatch(picture, lies, slot.rect)
    dark = patch.ink(DARK)
    strong = patch.ink(BLACK).inside >= _LEAST_STRONG
    if dark.inside >= _LEAST_IN_TICKED and strong:
        doubt, inked = _doubt(dark, patch.runs_on(DARK), patch.ink(_MARKED).inside), dark.inside
    elif (inked := patch.thin(PENCIL)) >= _LEAST_THIN:
        doubt = _doubt(patch.pencil(RUBBED), patch.runs_on(FAINT), 0)
        if patch.ink(FAINT).inside > _MOST_IN_TICKED:  # grey all over: blacked out by a pencil
            doubt = Doubt.TAKEN_BACK
    elif dark.inside >= _LEAST_IN_TICKED:
        doubt, inked = Doubt.FAINT, dark.inside
    else:
        clean = not patch.ink(FAINT).inside
        doubt, inked = Doubt.NONE if clean and max(dark.beside()) <= _MOST_BESIDE_EMPTY else Doubt.FAINT, 0
        if clean and around.drawn_around(picture, lies, slot, patch.off):
            doubt = Doubt.AROUND_WORDS
    if patch.outline < _OUTLINE_SEEN or patch.astray:
        doubt = Doubt.UNSEEN
    if doubt is not Doubt.NONE:
        return Tick(slot.keys, slot.choice, Reading.UNSURE, 0.5, slot.many, doubt)
    if not inked:
        return Tick(slot.keys, slot.choice, Reading.EMPTY, 1.0, slot.many)
    sure = _SURE + (1 - _SURE) * min(1.0, (inked - _LEAST_IN_TICKED) / _LEAST_IN_TICKED)
    return Tick(slot.keys, slot.choice, Reading.TICKED, round(sure, 3), slot.many)


def _doubt(ink: Ink, runs_on: float, marked: int) -> Doubt:
    """Whether a mark in a box may be something else than a tick; `marked` counts its cells that are nearly black."""
    if ink.longest < _LEAST_LONG:
        return Doubt.FAINT
    if runs_on >= _RUNS_ON:
        return Doubt.LINE_THROUGH
    if min(ink.beside(3)) > 0:  # a line through its middle, from side to side
        return Doubt.TAKEN_BACK
    if ink.broad >= _BROAD:
        sure = ink.crossed or (ink.inside <= _MOST_BY_MARKER and ink.open_sides > 0)
        sure &= marked >= _MARKED_SHARE * ink.inside
        return Doubt.NONE if sure else Doubt.TAKEN_BACK
    struck = (
        ink.inside > _MOST_IN_TICKED
        or (ink.inside > _FULL and max(ink.beside()) >= _FULL_BESIDE)
        or ink.crowded(_STROKES) > _MOST_CROWDED
    )
    return Doubt.TAKEN_BACK if struck else Doubt.NONE


def outline_seen(picture: Any, lies: Projection, slot: Slot) -> float:
    """Which share of a box's outline is seen where the layout says that it stands; 0 where it stands elsewhere."""
    patch = BoxPatch(picture, lies, slot.rect)
    return 0.0 if max(map(abs, patch.off)) > _NEAR else patch.outline


def judged(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Two ticks on a question of one answer make both unsure: one was meant to be struck out, a person says which."""
    ticks = tuple(ticks)
    count: dict[Keys, int] = {}
    for tick in ticks:
        if tick.reading is not Reading.EMPTY and not tick.many:
            count[tick.keys] = count.get(tick.keys, 0) + 1
    return tuple(
        _doubted(tick, Doubt.TWO_TICKED) if tick.ticked and count.get(tick.keys, 0) > 1 else tick for tick in ticks
    )


def agreed(first: Sequence[Tick], second: Sequence[Tick]) -> tuple[Tick, ...]:
    """The same boxes of two pictures of one page: where the pictures differ, nobody knows."""
    other = {(tick.keys, tick.choice): tick for tick in second}
    both = []
    for tick in first:
        again = other.get((tick.keys, tick.choice), tick)
        surer = max(tick, again, key=lambda one: one.confidence)
        told = {tick.reading, again.reading} - {Reading.UNSURE}
        both.append(_doubted(tick, Doubt.PICTURES_DIFFER) if len(told) > 1 else surer)
    return tuple(both)


def _doubted(tick: Tick, why: Doubt) -> Tick:
    return replace(tick, reading=Reading.UNSURE, confidence=0.5, why=why)


def ticked_answers(ticks: Iterable[Tick]) -> Answers:
    """What is ticked for sure, as answers by question name; lines of a repeat as a list up to the last ticked one."""
    found: Answers = {}
    for tick in ticks:
        if tick.ticked:
            _put(found, tick)
    return found


def _put(answers: Answers, tick: Tick) -> None:
    """Puts a ticked box into answers, making the lines of repeats on the way."""
    place: Any = answers
    for key, after in pairwise(tick.keys):
        if isinstance(after, int):
            place = place.setdefault(key, [])
            while len(place) <= after:
                place.append({})
            place = place[after]
    name = tick.keys[-1]
    if not tick.choice:
        place[name] = True
    elif tick.many:
        place.setdefault(name, []).append(tick.choice)
    else:
        place.setdefault(name, tick.choice)
