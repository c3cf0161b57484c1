"""Paper back in: sheets are recognised however they lie, boxes are read with a confidence, no page is lost."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import segno
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from continuity_app.forms.serial import make
from continuity_app.paper import frame
from continuity_app.paper.context import A4, LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.scan import ScanReport, read_pages
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.paper.straighten import projection, seen_at
from continuity_app.progress import finish
from tests import builders

SERIAL = str(make("7K3", 143))
TICKED = {
    "wait": "no",
    "care": ["key"],
    "lines": [{"pay_type": "customer"}, {}, {"pay_type": "warranty"}],
    "agreed": True,
}
LAYOUT = layout_of(builders.order_form(), LETTER).digest
DPI = 150


def picture(answers: dict[str, Any] | None = None, page: int = 0, **context: Any) -> Image.Image:
    job = SheetJob(builders.order_form(), SERIAL, TICKED if answers is None else answers)
    data = draw_sheets([job], builders.sheet_context(**context)).data
    document = pypdfium2.PdfDocument(data)
    made: Image.Image = document[page].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return made


def read(folder: Path, *pictures: Image.Image, answers: dict[str, Any] | None = None) -> ScanReport:
    files = []
    for number, one in enumerate(pictures):
        files.append(folder / f"scan-{number}.png")
        one.save(files[-1])
    return finish(read_pages(files, lambda _id, _version: builders.order_form(), lambda _serial: answers or {}))


def on_a_desk(page: Image.Image) -> Image.Image:
    desk = Image.new("L", (page.width + 300, page.height + 300), 90)
    desk.paste(page, (150, 150))
    return desk


def photographed(page: Image.Image) -> Image.Image:
    desk = on_a_desk(page)
    wide, tall = desk.size
    seen = projection(
        [(0, 0), (wide, 0), (wide, tall), (0, tall)],
        [(-150, -60), (wide + 90, -90), (wide + 10, tall), (-30, tall + 80)],
    )
    made = desk.transform(desk.size, Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC, fillcolor=80)
    return made.filter(ImageFilter.GaussianBlur(1.1))


@pytest.mark.parametrize(
    "lying",
    [
        lambda page: page,
        lambda page: page.rotate(180),
        lambda page: page.rotate(90, expand=True),
        lambda page: page.rotate(3.2, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC),
        lambda page: page.resize((page.width * 2 // 3, page.height * 2 // 3)),
        lambda page: ImageEnhance.Brightness(on_a_desk(page)).enhance(0.55),
        photographed,
    ],
    ids=["flat", "upside down", "sideways", "askew", "100 dpi", "dark", "photographed"],
)
def test_a_sheet_is_read_however_it_lies(tmp_path: Path, lying: Callable[[Image.Image], Image.Image]) -> None:
    report = read(tmp_path, lying(picture()))
    assert report.unread == ()
    (page,) = report.pages
    assert (page.serial, page.form, page.page, page.pages) == (SERIAL, "small_order", 1, 1)
    assert page.answers == TICKED
    assert page.doubtful == []


@pytest.mark.parametrize("context", [{"paper": A4}, {"languages": ("es", "en")}, {"paper": A4, "languages": ("es",)}])
def test_the_layout_that_it_was_printed_with_is_found(tmp_path: Path, context: dict[str, Any]) -> None:
    (page,) = read(tmp_path, picture(**context)).pages
    assert page.answers == TICKED


def test_a_sheet_with_more_lines_is_read_by_what_the_journal_knows_of_it(tmp_path: Path) -> None:
    answers = {"lines": [{"operation": f"Line {n}", "pay_type": "customer"} for n in range(30)]}
    pages = [picture(answers, number) for number in range(2)]
    report = read(tmp_path, *pages, answers=answers)
    assert [page.page for page in report.pages] == [1, 2]
    assert sum(tick.ticked for page in report.pages for tick in page.ticks) == 30
    lost = read(tmp_path, *pages)
    assert lost.pages == ()
    assert "layout" in lost.unread[0].why


def box_of(name: str, choice: str) -> Any:
    layout = layout_of(builders.order_form(), LETTER)
    return next(s.rect for page in layout.pages for s in page.slots if s.keys == (name,) and s.choice == choice)


def with_ink(page: Image.Image, name: str, choice: str, *, width: int = 3, grey: int = 60) -> Image.Image:
    rect, scale = box_of(name, choice), DPI / 72
    draw = ImageDraw.Draw(page)
    left, top, right, bottom = (v * scale for v in (rect.x - 1, rect.y + 2, rect.right + 3, rect.bottom - 1))
    draw.line([(left, (top + bottom) / 2), ((left + right) / 2, bottom), (right, top - 6)], fill=grey, width=width)
    return page


def test_a_tick_by_hand_that_leaves_its_box_is_read(tmp_path: Path) -> None:
    (page,) = read(tmp_path, with_ink(picture({}), "wait", "yes")).pages
    assert page.answers == {"wait": "yes"}


def test_two_ticks_on_one_answer_are_a_guess(tmp_path: Path) -> None:
    (page,) = read(tmp_path, with_ink(with_ink(picture({}), "wait", "yes"), "wait", "no")).pages
    assert page.confidence <= 0.6
    assert {tick.choice for tick in page.doubtful} == {"yes", "no"}


def test_a_hardly_visible_mark_is_doubted(tmp_path: Path) -> None:
    blank = picture({})
    rect, scale = box_of("wait", "yes"), DPI / 72
    x, y = (rect.x + rect.width / 2) * scale, (rect.y + rect.height / 2) * scale
    ImageDraw.Draw(blank).ellipse([x - 1.2, y - 1.2, x + 1.2, y + 1.2], fill=40)
    (page,) = read(tmp_path, blank).pages
    assert page.confidence < 0.95


def test_hand_writing_is_shown_as_a_crop(tmp_path: Path) -> None:
    (page,) = read(tmp_path, picture({"customer_name": "Pat Example"})).pages
    crop = page.crop(("customer_name",))
    assert crop is not None
    shown = Image.open(io.BytesIO(crop)).convert("L")
    assert min(shown.tobytes()) < 100
    assert page.crop(("nothing",)) is None


def test_pages_that_cannot_be_read_are_listed_with_why(tmp_path: Path) -> None:
    whole = picture()
    cut = whole.crop((0, 0, whole.width, whole.height * 3 // 4))
    (tmp_path / "letter.png").write_bytes(b"this is a letter, not a picture")
    report = finish(
        read_pages([tmp_path / "letter.png", tmp_path / "gone.pdf"], lambda *_: builders.order_form(), lambda _: {})
    )
    assert [Path(one.file).name for one in report.unread] == ["letter.png", "gone.pdf"]
    report = read(tmp_path, Image.new("L", (400, 500), 255), cut)
    assert [one.why for one in report.unread] == [
        "No code of the kit was found on this page.",
        f"Sheet {SERIAL}, page 1: a corner mark cannot be seen.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "KIT1 ",
        "KIT1 7K3-0143-5",
        f"KIT1 {SERIAL} small_order 3 9/9 {LAYOUT}",
        f"KIT1 {SERIAL} small_order 3 0/1 {LAYOUT}",
        f"KIT1 {SERIAL} small_order 3 1/1 0000",
        f"KIT1 {SERIAL} %ff%00 %zz 1/1 {LAYOUT}",
        f"KIT1 7K3-0000-0 small_order 3 1/1 {LAYOUT}",
        f"KIT1 {SERIAL} small_order 3 {'9' * 40}/1 {LAYOUT}",
    ],
)
def test_a_code_that_was_tampered_with_is_told_and_does_no_harm(tmp_path: Path, text: str) -> None:
    code = io.BytesIO()
    segno.make(text, micro=False).save(code, kind="png", scale=6)
    forms = {("small_order", "3"): builders.order_form()}
    (tmp_path / "code.png").write_bytes(code.getvalue())
    report = finish(read_pages([tmp_path / "code.png"], lambda form, version: forms.get((form, version)), lambda _: {}))
    assert report.pages == ()
    assert len(report.unread) == 1
    assert report.unread[0].why


def test_a_form_that_this_laptop_lacks_is_told(tmp_path: Path) -> None:
    picture().save(tmp_path / "scan.png")
    report = finish(read_pages([tmp_path / "scan.png"], lambda *_: None, lambda _: {}))
    assert "no form small_order of version 3" in report.unread[0].why


def test_every_page_of_a_pdf_and_of_a_tiff_is_read(tmp_path: Path) -> None:
    jobs = [SheetJob(builders.order_form(), str(make("7K3", n)), TICKED) for n in (1, 2)]
    (tmp_path / "scan.pdf").write_bytes(draw_sheets(jobs, builders.sheet_context()).data)
    one, blank = picture(), Image.new("L", (300, 300), 255)
    one.save(tmp_path / "scan.tiff", save_all=True, append_images=[blank])
    files = [tmp_path / "scan.pdf", tmp_path / "scan.tiff"]
    report = finish(read_pages(files, lambda *_: builders.order_form(), lambda _: {}))
    assert [(Path(p.file).name, p.file_page) for p in report.pages] == [
        ("scan.pdf", 1),
        ("scan.pdf", 2),
        ("scan.tiff", 1),
    ]
    assert [(Path(u.file).name, u.page) for u in report.unread] == [("scan.tiff", 2)]


def test_a_projection_brings_its_points_where_they_belong() -> None:
    page = [(0.0, 0.0), (612.0, 0.0), (612.0, 792.0), (0.0, 792.0)]
    seen = [(10.0, 20.0), (1200.0, 60.0), (1150.0, 1600.0), (40.0, 1500.0)]
    lies = projection(page, seen)
    for one, other in zip(page, seen, strict=True):
        assert seen_at(lies, one) == pytest.approx(other)
    with pytest.raises(ValueError, match="line"):
        projection([(0, 0), (1, 1), (2, 2), (3, 3)], seen)


def test_corner_marks_stand_clear_of_everything_else() -> None:
    for x, y in frame.corners(LETTER):
        assert min(x, LETTER.width - x) < frame.LEFT - frame.MARK / 2 + 1
        assert 12 < y < LETTER.height - 12
