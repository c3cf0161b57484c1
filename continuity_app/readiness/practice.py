"""What the journal tells of practice: who has really used the kit, when it was copied, what was learned by using it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.types import (
    CallLogged,
    ChannelCorrected,
    ChannelVerified,
    CopyFailed,
    CopyMade,
    ReadinessAnswered,
    SheetCaptured,
)


@dataclass(slots=True)
class Practice:
    """When each was done last, ISO 8601 in UTC.

    Attributes:
        workers: user to the last call or sheet.
        answerers: user to the last answer.
        copies: copies of the journal by their entry, without those that failed.
        corrected_at: the last corrected or checked channel, empty where none was.
    """

    workers: dict[str, str] = field(default_factory=dict)
    answerers: dict[str, str] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    corrected_at: str = ""

    @property
    def copied_at(self) -> str:
        """The last copy of the journal, empty where none was made."""
        return max(self.copies.values(), default="")


class PracticeProjection:
    """Folds who did what, last."""

    name = "readiness.practice"
    types = frozenset(
        kind.type
        for kind in (
            *(CallLogged, SheetCaptured, CopyMade, CopyFailed),
            *(ChannelCorrected, ChannelVerified, ReadinessAnswered),
        )
    )

    def initial(self) -> Practice:
        """Nobody did anything."""
        return Practice()

    def fold(self, state: Practice, entry: Entry) -> Practice:
        """Entries come in order, so the present one is the last."""
        at = wall_part(entry.hlc)
        match entry.read():
            case CallLogged() | SheetCaptured():
                state.workers[entry.user] = at
            case ReadinessAnswered():
                state.answerers[entry.user] = at
            case CopyMade():
                state.copies[entry.hash] = at
            case CopyFailed(copy=failed):
                state.copies.pop(failed, None)
            case ChannelCorrected() | ChannelVerified():
                state.corrected_at = at
            case _:
                pass
        return state

    def value(self, state: Practice) -> Practice:
        """As it stands; callers only read it."""
        return state


def since(times: Mapping[str, str], limit: str) -> list[str]:
    """Those whose last time is not before a limit of the same kind."""
    return sorted(name for name, at in times.items() if at >= limit)
