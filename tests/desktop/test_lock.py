"""The lock: over open dialogs, with the draft journalled first; an idle kit locks itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from continuity_app.desktop.shell.idle import AFTER, GAP, Clocks, IdleWatch
from continuity_app.desktop.shell.sleep import FACE, PLACE, SERVICE, SleepWatch
from continuity_app.desktop.shell.successor import FLAG, Locked, Why, next_line
from tests.builders import full_disk
from tests.desktop.pages.find import FindPage
from tests.desktop.pages.forms import FormsPage


class Machine:
    """A machine's clocks, moved by hand."""

    def __init__(self) -> None:
        self.now, self.asleep = 1000.0, 0.0
        self.clocks = Clocks(lambda: self.now, lambda: self.asleep)

    def go_on(self, watch: IdleWatch, seconds: int) -> None:
        """So many seconds, one tick each."""
        for _ in range(seconds):
            self.now += 1
            watch.tick()

    def sleep(self, seconds: int, *, told: bool) -> None:
        self.now += seconds
        self.asleep += seconds if told else 0


def test_the_key_locks_and_closes_the_session(page):
    session = page.session
    page.press("Ctrl+L")
    assert page.is_locked
    assert session._to_close == []
    assert "Everything that was saved is safe" in page.text("unlock_about")
    assert page.focused == "unlock_passphrase"


def test_an_open_file_dialog_does_not_block_the_lock(page):
    page.go("kit")
    page.click("kit_merge")
    assert any(isinstance(widget, QDialog) and widget.isVisible() for widget in QApplication.topLevelWidgets())
    page.window.lock()
    page.settle()
    assert page.is_locked
    assert not any(isinstance(widget, QDialog) and widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_an_open_menu_and_a_print_dialog_do_not_block_it_either(page):
    page.go("calls").print_list()
    page.press("Ctrl+Enter")
    assert page.window.findChildren(QDialog, "print_dialog")
    menu = QMenu(page.window)
    menu.addAction("Copy")
    menu.popup(page.window.pos())
    page.settle()
    assert QApplication.activePopupWidget() is menu
    page.window.lock()
    page.settle()
    assert page.is_locked
    assert QApplication.activePopupWidget() is None
    assert [w for w in QApplication.topLevelWidgets() if w is not page.window and w.isVisible()] == []


def test_a_draft_that_cannot_be_kept_is_told(make_page, sample_home):
    first = make_page(sample_home.laptop)
    first.unlock()
    second = make_page(sample_home.laptop)
    second.unlock()
    forms = FormsPage(second)
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    second.window.lock()
    assert "could NOT be kept" in second.text("unlock_about")
    assert first.entries("draft.kept") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not limit the size of files")
def test_a_full_disk_does_not_keep_it_from_locking(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    with full_disk(after=0):
        page.window.lock()
    assert page.is_locked
    assert "could NOT be kept" in page.text("unlock_about")


def test_what_was_typed_is_journalled_and_waits_in_forms(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    page.window.lock()
    page.settle()
    assert "waits in Forms" in page.text("unlock_about")
    page.unlock()
    assert "was kept" in page.notice
    forms = FormsPage(page)
    assert "not finished" in forms.room.picker.list.item(0).text()
    page.press("Enter")
    assert forms.value("customer_name") == "Pat"


def test_a_saved_draft_does_not_wait_any_more(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    page.window.lock()
    page.unlock()
    forms = FormsPage(page)
    page.press("Enter")
    forms.answer_repair_order()
    forms.room.fill.reason.setText("for the test")
    forms.save()
    assert forms.serial
    forms.room.saved.left.emit()
    assert "not finished" not in forms.room.picker.list.item(0).text()


def test_a_call_that_is_being_entered_is_kept_too(page):
    find = FindPage(page)
    customer = find.open_somebody_with_a_phone()
    page.press("Alt+L")
    page.fill("pad_note", "wants a call before noon")
    page.window.lock()
    page.unlock()
    kept = page.entries("draft.kept")
    assert [(draft["form"], draft["customer"]) for draft in kept] == [("call", customer.id)]
    find = FindPage(page)
    find.room.show_customer(customer.id)
    page.press("Alt+L", page.named("customer"))
    assert page.text("pad_note") == "wants a call before noon"


def test_an_idle_kit_locks_itself(make_page, sample_home):
    machine = Machine()
    page = make_page(sample_home.laptop, clocks=machine.clocks)
    page.unlock()
    idle = page.window.idle
    machine.go_on(idle, 299)
    assert not page.is_locked
    assert "Locks in 0:01" in page.bar()
    page.press("a")
    machine.go_on(idle, 299)
    assert not page.is_locked
    machine.go_on(idle, 1)
    assert page.is_locked
    assert "nobody touched it" in page.text("unlock_about")


def test_the_usual_wait_is_300_seconds():
    assert AFTER == 300


@pytest.mark.parametrize("told_by_the_system", [True, False])
def test_a_laptop_that_slept_wakes_locked(make_page, sample_home, told_by_the_system):
    """The system says how long it slept, or the clock on the wall has jumped between two ticks."""
    machine = Machine()
    page = make_page(sample_home.laptop, clocks=machine.clocks)
    page.unlock()
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    machine.go_on(page.window.idle, 5)
    machine.sleep(8 if told_by_the_system else 60, told=told_by_the_system)
    page.window.idle.tick()
    page.settle()
    assert page.is_locked
    assert "slept" in page.text("unlock_about")
    page.unlock()
    assert [kept["answers"]["customer_name"] for kept in page.entries("draft.kept")] == ["Pat"]


def test_a_busy_machine_is_not_taken_for_one_that_slept(qtbot):
    machine = Machine()
    watch = IdleWatch(300, machine.clocks)
    machine.now += GAP - 1
    with qtbot.assertNotEmitted(watch.slept):
        watch.tick()


def test_a_clock_that_was_set_back_only_begins_the_wait_anew(qtbot):
    machine = Machine()
    watch = IdleWatch(300, machine.clocks)
    machine.now -= 990
    watch.tick()
    with qtbot.assertNotEmitted(watch.expired):
        machine.go_on(watch, 299)
    with qtbot.waitSignal(watch.expired, timeout=100):
        machine.go_on(watch, 1)


def test_the_clipboard_and_the_preview_are_emptied(page):
    QApplication.clipboard().setText("+44 28 9649 6317")
    page.go("calls").print_list()
    assert page.house.preview._data
    preview = page.house.preview
    page.window.lock()
    assert QApplication.clipboard().text() == ""
    assert preview._data == b""


def test_a_copied_number_is_forgotten_after_ten_seconds(page):
    watch = page.window.clipboard
    assert watch._timer.interval() == 10_000
    QApplication.clipboard().setText("+44 28 9649 6317")
    page.settle()
    assert watch.waits
    watch._timer.timeout.emit()
    assert QApplication.clipboard().text() == ""
    assert not watch.waits


def test_what_somebody_else_copied_since_stays(page, monkeypatch):
    QApplication.clipboard().setText("+44 28 9649 6317")
    page.settle()
    monkeypatch.setattr(QGuiApplication, "focusWindow", lambda: None)
    other = QMimeData()
    other.setText("a recipe")
    QApplication.clipboard().setMimeData(other)
    page.settle()
    page.window.clipboard._timer.timeout.emit()
    page.window.lock()
    assert QApplication.clipboard().text() == "a recipe"


def test_no_window_is_called_after_a_customer(page):
    find = FindPage(page)
    customer = find.open_somebody_with_a_phone()
    for keys in ("Alt+L", "Esc", "Alt+N", "Esc", "Alt+P"):
        page.press(keys)
    page.go("calls").print_list()
    page.press("Ctrl+Enter")
    titles = [widget.windowTitle() for widget in QApplication.topLevelWidgets()]
    titles += [window.title() for window in QGuiApplication.topLevelWindows()]
    assert "Continuity kit" in titles
    assert not any(word in title for title in titles for word in customer.name.split())


def test_a_lock_puts_a_new_process_in_its_place(make_page, sample_home):
    told: list[Locked] = []
    page = make_page(sample_home.laptop, replace=told.append)
    page.unlock()
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    page.window.lock(Why.IDLE)
    here = page.window.geometry()
    assert told == [Locked(Why.IDLE, 1, 0, (here.x(), here.y(), here.width(), here.height()))]
    assert "close this window" in page.text("unlock_about"), "it came back: there was no program to begin"


def test_closing_the_window_begins_nothing(make_page, sample_home):
    told: list[Locked] = []
    page = make_page(sample_home.laptop, replace=told.append)
    page.unlock()
    page.window.close()
    assert (page.is_locked, told) == (True, [])


def test_the_next_process_is_told_how_it_was_locked(make_page, sample_home):
    told = Locked(Why.SLEPT, 1, 0, (10, 20, 1300, 700))
    assert Locked.read(told.written()) == told
    assert Locked.read("nonsense:1") == Locked()
    page = make_page(sample_home.laptop, locked=told)
    assert "slept" in page.text("unlock_about")


@pytest.mark.parametrize(
    ("original", "words", "frozen", "expected"),
    [
        (["python", "/bin/continuity-kit"], ["/bin/continuity-kit"], False, ["/bin/continuity-kit"]),
        (
            ["python", "-I", "-m", "kit", "--home", "x"],
            ["kit", "--home", "x"],
            False,
            ["-I", "-m", "kit", "--home", "x"],
        ),
        (["kit", "--home", "x"], ["kit", "--home", "x"], True, ["--home", "x"]),
        (["python", "kit", FLAG, "idle:0:0:0:0:0:0"], ["kit", FLAG, "idle:0:0:0:0:0:0"], False, ["kit"]),
    ],
)
def test_the_next_command_line_is_this_one_and_how_it_was_locked(original, words, frozen, expected):
    made = next_line(Locked(kept=2), "/usr/bin/python", original, words, frozen=frozen)
    assert made == ["/usr/bin/python", *expected, FLAG, "asked:2:0:0:0:0:0"]


BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"""

LOGIND = f"""
import sys
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage
app = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "logind")

@ClassInfo({{"D-Bus Interface": "{FACE}"}})
class Manager(QObject):
    pass

manager = Manager()
assert bus.registerObject("{PLACE}", manager, QDBusConnection.RegisterOption.ExportAllSlots)
assert bus.registerService("{SERVICE}")
print("ready", flush=True)
sys.stdin.readline()
told = QDBusMessage.createSignal("{PLACE}", "{FACE}", "PrepareForSleep")
told.setArguments([True])
assert bus.send(told)
sys.stdin.readline()
"""


@pytest.fixture
def logind(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A system bus of our own, on which something speaks as logind does."""
    configuration, address = tmp_path / "bus.conf", f"unix:path={tmp_path / 'bus'}"
    configuration.write_text(BUS.format(path=tmp_path / "bus"), encoding="utf-8")
    try:
        bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("there is no dbus-daemon to play the system's bus")
    assert bus.stdout is not None
    assert bus.stdout.readline()
    speaker = subprocess.Popen(
        [sys.executable, "-c", LOGIND, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert speaker.stdout is not None
    assert speaker.stdout.readline() == "ready\n"
    yield speaker, address
    for process in (speaker, bus):
        process.terminate()
        process.wait()
        process.stdout.close()
    speaker.stdin.close()


@pytest.mark.skipif(sys.platform != "linux", reason="logind is Linux's")
def test_the_system_says_before_it_sleeps(qtbot, logind):
    from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - Linux alone has it

    speaker, address = logind
    watch = SleepWatch(QDBusConnection.connectToBus(address, "system"))
    assert watch.listens
    watch.hold()
    assert watch._held is not None
    with qtbot.waitSignal(watch.going, timeout=10_000):
        speaker.stdin.write("sleep\n")
        speaker.stdin.flush()
    watch.let_go()
    assert watch._held is None


def test_a_laptop_that_is_about_to_sleep_locks(page):
    page.window.sleep.on_sleep(False)
    assert not page.is_locked, "it has woken"
    page.window.sleep.on_sleep(True)
    page.settle()
    assert page.is_locked
    assert "slept" in page.text("unlock_about")
