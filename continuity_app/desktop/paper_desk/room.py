"""The paper desk: ledger, print, type in, re-key."""

from typing import Any

from PySide6.QtWidgets import QTabWidget

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.paper_desk.ledger_tab import LedgerTab
from continuity_app.desktop.paper_desk.paper import ledger_pdf
from continuity_app.desktop.paper_desk.print_tab import PrintTab
from continuity_app.desktop.paper_desk.rekey_tab import RekeyTab
from continuity_app.desktop.paper_desk.scan_tab import KINDS, Scanned, ScanTab
from continuity_app.desktop.paper_desk.type_in_tab import TypeInTab
from continuity_app.desktop.widgets.basics import rows
from continuity_app.words import say


class PaperDeskRoom(Room):
    """Where is every sheet?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "paper_desk", say("Paper desk"))
        self.ledger = LedgerTab(desk)
        self.printing = PrintTab(desk)
        self.typing = TypeInTab(desk)
        self.scanning = ScanTab(desk)
        self.rekeying = RekeyTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("paper_tabs")
        self.tabs.setAccessibleName(say("Parts of the paper desk"))
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.ledger, say("Ledger")),
            (self.printing, say("Print")),
            (self.typing, say("Type in")),
            (self.scanning, say("Scan")),
            (self.rekeying, say("Re-key")),
        ):
            self.tabs.addTab(page, title)
        self.setLayout(rows(self.tabs, margins=(0, 4, 0, 0)))
        self.tabs.currentChanged.connect(lambda _: self.focus_first())
        self.scanning.sheet_asked.connect(self._complete)
        for tab in (self.ledger, self.typing):
            tab.type_in_asked.connect(lambda serial: desk.go("forms", serial=serial))

    def refresh(self) -> None:
        """Reads ledger, forms and queue anew."""
        self.ledger.refresh()
        self.printing.refresh()
        self.rekeying.refresh()

    def focus_first(self) -> None:
        """Puts the focus into the part in front."""
        page: Any = self.tabs.currentWidget()
        page.focus_first()

    def print_list(self) -> None:
        """Previews the ledger on paper."""
        data = self.desk.attempt(lambda: ledger_pdf(self.desk, drill=self.ledger.drills.isChecked()))
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

    def _complete(self, sheet: Scanned) -> None:
        self.desk.go("forms", serial=sheet.serial, scanned=sheet)
