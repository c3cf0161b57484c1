"""After saving: the serial, large, to be written on every loose paper; what one does next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.widgets.basics import button, columns, rows, selectable, text
from continuity_app.words import say


class SavedPage(QFrame):
    """Shows one saved sheet.

    Signals:
        copy_asked: print a copy.
        next_asked: fill the same form for somebody else.
        left: back to the list of forms.
    """

    copy_asked = Signal()
    next_asked = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("saved")
        self.setProperty("role", "panel")
        self.title = text("", "heading", "saved_title", wrap=True)
        self.serial = selectable(text("", "dial", "saved_serial"))
        self.serial.setAccessibleName(say("Sheet number"))
        self.flags = text("", "", "saved_flags", wrap=True, tone="caution")
        self._copy = button(say("Print a copy"), "saved_copy", self.copy_asked.emit, key="Alt+P", role="main")
        again = button(say("Fill another"), "saved_next", self.next_asked.emit, key="Alt+F")
        back = button(say("All forms"), "saved_back", self.left.emit, key="Alt+B")
        self.setLayout(
            rows(
                1,
                self.title,
                self.serial,
                text(say("Write this number on every loose paper that belongs to it."), "lead", wrap=True),
                self.flags,
                columns(self._copy, again, back, 1),
                2,
                margins=(48, 24, 48, 24),
                gap=16,
            )
        )

    def show_sheet(self, form: str, serial: str, customer: str, flagged: int) -> None:
        """Shows a saved sheet."""
        whom = say("{form} for {customer} is saved", form=form, customer=customer)
        self.title.setText(whom if customer else say("{form} is saved", form=form))
        self.serial.setText(serial)
        self.flags.setVisible(flagged > 0)
        self.flags.setText(
            say("▲ 1 answer is flagged; it is looked at when the sheet is re-keyed.")
            if flagged == 1
            else say("▲ {count} answers are flagged; they are looked at when the sheet is re-keyed.", count=flagged)
        )

    def focus_first(self) -> None:
        """Puts the focus on printing a copy."""
        self._copy.setFocus(Qt.FocusReason.OtherFocusReason)
