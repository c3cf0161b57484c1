"""Copies that make themselves while the window is used: never in the way of work, of the lock or of the end."""

import threading
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from continuity_app.desktop.work import our_bug
from continuity_app.errors import KitError
from continuity_app.kit.copies import CopyDesk, Standing
from continuity_app.kit.session import Session

LOOK_EVERY = 30_000
PATIENCE = 2.0
"""Seconds that a lock waits for a copy under way; a stick that hangs must not hold the customers on the screen."""


class CopyKeeper(QObject):
    """Looks every half minute, and after each entry, whether a copy is due, and makes it.

    Signals:
        stood: how it stands now, as a `Standing`; on the window's own thread.
    """

    stood = Signal(object)
    _came = Signal(object)

    def __init__(self, session: Session, *, inline: bool = False) -> None:
        """Begins to look.

        Args:
            session: whose journal is copied.
            inline: copies are made on the window's own thread (tests).
        """
        super().__init__()
        self._session, self._inline = session, inline
        self._thread: threading.Thread | None = None
        self._again = self._over = False
        self.standing: Standing | None = None
        self._came.connect(self._on_came)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Makes a copy if one is due, then tells how it stands."""
        if self._over:
            return
        if self._thread is not None:
            self._again = True
        elif self._inline:
            self._on_came(self._attempt())
        else:
            # A daemon: a process that ends, or is replaced, waits for no stick.
            self._thread = threading.Thread(target=lambda: self._came.emit(self._attempt()), daemon=True)
            self._thread.start()

    def end(self, patience: float | None = PATIENCE) -> bool:
        """Copies no more; gives whether nothing is under way, after waiting so many seconds for it (None: as long)."""
        self._timer.stop()
        self._over = True
        if self._thread is not None:
            self._thread.join(patience)
            return not self._thread.is_alive()
        return True

    def _attempt(self) -> Standing | None:
        desk = CopyDesk(self._session)
        try:
            trouble = desk.attempt().trouble
            standing = desk.standing()
        except KitError as error:
            trouble, standing = error, None
        except Exception as error:  # noqa: BLE001 - the session was closed meanwhile, or a bug: work goes on in any case
            trouble, standing = our_bug(error), None
        if standing is None:
            return replace(self.standing, trouble=trouble) if self.standing is not None else None
        return replace(standing, trouble=trouble or standing.trouble)

    def _on_came(self, standing: Standing | None) -> None:
        self._thread = None
        if self._over:
            return
        if standing is not None:
            self.standing = standing
            self.stood.emit(standing)
        if self._again:
            self._again = False
            self.look()
