"""The paper desk: ledger, print, type in, re-key."""

from typing import Any

from continuity_app.desktop.paper_desk.room import PaperDeskRoom
from tests.desktop.pages.window import WindowPage


class PaperDeskPage:
    def __init__(self, page: WindowPage) -> None:
        self.page = page
        self.room: PaperDeskRoom = page.go("paper_desk")

    def open(self, part: str) -> None:
        self.room.tabs.setCurrentWidget(getattr(self.room, part))
        self.page.settle()

    def rows(self) -> list[tuple[str, ...]]:
        """The ledger's rows as they are read."""
        model = self.room.ledger.table.table
        return [
            tuple(str(model.data(model.index(row, column))) for column in range(model.columnCount()))
            for row in range(model.rowCount())
        ]

    def print(self, words: str, copies: int) -> list[str]:
        """Prints what is called so; gives the serials."""
        self.open("printing")
        listed = self.room.printing.list
        listed.setCurrentRow(next(row for row in range(listed.count()) if listed.item(row).text().startswith(words)))
        self.room.printing.copies.setValue(copies)
        before = {sheet["serial"] for sheet in self.page.entries("sheet.issued")}
        self.page.press("Alt+P", self.room.printing.list)
        after: list[Any] = self.page.entries("sheet.issued")
        self.page.house.back()
        return [sheet["serial"] for sheet in after if sheet["serial"] not in before]
