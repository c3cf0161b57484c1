"""The exposure of one laptop as the screen shows it."""

import datetime as dt

from continuity_app.desktop.kit.facts import Fact, kind_words
from continuity_app.desktop.widgets.times import count, when, when_written
from continuity_app.kit.exposure_desk import ExposureReport, LastSeen
from continuity_app.kit.slots_desk import ADDED, CHANGED, REMOVED
from continuity_app.words import say

SHOWN_SHEETS = 30


def exposure_facts(report: ExposureReport, now: dt.datetime) -> tuple[list[Fact], list[Fact]]:
    """What is on it at most, and what it last said."""
    exposure, card = report.exposure, report.exposure.enrolled.card
    versions = ", ".join(say("{version} as of {day}", version=e.version, day=e.as_of[:10]) for e in exposure.issued)
    standing = (
        (say("trusted"), "")
        if exposure.enrolled.trusted
        else (say("✕ revoked {at}", at=when_written(exposure.enrolled.revoked_at, now)), "broken")
    )
    held: list[Fact] = [
        (say("Laptop"), say("{device} of {user} at {site}", device=card.device, user=card.user, site=card.site), ""),
        (say("Standing"), *standing),
        (say("People at most"), count(exposure.customers), ""),
        (say("Snapshots"), versions or say("none yet"), ""),
        (say("Fields of each person"), ", ".join(exposure.fields) or say("none"), ""),
    ]
    return held, _seen(report.seen, now)


def _seen(seen: LastSeen | None, now: dt.datetime) -> list[Fact]:
    if seen is None:
        return [(say("Journal"), say("not looked at"), "caution")]
    sheets = ", ".join(seen.sheets[:SHOWN_SHEETS])
    more = len(seen.sheets) - SHOWN_SHEETS
    told = say("{sheets} and {count} more", sheets=sheets, count=more) if more > 0 else sheets
    acts = {ADDED: say("added"), CHANGED: say("changed"), REMOVED: say("removed")}
    ways = "; ".join(
        say(
            "{when}: {kind} of {user} {action}",
            when=when_written(way.at, now),
            kind=kind_words(way.kind),
            user=way.user or "-",
            action=acts.get(way.action, way.action),
        )
        for way in seen.ways
    )
    unknown = say("not known")
    return [
        (
            say("Entries here"),
            say("{count}, the last {at}", count=count(seen.entries), at=_at(seen.last_entry_at, now)),
            "",
        ),
        (say("Last known lock"), when_written(seen.last_lock_at, now) if seen.last_lock_at else unknown, ""),
        (say("Last copy"), when_written(seen.last_copy_at, now) if seen.last_copy_at else unknown, ""),
        (
            say("Sheets"),
            say("{count}: {sheets}", count=count(len(seen.sheets)), sheets=told) if sheets else say("none"),
            "",
        ),
        (say("Changes of its ways in"), ways or say("none: those that it was made with"), ""),
    ]


def _at(written: str, now: dt.datetime) -> str:
    return when_written(written, now) if written else say("not known")


def threshold_rows(report: ExposureReport, now: dt.datetime) -> list[tuple[str, str, str, bool, str]]:
    """Duties, those that are passed first: rule, from how many people, passed in words, whether to mark it, time."""
    passed = report.passed
    ordered = sorted(report.clocks, key=lambda clock: clock not in passed)
    return [
        (
            clock.duty.rule,
            count(clock.duty.persons) if clock.duty.persons else say("any"),
            say("▲ passed") if clock in passed else say("not passed") if clock.duty.persons else say("any number"),
            clock in passed,
            say("ends {when}", when=when(clock.ends, now)) if clock.ends else clock.duty.length,
        )
        for clock in ordered
    ]
