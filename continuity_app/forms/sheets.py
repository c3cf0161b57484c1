"""The desk where sheets are given out and taken back: each step is a journal entry, before anything is printed."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Answers, Form, computed_names
from continuity_app.forms.library import FormLibrary
from continuity_app.forms.occurred import occurred
from continuity_app.forms.serial import Serial, is_range, make, nearest_serial, serials_of, wrong_serial
from continuity_app.forms.sheet_errors import (
    must_be_sensible,
    must_say_why,
    needs_correction,
    not_now,
    unknown_form,
    unknown_sheet,
)
from continuity_app.forms.sheet_states import Sheets, SheetsProjection, SheetState, State
from continuity_app.forms.unheard import implied, unheard
from continuity_app.forms.whose import Whose, id_of, prefilled
from continuity_app.journal.store import Journal
from continuity_app.journal.types import SheetCaptured, SheetIssued, SheetLost, SheetVoided, StockCounted
from continuity_app.times.reading import Manner
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.forms.evaluation import Filling


class SheetDesk:
    """Issues, captures, voids; every state is computed from the journal."""

    def __init__(
        self,
        journal: Journal,
        library: FormLibrary,
        prefix: Callable[[], str],
        clock: Clock,
        region: Callable[[], str] = str,
    ) -> None:
        """Stands over one journal.

        Args:
            journal: where everything is written.
            library: the forms of this kit.
            prefix: the first characters of this laptop's serials.
            clock: tells the time.
            region: two letters, which decide between day and month in dates written in figures; empty: unknown.
        """
        self._journal = journal
        self._library = library
        self._prefix = prefix
        self._clock = clock
        self._region = region
        self._counting = threading.Lock()

    # giving out

    def issue(
        self,
        form_id: str,
        *,
        customer: Whose = None,
        copies: int = 1,
        medium: str = "paper",
        incident: str = "",
        drill: bool = False,
        answers: Mapping[str, Any] | None = None,
    ) -> list[SheetState]:
        """Gives out numbered sheets; they stand in the journal when this returns.

        Args:
            form_id: which form.
            customer: whose; the sheets are pre-filled where the customer's data are given.
            copies: how many.
            medium: paper or screen.
            incident: the incident that runs, empty where none does.
            drill: whether it is a rehearsal, with serials of its own.
            answers: pre-filled besides, over the customer's data.

        Raises:
            BadDataError: there is no such form, or no sensible number of copies.
        """
        return self.issue_many(
            [form_id], customer=customer, copies=copies, medium=medium, incident=incident, drill=drill, answers=answers
        )

    def issue_many(
        self,
        form_ids: Sequence[str],
        *,
        customer: Whose = None,
        copies: int = 1,
        medium: str = "paper",
        incident: str = "",
        drill: bool = False,
        answers: Mapping[str, Any] | None = None,
    ) -> list[SheetState]:
        """Like `issue`, for several forms at once: a whole pack is one saving. Sheets come by form, then by copy."""
        must_be_sensible(copies * len(form_ids))
        forms = [self._library.get(form_id) for form_id in form_ids]
        given = {form.id: prefilled(form, customer, answers) for form in forms}
        whose = id_of(customer)
        with self._counting:
            first = self._next_number(drill=drill)
            serials = [str(make(self._prefix(), first + n, drill=drill)) for n in range(copies * len(forms))]
            bodies = [
                SheetIssued(serial, form.id, form.version, medium, whose, incident, drill, answers=given[form.id])
                for serial, form in zip(serials, (form for form in forms for _ in range(copies)), strict=True)
            ]
            self._journal.append(*bodies)
        states = self.all()
        return [states[body.serial] for body in bodies]

    def reprint(self, serial: str) -> SheetState:
        """Notes that a sheet is printed again; it keeps its serial.

        Raises:
            BadDataError: there is no such sheet, or it is void.
        """
        sheet = self.state(serial)
        if sheet.state is State.VOID:
            raise not_now(sheet, say("It is void and cannot be printed again."))
        self._journal.append(
            SheetIssued(
                sheet.serial,
                sheet.form,
                sheet.version,
                "paper",
                sheet.customer,
                sheet.incident,
                sheet.drill,
                reprint=sheet.reprints + 1,
            )
        )
        return self.state(sheet.serial)

    # taking back

    def fill(
        self,
        form_id: str,
        customer: Whose,
        answers: Mapping[str, Any],
        *,
        incident: str = "",
        drill: bool = False,
        accept: str = "",
        occurred_at: str = "",
        how: str = "screen",
    ) -> SheetState:
        """Fills a sheet on screen: issued and captured in one saving.

        Args:
            form_id: which form.
            customer: whose; known data fill what `answers` leave out.
            answers: by question name.
            incident: the incident that runs.
            drill: whether it is a rehearsal.
            accept: why odd answers are taken nevertheless; they are flagged with it. Empty: they are refused.
            occurred_at: when it happened, in any usual spelling, where that is not now.
            how: screen, typed, scanned or fillable.

        Raises:
            BadDataError: "answers.bad", with a detail for each field.
        """
        form = self._library.get(form_id)
        given = {**prefilled(form, customer, None), **answers}
        whose, when = id_of(customer), self._when(occurred_at)
        with self._counting:
            serial = str(make(self._prefix(), self._next_number(drill=drill), drill=drill))
            values, flags = self._checked(form, serial, given, accept)
            self._journal.append(
                SheetIssued(serial, form.id, form.version, "screen", whose, incident, drill),
                SheetCaptured(serial, form.id, form.version, how, values, whose, when, flags=flags),
            )
        return self.state(serial)

    def capture(
        self,
        serial: str,
        answers: Mapping[str, Any],
        how: str = "typed",
        *,
        accept: str = "",
        correction: str = "",
        customer: Whose = None,
        occurred_at: str = "",
        evidence: Callable[[], tuple[str, ...]] = tuple,
        form_id: str = "",
    ) -> SheetState:
        """Takes down what stands on a sheet; on one of a laptop whose journal is not here too, if its form is named.

        Args:
            serial: the sheet's.
            answers: by question name.
            how: screen, typed, scanned or fillable.
            accept: why odd answers are taken nevertheless.
            correction: why a sheet is captured again; needed if it was captured before.
            customer: whose, where the sheet was issued without.
            occurred_at: when it happened, in any usual spelling, where that is not now.
            evidence: keeps the pictures once all else is right, and gives their SHA-256; before the entry is written.
            form_id: of the paper in hand, where nothing is known here of its number.

        Raises:
            BadDataError: no such sheet; "sheet.not_now"; "answers.bad", with a detail for each field.
        """
        sheet = self.in_hand(serial, form_id)
        if sheet.state is State.VOID:
            raise not_now(sheet, say("It was voided: {reason}.", reason=sheet.reason.rstrip(".")))
        if sheet.state.holds_facts and not correction.strip():
            raise needs_correction(sheet)
        form = self._library.of_sheet(sheet.form, sheet.version)
        values, flags = self._checked(form, sheet.serial, answers, accept)
        when = self._when(occurred_at)
        self._journal.append(
            SheetCaptured(
                sheet.serial,
                form.id,
                form.version,
                how,
                values,
                id_of(customer) or sheet.customer,
                when,
                flags=flags,
                scans=evidence(),
                correction=correction.strip() if sheet.state.holds_facts else "",
            )
        )
        return self.state(sheet.serial)

    def void(self, serial: str, reason: str, *, captured: bool = False) -> SheetState:
        """Declares a sheet spoilt or not used.

        Args:
            serial: the sheet's.
            reason: why, in words.
            captured: the person knows that answers were taken down from it and wants them not to count.

        Raises:
            BadDataError: no such sheet, no reason, or a sheet that cannot be voided now.
        """
        return self.void_all([serial], reason, captured=captured)[0]

    def void_all(self, serials: Sequence[str], reason: str, *, captured: bool = False) -> list[SheetState]:
        """Like `void`, for several sheets: all of them or none."""
        must_say_why(reason)
        sheets = [self.state(serial) for serial in serials]
        for sheet in sheets:
            if sheet.state is State.VOID:
                raise not_now(sheet, say("It is void already."))
            if sheet.state in (State.REKEYED, State.VERIFIED):
                raise not_now(sheet, say("It stands in the central system; correct it instead."))
            if sheet.state is State.CAPTURED and not captured:
                raise not_now(sheet, say("Answers were taken down from it; voiding it would make them not count."))
        self._journal.append(
            *(SheetVoided(s.serial, reason.strip(), captured=s.state is State.CAPTURED) for s in sheets)
        )
        return [self.state(sheet.serial) for sheet in sheets]

    def lost(self, serial: str, reason: str) -> SheetState:
        """Declares that a sheet cannot be found.

        Raises:
            BadDataError: no such sheet, no reason, or one that nobody has to look for.
        """
        return self.lose_all([serial], reason)[0]

    def lose_all(self, serials: Sequence[str], reason: str) -> list[SheetState]:
        """Like `lost`, for several sheets: all of them or none."""
        must_say_why(reason)
        sheets = [self.state(serial) for serial in serials]
        for sheet in sheets:
            if sheet.state not in (State.ISSUED, State.BLANK):
                raise not_now(sheet, say("Nobody has to look for it: it is {state}.", state=sheet.state.value))
        self._journal.append(*(SheetLost(sheet.serial, reason.strip()) for sheet in sheets))
        return [self.state(sheet.serial) for sheet in sheets]

    def count_back(self, serials: Sequence[str], place: str = "") -> list[SheetState]:
        """Takes blank sheets back into stock.

        Raises:
            BadDataError: one of them is unknown, or is not blank paper.
        """
        sheets = [self.state(serial) for serial in serials]
        written = next((sheet for sheet in sheets if sheet.state.holds_facts or sheet.state is State.VOID), None)
        if written is not None:
            raise not_now(written, say("It is {state} and not blank.", state=written.state.value))
        if sheets:
            self._journal.append(StockCounted(tuple(sheet.serial for sheet in sheets), place))
        return [self.state(sheet.serial) for sheet in sheets]

    # looking

    def state(self, serial: str) -> SheetState:
        """One sheet as it stands.

        Raises:
            BadDataError: "serial.wrong" for a mistyped number, with the nearest; "sheet.unknown" for a right one that
                nobody issued as far as this laptop knows.
        """
        known = self._sheets().by_serial
        try:
            parsed = Serial.parse(serial)
        except BadDataError as error:
            near = nearest_serial(serial, known)
            if not near:
                raise
            why = str(error.details[0]["problem"]) if error.details else ""
            raise wrong_serial(serial, why, near) from error
        wanted = str(parsed)
        if wanted not in known:
            if implied(self._sheets(), parsed):
                return SheetState(wanted, drill=parsed.drill)
            raise unknown_sheet(wanted, near=nearest_serial(wanted, known))
        return self._with_computed(known[wanted])

    def in_hand(self, serial: str, form_id: str = "") -> SheetState:
        """A sheet that lies on the desk: what is known of it, or at least its number and the form that it is.

        Raises:
            BadDataError: "serial.wrong"; "sheet.unknown" or "sheet.form": no form is named and none is known here.
        """
        try:
            sheet = self.state(serial)
        except BadDataError as error:
            if error.code != "sheet.unknown" or not form_id:
                raise
            parsed = Serial.parse(serial)
            sheet = SheetState(str(parsed), drill=parsed.drill)
        if sheet.form:
            return sheet
        if not form_id:
            raise unknown_form(sheet.serial)
        form = self._library.get(form_id)
        return replace(sheet, form=form.id, version=form.version)

    def unheard(self) -> Mapping[str, SheetState]:
        """The sheets that must have been given out and of which nothing is heard, by serial."""
        return unheard(self._sheets())

    def all(self) -> Mapping[str, SheetState]:
        """Every sheet by serial, as the journal tells it."""
        return self._sheets().by_serial

    def meant_by(self, text: str) -> list[str]:
        """The serials that a person means: one, or a range such as `7K3-0143…0190`.

        Raises:
            BadDataError: "serial.wrong" or "serial.range".
        """
        if not is_range(text):
            return [self.state(text).serial]
        return serials_of(text, {*self.all(), *self.unheard()})

    def filling(self, form_id: str, answers: Mapping[str, Any], *, serial: str = "", language: str = "") -> "Filling":
        """A form being filled with what this laptop knows by itself."""
        from continuity_app.forms.evaluation import Filling  # noqa: PLC0415

        return Filling(
            self._library.get(form_id),
            answers,
            self._clock.now(),
            language=language,
            facts=self._facts(serial),
            region=self._region(),
        )

    # inside

    def _sheets(self) -> Sheets:
        return self._journal.value_of(SheetsProjection())

    def _next_number(self, *, drill: bool) -> int:
        return self._sheets().counts.get((self._prefix(), drill), 0) + 1

    def _facts(self, serial: str) -> dict[str, str]:
        return {"instanceID": serial, "deviceid": self._journal.device, "username": self._journal.user}

    def _checked(
        self, form: Form, serial: str, answers: Mapping[str, Any], accept: str
    ) -> tuple[Answers, dict[str, str]]:
        """The answers to store, and the flags of those that are odd."""
        from continuity_app.forms.checked import checked  # noqa: PLC0415

        facts, region = self._facts(serial), self._region()
        return checked(form, answers, accept, now=self._clock.now(), facts=facts, region=region)

    def _when(self, occurred_at: str) -> str:
        return occurred(occurred_at, Manner(self._clock.now(), self._region()))

    def _with_computed(self, sheet: SheetState) -> SheetState:
        if sheet.form not in self._library or not sheet.captures:
            return sheet
        names = computed_names(self._library.of_sheet(sheet.form, sheet.version).items)
        return replace(sheet, computed={name: value for name, value in sheet.answers.items() if name in names})
