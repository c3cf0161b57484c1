"""The Qt application: its name, its look, and what happens to a mistake of ours."""

import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from continuity_app import __version__
from continuity_app.desktop.settings import Settings
from continuity_app.desktop.shell.window import Surroundings, Window
from continuity_app.desktop.singletons import hold_singletons
from continuity_app.desktop.theme import Look
from continuity_app.desktop.work import our_bug


def make_application(words: Sequence[str]) -> QApplication:
    """The one application of this process, made when first asked for."""
    hold_singletons()
    found = QCoreApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(list(words))
    app.setApplicationName("continuity-kit")
    app.setApplicationVersion(__version__)
    return app


def make_window(app: QApplication, around: Surroundings, settings: Settings) -> Window:
    """The window with its look, not yet shown; a mistake of ours is told in it from now on."""
    look = Look(app, settings.scheme, settings.percent)
    look.apply()
    window = Window(around, look)
    sys.excepthook = _teller(window)
    return window


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def _teller(window: Window) -> Hook:
    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        window.tell_bug(our_bug(error.with_traceback(trace)))

    return tell
