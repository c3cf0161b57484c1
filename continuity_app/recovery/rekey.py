"""The way back: which captured sheets wait to be typed into the central system, in order, and what became of them.

Rules:
1. only a captured sheet can be re-keyed, only a re-keyed one verified; drills never reach the central system;
2. a sheet is re-keyed once: a second time under another reference is refused, under the same one it changes nothing;
3. whoever re-keyed may verify where nobody else is there: it is written down and shown as self-verified.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError
from continuity_app.forms.sheet_states import SheetState, State
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, RekeyDone, RekeyVerified
from continuity_app.outage.added import AddedProjection
from continuity_app.recovery.ledger import LedgerLine, line_of
from continuity_app.words import say

TASK = "rekey"


class WaitsFor(StrEnum):
    """What a sheet waits for on its way back."""

    REKEY = "rekey"
    VERIFY = "verify"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet on its way back.

    Attributes:
        new_customer: its customer is not in the central system yet and has to be entered first.
        owner: who is to do it, empty where nobody was named.
        replaces: the reference under which an older version of it stands in the central system.
    """

    line: LedgerLine
    waits_for: WaitsFor
    new_customer: bool
    owner: str
    replaces: str

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        sheet = self.line.sheet
        return {
            "serial": sheet.serial,
            "form": sheet.form,
            "customer": sheet.customer,
            "waits_for": self.waits_for.value,
            "owner": self.owner,
            "state": sheet.state.value,
            "new_customer": self.new_customer,
            "captured_at": self.line.captured_at,
            "reference": sheet.reference,
            "replaces": self.replaces,
            "self_verified": self.line.self_verified,
        }


class OwnersProjection:
    """Who was given which sheet to re-key; a later assignment replaces an earlier one."""

    name = "rekey.owners"
    types = frozenset({AssignmentMade.type})

    def initial(self) -> dict[str, str]:
        """Nobody was named."""
        return {}

    def fold(self, state: dict[str, str], entry: Entry) -> dict[str, str]:
        """One more assignment."""
        match entry.read():
            case AssignmentMade(task="rekey") as body:
                state.update(dict.fromkeys(body.subjects, body.person))
        return state

    def value(self, state: dict[str, str]) -> dict[str, str]:
        """Serial to person."""
        return state


class RekeyDesk:
    """Where sheets are taken back into the central system."""

    def __init__(self, sheets: SheetDesk, journal: Journal, clock: Clock) -> None:
        self._sheets = sheets
        self._journal = journal
        self._clock = clock

    def list(self) -> list[Waiting]:
        """What waits: to be re-keyed first, then to be verified; new customers before others, then by capture."""
        waiting = [self._waiting(sheet) for sheet in self._sheets.all().values() if _is_open(sheet)]
        return sorted(
            waiting,
            key=lambda w: (
                w.waits_for is WaitsFor.VERIFY,
                not w.new_customer,
                w.line.captured_at,
                w.line.sheet.serial,
            ),
        )

    def next(self) -> Waiting | None:
        """What this user does next: own sheets or nobody's; to verify, rather what another re-keyed."""
        user = self._journal.user
        mine = [waiting for waiting in self.list() if waiting.owner in ("", user)]
        to_rekey = [waiting for waiting in mine if waiting.waits_for is WaitsFor.REKEY]
        by_others = [waiting for waiting in mine if waiting.line.rekeyed_by != user]
        return next(iter((*to_rekey, *by_others, *mine)), None)

    def assign(self, serials: tuple[str, ...], person: str) -> None:
        """Gives sheets to a person.

        Raises:
            BadDataError: one of the serials is mistyped or unknown.
        """
        known = tuple(self._sheets.state(serial).serial for serial in serials)
        self._journal.append(AssignmentMade(TASK, person, known))

    def done(self, serial: str, reference: str) -> Waiting:
        """Notes that a sheet stands in the central system.

        Args:
            serial: in any spelling.
            reference: its number there.

        Raises:
            BadDataError: no such sheet, no reference, nothing captured, a drill, or re-keyed before under another one.
        """
        sheet, reference = self._sheets.state(serial), reference.strip()
        if not reference:
            raise _refused("rekey.reference", say("A reference is needed."), sheet, say("Name it with --reference."))
        _must_be_real(sheet)
        if sheet.state in (State.REKEYED, State.VERIFIED):
            if sheet.reference != reference:
                raise _refused(
                    "rekey.done_already",
                    say(
                        "Sheet {serial} was re-keyed before, as {reference}.",
                        serial=sheet.serial,
                        reference=sheet.reference,
                    ),
                    sheet,
                    say("Look it up there; do not enter it again. If it must change, capture a correction first."),
                )
            return self._waiting(sheet)
        if sheet.state is not State.CAPTURED:
            raise _refused(
                "rekey.not_captured",
                say(
                    "Nothing was taken down from sheet {serial}: it is {state}.", serial=sheet.serial, state=sheet.state
                ),
                sheet,
                say("Capture it first: continuity sheet capture {serial} --answers FILE.", serial=sheet.serial),
            )
        self._journal.append(RekeyDone(sheet.serial, reference, self._now()))
        return self._waiting(self._sheets.state(sheet.serial))

    def verify(self, serial: str) -> Waiting:
        """Notes that a second look found the re-keyed sheet right.

        Raises:
            BadDataError: no such sheet, or it was not re-keyed.
        """
        sheet = self._sheets.state(serial)
        _must_be_real(sheet)
        if sheet.state is State.VERIFIED:
            return self._waiting(sheet)
        if sheet.state is not State.REKEYED:
            raise _refused(
                "rekey.not_done",
                say("Sheet {serial} was not re-keyed yet: it is {state}.", serial=sheet.serial, state=sheet.state),
                sheet,
                say("Re-key it first: continuity rekey done {serial} --reference NUMBER.", serial=sheet.serial),
            )
        self._journal.append(RekeyVerified(sheet.serial, self._now()))
        return self._waiting(self._sheets.state(sheet.serial))

    def _waiting(self, sheet: SheetState) -> Waiting:
        waits = {State.CAPTURED: WaitsFor.REKEY, State.REKEYED: WaitsFor.VERIFY}.get(sheet.state, WaitsFor.NOTHING)
        return Waiting(
            line=line_of(sheet),
            waits_for=waits,
            new_customer=sheet.customer in self._journal.value_of(AddedProjection()),
            owner=self._journal.value_of(OwnersProjection()).get(sheet.serial, ""),
            replaces=sheet.reference if sheet.rekeyed_before else "",
        )

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def _is_open(sheet: SheetState) -> bool:
    return not sheet.drill and sheet.state in (State.CAPTURED, State.REKEYED)


def _must_be_real(sheet: SheetState) -> None:
    if sheet.drill:
        raise _refused(
            "rekey.drill",
            say("Sheet {serial} belongs to a drill.", serial=sheet.serial),
            sheet,
            say("Leave it out of the central system."),
        )


def _refused(code: str, message: str, sheet: SheetState, next_step: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=next_step,
        details=[{"serial": sheet.serial, "state": sheet.state.value}],
    )
