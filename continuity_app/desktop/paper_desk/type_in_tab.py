"""Type in: the number at the top right of the sheet, Enter, and the same form opens on screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.errors import KitError
from continuity_app.words import say


class TypeInTab(QFrame):
    """One field.

    Signals:
        type_in_asked: a serial that is known here.
    """

    type_in_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("type_in_tab")
        self.setProperty("role", "panel")
        self.serial = line_entry(hint="7K3-0143-5")
        self.serial.setProperty("role", "serial")
        self.field = Field(say("Number at the top right of the sheet"), self.serial, name="type_in_serial")
        self.field.setMaximumWidth(560)
        self.serial.returnPressed.connect(self._open)
        go = button(say("Type it in   Enter"), "type_in_go", self._open, role="main")
        explain = say(
            "The form opens as it stands on the paper, with what was printed in it. Capital or small letters, with or "
            "without hyphens: a misread sign is caught."
        )
        self.setLayout(
            rows(self.field, columns(go, 1), text(explain, "soft", wrap=True), 1, margins=(26, 20, 26, 14), gap=14)
        )

    def focus_first(self) -> None:
        """Puts the cursor into the field."""
        self.serial.setFocus(Qt.FocusReason.OtherFocusReason)
        self.serial.selectAll()

    def _open(self) -> None:
        try:
            sheet = self._desk.session.sheets.state(self.serial.text())
        except KitError as error:
            self.field.tell(f"{error.message} {next_step(error)}")
            self.focus_first()
            return
        self.field.tell("")
        self.serial.clear()
        self.type_in_asked.emit(sheet.serial)
