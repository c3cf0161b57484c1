"""Drawing in points from the top left of a page, and the document around the pages.

A document has a title and a language and no personal data in its metadata; with `SOURCE_DATE_EPOCH` set its bytes are
the same each time.
"""

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from continuity_app.paper.context import Paper
from continuity_app.paper.fonts import REGULAR, ready, tidy, width
from continuity_app.paper.shaping import draw, in_family
from continuity_app.paper.tagging import Step, Tags
from continuity_app.words import say

_MASK = 3
"""Every mask of a QR code is read alike; trying all eight for the prettiest takes most of the time of a page."""
HAIR = 0.4
FINE = 0.6
RULE = 1.1
HEAVY = 1.6


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points; `y` is its top, counted downwards from the top of the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


class Pen:
    """Draws on the current page; black on white, no grey. With `tags` it says what each thing is."""

    def __init__(self, canvas: Any, page_height: float, tags: Tags | None = None) -> None:
        self._canvas = canvas
        self._height = page_height
        self.tags = tags

    def under(self, *steps: Step) -> AbstractContextManager[None]:
        """What is written within belongs to these elements, as `tagging.Tags.under`; no tags: nothing."""
        return nullcontext() if self.tags is None else self.tags.under(*steps)

    def text(
        self, x: float, baseline: float, text: str, *, face: str = REGULAR, size: float = 9, align: str = "left"
    ) -> None:
        """Writes one line; `x` is its left edge, its right edge or its middle as `align` says."""
        line = tidy(text)
        if not line:
            return
        if align != "left":
            wide = width(line, face, size)
            x -= wide if align == "right" else wide / 2
        if self.tags is None:
            self._write(x, baseline, line, face, size)
            return
        with self.tags.piece():
            self._write(x, baseline, line, face, size)

    def _write(self, x: float, baseline: float, line: str, face: str, size: float) -> None:
        if in_family(line):
            self._canvas.setFont(ready(face), size)
            self._canvas.drawString(x, self._height - baseline, line)
        else:
            draw(self._canvas, (x, self._height - baseline), line, face, size)

    def nothing(self) -> None:
        """An empty cell of a table: it is told, so that the cells after it keep their columns."""
        if self.tags is not None:
            with self.tags.piece():
                pass

    def _leave_out(self) -> None:
        if self.tags is not None:
            self.tags.leave_out()

    def white_text(self, x: float, baseline: float, text: str, *, face: str, size: float) -> None:
        """Writes one line in white, centred on `x`, for a black ground."""
        self._canvas.setFillGray(1)
        self._canvas.setStrokeGray(1)
        self.text(x, baseline, text, face=face, size=size, align="middle")
        self._canvas.setFillGray(0)
        self._canvas.setStrokeGray(0)

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIR) -> None:
        """A straight line."""
        self._leave_out()
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1, self._height - y1, x2, self._height - y2)

    def box(self, rect: Rect, weight: float = HAIR, *, dashed: bool = False) -> None:
        """The outline of a rectangle."""
        self._leave_out()
        self._canvas.setLineWidth(weight)
        if dashed:
            self._canvas.setDash(3, 2)
        self._canvas.rect(rect.x, self._height - rect.bottom, rect.width, rect.height, stroke=1, fill=0)
        if dashed:
            self._canvas.setDash()

    def block(self, rect: Rect) -> None:
        """A black rectangle."""
        self._leave_out()
        self._canvas.rect(rect.x, self._height - rect.bottom, rect.width, rect.height, stroke=0, fill=1)

    def cross(self, rect: Rect) -> None:
        """The mark in a ticked box."""
        if self.tags is None:
            self._cross(rect)
            return
        with self.tags.piece("Figure", say("ticked")):
            self._cross(rect)

    def _cross(self, rect: Rect) -> None:
        inset = rect.width * 0.2
        left, right, top, bottom = rect.x + inset, rect.right - inset, rect.y + inset, rect.bottom - inset
        self._canvas.setLineWidth(1.3)
        self._canvas.line(left, self._height - top, right, self._height - bottom)
        self._canvas.line(left, self._height - bottom, right, self._height - top)

    def qr(self, text: str, rect: Rect) -> None:
        """A QR code that fills a square, as one path; the quiet zone is the caller's."""
        import segno  # noqa: PLC0415

        rows = [bytes(row) for row in segno.make(text, error="m", micro=False, mask=_MASK).matrix]
        cell, last = rect.width / len(rows), len(rows) - 1
        boxes = [f"{start} {last - n} {long} 1 re" for n, row in enumerate(rows) for start, long in _runs(row)]
        place = f"{cell:.5f} 0 0 {cell:.5f} {rect.x:.3f} {self._height - rect.bottom:.3f} cm"
        with nullcontext() if self.tags is None else self.tags.piece("Figure", say("QR code of this page")):
            self._canvas.addLiteral(f"q {place} {' '.join(boxes)} f Q")

    def watermark(self, text: str, paper: Paper) -> None:
        """Large outlined letters across the page: seen at once, and nothing under them is hidden or grey."""
        self._leave_out()
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(paper.width / 2, paper.height / 2)
        canvas.rotate(52)
        size = min(150, 560 / max(width(text, REGULAR, 1), 1))
        canvas.setLineWidth(HAIR)
        canvas.setDash(1, 2)
        canvas.setFont(ready(REGULAR), size)
        canvas.drawCentredString(0, -size * 0.35, text, mode=1)
        canvas.restoreState()

    @property
    def canvas(self) -> Any:
        """The canvas under the pen, for what only a PDF has: form fields and shared layers."""
        return self._canvas


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where dark modules stand side by side: start and length of each run."""
    start = 0
    while start < len(row):
        end = start
        while end < len(row) and row[end]:
            end += 1
        if end > start:
            yield start, end - start
        start = end + 1


class Document:
    """A PDF in memory."""

    def __init__(self, title: str, language: str, paper: Paper, author: str) -> None:
        from reportlab import rl_config  # noqa: PLC0415
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

        rl_config.useA85 = 0  # compressed streams as they are: a fifth smaller than as ASCII, and sooner made

        self._out = io.BytesIO()
        self.paper = paper
        self.canvas = Canvas(
            self._out,
            pagesize=(paper.width, paper.height),
            pageCompression=1,
            initialFontName=ready(REGULAR),
            pdfVersion=(1, 7),
            lang=language,
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(title)
        self.canvas.setCreator("Continuity kit")
        self.canvas.setProducer("Continuity kit, ReportLab")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.pages = 0
        self._tags = Tags(self.canvas)

    @contextmanager
    def page(self, *, layered: bool = False) -> Iterator[Pen]:
        """One page to draw on; it is finished when the block ends.

        Args:
            layered: it takes a layer that other pages have too, and is one element for a reader that speaks.
        """
        self._tags.begin_page()
        if layered:
            with self._tags.piece():
                yield Pen(self.canvas, self.paper.height)
        else:
            yield Pen(self.canvas, self.paper.height, self._tags)
        self._tags.end_page()
        self.canvas.showPage()
        self.pages += 1

    @contextmanager
    def layer(self, name: str) -> Iterator[Pen]:
        """A drawing that many pages share: stored once, put on a page by `place`."""
        self.canvas.beginForm(name, 0, 0, self.paper.width, self.paper.height)
        yield Pen(self.canvas, self.paper.height)
        self.canvas.endForm()

    def place(self, name: str) -> None:
        """Puts a shared layer on the current page."""
        self.canvas.doForm(name)

    def finish(self) -> bytes:
        """The bytes of the whole document."""
        self._tags.add_tree()
        self.canvas.save()
        return self._out.getvalue()
