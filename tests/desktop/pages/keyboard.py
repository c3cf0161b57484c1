"""A form filled as by somebody without a mouse: only what has the focus is typed into, Tab goes on."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from continuity_app.desktop.forms.entries import ButtonsEntry, ListEntry, TickEntry, TicksEntry
from continuity_app.desktop.forms.field import FormField
from continuity_app.desktop.forms.searched import ManyEntry

MOST_STOPS = 400
ROUND = ("fill_problems", "fill_reason", "fill_language", "fill_back", "fill_save")
"""Where Tab comes to after the last question."""


class Keyboard:
    """Types into the form that is open."""

    def __init__(self, qtbot: Any) -> None:
        self.qtbot = qtbot

    def field(self) -> FormField | None:
        """The question in which the cursor is."""
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, FormField):
            widget = widget.parentWidget()
        return widget

    def fill(self, answer: Callable[[FormField], Any]) -> set[tuple[str | int, ...]]:
        """Goes through the whole form by Tab and answers each question once; gives the addresses it came by."""
        seen: set[tuple[str | int, ...]] = set()
        for _ in range(MOST_STOPS):
            field = self.field()
            if field is None and QApplication.focusWidget().objectName() in ROUND:
                return seen
            if field is not None and field.address not in seen:
                seen.add(field.address)
                self.give(field, answer(field))
                after = self.field()
                if after is not None and after.address not in seen:
                    continue
            self._key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came out of the form; it is at {QApplication.focusWidget()}")

    def give(self, field: FormField, words: Any) -> None:
        """Answers the question in which the cursor is; numbers mean places in its list, from 0."""
        entry = field.entry
        if words is None:
            return
        if isinstance(entry, TicksEntry):
            self._tick(entry, words)
        elif isinstance(entry, ManyEntry):
            for part in words:
                self._type(part)
                self._key(Qt.Key.Key_Return)
        elif isinstance(entry, TickEntry | ButtonsEntry):
            self._key(Qt.Key.Key_Space)
            for _ in range(int(words) if isinstance(entry, ButtonsEntry) else 0):
                self._key(Qt.Key.Key_Right)
        elif isinstance(entry, ListEntry) and isinstance(words, int):
            for _ in range(words + 1):
                self._key(Qt.Key.Key_Down)
        else:
            self._type(str(words))

    def _tick(self, entry: TicksEntry, places: Any) -> None:
        count = len(entry.findChildren(QCheckBox))
        for stop in range(count):
            if stop in places:
                self._key(Qt.Key.Key_Space)
            if stop < count - 1:
                self._key(Qt.Key.Key_Tab)

    def _type(self, words: str) -> None:
        focused: Any = QApplication.focusWidget()
        if isinstance(focused, QLineEdit | QPlainTextEdit):
            focused.selectAll()
        assert isinstance(focused, QLineEdit | QPlainTextEdit | QComboBox), focused
        self.qtbot.keyClicks(focused, words)

    def _key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key)


def by_name(answers: Mapping[Any, Any]) -> Callable[[FormField], Any]:
    """Answers by a question's name, or by (name, line from 0)."""

    def answer(field: FormField) -> Any:
        line = next((step for step in field.address if isinstance(step, int)), None)
        name = field.address[-1]
        return answers.get((name, line), answers.get(name) if line is None else None)

    return answer
