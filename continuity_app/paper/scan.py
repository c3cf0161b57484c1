"""Paper back in: which sheet a picture shows, and what is ticked on it. Nothing is captured here.

1. The QR code names serial, form, version, page and layout; a page without one is listed as unread, never dropped.
2. The corner marks straighten the page; the layout that it was printed with says where its boxes are.
3. Each box is ticked, empty or unsure (`ticks`); hand-writing is not read but shown (`page_read`).
4. A PDF that was typed into gives its fields besides (`fillable_read`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Answers, Form
from continuity_app.forms.serial import Serial
from continuity_app.paper import frame
from continuity_app.paper.context import PAPERS
from continuity_app.paper.fillable_read import FilledSheet, filled_sheets
from continuity_app.paper.layout import Page, SheetLayout, layouts_of
from continuity_app.paper.marks import SlotKind
from continuity_app.paper.page_read import Corners, Kept, PageRead, Unread, kept, scaled
from continuity_app.paper.pictures import Fields, Picture, pictures_of
from continuity_app.paper.scanned_sheet import SheetRead, sheets_of
from continuity_app.paper.straighten import Point, Projection, clicked, exact, fitted, likeness, roughly, seen_at
from continuity_app.paper.ticks import outline_seen, read_ticks
from continuity_app.paper.unflat import followed, row_off
from continuity_app.paper.writing import with_room
from continuity_app.progress import Job, Step
from continuity_app.words import say

_CODE = re.compile(r"^KIT1 (\S+) (\S+) (\S+) ([0-9]{1,4})/([0-9]{1,4}) ([0-9a-f]{4})\Z")
_MOST_LANGUAGES = 6
_SHARP_ENOUGH = 1400
_OUTLINE, _FEW_BOXES, _MOST_BOXES = 0.7, 4, 0.7
_MOST_OF_PICTURE = 0.55
_PAGES_TO_CODE = 144.0
"""How many times larger a Letter page is than the code of its first page; than that of a further one: 229."""

FormOf = Callable[[str, str], Form | None]
"""The form of an id and version; None where this laptop has none."""
AnswersOf = Callable[[str], Answers]
"""What a sheet was printed with, by its serial; empty where the journal knows nothing of it."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a person says of a page that could not be read.

    Attributes:
        serial, form, version: the sheet, and the form that the journal knows it by.
        page: which page of it, from 1.
        corners: the middles of its four corner marks in the kept picture, where a person clicked them.
    """

    serial: str
    form: str
    version: str
    page: int
    corners: Corners | None = None


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What was found in the files: every page of paper is in one of the first two lists.

    Attributes:
        pages: that were recognised, in the order of the files.
        unread: that were not, each with why.
        filled: sheets whose fields were typed into; their pages are in `pages`, too.
        strange: what else stands in a PDF's fields, in words.
    """

    pages: tuple[PageRead, ...]
    unread: tuple[Unread, ...]
    filled: tuple[FilledSheet, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def sheets(self) -> tuple[SheetRead, ...]:
        """The pages by sheet, in the order in which the sheets were first seen."""
        return sheets_of(self.pages, self.filled)


def read_pages(
    files: Sequence[Path],
    form_of: FormOf,
    answers_of: AnswersOf,
    assigned: Mapping[tuple[Path, int], Assigned] | None = None,
) -> Job[ScanReport]:
    """Reads scanned or photographed sheets.

    Args:
        files: PDF, PNG, JPEG, TIFF, WebP or BMP.
        form_of: the laptop's forms.
        answers_of: what a sheet was printed with: a pre-filled one may have had more lines.
        assigned: what a person says of single pages, by file and number of the page in it.
    """
    reader = PageReader(form_of, answers_of)
    pages: list[PageRead] = []
    unread: list[Unread] = []
    fields: list[Fields] = []
    if files:
        yield Step(say("Reading {file}", file=files[0].name), 0, len(files))
    for found in pictures_of(files):
        if isinstance(found, Fields):
            fields.append(found)
            continue
        yield Step(say("Reading {file}", file=found.path.name), files.index(found.path), len(files))
        told = (assigned or {}).get((found.path, found.number))
        read, not_read = reader.read(found) if told is None else reader.read_assigned(found, told)
        pages += read
        unread += not_read
    filled, strange = filled_sheets(fields, reader.slots_of)
    return ScanReport(tuple(pages), tuple(unread), filled, strange)


class _UnreadableError(Exception):
    """This page cannot be read; says why, and which sheet it is where that is known."""

    def __init__(self, why: str, serial: str = "", page: int = 0) -> None:
        super().__init__(why)
        self.serial, self.page = serial, page


class PageReader:
    """Reads single pages; knows the layouts that were needed so far."""

    def __init__(self, form_of: FormOf, answers_of: AnswersOf) -> None:
        self._form_of = form_of
        self._answers_of = answers_of
        self._layouts: dict[tuple[str, str, str], SheetLayout] = {}
        self._sheets: dict[str, SheetLayout] = {}

    def read(self, picture: Picture) -> tuple[list[PageRead], list[Unread]]:
        """The sheets of a picture: mostly one, of a photograph perhaps two; and what could not be read of it."""
        where = (str(picture.path), picture.number)
        if picture.why:
            return [], [Unread(*where, picture.why)]
        held = kept(picture.image)
        codes = _codes(picture.image)
        if not codes:
            return [], [Unread(*where, say("No code of the kit was found on this page."), kept=held)]
        pages, unread = [], []
        for text, corners in codes:
            try:
                pages.append(self._page(where, picture.image, held, text, corners))
            except _UnreadableError as error:
                unread.append(Unread(*where, str(error), error.serial, error.page, held))
        return pages, unread

    def read_assigned(self, picture: Picture, told: Assigned) -> tuple[list[PageRead], list[Unread]]:
        """A page as a person says: its corners as they clicked them, or as they can be found."""
        where = (str(picture.path), picture.number)
        if picture.why:
            return [], [Unread(*where, picture.why)]
        try:
            return [self.assigned(where, kept(picture.image), told, picture.image)], []
        except _UnreadableError as error:
            return [], [Unread(*where, str(error), told.serial, told.page, kept(picture.image))]

    def assigned(self, where: tuple[str, int], held: Kept, told: Assigned, picture: Any = None) -> PageRead:
        """Reads a page that a person assigned.

        Args:
            where: file and page.
            held: the picture as it is kept.
            told: which sheet and page it is.
            picture: the picture itself where it still is there; it may be sharper.

        Raises:
            BadDataError: the form is not here, or has no such page.
        """
        image, scale = (held.image(), held.scale) if picture is None else (picture, 1.0)
        corners = told.corners and [(x / held.scale * scale, y / held.scale * scale) for x, y in told.corners]
        try:
            layout, lies = self._fitting(image, told, corners)
        except _UnreadableError as error:
            raise BadDataError(
                "scan.cannot_assign",
                str(error),
                what_is_safe=say("Nothing was captured; the picture is as it was."),
                next_step=say("Look at the sheet's number and its 'page n of m', or type the sheet in."),
                details=[{"file": where[0], "row": where[1], "problem": str(error)}],
            ) from error
        here = _page_of(layout, told.page)
        if not _lies_right(image, lies, here):
            here = followed(image, lies, here, layout.paper) or here
        ticks = read_ticks(image, lies, here)
        lies = lies if picture is not None else _unscaled(lies, held.scale)
        names = (told.serial, told.form, told.version)
        return PageRead(*where, *names, told.page, len(layout.pages), ticks, held, True, here.slots, lies, layout.paper)

    def again(self, where: tuple[str, int], held: Kept, told: Assigned) -> PageRead:
        """Reads a page from its kept picture: by its code, or where that is not seen as it was assigned.

        Raises:
            BadDataError: the form is not here, or has no such page.
        """
        pages, _ = self.read(Picture(Path(where[0]), where[1], held.image()))
        found = next((page for page in pages if (page.serial, page.page) == (told.serial, told.page)), None)
        return replace(found, kept=held) if found is not None else self.assigned(where, held, told)

    def slots_of(self, serial: str) -> SheetLayout | None:
        """The layout of a sheet of which a page was read."""
        return self._sheets.get(serial)

    def _page(self, where: tuple[str, int], picture: Any, held: Kept, text: str, corners: Sequence[Point]) -> PageRead:
        serial, form_id, version, page, pages, digest = _told(text)
        layout = self._layout(serial, form_id, version, digest, page)
        here = _page_of(layout, page)
        if pages != len(layout.pages):
            raise _UnreadableError(say("The code on this page is not one of a sheet."))
        lies = exact(picture, layout.paper, page, corners)
        if lies is None:
            why = say("Sheet {serial}, page {page}: a corner mark cannot be seen.", serial=serial, page=page)
            raise _UnreadableError(why, serial, page)
        flat = _lies_right(picture, lies, here)
        if not flat:
            here = followed(picture, lies, here, layout.paper) or here
        if not flat and not _lies_right(picture, lies, here):
            why = say("Sheet {serial}, page {page}: its boxes are not where they should be.", serial=serial, page=page)
            raise _UnreadableError(why, serial, page)
        ticks = read_ticks(picture, lies, here)
        self._sheets[serial] = layout
        return PageRead(
            *where, serial, form_id, version, page, pages, ticks, held, False, here.slots, lies, layout.paper
        )

    def _layout(self, serial: str, form_id: str, version: str, digest: str, page: int) -> SheetLayout:
        key = (form_id, version, digest)
        if key not in self._layouts:
            form = self._form(serial, form_id, version, page)
            found = next((one for one in self._possible(form, serial) if one.digest == digest), None)
            if found is None:
                why = say("Sheet {serial} was printed with a layout that is not known here: type it in.", serial=serial)
                raise _UnreadableError(why, serial, page)
            self._layouts[key] = found
        return self._layouts[key]

    def _form(self, serial: str, form_id: str, version: str, page: int) -> Form:
        form = self._form_of(form_id, version)
        if form is None:
            why = say(
                "Sheet {serial}: this laptop has no form {form} of version {version}.",
                serial=serial,
                form=form_id,
                version=version,
            )
            raise _UnreadableError(why, serial, page)
        return form

    def _possible(self, form: Form, serial: str) -> Iterator[SheetLayout]:
        """The layouts that a sheet may have been printed with: blank, and with room for what it was printed with."""
        answers = self._answers_of(serial)
        for layout in _candidates(form):
            yield layout
            roomy = with_room(layout, answers)
            if roomy is not layout:
                yield roomy

    def _fitting(self, image: Any, told: Assigned, corners: Sequence[Point] | None) -> tuple[SheetLayout, Projection]:
        """The layout, and the way that the page lies, under which the code's place and the boxes look most right."""
        form = self._form(told.serial, told.form, told.version, told.page)
        seen = [(text, place) for text, place in _codes(image) if _says(text, told)]
        places: dict[str, list[Projection]] = {}
        best: tuple[float, SheetLayout, Projection] | None = None
        for layout in self._possible(form, told.serial):
            if not 1 <= told.page <= len(layout.pages) or (seen and _told(seen[0][0])[5] != layout.digest):
                continue
            paper = layout.paper
            if paper.name not in places:
                by_code = [lies for _, place in seen if (lies := roughly(image, paper, told.page, place)) is not None]
                places[paper.name] = [clicked(image, paper, corners)] if corners else by_code or fitted(image, paper)
            for lies in places[paper.name]:
                score = likeness(image, lies, paper, told.page) + _outlines(image, lies, layout.pages[told.page - 1])
                if best is None or score > best[0]:
                    best = (score, layout, lies)
        if best is None:
            raise _UnreadableError(say("The form has no page {page}.", page=told.page))
        return best[1:]


def corners_of(page: PageRead) -> Corners:
    """The middles of the corner marks of a page in its kept picture, by the paper that it was read as."""
    lies = scaled(page.lies, page.kept.scale)
    first, second, third, fourth = (seen_at(lies, corner) for corner in frame.corners(page.paper))
    return first, second, third, fourth


def _told(text: str) -> tuple[str, str, str, int, int, str]:
    """What a page's code says: serial, form, version, page, pages, layout."""
    match = _CODE.match(text)
    if match is None:
        raise _UnreadableError(say("The code on this page is not one of a sheet."))
    serial, form_id, version, page, pages, digest = match.groups()
    try:
        serial = str(Serial.parse(serial))
    except BadDataError as error:
        raise _UnreadableError(error.message) from error
    return serial, unquote(form_id), "" if version == "-" else unquote(version), int(page), int(pages), digest


def _says(text: str, told: Assigned) -> bool:
    """Whether a code is that of the page which a person named."""
    try:
        serial, *_, page, _, _ = _told(text)
    except _UnreadableError:
        return False
    return (serial, page) == (told.serial, told.page)


def _page_of(layout: SheetLayout, page: int) -> Page:
    if not 1 <= page <= len(layout.pages):
        raise _UnreadableError(say("The form has no page {page}.", page=page))
    return layout.pages[page - 1]


def _candidates(form: Form) -> Iterator[SheetLayout]:
    """The layouts that a form may have been printed with: each paper, each language or two, alone or in a batch."""
    languages = form.languages[:_MOST_LANGUAGES]
    asked: list[tuple[str, ...]] = [*((name,) for name in languages), *permutations(languages, 2)]
    for names in asked:
        for paper in PAPERS.values():
            yield from layouts_of(form, paper, names)


def _lies_right(picture: Any, lies: Projection, page: Page) -> bool:
    """Whether boxes all over the page stand where the layout says; a wrong corner mark shifts most of them."""
    boxes = [slot for slot in page.slots if slot.kind is SlotKind.TICK]
    some = boxes[:: max(1, len(boxes) // 8)]
    seen = sum(outline_seen(picture, lies, box) >= _OUTLINE for box in some)
    enough = len(some) < _FEW_BOXES or seen >= _MOST_BOXES * len(some)
    return enough and not row_off(picture, lies, page)


def _outlines(image: Any, lies: Projection, page: Page) -> float:
    """How well boxes stand where the layout says, 0 to 1; 0 where the page has none."""
    boxes = [slot for slot in page.slots if slot.kind is SlotKind.TICK][:12]
    return sum(outline_seen(image, lies, box) for box in boxes) / len(boxes) if boxes else 0.0


def _unscaled(lies: Projection, scale: float) -> Projection:
    """Where a page lies in the picture that was read, from where it lies in the kept one."""
    return (*(value / scale for value in lies[:6]), *lies[6:])


def _codes(picture: Any) -> list[tuple[str, list[Point]]]:
    """The texts of the kit's QR codes in a picture, with their corners from the top left, clockwise.

    A picture at half its size is read five times faster. It is enough where the page that it shows fills the picture;
    beside a smaller one a second sheet may lie.
    """
    if min(picture.size) >= _SHARP_ENOUGH:
        found = [(text, [(2 * x, 2 * y) for x, y in place]) for text, place in _decoded(picture.reduce(2))]
        if len(found) == 1 and _fills(picture, found[0][1]):
            return found
    return _decoded(picture)


def _fills(picture: Any, code: Sequence[Point]) -> bool:
    """Whether a page with this code fills its picture, by the smallest code on the largest paper."""
    (x0, y0), (x1, y1), _, (x3, y3) = code
    area = abs((x1 - x0) * (y3 - y0) - (x3 - x0) * (y1 - y0))
    return area * _PAGES_TO_CODE > _MOST_OF_PICTURE * float(picture.width * picture.height)


def _decoded(picture: Any) -> list[tuple[str, list[Point]]]:
    import zxingcpp  # noqa: PLC0415

    found = []
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode")):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        if code.text.startswith("KIT1 "):
            found.append((code.text, [(float(point.x), float(point.y)) for point in corners]))
    return found
