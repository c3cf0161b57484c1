"""Entrance and kit at usual and large text, on a small laptop and in a narrow window: nothing is cut."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea

from continuity_app.desktop.shell.rail import RailButton
from continuity_app.kit.home import Home
from continuity_app.trust.escrow import new_escrow
from continuity_app.vault.slots import keep_escrow_slot, open_slots
from tests.builders import PASSPHRASE
from tests.desktop.pages.kit import KitPage

PLACES = [(1366, 100), (1366, 150), (900, 100), (900, 150)]


def shown(page, kind):
    return [widget for widget in page.window.findChildren(kind) if widget.isVisible()]


def wrong(page, screen):
    """What is cut or sticks out of its place."""
    page.settle()
    found = []
    for widget in (*shown(page, QLabel), *shown(page, QAbstractButton)):
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        if not isinstance(widget, RailButton) and not wraps and widget.sizeHint().width() > widget.width() + 1:
            found.append(f"{screen}: {widget.objectName()} {widget.text()[:30]!r} is cut")
        if wraps and widget.heightForWidth(widget.width()) > widget.height() + 1:
            found.append(f"{screen}: {widget.objectName()} {widget.text()[:30]!r} is cut below")
    for widget in (*shown(page, QLabel), *shown(page, QAbstractButton), *shown(page, QLineEdit)):
        right = widget.mapTo(page.window, QPoint(widget.width(), 0)).x()
        if right > page.window.width() + 1:
            found.append(f"{screen}: {widget.objectName()} ends at {right}")
    for area in shown(page, QScrollArea):
        inside = area.widget()
        if inside is not None and inside.width() > area.viewport().width():
            found.append(f"{screen}: {area.objectName()} is wider than its place")
    return found


def begin(page, width, percent):
    page.window.resize(width, 768)
    page.window.look.resize_to(percent)
    page.settle()


@pytest.mark.parametrize(("width", "percent"), PLACES)
def test_the_unlock_screen(make_page, sample_home, width, percent):
    vault = sample_home.laptop.vault
    keep_escrow_slot(vault, open_slots(vault, "", PASSPHRASE).key, new_escrow().recipient)
    page = make_page(sample_home.laptop)
    begin(page, width, percent)
    unlock, found = page.window.unlock, []
    for way in ("passphrase", "recovery", "shares"):
        assert unlock.turn_to(way)
        unlock.by_recovery.groups.take("0VNZ8 ABCDE")
        unlock.by_shares.shares.fields[0].entry.setPlainText("academic acid zzz ")
        found += wrong(page, way)
    assert found == []


@pytest.mark.parametrize(("width", "percent"), PLACES)
def test_the_first_run(make_page, template, tmp_path, width, percent):
    page = make_page(Home(tmp_path / "new"))
    begin(page, width, percent)
    first = page.window.first_run
    found = wrong(page, "begin")
    first.take_card(template.card)
    found += wrong(page, "card")
    page.click("first_run_lost")
    page.click("lost_next")
    found += wrong(page, "lost")
    page.click("lost_turn")
    found += wrong(page, "shares")
    first._go("names")
    page.click("first_run_words")
    page.click("first_run_names_next")
    found += wrong(page, "names")
    first._go("recovery")
    found += wrong(page, "recovery")
    assert found == []


@pytest.mark.parametrize(("width", "percent"), PLACES)
def test_the_parts_of_the_kit(page, width, percent):
    begin(page, width, percent)
    kit = KitPage(page)
    found = wrong(page, "kit")
    page.press("Alt+H")
    found += wrong(page, "checked")
    for part in ("ways", "trust", "exposure"):
        kit.open(part)
        found += wrong(page, part)
    kit.open("ways")
    page.press("Alt+N")
    found += wrong(page, "ways add")
    page.click("way_cancel")
    page.press("Alt+R")
    found += wrong(page, "ways remove")
    assert found == []
