"""The paper desk: numbers before pages, unexplained first, ranges, misread serials, the way back."""

import io
from dataclasses import replace

import pytest
from PIL import ImageDraw
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from continuity_app.desktop.calls.paper import numbered_lists
from continuity_app.desktop.forms.hand import HandPicture
from continuity_app.kit.print_desk import PrintDesk, Wish
from continuity_app.kit.scan_desk import ScanDesk
from continuity_app.outage.call_lines import Filters
from continuity_app.paper.ticks import Reading
from continuity_app.progress import finish
from tests.desktop.pages.forms import FormsPage
from tests.desktop.pages.paper_desk import PaperDeskPage


@pytest.fixture
def desk(page) -> PaperDeskPage:
    return PaperDeskPage(page)


def test_an_empty_ledger_says_the_next_action(desk):
    assert desk.page.text("ledger_title") == "No sheet was given out yet"
    assert "Print" in desk.page.text("ledger_counts")


def test_printed_sheets_stand_in_the_ledger_unexplained_first(desk):
    serials = desk.print("Repair order", 2)
    assert len(serials) == 2
    desk.open("ledger")
    assert desk.page.text("ledger_title") == "2 sheets are unexplained"
    assert [row[0] for row in desk.rows()] == serials
    assert all("unexplained" in row[1] for row in desk.rows())


def test_a_pack_prints_each_of_its_forms(desk):
    serials = desk.print("Pack: Dealer", 1)
    forms = [form.id for form in desk.page.session.forms.in_pack("dealer")]
    assert [desk.page.session.sheets.state(serial).form for serial in serials] == forms


def test_a_pack_has_the_cover_that_lists_its_numbers_and_one_form_has_none(desk):
    pages = {}
    for words in ("Pack: Dealer", "Repair order"):
        shown = []
        desk.page.house.desk.paper_made.connect(shown.append)
        serials = desk.print(words, 1)
        document = PdfReader(io.BytesIO(shown[0].data))
        pages[words] = (serials, document.pages[0].extract_text())
        desk.page.house.desk.paper_made.disconnect(shown.append)
    serials, cover = pages["Pack: Dealer"]
    assert "Batch cover" in cover
    assert serials[0] in cover
    assert serials[-1] in cover
    assert "Batch cover" not in pages["Repair order"][1]


def test_sheets_and_call_lists_are_printed_in_the_language_that_was_chosen(desk):
    desk.open("printing")
    shown = []
    house = desk.page.house
    house.desk.paper_made.connect(shown.append)
    language = desk.room.printing.language
    assert [language.itemText(place) for place in range(language.count())] == [
        "As this window", "English (en)", "Español (es)", "English (en) + Español (es)",
    ]  # fmt: skip
    language.setCurrentIndex(2)
    language.activated.emit(2)
    desk.print("Repair order", 1)
    assert language.currentText() == "Español (es)"
    calls = desk.page.session.calls.list(Filters(), 3).calls
    numbered_lists(house.desk, calls, "All", "")
    house.back()
    language.setCurrentIndex(3)
    language.activated.emit(3)
    desk.print("Repair order", 1)
    titles = [PdfReader(io.BytesIO(paper.data)).pages[0].extract_text() for paper in shown]
    assert "Orden de reparación" in titles[0]
    assert "Registro de llamadas" in titles[1]
    assert "Repair order / Orden de reparación" in titles[2]
    house.desk.sheet_languages = ("Klingon",)
    before = len(desk.page.entries("sheet.issued"))
    numbered_lists(house.desk, calls, "All", "")
    assert len(desk.page.entries("sheet.issued")) == before


def test_a_range_is_voided_with_a_reason(desk):
    serials = desk.print("Repair order", 3)
    desk.open("ledger")
    desk.page.fill("ledger_which", f"{serials[0][:-2]}…{serials[-1][-6:-2]}".replace("…", ".."))
    desk.page.press("Alt+V")
    assert "why" in desk.page.text("ledger_reason_problem")
    assert desk.page.focused == "ledger_reason"
    desk.page.fill("ledger_reason", "coffee")
    desk.page.press("Alt+V")
    assert {sheet["serial"] for sheet in desk.page.entries("sheet.voided")} == set(serials)
    assert desk.page.text("ledger_title") == "Every sheet is explained"


def test_chosen_rows_are_the_sheets_meant(desk):
    serials = desk.print("Repair order", 2)
    desk.open("ledger")
    desk.room.ledger.table.selectAll()
    assert desk.page.text("ledger_which") == ", ".join(serials)
    desk.page.press("Alt+B")
    assert "Counted back" in desk.page.notice
    assert all("blank" in row[1] for row in desk.rows())


def test_no_sheet_chosen_is_told_beside_the_field(desk):
    desk.page.press("Alt+V")
    assert "Choose sheets" in desk.page.text("ledger_which_problem")


def test_a_misread_serial_is_caught(desk):
    serial = desk.print("Repair order", 1)[0]
    desk.open("typing")
    wrong = serial[:-1] + ("2" if serial[-1] != "2" else "3")
    desk.page.fill("type_in_serial", wrong)
    desk.page.press("Enter")
    assert "is not the number of a sheet" in desk.page.text("type_in_serial_problem")
    assert desk.page.house.here == "paper_desk"


def test_a_sheet_is_typed_in_by_its_serial_in_any_spelling(desk):
    serial = desk.print("Repair order", 1)[0]
    desk.open("typing")
    desk.page.fill("type_in_serial", serial.replace("-", "").lower())
    desk.page.press("Enter")
    assert desk.page.house.here == "forms"
    assert desk.page.text("fill_serial") == serial
    forms = FormsPage(desk.page)
    forms.answer_repair_order()
    forms.save()
    captured = desk.page.entries("sheet.captured")
    assert [(sheet["serial"], sheet["how"]) for sheet in captured] == [(serial, "typed")]


def test_a_captured_sheet_is_rekeyed_and_verified(desk):
    forms = FormsPage(desk.page)
    forms.pick("repair")
    forms.answer_repair_order()
    forms.save()
    serial = forms.serial
    desk = PaperDeskPage(desk.page)
    desk.open("rekeying")
    assert serial in desk.page.text("rekey_title")
    answers = desk.room.rekeying.sheet.answers
    answers.selectAll()
    assert "Noise from the front left wheel" in answers.as_text()
    desk.room.rekeying.focus_entry()
    desk.page.press("Enter")
    assert "Type the number" in desk.page.text("rekey_reference_problem")
    desk.page.fill("rekey_reference", "RO-4101")
    desk.page.press("Enter")
    assert desk.page.session.sheets.state(serial).reference == "RO-4101"
    desk.page.press("Alt+V")
    assert "ask somebody else" in desk.page.text("rekey_alone_problem")
    assert desk.page.session.sheets.state(serial).state == "rekeyed"
    desk.page.fill("rekey_alone", "nobody else is here")
    desk.page.press("Alt+V")
    assert desk.page.session.sheets.state(serial).state == "verified"
    assert desk.page.shown("rekey_nothing")


def test_everything_captured_is_exported(desk, tmp_path):
    forms = FormsPage(desk.page)
    forms.pick("repair")
    forms.answer_repair_order()
    forms.save()
    desk = PaperDeskPage(desk.page)
    desk.room.finishing.export(tmp_path / "out")
    assert "files are written" in desk.page.notice
    assert list((tmp_path / "out").rglob("*.csv"))


def test_a_scanned_sheet_is_read_and_completed(desk, tmp_path):
    serial = desk.print("Repair order", 1)[0]
    desk.page.session.sheets.reprint(serial)
    printed = PrintDesk(desk.page.session).drawn([desk.page.session.sheets.state(serial)], Wish("a4"))
    (tmp_path / "scan.pdf").write_bytes(printed.data)
    desk.page.house.take_files([str(tmp_path / "scan.pdf")])
    desk.page.settle()
    assert desk.page.text("scan_title") == "1 sheet was read"
    desk.room.scanning.table.opened.emit(serial)
    desk.page.settle()
    assert desk.page.text("fill_serial") == serial
    crops = desk.page.window.findChildren(HandPicture)
    assert any(not crop.empty for crop in crops)
    sheet = desk.page.house.room("forms").fill.sheet
    assert sheet.minimumSizeHint().width() <= desk.page.named("fill_scroll").viewport().width()


def test_the_ledger_prints(desk):
    desk.print("Repair order", 1)
    desk.open("ledger")
    desk.page.press("Ctrl+P")
    assert desk.page.shown("preview")


def test_a_table_copies_as_text(desk):
    serials = desk.print("Repair order", 1)
    desk.open("ledger")
    desk.room.ledger.table.selectAll()
    first, second = desk.room.ledger.table.as_text().splitlines()
    assert first.split("\t")[0] == "Sheet"
    assert second.split("\t")[0] == serials[0]


def _picture_of(desk, serial, folder, *, covered=()):
    """The first page of a sheet as a photograph, with places painted over (in shares of its size)."""
    printed = PrintDesk(desk.page.session).drawn([desk.page.session.sheets.state(serial)], Wish("a4"))
    picture = PdfDocument(printed.data)[0].render(scale=200 / 72).to_pil().convert("L")
    for box in covered:
        wide, tall = picture.size
        shares = (box[0] * wide, box[1] * tall, box[2] * wide, box[3] * tall)
        ImageDraw.Draw(picture).rectangle(shares, fill=255)
    path = folder / "photo.png"
    picture.save(path)
    return path


CODE = ((0.55, 0.0, 1.0, 0.14),)


def test_an_unread_page_is_shown_and_assigned_by_its_number(desk, tmp_path):
    serial = desk.print("Repair order", 1)[0]
    desk.page.house.take_files([str(_picture_of(desk, serial, tmp_path, covered=CODE))])
    desk.page.settle()
    assert desk.page.text("scan_title") == "0 sheets were read, 1 page could not be"
    desk.page.press("Enter", desk.room.scanning.table)
    assert desk.page.focused == "assign_serial"
    desk.page.press("Enter")
    assert "Type the number" in desk.page.text("assign_serial_problem")
    desk.page.fill("assign_serial", serial)
    desk.page.press("Enter")
    assert desk.page.error == ""
    assert desk.page.text("scan_title") == "1 sheet was read"
    assert desk.room.scanning.table.current().serial == serial


def test_a_scan_is_captured_with_its_picture_once_it_was_completed(desk, tmp_path):
    serial = desk.print("Repair order", 1)[0]
    desk.page.house.take_files([str(_picture_of(desk, serial, tmp_path))])
    desk.page.settle()
    assert desk.page.entries("sheet.captured") == []
    desk.page.press("Enter", desk.room.scanning.table)
    forms = FormsPage.here(desk.page)
    forms.answer_repair_order()
    forms.room.fill._reason_field.show()
    desk.page.fill("fill_reason", "as it stands on the sheet")
    forms.save()
    sheet = desk.page.session.sheets.state(serial)
    assert [capture.how for capture in sheet.captures] == ["scanned"]
    assert len(sheet.captures[0].scans) == 1
    assert ScanDesk(desk.page.session).pictures(sheet, sheet.captures[0])[0].startswith(b"\xff\xd8")


def test_a_sheet_taken_down_twice_shows_both_and_its_kept_picture(desk, tmp_path):
    serial = desk.print("Repair order", 1)[0]
    sheets = desk.page.session.sheets
    sheets.capture(serial, {"customer_name": "Pat", "concern": "noise"}, "typed", accept="a test")
    reader = ScanDesk(desk.page.session)
    report = finish(reader.read([_picture_of(desk, serial, tmp_path)]))
    again = {"customer_name": "Pat", "concern": "smoke"}
    settled = [tick.keys for tick in report.sheets[0].unsure]
    reader.confirm(report.sheets[0], again, settled=settled, accept="a test", correction="read anew")
    desk.open("ledger")
    desk.room.refresh()
    desk.page.fill("ledger_which", serial)
    desk.page.press("Alt+W")
    assert desk.page.text("captures_about") == "Taken down 2 times; 1 picture is kept."
    captures = desk.room.captures
    captures.table.selectAll()
    lines = [line.split("\t")[1:] for line in captures.table.as_text().splitlines()]
    assert ["noise", "smoke"] in lines
    assert ["Pat", "Pat"] in lines
    desk.page.press("Alt+W")
    assert not captures.picture._picture.isNull()
    desk.page.press("Esc")
    assert desk.page.shown("ledger")


def test_many_chosen_sheets_are_told_as_the_range_that_means_them(desk):
    serials = desk.print("Repair order", 5)
    desk.open("ledger")
    desk.room.ledger.table.selectAll()
    assert desk.page.text("ledger_which") == f"{serials[0]}…{serials[-1]}"
    desk.page.press("Alt+B")
    assert all("blank" in row[1] for row in desk.rows())


def test_boxes_that_cannot_be_read_for_sure_are_asked_first(desk, tmp_path):
    serial = desk.print("Repair order", 1)[0]
    report = finish(ScanDesk(desk.page.session).read([_picture_of(desk, serial, tmp_path)]))
    sheet = report.sheets[0]
    ticks = tuple(replace(tick, reading=Reading.UNSURE) if tick.keys == ("tender",) else tick for tick in sheet.ticks)
    desk.room.scanning.sheet_asked.emit(replace(sheet, ticks=ticks))
    desk.page.settle()
    forms = FormsPage.here(desk.page)
    assert "cannot be read for sure" in forms.missing[0]
    assert desk.page.focused.startswith("answer_estimate_section_tender")
    assert "cannot be read for sure" in forms.problem("tender")
    forms.answer("tender", "cash")
    assert not any("for sure" in one for one in forms.missing)
