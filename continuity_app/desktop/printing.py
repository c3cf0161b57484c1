"""Sheets and lists from the print desk to the preview; nothing is written unless the user saves it."""

from collections.abc import Sequence

from continuity_app.desktop.desk import Desk
from continuity_app.forms.definition import Form
from continuity_app.kit.print_desk import PrintDesk, Printed, Wish
from continuity_app.paper.context import SheetContext
from continuity_app.words import say


def wish_of(desk: Desk) -> Wish:
    """The paper and the languages that were chosen for sheets."""
    return Wish(desk.paper, desk.sheet_languages)


def context_of(desk: Desk) -> SheetContext:
    """Who prints, for which incident, on what paper."""
    return PrintDesk(desk.session).context(Wish(desk.paper))


def print_sheets(
    desk: Desk, forms: Sequence[Form], *, title: str, customer: str = "", copies: int = 1, cover: bool = False
) -> None:
    """Gives out numbered sheets and previews them; with `cover` a page in front lists the numbers by form."""

    def show(printed: Printed) -> None:
        desk.changed.emit()
        desk.told.emit(_numbers_given(printed.serials))
        desk.show_paper(title, printed.data, f"{printed.serials[0]}.pdf")

    job = PrintDesk(desk.session).new_sheets(forms, wish_of(desk), customer=customer, copies=copies, cover=cover)
    desk.work(say("Printing {title}", title=title), job, show)


def print_copy(desk: Desk, serial: str) -> None:
    """Previews a sheet again under its own number; the journal notes the reprint first."""
    printed = desk.save(lambda: PrintDesk(desk.session).reprint(serial, wish_of(desk)))
    if printed is not None:
        desk.show_paper(say("Copy of {serial}", serial=serial), printed.data, f"{serial}.pdf")


def _numbers_given(serials: Sequence[str]) -> str:
    if len(serials) == 1:
        return say("Number {serial} is given out.", serial=serials[0])
    return say(
        "{count} numbers are given out, {first} to {last}.", count=len(serials), first=serials[0], last=serials[-1]
    )
