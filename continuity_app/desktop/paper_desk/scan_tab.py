"""Scans and photographs: pages recognised by their code, what is ticked, what to look at; confirmed by typing in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.files import ask_for_file
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.forms.growing import Address
from continuity_app.forms.texts import title_of
from continuity_app.paper.page_read import PageRead
from continuity_app.paper.scan import ScanReport
from continuity_app.words import say

KINDS = ("*.pdf", "*.png", "*.jpg", "*.jpeg", "*.tif", "*.tiff", "*.webp", "*.bmp")


@dataclass(frozen=True, slots=True)
class Scanned:
    """One sheet as its pages were read: what is ticked, and a way to see a field's hand-writing."""

    serial: str
    answers: dict[str, Any]
    crop: Callable[[Address], bytes | None]


class ScanTab(QFrame):
    """Reads files, and hands each sheet on to be looked at.

    Signals:
        sheet_asked: a `Scanned` sheet to be completed and captured.
    """

    sheet_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pages: tuple[PageRead, ...] = ()
        self.setObjectName("scan_tab")
        self.setProperty("role", "panel")
        self.title = text(say("No scan was read yet"), "heading", "scan_title", wrap=True)
        about = text(
            say(
                "Drop PDFs or pictures of numbered sheets here; a phone's photo is good enough. Ticks are read, "
                "hand-writing is shown beside its field for you to type. Nothing is captured before you save it."
            ),
            "soft",
            wrap=True,
        )
        self.table = Table(
            [
                Column(say("Sheet")),
                Column(say("Page")),
                Column(say("Form"), stretch=True),
                Column(say("To look at"), stretch=True),
                Column(say("File")),
            ],
            desk.look,
            name="scan_table",
            says=say("Pages that were read, the unread ones first"),
        )
        self.table.opened.connect(self._open)
        read = button(say("Read a scan"), "scan_read", self._ask, key="Alt+S", role="main")
        look = button(say("Complete this sheet   Enter"), "scan_open", lambda: self._open(self.table.current()))
        whole = rows(self.title, about, self.table, columns(read, look, 1, gap=8), margins=(26, 14, 26, 14), gap=8)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def focus_first(self) -> None:
        """Puts the focus on the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self, files: Sequence[str]) -> None:
        """Reads files beside the window."""
        from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415 - pictures are decoded only here

        paths = [Path(file) for file in files]
        self._desk.work(say("Reading scans"), ScanDesk(self._desk.session).read(paths), self.show_report)

    def show_report(self, report: ScanReport) -> None:
        """Shows what was found; what could not be read stands first."""
        self._pages = report.pages
        unread, sheets = len(report.unread), len({page.serial for page in report.pages})
        self.title.setText(
            say("{sheets} sheets were read, {unread} pages could not be", sheets=sheets, unread=unread)
            if unread
            else say("{sheets} sheets were read", sheets=sheets)
        )
        lost = [
            Row(None, (Cell("✕", "broken"), str(one.page), "", Cell(one.why, "broken"), Path(one.file).name))
            for one in report.unread
        ]
        self.table.take([*lost, *(self._row(page) for page in report.pages)])

    def _row(self, page: PageRead) -> Row:
        forms = self._desk.session.forms
        doubts = len(page.doubtful)
        told = Cell(say("▲ {count} boxes", count=doubts), "caution") if doubts else Cell(say("hand-writing"), "soft")
        number = say("{page} of {pages}", page=page.page, pages=page.pages)
        title = title_of(forms.get(page.form)) if page.form in forms else page.form
        return Row(page.serial, (Cell(page.serial, bold=True), number, title, told, Path(page.file).name))

    def _open(self, serial: object) -> None:
        pages = [page for page in self._pages if page.serial == serial]
        if not pages:
            return
        answers: dict[str, Any] = {}
        for page in pages:
            answers.update(page.answers)

        def crop(address: Address) -> bytes | None:
            keys = _keys(address)
            return next((found for page in pages if (found := page.crop(keys)) is not None), None)

        self.sheet_asked.emit(Scanned(str(serial), answers, crop))

    def _ask(self) -> None:
        ask_for_file(
            self, say("Which scan?"), f"{say('Scans')} ({' '.join(KINDS)})", lambda file: self.read([str(file)])
        )


def _keys(address: Address) -> Address:
    """Where paper keeps an answer: lines of repeats and the question, groups left out."""
    steps = list(address)
    inside = [
        step
        for place, step in enumerate(steps[:-1])
        if isinstance(step, int) or (place + 1 < len(steps) and isinstance(steps[place + 1], int))
    ]
    return (*inside, steps[-1])
