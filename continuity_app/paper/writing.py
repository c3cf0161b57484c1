"""Puts answers into the slots of a laid-out page, and finds out which of them need more room."""

from dataclasses import dataclass
from typing import Any, Protocol

from continuity_app.forms.definition import Answers
from continuity_app.paper.fonts import MEDIUM, REGULAR, width
from continuity_app.paper.layout import SheetLayout, fitted
from continuity_app.paper.marks import Keys, Slot, SlotKind
from continuity_app.paper.pen import Rect
from continuity_app.paper.typeset import shrunk, wrap
from continuity_app.paper.values import (
    BLANK,
    answer_at,
    chosen,
    figures,
    filled_template,
    moment_parts,
    slot_text,
    written,
)
from continuity_app.paper.wording import Wording

_LEAST = 8.0
_WRAPPED = 8.0
_PITCH = 9.6
_BASE = 4.5
_LOW, _LOW_SHARE, _LOW_BASE = 14.5, 0.79, 3.2
_FINE_LINES = 9.0
_ROUNDS = 3
_LEAST_REFERENCE = 4.5


class Writer(Protocol):
    """What answers are written with: the pen on a page, or the looks of a field."""

    def text(
        self, x: float, baseline: float, text: str, *, face: str = REGULAR, size: float = 9, align: str = "left"
    ) -> None:
        """Writes one line."""
        ...

    def cross(self, rect: Rect) -> None:
        """Ticks a box."""
        ...


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a text stands in its slot: the size, the lines, the last line's baseline, the way up to the one before.

    `short` is how many lines more the slot would need, in the unit in which it grows.
    """

    size: float
    lines: tuple[str, ...]
    last: float
    pitch: float
    short: int = 0


def lettering(slot: Slot, text: str) -> Lettering:
    """Finds the size and the lines of a text for its slot."""
    rect = slot.rect
    if slot.kind is SlotKind.PROSE:
        lines = tuple(wrap(text, rect.width, slot.size))
        last = rect.y + slot.size + (len(lines) - 1) * slot.pitch
        return Lettering(slot.size, lines, last, slot.pitch, max(0, len(lines) - slot.lines))
    if slot.pitch:
        return _on_rules(slot, text)
    size, base = _one_line(slot)
    one = "\n" not in text.strip() and shrunk(text.strip(), rect.width, size, _LEAST, MEDIUM)
    if one:
        return Lettering(one, (text.strip(),), base, _PITCH)
    lines = tuple(wrap(text.strip(), rect.width, _WRAPPED, MEDIUM))
    fitting = max(1, int((rect.height + 1.5) // _PITCH))
    return Lettering(_WRAPPED, lines, rect.bottom - _BASE + 1, _PITCH, max(0, len(lines) - fitting))


def _one_line(slot: Slot) -> tuple[float, float]:
    """The size and the baseline of one line in a slot: in a row of 8 mm or less both make way for the label above."""
    if slot.rect.height >= _LOW:
        return slot.size, slot.rect.bottom - _BASE
    return min(slot.size, slot.rect.height * _LOW_SHARE), slot.rect.bottom - _LOW_BASE


def _on_rules(slot: Slot, text: str) -> Lettering:
    """A long answer: one line on each rule while that is enough, else two smaller ones."""
    lines = tuple(wrap(text.strip(), slot.rect.width, slot.size, MEDIUM))
    if len(lines) <= slot.lines:
        last = slot.rect.y + len(lines) * slot.pitch - _BASE
        return Lettering(slot.size, lines, last, slot.pitch)
    pitch = slot.pitch / 2
    lines = tuple(wrap(text.strip(), slot.rect.width, _FINE_LINES, MEDIUM))
    last = slot.rect.y + len(lines) * pitch - _BASE + 1.5
    return Lettering(_FINE_LINES, lines, last, pitch, max(0, -(-(len(lines) - 2 * slot.lines) // 2)))


def shortages(layout: SheetLayout, answers: Answers) -> dict[Keys, int]:
    """The answers that do not fit their slots, and how many lines more each needs."""
    short: dict[Keys, int] = {}
    for page in layout.pages:
        for slot in page.slots:
            if slot.kind not in (SlotKind.TEXT, SlotKind.PROSE):
                continue
            text = text_for(slot, answers, layout.wording)
            if text and (missing := lettering(slot, text).short):
                short[slot.keys] = missing
    return short


def with_room(base: SheetLayout, answers: Answers) -> SheetLayout:
    """The layout with room for everything that is filled in; the blank form's own where that is enough."""
    layout = base
    if any(isinstance(value, list) and value and isinstance(value[0], dict) for value in answers.values()):
        layout = fitted(base, answers, {})
        layout = base if layout.digest == base.digest else layout
    extra: dict[Keys, int] = {}
    for _ in range(_ROUNDS):
        short = shortages(layout, answers) if answers else {}
        if not short:
            break
        extra = {keys: extra.get(keys, 0) + short.get(keys, 0) for keys in (*extra, *short)}
        layout = fitted(base, answers, extra)
    return layout


def text_for(slot: Slot, answers: Answers, wording: Wording) -> str:
    """The text that is written into a slot, empty where nothing is."""
    if slot.kind in (SlotKind.PROSE, SlotKind.REFERENCE):
        return filled_template(slot.template, answers, slot.keys[:-1], wording)
    value = answer_at(answers, slot.keys)
    return "" if value is None else slot_text(slot, value, wording)


def write_slot(pen: Writer, slot: Slot, answers: Answers, wording: Wording) -> None:
    """Writes what the answers say into one slot."""
    if slot.kind is SlotKind.PROSE:
        _write_lines(pen, slot, text_for(slot, answers, wording), REGULAR)
        return
    if slot.kind is SlotKind.REFERENCE:
        _write_reference(pen, slot, text_for(slot, answers, wording))
        return
    value = answer_at(answers, slot.keys)
    if value is None:
        return
    if slot.kind in (SlotKind.TICK, SlotKind.RANK):
        _write_tick(pen, slot, value)
    elif slot.kind is SlotKind.COMB:
        _write_comb(pen, slot, value)
    elif slot.kind is SlotKind.NUMBER:
        _write_number(pen, slot, value)
    elif slot.kind is SlotKind.MOMENT and (parts := moment_parts(value, slot.type)):
        largest, _ = _one_line(slot)
        for cell, part in zip(slot.cells, parts, strict=False):
            middle = cell.x + cell.width / 2
            size = shrunk(part, cell.width, largest, 5.5, MEDIUM) or 5.5
            pen.text(middle, slot.rect.bottom - _BASE, part, face=MEDIUM, size=size, align="middle")
    else:
        _write_lines(pen, slot, slot_text(slot, value, wording), MEDIUM)


def _write_lines(pen: Writer, slot: Slot, text: str, face: str) -> None:
    set_text = lettering(slot, text)
    x, align = _beginning(slot)
    for down, line in enumerate(set_text.lines, 1 - len(set_text.lines)):
        pen.text(x, set_text.last + down * set_text.pitch, line, face=face, size=set_text.size, align=align)


def _beginning(slot: Slot) -> tuple[float, str]:
    """Where a text of the slot begins, and the side that this is."""
    return (slot.rect.right, "right") if slot.from_right else (slot.rect.x, "left")


def _write_reference(pen: Writer, slot: Slot, text: str) -> None:
    """A value on the blank inside a label; the blank stays where there is none."""
    if text != BLANK:
        size = shrunk(text, slot.rect.width, slot.size, _LEAST_REFERENCE, MEDIUM) or _LEAST_REFERENCE
        x, align = _beginning(slot)
        pen.text(x, slot.rect.bottom, text, face=MEDIUM, size=size, align=align)


def _write_tick(pen: Writer, slot: Slot, value: Any) -> None:
    names = chosen(value)
    if slot.kind is SlotKind.RANK:
        if slot.choice in names:
            x, base = slot.rect.x + slot.rect.width / 2, slot.rect.bottom - 1.6
            pen.text(x, base, str(names.index(slot.choice) + 1), face=MEDIUM, size=slot.size, align="middle")
    elif slot.choice in names or (not slot.choice and value not in (False, "", "false")):
        pen.cross(slot.rect)


def _write_comb(pen: Writer, slot: Slot, value: Any) -> None:
    letters = written(value).replace(" ", "")
    if len(letters) > len(slot.cells):
        size = shrunk(letters, slot.rect.width - 4, 10.5, 5, MEDIUM) or 5
        pen.text(slot.rect.x + 2, slot.rect.bottom - _BASE, letters, face=MEDIUM, size=size)
        return
    tall = slot.cells[0].height
    for cell, letter in zip(slot.cells, letters, strict=False):
        base = cell.y + tall / 2 + 3.9
        pen.text(cell.x + cell.width / 2, base, letter, face=MEDIUM, size=11, align="middle")


def _write_number(pen: Writer, slot: Slot, value: Any) -> None:
    text = figures(value, slot.decimals)
    base = slot.cells[0].y if slot.cells else slot.rect.bottom - _BASE
    room = slot.rect.width - 2
    size = shrunk(text, room, _one_line(slot)[0], 5.5, MEDIUM) or 5.5
    if not slot.cells or "." not in text:
        pen.text(slot.rect.right - 1, base, text, face=MEDIUM, size=size, align="right")
        return
    # One text, so that it is copied and found as one; its point falls on the printed one.
    before = width(text.rsplit(".", 1)[0], MEDIUM, size) + width(".", MEDIUM, size) / 2
    pen.text(slot.cells[0].x - before, base, text, face=MEDIUM, size=size)
