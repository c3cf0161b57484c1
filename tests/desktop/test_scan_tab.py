"""The scan tab by hand: dropped files, clicked corners, typed PDFs, drafts with crops, boxes settled by one key."""

import io
import random

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdfium2 import PdfDocument
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from continuity_app.desktop.forms.drafts import open_drafts
from continuity_app.desktop.forms.hand import HandPicture
from continuity_app.kit.print_desk import PrintDesk, Wish
from continuity_app.kit.scan_desk import ScanDesk
from continuity_app.paper.context import A4
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import SlotKind
from tests.desktop.pages.forms import FormsPage
from tests.desktop.pages.paper_desk import PaperDeskPage
from tests.paper import scanning

DPI = 200


@pytest.fixture
def desk(page) -> PaperDeskPage:
    made = PaperDeskPage(page)
    made.open("scanning")
    return made


class Paper:
    """A printed repair order that somebody writes on and scans."""

    def __init__(self, desk: PaperDeskPage, folder) -> None:
        self.session, self.folder = desk.page.session, folder
        (self.serial,) = desk.print("Repair order", 1)
        printed = PrintDesk(self.session).drawn([self.session.sheets.state(self.serial)], Wish("a4"))
        self.picture = PdfDocument(printed.data)[0].render(scale=DPI / 72).to_pil().convert("L")
        form = self.session.forms.get("repair_order")
        page = layout_of(form, A4, (form.languages[0],)).pages[0]
        self.boxes = [slot for slot in page.slots if slot.kind is SlotKind.TICK]

    def box(self, name: str, choice: str):
        return next(slot for slot in self.boxes if slot.keys == (name,) and slot.choice == choice)

    def tick(self, name: str, choice: str) -> "Paper":
        dice = random.Random(5)
        scanning.pen(self.picture, DPI, [(self.box(name, choice), scanning.cross(dice))], dice)
        return self

    def line_through(self, name: str, choice: str) -> "Paper":
        dice = random.Random(5)
        scanning.pen(self.picture, DPI, [(self.box(name, choice), [[(-1.8, 2.4), (2.8, -1.8)]])], dice)
        return self

    def covered(self, *shares: tuple[float, float, float, float]) -> "Paper":
        wide, tall = self.picture.size
        for left, top, right, bottom in shares:
            place = (left * wide, top * tall, right * wide, bottom * tall)
            ImageDraw.Draw(self.picture).rectangle(place, fill=255)
        return self

    def saved(self, name: str = "photo.png"):
        self.picture.save(self.folder / name)
        return self.folder / name


def drop(desk: PaperDeskPage, *files) -> None:
    """Drags files from the file manager onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    window = desk.page.window
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPointF(300, 300), *keys)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), *keys))
    desk.page.settle()


def crops(desk: PaperDeskPage) -> int:
    return sum(not crop.empty for crop in desk.page.window.findChildren(HandPicture))


def test_pictures_and_pdfs_are_dropped_on_the_tab(desk, tmp_path):
    one, other = Paper(desk, tmp_path).tick("tender", "cash"), Paper(desk, tmp_path)
    desk.open("scanning")
    pdf = io.BytesIO()
    other.picture.save(pdf, "PDF", resolution=DPI)
    (tmp_path / "scan.pdf").write_bytes(pdf.getvalue())
    drop(desk, one.saved(), tmp_path / "scan.pdf")
    assert desk.page.text("scan_title") == "2 sheets were read"
    listed = {page.serial for page in desk.room.scanning.pages}
    assert listed == {one.serial, other.serial}


def test_what_is_no_scan_is_left_alone(desk, tmp_path):
    (tmp_path / "notes.docx").write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.docx"))])
    desk.page.house.take_files([str(tmp_path / "notes.docx")])
    desk.page.settle()
    assert desk.page.text("scan_title") == "No scan was read yet"


def test_files_dropped_later_join_those_that_wait(desk, tmp_path):
    one, other = Paper(desk, tmp_path), Paper(desk, tmp_path)
    desk.open("scanning")
    drop(desk, one.saved("one.png"))
    drop(desk, other.saved("other.png"))
    assert desk.page.text("scan_title") == "2 sheets were read"
    drop(desk, one.saved("one.png"))
    assert desk.page.text("scan_title") == "2 sheets were read"
    assert len(desk.room.scanning.pages) == 2


def test_corners_are_clicked_where_the_page_cannot_be_straightened(desk, tmp_path, qtbot):
    paper = Paper(desk, tmp_path).tick("tender", "cash")
    desk.open("scanning")
    tilted = Image.new("L", (paper.picture.width + 900, paper.picture.height + 900), 255)
    tilted.paste(paper.covered((0.55, 0.0, 1.0, 0.14)).picture, (700, 560))
    tilted.save(tmp_path / "far.png")
    drop(desk, tmp_path / "far.png")
    desk.page.press("Enter", desk.room.scanning.table)
    assigning = desk.room.scanning.assigning
    unread = desk.room.scanning.table.current()
    picture = assigning.picture
    place = picture._place()
    scale = place.width() / unread.kept.width
    for x, y in ((26, 26), (A4.width - 26, 26), (26, A4.height - 26), (A4.width - 26, A4.height - 26)):
        at = [(offset + value * DPI / 72) * unread.kept.scale * scale for offset, value in ((700, x), (560, y))]
        qtbot.mouseClick(
            picture, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x() + at[0]), round(place.y() + at[1]))
        )
    assert desk.page.text("assign_corners") == "All four corner marks are set."
    desk.page.fill("assign_serial", paper.serial)
    desk.page.press("Enter")
    assert desk.page.error == ""
    (page,) = desk.room.scanning.pages
    assert (page.serial, page.by_hand, page.answers.get("tender")) == (paper.serial, True, "cash")


def test_a_pdf_that_was_typed_into_is_read_back_in_the_window(desk, tmp_path):
    session = desk.page.session
    (serial,) = desk.print("Repair order", 1)
    printed = PrintDesk(session).drawn([session.sheets.state(serial)], Wish("a4", fillable=True))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed.data)))
    name = next(name for name in writer.get_fields() or {} if name.endswith("concern"))
    writer.update_page_form_field_values(writer.pages[0], {name: "Noise from the left"})
    with (tmp_path / "typed.pdf").open("wb") as out:
        writer.write(out)
    desk.open("scanning")
    drop(desk, tmp_path / "typed.pdf")
    desk.page.press("Enter", desk.room.scanning.table)
    forms = FormsPage.here(desk.page)
    assert desk.page.text("fill_serial") == serial
    assert forms.room.fill.answers()["concern"] == "Noise from the left"


def test_a_draft_of_a_scanned_sheet_shows_its_crops_again(desk, tmp_path):
    paper = Paper(desk, tmp_path).tick("tender", "cash")
    desk.open("scanning")
    drop(desk, paper.saved())
    desk.page.press("Enter", desk.room.scanning.table)
    forms = FormsPage.here(desk.page)
    shown = crops(desk)
    assert shown > 3
    forms.answer("customer_name", "Pat Example")
    forms.room._leave()
    (draft,) = open_drafts(desk.page.session)
    forms.room._scanned = None  # what a locked window has forgotten
    forms.room._open(draft)
    desk.page.settle()
    assert crops(desk) == shown
    assert forms.room.fill.answers()["customer_name"] == "Pat Example"
    forms.room.fill._reason_field.show()
    desk.page.fill("fill_reason", "as it stands on the sheet")
    forms.save()
    sheet = desk.page.session.sheets.state(paper.serial)
    assert [capture.how for capture in sheet.captures] == ["scanned"]
    assert ScanDesk(desk.page.session).pictures(sheet, sheet.captures[0])[0].startswith(b"\xff\xd8")


def test_a_box_that_a_line_runs_through_is_settled_as_empty_by_one_key(desk, tmp_path):
    paper = Paper(desk, tmp_path).line_through("tender", "cash")
    desk.open("scanning")
    drop(desk, paper.saved())
    desk.page.press("Enter", desk.room.scanning.table)
    forms = FormsPage.here(desk.page)
    assert "a line runs through the box" in forms.problem("tender")
    assert desk.page.focused.startswith("answer_estimate_section_tender")
    desk.page.press("Alt+0")
    assert not any("a line runs through" in one for one in forms.missing)
    assert not forms.room.fill.answers().get("tender")
