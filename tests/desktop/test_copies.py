"""Copies make themselves beside the work; the bar says how it stands, and a stick that hangs holds nothing up."""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from continuity_app.clock import FixedClock
from continuity_app.desktop.app import make_application, make_window
from continuity_app.desktop.settings import Settings
from continuity_app.desktop.shell.window import Surroundings
from continuity_app.journal.types import CallLogged
from continuity_app.kit.copies import AFTER, AFTER_ENTRIES, MARK, CopyDesk
from tests.builders import CHEAP
from tests.desktop.pages.find import FindPage
from tests.desktop.pages.window import WindowPage


class CopiesPage:
    """The stick, the work between copies, and what the bar says of it."""

    def __init__(self, page: WindowPage, stick: Path) -> None:
        self.page, self.stick = page, stick

    def work(self, entries: int) -> None:
        """So many calls are logged."""
        for number in range(entries):
            at = self.page.clock.now().isoformat()
            self.page.session.journal.append(CallLogged(f"C-{number}", "+14155552671", "reached", at))
        self.page.house.desk.changed.emit()
        self.page.settle()

    def time_goes_by(self, passed: dt.timedelta) -> None:
        """And the window looks again, as it does every half minute."""
        self.page.clock.move(passed)
        self.page.house.copying._timer.timeout.emit()
        self.page.settle()

    def pull_out(self) -> None:
        self.stick.rename(self.stick.with_name("pulled"))

    def put_in(self) -> None:
        self.stick.with_name("pulled").rename(self.stick)

    @property
    def files(self) -> int:
        return len(list(self.stick.rglob("*.bundle")))

    @property
    def bar(self) -> str:
        return self.page.text("bar_copy")

    @property
    def warns(self) -> bool:
        return "600" in self.page.named("bar_copy").styleSheet()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def copies(page: WindowPage, stick: Path) -> CopiesPage:
    """One call was logged, a stick was chosen in the kit room, and holds the first copy."""
    made = CopiesPage(page, stick)
    made.work(1)
    page.go("kit")
    page.click("kit_copy_place")
    (dialog,) = page.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(stick))
    dialog.reject()
    page.settle()
    return made


def test_before_a_place_is_chosen_the_bar_says_so(page: WindowPage) -> None:
    assert page.text("bar_copy") == "Not copied to a stick yet"
    page.go("kit")
    assert "nowhere: choose a stick" in page.text("kit_copies_1")


def test_the_place_that_is_chosen_is_used_at_once(copies: CopiesPage) -> None:
    assert (copies.files, copies.bar) == (1, "Last copy to stick just now")
    assert str(copies.stick) in copies.page.text("kit_copies_1")
    assert "by themselves" in copies.page.notice


def test_a_copy_is_made_after_25_entries(copies: CopiesPage) -> None:
    copies.work(AFTER_ENTRIES - 1)
    assert copies.files == 1
    copies.work(1)
    assert copies.files == 2


def test_a_copy_is_made_after_15_minutes(copies: CopiesPage) -> None:
    copies.work(1)
    copies.time_goes_by(AFTER - dt.timedelta(seconds=1))
    assert copies.files == 1
    assert copies.bar == "Last copy to stick 14 min ago"
    copies.time_goes_by(dt.timedelta(seconds=1))
    assert (copies.files, copies.bar) == (2, "Last copy to stick just now")


def test_a_stick_that_is_out_is_told_and_becomes_a_warning(copies: CopiesPage) -> None:
    at = f"{copies.page.clock.now():%H:%M}"
    copies.pull_out()
    copies.work(12)
    assert copies.bar == f"No stick: last copy {at}, 12 entries since"
    assert not copies.warns
    copies.work(13)
    assert copies.bar == f"▲ No stick: last copy {at}, 25 entries since"
    assert copies.warns
    assert copies.page.error == "", "nothing stands in the way of the work"
    copies.put_in()
    copies.time_goes_by(dt.timedelta(seconds=30))
    assert (copies.files, copies.bar) == (2, "Last copy to stick just now")
    assert not copies.warns


def test_a_lonely_entry_warns_after_15_minutes(copies: CopiesPage) -> None:
    copies.pull_out()
    copies.work(1)
    assert copies.bar.endswith("1 entry since")
    assert not copies.warns
    copies.time_goes_by(AFTER)
    assert copies.warns


def test_another_stick_is_not_written_to(copies: CopiesPage, tmp_path: Path) -> None:
    copies.pull_out()
    copies.stick.mkdir()
    (copies.stick / MARK).write_text('{"kind":"continuity-kit/copies","mark":"another"}', encoding="utf-8")
    copies.work(AFTER_ENTRIES)
    assert copies.bar.startswith("▲ Another stick is in")
    assert copies.files == 0


@pytest.fixture
def hanging(make_page, sample_home, stick: Path, clock: FixedClock, qtbot) -> Iterator[WindowPage]:
    """A window as it is used, with its threads, and a stick of which the system does not give back a byte."""
    page = make_page(sample_home.laptop)
    page.unlock()
    CopyDesk(page.session).keep_at(stick)
    page.window.close()
    (stick / MARK).unlink()
    os.mkfifo(stick / MARK)
    app = make_application([])
    window = make_window(app, Surroundings(sample_home.laptop, clock, cost=CHEAP), Settings())
    window.show()
    made = WindowPage(window, qtbot, clock)
    made.unlock()
    qtbot.waitUntil(lambda: window.house is not None, timeout=20_000)
    yield made
    (stick / MARK).write_bytes(b"") if window.house is not None else None
    window.close()
    window.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pipe with a name")
def test_a_stick_that_hangs_holds_up_neither_work_nor_lock(hanging: WindowPage, stick: Path) -> None:
    thread = hanging.house.copying._thread
    assert thread is not None
    FindPage(hanging).open_somebody_with_a_phone()
    session = hanging.session
    hanging.window.lock()
    assert hanging.is_locked
    assert thread.is_alive(), "it still waits for the stick"
    # The stick comes back: the copy ends, and what it worked on can be closed.
    (stick / MARK).write_bytes(b"")
    thread.join()
    session.close()
