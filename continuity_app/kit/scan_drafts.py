"""Scanned sheets that were begun and not saved: their pictures are kept, so that a draft shows its crops after a lock.

Which pictures belong to which draft stands in the key store; the pictures lie where those of captured sheets lie.
"""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.errors import KitError
from continuity_app.kit.evidence import EvidenceStore
from continuity_app.kit.scan_desk import ScanDesk
from continuity_app.kit.session import Session

if TYPE_CHECKING:
    from continuity_app.paper.page_read import PageRead
    from continuity_app.paper.scanned_sheet import SheetRead

NAME = "scan.drafts"


class ScanDrafts:
    """The pages of drafts, by the draft's id."""

    def __init__(self, session: Session) -> None:
        self._session = session
        told = session.keystore.get(NAME)
        self._known: dict[str, list[dict[str, Any]]] = dict(told) if isinstance(told, dict) else {}

    def has(self, draft: str) -> bool:
        """Whether a draft has pages."""
        return draft in self._known

    def keep(self, draft: str, sheet: "SheetRead", waiting: Collection[str]) -> None:
        """Keeps the pages of a sheet that was begun; they are on the disk when this returns.

        Args:
            draft: its id.
            sheet: as it was read.
            waiting: the ids of all drafts that wait; the pages of others are forgotten.

        Raises:
            SurroundingsError: the disk refused.
        """
        from continuity_app.paper.scan import corners_of  # noqa: PLC0415 - pictures are decoded only here

        if not sheet.pages or not self._session.writable:
            return
        names = EvidenceStore(self._session).keep([page.kept.data for page in sheet.pages])
        pages = [
            {
                "scan": name,
                "file": page.file,
                "file_page": page.file_page,
                "page": page.page,
                "corners": corners_of(page),
            }
            for name, page in zip(names, sheet.pages, strict=True)
        ]
        self._known = {one: kept for one, kept in self._known.items() if one in waiting} | {draft: pages}
        self._session.keystore.put(NAME, self._known)

    def sheet(self, draft: str, serial: str) -> "SheetRead | None":
        """The sheet of a draft, read again from its kept pictures; None where it has none that can be read."""
        from continuity_app.paper.scanned_sheet import sheets_of  # noqa: PLC0415 - pictures are decoded only here

        pages = [page for kept in self._known.get(draft, ()) if (page := self._page(kept, serial)) is not None]
        return next(iter(sheets_of(pages, ())), None)

    def _page(self, kept: dict[str, Any], serial: str) -> "PageRead | None":
        try:
            picture = EvidenceStore(self._session).picture(str(kept["scan"]))
            first, second, third, fourth = ((float(x), float(y)) for x, y in kept["corners"])
            return ScanDesk(self._session).read_again(
                (Path(str(kept["file"])), int(kept["file_page"])),
                picture,
                (serial, int(kept["page"])),
                (first, second, third, fourth),
            )
        except (KitError, KeyError, TypeError, ValueError):
            return None
