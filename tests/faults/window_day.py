"""The real window at work, driven from inside by a script on stdin, and watched from outside by a test.

Run as `python -m tests.faults.window_day --home DIR`; the first line of stdin says what to do, in JSON. It says `at
work` when all of it is done and the last of it only typed, then obeys further lines: `lock` and `close`. After the lock
the same program begins anew in the same process, locked, and says `locked`.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from continuity_app.desktop import main as program
from continuity_app.desktop.app import make_application
from continuity_app.desktop.find import deeds
from continuity_app.desktop.shell.successor import FLAG
from continuity_app.desktop.shell.window import Window

Steps = Generator[Callable[[], bool], None, None]
TICK_MS = 10


def tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def the_window() -> Window:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window))


def typed(widget: Any, words: str) -> None:
    widget.setFocus()
    QTest.keyClicks(widget, words)


def day(window: Window, told: dict[str, Any]) -> Steps:
    """Everything that a person does in a day; each yield waits until something holds."""
    typed(window.unlock.passphrase, told["passphrase"])
    QTest.keyClick(window.unlock.passphrase, Qt.Key.Key_Return)
    yield lambda: window.house is not None
    house = window.house
    assert house is not None
    find: Any = house.room("find")
    typed(find.search, told["search"])
    yield lambda: find.results.cards.rowCount() > 0
    find.show_customer(told["customer"])
    deeds.log_call(find)
    find.call.pad.choose("reached")
    typed(find.call.pad.note, told["call_note"])
    typed(find.call.pad.promise, told["promise"])
    find.call.pad.finish()
    yield lambda: house.notice.words != ""
    house.go("calls")
    house.room("calls").print_list()
    yield lambda: bool(house.preview._data)
    house.back()
    yield from fill(house, told)
    QGuiApplication.clipboard().setText(told["search"])
    house.room("forms").begin("order_request", "")
    typed_in: Any = next(iter(house.room("forms").fill.sheet.fields.values()))
    typed(typed_in.entry.inner, told["draft"])
    house.go("find")
    find.search.clear()
    typed(find.search, told["search"])
    yield lambda: find.results.cards.rowCount() > 0
    find.show_customer(told["customer"])


def fill(house: Any, told: dict[str, Any]) -> Steps:
    """A form on the screen, saved, and its copy looked at from memory."""
    house.go("forms")
    forms: Any = house.room("forms")
    forms.begin("cash_receipt", told["customer"])
    for address, field in forms.fill.sheet.fields.items():
        if address[-1] in told["answers"]:
            field.answered.emit(address, told["answers"][address[-1]])
    forms.fill.reason.setText(told["call_note"])
    forms.fill.save()
    yield forms.saved.isVisible
    forms.saved.copy_asked.emit()
    yield lambda: bool(house.preview._data)
    house.back()


class Driver(QObject):
    """Takes the day's steps while the window's own loop runs, then obeys stdin."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._steps: Steps | None = None
        self._until: Callable[[], bool] = lambda: True
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self.asked.connect(self._obey)

    def begin(self, told: dict[str, Any]) -> None:
        self._steps = day(the_window(), told)
        self._timer.start(TICK_MS)

    def _go_on(self) -> None:
        if not self._until():
            return
        try:
            assert self._steps is not None
            self._until = next(self._steps)
        except StopIteration:
            self._timer.stop()
            tell("at work")
            self.listen()

    def listen(self) -> None:
        def read() -> None:
            while line := os.read(0, 100):
                self.asked.emit(line.decode().strip())

        threading.Thread(target=read, daemon=True).start()

    def _obey(self, words: str) -> None:
        window = the_window()
        if words == "lock":
            assert window.house is not None
            QTest.keyClick(window.house, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
            tell("still the same")
        elif words == "close":
            window.close()


def main() -> None:
    make_application(sys.argv[:1])
    driver = Driver()
    if FLAG in sys.argv:
        QTimer.singleShot(0, lambda: (tell("locked"), driver.listen()))
    else:
        told = json.loads(os.read(0, 100_000))
        QTimer.singleShot(0, lambda: driver.begin(told))
    # Only root may look into a program that keeps its memory to itself.
    (program.entry if os.geteuid() == 0 else lambda: sys.exit(program.main(sys.argv[1:])))()


if __name__ == "__main__":
    main()
