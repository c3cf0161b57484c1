"""When the events happened that start clocks of the law, as people noted them: the same on all laptops once merged."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import EventNoted
from continuity_app.outage.clocks import LegalClock, legal_clocks, must_be_known, obligations
from continuity_app.outage.incidents import Incident, IncidentsProjection
from continuity_app.outage.moments import moment_of
from continuity_app.words import say

KNOWN = ("aware", "belief", "determined", "discovery")
"""Events that usually fall on one moment, when the firm knew; a clock runs from the declaration until one is noted."""


class EventsProjection:
    """Incident -> event -> when it happened (ISO 8601); the last note counts, an empty one takes it back."""

    name = "events"
    types = frozenset({EventNoted.type})

    def initial(self) -> dict[str, dict[str, str]]:
        """Nothing was noted."""
        return {}

    def fold(self, state: dict[str, dict[str, str]], entry: Entry) -> dict[str, dict[str, str]]:
        """One more note."""
        body = entry.read()
        if isinstance(body, EventNoted):
            state.setdefault(body.incident, {})[body.event] = body.happened
        return state

    def value(self, state: dict[str, dict[str, str]]) -> Mapping[str, Mapping[str, str]]:
        """A view of all of them."""
        return MappingProxyType(state)


def note_events(journal: Journal, events: Sequence[str], at: dt.datetime | None) -> None:
    """Notes when events happened; None takes the notes back.

    Args:
        journal: of this laptop.
        events: names of the table's events.
        at: aware.

    Raises:
        BadDataError: the table has no such event, or nothing runs that the notes could belong to.
    """
    must_be_known(events)
    current = journal.value_of(IncidentsProjection()).current
    if current is None:
        raise BadDataError(
            "incident.none",
            say("No incident is declared."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("See 'continuity incident status'."),
        )
    told = at.isoformat(timespec="minutes") if at is not None else ""
    now = journal.clock.now().isoformat(timespec="seconds")
    journal.append(*(EventNoted(event, told, now, current.incident) for event in events))


def events_of(journal: Journal, incident: Incident, zone: dt.tzinfo | None) -> dict[str, dt.datetime]:
    """When each event of an incident happened: as noted, and those of `KNOWN` else at its declaration."""
    noted = journal.value_of(EventsProjection()).get(incident.incident, {})
    told = {**dict.fromkeys(KNOWN, incident.declared_at), **{event: at for event, at in noted.items() if at}}
    table = obligations().events
    found = {event: moment_of(at, zone) for event, at in told.items() if event in table}
    return {event: at.astimezone(zone) for event, at in found.items() if at is not None}


def clocks_of(journal: Journal, incident: Incident, zone: dt.tzinfo | None) -> list[LegalClock]:
    """Every clock of the law for an incident, those that end first leading; ends are in the zone."""
    return legal_clocks(events_of(journal, incident, zone))


def is_noted(journal: Journal, incident: Incident, event: str) -> bool:
    """Whether a person said when an event happened."""
    return bool(journal.value_of(EventsProjection()).get(incident.incident, {}).get(event))
