"""The window as a person meets it: keys, rooms, what it says."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from continuity_app.clock import FixedClock
from continuity_app.desktop.shell.house import House
from continuity_app.desktop.shell.window import Window
from continuity_app.kit.session import Session
from tests.builders import PASSPHRASE

KEYS = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Down": Qt.Key.Key_Down,
    "Up": Qt.Key.Key_Up,
    "Tab": Qt.Key.Key_Tab,
    "Plus": Qt.Key.Key_Plus,
    "Space": Qt.Key.Key_Space,
    "F1": Qt.Key.Key_F1,
}
MODIFIERS = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier}


class WindowPage:
    """Speaks to the whole window; rooms have pages of their own that take this one."""

    def __init__(self, window: Window, qtbot: Any, clock: FixedClock) -> None:
        self.window, self.qtbot, self.clock = window, qtbot, clock

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        self.type(self.named("unlock_passphrase"), passphrase)
        self.press("Enter")
        self.settle()

    @property
    def house(self) -> House:
        assert self.window.house is not None, "the window is locked"
        return self.window.house

    @property
    def session(self) -> Session:
        return self.house.desk.session

    @property
    def is_locked(self) -> bool:
        return self.window.house is None

    def go(self, room: str) -> Any:
        self.house.go(room)
        self.settle()
        return self.house.room(room)

    def named(self, name: str, kind: type = QWidget) -> Any:
        found = self.window.findChildren(kind, name)
        assert found, f"no {name} in the window"
        return found[-1]

    def shown(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def text(self, name: str) -> str:
        return str(self.named(name).text())

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.named(name), Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, widget: QWidget, words: str) -> None:
        assert widget.isVisible(), f"{widget.objectName()} is not to be seen"
        widget.setFocus()
        # QTest knows the keys of ASCII alone.
        if words.isascii():
            self.qtbot.keyClicks(widget, words)
        else:
            widget.insert(words)
        self.settle()

    def fill(self, name: str, words: str) -> None:
        widget = self.named(name)
        widget.clear()
        self.type(widget, words)

    def press(self, keys: str, on: QWidget | None = None) -> None:
        """Presses such keys as `Enter`, `Alt+L`, `Ctrl+F`, `3` where the focus is."""
        *held, key = keys.split("+")
        modifier = Qt.KeyboardModifier.NoModifier
        for name in held:
            modifier |= MODIFIERS[name]
        target = on or QApplication.focusWidget() or self.window
        if key in KEYS:
            self.qtbot.keyClick(target, KEYS[key], modifier)
        else:
            self.qtbot.keyClick(target, key, modifier)
        self.settle()

    def settle(self) -> None:
        """Lets everything that is due now happen; waits for nothing."""
        for _ in range(3):
            QApplication.processEvents()

    @property
    def notice(self) -> str:
        return self.house.notice.words

    @property
    def error(self) -> str:
        panel = self.house.error if self.window.house is not None else self.window.error
        return "" if panel.isHidden() else panel.accessibleDescription()

    @property
    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def bar(self) -> str:
        return " · ".join(label.text() for label in self.house.bar.labels if label.text())

    def entries(self, kind: str) -> list[dict[str, Any]]:
        return [dict(entry.body) for entry in self.session.journal.entries({kind})]
