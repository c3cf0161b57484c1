"""Incidents and drills: declared, watched and closed; what belongs to which is computed from the entries.

Two laptops that declare the same outage before they meet give two open incidents: they count as one scope, the earlier
leads, and closing closes both.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import Body, CallLogged, DrillEnded, DrillStarted, IncidentClosed, IncidentDeclared
from continuity_app.outage.moments import moment_of
from continuity_app.words import say

KINDS = ("ransom", "theft", "outage")
DRILL_KIND = "drill"


@dataclass(frozen=True, slots=True)
class Incident:
    """One outage, or a drill, from declared to closed.

    Attributes:
        incident: its id.
        kind: ransom, theft or outage; drill for a drill.
        declared_at, closed_at: ISO 8601; `closed_at` is empty while it runs.
        by: the user who declared it.
        remains_open: what was still open when it was closed, in words.
    """

    incident: str
    name: str
    kind: str
    declared_at: str
    drill: bool
    by: str = ""
    closed_at: str = ""
    remains_open: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it is not closed yet."""
        return not self.closed_at

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "incident": self.incident,
            "name": self.name,
            "kind": self.kind,
            "declared_at": self.declared_at,
            "drill": self.drill,
            "running": self.running,
            "closed_at": self.closed_at or None,
            "declared_by": self.by,
            "remains_open": list(self.remains_open),
        }


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls count for an incident: those logged under it, and those logged before anybody had declared one.

    Attributes:
        incidents: ids; none at all means that every call counts.
        since: when the incident before it was closed, ISO 8601; calls under no incident count from then on.
        drill: only calls of the drill itself count.
    """

    incidents: frozenset[str]
    since: str = ""
    drill: bool = False
    drills: frozenset[str] = frozenset()

    def holds(self, call: CallLogged) -> bool:
        """Whether a call counts."""
        if call.incident in self.incidents:
            return True
        if not self.incidents:
            return call.incident not in self.drills
        return not call.incident and not self.drill and _is_after(call.at, self.since)


@dataclass(frozen=True, slots=True)
class Incidents:
    """Every incident and drill, in the order in which they were declared."""

    all: tuple[Incident, ...] = ()

    @property
    def current(self) -> Incident | None:
        """The one that runs; a real one before a drill, the earlier of two."""
        return next(iter(self.running), None)

    @property
    def running(self) -> tuple[Incident, ...]:
        """Those that run: all real ones, or else all drills."""
        real = tuple(each for each in self.all if each.running and not each.drill)
        return real or tuple(each for each in self.all if each.running)

    @property
    def last(self) -> Incident | None:
        """The one that runs, or else the last real one; a drill that is over is nobody's state."""
        return self.current or next((each for each in reversed(self.all) if not each.drill), None)

    @property
    def over_drills(self) -> frozenset[str]:
        """The ids of drills that are over: what was logged in them is no fact about customers."""
        return frozenset(each.incident for each in self.all if each.drill and not each.running)

    @property
    def scope(self) -> Scope:
        """Which calls count now: those of the running incident or drill, else of the last incident, else all."""
        drills = frozenset(each.incident for each in self.all if each.drill)
        last = self.last
        if last is None:
            return Scope(frozenset(), drills=drills)
        together = self.running or (last,)
        before = [each for each in self.all if not each.drill and not each.running and each not in together]
        since = before[-1].closed_at if before else ""
        return Scope(frozenset(each.incident for each in together), since, drill=last.drill, drills=drills)


class IncidentsProjection:
    """Folds declarations and closings; a closing whose declaration has not arrived yet changes nothing."""

    name = "incidents"
    types = frozenset({IncidentDeclared.type, IncidentClosed.type, DrillStarted.type, DrillEnded.type})

    def initial(self) -> dict[str, Incident]:
        """No incident yet."""
        return {}

    def fold(self, state: dict[str, Incident], entry: Entry) -> dict[str, Incident]:
        """One more declaration or closing."""
        match entry.read():
            case IncidentDeclared(incident=incident, name=name, kind=kind, at=at):
                state.setdefault(incident, Incident(incident, name, kind, at, drill=False, by=entry.user))
            case DrillStarted(incident=incident, name=name, at=at):
                state.setdefault(incident, Incident(incident, name, DRILL_KIND, at, drill=True, by=entry.user))
            case IncidentClosed(incident=incident, at=at, remains_open=remains_open) if incident in state:
                state[incident] = replace(state[incident], closed_at=at, remains_open=remains_open)
            case DrillEnded(incident=incident, at=at) if incident in state:
                state[incident] = replace(state[incident], closed_at=at)
            case _:
                pass
        return state

    def value(self, state: dict[str, Incident]) -> Incidents:
        """All of them."""
        return Incidents(tuple(state.values()))


class IncidentDesk:
    """Where a manager declares and closes."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def all(self) -> Incidents:
        """Every incident and drill."""
        return self._journal.value_of(IncidentsProjection())

    def current(self) -> Incident | None:
        """The incident or drill that runs."""
        return self.all().current

    def declare(self, name: str, kind: str = "outage") -> Incident:
        """Declares an incident; a drill that runs is ended with it, for the real thing has come.

        Args:
            name: in a few words.
            kind: ransom, theft or outage.

        Raises:
            BadDataError: one runs already, the name is empty, or there is no such kind.
        """
        name = _named(name)
        if kind not in KINDS:
            raise _wrong_kind(kind)
        running = self.all().running
        if running and not running[0].drill:
            raise _runs_already(running[0])
        incident, at = self._new_id(), self._now()
        drills = [DrillEnded(incident=drill.incident, at=at) for drill in running]
        self._journal.append(*drills, IncidentDeclared(incident=incident, name=name, kind=kind, at=at))
        return self._get(incident)

    def close(self, remains_open: Sequence[str] = ()) -> Incident:
        """Closes the incident.

        Args:
            remains_open: what is still open, in words.

        Raises:
            BadDataError: no incident runs.
        """
        running = [each for each in self.all().running if not each.drill]
        if not running:
            raise _runs_not(say("No incident is declared."))
        at = self._now()
        closings: list[Body] = [
            IncidentClosed(incident=each.incident, at=at, remains_open=tuple(remains_open)) for each in running
        ]
        self._journal.append(*closings)
        return self._get(running[0].incident)

    def start_drill(self, name: str) -> Incident:
        """Starts a rehearsal.

        Raises:
            BadDataError: an incident or a drill runs, or the name is empty.
        """
        name = _named(name)
        current = self.current()
        if current is not None:
            raise _runs_already(current)
        incident = self._new_id()
        self._journal.append(DrillStarted(incident=incident, name=name, at=self._now()))
        return self._get(incident)

    def end_drill(self) -> Incident:
        """Ends the rehearsal.

        Raises:
            BadDataError: no drill runs.
        """
        running = [each for each in self.all().running if each.drill]
        if not running:
            raise _runs_not(say("No drill is running."))
        at = self._now()
        self._journal.append(*(DrillEnded(incident=each.incident, at=at) for each in running))
        return self._get(running[0].incident)

    def _get(self, incident: str) -> Incident:
        return next(each for each in self.all().all if each.incident == incident)

    def _new_id(self) -> str:
        mine = f"I-{self._journal.device.removeprefix('D-')}-"
        return f"{mine}{1 + sum(each.incident.startswith(mine) for each in self.all().all)}"

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def _is_after(at: str, since: str) -> bool:
    moment, start = moment_of(at, dt.UTC), moment_of(since, dt.UTC)
    return moment is None or start is None or moment >= start


def _named(name: str) -> str:
    if name.strip():
        return name.strip()
    raise BadDataError(
        "incident.name",
        say("An incident needs a name."),
        what_is_safe=say("Nothing was declared."),
        next_step=say("Say in a few words what happened, for example 'DMS held for ransom'."),
        details=[{"field": "name", "problem": say("empty")}],
    )


def _wrong_kind(kind: str) -> BadDataError:
    return BadDataError(
        "incident.kind",
        say("'{kind}' is not a kind of incident.", kind=kind),
        what_is_safe=say("Nothing was declared."),
        next_step=say("Use one of: {kinds}.", kinds=", ".join(KINDS)),
        details=[{"field": "kind", "problem": say("one of: {kinds}", kinds=", ".join(KINDS))}],
    )


def _runs_already(current: Incident) -> BadDataError:
    if current.drill:
        message = say("The drill '{name}' is running.", name=current.name)
        step = say("End it with 'continuity drill end' first.")
    else:
        message = say("The incident '{name}' is declared already.", name=current.name)
        step = say("Work goes on under it; close it with 'continuity incident close' when it is over.")
    return BadDataError("incident.running", message, what_is_safe=say("Nothing was changed."), next_step=step)


def _runs_not(message: str) -> BadDataError:
    return BadDataError(
        "incident.none",
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=say("See 'continuity incident status'."),
    )
