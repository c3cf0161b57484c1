"""Numbers that must have been given out though nothing is heard of them: those below a laptop's highest known one.

A laptop counts from 1 without leaving any out. Where its journal never comes (it burned, its stick was lost), the gaps
in its numbers are sheets that somebody may have written on: they stand in the ledger as unexplained, never silently
absent. What such a laptop printed after the last number heard of cannot be told; the paper tells, once it is typed in.
"""

from collections import defaultdict
from collections.abc import Iterable

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import Serial, make
from continuity_app.forms.sheet_states import Sheets, SheetState

MOST_AT_ONCE = 5000
"""Of one laptop; when these are explained the next ones show, so that the ledger does not close before the last."""


def unheard(sheets: Sheets) -> dict[str, SheetState]:
    """The sheets that are implied, as unexplained ones, by serial."""
    heard: dict[str, int] = defaultdict(int)
    for text in sheets.by_serial:
        heard[text.partition("-")[0]] += 1
    found: dict[str, SheetState] = {}
    for prefix in sorted({prefix for prefix, _ in sheets.counts}):
        kinds = [(drill, sheets.counts.get((prefix, drill), 0)) for drill in (False, True)]
        if heard[prefix] < sum(highest for _, highest in kinds):
            for drill, highest in kinds:
                found.update(_gaps(sheets.by_serial, prefix, highest, drill=drill))
    return found


def implied(sheets: Sheets, serial: Serial) -> bool:
    """Whether a number must have been given out, as a higher one of its laptop is known."""
    return 0 < serial.number < sheets.counts.get((serial.prefix, serial.drill), 0)


def _gaps(known: Iterable[str], prefix: str, highest: int, *, drill: bool) -> dict[str, SheetState]:
    numbers = _numbers(known, prefix, drill=drill)
    missing: dict[str, SheetState] = {}
    for number in range(1, highest):
        if number not in numbers:
            serial = str(make(prefix, number, drill=drill))
            missing[serial] = SheetState(serial, drill=drill)
            if len(missing) == MOST_AT_ONCE:
                break
    return missing


def _numbers(known: Iterable[str], prefix: str, *, drill: bool) -> set[int]:
    numbers = set()
    for text in known:
        if text.startswith(f"{prefix}-"):
            try:
                serial = Serial.parse(text)
            except BadDataError:
                continue
            if serial.drill == drill:
                numbers.add(serial.number)
    return numbers
