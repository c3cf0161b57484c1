"""The rest of a sheet's body: headings, notes, totals, code lists, and the rows that a grid of cells is packed into."""

from collections.abc import Sequence
from dataclasses import replace

from continuity_app.paper.cells import HINT, LABEL, PAD, Setting
from continuity_app.paper.elements import Cell, CellKind, CodeList, Grid, Heading, Prose, Section, Total, Totals
from continuity_app.paper.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD, width
from continuity_app.paper.marks import Block, Frame, Ground, Slot, SlotKind, Stack, Stroke, Words
from continuity_app.paper.options import inline_width
from continuity_app.paper.pen import FINE, HEAVY, RULE, Rect
from continuity_app.paper.typeset import cut, wrap
from continuity_app.paper.wording import REFERENCE, Spoken
from continuity_app.words import say

_TAG = 16.0
_PROSE = 8.5
_PROSE_PITCH = 11.2
_TOTAL_ROW = 19.0
_LAST_TOTAL = 25.5
_TOTALS = 220.0
_CODE_LINE = 8.6
_MOST_CODE_COLUMNS = 6
_AUTO_COLUMNS = 12
_AUTO_SPANS = (3, 4, 6, 12)
_NATURAL = {"integer": 76.0, "decimal": 86.0, "range": 86.0, "date": 106.0, "time": 64.0, "dateTime": 168.0}
_NATURAL_TEXT = 168.0


def section_block(section: Section, left: float, right: float, *, hint: str = "") -> Block:
    """The heading of a section: its letter in black, its name, what is said about it at the right, a rule."""
    stack = Stack()
    top = 7.0
    stack.marks.append(Ground(Rect(left, top, _TAG, _TAG)))
    stack.marks.append(Words(left + _TAG / 2, top + 11.8, section.letter, BOLD, 10, white=True, tag="H2"))
    told = " · ".join(filter(None, (section.condition, section.intro, hint)))
    room = right - left - _TAG - 6
    rows = _title_rows(section.label, room)
    for row, parts in enumerate(rows):
        x = left + _TAG + 6
        for text, face in parts:
            stack.marks.append(Words(x, top + 11.7 + row * 12.5, text, face, 10.2, tag="H2"))
            x += width(text, face, 10.2) + 4
    used = sum(width(text, face, 10.2) + 4 for text, face in rows[-1])
    height = top + _TAG + (len(rows) - 1) * 12.5
    if told and used + width(told, REGULAR, 7) + 10 <= room:
        stack.marks.append(Words(right, height - 4.3, told, size=7, align="right"))
    elif told:
        for line in wrap(told, room, 7):
            height += 9
            stack.marks.append(Words(left + _TAG + 6, height - 1.5, line, size=7))
    stack.marks.append(Stroke(left, height, right, height, RULE))
    return stack.block(height, keep=True)


def _title_rows(label: Spoken, room: float) -> list[list[tuple[str, str]]]:
    rows = [[(line, SEMIBOLD)] for line in wrap(label.first, room, 10.2, SEMIBOLD)]
    if label.second:
        told = f"/ {label.second}"
        if width(rows[-1][0][0], SEMIBOLD, 10.2) + 4 + width(told, REGULAR, 10.2) <= room:
            rows[-1].append((told, REGULAR))
        else:
            rows += [[(line, REGULAR)] for line in wrap(label.second, room, 10.2)]
    return rows


def continued_block(section: Section, left: float, right: float) -> Block:
    """The small heading of a section that goes on from the page before."""
    stack = Stack()
    stack.marks.append(Ground(Rect(left, 3, 12, 12)))
    stack.marks.append(Words(left + 6, 11.8, section.letter, BOLD, 8, white=True))
    title = say("{section}, continued", section=section.label.first)
    stack.marks.append(Words(left + 18, 11.8, cut(title, right - left - 22, 8.5, MEDIUM), MEDIUM, 8.5))
    stack.marks.append(Stroke(left, 15, right, 15, RULE))
    return stack.block(15, keep=True)


def heading_block(heading: Heading, left: float, right: float) -> Block:
    """The heading of a group within a section."""
    stack = Stack()
    rows = wrap(heading.label.joined, right - left - 2, 8.8, SEMIBOLD)
    for row, line in enumerate(rows):
        stack.marks.append(Words(left, 14 + row * 11, line, SEMIBOLD, 8.8, tag="H3"))
    height = 18 + (len(rows) - 1) * 11
    used = width(rows[-1], SEMIBOLD, 8.8)
    if heading.condition and used + 12 + width(heading.condition, REGULAR, 7) <= right - left:
        stack.marks.append(Words(right, height - 4, heading.condition, size=7, align="right"))
    elif heading.condition:
        for line in wrap(heading.condition, right - left, 7):
            stack.marks.append(Words(left, height + 4.5, line, size=7))
            height += 9
    stack.marks.append(Stroke(left, height, right, height, FINE))
    return stack.block(height, keep=True)


def prose_blocks(prose: Prose, left: float, right: float, setting: Setting) -> list[Block]:
    """A note; one with `${name}` in it is written with the answers."""
    stack = Stack()
    keys = (*setting.prefix, prose.name)
    blank = REFERENCE.sub("__________", prose.text)
    lines = wrap(blank, right - left - 2 * PAD, _PROSE)
    count = len(lines) + setting.extra.get(keys, 0)
    height = count * _PROSE_PITCH + 6
    if blank != prose.text:
        rect = Rect(left + PAD, 3, right - left - 2 * PAD, count * _PROSE_PITCH)
        slot = Slot(keys, SlotKind.PROSE, "note", prose.name, rect, pitch=_PROSE_PITCH, size=_PROSE)
        stack.slots.append(replace(slot, template=prose.text, lines=count))
        return [stack.block(height)]
    blocks = []
    for number, line in enumerate(lines):
        one = Stack()
        first, last = number == 0, number == len(lines) - 1
        top = 3.0 if first else 0.0
        one.marks.append(Words(left + PAD, top + 8.6, line, size=_PROSE))
        blocks.append(one.block(_PROSE_PITCH + top + (3 if last else 0), keep=first and not last))
    return blocks


def totals_block(totals: Totals, right: float, setting: Setting, room: float) -> Block:
    """Computed values under each other at the right; the last stands in a box."""
    stack = Stack()
    wide = totals_width(totals, room)
    left, top = right - wide, 5.0
    for number, total in enumerate(totals.totals):
        last = number == len(totals.totals) - 1
        height = _LAST_TOTAL if last else _TOTAL_ROW
        _put_total(stack, total, Rect(left, top, wide, height), setting, last=last)
        top += height
    return stack.block(top + 8)


def totals_width(totals: Totals, room: float) -> float:
    """How wide the box of some totals is."""
    return min(max(_TOTALS, max(width(total.label, MEDIUM, 9.5) for total in totals.totals) + 130), room)


def _put_total(stack: Stack, total: Total, box: Rect, setting: Setting, *, last: bool) -> None:
    face, size = (SEMIBOLD, 9.8) if last else (REGULAR, 8.8)
    base = box.bottom - (8.4 if last else 5)
    figures = Rect(box.right - 100, box.y, 94, base + 4.5 - box.y)
    lines = wrap(total.label, box.width - 112, size, face)
    for row, line in enumerate(lines, 1 - len(lines)):
        stack.marks.append(Words(box.x + (7 if last else 4), base + row * 10, line, face, size))
    if last:
        stack.marks.append(Frame(box, HEAVY))
    else:
        stack.marks.append(Stroke(figures.x, box.bottom, box.right - 2, box.bottom))
    keys = (*setting.prefix, total.question.name)
    slot = Slot(keys, SlotKind.NUMBER, "calculate", total.label, figures, size=10.5, face=face, decimals=total.decimals)
    if total.decimals:
        point = figures.right - total.decimals * 6.6 - 3
        stack.marks.append(Words(point, base, ".", face=SEMIBOLD, size=10, align="middle"))
        slot = replace(slot, cells=(Rect(point, base, 0, 0),))
    stack.slots.append(slot)


def code_list_blocks(codes: CodeList, left: float, right: float) -> list[Block]:
    """A list of codes in small type, in as many columns as its words allow."""
    entries = [f"{code}  {label}" for code, label in codes.entries]
    columns, lines = _code_columns(entries, right - left)
    room = (right - left) / columns
    rows = -(-len(entries) // columns)
    title = Stack()
    title.marks.append(Words(left, 13, f"{codes.code}  {codes.label}", SEMIBOLD, 8.2, tag="H3"))
    blocks = [title.block(17, keep=True)]
    for row in range(rows):
        stack = Stack()
        for column, entry in enumerate(lines[row::rows]):
            for number, line in enumerate(entry):
                stack.marks.append(Words(left + column * room, 7 + number * _CODE_LINE, line, size=LABEL))
        blocks.append(stack.block(max(len(entry) for entry in lines[row::rows]) * _CODE_LINE))
    return blocks


def _code_columns(entries: Sequence[str], room: float) -> tuple[int, list[list[str]]]:
    """How many columns make a list of codes lowest, and the lines of its entries in them."""
    best: tuple[int, int, list[list[str]]] | None = None
    for columns in range(1, _MOST_CODE_COLUMNS + 1):
        lines = [wrap(entry, room / columns - 5, LABEL) for entry in entries]
        rows = -(-len(entries) // columns)
        height = sum(max(len(entry) for entry in lines[row::rows]) for row in range(rows))
        if best is None or height < best[0]:
            best = height, columns, lines
    return (best[1], best[2]) if best else (1, [])


def rows_of(grid: Grid, left: float, right: float) -> list[tuple[list[Cell], list[float]]]:
    """Packs the cells of a grid into rows; a row that is not full is stretched, as Enketo does."""
    columns = grid.columns or _AUTO_COLUMNS
    rows: list[list[tuple[Cell, int]]] = [[]]
    used = 0
    for cell in grid.cells:
        own = min(cell.span or min(4, columns), columns)
        span = own if grid.columns else _natural_span(cell, right - left)
        if rows[-1] and used + span > columns:
            rows.append([])
            used = 0
        rows[-1].append((cell, span))
        used += span
    return [_with_edges(row, left, right) for row in rows if row]


def _with_edges(row: Sequence[tuple[Cell, int]], left: float, right: float) -> tuple[list[Cell], list[float]]:
    unit = (right - left) / sum(span for _, span in row)
    edges = [left]
    for _, span in row:
        edges.append(edges[-1] + span * unit)
    return [cell for cell, _ in row], edges


def _natural_span(cell: Cell, room: float) -> int:
    wanted = max(_natural_width(cell, room), _natural_label(cell))
    return next((span for span in _AUTO_SPANS if wanted <= room * span / _AUTO_COLUMNS), _AUTO_COLUMNS)


def _natural_width(cell: Cell, room: float) -> float:
    if cell.kind in (CellKind.TICKS, CellKind.RANK):
        inline = inline_width(cell.options) + 2 * PAD
        return min(inline, room)
    if cell.kind is CellKind.COMB:
        return cell.comb * 14.2 + 2 * PAD
    if cell.kind in (CellKind.ACKNOWLEDGE, CellKind.SIGNATURE):
        return room if cell.kind is CellKind.ACKNOWLEDGE else room / 2
    return _NATURAL.get(cell.question.type, _NATURAL_TEXT)


def _natural_label(cell: Cell) -> float:
    """A label may take two lines, a hint one of its own."""
    label = width(cell.label.joined, MEDIUM, LABEL)
    hint = width(cell.hint, REGULAR, HINT) / 2
    return max(label if label < 90 else label / 2 + 24, hint) + 2 * PAD  # noqa: PLR2004 - a short label is not broken
