"""The clipboard forgets what was copied here: after ten seconds and on lock, unless somebody else's words are in it."""

import hashlib

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

AFTER_MS = 10_000


class ClipboardWatch(QObject):
    """Watches what this program copies."""

    def __init__(self) -> None:
        super().__init__()
        self._ours = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.forget)
        QGuiApplication.clipboard().dataChanged.connect(self._on_change)

    @property
    def waits(self) -> bool:
        """Whether something of ours lies in the clipboard and is to be cleared."""
        return self._timer.isActive()

    def forget(self) -> None:
        """Clears the clipboard if what this program copied is still in it."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._ours and _mark(clipboard) == self._ours:
            clipboard.clear()
        self._ours = b""
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)

    def _on_change(self) -> None:
        # Whoever copies has the focus; the clipboard of some systems does not tell whose it is.
        mark = _mark(QGuiApplication.clipboard())
        if mark and QGuiApplication.focusWindow() is not None:
            self._ours = mark
            self._timer.start()


def _mark(clipboard: QClipboard) -> bytes:
    words = clipboard.text()
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest() if words else b""
