"""The order of the way back: what depends on what, and what the law wants first.

A sheet comes after those it depends on: the same customer's of a lower step (`resources/recovery/order.toml`), and the
one whose number stands on it. Among those that may come now, the earliest legal date leads, and a sheet that an urgent
one depends on is as urgent itself; then steps, new customers, and the time of capture.
"""

import datetime as dt
import heapq
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import Serial
from continuity_app.forms.sheet_states import SheetState
from continuity_app.resources import resource

_USUAL_STEP = 50
NEVER = "9999-12-31"


class FormOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the table says of one form."""

    step: int = _USUAL_STEP
    refers: tuple[str, ...] = ()
    due_field: str = ""
    due_days: int = 0
    due_if: str = ""
    money: str = ""


@cache
def form_orders() -> Mapping[str, FormOrder]:
    """The shipped table, by form."""
    raw = tomllib.loads(resource("recovery", "order.toml").read_text(encoding="utf-8"))
    return msgspec.convert(raw, dict[str, FormOrder])


def order_of(form: str) -> FormOrder:
    """What the table says of a form."""
    return form_orders().get(form, FormOrder())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet stands in the queue: after which others, and until when the law wants it (a date, or NEVER)."""

    after: tuple[str, ...]
    due: str


def in_order(sheets: Iterable[SheetState], is_new: Callable[[str], bool]) -> dict[str, Place]:
    """Sheets in the order in which they are to be re-keyed, by serial.

    Args:
        sheets: those that wait.
        is_new: whether a customer is not in the central system yet.
    """
    waiting = {sheet.serial: sheet for sheet in sheets}
    after = _dependencies(list(waiting.values()))
    due = _inherited({serial: legal_date(sheet) for serial, sheet in waiting.items()}, after)
    before: dict[str, list[str]] = defaultdict(list)
    for serial, needs in after.items():
        for need in needs:
            before[need].append(serial)
    open_needs = {serial: len(after[serial]) for serial in waiting}

    def key(serial: str) -> tuple[str, int, bool, str, str]:
        sheet = waiting[serial]
        captured = sheet.captures[-1].at if sheet.captures else ""
        return due[serial], order_of(sheet.form).step, not is_new(sheet.customer), captured, serial

    ready = [key(serial) for serial, count in open_needs.items() if not count]
    heapq.heapify(ready)
    placed: dict[str, Place] = {}
    while ready:
        serial = heapq.heappop(ready)[-1]
        placed[serial] = Place(tuple(sorted(after[serial])), due[serial])
        for follower in before[serial]:
            open_needs[follower] -= 1
            if not open_needs[follower]:
                heapq.heappush(ready, key(follower))
    for serial in sorted(waiting.keys() - placed.keys(), key=key):  # sheets that name each other
        placed[serial] = Place((), due[serial])
    return placed


def legal_date(sheet: SheetState) -> str:
    """The date until which the law wants a sheet's facts in the system, or NEVER."""
    told = order_of(sheet.form)
    if told.due_field and (day := _date(str(sheet.answers.get(told.due_field) or ""))):
        return day
    if told.due_days and (not told.due_if or sheet.answers.get(told.due_if) in (True, "yes", "OK", "true")):
        happened = _date(sheet.occurred_at or (sheet.captures[-1].at if sheet.captures else ""))
        if happened:
            return (dt.date.fromisoformat(happened) + dt.timedelta(days=told.due_days)).isoformat()
    return NEVER


def spelled(number: str) -> str:
    """A sheet's number as the journal spells it, or the text itself where it is no serial."""
    try:
        return str(Serial.parse(number))
    except BadDataError:
        return number.strip().casefold()


def _dependencies(sheets: Sequence[SheetState]) -> dict[str, set[str]]:
    after: dict[str, set[str]] = {sheet.serial: set() for sheet in sheets}
    of_customer: dict[str, list[SheetState]] = defaultdict(list)
    by_reference = {sheet.reference.casefold(): sheet.serial for sheet in sheets if sheet.reference}
    for sheet in sheets:
        if sheet.customer:
            of_customer[sheet.customer].append(sheet)
        for question in order_of(sheet.form).refers:
            named = spelled(str(sheet.answers.get(question) or ""))
            need = named if named in after else by_reference.get(named, "")
            if need and need != sheet.serial:
                after[sheet.serial].add(need)
    for own in of_customer.values():
        for sheet in own:
            step = order_of(sheet.form).step
            after[sheet.serial].update(other.serial for other in own if order_of(other.form).step < step)
    return after


def _inherited(due: dict[str, str], after: Mapping[str, set[str]]) -> dict[str, str]:
    """Each sheet's date, or that of the most urgent one that waits for it."""
    urgent = dict(due)
    for serial in sorted(due, key=lambda each: due[each]):
        waiting = [serial]
        while waiting:
            for need in after[waiting.pop()]:
                if urgent[serial] < urgent[need]:
                    urgent[need] = urgent[serial]
                    waiting.append(need)
    return urgent


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""
