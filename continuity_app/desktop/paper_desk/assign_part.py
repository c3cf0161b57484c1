"""A page that could not be read: a person says which sheet it is, and where its corners are."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.paper_desk.page_picture import CORNERS, PagePicture
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, count_entry, line_entry
from continuity_app.paper.page_read import PageRead, Unread
from continuity_app.words import say

MOST_PAGES = 99


class AssignPart(QFrame):
    """The picture of the chosen page, and for an unread one the fields that assign it.

    Signals:
        assigned: the `Unread` page and the `PageRead` that it became.
    """

    assigned = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._unread: Unread | None = None
        self.picture = PagePicture(desk.look)
        self.serial = line_entry(hint="7K3-0143-5")
        self.page = count_entry(1, MOST_PAGES)
        self.file = text("", "small", "assign_file", wrap=True)
        self.why = text("", "", "assign_why", wrap=True, tone="broken")
        self.corners = text("", "small", "assign_corners", wrap=True)
        self._serial_field = Field(say("Number of its sheet"), self.serial, name="assign_serial")
        go = button(say("It is this sheet"), "assign_go", self.assign, key="Alt+A")
        again = button(say("Corners anew"), "assign_corners_anew", self.picture.forget_corners, role="plain")
        self.serial.returnPressed.connect(self.assign)
        self.picture.clicked.connect(self._tell_corners)
        fields = columns(self._serial_field, Field(say("Page"), self.page, name="assign_page"), gap=12)
        fields.setStretch(0, 1)
        self._form = QFrame()
        self._form.setLayout(rows(self.why, fields, self.corners, columns(go, again, 1), gap=6))
        whole = rows(self.file, self.picture, self._form, gap=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._form.hide()

    def show_page(self, page: object) -> None:
        """Shows the picture of a page that was read, or of one that could not be and is to be assigned."""
        self._unread = page if isinstance(page, Unread) else None
        kept = page.kept if isinstance(page, Unread | PageRead) else None
        self.picture.show_picture(kept.data if kept is not None else None)
        self.file.setText(_came_from(page) if isinstance(page, Unread | PageRead) else "")
        if self._unread is not None:
            self.why.setText(self._unread.why)
            self.serial.setText(self._unread.serial)
            self.page.setValue(self._unread.sheet_page or 1)
            self._serial_field.tell("")
        self._form.setVisible(self._unread is not None)

    def focus_first(self) -> None:
        """Puts the cursor into the number."""
        self.serial.setFocus(Qt.FocusReason.OtherFocusReason)
        self.serial.selectAll()

    def assign(self) -> None:
        """Reads the page as the sheet that was typed."""
        from continuity_app.kit.scan_desk import ScanDesk  # noqa: PLC0415 - pictures are decoded only here

        unread = self._unread
        if unread is None:
            return
        if not self.serial.text().strip():
            self._serial_field.tell(say("Type the number at the top right of the sheet."))
            self.focus_first()
            return
        corners = self.picture.corners
        serial, number = self.serial.text(), self.page.value()
        page = self._desk.attempt(lambda: ScanDesk(self._desk.session).assign(unread, serial, number, corners))
        if page is not None:
            self.assigned.emit(unread, page)

    def _tell_corners(self) -> None:
        if self.picture.count == CORNERS:
            self.corners.setText(say("All four corner marks are set."))
        else:
            self.corners.setText(
                say(
                    "If it cannot be straightened: click the corner marks of the sheet, top left, top right, bottom "
                    "left, bottom right ({count} of 4).",
                    count=self.picture.count,
                )
            )


def _came_from(page: Unread | PageRead) -> str:
    """The file of a page and its place there."""
    number = page.page if isinstance(page, Unread) else page.file_page
    return say("{file}, page {page}", file=Path(page.file).name, page=number)
