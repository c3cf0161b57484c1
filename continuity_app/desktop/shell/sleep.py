"""Linux says before it sleeps: the kit locks while there is time, so that no key sleeps in the memory with it.

logind speaks over the system bus, a socket in the file system; nothing goes over a network. Without it, and on other
systems, `idle.py` notices on waking that the machine slept.
"""

import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

SERVICE, PLACE, FACE = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"


class SleepWatch(QObject):
    """Listens for sleep.

    Signals:
        going: the machine is about to sleep.
    """

    going = Signal()

    def __init__(self, bus: Any = None) -> None:
        """Begins to listen.

        Args:
            bus: a `QDBusConnection` on which logind speaks; the system's own where none is given.
        """
        super().__init__()
        self._bus: Any = None
        self._held: Any = None
        if sys.platform != "linux":
            return
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - not in every build of Qt

        bus = bus or QDBusConnection.systemBus()
        if bus.isConnected() and bus.connect(SERVICE, PLACE, FACE, "PrepareForSleep", self, SLOT("on_sleep(bool)")):
            self._bus = bus

    @property
    def listens(self) -> bool:
        """Whether this system says before it sleeps."""
        return self._bus is not None

    def hold(self) -> None:
        """Asks the system to wait a moment with sleeping until the kit is locked; it never waits long."""
        if self._bus is None or self._held is not None:
            return
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher  # noqa: PLC0415

        asked = QDBusMessage.createMethodCall(SERVICE, PLACE, FACE, "Inhibit")
        asked.setArguments(["sleep", "Continuity kit", "Locks the kit first", "delay"])
        asked.setAutoStartService(False)
        # The answer holds a file descriptor: while it is open, the system waits.
        self._held = QDBusPendingCallWatcher(self._bus.asyncCall(asked))

    def let_go(self) -> None:
        """The kit is locked: the machine may sleep."""
        self._held = None

    @Slot(bool)
    def on_sleep(self, going: bool) -> None:
        """D-Bus: the machine goes to sleep, or has woken."""
        if going:
            self.going.emit()
