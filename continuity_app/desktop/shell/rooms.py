"""The eight rooms in their order; a room's module is imported when it is first opened."""

from dataclasses import dataclass
from importlib import import_module

from continuity_app.desktop.desk import Desk, Room
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Door:
    """How a room is reached: its key word, its name on the rail, and where its class lives."""

    key: str
    title: str
    module: str
    made_by: str

    def open(self, desk: Desk) -> Room:
        """Builds the room."""
        room: Room = getattr(import_module(f"continuity_app.desktop.{self.module}"), self.made_by)(desk)
        return room


def doors() -> tuple[Door, ...]:
    """All rooms; the place in this list is the figure of Ctrl+1 to Ctrl+8."""
    return (
        Door("find", say("Find"), "find.room", "FindRoom"),
        Door("calls", say("Calls"), "calls.room", "CallsRoom"),
        Door("forms", say("Forms"), "forms.room", "FormsRoom"),
        Door("paper_desk", say("Paper desk"), "paper_desk.room", "PaperDeskRoom"),
        Door("incident", say("Incident"), "incident.room", "IncidentRoom"),
        Door("impact", say("Impact"), "impact.room", "ImpactRoom"),
        Door("readiness", say("Readiness"), "readiness.room", "ReadinessRoom"),
        Door("kit", say("Kit"), "kit.room", "KitRoom"),
    )
