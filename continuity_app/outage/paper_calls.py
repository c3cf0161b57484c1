"""Call lists on numbered paper: given out line by line, ticked at the telephone, scanned or typed in, taken as calls.

The sheet is the call log of the generic pack. Which line is which customer stands in the journal and not in the QR
code. Taking a sheet twice, or on two laptops, counts each line once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from continuity_app.contacts.model import Channel, ChannelKind, Customer
from continuity_app.contacts.phones import display_number
from continuity_app.errors import BadDataError, Detail
from continuity_app.forms.sheet_states import SheetState
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import Body, CallLogged, CallsListed
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.facts import FactsProjection, sheets_of
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.need import Call
from continuity_app.outage.numbers import region_for
from continuity_app.outage.outcomes import Outcome, read_outcome
from continuity_app.outage.promises import promise_body
from continuity_app.times.reading import Manner
from continuity_app.words import say

FORM = "call_log"
LINES = 12
"""Customers on one sheet: as many as fit on one page with room to write."""


class ListedProjection:
    """Which printed line is which customer, by serial."""

    name = "calls.listed"
    types = frozenset({CallsListed.type})

    def initial(self) -> dict[str, CallsListed]:
        """Nothing printed yet."""
        return {}

    def fold(self, state: dict[str, CallsListed], entry: Entry) -> dict[str, CallsListed]:
        """One more sheet; its first list counts."""
        body = entry.read()
        if isinstance(body, CallsListed):
            state.setdefault(body.serial, body)
        return state

    def value(self, state: dict[str, CallsListed]) -> Mapping[str, CallsListed]:
        """A view of all of them."""
        return MappingProxyType(state)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a sheet: calls that were logged now, lines that were known, and lines that somebody must look at."""

    serial: str
    logged: int
    known: int
    left: tuple[Detail, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {"serial": self.serial, "logged": self.logged, "known": self.known, "left": list(self.left)}


class PaperCalls:
    """Gives out call lists on paper and takes them back."""

    def __init__(self, journal: Journal, sheets: SheetDesk, customers: CustomerDesk) -> None:
        self._journal = journal
        self._sheets = sheets
        self._customers = customers

    def issue(self, calls: Sequence[Call], name: str, caller: str = "") -> list[SheetState]:
        """Numbered sheets of so many lines each, pre-filled; they stand in the journal when this returns.

        As on any list, a character that no face has stands as a question mark: one name must not keep all from paper.

        Args:
            calls: in the order of the lines.
            name: of the list, such as a segment.
            caller: who is to call.

        Raises:
            BadDataError: nobody is to be called, or the site has no call log among its forms.
        """
        if not calls:
            raise BadDataError(
                "calls.nobody",
                say("Nobody is left to be called in this list."),
                what_is_safe=say("No number was given out."),
                next_step=say("Look at 'continuity calls list' with other filters."),
            )
        from continuity_app.paper.fonts import legible  # noqa: PLC0415 - reportlab is loaded at the first print

        current = self._journal.value_of(IncidentsProjection()).current
        made = []
        for at in range(0, len(calls), LINES):
            part = calls[at : at + LINES]
            lines = [{"customer_name": legible(f"{call.customer.name}, {_number(call)}")} for call in part]
            (sheet,) = self._sheets.issue(
                FORM,
                incident=current.incident if current else "",
                drill=bool(current and current.drill),
                answers={"list_name": legible(name), **({"caller": legible(caller)} if caller else {}), "calls": lines},
            )
            who, on = zip(*((call.customer.id, call.channel.value) for call in part), strict=True)
            self._journal.append(
                CallsListed(sheet.serial, who, on, self._journal.clock.now().isoformat("T", "seconds"))
            )
            made.append(sheet)
        return made

    def take(self, serial: str) -> Taken:
        """Logs the calls of a captured call log.

        Raises:
            BadDataError: it was not printed as a call list, or nothing was taken down from it yet.
        """
        sheet = self._sheets.state(serial)
        listed = self._journal.value_of(ListedProjection()).get(sheet.serial)
        if listed is None:
            raise _not_taken(
                "calls.not_a_list", say("Sheet {serial} was not printed as a call list.", serial=sheet.serial)
            )
        if not sheet.state.holds_facts:
            raise _not_taken(
                "calls.not_captured", say("Nothing was taken down from sheet {serial} yet.", serial=sheet.serial)
            )
        facts = self._journal.value_of(FactsProjection())
        bodies: list[Body] = []
        left: list[Detail] = []
        logged = known = 0
        for number, line in enumerate(sheet.answers.get("calls") or (), 1):
            mark = f"{sheet.serial}/{number}"
            if number > len(listed.customers) or not line.get("outcome"):
                if line.get("outcome") or line.get("new_number"):
                    left.append({"row": number, "problem": say("a line that was written by hand; log it by itself")})
                continue
            who = listed.customers[number - 1]
            if mark in sheets_of(facts.get(who, ())):
                known += 1
                continue
            body = self._call(who, listed.channels[number - 1], line, sheet, mark)
            bodies += [body, *self._more(body, line, number, left)]
            logged += 1
        if bodies:
            self._journal.append(*bodies)
        return Taken(sheet.serial, logged, known, tuple(left))

    def _call(self, who: str, channel: str, line: Mapping[str, Any], sheet: SheetState, mark: str) -> CallLogged:
        outcome = read_outcome(str(line["outcome"]))
        at = _time_of(sheet, str(line.get("call_time") or ""), self._journal.clock.now())
        promised = str(line.get("promise") or "")
        return CallLogged(
            who,
            channel,
            outcome.value,
            at,
            note=promised if outcome is Outcome.CALL_BACK else "",
            incident=sheet.incident,
            sheet=mark,
        )

    def _more(self, call: CallLogged, line: Mapping[str, Any], number: int, left: list[Detail]) -> list[Body]:
        """The new number and the promise of a line; what cannot be read is left to a person."""
        bodies: list[Body] = []
        customer = self._customers.get(call.customer)
        if new := str(line.get("new_number") or "").strip():
            try:
                bodies.append(self._customers.correction(customer, _kind(customer, call.channel), new, call.channel))
            except BadDataError as error:
                left.append({"row": number, "field": "new_number", "problem": error.message})
        promised = str(line.get("promise") or "").strip()
        if promised and call.outcome != Outcome.CALL_BACK:
            manner = Manner(self._journal.clock.now(), "")
            bodies.append(promise_body(self._journal, manner, call.customer, promised, due="", owner=""))
        return bodies


def _kind(customer: Customer, value: str) -> ChannelKind:
    found: Channel | None = next((each for each in customer.channels if each.value == value), None)
    return found.kind if found is not None else ChannelKind.PHONE


def _time_of(sheet: SheetState, told: str, now: dt.datetime) -> str:
    """When a line's call was made: the sheet's day and the time that was written; the time of capture without one."""
    day = str(sheet.answers.get("day") or "")
    try:
        clock = dt.time.fromisoformat(told.strip().zfill(5))
        return dt.datetime.combine(dt.date.fromisoformat(day), clock, now.tzinfo).isoformat(timespec="seconds")
    except ValueError:
        return sheet.occurred_at or now.isoformat(timespec="seconds")


def _number(call: Call) -> str:
    """The number as it is dialled and written where the customer lives."""
    number, _, extension = call.channel.value.partition(";ext=")
    shown = display_number(number, region_for(call.customer, None))
    return say("{number} ext. {extension}", number=shown, extension=extension) if extension else shown


def _not_taken(code: str, message: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was logged."),
        next_step=say("Scan it or capture it first; call lists are printed by 'continuity calls print'."),
    )
