"""A page that was recognised in a picture: its ticks, the hand-writing beside each field, and the picture to be kept.

What is kept of a picture is a grey JPEG of at most 300 kB. Crops are cut from that very picture, so nobody types from
anything that is not kept; and a batch of hundreds of pages stays small in memory.
"""

import io
from dataclasses import dataclass, field
from typing import Any

from continuity_app.forms.definition import Answers
from continuity_app.paper.context import LETTER, Paper
from continuity_app.paper.marks import Keys, Slot, SlotKind
from continuity_app.paper.pen import Rect
from continuity_app.paper.straighten import Point, Projection, straightened
from continuity_app.paper.ticks import Reading, Tick, ticked_answers

MOST_KEPT_BYTES = 300_000
_CROP_SCALE = 3.0
_MOST_PIXELS = 4_200_000
_QUALITIES = (70, 50, 35)
_SMALLER = 0.75


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as it is kept: a grey JPEG, `scale` of it to one pixel of the picture that was read."""

    data: bytes = field(repr=False)
    width: int
    height: int
    scale: float

    def image(self) -> Any:
        """As a Pillow image."""
        from PIL import Image  # noqa: PLC0415

        return Image.open(io.BytesIO(self.data), formats=("JPEG",)).convert("L")


def kept(picture: Any) -> Kept:
    """Encodes a grey picture into at most 300 kB: first coarser, then smaller.

    Args:
        picture: a Pillow image in grey.
    """
    from PIL import Image  # noqa: PLC0415

    scale = min(1.0, (_MOST_PIXELS / (picture.width * picture.height)) ** 0.5)
    while True:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        smaller = picture if size == picture.size else picture.resize(size, Image.Resampling.BOX)
        for quality in _QUALITIES:
            out = io.BytesIO()
            smaller.save(out, format="JPEG", quality=quality)
            if out.tell() <= MOST_KEPT_BYTES:
                return Kept(out.getvalue(), *size, scale)
        scale *= _SMALLER


def as_kept(data: bytes) -> Kept:
    """A picture that was kept before, at the scale at which it was kept.

    Raises:
        ValueError: it is no JPEG.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        width, height = Image.open(io.BytesIO(data), formats=("JPEG",)).size
    except UnidentifiedImageError as error:
        raise ValueError(str(error)) from error
    return Kept(data, width, height, 1.0)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was recognised.

    Attributes:
        file, file_page: where it was found; pages of a file count from 1.
        serial, form, version, page, pages: as its code says, or as a person assigned it.
        ticks: every box on it.
        kept: the picture, as it will be kept with the capture.
        by_hand: a person said which sheet and page it is.
        slots: where everything on it stands.
        lies: where the page lies in the picture that was read.
        paper: the paper that it was read as.
    """

    file: str
    file_page: int
    serial: str
    form: str
    version: str
    page: int
    pages: int
    ticks: tuple[Tick, ...]
    kept: Kept = field(repr=False)
    by_hand: bool = False
    slots: tuple[Slot, ...] = field(repr=False, default=())
    lies: Projection = field(repr=False, default=())
    paper: Paper = LETTER

    @property
    def confidence(self) -> float:
        """Of the least sure box; 1 where there is none to doubt."""
        return min((tick.confidence for tick in self.ticks), default=1.0)

    @property
    def answers(self) -> Answers:
        """What is ticked for sure, as answers by question name."""
        return ticked_answers(self.ticks)

    @property
    def doubtful(self) -> list[Tick]:
        """Boxes that a person has to look at, the least sure first."""
        return sorted((tick for tick in self.ticks if tick.reading is Reading.UNSURE), key=lambda one: one.confidence)

    def crop(self, keys: Keys, *, ticks: bool = False) -> bytes | None:
        """The picture of a field as PNG, for a person to type from; None where this page has no such field.

        Args:
            keys: where its answer lies.
            ticks: show the boxes of a question, too.
        """
        rects = [slot.rect for slot in self.slots if slot.keys == keys and (ticks or slot.kind is not SlotKind.TICK)]
        if not rects:
            return None
        left, top = min(rect.x for rect in rects) - 3, min(rect.y for rect in rects) - 8
        right, bottom = max(rect.right for rect in rects) + 3, max(rect.bottom for rect in rects) + 2
        if ticks:
            right += 60
        rect = Rect(left, top, right - left, bottom - top)
        size = (round(rect.width * _CROP_SCALE), round(rect.height * _CROP_SCALE))
        out = io.BytesIO()
        straightened(self.kept.image(), scaled(self.lies, self.kept.scale), rect, size).save(out, format="PNG")
        return out.getvalue()


def scaled(lies: Projection, scale: float) -> Projection:
    """Where a page lies in the same picture made smaller or larger."""
    return (*(value * scale for value in lies[:6]), *lies[6:])


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that could not be read, and why.

    Attributes:
        file, page: where it was found; pages count from 1.
        why: in words.
        serial, sheet_page: what its code said, where there was one; a person may assign it so.
        kept: its picture, None where the file could not be opened.
    """

    file: str
    page: int
    why: str
    serial: str = ""
    sheet_page: int = 0
    kept: Kept | None = field(repr=False, default=None)


Corners = tuple[Point, Point, Point, Point]
"""The middles of the corner marks in an unread page's kept picture: top left, top right, bottom left, bottom right of
the sheet, however the picture lies."""
