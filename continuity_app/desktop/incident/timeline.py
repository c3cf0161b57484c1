"""The time line: what happened, newest first, many calls in one line."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from continuity_app.desktop.widgets.times import when
from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.types import (
    CallLogged,
    CopyMade,
    CustomerAdded,
    DrillEnded,
    DrillStarted,
    IncidentClosed,
    IncidentDeclared,
    OverrideMade,
    PromiseKept,
    PromiseMade,
    RekeyDone,
    RekeyVerified,
    SheetCaptured,
    SheetIssued,
    SheetLost,
    SheetVoided,
)
from continuity_app.words import say

MOST = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when, what, who."""

    at: str
    words: str
    user: str


def happenings(entries: Iterable[Entry], since: dt.datetime, now: dt.datetime) -> list[Happening]:
    """The time line since a moment; entries of one kind by one person that follow each other are one line."""
    told = []
    for entry in entries:
        at = dt.datetime.fromisoformat(str(entry.body.get("at") or wall_part(entry.hlc)))
        at = at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
        if at >= since:
            told.append((entry, at))
    lines = []
    for (kind, user), run in groupby(told, key=lambda pair: (pair[0].type, pair[0].user)):
        members = list(run)
        words = _sentence(kind, members[-1][0], len(members))
        if words:
            lines.append(Happening(when(members[-1][1], now), words, user))
    return list(reversed(lines))[:MOST]


def _sentence(kind: str, last: Entry, count: int) -> str:
    if kind in _COUNTED:
        one, many = _COUNTED[kind]
        return say(one) if count == 1 else say(many, count=count)
    body = last.read()
    words = ""
    match body:
        case IncidentDeclared():
            words = say("Incident declared: {name}", name=body.name)
        case IncidentClosed():
            words = say("Incident closed")
        case DrillStarted():
            words = say("Drill started: {name}", name=body.name)
        case DrillEnded():
            words = say("Drill ended")
        case OverrideMade():
            words = say("A rule was overridden: {rule}, because {reason}", rule=body.rule, reason=body.reason)
        case CopyMade():
            words = say("Copied to {place}, {entries} entries", place=body.place, entries=body.entries)
    return words


_COUNTED = {
    CallLogged.type: ("1 call", "{count} calls"),
    SheetIssued.type: ("1 sheet given out", "{count} sheets given out"),
    SheetCaptured.type: ("1 sheet taken down", "{count} sheets taken down"),
    SheetVoided.type: ("1 sheet void", "{count} sheets void"),
    SheetLost.type: ("1 sheet lost", "{count} sheets lost"),
    PromiseMade.type: ("1 promise made", "{count} promises made"),
    PromiseKept.type: ("1 promise kept", "{count} promises kept"),
    RekeyDone.type: ("1 sheet re-keyed", "{count} sheets re-keyed"),
    RekeyVerified.type: ("1 sheet verified", "{count} sheets verified"),
    CustomerAdded.type: ("1 customer added", "{count} customers added"),
}
