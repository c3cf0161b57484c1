"""Every room, at usual and at large text: names for screen readers and tests, nothing cut, no trap for Tab."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from continuity_app.desktop.shell.rail import RailButton
from continuity_app.desktop.shell.rooms import doors
from tests.desktop.pages.forms import FormsPage

ROOMS = [door.key for door in doors()]


def enter(page, room):
    made = page.go(room)
    if room == "find":
        made.search.setText("mar")
        page.settle()
    if room == "forms":
        FormsPage(page).room.begin("repair_order")
    if room == "incident" and page.session.incidents.current() is None:
        page.session.incidents.declare("DMS held for ransom", "ransom")
        page.house.desk.changed.emit()
    page.settle()
    return made


def shown(page, kind=QWidget):
    return [widget for widget in page.window.findChildren(kind) if widget.isVisible()]


@pytest.mark.parametrize("room", ROOMS)
def test_whatever_takes_the_focus_has_a_name_for_ears_and_for_tests(page, room):
    enter(page, room)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()!r} {widget.accessibleName()!r}"
        for widget in shown(page)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
        and widget.focusProxy() is None
        and not (widget.objectName() and (widget.accessibleName() or getattr(widget, "text", lambda: "")()))
    ]
    assert nameless == []


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_cut(page, room, percent):
    page.window.look.resize_to(percent)
    enter(page, room)
    page.settle()
    labels = [label for label in shown(page, QLabel) if not label.wordWrap()]
    buttons = [made for made in shown(page, QAbstractButton) if not isinstance(made, RailButton)]
    cut = [
        f"{widget.objectName()}: {widget.text()[:40]!r}"
        for widget in (*labels, *buttons)
        if widget.text() and widget.sizeHint().width() > widget.width() + 1
    ]
    assert cut == []


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_sticks_out_sideways(page, room, percent):
    page.window.look.resize_to(percent)
    enter(page, room)
    page.settle()
    out = []
    for area in shown(page, QScrollArea):
        inside = area.widget()
        if inside is not None and inside.width() > area.viewport().width():
            out.append(f"{area.objectName()}: {inside.width()} > {area.viewport().width()}")
    for widget in (*shown(page, QLabel), *shown(page, QAbstractButton)):
        right = widget.mapTo(page.window, QPoint(widget.width(), 0)).x()
        if right > page.window.width() + 1:
            out.append(f"{widget.objectName()} ends at {right}")
    assert out == []
    assert page.window.width() == 1366
    assert page.window.height() == 768


@pytest.mark.parametrize("room", ROOMS)
def test_tab_goes_round_and_is_trapped_nowhere(page, room):
    enter(page, room)
    page.house.rail._buttons[room].setFocus()
    seen = []
    for _ in range(200):
        page.press("Tab")
        focused = QApplication.focusWidget()
        assert focused is not None
        if seen and focused is page.house.rail._buttons[room]:
            break
        seen.append(focused)
    else:
        raise AssertionError(f"Tab never came back: {[one.objectName() for one in seen[-5:]]}")
    assert len(seen) > 3
