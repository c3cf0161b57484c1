"""Batch covers against the ledger: what was counted by hand must be what the journal knows of the same serials."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import Serial
from continuity_app.forms.sheet_states import SheetState
from continuity_app.recovery.match import money_of
from continuity_app.recovery.order import order_of
from continuity_app.words import say

COVER = "batch_cover"
_COUNTED = (("used", "used"), ("voided", "void"), ("blank_back", "blank"), ("lost_count", "lost"))


@dataclass(frozen=True, slots=True)
class BatchProblem:
    """A figure of a cover that is not what the ledger says; amounts and counts as text."""

    cover: str
    form: str
    figure: str
    counted: str
    known: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "cover": self.cover,
            "form": self.form,
            "figure": self.figure,
            "counted": self.counted,
            "known": self.known,
            "problem": self.sentence,
        }


def check_batches(sheets: Mapping[str, SheetState]) -> tuple[int, list[BatchProblem]]:
    """Checks every captured batch cover.

    Returns:
        How many covers there are, and every figure that differs.
    """
    covers = [s for s in sheets.values() if s.form == COVER and s.state.holds_facts and not s.drill]
    return len(covers), [problem for cover in covers for problem in _check(cover, sheets.values())]


def _check(cover: SheetState, sheets: Iterable[SheetState]) -> Iterator[BatchProblem]:
    first, last = str(cover.answers.get("first_serial") or ""), str(cover.answers.get("last_serial") or "")
    try:
        between = _between(first, last, sheets)
    except BadDataError as error:
        yield BatchProblem(cover.serial, "", "range", f"{first}…{last}", "", error.message)
        return
    for line in cover.answers.get("counts") or ():
        named = str(line.get("counted_form") or "").strip()
        own = [sheet for sheet in between if _same_form(sheet.form, named)]
        states = Counter("used" if s.state.holds_facts else s.state.value for s in own)
        for question, state in _COUNTED:
            counted = int(money_of(line.get(question)))
            if counted != states[state]:
                yield _problem(cover, named, state, str(counted), str(states[state]))
        control = line.get("control_total")
        if control not in (None, ""):
            known = sum((_amount(sheet) for sheet in own if sheet.state.holds_facts), Decimal("0.00"))
            if money_of(control) != known:
                yield _problem(cover, named, "control total", str(money_of(control)), str(known))


def _between(first: str, last: str, sheets: Iterable[SheetState]) -> list[SheetState]:
    """The sheets of a range of one laptop's serials; a cover itself does not count."""
    start, end = Serial.parse(first), Serial.parse(last)
    found = []
    for sheet in sheets:
        serial = Serial.parse(sheet.serial)
        same = (serial.prefix, serial.drill) == (start.prefix, start.drill) == (end.prefix, end.drill)
        if same and start.number <= serial.number <= end.number and sheet.form != COVER:
            found.append(sheet)
    return found


def _same_form(form: str, named: str) -> bool:
    return "".join(filter(str.isalnum, form.casefold())) == "".join(filter(str.isalnum, named.casefold()))


def _amount(sheet: SheetState) -> Decimal:
    question = order_of(sheet.form).money
    return money_of(sheet.answers.get(question)) if question else Decimal("0.00")


def _problem(cover: SheetState, form: str, figure: str, counted: str, known: str) -> BatchProblem:
    told = say(
        "Cover {cover}, {form}, {figure}: counted {counted}, the ledger knows {known}.",
        cover=cover.serial,
        form=form,
        figure=figure,
        counted=counted,
        known=known,
    )
    return BatchProblem(cover.serial, form, figure, counted, known, told)
