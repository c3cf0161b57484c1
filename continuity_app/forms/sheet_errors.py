"""What can go wrong at the desk of sheets, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from continuity_app.errors import BadDataError, Detail
from continuity_app.forms.definition import Form
from continuity_app.forms.sheet_states import SheetState
from continuity_app.forms.texts import title_of
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.forms.growing import Problem

_MOST_SHEETS = 5000


def bad_answers(form: Form, problems: "Sequence[Problem]") -> BadDataError:
    """The error for answers that cannot be taken, by field."""
    details: list[Detail] = [{"field": problem.field, "problem": problem.problem} for problem in problems]
    return BadDataError(
        "answers.bad",
        say("{count} answers to '{form}' are missing or do not fit.", count=len(details), form=title_of(form))
        if len(details) > 1
        else say("One answer to '{form}' is missing or does not fit.", form=title_of(form)),
        what_is_safe=say("Nothing was saved; what was typed is unchanged."),
        next_step=say("Correct the fields below, or capture them as they are with a reason (--accept-flags REASON)."),
        details=details,
    )


def must_be_sensible(count: int) -> None:
    """Refuses no sheets, and more than a printer should be given at once."""
    if not 1 <= count <= _MOST_SHEETS:
        raise BadDataError(
            "sheet.copies",
            say("{count} sheets cannot be printed at once.", count=count),
            what_is_safe=say("No number was given out."),
            next_step=say("Ask for 1 to {most} sheets.", most=_MOST_SHEETS),
            details=[{"field": "copies", "problem": say("not from 1 to {most}", most=_MOST_SHEETS)}],
        )


def must_say_why(reason: str) -> None:
    """Refuses an empty reason."""
    if not reason.strip():
        raise BadDataError(
            "sheet.reason",
            say("A reason is needed."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Say in a few words what happened to the sheet (--reason)."),
            details=[{"field": "reason", "problem": say("empty")}],
        )


def not_now(sheet: SheetState, why: str) -> BadDataError:
    """The error for a step that a sheet's state does not allow."""
    return BadDataError(
        "sheet.not_now",
        say("This cannot be done with sheet {serial}. {why}", serial=sheet.serial, why=why),
        what_is_safe=say("The sheet is unchanged."),
        next_step=say("'continuity sheet show {serial}' tells what happened to it.", serial=sheet.serial),
        details=[{"serial": sheet.serial, "state": sheet.state.value}],
    )


def needs_correction(sheet: SheetState) -> BadDataError:
    """The error for capturing again without saying why."""
    return BadDataError(
        "sheet.needs_correction",
        say("Sheet {serial} was captured before and is {state}.", serial=sheet.serial, state=sheet.state.value),
        what_is_safe=say("What was captured is unchanged."),
        next_step=say("To replace it, say why it has to be corrected (--correction REASON)."),
        details=[{"serial": sheet.serial, "state": sheet.state.value}],
    )


def unknown_sheet(serial: str, near: str) -> BadDataError:
    """The error for a right number that nobody issued as far as this laptop knows."""
    return BadDataError(
        "sheet.unknown",
        say("No sheet {serial} is known on this laptop.", serial=serial),
        what_is_safe=say("Nothing was changed."),
        next_step=say(
            "Merge the journal of the laptop that printed it; the nearest number here is {near}. If that laptop is "
            "gone, say which form the paper is.",
            near=near,
        )
        if near
        else say(
            "Merge the journal of the laptop that printed it. If that laptop is gone, say which form the paper is."
        ),
        details=[{"serial": serial}],
    )


def unknown_form(serial: str) -> BadDataError:
    """The error for a sheet that must have been given out, but of which nobody here knows the form."""
    return BadDataError(
        "sheet.form",
        say("Nothing is known here of sheet {serial} but its number.", serial=serial),
        what_is_safe=say("Nothing was changed."),
        next_step=say("Say which form the paper is (--form FORM; 'continuity form list' names them)."),
        details=[{"serial": serial, "field": "form", "problem": say("unknown")}],
    )
