"""Numbered sheets for the printer: checked first, then numbered in the journal, then drawn.

A serial is given out before its page exists, never after: a page without an entry would be a sheet that nobody looks
for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.contacts.model import Customer
from continuity_app.durable import write_whole
from continuity_app.errors import SurroundingsError
from continuity_app.forms.definition import Form
from continuity_app.forms.prefill import prefill
from continuity_app.forms.sheet_states import SheetState
from continuity_app.kit.session import Session
from continuity_app.progress import Job, Step
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.context import SheetContext


@dataclass(frozen=True, slots=True)
class Wish:
    """How sheets are to be printed: the paper, one or two languages, with fields to type into."""

    paper: str = "letter"
    languages: tuple[str, ...] = ()
    fillable: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF of numbered sheets, which the journal knows."""

    data: bytes
    pages: int
    sheets: tuple[SheetState, ...]

    @property
    def serials(self) -> list[str]:
        """The sheets' serials in the order of the pages."""
        return [sheet.serial for sheet in self.sheets]


class PrintDesk:
    """Prints from one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def context(self, wish: Wish) -> "SheetContext":
        """Who prints, for which incident, on what paper.

        Raises:
            BadDataError: there is no such paper.
        """
        from continuity_app.paper.context import SheetContext, paper_named  # noqa: PLC0415

        session = self._session
        current = session.incidents.current()
        return SheetContext(
            organisation=session.organisation.name,
            site=session.site,
            incident=current.name if current else "",
            drill=bool(current and current.drill),
            as_of=session.contacts.facts.as_of.date() if session.contacts is not None else None,
            paper=paper_named(wish.paper),
            languages=wish.languages,
            printed_at=session.clock.now(),
        )

    def new_sheets(
        self, forms: Sequence[Form], wish: Wish, *, customer: str = "", copies: int = 1, cover: bool = False
    ) -> Job[Printed]:
        """Gives out numbered sheets and draws them, by form, then by copy.

        Args:
            forms: which forms.
            wish: on what paper, in which languages.
            customer: whose, by id; the sheets are pre-filled. Empty for blank ones.
            copies: of each form.
            cover: with a page in front that lists the serials by form.

        Raises:
            BadDataError: no such customer, paper or language, or a character that cannot be printed; no number is used.
        """
        from continuity_app.paper.sheet_pdf import check_printable  # noqa: PLC0415

        session = self._session
        whose = session.customers.get(customer) if customer else None
        context = self.context(wish)
        for number, form in enumerate(forms):
            yield Step(say("Looking whether every letter can be printed"), number, len(forms))
            known = prefill(form, whose) if whose else {}
            check_printable(form, context, known, customer_line(whose), fillable=wish.fillable)
        yield Step(say("Giving out numbers"))
        ids = [form.id for form in forms]
        sheets = session.sheets.issue_many(ids, customer=whose, copies=copies, **self.under_what())
        count = len(sheets)
        yield Step(say("Drawing 1 sheet") if count == 1 else say("Drawing {count} sheets", count=count))
        return self.drawn(sheets, wish, cover=cover)

    def reprint(self, serial: str, wish: Wish) -> Printed:
        """Draws a sheet again under its own serial; the journal notes the reprint first.

        Raises:
            BadDataError: no such sheet, it is void, or a character cannot be printed.
        """
        sheet = self._session.sheets.state(serial)
        self._check(sheet, wish)
        return self.drawn([self._session.sheets.reprint(sheet.serial)], wish)

    def check(self, forms: Sequence[Form], wish: Wish) -> None:
        """Checks, before numbers are given out, that there is such a paper and that the forms have such languages.

        Raises:
            BadDataError: no such paper or language, or a character of a form cannot be printed.
        """
        from continuity_app.paper.sheet_pdf import check_printable  # noqa: PLC0415

        for form in forms:
            check_printable(form, self.context(wish), {})

    def drawn(self, sheets: Sequence[SheetState], wish: Wish, *, cover: bool = False) -> Printed:
        """Draws sheets that the journal knows, with the answers that they have now."""
        from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets  # noqa: PLC0415

        session = self._session
        customers = session.customers.get_many({sheet.customer for sheet in sheets if sheet.customer})
        jobs = []
        for sheet in sheets:
            last = sheet.captures[-1] if sheet.captures else None
            jobs.append(
                SheetJob(
                    form=session.forms.of_sheet(sheet.form, sheet.version),
                    serial=sheet.serial,
                    answers=dict(sheet.answers),
                    customer=customer_line(customers.get(sheet.customer)),
                    written_by=last.user if last else "",
                    occurred_at=sheet.occurred_at if last else "",
                    written_at=last.at if last else "",
                    reprint=printed_before(sheet),
                )
            )
        made = draw_sheets(jobs, self.context(wish), fillable=wish.fillable, cover=cover)
        return Printed(made.data, made.pages, tuple(sheets))

    def check_filled(self, form: Form, answers: Mapping[str, Any], customer: str, wish: Wish) -> None:
        """Checks, before a filled sheet is saved, that its copy can be printed.

        Raises:
            BadDataError: a character cannot be printed, or there is no such customer, paper or language.
        """
        from continuity_app.paper.fonts import check  # noqa: PLC0415
        from continuity_app.paper.sheet_pdf import check_printable  # noqa: PLC0415
        from continuity_app.paper.values import texts_in  # noqa: PLC0415

        whose = self._session.customers.get(customer) if customer else None
        check_printable(form, self.context(wish), prefill(form, whose) if whose else {}, customer_line(whose))
        check(texts_in(answers))

    def under_what(self) -> dict[str, Any]:
        """The incident or drill under which a sheet is given out, as the sheet desk takes it."""
        current = self._session.incidents.current()
        return {"incident": current.incident if current else "", "drill": bool(current and current.drill)}

    def _check(self, sheet: SheetState, wish: Wish) -> None:
        form = self._session.forms.of_sheet(sheet.form, sheet.version)
        self.check_filled(form, sheet.answers, sheet.customer, wish)


def printed_before(sheet: SheetState) -> int:
    """How many papers of a sheet left before the latest: one filled on screen had none when it got its number."""
    return max(sheet.reprints - (sheet.medium == "screen"), 0)


def customer_line(customer: Customer | None) -> str:
    """Whose a sheet is, on one line: name, organisation where it has another, number."""
    if customer is None:
        return ""
    organisation = customer.organisation if customer.organisation != customer.name else ""
    return " · ".join(filter(None, (customer.name, organisation, customer.id)))


def write_printed(path: Path, printed: Printed) -> None:
    """Writes a PDF of numbered sheets.

    Raises:
        SurroundingsError: it could not be written; says which serials are given out already.
    """
    try:
        write_whole(path, printed.data)
    except SurroundingsError as error:
        raise SurroundingsError(
            "print.not_written",
            error.message,
            what_is_safe=say("The numbers {serials} stand in the journal.", serials=", ".join(printed.serials)),
            next_step=say("Print them again with 'continuity form reprint SERIAL', or void them with 'sheet void'."),
            details=[*error.details, *({"serial": serial} for serial in printed.serials)],
        ) from error
