"""The ledger on paper, by form, person, range or day, unexplained numbers first: to work through, and as the proof."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from continuity_app.forms.sheet_states import State
from continuity_app.kit.session import Session
from continuity_app.outage.moments import said
from continuity_app.recovery.ledger import Ledger, LedgerLine, ledger_of
from continuity_app.recovery.ledger_views import first_unexplained, parted
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.context import Drawn, SheetContext
    from continuity_app.paper.report import Section, Table

STATES = {
    State.ISSUED: "unexplained",
    State.BLANK: "blank, counted back",
    State.CAPTURED: "taken down",
    State.REKEYED: "re-keyed",
    State.VERIFIED: "verified",
    State.VOID: "void",
    State.LOST: "lost",
}


def draw_ledger(session: Session, lines: Sequence[LedgerLine], by: str, context: "SheetContext") -> "Drawn":
    """Draws some lines of the ledger, with room to write who looks for what is unexplained.

    Args:
        session: of the laptop that prints.
        lines: which sheets.
        by: form, person, range or day.
        context: who prints, for which incident, on what paper.
    """
    from continuity_app.paper.report import draw_report  # noqa: PLC0415

    ledger = ledger_of(lines, drill=any(line.sheet.drill for line in lines))
    facts = [*ledger_facts(ledger), (say("Journal head"), session.journal.head()[:16])]
    return draw_report(say("Ledger"), session.site, ledger_sections(session, lines, by), context, facts=facts)


def ledger_facts(ledger: Ledger) -> list[tuple[str, str]]:
    """The counts that add up: issued is all the others."""
    told = ledger.as_json()
    return [
        (say("Issued"), f"{told['issued']:,}"),
        (say("Captured"), f"{told['captured']:,}"),
        (say("Blank"), f"{told['blank']:,}"),
        (say("Void"), f"{told['void']:,}"),
        (say("Lost"), f"{told['lost']:,}"),
        (say("Unexplained"), f"{len(told['unexplained']):,}"),
    ]


def ledger_sections(session: Session, lines: Sequence[LedgerLine], by: str) -> list["Section"]:
    """What is unexplained, what a person has to look at, then every number by its part."""
    from continuity_app.paper.report import Section  # noqa: PLC0415

    open_ones = [line for line in first_unexplained(lines) if not line.sheet.state.explained]
    sections = []
    if open_ones:
        title = say("Unexplained: {count}", count=f"{len(open_ones):,}")
        sections.append(Section(title, (_to_look_for(session, open_ones),)))
    if doubtful := [line for line in lines if _why(line)]:
        sections.append(Section(say("To be looked at: {count}", count=f"{len(doubtful):,}"), (_doubts(doubtful),)))
    for name, part in parted(lines, by):
        told = ledger_of(part, drill=False)
        title = say(
            "{part}: {issued} given out, {open} unexplained",
            part=_title(session, name) if by == "form" else name,
            issued=f"{told.issued:,}",
            open=f"{len(told.unexplained):,}",
        )
        sections.append(Section(title, (_rows(session, part, by),)))
    return sections


def _rows(session: Session, part: Sequence[LedgerLine], by: str) -> "Table":
    from continuity_app.paper.listing import Cell, Column  # noqa: PLC0415
    from continuity_app.paper.report import Table  # noqa: PLC0415

    other = say("By") if by == "form" else say("Form")
    columns = (
        Column(say("Number"), 1.2, Cell.STRONG),
        Column(say("State"), 1.3),
        Column(other, 1.5),
        Column(say("Central number"), 1.4),
        Column(say("Reason"), 1.8),
    )
    rows = tuple(
        (
            line.sheet.serial,
            say(STATES[line.sheet.state]),
            (line.captured_by or line.issued_by) if by == "form" else _title(session, line.sheet.form),
            line.sheet.reference,
            line.sheet.reason,
        )
        for line in first_unexplained(part)
    )
    return Table(columns, rows)


def _to_look_for(session: Session, lines: Sequence[LedgerLine]) -> "Table":
    from continuity_app.paper.listing import Cell, Column  # noqa: PLC0415
    from continuity_app.paper.report import Table  # noqa: PLC0415

    columns = (
        Column(say("Number"), 1.2, Cell.STRONG),
        Column(say("Form"), 1.6),
        Column(say("Given out by"), 1.2),
        Column(say("Since"), 1.4),
        Column(say("What became of it"), 2.2, Cell.WRITE),
    )
    now = session.clock.now()
    rows = tuple(
        (
            line.sheet.serial,
            _title(session, line.sheet.form),
            line.issued_by or say("its laptop's journal never came"),
            said(line.sheet.issued_at, now) if line.sheet.issued_at else "",
            "",
        )
        for line in lines
    )
    return Table(columns, rows)


def _doubts(lines: Sequence[LedgerLine]) -> "Table":
    from continuity_app.paper.listing import Cell, Column  # noqa: PLC0415
    from continuity_app.paper.report import Table  # noqa: PLC0415

    columns = (Column(say("Number"), 1.2, Cell.STRONG), Column(say("Why"), 4.0))
    return Table(columns, tuple((line.sheet.serial, " ".join(_why(line))) for line in lines))


def _why(line: LedgerLine) -> list[str]:
    told = []
    if line.given_out_twice:
        told.append(say("Two laptops gave this number out: there are two papers."))
    if line.captured_apart:
        told.append(say("Two laptops took it down with different answers."))
    if line.rekeyed_twice:
        told.append(say("Re-keyed twice, as {references}.", references=", ".join(line.references)))
    if line.self_verified:
        told.append(
            say(
                "Re-keyed and verified by {user} alone: {why}.",
                user=line.verified_by,
                why=line.verified_why.rstrip("."),
            )
            if line.verified_why
            else say("Re-keyed and verified by {user} alone.", user=line.verified_by)
        )
    return told


def _title(session: Session, form: str) -> str:
    if not form:
        return say("(not known here)")
    return session.forms.title(form)
