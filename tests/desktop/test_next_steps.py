"""No error tells somebody at the window to type a command."""

from continuity_app.desktop.widgets.next_steps import QUOTES_A_COMMAND, next_step
from continuity_app.errors import BadDataError
from tests.docs.errors_table import error_rows

TERMINAL_ONLY = ("command.", "demo.", "output.", "journal.recipient")
"""Errors that no window can meet: how a command was typed, and where the terminal's output goes."""


def of_the_core():
    return [row for row in error_rows() if not row.code.startswith(TERMINAL_ONLY)]


def test_every_error_that_quotes_a_command_has_another_way_out_in_the_window():
    quoting = [row for row in of_the_core() if QUOTES_A_COMMAND.search(row.next_step)]
    assert len(quoting) > 20, "the pattern finds no commands any more"
    without = []
    for row in quoting:
        told = next_step(BadDataError(row.code, row.happened, what_is_safe="", next_step=row.next_step))
        if QUOTES_A_COMMAND.search(told) or told == "Tell IT the sentence above.":
            without.append(row.code)
    assert without == []


def test_every_other_error_is_told_as_it_is():
    error = BadDataError("x.y", "It broke.", what_is_safe="", next_step="Put the stick in.")
    assert next_step(error) == "Put the stick in."


def test_an_unknown_command_never_reaches_the_window():
    error = BadDataError("x.y", "It broke.", what_is_safe="", next_step="Run 'continuity x y --z'.")
    assert "continuity" not in next_step(error)
