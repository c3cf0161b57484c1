"""Choosing what to fill: drafts that wait first, then every form, narrowed as one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from continuity_app.desktop.widgets.basics import rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.words import say

WHAT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Choosable:
    """A form or a draft in the list: its words, a small second line, and what it is."""

    words: str
    small: str
    what: Any


class FormPicker(QFrame):
    """The list with its search field.

    Signals:
        opened: what was chosen by Enter or a click.
    """

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("form_picker")
        self.setProperty("role", "ground")
        self._all: tuple[Choosable, ...] = ()
        self.search = line_entry(hint=say("Type a part of its name"))
        self.list = QListWidget()
        self.list.setObjectName("form_list")
        self.list.setAccessibleName(say("Forms"))
        self.search.textChanged.connect(lambda _: self._narrow())
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._open())
        self.list.itemActivated.connect(lambda _: self._open())
        hint = text(say("↑ ↓ choose · Enter fill"), "small", "form_picker_hint", wrap=True)
        self.setLayout(
            rows(Field(say("Which form?"), self.search, name="form_search"), self.list, hint, margins=(18, 14, 18, 10))
        )

    def take(self, choices: Sequence[Choosable]) -> None:
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
                self.list.setCurrentRow(min(max(self.list.currentRow() + moves[key], 0), self.list.count() - 1))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open()
                return True
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _narrow(self) -> None:
        typed = self.search.text().strip().casefold()
        self.list.clear()
        for choice in self._all:
            if all(word in f"{choice.words} {choice.small}".casefold() for word in typed.split()):
                item = QListWidgetItem(f"{choice.words}\n{choice.small}" if choice.small else choice.words)
                item.setData(WHAT, choice.what)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{choice.words}, {choice.small}")
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _open(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.opened.emit(item.data(WHAT))
