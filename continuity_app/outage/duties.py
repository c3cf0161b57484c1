"""What is done in an incident besides calls and sheets: the first hour's steps, who has which role now, hour by hour.

Steps and roles are noted as assignments, so that every laptop shows the same after a merge: a step by whoever did it, a
role by whoever has it from then on. Later notes of the same step or role replace earlier ones.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from continuity_app.contacts.model import RosterLine, Script
from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, CallLogged, PromiseMade, SheetCaptured, SheetIssued
from continuity_app.outage.moments import moment_of
from continuity_app.outage.outcomes import Outcome
from continuity_app.words import say

STEP, SHIFT = "first hour", "shift"
SCRIPT = "first_hour"
"""The site's own list: a script of this name in the snapshot, its steps as a numbered or dotted list."""

_ITEM = re.compile(r"\s*(?:\d+[.)]|[-*+])\s+(.+)")
_MARKUP = re.compile(r"[*_`]")


def first_hour(scripts: Iterable[Script] = ()) -> tuple[str, ...]:
    """What is done in the first hour, in order: as the site's own script says, or else as shipped."""
    for script in scripts:
        if script.name.casefold().replace("-", "_") == SCRIPT:
            found = [match[1].strip() for line in script.text.splitlines() if (match := _ITEM.match(line))]
            if found:
                return tuple(_MARKUP.sub("", step) for step in found)
    return (
        say("Take the laptops off the network; the kit needs none."),
        say("Tell everybody the word of the day: who phones and does not know it gets no data."),
        say("Print the packs at Paper desk, and hand them out by number."),
        say("Give out the call list: appointments and promises first."),
        say("Name who writes down promises, and who keeps them."),
        say("Copy every laptop to the stick at each change of shift (Kit)."),
        say("Look at what is due by law, and ask counsel."),
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Who did a step, or has a role; `at` is ISO 8601 in UTC. An empty person takes it back."""

    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Duties:
    """All notes of all incidents in order: keys are the incident and, after a slash, the step's number or the role."""

    steps: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    roles: Mapping[str, Sequence[Note]] = field(default_factory=dict)

    def done(self, incident: str, step: int) -> Note | None:
        """Who did a step, counted from 1; None while nobody did."""
        return _last(self.steps.get(f"{incident}/{step}", ()))

    def on_duty(self, incident: str, role: str) -> Note | None:
        """Who has a role now, where a shift was noted."""
        return _last(self.roles.get(f"{incident}/{role}", ()))


def _last(notes: Sequence[Note]) -> Note | None:
    """The last note, unless it takes the others back."""
    return notes[-1] if notes and notes[-1].person else None


class DutiesProjection:
    """Folds what was noted of steps and shifts."""

    name = "duties"
    types = frozenset({AssignmentMade.type})

    def initial(self) -> dict[str, dict[str, list[Note]]]:
        """Nothing was noted."""
        return {STEP: {}, SHIFT: {}}

    def fold(self, state: dict[str, dict[str, list[Note]]], entry: Entry) -> dict[str, dict[str, list[Note]]]:
        """One more note."""
        body = entry.read()
        if isinstance(body, AssignmentMade) and body.task in state:
            for subject in body.subjects:
                state[body.task].setdefault(subject, []).append(Note(body.person, wall_part(entry.hlc)))
        return state

    def value(self, state: dict[str, dict[str, list[Note]]]) -> Duties:
        """As it is now."""
        return Duties(MappingProxyType(state[STEP]), MappingProxyType(state[SHIFT]))


def note_step(journal: Journal, incident: str, step: int, *, done: bool) -> None:
    """Notes that a step was done by this user, or takes that back."""
    journal.append(AssignmentMade(STEP, journal.user if done else "", (f"{incident}/{step}",)))


def note_shift(journal: Journal, incident: str, role: str, person: str) -> None:
    """Notes who has a role from now on; an empty person gives it back to the roster."""
    journal.append(AssignmentMade(SHIFT, person.strip(), (f"{incident}/{role}",)))


def role_of(line: RosterLine) -> str:
    """By what a line of the roster is known."""
    return line.role or line.duty or line.person


@dataclass(frozen=True, slots=True)
class Hour:
    """What was done within one hour, `at` its beginning on the clock of the site."""

    at: dt.datetime
    calls: int
    reached: int
    promises: int
    given_out: int
    taken_down: int
    people: int


_COUNTED = (CallLogged.type, PromiseMade.type, SheetIssued.type, SheetCaptured.type)


def by_hour(journal: Journal, since: dt.datetime, now: dt.datetime) -> tuple[Hour, ...]:
    """Hour by hour since a moment, the last hour first; an hour in which nothing happened is left out.

    Args:
        journal: what happened.
        since: aware.
        now: aware; hours are of its zone.
    """
    counts: dict[dt.datetime, Counter[str]] = {}
    people: dict[dt.datetime, set[str]] = {}
    for entry in journal.entries(_COUNTED):
        at = moment_of(str(entry.body.get("at") or wall_part(entry.hlc)), now.tzinfo)
        if at is None or at < since:
            continue
        hour = at.astimezone(now.tzinfo).replace(minute=0, second=0, microsecond=0)
        found = counts.setdefault(hour, Counter())
        found[entry.type] += 1
        found["reached"] += entry.type == CallLogged.type and entry.body.get("outcome") == Outcome.REACHED.value
        people.setdefault(hour, set()).add(entry.user)
    return tuple(_hour(at, counts[at], len(people[at])) for at in sorted(counts, reverse=True))


def _hour(at: dt.datetime, found: Mapping[str, int], people: int) -> Hour:
    figures: Sequence[int] = [found.get(kind, 0) for kind in _COUNTED]
    calls, promises, issued, captured = figures
    return Hour(at, calls, found.get("reached", 0), promises, issued, captured, people)
