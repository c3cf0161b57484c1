"""Rows of cells: a small label above, room to write below, boxes to tick, combs, dates, signatures.

Every function gives a block; sideways its places are those of the page, downwards they count from the block's top.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from continuity_app.paper.elements import Cell, CellKind
from continuity_app.paper.fonts import MEDIUM, REGULAR, SEMIBOLD, width
from continuity_app.paper.marks import Block, Frame, Keys, Slot, SlotKind, Stack, Stroke, Words
from continuity_app.paper.options import BOX, Arranged, arranged, line_pitch, word_at
from continuity_app.paper.pen import FINE, HAIR, Rect
from continuity_app.paper.typeset import wrap
from continuity_app.paper.wording import REFERENCE
from continuity_app.words import say

PAD = 3.5
LABEL = 6.8
LABEL_PITCH = 8.3
HINT = 6.0
FULL_ROW = 25.5
"""9 mm: a row to write in. A sheet may lower it, never under 7 mm."""
LEAST_ROW = 19.9
_EXTRA_LINE = 10.4
_SIGNATURE = 46.0
_SIGNED_ROWS = 1.75
_LEAST_COMB = 11.0
_COMB_ROW = 17.0
_MOMENT_ROW = 14.5
_NARROW_COMB = 13.5
_WIDEST_COMB = 18.5
BLANK = "____________"
_SIGNED_KINDS = frozenset({CellKind.SIGNATURE, CellKind.WRITE, CellKind.MOMENT})


@dataclass(frozen=True, slots=True)
class Setting:
    """How rows are set: their height, which answers need more lines, and the repeat that they stand in."""

    row: float
    extra: Mapping[Keys, int]
    prefix: Keys = ()

    def within(self, *keys: str | int) -> "Setting":
        """The same inside a line of a repeat."""
        return replace(self, prefix=(*self.prefix, *keys))

    def keys(self, cell: Cell) -> Keys:
        """Where a cell's answer lies."""
        return (*self.prefix, cell.question.name)


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A line of a label, from the cell's left edge."""

    x: float
    text: str
    face: str
    size: float


@dataclass(frozen=True, slots=True)
class _Measured:
    cell: Cell
    kind: CellKind
    labels: tuple[LabelLine, ...]
    label_rows: int
    height: float
    options: Arranged | None = None


def label_of(cell: Cell) -> tuple[str, str]:
    """The label in both languages, the first with its mark if an answer is required."""
    blank = REFERENCE.sub(BLANK, cell.label.first), REFERENCE.sub(BLANK, cell.label.second)
    return f"{blank[0]} *" if cell.required else blank[0], blank[1]


def label_lines(cell: Cell, room: float, *, hint: str | None = None) -> tuple[tuple[LabelLine, ...], int]:
    """The lines of a label in a width, with the second language and the hint beside or below it, and how many rows."""
    first, second = label_of(cell)
    rows = [LabelLine(0, line, MEDIUM, LABEL) for line in wrap(first, room, LABEL, MEDIUM)]
    lines, at = list(rows), len(rows)
    used = width(rows[-1].text, MEDIUM, LABEL)
    if second:
        told = f"/ {second}"
        if used + 3 + width(told, REGULAR, LABEL) <= room:
            lines.append(replace(rows[-1], x=used + 3, text=told, face=REGULAR))
            used += 3 + width(told, REGULAR, LABEL)
            second_rows: list[str] = []
        else:
            second_rows = wrap(second, room, LABEL)
            used = width(second_rows[-1], REGULAR, LABEL)
        lines += [LabelLine(0, line, REGULAR, LABEL) for line in second_rows]
        at += len(second_rows)
    told = " · ".join(filter(None, (cell.condition, cell.hint if hint is None else hint)))
    if told and used + 10 + width(told, REGULAR, HINT) <= room:
        lines.append(LabelLine(room - width(told, REGULAR, HINT), told, REGULAR, HINT))
    elif told:
        below = wrap(told, room, HINT)
        lines += [LabelLine(0, line, REGULAR, HINT) for line in below]
        at += len(below)
    return tuple(lines), at


def row_block(cells: Sequence[Cell], edges: Sequence[float], setting: Setting) -> Block:
    """One row of cells between the given edges."""
    kinds = {cell.kind for cell in cells}
    if CellKind.SIGNATURE in kinds and kinds <= _SIGNED_KINDS:
        return _signatures(cells, edges, setting)
    cells = _once_said(cells)
    measured = [_measure(cell, edges[n + 1] - edges[n], setting) for n, cell in enumerate(cells)]
    height = max(m.height for m in measured)
    stack = Stack()
    for number, one in enumerate(measured):
        _put(stack, one, Rect(edges[number], 0, edges[number + 1] - edges[number], height), setting)
        if number:
            stack.marks.append(Stroke(edges[number], 0, edges[number], height))
    stack.marks.append(Stroke(edges[0], height, edges[-1], height))
    return stack.block(height)


def _once_said(cells: Sequence[Cell]) -> list[Cell]:
    """A condition that cells side by side share stands in the first of them."""
    before = ("", *(cell.condition for cell in cells))
    return [replace(c, condition="") if c.condition == before[n] else c for n, c in enumerate(cells)]


def takes(cells: Sequence[Cell], edges: Sequence[float]) -> bool:
    """Whether a row may be as narrow as its edges say: combs keep their boxes, signatures and dates their length."""
    wide = [edges[n + 1] - edges[n] - 2 * PAD for n in range(len(cells))]
    return not any(
        cell.kind is CellKind.SIGNATURE
        or (cell.kind is CellKind.COMB and room / cell.comb < _NARROW_COMB)
        or (cell.kind is CellKind.MOMENT and room < _moment_width(cell.question.type))
        for cell, room in zip(cells, wide, strict=True)
    )


def _measure(cell: Cell, wide: float, setting: Setting) -> _Measured:
    room = wide - 2 * PAD
    kind = cell.kind
    if kind is CellKind.COMB and room / cell.comb < _LEAST_COMB:
        kind = CellKind.WRITE
    if kind is CellKind.ACKNOWLEDGE:
        return _measure_acknowledgement(cell, room, setting)
    if kind is CellKind.ATTACH:
        cell = replace(cell, label=replace(cell.label, first=say("attach: {label}", label=cell.label.first)))
    labels, rows = label_lines(cell, room, hint=_moment_hint(cell, room) if kind is CellKind.MOMENT else None)
    above = rows * LABEL_PITCH
    least = above + setting.row - LABEL_PITCH
    if kind in (CellKind.TICKS, CellKind.RANK):
        options = arranged(cell.options, room)
        return _Measured(cell, kind, labels, rows, max(least, above + options.height + 5), options)
    if kind in (CellKind.COMB, CellKind.MOMENT):
        least = max(least, above + (_COMB_ROW if kind is CellKind.COMB else _MOMENT_ROW))
    least += setting.extra.get(setting.keys(cell), 0) * _EXTRA_LINE
    return _Measured(cell, kind, labels, rows, max(least, _SIGNATURE) if kind is CellKind.SIGNATURE else least)


def _measure_acknowledgement(cell: Cell, room: float, setting: Setting) -> _Measured:
    text = " / ".join(filter(None, label_of(cell)))
    lines = wrap(text, room - word_at() - 2, 8.5)
    hints = wrap(" · ".join(filter(None, (cell.condition, cell.hint))), room - word_at() - 2, HINT)
    labels = [LabelLine(word_at() + 2, line, REGULAR, 8.5) for line in lines]
    labels += [LabelLine(word_at() + 2, line, REGULAR, HINT) for line in hints if line]
    return _Measured(cell, cell.kind, tuple(labels), len(labels), max(setting.row * 0.85, len(labels) * 10.4 + 9))


def _moment_hint(cell: Cell, room: float) -> str:
    """The order of a date's parts, in words where there is room for them."""
    label = width(" / ".join(filter(None, label_of(cell))), MEDIUM, LABEL)
    date = "date" in cell.question.type
    clock = [say("24 h")] if cell.question.type in ("time", "dateTime") else []
    for order in (say("day / month / year"), say("d / m / y")) if date else ("",):
        hint = " · ".join(filter(None, (cell.hint, order, *clock)))
        if label + 10 + width(hint, REGULAR, HINT) <= room:
            break
    return hint


def _put(stack: Stack, one: _Measured, box: Rect, setting: Setting) -> None:
    """Puts a measured cell into its box."""
    left = box.x + PAD
    if one.kind is CellKind.ACKNOWLEDGE:
        _put_acknowledgement(stack, one, box, setting)
        return
    lowered = 1.5 if one.kind is CellKind.ATTACH else 0.0
    _put_labels(stack, one.cell, one.labels, left, setting, down=lowered)
    below = one.label_rows * LABEL_PITCH
    place = Rect(left, below, box.width - 2 * PAD, box.height - below)
    slot = Slot(
        setting.keys(one.cell),
        SlotKind.TEXT,
        one.cell.question.type,
        one.cell.label.first,
        place,
        decimals=one.cell.decimals,
    )
    if one.options is not None:
        put_options(stack, one.options, slot, below + max(2, (box.height - below - one.options.height) / 2 - 0.5))
    elif one.kind is CellKind.COMB:
        _put_comb(stack, slot, one.cell.comb)
    elif one.kind in (CellKind.MOMENT, CellKind.PLACE):
        put_moment(stack, slot)
    else:
        if one.kind is CellKind.ATTACH:
            stack.marks.append(Frame(Rect(box.x + 1.5, 1.5, box.width - 3, box.height - 3), dashed=True))
        if one.kind is CellKind.CODE:
            slot = replace(slot, names=one.cell.options)
        if one.cell.decimals:
            slot = with_point(stack, slot, box.right - PAD, box.height - 4.5)
        stack.slots.append(slot)


def _put_labels(
    stack: Stack, cell: Cell, labels: Sequence[LabelLine], left: float, setting: Setting, *, down: float = 0
) -> None:
    """Writes a label; each blank in it is a slot for the value that the label refers to."""
    names = [name for text in (cell.label.first, cell.label.second) for name in REFERENCE.findall(text)]
    row = 0
    for number, line in enumerate(labels):
        if number == 0 or line.x == 0:
            row += 1
        x, base = left + line.x, row * LABEL_PITCH - 0.6 + down
        stack.marks.append(Words(x, base, line.text, line.face, line.size))
        for blank in re.finditer(BLANK, line.text) if names else ():
            start = x + width(line.text[: blank.start()], line.face, line.size)
            rect = Rect(start, base - 6, width(BLANK, line.face, line.size), 6)
            name = names.pop(0) if names else ""
            keys = (*setting.prefix, name)
            slot = Slot(keys, SlotKind.REFERENCE, "note", cell.question.name, rect, size=line.size)
            stack.slots.append(replace(slot, template=f"${{{name}}}"))


def _put_acknowledgement(stack: Stack, one: _Measured, box: Rect, setting: Setting) -> None:
    left, top = box.x + PAD, (box.height - len(one.labels) * 10.4) / 2
    tick = Rect(left, top + 1, BOX, BOX)
    stack.marks.append(Frame(tick, weight=0.9))
    for row, line in enumerate(one.labels):
        stack.marks.append(Words(left + line.x, top + 8 + row * 10.4, line.text, line.face, line.size))
    stack.slots.append(
        Slot(setting.keys(one.cell), SlotKind.TICK, one.cell.question.type, one.cell.label.first, tick, many=True)
    )


def put_options(stack: Stack, options: Arranged, slot: Slot, top: float) -> None:
    """Boxes with their words; a slot for each."""
    rank = slot.type == "rank"
    for option in options.options:
        x, middle = slot.rect.x + option.x, top + option.middle
        box = Rect(x, middle - BOX / 2, BOX, BOX)
        stack.marks.append(Frame(box, weight=0.9))
        for row, line in enumerate(option.lines):
            stack.marks.append(Words(x + word_at(), middle + 2.9 + row * line_pitch(), line, size=options.size))
        kind = SlotKind.RANK if rank else SlotKind.TICK
        many = slot.type == "select_multiple"
        stack.slots.append(replace(slot, kind=kind, rect=box, choice=option.name, many=many, size=8))


def _put_comb(stack: Stack, slot: Slot, count: int) -> None:
    room = slot.rect
    cell = min(room.width / count, _WIDEST_COMB)
    tall = min(room.height - 4.0, 16.0)
    top = room.bottom - tall - 2.5
    cells = tuple(Rect(room.x + n * cell, top, cell, tall) for n in range(count))
    stack.marks.append(Frame(Rect(room.x, top, cell * count, tall), weight=FINE))
    stack.marks += [Stroke(box.x, top, box.x, top + tall) for box in cells[1:]]
    stack.slots.append(replace(slot, kind=SlotKind.COMB, rect=Rect(room.x, top, cell * count, tall), cells=cells))


_PARTS = {
    "date": ((20, "/"), (24, "/"), (30, "")),
    "time": ((20, ":"), (20, "")),
    "dateTime": ((20, "/"), (24, "/"), (30, "  "), (20, ":"), (20, "")),
    "dayTime": ((17, "/"), (19, "  "), (17, ":"), (17, "")),
    "geopoint": ((58, "  "), (58, "")),
}
_BETWEEN = {"/": 7.0, ":": 6.0, "  ": 12.0, "": 0.0}


def _moment_width(kind: str) -> float:
    return sum(wide + _BETWEEN[sign] for wide, sign in _PARTS[kind])


def put_moment(stack: Stack, slot: Slot) -> None:
    """The parts of a date, a time or a place, as rules with their signs between."""
    parts = _PARTS[slot.type]
    scale = min(1.0, slot.rect.width / _moment_width(slot.type))
    base, x, cells = slot.rect.bottom - 4.5, slot.rect.x, []
    for wide, sign in parts:
        cells.append(Rect(x, slot.rect.y, wide * scale, base - slot.rect.y))
        stack.marks.append(Stroke(x, base + 1, x + wide * scale, base + 1, FINE))
        x += wide * scale
        if sign.strip():
            stack.marks.append(Words(x + _BETWEEN[sign] * scale / 2, base, sign, size=9, align="middle"))
        x += _BETWEEN[sign] * scale
    stack.slots.append(replace(slot, kind=SlotKind.MOMENT, cells=tuple(cells), size=10 if scale == 1 else 8.5))


def with_point(stack: Stack, slot: Slot, right: float, base: float) -> Slot:
    """A slot for money: the point is printed, figures are aligned on it."""
    point = right - (slot.decimals or 2) * 6.6 - 3
    stack.marks.append(Words(point, base, ".", face=SEMIBOLD, size=10, align="middle"))
    rect = Rect(slot.rect.x, slot.rect.y, right - slot.rect.x, base + 4.5 - slot.rect.y)
    return replace(slot, kind=SlotKind.NUMBER, rect=rect, cells=(Rect(point, base, 0, 0),), face=MEDIUM)


def _signatures(cells: Sequence[Cell], edges: Sequence[float], setting: Setting) -> Block:
    """Lines to sign on, with their labels below."""
    stack = Stack()
    tall = max(_SIGNATURE, setting.row * _SIGNED_ROWS)
    base = tall - 12
    lowest = tall
    for number, cell in enumerate(cells):
        left, right = edges[number] + (6 if number else 0), edges[number + 1] - (6 if number < len(cells) - 1 else 0)
        stack.marks.append(Stroke(left, base, right, base, FINE))
        labels, rows = label_lines(cell, right - left)
        row = 0
        for at, line in enumerate(labels):
            row += 1 if at == 0 or line.x == 0 else 0
            stack.marks.append(Words(left + line.x, base + 1 + row * LABEL_PITCH, line.text, REGULAR, line.size))
        lowest = max(lowest, base + rows * LABEL_PITCH + 6)
        rect = Rect(left, base - 21, right - left, 22.5)
        stack.slots.append(Slot(setting.keys(cell), SlotKind.TEXT, cell.question.type, cell.label.first, rect))
    return stack.block(lowest)


def lines_block(cell: Cell, left: float, right: float, setting: Setting, count: int) -> Block:
    """A question with ruled lines to write on."""
    stack = Stack()
    labels, rows = label_lines(cell, right - left - 2 * PAD)
    _put_labels(stack, cell, labels, left + PAD, setting)
    above = rows * LABEL_PITCH - 1.5
    count += setting.extra.get(setting.keys(cell), 0)
    for row in range(1, count + 1):
        stack.marks.append(Stroke(left, above + row * setting.row, right, above + row * setting.row, HAIR))
    rect = Rect(left + PAD, above, right - left - 2 * PAD, count * setting.row)
    stack.slots.append(
        Slot(setting.keys(cell), SlotKind.TEXT, "multiline", cell.label.first, rect, lines=count, pitch=setting.row)
    )
    return stack.block(above + count * setting.row)
