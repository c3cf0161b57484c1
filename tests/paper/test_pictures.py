"""Files that come back from a scanner or a telephone: whatever they are, the pages around them are read."""

import io
import sys

import pypdfium2
import pytest
from PIL import ExifTags, Image

from continuity_app.paper import pictures
from continuity_app.paper.pictures import MOST_PIXELS, pictures_of
from continuity_app.sources.closed import Limits


@pytest.fixture
def page(tmp_path):
    """A small grey page."""
    Image.new("L", (60, 80), 200).save(tmp_path / "page.png")
    return tmp_path / "page.png"


def seen(*paths, **limits):
    return [(each.path.name, each.number, each.why or each.image.size) for each in pictures_of(paths, **limits)]


def test_pages_come_in_their_order_as_grey_pixels(tmp_path, page):
    one, two = Image.new("RGB", (60, 80), (200, 0, 0)), Image.new("L", (60, 80), 7)
    one.save(tmp_path / "two.tif", save_all=True, append_images=[two])
    assert seen(tmp_path / "two.tif", page) == [
        ("two.tif", 1, (60, 80)),
        ("two.tif", 2, (60, 80)),
        ("page.png", 1, (60, 80)),
    ]
    *_, last = pictures_of([tmp_path / "two.tif"])
    assert last.image.getextrema() == (7, 7)


@pytest.mark.parametrize(("tag", "corner"), [(1, (0, 0)), (3, (59, 79)), (6, (79, 0)), (8, (0, 59))])
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_picture_that_a_telephone_laid_down_stands_up(tmp_path, kind, tag, corner):
    photo = Image.new("L", (60, 80), 255)
    photo.paste(0, (0, 0, 12, 12))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = tag
    photo.save(tmp_path / f"photo.{kind}", exif=exif)
    (found,) = pictures_of([tmp_path / f"photo.{kind}"])
    assert found.image.getpixel(corner) < 60
    assert found.image.size == ((60, 80) if tag in (1, 3) else (80, 60))


def bomb(path, side):
    """A few kilobytes that would be very many pixels."""
    Image.MAX_IMAGE_PIXELS, kept = None, Image.MAX_IMAGE_PIXELS
    try:
        Image.new("1", (side, side)).save(path)
    finally:
        Image.MAX_IMAGE_PIXELS = kept


@pytest.mark.parametrize("side", [10_100, 20_000])
def test_a_picture_that_inflates_beyond_any_paper_is_told_and_the_next_file_is_read(tmp_path, page, side):
    bomb(tmp_path / "bomb.png", side)
    assert (tmp_path / "bomb.png").stat().st_size < MOST_PIXELS / 200
    assert [(name, number) for name, number, _ in seen(tmp_path / "bomb.png", page)] == [
        ("bomb.png", 1),
        ("page.png", 1),
    ]
    assert "too large" in seen(tmp_path / "bomb.png", page)[0][2]


def test_a_page_of_a_pdf_that_is_larger_than_any_paper_is_told(tmp_path):
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 300)
    document.new_page(14_000, 14_000)
    out = io.BytesIO()
    document.save(out)
    document.close()
    (tmp_path / "big.pdf").write_bytes(out.getvalue())
    first, second = seen(tmp_path / "big.pdf")
    assert first == ("big.pdf", 1, (556, 834))
    assert (second[1], "too large" in second[2]) == (2, True)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"Pat Example", b"II*\0\xff\xff\xff\xff"])
def test_what_is_no_picture_is_told(tmp_path, page, data):
    (tmp_path / "odd").write_bytes(data)
    told = seen(tmp_path / "odd", page)
    assert [(name, number) for name, number, _ in told] == [("odd", 1), ("page.png", 1)]
    assert "Pat" not in told[0][2]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory hold on Linux")
def test_a_file_that_breaks_its_reader_costs_only_itself(tmp_path, page):
    """With hardly any memory the second file breaks the process; the third is read by another one."""
    Image.new("L", (9_000, 9_000)).save(tmp_path / "wide.png")
    told = seen(page, tmp_path / "wide.png", page, limits=Limits(seconds=10, memory=96 << 20))
    assert [(name, number, isinstance(what, str)) for name, number, what in told] == [
        ("page.png", 1, False),
        ("wide.png", 1, True),
        ("page.png", 1, False),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory hold on Linux")
def test_where_every_process_breaks_every_file_is_told(page):
    told = seen(page, page, limits=Limits(seconds=10, memory=1 << 20))
    assert [(number, isinstance(what, str)) for _, number, what in told] == [(1, True), (1, True)]


def test_a_missing_file_is_told(tmp_path, page):
    assert [name for name, _, what in seen(tmp_path / "gone.png", page) if isinstance(what, str)] == ["gone.png"]


def test_pages_without_end_come_to_one(tmp_path):
    frames = [Image.new("1", (2, 2), number % 2) for number in range(pictures.MOST_PAGES + 3)]
    frames[0].save(tmp_path / "many.tif", save_all=True, append_images=frames[1:])
    told = seen(tmp_path / "many.tif")
    assert len(told) == pictures.MOST_PAGES + 1
    assert "more than" in told[-1][2]
