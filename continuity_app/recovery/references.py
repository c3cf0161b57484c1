"""Which sheets stand under which number of the central system: kept entry by entry, so that asking costs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity_app.journal.entry import Entry
from continuity_app.journal.types import RekeyDone


@dataclass(slots=True)
class References:
    """The last reference of each sheet, both ways round; a reference is the same in any case."""

    of_sheet: dict[str, str] = field(default_factory=dict)
    holders: dict[str, set[str]] = field(default_factory=dict)


class ReferencesProjection:
    """Folds what was re-keyed."""

    name = "references"
    types = frozenset({RekeyDone.type})

    def initial(self) -> References:
        """Nothing was re-keyed."""
        return References()

    def fold(self, state: References, entry: Entry) -> References:
        """One more sheet, or another reference of the same one."""
        body = entry.read()
        if isinstance(body, RekeyDone):
            before, now = state.of_sheet.get(body.serial), body.reference.casefold()
            if before is not None:
                state.holders[before].discard(body.serial)
            state.of_sheet[body.serial] = now
            state.holders.setdefault(now, set()).add(body.serial)
        return state

    def value(self, state: References) -> Mapping[str, set[str]]:
        """Serials by reference, the reference case-folded."""
        return state.holders
