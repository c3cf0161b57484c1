"""Drafts: what was being typed when the screen locked, until it is saved or thrown away."""

from dataclasses import dataclass, field
from typing import Any

from continuity_app.journal.entry import Entry
from continuity_app.journal.types import DraftKept, SheetCaptured
from continuity_app.kit.session import Session


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft that waits; `at` is when it was kept, ISO 8601."""

    draft: str
    form: str
    at: str
    user: str
    customer: str = ""
    serial: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


class DraftsProjection:
    """The last state of every draft; one without answers is done with, and so is that of a captured sheet."""

    name = "drafts"
    types = frozenset({DraftKept.type, SheetCaptured.type})

    def initial(self) -> dict[str, KeptDraft]:
        """No drafts."""
        return {}

    def fold(self, state: dict[str, KeptDraft], entry: Entry) -> dict[str, KeptDraft]:
        """Keeps or drops one draft."""
        match entry.read():
            case DraftKept(draft=draft) as kept if not kept.answers:
                state.pop(draft, None)
            case DraftKept() as kept:
                state[kept.draft] = KeptDraft(
                    kept.draft, kept.form, kept.at, entry.user, kept.customer, kept.serial, dict(kept.answers)
                )
            case SheetCaptured(serial=serial):
                for draft in [one.draft for one in state.values() if one.serial == serial]:
                    del state[draft]
            case _:
                pass
        return state

    def value(self, state: dict[str, KeptDraft]) -> tuple[KeptDraft, ...]:
        """The waiting ones, the latest first."""
        return tuple(sorted(state.values(), key=lambda one: one.at, reverse=True))


def open_drafts(session: Session) -> tuple[KeptDraft, ...]:
    """The drafts of this session's user that wait."""
    return tuple(one for one in session.journal.value_of(DraftsProjection()) if one.user == session.user)


def done_with(session: Session, draft: str, form: str) -> None:
    """Writes down that a draft is saved or thrown away."""
    session.journal.append(DraftKept(form=form, draft=draft, at=session.clock.now().isoformat(timespec="seconds")))
