"""A box to tick whose words may be long: they break into lines, and a click on them ticks too."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QFrame

from continuity_app.desktop.widgets.basics import columns, rows, text


class WordedBox(QFrame):
    """A box (or a round one) with its words beside it."""

    def __init__(self, box: QAbstractButton, words: str) -> None:
        super().__init__()
        self.box = box
        box.setText("")
        box.setAccessibleName(words)
        self._words = text(words, wrap=True)
        self._words.installEventFilter(self)
        layout = columns(rows(box, 1), self._words, gap=8)
        layout.setStretch(1, 1)
        layout.setAlignment(self._words, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(layout)

    def say(self, words: str) -> None:
        """Takes other words."""
        self._words.setText(words)
        self.box.setAccessibleName(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: a click on the words is one on the box."""
        if watched is self._words and event.type() == QEvent.Type.MouseButtonRelease and self.box.isEnabled():
            self.box.setFocus(Qt.FocusReason.MouseFocusReason)
            self.box.click()
            return True
        return super().eventFilter(watched, event)
