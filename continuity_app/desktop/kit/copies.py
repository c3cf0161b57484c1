"""The kit room's copies: where they go by themselves, how it stands with them, and the state to compare aloud."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.shell.facts import copy_words
from continuity_app.desktop.widgets.files import ask_for_folder
from continuity_app.desktop.widgets.times import count
from continuity_app.kit.copies import AFTER, AFTER_ENTRIES, CopyDesk
from continuity_app.kit.session import Session
from continuity_app.words import say

Fact = tuple[str, str, str]
MINUTE = 60


def copies_facts(session: Session) -> list[Fact]:
    """The journal and its copies: name, words, tone."""
    desk, now = CopyDesk(session), session.clock.now()
    standing = desk.standing()
    late = not standing.at or (standing.trouble is not None and standing.due)
    facts = [
        (say("Last copy to a stick"), copy_words(standing, now), "caution" if late else ""),
        (say("Copies go by themselves to"), *_place_words(standing.place, restorable=desk.restorable())),
        (say("Entries"), count(session.journal.count()), ""),
        (say("State, to compare aloud"), session.journal.digest()[:16], ""),
    ]
    if forks := len(session.journal.forks()):
        words = say(
            "✕ ALARM: a laptop signed different entries under one number ({count} times). Tell IT.", count=forks
        )
        facts.append((say("Forks"), words, "broken"))
    return facts


def ask_place(desk: Desk, parent: QWidget) -> None:
    """Asks for the stick or folder for copies."""
    ask_for_folder(parent, say("Choose the stick or folder for copies"), lambda folder: keep_at(desk, folder))


def keep_at(desk: Desk, folder: Path) -> None:
    """Names the place for copies; the first one is made at once."""

    def name_it() -> bool:
        CopyDesk(desk.session).keep_at(folder)
        return True

    desk.save(
        name_it,
        say(
            "Copies go to {place} by themselves: after {entries} entries, or {minutes} minutes after the last.",
            place=folder,
            entries=AFTER_ENTRIES,
            minutes=int(AFTER.total_seconds()) // MINUTE,
        ),
    )


def _place_words(place: Path | None, *, restorable: bool) -> tuple[str, str]:
    if place is None:
        return say("▲ nowhere: choose a stick or a folder"), "caution"
    if not restorable:
        return say("▲ {place}, but only this laptop opens them: print a recovery sheet", place=place), "caution"
    return str(place), ""
