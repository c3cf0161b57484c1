"""Reads scanned pages with the forms and the sheets that one session knows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Answers, Form
from continuity_app.kit.session import Session
from continuity_app.progress import Job

if TYPE_CHECKING:
    from continuity_app.paper.scan import ScanReport


class ScanDesk:
    """Finds out which sheets pictures show; captures nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, files: Sequence[Path]) -> "Job[ScanReport]":
        """Reads PDF files and pictures; every page is either recognised or listed as unread with why."""
        from continuity_app.paper.scan import read_pages  # noqa: PLC0415

        return read_pages(files, self._form, self._answers)

    def _form(self, form_id: str, version: str) -> Form | None:
        if form_id not in self._session.forms:
            return None
        form = self._session.forms.get(form_id)
        return form if form.version == version else None

    def _answers(self, serial: str) -> Answers:
        """What the sheet holds as far as this journal knows; one of another laptop may not have arrived yet."""
        try:
            return dict(self._session.sheets.state(serial).answers)
        except BadDataError:
            return {}
