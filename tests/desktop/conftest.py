"""The window over a real vault: made once for all window tests, copied for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from continuity_app.clock import FixedClock, SystemClock
from continuity_app.desktop.app import make_application, make_window
from continuity_app.desktop.settings import Settings
from continuity_app.desktop.shell.window import Surroundings, Window
from continuity_app.desktop.singletons import hold_singletons
from continuity_app.kit.home import Home
from tests.builders import CHEAP
from tests.desktop.homes import SampleHome, make_sample_home
from tests.desktop.pages.window import WindowPage

hold_singletons()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> SampleHome:
    """The sample's homes, made once; nobody changes them."""
    return make_sample_home(tmp_path_factory.mktemp("homes"), SystemClock())


@pytest.fixture
def sample_home(template: SampleHome, tmp_path: Path) -> SampleHome:
    """A laptop of one's own with the sample in its vault."""
    folder = tmp_path / "ana"
    shutil.copytree(template.laptop.path, folder)
    return SampleHome(template.it, Home(folder), template.card, template.package)


@pytest.fixture
def bare_home(tmp_path: Path) -> Home:
    """A laptop to which no snapshot was applied."""
    return make_sample_home(tmp_path, SystemClock(), applied=False).laptop


@pytest.fixture
def clock() -> FixedClock:
    """Stands still at the moment when the test began, so that nothing depends on how long it takes."""
    return FixedClock(SystemClock().now().replace(microsecond=0))


@pytest.fixture
def make_page(qtbot, clock: FixedClock) -> Iterator:
    """Makes windows on homes; they are closed afterwards."""
    made: list[Window] = []
    app = make_application([])

    def make(home: Home, **around) -> WindowPage:
        window = make_window(app, Surroundings(home, clock, inline=True, cost=CHEAP, **around), Settings())
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        made.append(window)
        return WindowPage(window, qtbot, clock)

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    # Without a running loop nobody deletes; windows of earlier tests would be styled anew with each one.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def locked(make_page, sample_home: SampleHome) -> WindowPage:
    """The window before anybody unlocked it."""
    return make_page(sample_home.laptop)


@pytest.fixture
def page(locked: WindowPage) -> WindowPage:
    """The unlocked window, in Find."""
    locked.unlock()
    return locked
