"""The three reports as sections for paper: readiness before, the after-action and the disclosure report afterwards."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from continuity_app.contacts.store import AXES
from continuity_app.forms.sheet_states import State
from continuity_app.outage.clocks import LegalClock
from continuity_app.outage.impact import Impact
from continuity_app.paper.context import Drawn, SheetContext, plain_date, plain_time
from continuity_app.paper.listing import Cell, Column
from continuity_app.paper.report import Bar, Bars, Prose, Section, Table, draw_report
from continuity_app.readiness.after_action import AfterAction
from continuity_app.readiness.age import age_in_words
from continuity_app.readiness.desk import ReadinessReport
from continuity_app.readiness.disclosure import Disclosure
from continuity_app.readiness.keys import ScoredKey, ScoredQuestion
from continuity_app.readiness.reach import ReachRow
from continuity_app.words import say

MOST_ROWS = 30
STEPS_SHOWN = 5
AXIS_TITLES = {"segment": "By segment", "market": "By market", "product": "By product"}
STANDINGS = {
    "fact": "fact, met",
    "not met": "measured, not met",
    "contradicted": "claimed, but measured otherwise",
    "claim": "claim",
    "no": "no",
    "open": "not answered",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """A report that is ready to be drawn."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...]

    def draw(self, context: SheetContext) -> Drawn:
        """The PDF.

        Raises:
            BadDataError: a character cannot be printed.
        """
        return draw_report(self.title, self.subtitle, self.sections, context, facts=self.facts)


def readiness_pages(report: ReadinessReport) -> Pages:
    """Whom we could serve if it happened now, and what that rests on."""
    whole = report.reach.whole
    facts = [
        (say("Reachable by telephone"), f"{whole.share:.0%}"),
        (say("Customers"), f"{whole.customers:,}"),
        (say("By e-mail only"), f"{whole.email_only:,}"),
    ]
    if report.facts is not None:
        facts.append((say("Age of the snapshot"), age_in_words(report.measured_at - report.facts.as_of)))
    sections = [
        Section(say("What to do next"), (_next_steps(report),)),
        *(Section(say(AXIS_TITLES[axis]), (_reach_bars(rows),)) for axis, rows in report.reach.by.items()),
        *_sample_section(report),
        Section(say("The eight keys"), (_key_bars(report.keys), _key_table(report.keys))),
    ]
    subtitle = say(
        "Reachable means: may be called, and has a telephone that is not known to be bad. Measured on {day}.",
        day=plain_time(report.measured_at),
    )
    return Pages(say("Readiness"), subtitle, tuple(sections), tuple(facts))


def _next_steps(report: ReadinessReport) -> Table | Prose:
    if not report.next_steps:
        return Prose((say("Every measurement is met."),))
    columns = (Column(say("Step"), 1.0, Cell.STRONG), Column(say("Because"), 1.2))
    return Table(columns, tuple((say(step.step), step.because) for step in report.next_steps[:STEPS_SHOWN]))


def _reach_bars(rows: Sequence[ReachRow]) -> Bars:
    return Bars(
        tuple(
            Bar(
                row.shown,
                row.share,
                say(
                    "{share} · {reachable} of {customers}",
                    share=f"{row.share:.0%}",
                    reachable=f"{row.reachable:,}",
                    customers=f"{row.customers:,}",
                ),
            )
            for row in rows[:MOST_ROWS]
        )
    )


def _sample_section(report: ReadinessReport) -> list[Section]:
    return [Section(say("Do they answer?"), (Prose((report.evidence["dial_sample"].told,)),))]


def _key_bars(keys: Iterable[ScoredKey]) -> Bars:
    return Bars(tuple(Bar(say(key.key.title), key.score / 100, f"{key.score} %") for key in keys))


def _key_table(keys: Iterable[ScoredKey]) -> Table:
    columns = (
        Column(say("Key"), 1.1, Cell.STRONG),
        Column(say("Question"), 2.4),
        Column(say("Standing"), 1.0),
        Column(say("What it rests on"), 2.2),
    )
    rows = tuple(
        (say(key.key.title) if place == 0 else "", say(q.question.text), say(STANDINGS[q.standing]), _rests_on(q))
        for key in keys
        for place, q in enumerate(key.questions)
    )
    return Table(columns, rows)


def _rests_on(question: ScoredQuestion) -> str:
    if question.evidence is not None:
        return question.evidence.told
    if question.given is None:
        return ""
    values = {"answer": question.given.answer, "by": question.given.by, "day": question.given.at[:10]}
    if question.given.note:
        return say("'{answer}' by {by} on {day}: {note}", note=question.given.note, **values)
    return say("'{answer}' by {by} on {day}", **values)


def after_action_pages(report: AfterAction) -> Pages:
    """How it went."""
    incident, impact = report.incident, report.impact.whole
    zone = report.until.tzinfo
    began = dt.datetime.fromisoformat(incident.declared_at).astimezone(zone)
    facts = (
        (say("Lasted"), age_in_words(report.until - began)),
        (say("Customers reached"), f"{impact.reached:,} / {impact.customers:,}"),
        (say("Promises kept"), f"{report.kept:,} / {len(report.promises):,}"),
        (say("Sheets"), f"{report.sheets.total():,}"),
    )
    sections = (
        Section(say("What remains open"), (Prose(report.remains_open or (say("Nothing."),)),)),
        Section(say("Time line"), (_moments(report),)),
        Section(say("Day by day"), (_days(report),)),
        Section(say("Calls"), (_outcomes(report),)),
        *(Section(say(AXIS_TITLES[axis]), (_impact_bars(report.impact, axis),)) for axis in AXES),
        Section(say("Sheets"), (_sheets(report),)),
    )
    subtitle = say(
        "{name} ({kind}), from {began} to {until}; {people} people on {devices} laptops.",
        name=incident.name,
        kind=incident.kind,
        began=plain_time(began),
        until=plain_time(report.until) if not incident.running else say("now (not closed)"),
        people=len(report.timeline.people),
        devices=len(report.timeline.devices),
    )
    return Pages(say("After-action report"), subtitle, sections, facts)


def _moments(report: AfterAction) -> Table:
    rows = tuple((plain_time(moment.at), moment.what, moment.by) for moment in report.timeline.moments)
    return Table((Column(say("When"), 1.0), Column(say("What"), 3.2), Column(say("Who"), 0.8)), rows)


def _days(report: AfterAction) -> Table:
    titles = ("Calls", "Reached", "Sheets taken down", "Promises made", "Sheets re-keyed")
    columns = (Column(say("Day"), 1.2), *(Column(say(title), 1.0, Cell.NUMBER) for title in titles))
    rows = tuple(
        (plain_date(day.day), *(f"{n:,}" for n in (day.calls, day.reached, day.sheets, day.promises, day.rekeyed)))
        for day in report.timeline.days.values()
    )
    return Table(columns, rows)


def _outcomes(report: AfterAction) -> Bars | Prose:
    total = report.timeline.outcomes.total()
    if not total:
        return Prose((say("No call was logged."),))
    return Bars(
        tuple(
            Bar(outcome, count / total, say("{count} of {total}", count=f"{count:,}", total=f"{total:,}"))
            for outcome, count in report.timeline.outcomes.most_common()
        )
    )


def _impact_bars(impact: Impact, axis: str) -> Bars:
    return Bars(
        tuple(
            Bar(
                value,
                tally.reached / tally.customers if tally.customers else 0.0,
                say(
                    "{reached} reached of {customers}, {unreachable} unreachable",
                    reached=f"{tally.reached:,}",
                    customers=f"{tally.customers:,}",
                    unreachable=f"{tally.unreachable:,}",
                ),
            )
            for value, tally in list(impact.by[axis].items())[:MOST_ROWS]
        )
    )


_STATE_TITLES = {
    State.ISSUED: "unexplained",
    State.BLANK: "blank, counted back",
    State.CAPTURED: "captured, to be re-keyed",
    State.REKEYED: "re-keyed, to be verified",
    State.VERIFIED: "verified in the central system",
    State.VOID: "void",
    State.LOST: "lost",
}


def _sheets(report: AfterAction) -> Table:
    rows = tuple((say(title), f"{report.sheets[state]:,}") for state, title in _STATE_TITLES.items())
    return Table((Column(say("State"), 3.0), Column(say("Sheets"), 1.0, Cell.NUMBER)), rows)


def disclosure_pages(report: Disclosure) -> Pages:
    """What a notification needs."""
    running = [clock for clock in report.clocks if clock.ends is not None]
    facts = [
        (say("Persons at most"), f"{report.persons:,}"),
        (say("Laptops"), f"{len(report.holders):,}"),
        (say("Fields"), f"{len(report.fields):,}"),
    ]
    if running and running[0].ends is not None:
        facts.append((say("First clock ends"), plain_time(running[0].ends)))
    sections = (
        Section(say("Clocks (check with counsel)"), (_clocks(report), Prose(_about_clocks(report)))),
        Section(say("Which laptops hold what"), (_holders(report), Prose(_about_holders(report)))),
        Section(say("Which fields"), (Prose((", ".join(report.fields) or say("None are known here."),)),)),
        Section(say("How the data are protected"), (Prose(tuple(say(sentence) for sentence in _PROTECTION)),)),
    )
    subtitle = say("Facts for a notification, gathered {at}.", at=plain_time(report.made_at))
    return Pages(say("Disclosure report"), subtitle, sections, tuple(facts))


_PROTECTION = (
    "A snapshot travels as one file: its data are sealed to each named laptop (age, X25519), its metadata are signed.",
    "On a laptop the data lie in SQLCipher databases (AES-256).",
    "Their key is wrapped by passphrases of at least fifteen characters (Argon2id) and by a printed recovery key.",
    "Whether they count as encrypted depends on whether a passphrase or a recovery sheet was taken with the laptop.",
    "Write down what is known of that.",
)


def _clocks(report: Disclosure) -> Table:
    columns = (
        Column(say("Rule"), 1.9, Cell.STRONG),
        Column(say("Who"), 1.6),
        Column(say("Starts when"), 2.0),
        Column(say("Runs"), 0.9),
        Column(say("Ends"), 1.2, Cell.STRONG),
    )
    return Table(columns, tuple(_clock_row(clock) for clock in report.clocks))


def _clock_row(clock: LegalClock) -> tuple[str, ...]:
    length = clock.duty.length
    if clock.duty.persons:
        length = say("{length}, from {persons} persons", length=length, persons=f"{clock.duty.persons:,}")
    return (
        clock.duty.rule,
        clock.duty.who,
        clock.event,
        length,
        plain_time(clock.ends) if clock.ends else say("not entered"),
    )


def _about_clocks(report: Disclosure) -> tuple[str, ...]:
    return (
        say(
            "The table of duties was last compared with its sources on {day}. It is a list of questions for counsel, "
            "not legal advice.",
            day=plain_date(report.checked),
        ),
        *(
            say(
                "{rule} applies from {persons} persons on; one laptop alone holds as many.",
                rule=clock.duty.rule,
                persons=f"{clock.duty.persons:,}",
            )
            for clock in report.passed_thresholds()
        ),
        *(
            say("{rule}: {note} ({source})", rule=c.duty.rule, note=c.duty.note, source=c.duty.source)
            for c in report.clocks
        ),
    )


def _holders(report: Disclosure) -> Table:
    columns = (
        Column(say("Laptop"), 1.3, Cell.STRONG),
        Column(say("User, site"), 1.6),
        Column(say("Customers at most"), 0.9, Cell.NUMBER),
        Column(say("Snapshots that it can open"), 2.0),
        Column(say("Trusted"), 1.4),
    )
    rows = tuple(
        (
            holder.device,
            f"{holder.user}, {holder.site}",
            f"{holder.customers:,}",
            "; ".join(holder.snapshots[:4]) or say("none"),
            holder.revoked or say("yes"),
        )
        for holder in report.holders
    )
    return Table(columns, rows)


def _about_holders(report: Disclosure) -> tuple[str, ...]:
    if report.whole:
        return (say("These are all laptops that were ever enrolled in the organisation."),)
    return (
        say(
            "This laptop knows only the laptops of its own snapshot. "
            "Make the report on the IT machine to see all of them."
        ),
    )
