"""Paper back in: which sheet a picture shows, and what is ticked on it. Nothing is captured here.

1. The QR code names serial, form, version, page and layout; a page without one is listed as unread, never dropped.
2. The corner marks straighten the page; the layout that it was printed with says where its boxes are.
3. Each box is measured: how much of its inside is inked, and how sure that reading is.
Hand-writing is not read; `PageRead.crop` gives the picture of a field for a person to type from.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Answers, Form
from continuity_app.forms.serial import Serial
from continuity_app.paper.context import PAPERS, Paper
from continuity_app.paper.layout import Page, SheetLayout, layout_of
from continuity_app.paper.marks import Keys, Slot, SlotKind
from continuity_app.paper.pen import Rect
from continuity_app.paper.pictures import Picture, pictures_of
from continuity_app.paper.straighten import Point, Projection, exact, straightened
from continuity_app.paper.writing import with_room
from continuity_app.progress import Job, Step
from continuity_app.words import say

_CODE = re.compile(r"^KIT1 (\S+) (\S+) (\S+) ([0-9]{1,4})/([0-9]{1,4}) ([0-9a-f]{4})\Z")
_CELLS = 17
_EDGE = 4
_OUTLINE_SEEN = 0.6
_LEAST_CONTRAST = 36
_TICKED = 0.08
_SURE_EMPTY, _SURE_TICKED = 0.02, 0.22
_CROP_SCALE = 3.0
_MOST_LANGUAGES = 6
_LOOK_AGAIN = 0.75

FormOf = Callable[[str, str], Form | None]
"""The form of an id and version; None where this laptop has none."""
AnswersOf = Callable[[str], Answers]
"""What a sheet was printed with, by its serial; empty where the journal knows nothing of it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One box as it was read: `confidence` from 0.5 (a guess) to 1."""

    keys: Keys
    choice: str
    ticked: bool
    confidence: float
    many: bool

    @property
    def field(self) -> str:
        """The question, with its lines of repeats: `lines/0/pay_type`."""
        return "/".join(str(key) for key in self.keys)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was recognised.

    Attributes:
        file, file_page: where it was found; pages of a file count from 1.
        serial, form, version, page, pages: as its code says.
        ticks: every box on it.
    """

    file: str
    file_page: int
    serial: str
    form: str
    version: str
    page: int
    pages: int
    ticks: tuple[Tick, ...]
    _slots: tuple[Slot, ...] = field(repr=False, default=())
    _picture: Any = field(repr=False, default=None, compare=False)
    _lies: Projection = field(repr=False, default=())

    @property
    def confidence(self) -> float:
        """Of the least sure box; 1 where there is none to doubt."""
        return min((tick.confidence for tick in self.ticks), default=1.0)

    @property
    def answers(self) -> Answers:
        """What is ticked, as answers by question name; lines of a repeat as a list up to the last ticked one."""
        found: Answers = {}
        for tick in self.ticks:
            if tick.ticked:
                _put(found, tick)
        return found

    @property
    def doubtful(self) -> list[Tick]:
        """Boxes that a person should look at, the least sure first; and questions of one answer with several."""
        return sorted((tick for tick in self.ticks if tick.confidence < _LOOK_AGAIN), key=lambda tick: tick.confidence)

    def crop(self, keys: Keys) -> bytes | None:
        """The picture of a field as PNG, for a person to type from; None where this page has no such field."""
        slot = next((slot for slot in self._slots if slot.keys == keys and slot.kind is not SlotKind.TICK), None)
        if slot is None:
            return None
        rect = Rect(slot.rect.x - 3, slot.rect.y - 8, slot.rect.width + 6, slot.rect.height + 10)
        size = (round(rect.width * _CROP_SCALE), round(rect.height * _CROP_SCALE))
        out = io.BytesIO()
        straightened(self._picture, self._lies, rect, size).save(out, format="PNG")
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that could not be read, and why."""

    file: str
    page: int
    why: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What was found in the files: every page is in one of the two lists."""

    pages: tuple[PageRead, ...]
    unread: tuple[Unread, ...]


def read_pages(files: Sequence[Path], form_of: FormOf, answers_of: AnswersOf) -> Job[ScanReport]:
    """Reads scanned or photographed sheets.

    Args:
        files: PDF, PNG, JPEG, TIFF, WebP or BMP.
        form_of: the laptop's forms.
        answers_of: what a sheet was printed with: a pre-filled one may have had more lines.
    """
    reader = _Reader(form_of, answers_of)
    if files:
        yield Step(say("Reading {file}", file=files[0].name), 0, len(files))
    for picture in pictures_of(files):
        yield Step(say("Reading {file}", file=picture.path.name), files.index(picture.path), len(files))
        reader.read_picture(picture)
    return ScanReport(tuple(reader.pages), tuple(reader.unread))


class _UnreadableError(Exception):
    """This page cannot be read; says why."""


class _Reader:
    """Collects pages; knows the layouts that were needed so far."""

    def __init__(self, form_of: FormOf, answers_of: AnswersOf) -> None:
        self.pages: list[PageRead] = []
        self.unread: list[Unread] = []
        self._form_of = form_of
        self._answers_of = answers_of
        self._layouts: dict[tuple[str, str, str], SheetLayout] = {}

    def read_picture(self, picture: Picture) -> None:
        """Reads a page of a file."""
        if picture.why:
            self.unread.append(Unread(str(picture.path), picture.number, picture.why))
            return
        codes = _codes(picture.image)
        if not codes:
            why = say("No code of the kit was found on this page.")
            self.unread.append(Unread(str(picture.path), picture.number, why))
        for text, corners in codes:
            try:
                self.pages.append(self._read_page(picture.path, picture.number, picture.image, text, corners))
            except _UnreadableError as error:
                self.unread.append(Unread(str(picture.path), picture.number, str(error)))

    def _read_page(self, path: Path, number: int, picture: Any, text: str, corners: Sequence[Point]) -> PageRead:
        match = _CODE.match(text)
        if match is None:
            raise _UnreadableError(say("The code on this page is not one of a sheet."))
        serial, form_id, version, page, pages, digest = match.groups()
        form_id, version = unquote(form_id), "" if version == "-" else unquote(version)
        try:
            serial = str(Serial.parse(serial))
        except BadDataError as error:
            raise _UnreadableError(error.message) from error
        layout = self._layout(serial, form_id, version, digest)
        here = _page_of(layout, int(page))
        if int(pages) != len(layout.pages):
            raise _UnreadableError(say("The code on this page is not one of a sheet."))
        lies = exact(picture, layout.paper, int(page), corners)
        if lies is None:
            raise _UnreadableError(
                say("Sheet {serial}, page {page}: a corner mark cannot be seen.", serial=serial, page=page)
            )
        ticks = _judged([_measured(picture, lies, slot) for slot in here.slots if slot.kind is SlotKind.TICK])
        told = (serial, form_id, version, int(page), int(pages))
        return PageRead(str(path), number, *told, ticks, here.slots, picture, lies)

    def _layout(self, serial: str, form_id: str, version: str, digest: str) -> SheetLayout:
        key = (form_id, version, digest)
        if key not in self._layouts:
            form = self._form_of(form_id, version)
            if form is None:
                raise _UnreadableError(
                    say(
                        "Sheet {serial}: this laptop has no form {form} of version {version}.",
                        serial=serial,
                        form=form_id,
                        version=version,
                    )
                )
            answers = self._answers_of(serial)
            for layout in _candidates(form):
                fitting = next((one for one in (layout, with_room(layout, answers)) if one.digest == digest), None)
                if fitting is not None:
                    self._layouts[key] = fitting
                    break
            else:
                raise _UnreadableError(
                    say("Sheet {serial} was printed with a layout that is not known here: type it in.", serial=serial)
                )
        return self._layouts[key]


def _page_of(layout: SheetLayout, page: int) -> Page:
    if not 1 <= page <= len(layout.pages):
        raise _UnreadableError(say("The form has no page {page}.", page=page))
    return layout.pages[page - 1]


def _candidates(form: Form) -> Iterator[SheetLayout]:
    """The layouts that a form may have been printed with: each paper, each language and pair of languages."""
    languages = form.languages[:_MOST_LANGUAGES]
    asked: list[tuple[str, ...]] = [(), *((name,) for name in languages[1:]), *permutations(languages, 2)]
    for names in asked:
        for paper in _papers():
            yield layout_of(form, paper, names)


def _papers() -> Iterator[Paper]:
    yield from PAPERS.values()


def _codes(picture: Any) -> list[tuple[str, list[Point]]]:
    """The texts of the kit's QR codes in a picture, with their corners from the top left, clockwise."""
    import zxingcpp  # noqa: PLC0415

    found = []
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode")):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        if code.text.startswith("KIT1 "):
            found.append((code.text, [(float(point.x), float(point.y)) for point in corners]))
    return found


def _measured(picture: Any, lies: Projection, slot: Slot) -> Tick:
    """How much ink lies inside a box, against the paper around it; the box is found by its outline first."""
    box = slot.rect
    around = Rect(box.x - box.width / 2, box.y - box.height / 2, box.width * 2, box.height * 2)
    patch = straightened(picture, lies, around, (2 * _CELLS, 2 * _CELLS)).tobytes()
    greys = sorted(patch)
    white, black = greys[int(len(greys) * 0.75)], greys[0]
    limit = white - max((white - black) * 0.4, _LEAST_CONTRAST)
    dark = bytes(grey < limit for grey in patch)
    left, top, outline = _outline(dark)
    inside = range(_EDGE, _CELLS - _EDGE)
    inked = sum(dark[(top + y) * 2 * _CELLS + left + x] for y in inside for x in inside) / len(inside) ** 2
    if outline < _OUTLINE_SEEN:
        sure = 0.5
    elif inked >= _TICKED:
        sure = 0.5 + (inked - _TICKED) / (_SURE_TICKED - _TICKED) / 2
    else:
        sure = 0.5 + (_TICKED - inked) / (_TICKED - _SURE_EMPTY) / 2
    return Tick(slot.keys, slot.choice, inked >= _TICKED, round(min(sure, 1.0), 3), slot.many)


def _outline(dark: bytes) -> tuple[int, int, float]:
    """Where a box's outline is in its patch, and which share of it is dark; no picture of paper is quite flat."""
    left = top = _CELLS // 2
    seen = _outlined(dark, left, top)
    for step in (3, 1):
        around = [(left + x * step, top + y * step) for y in (0, -1, 1, -2, 2) for x in (0, -1, 1, -2, 2)]
        left, top = max(around, key=lambda place: _outlined(dark, *place))
        seen = _outlined(dark, left, top)
    return left, top, seen / (4 * _CELLS)


def _outlined(dark: bytes, left: int, top: int) -> int:
    """How many dark cells lie on the outline of a box at this place of its patch."""
    side, row = _CELLS - 1, 2 * _CELLS
    start, end = top * row + left, (top + side) * row + left
    across = sum(dark[start : start + _CELLS]) + sum(dark[end : end + _CELLS])
    return across + sum(dark[start : end + 1 : row]) + sum(dark[start + side : end + side + 1 : row])


def _judged(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """Two ticks on a question of one answer make both a guess: a person decides."""
    count: dict[Keys, int] = {}
    for tick in ticks:
        if tick.ticked and not tick.many:
            count[tick.keys] = count.get(tick.keys, 0) + 1
    return tuple(
        Tick(tick.keys, tick.choice, tick.ticked, 0.5, tick.many)
        if tick.ticked and count.get(tick.keys, 0) > 1
        else tick
        for tick in ticks
    )


def _put(answers: Answers, tick: Tick) -> None:
    """Puts a ticked box into answers, making the lines of repeats on the way."""
    place: Any = answers
    for key, after in zip(tick.keys, tick.keys[1:], strict=False):
        if isinstance(after, int):
            place = place.setdefault(key, [])
            while len(place) <= after:
                place.append({})
            place = place[after]
    name = tick.keys[-1]
    if not tick.choice:
        place[name] = True
    elif tick.many:
        place.setdefault(name, []).append(tick.choice)
    else:
        place.setdefault(name, tick.choice)
