"""Where questions stand: addresses from paths, and cells packed into rows as on the sheet."""

from collections.abc import Sequence

from continuity_app.forms.growing import Address
from continuity_app.paper.elements import Cell, CellKind, Grid

WHOLE = 12
_BY_NEED = {
    CellKind.WRITE: 4,
    CellKind.COMB: 6,
    CellKind.TICKS: 6,
    CellKind.CODE: 4,
    CellKind.ACKNOWLEDGE: 12,
    CellKind.MOMENT: 4,
    CellKind.PLACE: 6,
    CellKind.RANK: 12,
    CellKind.SIGNATURE: 6,
    CellKind.ATTACH: 6,
}


def below(path: Sequence[str], line: Address) -> Address:
    """The address of a question by its path, inside a line (empty outside of every repeat)."""
    names = [step for step in line if isinstance(step, str)]
    return (*line, *path[len(names) :])


def keys_of(address: Address) -> Address:
    """Where paper keeps an answer: lines of repeats and the question, groups left out."""
    steps = list(address)
    inside = [
        step
        for place, step in enumerate(steps[:-1])
        if isinstance(step, int) or (place + 1 < len(steps) and isinstance(steps[place + 1], int))
    ]
    return (*inside, steps[-1])


def packed(grid: Grid, scale: float = 1.0) -> list[list[tuple[Cell, int]]]:
    """The cells of a grid in rows, each with its width in twelfths; a row that is not full is stretched.

    Args:
        grid: as the sheet has it.
        scale: how much wider than on paper each cell is, for large type; fewer then stand in a row.
    """
    lines: list[list[tuple[Cell, int]]] = [[]]
    used = 0
    for cell in grid.cells:
        wide = min(round(span(cell, grid.columns) * scale), WHOLE)
        if used + wide > WHOLE and lines[-1]:
            lines.append([])
            used = 0
        lines[-1].append((cell, wide))
        used += wide
    return [_stretched(line) for line in lines if line]


def span(cell: Cell, grid_columns: int) -> int:
    """The width of one cell in twelfths."""
    if grid_columns and cell.span:
        return max(min(round(WHOLE * cell.span / grid_columns), WHOLE), 2)
    if grid_columns:
        return WHOLE
    return _BY_NEED[cell.kind]


def _stretched(line: list[tuple[Cell, int]]) -> list[tuple[Cell, int]]:
    left = WHOLE - sum(wide for _, wide in line)
    if left <= 0 or left > WHOLE // 3:
        return line
    cell, wide = line[-1]
    return [*line[:-1], (cell, wide + left)]
