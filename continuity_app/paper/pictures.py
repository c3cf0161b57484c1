"""Pages of scans and photographs as grey pictures; a closed process opens the files, for they come from outside.

What comes back is bare pixels. A page may have 100 million of them and cost ten seconds; a file that breaks its reader
is told, and the files after it are read by the next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.sources.closed import Limits, run_closed
from continuity_app.words import say

MOST_PIXELS = 100_000_000
MOST_PAGES = 2_000
MOST_FIELDS = 50_000
MOST_LETTERS = 20_000
_DPI = 200
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a file, pages counted from 1: its picture (a PIL image in grey), or why there is none."""

    path: Path
    number: int
    image: Any = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a PDF to be typed into: name, with its parents' before it, and value as it stands there."""

    path: Path
    values: tuple[tuple[str, str], ...]


class _Page(msgspec.Struct, frozen=True, tag=True):
    file: int
    number: int
    width: int
    height: int
    grey: bytes


class _Problem(msgspec.Struct, frozen=True, tag=True):
    file: int
    number: int
    why: str


class _Typed(msgspec.Struct, frozen=True, tag=True):
    file: int
    values: list[tuple[str, str]]


class _Done(msgspec.Struct, frozen=True, tag=True):
    file: int


_Message = _Page | _Problem | _Typed | _Done
_DECODER: msgspec.msgpack.Decoder[_Message] = msgspec.msgpack.Decoder(_Message)


def pictures_of(paths: Sequence[Path], limits: Limits | None = None) -> Iterator[Picture | Fields]:
    """Every page of the files in their order; a file that cannot be read gives one picture that says why.

    Before the pages of a PDF to be typed into come its fields.

    Args:
        paths: PDF, PNG, JPEG, TIFF, WebP or BMP.
        limits: of each page; for tests.
    """
    from PIL import Image  # noqa: PLC0415

    begun = 0
    while begun < len(paths):
        number = 0
        try:
            for data in run_closed(draw_pages, [str(path.absolute()) for path in paths[begun:]], limits=limits):
                match _DECODER.decode(data):
                    case _Page() as page:
                        number = page.number
                        image = Image.frombytes("L", (page.width, page.height), page.grey)
                        yield Picture(paths[begun], number, image)
                    case _Problem() as problem:
                        yield Picture(paths[begun], problem.number, why=problem.why)
                    case _Typed() as typed:
                        yield Fields(paths[begun], tuple(typed.values))
                    case _Done():
                        begun, number = begun + 1, 0
        except BadDataError as error:
            yield Picture(paths[begun], number + 1, why=error.message)
            begun += 1


def draw_pages(paths: Sequence[str]) -> Iterator[bytes]:
    """What the closed process does: each page as a message, then the end of its file."""
    encode = msgspec.msgpack.encode
    for file, path in enumerate(paths):
        number = 0
        try:
            if values := fields_of(Path(path)):
                yield encode(_Typed(file, values))
            for number, image in _numbered(_pages(Path(path))):
                yield encode(_Page(file, number, image.width, image.height, image.tobytes()))
        except _UnreadableError as error:
            yield encode(_Problem(file, number + 1, str(error)))
        except MemoryError:
            yield encode(_Problem(file, number + 1, say("The page is far too large.")))
        else:
            if not number:
                yield encode(_Problem(file, 1, say("The file holds no page.")))
        yield encode(_Done(file))


class _UnreadableError(Exception):
    """This file cannot be looked at; says why."""


def _numbered(images: Iterator[Any]) -> Iterator[tuple[int, Any]]:
    for number, image in enumerate(images, 1):
        if number > MOST_PAGES:
            raise _UnreadableError(say("The file has more than {most} pages.", most=MOST_PAGES))
        yield number, image


def _pages(path: Path) -> Iterator[Any]:
    from PIL import Image, ImageSequence, UnidentifiedImageError  # noqa: PLC0415

    try:
        if _is_pdf(path):
            yield from _pdf_pages(path)
            return
        with Image.open(path) as image:
            for one in ImageSequence.Iterator(image):
                _must_be_of_paper(one.width, one.height)
                yield _upright(one).convert("L")
    except OSError as error:
        told = (
            say("The file is no picture and no PDF.") if isinstance(error, UnidentifiedImageError) else error.strerror
        )
        raise _UnreadableError(told or say("The picture is damaged.")) from error
    except (_UnreadableError, MemoryError):
        raise
    except Exception as error:  # Pillow's readers raise whatever a damaged file brings them to
        raise _UnreadableError(say("The picture is damaged or far too large.")) from error


def _upright(image: Any) -> Any:
    """A telephone lays its pictures down and says so in a tag; a tag that cannot be read turns nothing."""
    from PIL import ExifTags, Image  # noqa: PLC0415

    image.load()  # a TIFF is turned by this already
    try:
        tag = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - Pillow's reader of tags raises whatever a damaged one brings it to
        return image
    turns = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}
    return image.transpose(turns[tag]) if isinstance(tag, int) and tag in turns else image


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def fields_of(path: Path) -> list[tuple[str, str]]:
    """The fields of a PDF; none where the file has none, or where its pages alone can still be read."""
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        if not _is_pdf(path):
            return []
        found = PdfReader(path).get_fields() or {}
        values = [(str(name), _value(field.get("/V"))) for name, field in islice(found.items(), MOST_FIELDS)]
    except (OSError, PyPdfError):
        return []
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return []  # what a damaged file brings pypdf to; its pages are told page by page
    return values


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_value(one) for one in value)
    return "" if value is None else str(value)[:MOST_LETTERS]


def _pdf_pages(path: Path) -> Iterator[Any]:
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _UnreadableError(say("The PDF is damaged or locked.")) from error
    scale = _DPI / _POINTS_PER_INCH
    try:
        if document.get_formtype():
            document.init_forms()  # without it what was typed into a PDF would not be seen
        for page in document:
            width, height = page.get_size()
            _must_be_of_paper(width * scale, height * scale)
            yield page.render(scale=scale, grayscale=True, may_draw_forms=True).to_pil().convert("L")
    except pypdfium2.PdfiumError as error:
        raise _UnreadableError(say("The PDF is damaged or locked.")) from error
    finally:
        document.close()


def _must_be_of_paper(width: float, height: float) -> None:
    if width * height > MOST_PIXELS:
        raise _UnreadableError(say("The picture is damaged or far too large."))
