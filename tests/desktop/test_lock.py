"""The lock: over open dialogs, with the draft journalled first; an idle kit locks itself."""

from PySide6.QtWidgets import QApplication, QDialog

from continuity_app.desktop.shell.idle import IdleWatch
from tests.desktop.pages.find import FindPage
from tests.desktop.pages.forms import FormsPage


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
    page = make_page(sample_home.laptop)
    page.unlock()
    idle, now = page.window.idle, [0.0]
    idle._seconds = lambda: now[0]
    idle.touch()
    now[0] = 299.0
    idle.tick()
    assert not page.is_locked
    assert "Locks in 0:01" in page.bar()
    page.press("a")
    now[0] = 400.0
    idle.tick()
    assert not page.is_locked
    now[0] = 599.0
    idle.tick()
    assert page.is_locked
    assert "nobody touched it" in page.text("unlock_about")


def test_a_clock_that_was_set_back_only_begins_the_wait_anew(qtbot):
    now = [1000.0]
    watch = IdleWatch(300, lambda: now[0])
    now[0] = 10.0
    watch.tick()
    now[0] = 309.0
    with qtbot.assertNotEmitted(watch.expired):
        watch.tick()
    now[0] = 311.0
    with qtbot.waitSignal(watch.expired, timeout=100):
        watch.tick()


def test_the_clipboard_and_the_preview_are_emptied(page):
    QApplication.clipboard().setText("+44 28 9649 6317")
    page.go("calls").print_list()
    assert page.house.preview._data
    preview = page.house.preview
    page.window.lock()
    assert QApplication.clipboard().text() == ""
    assert preview._data == b""
