"""F1: the keys, on one page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout

from continuity_app.desktop.widgets.basics import button, columns, holder, rows, scrolling, text
from continuity_app.words import say


def keys() -> tuple[tuple[str, str], ...]:
    """Every key of the window, and what it does."""
    return (
        ("Ctrl 1 … Ctrl 8", say("Go to a room: Find, Calls, Forms, Paper desk, Incident, Impact, Readiness, Kit")),
        ("Ctrl F", say("Back to the search box from anywhere")),
        ("Esc", say("Clear the search, close a panel or a preview")),
        ("↑ ↓  Enter", say("Choose in a list, open what is chosen")),
        ("Alt + letter", say("The actions of the page, as its buttons name them")),
        ("1 … 9  Enter", say("In Calls: what came of the call, then log it and bring the next")),
        ("Alt N", say("In Calls: leave this one for later, bring the next")),
        ("Enter  Ctrl C", say("In Re-key: copy the field and go to the next; copy it and stay")),
        ("Ctrl Tab", say("The next part of a room")),
        ("Ctrl S", say("Save the form that is being filled")),
        ("Ctrl P", say("Print what is listed here")),
        ("Ctrl C", say("Copy the chosen rows of a table as text")),
        ("Ctrl +  Ctrl -  Ctrl 0", say("Larger, smaller, usual text")),
        ("Ctrl D", say("Light, dark or high-contrast colours")),
        ("Ctrl L", say("Lock now; what is being typed is kept")),
    )


class HelpPage(QFrame):
    """The page of keys.

    Signals:
        closed: back to the room.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("help")
        self.setProperty("role", "panel")
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (key, meaning) in enumerate(keys()):
            grid.addWidget(text(key, "strong"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text(meaning, wrap=True), row, 1)
        self._back = button(say("Back   Esc"), "help_back", self.closed.emit)
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        inner = holder(
            rows(columns(text(say("Keys"), "title"), 1, self._back), grid, 1, margins=(26, 20, 26, 20), gap=20), "panel"
        )
        self.setLayout(rows(scrolling(inner, "help_scroll")))

    def focus_first(self) -> None:
        """Puts the focus on the way back."""
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)
