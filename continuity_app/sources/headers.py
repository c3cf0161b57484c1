"""Which row of a table holds the names of its columns: titles may stand above it, or it may be missing."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from continuity_app.sources.names import letter_of, plain_name

ROWS_LOOKED_AT = 40

_VALUE_LIKE = re.compile(
    r"[+(]?\d[\d\s().,:/+-]*[a-z]{0,2}|[^@\s]+@[^@\s]+\.[^@\s]+|(?:true|false|yes|no)|[a-z]{1,3}\d{5,}.*", re.IGNORECASE
)


def find_header(rows: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """The index of the header among the first rows of a table, or -1 where none looks like one.

    Args:
        rows: the first rows as read.
        known: names of columns that presets, a plan or the list of common words know.
    """
    words = {plain_name(name) for name in known}
    widths = Counter(_filled(row) for row in rows if _filled(row))
    if not widths:
        return -1
    usual = max(widths, key=lambda width: (widths[width] * min(width, 4), width))
    best, best_hits = -1, 0
    for index, row in enumerate(rows[:ROWS_LOOKED_AT]):
        cells = [cell.strip() for cell in row if cell.strip()]
        hits = len({plain_name(cell) for cell in cells} & words)
        if hits > best_hits and (hits >= 2 or usual == 1 or len(cells) == 1 == usual) and hits * 5 >= len(cells):  # noqa: PLR2004
            best, best_hits = index, hits
    return best if best >= 0 else _first_that_looks_like_names(rows, usual)


def _first_that_looks_like_names(rows: Sequence[Sequence[str]], usual: int) -> int:
    for index, row in enumerate(rows[:ROWS_LOOKED_AT]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) * 2 < usual or (len(cells) == 1 and usual > 1):
            continue
        looks = len(set(cells)) == len(cells) and not any(_VALUE_LIKE.fullmatch(cell) for cell in cells)
        return index if looks and len(rows) > index + 1 else -1
    return -1


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def column_names(row: Sequence[str], width: int) -> list[str]:
    """The names as written; a column without one is called by its letter in brackets."""
    names = [" ".join(cell.split()) for cell in row[:width]]
    names += [""] * (width - len(names))
    return [name or f"({letter_of(index)})" for index, name in enumerate(names)]
