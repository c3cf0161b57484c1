"""Logging what was entered about a call: the same from a customer's page and from the call list."""

from continuity_app.desktop.desk import Desk, Draft
from continuity_app.desktop.forms.drafts import done_with, open_drafts
from continuity_app.desktop.widgets.outcome_pad import OutcomePad
from continuity_app.errors import KitError
from continuity_app.outage.calls import Logged

CALL = "call"


def draft_of(customer: str, pad: OutcomePad) -> Draft:
    """What is being entered about a call with a customer."""
    return Draft(CALL, _name(customer), customer, "", pad.as_draft())


def restore(desk: Desk, customer: str, pad: OutcomePad) -> None:
    """Enters again what was kept about this customer when the kit was locked."""
    for kept in desk.attempt(lambda: open_drafts(desk.session)) or ():
        if kept.draft == _name(customer):
            pad.take_draft(kept.answers)


def log(desk: Desk, customer: str, pad: OutcomePad) -> Logged | None:
    """Logs the call; an error is told beside its field, or in the error panel where it belongs to none."""
    typed = pad.typed()
    try:
        logged = desk.session.calls.log(
            customer,
            typed.channel,
            typed.outcome,
            note=typed.note,
            new_number=typed.new_number,
            promise=typed.promise,
            due=typed.due,
        )
        if any(kept.draft == _name(customer) for kept in open_drafts(desk.session)):
            done_with(desk.session, _name(customer), CALL)
    except KitError as error:
        if not pad.tell(error):
            desk.failed.emit(error)
        return None
    return logged


def _name(customer: str) -> str:
    return f"{CALL}-{customer}"
