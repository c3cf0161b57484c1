"""Rows of cells under each other, and totals beside them where one height holds both."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from continuity_app.paper.cells import Setting, row_block, takes
from continuity_app.paper.elements import Cell, CellKind, Grid, Totals
from continuity_app.paper.marks import Block, Stroke, moved_mark, moved_slot
from continuity_app.paper.parts import rows_of, totals_block, totals_width

Row = tuple[list[Cell], list[float]]

_BETWEEN = 14.0
_WORTHWHILE = 6.0
_RAISED = 7.0


def grid_blocks(rows: Sequence[Row], setting: Setting, *, ruled: bool) -> Iterator[Block]:
    """A block for each row; `ruled` when a rule stands above the first already."""
    for cells, edges in rows:
        block = row_block(cells, edges, setting)
        signed = any(cell.kind is CellKind.SIGNATURE for cell in cells)
        yield block if ruled or signed else _ruled_above(block, edges)
        ruled = not signed


def rows_before_totals(
    grid: Grid, totals: Totals, left: float, right: float, setting: Setting, *, ruled: bool
) -> Iterator[Block]:
    """A grid and the totals after it; its last rows stand beside them where that saves height."""
    rows = rows_of(grid, left, right)
    box = totals_block(totals, right, setting, right - left)
    edge = right - totals_width(totals, right - left) - _BETWEEN
    best, saved = 0, _WORTHWHILE
    for count in range(1, len(rows) + 1):
        gain = _gain(rows[-count:], box, edge, setting)
        if gain > saved:
            best, saved = count, gain
    wide = rows[: len(rows) - best]
    yield from grid_blocks(wide, setting, ruled=ruled)
    if best:
        yield _together(_narrow(rows[len(rows) - best :], edge), box, setting, ruled=ruled or bool(wide))
    else:
        yield box


def rows_after_totals(totals: Totals, grid: Grid, left: float, right: float, setting: Setting) -> Iterator[Block]:
    """Totals and the grid after them; its first rows stand beside them where that saves height."""
    rows = rows_of(grid, left, right)
    box = totals_block(totals, right, setting, right - left)
    edge = right - totals_width(totals, right - left) - _BETWEEN
    best, saved = 0, _WORTHWHILE
    for count in range(1, len(rows) + 1):
        gain = _gain(rows[:count], box, edge, setting)
        if gain > saved:
            best, saved = count, gain
    yield _together(_narrow(rows[:best], edge), box, setting, ruled=True) if best else box
    yield from grid_blocks(rows[best:], setting, ruled=False)


def _gain(rows: Sequence[Row], box: Block, edge: float, setting: Setting) -> float:
    """How much height is saved by narrow rows beside the box; nothing where a row may not be that narrow."""
    narrow = _narrow(rows, edge)
    if not all(takes(cells, edges) for cells, edges in narrow):
        return 0.0
    wide_height = sum(row_block(cells, edges, setting).height for cells, edges in rows)
    narrow_height = sum(row_block(cells, edges, setting).height for cells, edges in narrow)
    return wide_height + box.height - max(narrow_height, box.height)


def _narrow(rows: Sequence[Row], edge: float) -> list[Row]:
    """The same rows, ending at another edge."""
    narrowed = []
    for cells, edges in rows:
        scale = (edge - edges[0]) / (edges[-1] - edges[0])
        narrowed.append((cells, [edges[0] + (one - edges[0]) * scale for one in edges]))
    return narrowed


def _together(rows: Sequence[Row], box: Block, setting: Setting, *, ruled: bool) -> Block:
    """One block of narrow rows at the left and the totals at the right, ending at the same height."""
    blocks = list(grid_blocks(rows, setting, ruled=ruled))
    tall = sum(block.height for block in blocks)
    height = max(tall, box.height)
    down = height - box.height + (_RAISED if tall >= box.height else 0)
    marks = [moved_mark(mark, down) for mark in box.marks]
    slots = [moved_slot(slot, down) for slot in box.slots]
    top = 0.0
    for block in blocks:
        marks += [moved_mark(mark, top) for mark in block.marks]
        slots += [moved_slot(slot, top) for slot in block.slots]
        top += block.height
    return Block(height + 1, tuple(marks), tuple(slots))


def _ruled_above(block: Block, edges: Sequence[float]) -> Block:
    return replace(block, marks=(Stroke(edges[0], 0, edges[-1], 0), *block.marks))
