"""What happened with one customer, in words: the lines of the history on the customer's page."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from string import Formatter
from typing import Any

from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.types import (
    AssignmentMade,
    Body,
    CallLogged,
    ChannelCorrected,
    ChannelVerified,
    CustomerAdded,
    CustomerLinked,
    DraftKept,
    PromiseKept,
    PromiseMade,
    RekeyDone,
    RekeyVerified,
    RevealLogged,
    SheetCaptured,
    SheetIssued,
    SheetLost,
    SheetVoided,
)
from continuity_app.outage.moments import moment_of
from continuity_app.times.reading import When
from continuity_app.times.telling import in_words
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened.

    Attributes:
        at: ISO 8601, as the one who wrote it down gave it.
        user, device: who wrote it down, and where.
        type: the entry's type.
        text: what happened, in words.
        entry: the entry's hash.
    """

    at: str
    user: str
    device: str
    type: str
    text: str
    entry: str

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "at": self.at,
            "user": self.user,
            "device": self.device,
            "type": self.type,
            "text": self.text,
            "entry": self.entry,
        }


def history_of(entries: Iterable[Entry]) -> tuple[HistoryLine, ...]:
    """The entries in words, the newest first; drafts are nobody's history."""
    lines = []
    for entry in entries:
        body = entry.read()
        if not isinstance(body, DraftKept):
            at = str(entry.body.get("at") or wall_part(entry.hlc))
            lines.append(HistoryLine(at, entry.user, entry.device, entry.type, _in_words(entry, body), entry.hash))
    return tuple(reversed(lines))


def _in_words(entry: Entry, body: Body | None) -> str:
    if isinstance(body, CustomerLinked) and not body.linked:
        return say("Found to be someone else than {other}.", other=body.other)
    sentences = _SENTENCES.get(type(body), ()) if body is not None else ()
    sentence = next((each for each in sentences if body is not None and _has_all(each, body)), None)
    if body is None or sentence is None:
        return say("An entry '{type}'.", type=entry.type)
    return say(sentence, **asdict(body) | ({"due": _due_in_words(body.due)} if isinstance(body, PromiseMade) else {}))


def _due_in_words(due: str) -> str:
    """A kept due time as a person reads it; what is no time stays as it is."""
    moment = moment_of(due, None)
    if moment is None:
        return due
    return in_words(When(moment.date(), None if len(due.strip()) <= len("2024-06-21") else moment.time()))


def _has_all(sentence: str, body: Body) -> bool:
    """Whether every field that the sentence names has something to say."""
    return all(getattr(body, name) for _, name, _, _ in Formatter().parse(sentence) if name)


# The first sentence whose fields are all filled is said.
_SENTENCES: dict[type[Body], tuple[str, ...]] = {
    CallLogged: ("Called {channel}: {outcome}. {note}", "Called {channel}: {outcome}.", "Called: {outcome}."),
    ChannelCorrected: ("Gave {new} in place of {old}.", "Gave {new}."),
    ChannelVerified: ("{channel} was checked: {quality}.",),
    PromiseMade: ("Promised by {due}: {what} ({owner}).", "Promised: {what} ({owner}).", "Promised: {what}."),
    PromiseKept: ("A promise was settled: {note}", "A promise was kept."),
    SheetIssued: ("Sheet {serial} ({form}) was issued.",),
    SheetCaptured: ("Sheet {serial} ({form}) was taken down.",),
    SheetVoided: ("Sheet {serial} is void: {reason}.", "Sheet {serial} is void."),
    SheetLost: ("Sheet {serial} is lost: {reason}.", "Sheet {serial} is lost."),
    RekeyDone: ("Sheet {serial} was re-keyed as {reference}.", "Sheet {serial} was re-keyed."),
    RekeyVerified: ("Sheet {serial}: the re-keyed record was verified.",),
    CustomerAdded: ("Added during the outage.",),
    CustomerLinked: ("Found to be the same as {other}.",),
    RevealLogged: ("{field} was shown.",),
    AssignmentMade: ("Given to {person}.",),
}
