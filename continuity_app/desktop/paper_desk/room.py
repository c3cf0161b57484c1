"""The paper desk: ledger, print, type in, scan, and the way back: checks, re-key, finish."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QTabWidget

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.paper_desk.captures_page import CapturesPage
from continuity_app.desktop.paper_desk.ledger_tab import LedgerTab
from continuity_app.desktop.paper_desk.paper import ledger_pdf
from continuity_app.desktop.paper_desk.print_tab import PrintTab
from continuity_app.desktop.paper_desk.scan_tab import KINDS, ScanTab
from continuity_app.desktop.paper_desk.type_in_tab import TypeInTab
from continuity_app.desktop.recovery.checks_tab import ChecksTab
from continuity_app.desktop.recovery.finish_tab import FinishTab
from continuity_app.desktop.recovery.rekey_tab import RekeyTab
from continuity_app.desktop.widgets.basics import rows
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.scanned_sheet import SheetRead


class PaperDeskRoom(Room):
    """Where is every sheet?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "paper_desk", say("Paper desk"))
        self.ledger = LedgerTab(desk)
        self.printing = PrintTab(desk)
        self.typing = TypeInTab(desk)
        self.scanning = ScanTab(desk)
        self.checking = ChecksTab(desk)
        self.rekeying = RekeyTab(desk)
        self.finishing = FinishTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("paper_tabs")
        self.tabs.setAccessibleName(say("Parts of the paper desk"))
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.ledger, say("Ledger")),
            (self.printing, say("Print")),
            (self.typing, say("Type in")),
            (self.scanning, say("Scan")),
            (self.checking, say("Compare")),
            (self.rekeying, say("Re-key")),
            (self.finishing, say("Finish")),
        ):
            self.tabs.addTab(page, title)
        self.captures = CapturesPage(desk)
        self._pane = QStackedWidget()
        self._pane.addWidget(self.tabs)
        self._pane.addWidget(self.captures)
        self.setLayout(rows(self._pane, margins=(0, 4, 0, 0)))
        self.ledger.captures_asked.connect(self._show_captures)
        self.captures.left.connect(self._back)
        self.tabs.currentChanged.connect(lambda _: self._turn())
        self.checking.sheet_asked.connect(lambda serial: desk.go("forms", serial=serial))
        self.scanning.sheet_asked.connect(self._complete)
        self.ledger.type_in_asked.connect(self._type_in)
        self.typing.type_in_asked.connect(lambda serial, form: desk.go("forms", serial=serial, form=form))

    def refresh(self) -> None:
        """Reads the part in front anew."""
        self._refresh_front()

    def focus_first(self) -> None:
        """Puts the focus into the part in front."""
        if self._pane.currentWidget() is self.captures:
            self.captures.focus_first()
            return
        page: Any = self.tabs.currentWidget()
        page.focus_first()

    def show_subject(self, **subject: Any) -> None:
        """Goes to one of the parts: `part` is ledger, rekeying, checking or finishing."""
        parts = {
            "ledger": self.ledger,
            "rekeying": self.rekeying,
            "checking": self.checking,
            "finishing": self.finishing,
        }
        if (part := parts.get(str(subject.get("part", "")))) is not None:
            self.tabs.setCurrentWidget(part)

    def print_list(self) -> None:
        """Previews what differs, where that is in front, or else the ledger on paper, grouped as Finish shows it."""
        if self.tabs.currentWidget() is self.checking:
            self.checking.print_list()
            return
        by = self.finishing.grouping if self.tabs.currentWidget() is self.finishing else "form"
        data = self.desk.attempt(lambda: ledger_pdf(self.desk, drill=self.ledger.drills.isChecked(), by=by))
        if data is not None:
            self.desk.show_paper(say("Ledger"), data, "ledger.pdf")

    def take_files(self, files: list[str]) -> bool:
        """Reads scans that were dropped."""
        scans = [file for file in files if file.lower().endswith(tuple(kind[1:] for kind in KINDS))]
        if not scans:
            return False
        self.tabs.setCurrentWidget(self.scanning)
        self.scanning.read(scans)
        return True

    def _show_captures(self, serial: str) -> None:
        sheet = self.desk.attempt(lambda: self.desk.session.sheets.state(serial))
        if sheet is not None:
            self.captures.show_sheet(sheet)
            self._pane.setCurrentWidget(self.captures)
            self.captures.focus_first()

    def _type_in(self, serial: str) -> None:
        sheet = self.desk.attempt(lambda: self.desk.session.sheets.state(serial))
        if sheet is not None and sheet.form:
            self.desk.go("forms", serial=serial)
        elif sheet is not None:
            self.tabs.setCurrentWidget(self.typing)
            self.typing.begin(serial)

    def _back(self) -> None:
        self._pane.setCurrentWidget(self.tabs)
        self.focus_first()

    def _turn(self) -> None:
        self._refresh_front()
        self.focus_first()

    def _refresh_front(self) -> None:
        """Only what is looked at is read: most parts go through every sheet."""
        page = self.tabs.currentWidget()
        if isinstance(page, LedgerTab | PrintTab | ChecksTab | RekeyTab | FinishTab):
            page.refresh()

    def _complete(self, sheet: "SheetRead") -> None:
        self.desk.go("forms", serial=sheet.serial, scanned=sheet)
