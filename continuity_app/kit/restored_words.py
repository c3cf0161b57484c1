"""What came back from a lost laptop's copies and what did not, in sentences, by entry numbers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from continuity_app.kit.restore import Restored
from continuity_app.outage.moments import said
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `lost` where it tells of something that is missing or could not be used."""

    words: str
    lost: bool = False


def restored_lines(restored: Restored, now: dt.datetime) -> Iterator[Line]:
    """Everything that has to be known about a restored journal; times are told on the clock of `now`."""
    journal, card = restored.journal, restored.created.card
    yield Line(say("Restored {count} entries; this laptop is {device}.", count=journal.taken.new, device=card.device))
    for through in journal.through:
        yield Line(
            say(
                "{device}: up to entry {entry} of {at}; what was written after it there was not copied.",
                device=through.device,
                entry=through.entry,
                at=said(through.at, now),
            )
        )
    for gap in journal.missing:
        yield Line(
            say(
                "LOST: {device}, entries {first} to {last}; {told_by} has seen the last of them.",
                device=gap.device,
                first=gap.first,
                last=gap.last,
                told_by=gap.told_by,
            ),
            lost=True,
        )
    if not journal.missing:
        yield Line(say("Nothing is missing up to there."))
    if restored.pictures:
        yield Line(say("Pictures of captured sheets that came back: {count}.", count=restored.pictures))
    if restored.pictures_elsewhere:
        told = say(
            "Pictures of captured sheets that are in none of these copies: {count}; they lie where they were captured.",
            count=restored.pictures_elsewhere,
        )
        yield Line(told)
    for file in restored.unread:
        yield Line(say("Not used: {file}. {problem}", file=file.file, problem=file.problem), lost=True)
    if restored.of_others:
        yield Line(say("{count} copies there are of other laptops.", count=restored.of_others))
