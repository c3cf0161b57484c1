"""Covered answers, on a sheet and at the re-key queue: what is to be seen, asking, a manager."""

from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from continuity_app.journal.types import RevealLogged, SheetCaptured
from continuity_app.kit.reveals import RevealDesk
from tests.desktop.pages.forms import FormsPage
from tests.desktop.pages.paper_desk import PaperDeskPage
from tests.desktop.pages.window import WindowPage

SECRET = "4711"
RECEIPT = {"tender": "card", "card_last4": SECRET, "amount": 20, "purpose": "Deposit"}


class RevealsPage:
    """A cash receipt whose card ends in 4711 was captured."""

    def __init__(self, page: WindowPage) -> None:
        self.page = page
        (sheet,) = page.session.sheets.issue("cash_receipt", medium="paper")
        self.serial = sheet.serial
        form = page.session.forms.get("cash_receipt")
        page.session.journal.append(SheetCaptured(self.serial, form.id, form.version, "typed", RECEIPT))

    def open_sheet(self) -> FormsPage:
        self.page.house.go("forms", {"serial": self.serial})
        self.page.settle()
        return FormsPage(self.page)

    def type_card(self, digits: str) -> None:
        """Into a receipt that is new."""
        forms = self.page.go("forms")
        forms.begin("cash_receipt")
        for name, raw in (("tender", "card"), ("card_last4", digits)):
            field = next(field for address, field in forms.fill.sheet.fields.items() if address[-1] == name)
            field.answered.emit(field.address, raw)
        self.page.settle()

    def open_queue(self) -> PaperDeskPage:
        desk = PaperDeskPage(self.page)
        desk.open("rekeying")
        return desk

    @property
    def in_sight(self) -> str:
        """Every word that can be read in the window now: labels, fields, tables."""
        told = []
        for widget in self.page.window.findChildren(QWidget):
            if widget.isVisible():
                told += [str(getattr(widget, way)()) for way in ("text", "toPlainText") if hasattr(widget, way)]
        answers = self.page.house.room("paper_desk").rekeying.sheet.answers
        if answers.isVisible():
            told += [str(getattr(cell, "words", cell)) for row in answers.table.shown for cell in row.cells]
        return "\n".join(told)

    @property
    def logged(self) -> list[str]:
        return [entry["field"] for entry in self.page.entries(RevealLogged.type)]

    def use_up(self, count: int) -> None:
        """So many details were shown within the hour."""
        for number in range(count):
            RevealDesk(self.page.session).log(f"C-{number}", ["id_number"])

    def manager_types(self, passphrase: str) -> None:
        self.page.fill("manager_passphrase", passphrase)
        self.page.press("Enter")

    @property
    def asks_for_a_manager(self) -> bool:
        return any(widget.objectName() == "manager" and widget.isVisible() for widget in QApplication.topLevelWidgets())

    def allowed(self) -> list[Any]:
        return [(entry["rule"], entry["subject"]) for entry in self.page.entries("override.made")]
