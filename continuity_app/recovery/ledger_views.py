"""Parts of the ledger: by range of serials, form and person, what is unexplained first."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import Serial
from continuity_app.recovery.ledger import Ledger, LedgerLine, ledger_of
from continuity_app.words import say

GROUPINGS = ("form", "person", "range", "day")
STRETCH = 50
"""How many serials of one laptop make a row of `range`."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which lines are meant; nothing named takes all."""

    serials: Collection[str] | None = None
    form: str = ""
    person: str = ""

    def of(self, lines: Iterable[LedgerLine]) -> list[LedgerLine]:
        """The lines of this part."""
        named = frozenset(self.serials) if self.serials is not None else None
        who = self.person.strip().casefold()
        return [
            line
            for line in lines
            if (named is None or line.sheet.serial in named)
            and (not self.form or line.sheet.form == self.form)
            and (not who or who in (line.issued_by.casefold(), line.captured_by.casefold()))
        ]


def grouped(lines: Iterable[LedgerLine], by: str) -> list[tuple[str, Ledger]]:
    """A ledger for each form, person, range or day, those with most unexplained sheets first; see `parted`."""
    parts = parted(lines, by)
    drill = any(line.sheet.drill for _, part in parts for line in part)
    return [(name, ledger_of(part, drill=drill)) for name, part in parts]


def parted(lines: Iterable[LedgerLine], by: str) -> list[tuple[str, list[LedgerLine]]]:
    """The lines of each form, person, range or day, those with most unexplained sheets first.

    Args:
        lines: of real work or of drills.
        by: one of `GROUPINGS`; a person is who took the sheet down, or else who gave it out.
    """
    rows: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        rows[_row_of(line, by)].append(line)
    unexplained = {name: sum(not line.sheet.state.explained for line in part) for name, part in rows.items()}
    return sorted(rows.items(), key=lambda row: (-unexplained[row[0]], row[0]))


def first_unexplained(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """Lines with the unexplained first, then captured ones that wait, then by serial."""
    return sorted(
        lines, key=lambda line: (line.sheet.state.explained, line.sheet.state.value != "captured", line.sheet.serial)
    )


def _row_of(line: LedgerLine, by: str) -> str:
    match by:
        case "form":
            return line.sheet.form or say("(not known here)")
        case "person":
            return line.captured_by or line.issued_by or say("(not known here)")
        case "day":
            return (line.captured_at or line.sheet.issued_at)[:10] or say("(not known here)")
        case _:
            return _range_of(line.sheet.serial)


def _range_of(text: str) -> str:
    try:
        serial = Serial.parse(text)
    except BadDataError:
        return text
    first = (serial.number - 1) // STRETCH * STRETCH + 1
    return f"{serial.prefix} {first:04}…{first + STRETCH - 1:04}"
