"""Paper and PDFs come back into a vault: asked, assigned, confirmed, and their pictures kept encrypted."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from continuity_app.errors import BadDataError
from continuity_app.forms.library import FormLibrary, document_of
from continuity_app.forms.serial import make
from continuity_app.forms.sheet_states import State
from continuity_app.kit.evidence import EvidenceStore
from continuity_app.kit.scan_desk import ScanDesk
from continuity_app.kit.session import Session
from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.progress import finish
from tests import builders

DPI = 150
WRITTEN = {"customer_name": "Pat Example", "concern": "Noise", "care": ["key"]}

LONG = builders.form(
    "\n".join(
        [
            "| survey |",
            "| | type | name | label |",
            *(f"| | select_multiple m | many{n} | Many of them {n} |" for n in range(80)),
            "| choices |",
            "| | list_name | name | label |",
            *(f"| | m | {name} | Choice {name} |" for name in "abc"),
            "| settings |",
            "| | form_title | form_id | version |",
            "| | Long | long | 1 |",
        ]
    )
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    office, _ = builders.organisation(tmp_path)
    with builders.made_home(tmp_path, office, sheet=False).session() as opened:
        opened.__dict__["forms"] = FormLibrary([document_of(b"", builders.order_form())])
        yield opened


def printed(serial: str, answers: dict[str, Any], *, fillable: bool = False) -> bytes:
    job = SheetJob(builders.order_form(), serial, answers)
    return draw_sheets([job], builders.sheet_context(), fillable=fillable).data


def picture(serial: str, answers: dict[str, Any]) -> Image.Image:
    document = pypdfium2.PdfDocument(printed(serial, answers))
    made: Image.Image = document[0].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return made


def saved(folder: Path, image: Image.Image, name: str = "scan.png") -> Path:
    image.save(folder / name)
    return folder / name


def scribbled(page: Image.Image, name: str, choice: str) -> Image.Image:
    slots = (slot for page in layout_of(builders.order_form(), LETTER).pages for slot in page.slots)
    rect = next(slot.rect for slot in slots if slot.keys == (name,) and slot.choice == choice)
    draw, scale = ImageDraw.Draw(page), DPI / 72
    zigzag = [((rect.x + (-2.5 if n % 2 else 11)) * scale, (rect.y + n * 1.4) * scale) for n in range(7)]
    draw.line(zigzag, fill=30, width=3)
    return page


def without_code(page: Image.Image) -> Image.Image:
    ImageDraw.Draw(page).line([(1070, 60), (1200, 200)], fill=255, width=60)
    return page


def test_a_sheet_is_captured_with_its_picture(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    desk = ScanDesk(session)
    (read,) = finish(desk.read([saved(tmp_path, picture(sheet.serial, {"wait": "no", "agreed": True}))])).sheets
    assert desk.proposed(read) == {"wait": "no", "agreed": True}
    captured = desk.confirm(read, {**desk.proposed(read), **WRITTEN})
    assert captured.state is State.CAPTURED
    assert {name: captured.answers[name] for name in ("wait", "agreed", "concern")} == {
        "wait": "no",
        "agreed": True,
        "concern": "Noise",
    }
    (capture,) = captured.captures
    assert capture.how == "scanned"
    (name,) = capture.scans
    (kept,) = desk.pictures(captured, capture)
    assert hashlib.sha256(kept).hexdigest() == name
    assert Image.open(io.BytesIO(kept)).mode == "L"
    assert len(kept) <= 300_000
    (file,) = EvidenceStore(session).folder.iterdir()
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"JFIF" not in file.read_bytes()


def test_a_picture_that_was_changed_or_is_gone_is_told(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    desk = ScanDesk(session)
    (read,) = finish(desk.read([saved(tmp_path, picture(sheet.serial, {"wait": "no"}))])).sheets
    captured = desk.confirm(read, {**desk.proposed(read), **WRITTEN})
    (file,), store = EvidenceStore(session).folder.iterdir(), EvidenceStore(session)
    (other,) = store.keep([b"another picture"])
    file.write_bytes((store.folder / f"{other}.age").read_bytes())
    with pytest.raises(BadDataError, match="not the one"):
        desk.pictures(captured, captured.captures[0])
    file.unlink()
    with pytest.raises(BadDataError, match="not on this laptop"):
        desk.pictures(captured, captured.captures[0])


def test_an_unsure_box_must_be_settled(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order", answers={"wait": "no"})
    desk = ScanDesk(session)
    page = scribbled(picture(sheet.serial, {"wait": "no"}), "wait", "no")
    (read,) = finish(desk.read([saved(tmp_path, page)])).sheets
    assert {tick.field for tick in read.unsure} == {"wait"}
    assert "wait" not in desk.proposed(read)
    with pytest.raises(BadDataError) as refused:
        desk.confirm(read, {**desk.proposed(read), **WRITTEN})
    assert (refused.value.code, refused.value.details[0]["field"]) == ("scan.unsure", "wait")
    assert session.sheets.state(sheet.serial).state is State.ISSUED
    assert not EvidenceStore(session).folder.exists()
    captured = desk.confirm(read, {**desk.proposed(read), **WRITTEN, "wait": "yes"}, accept="struck out")
    assert captured.answers["wait"] == "yes"


def test_two_pictures_of_a_page_that_differ_are_asked(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    files = [saved(tmp_path, picture(sheet.serial, {"wait": said}), f"{said}.png") for said in ("yes", "no")]
    (read,) = finish(ScanDesk(session).read(files)).sheets
    assert {tick.choice for tick in read.unsure} == {"yes", "no"}
    assert len(read.pages) == 2
    assert read.missing == ()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_without_a_readable_code_is_assigned_by_hand(session: Session, tmp_path: Path, turned: int) -> None:
    (sheet,) = session.sheets.issue("small_order")
    desk = ScanDesk(session)
    page = without_code(picture(sheet.serial, {"wait": "yes"})).rotate(turned, expand=True)
    report = finish(desk.read([saved(tmp_path, page)]))
    (unread,) = report.unread
    assert report.pages == ()
    by_hand = desk.assign(unread, sheet.serial, 1)
    assert by_hand.answers == {"wait": "yes"}
    assert by_hand.by_hand
    whole = desk.with_page(report, unread, by_hand)
    assert whole.unread == ()
    assert desk.confirm(whole.sheets[0], {**desk.proposed(whole.sheets[0]), **WRITTEN}).captures[0].scans


def test_a_torn_page_is_read_by_the_corners_that_were_clicked(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    desk = ScanDesk(session)
    page = without_code(picture(sheet.serial, {"wait": "yes"}))
    desk_around = Image.new("L", (page.width + 400, page.height + 300), 255)
    desk_around.paste(page.crop((0, 0, page.width, page.height - 100)), (250, 120))
    (unread,) = finish(desk.read([saved(tmp_path, desk_around)])).unread
    scale = DPI / 72 * unread.kept.scale
    corners = tuple(
        (x * scale + 250 * unread.kept.scale, y * scale + 120 * unread.kept.scale)
        for x, y in ((26, 26), (586, 26), (26, 766), (586, 766))
    )
    assert desk.assign(unread, sheet.serial, 1, corners).answers == {"wait": "yes"}
    with pytest.raises(BadDataError, match="no page 4"):
        desk.assign(unread, sheet.serial, 4)


def test_what_stands_in_the_central_system_is_captured_again_with_a_reason_alone(
    session: Session, tmp_path: Path
) -> None:
    (sheet,) = session.sheets.issue("small_order")
    desk = ScanDesk(session)
    session.sheets.capture(sheet.serial, {**WRITTEN, "wait": "no"}, accept="typed first")
    session.rekeying.done(sheet.serial, "DMS-1")
    (read,) = finish(desk.read([saved(tmp_path, picture(sheet.serial, {"wait": "no"}))])).sheets
    answers = {**desk.proposed(read), "concern": "Noise in front"}
    with pytest.raises(BadDataError) as refused:
        desk.confirm(read, answers)
    assert refused.value.code == "sheet.needs_correction"
    again = desk.confirm(read, answers, correction="the paper says in front", accept="as it stands")
    assert [capture.how for capture in again.captures] == ["typed", "scanned"]
    assert again.rekeyed_before


def typed_into(data: bytes, values: dict[str, str]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_filled_pdf_reads_back_as_the_answers(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    desk = ScanDesk(session)
    (tmp_path / "filled.pdf").write_bytes(printed(sheet.serial, builders.ORDER_ANSWERS, fillable=True))
    (read,) = finish(desk.read([tmp_path / "filled.pdf"])).sheets
    assert read.how == "fillable"
    assert read.problems == ()
    asked = {keys[0] for keys in read.filled.asked}
    wanted = {name: value for name, value in builders.ORDER_ANSWERS.items() if name in asked}
    lines = [{name: value for name, value in line.items() if name != "amount"} for line in wanted["lines"]]
    seen = [{name: value for name, value in line.items() if name != "amount"} for line in read.answers["lines"]]
    assert {**read.answers, "lines": seen} == {**wanted, "lines": lines}
    captured = desk.confirm(read, desk.proposed(read))
    assert {name: captured.answers[name] for name in ("total", "due", "care")} == {
        "total": 294,
        "due": "2024-06-21",
        "care": ["key"],
    }
    assert captured.captures[0].scans


def test_what_was_typed_into_a_pdf_reads_back_and_strange_fields_are_told(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    name = sheet.serial
    typed = {
        f"{name}/customer_name": "Łukasz Novak",
        f"{name}/wait": "/yes",
        f"{name}/lines/0/hours": "1.5",
        f"{name}/due/day": "3",
        f"{name}/due/month": "7",
        f"{name}/due/year": "2024",
    }
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(typed_into(printed(name, {}, fillable=True), typed))))
    for one in writer.pages[0]["/Annots"]:
        field = one.get_object()
        if field.get("/T") == f"{name}/vin":
            field[NameObject("/T")] = TextStringObject(f"{name}/vln")
        if field.get("/T") == f"{name}/concern":
            field[NameObject("/T")] = TextStringObject("Text1")
    writer.write(tmp_path / "typed.pdf")
    report = finish(ScanDesk(session).read([tmp_path / "typed.pdf"]))
    (read,) = report.sheets
    assert read.answers["customer_name"] == "Łukasz Novak"
    assert (read.answers["wait"], read.answers["due"]) == ("yes", "2024-07-03")
    assert read.answers["lines"] == [{"hours": 1.5}]
    assert {field for field, _ in read.problems} == {"vin", "concern", "vln"}
    assert any("Text1" in line for line in report.strange)


def test_lines_of_two_pages_are_put_together(session: Session) -> None:
    from continuity_app.paper.scanned_sheet import merged  # noqa: PLC0415

    under = {"lines": [{"a": 1, "b": "x"}, {"a": 2}], "c": "kept", "d": "ticked before"}
    over = {"lines": [{}, {"b": "y"}]}
    asked = {("lines", 0, "b"), ("lines", 1, "b"), ("d",)}
    assert merged(under, over, asked) == {"lines": [{"a": 1}, {"a": 2, "b": "y"}], "c": "kept"}


def test_odd_sheets_are_told_before_anything_is_captured(session: Session, tmp_path: Path) -> None:
    desk = ScanDesk(session)
    (ours, spoilt) = session.sheets.issue("small_order", copies=2)
    session.sheets.void(spoilt.serial, "coffee")
    strange = str(make("ZZZ", 7))
    told = {}
    for number, serial in enumerate((ours.serial, spoilt.serial, strange)):
        (read,) = finish(desk.read([saved(tmp_path, picture(serial, {"wait": "no"}), f"{number}.png")])).sheets
        told[serial] = desk.notes(read)
    assert told[ours.serial] == []
    assert told[spoilt.serial] == [f"Sheet {spoilt.serial} is noted as void."]
    assert "no laptop of this organisation gives out such numbers" in told[strange][0]
    unheard = str(make(ours.serial.partition("-")[0], 900))
    (read,) = finish(desk.read([saved(tmp_path, picture(unheard, {}), "unheard.png")])).sheets
    assert "the journal of its laptop has not arrived" in desk.notes(read)[0]


def test_a_page_of_a_form_or_version_that_is_not_here_is_listed_with_both(session: Session, tmp_path: Path) -> None:
    (sheet,) = session.sheets.issue("small_order")
    scan = saved(tmp_path, picture(sheet.serial, {}))
    session.__dict__["forms"] = FormLibrary([])
    report = finish(ScanDesk(session).read([scan]))
    assert not report.pages
    assert f"Sheet {sheet.serial}: this laptop has no form small_order of version" in report.unread[0].why


def test_pages_of_one_sheet_in_different_files_are_put_together_and_a_missing_one_is_told(
    session: Session, tmp_path: Path
) -> None:
    session.__dict__["forms"] = FormLibrary([document_of(b"", LONG)])
    desk = ScanDesk(session)
    (sheet,) = session.sheets.issue("long")
    document = pypdfium2.PdfDocument(draw_sheets([SheetJob(LONG, sheet.serial)], builders.sheet_context()).data)
    images = [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in (document[0], document[1])]
    document.close()
    assert len(images) == 2
    first, second = (saved(tmp_path, image, f"page{number}.png") for number, image in enumerate(images))
    alone = finish(desk.read([second]))
    assert desk.notes(alone.sheets[0]) == [f"Sheet {sheet.serial} is not whole: page 1 is missing."]
    joined = desk.joined(alone, finish(desk.read([first])))
    (whole,) = joined.sheets
    assert [page.page for page in whole.pages] == [1, 2]
    assert desk.notes(whole) == []
    desk.confirm(whole, {}, settled=[tick.keys for tick in whole.unsure], accept="a test")
    assert desk.joined(joined, finish(desk.read([]))).pages == ()
