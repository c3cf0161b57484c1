"""Scans and photographs: pages recognised by their code, what is ticked, what to look at; confirmed by typing in."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.paper_desk.assign_part import AssignPart
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.files import ask_for_files
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.paper.page_read import PageRead, Unread
from continuity_app.paper.scan import ScanReport
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.scan_desk import ScanDesk

KINDS = ("*.pdf", "*.png", "*.jpg", "*.jpeg", "*.tif", "*.tiff", "*.webp", "*.bmp")


class ScanTab(QFrame):
    """Reads files, and hands each sheet on to be looked at.

    Signals:
        sheet_asked: a `SheetRead` to be completed and captured.
    """

    sheet_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._report: ScanReport | None = None
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
        self.strange = text("", "small", "scan_strange", wrap=True)
        self.strange.hide()
        self.table = Table(
            [
                Column(say("Sheet")),
                Column(say("Page")),
                Column(say("Form"), stretch=True),
                Column(say("To look at"), stretch=True),
            ],
            desk.look,
            name="scan_table",
            says=say("Pages that were read, the unread ones first"),
        )
        self.assigning = AssignPart(desk)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self.assigning.show_page)
        self.assigning.assigned.connect(self._assigned)
        read = button(say("Read a scan"), "scan_read", self._ask, key="Alt+S", role="main")
        look = button(say("Complete this sheet   Enter"), "scan_open", lambda: self._open(self.table.current()))
        left = rows(self.table, columns(read, look, 1, gap=8), gap=8)
        body = columns(left, self.assigning, gap=16)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        whole = rows(self.title, about, self.strange, body, margins=(26, 14, 26, 14), gap=8)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def focus_first(self) -> None:
        """Puts the focus on the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self, files: Sequence[str]) -> None:
        """Reads files beside the window."""
        from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415 - pictures are decoded only here

        desk, paths = ScanDesk(self._desk.session), [Path(file) for file in files]

        def show(report: ScanReport) -> None:
            self.show_report(desk.joined(self._report, report))

        self._desk.work(say("Reading scans"), desk.read(paths), show)

    @property
    def pages(self) -> tuple[PageRead, ...]:
        """The pages that were read and wait."""
        return self._report.pages if self._report is not None else ()

    def show_report(self, report: ScanReport) -> None:
        """Shows what was found; what could not be read stands first."""
        from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415 - pictures are decoded only here

        desk = ScanDesk(self._desk.session)
        self._report = report
        self.title.setText(_headline(len(report.sheets), len(report.unread)))
        odd = [*report.strange, *(note for sheet in report.sheets for note in desk.notes(sheet))]
        self.strange.setText(" ".join(odd))
        self.strange.setVisible(bool(odd))
        lost = [
            Row(one, (Cell("✕", "broken"), str(one.page), Path(one.file).name, Cell(one.why, "broken")))
            for one in report.unread
        ]
        self.table.take([*lost, *(self._row(page, desk) for page in report.pages)])
        self.assigning.show_page(self.table.current())

    def _row(self, page: PageRead, desk: "ScanDesk") -> Row:
        forms = self._desk.session.forms
        doubts = len(page.doubtful)
        told = Cell(_boxes(doubts), "caution") if doubts else Cell(say("hand-writing"), "soft")
        if desk.done(page):
            told = Cell(say("✓ captured"), "good")
        number = say("{page} of {pages}", page=page.page, pages=page.pages)
        title = forms.title(page.form)
        return Row(page, (Cell(page.serial, bold=True), number, title, told))

    def _open(self, chosen: object) -> None:
        if isinstance(chosen, Unread):
            self.assigning.focus_first()
            return
        serial = chosen.serial if isinstance(chosen, PageRead) else str(chosen)
        sheets = self._report.sheets if self._report is not None else ()
        for sheet in sheets:
            if sheet.serial == serial:
                self.sheet_asked.emit(sheet)

    def _assigned(self, unread: Unread, page: PageRead) -> None:
        from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415 - pictures are decoded only here

        if self._report is not None:
            self.show_report(ScanDesk(self._desk.session).with_page(self._report, unread, page))
            self.table.choose(lambda subject: subject is page)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        kinds = f"{say('Scans')} ({' '.join(KINDS)})"
        ask_for_files(self, say("Which scans?"), kinds, lambda files: self.read([str(file) for file in files]))


def _headline(sheets: int, unread: int) -> str:
    read = say("1 sheet was read") if sheets == 1 else say("{count} sheets were read", count=sheets)
    if not unread:
        return read
    lost = say("1 page could not be") if unread == 1 else say("{count} pages could not be", count=unread)
    return say("{read}, {lost}", read=read, lost=lost)


def _boxes(count: int) -> str:
    return say("▲ 1 box") if count == 1 else say("▲ {count} boxes", count=count)
