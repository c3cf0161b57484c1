"""Type in: the number at the top right of the sheet, Enter, and the same form opens on screen.

Paper of a laptop whose journal never came is typed in too: then a person says which form it is.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.errors import KitError
from continuity_app.forms.texts import title_of
from continuity_app.words import say

_GONE = frozenset({"sheet.unknown", "sheet.form"})
"""Codes of what is in hand and not known here, or by its number alone."""


class TypeInTab(QFrame):
    """One field.

    Signals:
        type_in_asked: a serial, and the form that it is where that is not known here.
    """

    type_in_asked = Signal(str, str)

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
        self.form = QComboBox()
        self._form = Field(say("Which form the paper is"), self.form, name="type_in_form")
        self._form.setMaximumWidth(560)
        self._form.hide()
        self.serial.textEdited.connect(lambda _: self._form.hide())
        go = button(say("Type it in   Enter"), "type_in_go", self._open, role="main")
        explain = say(
            "The form opens as it stands on the paper, with what was printed in it. Capital or small letters, with or "
            "without hyphens: a misread sign is caught."
        )
        self.setLayout(
            rows(
                self.field,
                self._form,
                columns(go, 1),
                text(explain, "soft", wrap=True),
                1,
                margins=(26, 20, 26, 14),
                gap=14,
            )
        )

    def focus_first(self) -> None:
        """Puts the cursor into the field."""
        self.serial.setFocus(Qt.FocusReason.OtherFocusReason)
        self.serial.selectAll()

    def begin(self, serial: str) -> None:
        """Asks for what is not known of a sheet, or opens it."""
        self.serial.setText(serial)
        self._form.hide()
        self._open()

    def _open(self) -> None:
        form = str(self.form.currentData() or "") if not self._form.isHidden() else ""
        try:
            sheet = self._desk.session.sheets.in_hand(self.serial.text(), form)
        except KitError as error:
            self.field.tell(f"{error.message} {next_step(error)}")
            self.focus_first()
            if error.code in _GONE:
                self._ask_form()
            return
        self.field.tell("")
        self.serial.clear()
        self._form.hide()
        self.type_in_asked.emit(sheet.serial, form)

    def _ask_form(self) -> None:
        if not self._form.isHidden():
            return
        self.form.clear()
        self.form.addItem(say("Choose a form"), "")
        for form in self._desk.all_forms():
            self.form.addItem(title_of(form), form.id)
        self._form.show()
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)
