"""What of each sheet was copied into the central system already: kept on this laptop, so that a lock forgets nothing.

It stands in the key store and not in the journal: where somebody's cursor was is nobody else's business, and a tick for
each field of thousands of sheets would swell what every stick carries.
"""

from collections.abc import Collection

from continuity_app.forms.sheet_states import SheetState
from continuity_app.kit.session import Session

NAME = "rekey.copied"
MOST_SHEETS = 200
"""Sheets that were begun and not finished; the longest untouched is forgotten first."""


class CopiedDesk:
    """The ticks of one laptop; each is on the disk before the next field is copied."""

    def __init__(self, session: Session) -> None:
        self._session = session
        told = session.keystore.get(NAME)
        self._known: dict[str, list[int]] = dict(told) if isinstance(told, dict) else {}

    def places(self, sheet: SheetState) -> frozenset[int]:
        """Places of the fields that were copied; none where the sheet was captured again since."""
        return frozenset(self._known.get(_key(sheet), ()))

    def keep(self, sheet: SheetState, places: Collection[int]) -> None:
        """Notes what was copied; nothing is written by a session that may not write.

        Raises:
            SurroundingsError: the key store cannot be written to.
        """
        self._known.pop(_key(sheet), None)
        self._known[_key(sheet)] = sorted(places)
        for oldest in list(self._known)[:-MOST_SHEETS]:
            del self._known[oldest]
        self._write()

    def done(self, sheet: SheetState) -> None:
        """The sheet stands in the central system: its ticks are not needed any more."""
        if self._known.pop(_key(sheet), None) is not None:
            self._write()

    def _write(self) -> None:
        if self._session.writable:
            self._session.keystore.put(NAME, self._known)


def _key(sheet: SheetState) -> str:
    return f"{sheet.serial}/{len(sheet.captures)}"
