"""The way back: which captured sheets wait to be typed into the central system, in order, and what became of them.

Rules:
1. only a captured sheet can be re-keyed, only a re-keyed one verified; drills never reach the central system;
2. a sheet is re-keyed once: a second time under another reference is refused, under the same one it changes nothing;
   where two laptops that had not met did it twice, a person settles which reference stands, and may settle it anew;
   two sheets under one reference are asked about: it is taken with a reason;
3. whoever re-keyed may verify where nobody else is there: it is written down and shown as self-verified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError
from continuity_app.forms.sheet_states import SheetState, State
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, RekeyDone, RekeyVerified
from continuity_app.outage.added import AddedProjection
from continuity_app.outage.shares import REKEY, Division, SharesProjection, same_worker
from continuity_app.recovery.ledger import LedgerLine, line_of
from continuity_app.recovery.order import NEVER, in_order
from continuity_app.recovery.references import ReferencesProjection
from continuity_app.words import say


class WaitsFor(StrEnum):
    """What a sheet waits for on its way back."""

    REKEY = "rekey"
    SETTLE = "settle"
    VERIFY = "verify"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet on its way back.

    Attributes:
        new_customer: its customer is not in the central system yet and has to be entered first.
        owner: who is to do it, empty where nobody was named.
        replaces: the reference under which an older version of it stands in the central system.
        after: sheets that it depends on and that are not re-keyed yet.
        due: until when the law wants it, a date; empty where it wants nothing.
    """

    line: LedgerLine
    waits_for: WaitsFor
    new_customer: bool
    owner: str
    replaces: str
    after: tuple[str, ...] = ()
    due: str = ""

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
            "references": list(self.line.references),
            "replaces": self.replaces,
            "self_verified": self.line.self_verified,
            "captured_apart": self.line.captured_apart,
            "after": list(self.after),
            "due": self.due or None,
        }


class RekeyDesk:
    """Where sheets are taken back into the central system."""

    def __init__(self, sheets: SheetDesk, journal: Journal, clock: Clock) -> None:
        self._sheets = sheets
        self._journal = journal
        self._clock = clock

    def list(self) -> list[Waiting]:
        """What waits: to be re-keyed first, in the order of `recovery.order`, then to be settled and verified."""
        sheets = [sheet for sheet in self._sheets.all().values() if _is_open(sheet)]
        added = self._journal.value_of(AddedProjection())
        to_rekey = {sheet.serial: sheet for sheet in sheets if sheet.state is State.CAPTURED}
        places = in_order(to_rekey.values(), lambda customer: customer in added)
        first = [
            replace(self._waiting(to_rekey[serial]), after=place.after, due="" if place.due == NEVER else place.due)
            for serial, place in places.items()
        ]
        rest = [self._waiting(sheet) for sheet in sheets if sheet.serial not in to_rekey]
        return [*first, *sorted(rest, key=_after_rekeying)]

    def settled(self) -> tuple[Waiting, ...]:
        """Verified sheets of which a person said under which of several references they stand: it may be said anew."""
        verified = (sheet for sheet in self._sheets.all().values() if sheet.state is State.VERIFIED and not sheet.drill)
        lines = {sheet.serial: line_of(sheet) for sheet in verified}
        several = [line for line in lines.values() if len(line.references) > 1 and not line.rekeyed_twice]
        return tuple(sorted((self._waiting(line.sheet) for line in several), key=_after_rekeying))

    def next(self) -> Waiting | None:
        """What this user does next: own sheets or nobody's; to verify, rather what another re-keyed."""
        user = self._journal.user
        mine = [w for w in self.list() if not w.owner or any(same_worker(w.owner, me) for me in self._names())]
        to_rekey = [waiting for waiting in mine if waiting.waits_for is WaitsFor.REKEY]
        to_settle = [waiting for waiting in mine if waiting.waits_for is WaitsFor.SETTLE]
        by_others = [waiting for waiting in mine if waiting.line.rekeyed_by != user]
        return next(iter((*to_rekey, *to_settle, *by_others, *mine)), None)

    def assign(self, serials: tuple[str, ...], person: str) -> None:
        """Gives sheets to a person.

        Raises:
            BadDataError: one of the serials is mistyped or unknown.
        """
        known = tuple(self._sheets.state(serial).serial for serial in serials)
        self._journal.append(AssignmentMade(REKEY, person, known))

    def done(self, serial: str, reference: str, reason: str = "") -> Waiting:
        """Notes that a sheet stands in the central system.

        Args:
            serial: in any spelling.
            reference: its number there.
            reason: why another sheet stands there under the same one, or which of two references stands.

        Raises:
            BadDataError: no such sheet, no reference, nothing captured, a drill, re-keyed before under another one, or
                another sheet has this reference and no reason is given.
        """
        body = self._typed_in(serial, reference, reason, {})
        if body is not None:
            self._journal.append(body)
        return self._waiting(self._sheets.state(serial))

    def batch(self) -> "Batch":
        """Several at once: checked one by one, noted in one saving."""
        return Batch(self._journal, self._typed_in)

    def _typed_in(self, serial: str, reference: str, reason: str, before: Mapping[str, str]) -> RekeyDone | None:
        """What is to be noted of a sheet, None where it is known; `before` is serial by reference of the same batch."""
        sheet, reference = self._sheets.state(serial), reference.strip()
        if not reference:
            raise _refused("rekey.reference", say("A reference is needed."), sheet, say("Name it with --reference."))
        _must_be_real(sheet)
        if sheet.state in (State.REKEYED, State.VERIFIED):
            if reason.strip() and (stands := _one_of_several(line_of(sheet), reference)):
                knew, captures = line_of(sheet).references, len(sheet.captures)
                return RekeyDone(sheet.serial, stands, self._now(), reason.strip(), captures, knew, settles=True)
            if sheet.reference.casefold() != reference.casefold():
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
            return None
        if sheet.state is not State.CAPTURED:
            raise _refused(
                "rekey.not_captured",
                say(
                    "Nothing was taken down from sheet {serial}: it is {state}.", serial=sheet.serial, state=sheet.state
                ),
                sheet,
                say("Capture it first: continuity sheet capture {serial} --answers FILE.", serial=sheet.serial),
            )
        self._must_be_free(sheet, reference, reason, before)
        knew, captures = line_of(sheet).known_references, len(sheet.captures)
        return RekeyDone(sheet.serial, reference, self._now(), reason.strip(), captures, knew)

    def verify(self, serial: str, reason: str = "") -> Waiting:
        """Notes that a second look found the re-keyed sheet right.

        Args:
            serial: in any spelling.
            reason: why nobody but the one who re-keyed it looks; kept where that is so.

        Raises:
            BadDataError: no such sheet, it was not re-keyed, or twice under two references.
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
        line = line_of(sheet)
        if line.rekeyed_twice:
            raise _refused(
                "rekey.twice",
                say(
                    "Sheet {serial} was re-keyed twice, as {references}.",
                    serial=sheet.serial,
                    references=", ".join(line.references),
                ),
                sheet,
                say(
                    "Look both up there, cancel one, and say which stands: continuity rekey done {serial} "
                    "--reference NUMBER --settles REASON.",
                    serial=sheet.serial,
                ),
            )
        own = line.rekeyed_by == self._journal.user
        self._journal.append(RekeyVerified(sheet.serial, self._now(), reason.strip() if own else ""))
        return self._waiting(self._sheets.state(sheet.serial))

    def _must_be_free(self, sheet: SheetState, reference: str, reason: str, before: Mapping[str, str]) -> None:
        """One number in the central system is one record: a second sheet under it needs a reason."""
        name = reference.casefold()
        holders = self._journal.value_of(ReferencesProjection()).get(name, set())
        others = sorted({*holders, *filter(None, [before.get(name)])} - {sheet.serial})
        if others and not reason.strip():
            raise _refused(
                "rekey.reference_used",
                say("Sheet {other} stands under {reference} already.", other=others[0], reference=reference),
                sheet,
                say("Look it up there. If both belong to one record, say why with --same-reference."),
            )

    def _names(self) -> tuple[str, str]:
        return self._journal.user, self._journal.device

    def _owner(self, sheet: SheetState) -> str:
        """Who was given the sheet, or in whose share its customer is: one customer's sheets stay together.

        Once its owner has re-keyed it, it is nobody's: the second look is another one's.
        """
        division = self._journal.value_of(SharesProjection()).get(REKEY, Division())
        owner = division.given.get(sheet.serial) or division.worker_of(sheet.customer or sheet.serial)
        if sheet.state is State.REKEYED:
            last = next(event for event in reversed(sheet.history) if event.what in ("rekeyed", "settled"))
            if same_worker(owner, last.user) or same_worker(owner, last.device):
                return ""
        return owner

    def _waiting(self, sheet: SheetState) -> Waiting:
        line = line_of(sheet)
        waits = {State.CAPTURED: WaitsFor.REKEY, State.REKEYED: WaitsFor.VERIFY}.get(sheet.state, WaitsFor.NOTHING)
        if line.rekeyed_twice and waits is not WaitsFor.REKEY:
            waits = WaitsFor.SETTLE
        return Waiting(
            line=line,
            waits_for=waits,
            new_customer=sheet.customer in self._journal.value_of(AddedProjection()),
            owner=self._owner(sheet),
            replaces=sheet.reference if sheet.rekeyed_before else "",
        )

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


@dataclass(slots=True)
class Batch:
    """Sheets that were typed in elsewhere, on their way into the journal: nothing stands there before `save`."""

    journal: Journal
    typed_in: Callable[[str, str, str, Mapping[str, str]], RekeyDone | None]
    noted: dict[str, RekeyDone] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)

    def add(self, serial: str, reference: str, reason: str) -> bool:
        """Takes one in as `RekeyDesk.done` would; whether it is to be noted, and was not known.

        Raises:
            BadDataError: as `RekeyDesk.done`; the others stay.
        """
        body = self.typed_in(serial, reference, reason, self.holders)
        if body is None or body.serial in self.noted:
            return False
        self.noted[body.serial] = body
        self.holders.setdefault(body.reference.casefold(), body.serial)
        return True

    def save(self) -> None:
        """Notes all of them at once.

        Raises:
            SurroundingsError: the journal cannot be written to; none is noted then.
        """
        if self.noted:
            self.journal.append(*self.noted.values())


def _is_open(sheet: SheetState) -> bool:
    if sheet.drill:
        return False
    verified_twice = sheet.state is State.VERIFIED and line_of(sheet).rekeyed_twice
    return verified_twice or sheet.state in (State.CAPTURED, State.REKEYED)


def _after_rekeying(waiting: Waiting) -> tuple[bool, bool, str, str]:
    line = waiting.line
    settles = waiting.waits_for is WaitsFor.SETTLE
    return not settles, not waiting.new_customer, line.captured_at, line.sheet.serial


def _one_of_several(line: LedgerLine, reference: str) -> str:
    """The reference as it is written, where it is one of several that a person may choose among."""
    if len(line.references) == 1:
        return ""
    return next((each for each in line.references if each.casefold() == reference.casefold()), "")


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
