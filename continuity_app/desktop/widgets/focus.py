"""Where the focus was, to give it back after a dialog or a message: nobody who works by keyboard loses the place."""

from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class Place:
    """One place of the focus; the widget there may be gone when it is asked for."""

    def __init__(self, widget: QWidget | None = None) -> None:
        self._widget = widget

    @classmethod
    def now(cls) -> Self:
        """Where the focus is."""
        return cls(QApplication.focusWidget())

    def take(self) -> bool:
        """Gives the focus back; False where nothing there can take it any more."""
        widget = self._widget
        if widget is None or not isValid(widget) or not widget.isVisible() or not widget.isEnabled():
            return False
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
