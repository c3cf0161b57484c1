"""Figures of one run: how they are taken and how they are shown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: ours, a peer measured in the same run, and the goal.

    Attributes:
        ratio: how many times quicker (or smaller) we are than the peer; for costs over a floor, how many times it.
        met: whether the goal is reached.
    """

    name: str
    ours: str
    peer: str
    theirs: str
    ratio: float
    goal: str
    met: bool


def milliseconds(seconds: float) -> str:
    """For the table."""
    return f"{seconds * 1000:.1f} ms"


def p95(seconds: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    cells = [("what", "ours", "beside", "theirs", "ratio", "goal", "")]
    cells += [(r.name, r.ours, r.peer, r.theirs, f"{r.ratio:.1f}x", r.goal, "" if r.met else "missed") for r in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )
