"""The exposure of one lost laptop on paper, for the file."""

from continuity_app.kit.exposure_desk import ExposureReport, LastSeen, told_ways
from continuity_app.outage.clocks import LegalClock
from continuity_app.paper.context import Drawn, SheetContext, plain_date, plain_time
from continuity_app.paper.listing import Cell, Column
from continuity_app.paper.report import Prose, Section, Table, draw_report
from continuity_app.words import say


def draw_exposure(report: ExposureReport, context: SheetContext) -> Drawn:
    """Draws what is known of a lost laptop.

    Raises:
        BadDataError: a character cannot be printed.
    """
    enrolled = report.exposure.enrolled
    card = enrolled.card
    standing = (
        say("trusted still")
        if enrolled.trusted
        else say("revoked {at}: {reason}", at=enrolled.revoked_at, reason=enrolled.reason)
    )
    facts = (
        (say("Persons at most"), f"{report.exposure.customers:,}"),
        (say("Fields"), f"{len(report.exposure.fields):,}"),
        (say("Thresholds passed"), str(len(report.passed))),
    )
    about = (
        say(
            "{device} of {user} at {site}: {standing}.",
            device=card.device,
            user=card.user,
            site=card.site,
            standing=standing,
        ),
        say("Fingerprint: {fingerprint}", fingerprint=card.fingerprint),
    )
    sections = (
        Section(say("Which laptop"), (Prose(about),)),
        Section(say("What it can hold at most"), (_versions(report), Prose(_fields(report)))),
        Section(say("What it last said"), (Prose(_seen(report.seen)), *_ways(report))),
        Section(say("What the law counts (check with counsel)"), (_clocks(report), Prose(_about_clocks(report)))),
    )
    subtitle = say("Facts for the file, put together {at}.", at=plain_time(report.made_at))
    return draw_report(say("Exposure of a lost laptop"), subtitle, sections, context, facts=facts)


def _versions(report: ExposureReport) -> Table:
    columns = (
        Column(say("Version"), 0.6, Cell.NUMBER),
        Column(say("Site"), 1.4),
        Column(say("As of"), 1.2),
        Column(say("Customers"), 0.8, Cell.NUMBER),
        Column(say("Forms"), 0.6, Cell.NUMBER),
    )
    rows = tuple(
        (str(each.version), each.site, each.as_of[:16], f"{each.customers:,}", str(len(each.forms)))
        for each in report.exposure.issued
    )
    return Table(columns, rows)


def _fields(report: ExposureReport) -> tuple[str, ...]:
    fields = ", ".join(report.exposure.fields)
    return (say("Fields: {fields}", fields=fields) if fields else say("No snapshot was ever made for it."),)


def _seen(seen: LastSeen | None) -> tuple[str, ...]:
    if seen is None:
        return (say("No journal was looked at: nothing is told here of its sheets, copies and ways in."),)
    unknown = say("not known")
    return (
        say(
            "{count} entries of it were merged; the last is of {at}.",
            count=seen.entries,
            at=seen.last_entry_at or unknown,
        ),
        say(
            "Last known lock: {at}. Last copy of its journal: {copy}.",
            at=seen.last_lock_at or unknown,
            copy=seen.last_copy_at or unknown,
        ),
        say(
            "Sheets that it gave out or captured ({count}): {serials}",
            count=len(seen.sheets),
            serials=", ".join(seen.sheets) or "-",
        ),
        say("It was made with a passphrase of its user; later changes of its ways in stand below, if there were any."),
    )


def _ways(report: ExposureReport) -> tuple[Table, ...]:
    ways = told_ways(report.seen)
    columns = (
        Column(say("When"), 1.3),
        Column(say("Change"), 0.8),
        Column(say("Way in"), 0.9),
        Column(say("Kind"), 0.9),
        Column(say("Whose"), 1.0),
        Column(say("Role"), 0.8),
    )
    rows = tuple((way.at[:16], way.action, way.slot, way.kind, way.user or "-", way.role) for way in ways)
    return (Table(columns, rows),) if rows else ()


def _clocks(report: ExposureReport) -> Table:
    columns = (
        Column(say("Rule"), 1.9, Cell.STRONG),
        Column(say("Who"), 1.6),
        Column(say("From how many persons"), 1.0),
        Column(say("Passed"), 0.7, Cell.STRONG),
        Column(say("Ends"), 1.2),
    )
    return Table(columns, tuple(_clock_row(clock, report) for clock in report.clocks))


def _clock_row(clock: LegalClock, report: ExposureReport) -> tuple[str, ...]:
    persons = clock.duty.persons
    passed = say("any number") if not persons else say("yes") if clock in report.passed else say("no")
    return (
        clock.duty.rule,
        clock.duty.who,
        f"{persons:,}" if persons else "-",
        passed,
        plain_time(clock.ends) if clock.ends else clock.duty.length,
    )


def _about_clocks(report: ExposureReport) -> tuple[str, ...]:
    return (
        say("Whether the data count as encrypted depends on whether a way in was taken with the laptop."),
        say(
            "The table of duties was last compared with its sources on {day}; it is not legal advice.",
            day=plain_date(report.checked),
        ),
    )
