"""Lines of a repeat as a ruled table with numbered rows, and questions that share their choices as a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from continuity_app.paper.cells import (
    FULL_ROW,
    HINT,
    LABEL,
    LABEL_PITCH,
    PAD,
    Setting,
    label_of,
    put_moment,
    with_point,
)
from continuity_app.paper.content import codes_of
from continuity_app.paper.elements import Cell, CellKind, Matrix, Repeat
from continuity_app.paper.fonts import MEDIUM, REGULAR, SEMIBOLD, width
from continuity_app.paper.marks import Block, Frame, Slot, SlotKind, Stack, Stroke, Words
from continuity_app.paper.options import BOX
from continuity_app.paper.pen import RULE, Rect
from continuity_app.paper.typeset import wrap

NUMBERS = 17.0
_MOST_HEAD_LINES = 4
_NEEDS = {"integer": 40.0, "decimal": 48.0, "date": 84.0, "time": 52.0, "dateTime": 142.0, "geopoint": 130.0}
_WEIGHTS = {"text": 3.0, "integer": 1.0, "decimal": 1.1, "date": 1.2, "time": 1.0}
_WRITTEN = 62.0


@dataclass(frozen=True, slots=True)
class _Manner:
    """How tight a table may be: boxes of one question, their pitch, the least width of one `w1` (0: as is comfortable).

    Without boxes a code is written, which no scanner reads: closer boxes come before that.
    """

    most: int
    pitch: float
    unit: float = 0.0


_MANNERS = (_Manner(10, 16.0), _Manner(10, 14.0, 31.0), _Manner(5, 16.0))


@dataclass(frozen=True, slots=True)
class Ruling:
    """The columns of a table: its cells, the edges (one more than cells), and the letters over boxes to tick."""

    cells: tuple[Cell, ...]
    edges: tuple[float, ...]
    letters: tuple[tuple[str, ...], ...]
    left: float


def ruling_of(repeat: Repeat, left: float, right: float) -> Ruling | None:
    """How a repeat is ruled as a table; None where its columns do not fit the width."""
    if not repeat.cells:
        return None
    return next((ruling for manner in _MANNERS if (ruling := _ruled(repeat.cells, left, right, manner))), None)


def _ruled(cells: tuple[Cell, ...], left: float, right: float, manner: _Manner) -> Ruling | None:
    letters = tuple(initials(cell.options) if _ticked(cell, manner) else () for cell in cells)
    needs = [max(_need(cell, marks, manner), _head_need(cell)) for cell, marks in zip(cells, letters, strict=True)]
    room = right - left - NUMBERS
    if sum(needs) > room:
        return None
    weights = [_weight(cell, marks) for cell, marks in zip(cells, letters, strict=True)]
    wide = _shared_out(needs, weights, room)
    edges = [left + NUMBERS]
    for one in wide:
        edges.append(edges[-1] + one)
    return Ruling(cells, tuple(edges), letters, left)


def _ticked(cell: Cell, manner: _Manner) -> bool:
    return cell.kind is CellKind.TICKS and len(cell.options) <= manner.most


def initials(options: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A letter for each choice, or a number where two begin alike."""
    first = tuple(label[:1].upper() for _, label in options)
    if len(set(first)) == len(first) and all(letter.isalnum() for letter in first):
        return first
    return tuple(str(number) for number in range(1, len(options) + 1))


def _need(cell: Cell, letters: Sequence[str], manner: _Manner) -> float:
    if letters:
        return len(letters) * manner.pitch + manner.pitch / 2
    if cell.kind is CellKind.COMB:
        return cell.comb * 11.0 + 8
    if cell.decimals:
        return 62.0
    if cell.kind is CellKind.WRITE and cell.span and manner.unit:
        return cell.span * manner.unit
    return _NEEDS.get(cell.question.type, _WRITTEN if cell.kind is not CellKind.ACKNOWLEDGE else 26.0)


def _head_need(cell: Cell) -> float:
    words = " ".join((*label_of(cell), cell.above)).split()
    return max((width(word, MEDIUM, LABEL) for word in words), default=0) + 2 * PAD + 1


def _weight(cell: Cell, letters: Sequence[str]) -> float:
    if cell.span:
        return float(cell.span)
    return 0.5 if letters else _WEIGHTS.get(cell.question.type, 1.5)


def _shared_out(needs: Sequence[float], weights: Sequence[float], room: float) -> list[float]:
    """Widths by weight where each gets at least what it needs."""
    wide = list(needs)
    free = set(range(len(needs)))
    while free:
        left = room - sum(wide[n] for n in range(len(needs)) if n not in free)
        unit = left / sum(weights[n] for n in free)
        short = {n for n in free if weights[n] * unit < needs[n]}
        if not short:
            for n in free:
                wide[n] = weights[n] * unit
            break
        free -= short
    spare = room - sum(wide)
    return [one + spare * weight / sum(weights) for one, weight in zip(wide, weights, strict=True)]


def head_block(ruling: Ruling) -> Block:
    """The heads of the columns."""
    stack = Stack()
    titles = []
    for number, cell in enumerate(ruling.cells):
        room = ruling.edges[number + 1] - ruling.edges[number] - 2 * PAD
        first, second = label_of(cell)
        lines = [(line, MEDIUM) for line in wrap(first, room, LABEL, MEDIUM)]
        lines += [(line, REGULAR) for line in (wrap(second, room, LABEL) if second else ())]
        titles.append(lines)
    tall = max(len(lines) + (1 if ruling.letters[n] else 0) for n, lines in enumerate(titles))
    top = _put_groups(stack, ruling)
    height = top + tall * LABEL_PITCH + 4.5
    for number, lines in enumerate(titles):
        x = ruling.edges[number]
        for row, (line, face) in enumerate(lines):
            stack.marks.append(Words(x + PAD, top + (row + 1) * LABEL_PITCH + 0.4, line, face, LABEL))
        for place, letter in enumerate(ruling.letters[number]):
            middle = _tick_place(ruling, number, place)
            stack.marks.append(Words(middle, height - 3, letter, SEMIBOLD, LABEL, align="middle"))
        stack.marks.append(Stroke(x, top, x, height))
    stack.marks.append(Stroke(ruling.left, height, ruling.edges[-1], height, RULE))
    return stack.block(height, keep=True)


def _put_groups(stack: Stack, ruling: Ruling) -> float:
    """The names of groups over the columns that belong to them; gives how high they stand."""
    spans: list[tuple[str, float, float]] = []
    for number, cell in enumerate(ruling.cells):
        left, right = ruling.edges[number], ruling.edges[number + 1]
        if spans and spans[-1][0] == cell.above:
            spans[-1] = (cell.above, spans[-1][1], right)
        else:
            spans.append((cell.above, left, right))
    said = [
        (wrap(above, right - left - 2 * PAD, LABEL, SEMIBOLD), left, right) for above, left, right in spans if above
    ]
    if not said:
        return 0.0
    height = max(len(lines) for lines, _, _ in said) * LABEL_PITCH + 3
    for lines, left, right in said:
        stack.marks += [
            Words(left + PAD, (row + 1) * LABEL_PITCH - 0.4, line, SEMIBOLD, LABEL) for row, line in enumerate(lines)
        ]
        stack.marks += [Stroke(left, 0, left, height), Stroke(left, height, right, height)]
    return height


def _tick_place(ruling: Ruling, number: int, place: int) -> float:
    """The middle of a box in a column of boxes."""
    left, right = ruling.edges[number] + 2, ruling.edges[number + 1] - 2
    pitch = min((right - left) / len(ruling.letters[number]), 22.0)
    return left + pitch * (place + 0.5)


def table_row(ruling: Ruling, line: int, setting: Setting, head: Block) -> Block:
    """A numbered row of the table; `setting` stands inside that line."""
    stack = Stack()
    extra = max((setting.extra.get(setting.keys(cell), 0) for cell in ruling.cells), default=0)
    height = setting.row + extra * 10.4
    number_at = ruling.left + NUMBERS - 5
    stack.marks.append(Words(number_at, height - 5, str(line + 1), MEDIUM, 8, align="right"))
    for number, cell in enumerate(ruling.cells):
        left, right = ruling.edges[number], ruling.edges[number + 1]
        stack.marks.append(Stroke(left, 0, left, height))
        slot = Slot(
            setting.keys(cell),
            SlotKind.TEXT,
            cell.question.type,
            cell.label.first,
            Rect(left + PAD, 1, right - left - 2 * PAD, height - 1),
            size=9.5,
            decimals=cell.decimals,
        )
        _put(stack, ruling, number, slot)
    stack.marks.append(Stroke(ruling.left, height, ruling.edges[-1], height))
    return stack.block(height, over=(head,))


def _put(stack: Stack, ruling: Ruling, number: int, slot: Slot) -> None:
    cell, bottom = ruling.cells[number], slot.rect.bottom
    if ruling.letters[number]:
        many = cell.question.type == "select_multiple"
        for place, (name, _) in enumerate(cell.options):
            middle = _tick_place(ruling, number, place)
            box = Rect(middle - BOX / 2, bottom / 2 - BOX / 2, BOX, BOX)
            stack.marks.append(Frame(box, weight=0.9))
            stack.slots.append(replace(slot, kind=SlotKind.TICK, rect=box, choice=name, many=many))
    elif cell.kind is CellKind.ACKNOWLEDGE:
        box = Rect((slot.rect.x + slot.rect.right - BOX) / 2, bottom / 2 - BOX / 2, BOX, BOX)
        stack.marks.append(Frame(box, weight=0.9))
        stack.slots.append(replace(slot, kind=SlotKind.TICK, rect=box, many=True))
    elif cell.kind in (CellKind.MOMENT, CellKind.PLACE):
        put_moment(stack, slot)
    elif cell.kind is CellKind.ATTACH:
        stack.marks.append(Frame(Rect(slot.rect.x - 1, 3, slot.rect.width + 2, bottom - 6), dashed=True))
        stack.slots.append(slot)
    elif cell.decimals:
        stack.slots.append(with_point(stack, slot, slot.rect.right, bottom - 5))
    elif cell.question.type in ("integer", "decimal", "calculate"):
        stack.slots.append(replace(slot, kind=SlotKind.NUMBER))
    else:
        stack.slots.append(replace(slot, names=cell.options))


def legend(repeat: Repeat, ruling: Ruling) -> list[str]:
    """What the letters over boxes and the codes of write-in columns mean, a sentence for each column."""
    named: dict[str, list[str]] = {}
    for cell, letters in zip(ruling.cells, ruling.letters, strict=True):
        labels = [label for _, label in cell.options]
        if not cell.options or cell.list_code or list(letters) == labels:
            continue
        coded = zip(letters, labels, strict=True) if letters else iter(codes_of(cell.options))
        named.setdefault(" · ".join(f"{code} {label}" for code, label in coded), []).append(cell.label.joined)
    told = [f"{', '.join(names)}: {meaning}" if len(names) == 1 else meaning for meaning, names in named.items()]
    hints = [f"{cell.label.first}: {cell.hint}" for cell in repeat.cells if cell.hint]
    conditions = [f"{cell.label.first}: {cell.condition}" for cell in repeat.cells if cell.condition]
    return [*told, *hints, *conditions]


def matrix_blocks(matrix: Matrix, left: float, right: float, setting: Setting) -> list[Block]:
    """Questions under each other, their shared choices as columns of boxes."""
    share = min(0.55, max(0.12 * len(matrix.options), 0.3))
    first = right - (right - left) * share
    pitch = (right - first) / len(matrix.options)
    head = _matrix_head(matrix, left, right, first)
    blocks = [head]
    for cell in matrix.cells:
        stack = Stack()
        label, second = label_of(cell)
        hints = " · ".join(filter(None, (second, cell.condition, cell.hint)))
        lines = [(line, MEDIUM, 8.0) for line in wrap(label, first - left - 8, 8.0, MEDIUM)]
        lines += [(line, REGULAR, HINT + 0.5) for line in wrap(hints, first - left - 8, HINT + 0.5) if line]
        height = max(setting.row * 0.72, len(lines) * 9.6 + 5.5 + max(0, setting.row - FULL_ROW) * 0.72)
        for row, (line, face, size) in enumerate(lines):
            stack.marks.append(
                Words(left + PAD, height / 2 + 2.8 + (row - (len(lines) - 1) / 2) * 9.6, line, face, size)
            )
        for place, (name, _) in enumerate(matrix.options):
            box = Rect(first + pitch * (place + 0.5) - BOX / 2, height / 2 - BOX / 2, BOX, BOX)
            stack.marks.append(Frame(box, weight=0.9))
            many = cell.question.type == "select_multiple"
            slot = Slot(setting.keys(cell), SlotKind.TICK, cell.question.type, label, box, choice=name, many=many)
            stack.slots.append(slot)
        stack.marks.append(Stroke(left, height, right, height))
        blocks.append(stack.block(height, over=(head,)))
    return blocks


def _matrix_head(matrix: Matrix, left: float, right: float, first: float) -> Block:
    stack = Stack()
    pitch = (right - first) / len(matrix.options)
    words = [wrap(label, pitch - 4, LABEL) for _, label in matrix.options]
    height = max(len(lines) for lines in words) * LABEL_PITCH + 4
    for place, lines in enumerate(words):
        for row, line in enumerate(lines, 1 - len(lines)):
            middle = first + pitch * (place + 0.5)
            stack.marks.append(Words(middle, height - 3.5 + row * LABEL_PITCH, line, size=LABEL, align="middle"))
    stack.marks.append(Stroke(left, height, right, height))
    return stack.block(height, keep=True)
