"""What was taken down from one sheet: every capture beside the others, and the pictures that are kept of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.paper_desk.page_picture import PagePicture
from continuity_app.desktop.widgets.basics import button, clear, columns, holder, rows, text
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.times import when_written
from continuity_app.forms.sheet_states import Capture, SheetState
from continuity_app.kit.reveals import COVER, RevealDesk
from continuity_app.kit.scan_desk import ScanDesk
from continuity_app.recovery.target import target_fields
from continuity_app.words import say


class CapturesPage(QFrame):
    """One sheet as it was captured, once or several times.

    Signals:
        left: back to the ledger.
    """

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sheet: SheetState | None = None
        self._pictures: list[bytes] = []
        self._turned = 0
        self.setObjectName("captures")
        self.setProperty("role", "panel")
        self.title = text("", "heading", "captures_title", wrap=True)
        self.about = text("", "soft", "captures_about", wrap=True)
        self.table: Table | None = None
        self._place = rows()
        self.picture = PagePicture(desk.look)
        self.page = text("", "small", "captures_page", wrap=True)
        look = button(say("Show the kept pictures"), "captures_show", self.show_pictures, key="Alt+W", role="main")
        self._look = look
        self._next = button(say("Next page"), "captures_next", self.turn, key="Alt+N")
        back = button(say("Back   Esc"), "captures_back", self.left.emit)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        body = columns(holder(self._place), holder(rows(self.page, self.picture)), gap=16)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        foot = columns(look, self._next, 1, back)
        whole = rows(self.title, self.about, body, foot, margins=(26, 14, 26, 14), gap=8)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_sheet(self, sheet: SheetState) -> None:
        """Shows the captures of a sheet; its pictures only when they are asked for."""
        self._sheet, self._pictures = sheet, []
        self.picture.show_picture(None)
        self.page.setText("")
        self._next.hide()
        self.title.setText(sheet.serial)
        count, kept = len(sheet.captures), sum(len(one.scans) for one in sheet.captures)
        self.about.setText(_about(count, kept))
        self._look.setEnabled(kept > 0)
        self._fill(sheet)

    def focus_first(self) -> None:
        """Puts the focus on the answers."""
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pictures(self) -> None:
        """Opens the kept pictures, the latest capture's first."""
        sheet = self._sheet
        if sheet is None:
            return
        desk = ScanDesk(self._desk.session)
        captures = [capture for capture in reversed(sheet.captures) if capture.scans]
        found = self._desk.attempt(lambda: [data for capture in captures for data in desk.pictures(sheet, capture)])
        if found:
            self._pictures, self._turned = found, -1
            self.turn()

    def turn(self) -> None:
        """The next page, the first after the last."""
        if not self._pictures:
            return
        self._turned = (self._turned + 1) % len(self._pictures)
        self.picture.show_picture(self._pictures[self._turned])
        self.page.setText(say("{page} of {pages}", page=self._turned + 1, pages=len(self._pictures)))
        self._next.setVisible(len(self._pictures) > 1)

    def _fill(self, sheet: SheetState) -> None:
        clear(self._place)
        heads = [Column(self._head(capture), stretch=True) for capture in sheet.captures]
        table = Table(
            [Column(say("Question"), stretch=True), *heads],
            self._desk.look,
            name="captures_table",
            says=say("Answers of each capture; where they differ stands in bold"),
        )
        sensitive = RevealDesk(self._desk.session).sensitive(sheet.form)
        by_label: dict[str, list[str]] = {}
        for place, capture in enumerate(sheet.captures):
            for label, value in self._answers(sheet, capture, sensitive):
                by_label.setdefault(label, [""] * len(sheet.captures))[place] = value
        table.take(
            [
                Row(label, (label, *(Cell(value, bold=len(set(values)) > 1) for value in values)))
                for label, values in by_label.items()
            ]
        )
        self.table = table
        self._place.addWidget(table)

    def _answers(self, sheet: SheetState, capture: Capture, sensitive: frozenset[str] | None) -> list[tuple[str, str]]:
        form = self._desk.session.forms.of_sheet(sheet.form, sheet.version)
        fields = target_fields(form, capture.answers)
        return [(one.label, COVER if sensitive is None or one.name in sensitive else one.value) for one in fields]

    def _head(self, capture: Capture) -> str:
        when = when_written(capture.at, self._desk.clock.now())
        return say("{when}, {user}", when=when, user=capture.user)


def _about(captures: int, pictures: int) -> str:
    if captures == 0:
        return say("Nothing was taken down from this sheet yet.")
    taken = say("Taken down once") if captures == 1 else say("Taken down {count} times", count=captures)
    if pictures == 0:
        return say("{taken}; no picture is kept.", taken=taken)
    kept = say("1 picture is kept") if pictures == 1 else say("{count} pictures are kept", count=pictures)
    return say("{taken}; {kept}.", taken=taken, kept=kept)
