"""The after-action report: how an incident went, what was done for customers, and what remains open."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.forms.sheet_states import SheetsProjection, SheetState, State
from continuity_app.journal.store import Journal
from continuity_app.outage.impact import Impact, impact
from continuity_app.outage.incidents import Incident, Incidents, IncidentsProjection
from continuity_app.outage.promises import Promise, PromisesProjection
from continuity_app.readiness.timeline import Timeline, timeline
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class AfterAction:
    """One incident in figures.

    Attributes:
        until: when it was closed, or now.
        promises: made in this incident, settled ones among them.
        sheets: of this incident by state; those of a drill where it was one.
        remains_open: in words, what still has to be done.
    """

    incident: Incident
    until: dt.datetime
    timeline: Timeline
    impact: Impact
    promises: tuple[Promise, ...]
    sheets: Counter[State]
    remains_open: tuple[str, ...]

    @property
    def kept(self) -> int:
        """Promises that were kept."""
        return sum(not promise.open for promise in self.promises)

    def as_json(self) -> dict[str, Any]:
        """Beside `file` and `pages` in the answer of the verb."""
        return {
            "incident": self.incident.as_json(),
            "calls": sum(self.timeline.outcomes.values()),
            "outcomes": dict(self.timeline.outcomes),
            "people": len(self.timeline.people),
            "devices": len(self.timeline.devices),
            "customers_reached": self.impact.whole.reached,
            "promises": {"made": len(self.promises), "kept": self.kept},
            "sheets": {state.value: count for state, count in self.sheets.items()},
            "remains_open": list(self.remains_open),
        }


def after_action(contacts: ContactStore | None, journal: Journal, now: dt.datetime) -> AfterAction:
    """Looks back at the incident that runs, or else at the last one; a drill where there was nothing else.

    Args:
        contacts: the customers, None where no snapshot was applied.
        journal: what happened.
        now: aware; its zone is the one of the report.

    Raises:
        BadDataError: there never was an incident or a drill.
    """
    incidents = journal.value_of(IncidentsProjection())
    incident = _which(incidents)
    since = dt.datetime.fromisoformat(incident.declared_at).astimezone(now.tzinfo)
    until = dt.datetime.fromisoformat(incident.closed_at).astimezone(now.tzinfo) if incident.closed_at else now
    sheets = [
        sheet
        for sheet in journal.value_of(SheetsProjection()).by_serial.values()
        if sheet.drill == incident.drill and sheet.incident in ("", incident.incident)
    ]
    made = journal.value_of(PromisesProjection()).all_made()
    promises = tuple(promise for promise in made if promise.incident == incident.incident)
    return AfterAction(
        incident=incident,
        until=until,
        timeline=timeline(journal.entries(), since, until + dt.timedelta(seconds=1)),
        impact=impact(contacts, journal),
        promises=promises,
        sheets=Counter(sheet.state for sheet in sheets),
        remains_open=(*incident.remains_open, *_open(sheets, promises, now, drill=incident.drill)),
    )


def _which(incidents: Incidents) -> Incident:
    found = incidents.last or next(iter(reversed(incidents.all)), None)
    if found is None:
        raise BadDataError(
            "report.no_incident",
            say("There was no incident and no drill to report on."),
            what_is_safe=say("Nothing was written."),
            next_step=say("Declare one with 'continuity incident declare', or rehearse with 'continuity drill start'."),
        )
    return found


def _open(sheets: Sequence[SheetState], promises: Sequence[Promise], now: dt.datetime, *, drill: bool) -> list[str]:
    states = Counter(sheet.state for sheet in sheets)
    open_promises = sum(promise.open for promise in promises)
    overdue = sum(promise.overdue(now) for promise in promises)
    counted = [
        (states[State.ISSUED], "Unexplained sheets: {count}."),
        (0 if drill else states[State.CAPTURED], "Captured sheets to be re-keyed: {count}."),
        (0 if drill else states[State.REKEYED], "Re-keyed sheets to be verified: {count}."),
        (states[State.LOST], "Lost sheets: {count}."),
        (open_promises, "Open promises: {count}."),
        (overdue, "Overdue promises: {count}."),
    ]
    return [say(sentence, count=f"{count:,}") for count, sentence in counted if count]
