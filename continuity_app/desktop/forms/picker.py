"""Choosing what to fill: drafts that wait first, then every form, narrowed as one types."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.words import say


class FormPicker(QFrame):
    """The list with its search field.

    Signals:
        opened: what was chosen by Enter or a click.
    """

    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("form_picker")
        self.setProperty("role", "ground")
        self._all: tuple[Item, ...] = ()
        self.search = line_entry(hint=say("Type a part of its name"))
        self.list = TwoLines(look, name="form_list", says=say("Forms"))
        self.search.textChanged.connect(lambda _: self._narrow())
        self.search.installEventFilter(self)
        self.list.opened.connect(self.opened)
        hint = text(say("↑ ↓ choose · Enter fill"), "small", "form_picker_hint", wrap=True)
        self.setLayout(
            rows(Field(say("Which form?"), self.search, name="form_search"), self.list, hint, margins=(18, 14, 18, 10))
        )

    def take(self, choices: Sequence[Item]) -> None:
        """Offers other forms and drafts."""
        self._all = tuple(choices)
        self._narrow()

    def focus_first(self) -> None:
        """Puts the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: arrows in the search field move in the list, Enter opens, Esc clears."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            key = Qt.Key(event.key())
            if key in moves:
                self.list.step(moves[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open()
                return True
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _narrow(self) -> None:
        words = self.search.text().casefold().split()
        fitting = [item for item in self._all if all(word in item.words.casefold() for word in words)]
        self.list.take(fitting)

    def _open(self) -> None:
        if self.list.current() is not None:
            self.opened.emit(self.list.current())
