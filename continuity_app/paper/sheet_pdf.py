"""Numbered sheets as a PDF: the layer that all copies of a form share is stored once, each adds its own answers."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from urllib.parse import quote

from continuity_app.forms.definition import Answers, Form
from continuity_app.forms.texts import title_of
from continuity_app.paper import frame
from continuity_app.paper.annex import Annex, add_annex, annex_pages
from continuity_app.paper.content import code_lists
from continuity_app.paper.context import Drawn, SheetContext
from continuity_app.paper.fillable import Button, Typed, fields_of, with_fields
from continuity_app.paper.fonts import BOLD, MEDIUM, REGULAR, check, width
from continuity_app.paper.layout import SheetLayout, layout_of
from continuity_app.paper.marks import SlotKind, Words, draw_marks
from continuity_app.paper.pen import Document, Pen, Rect
from continuity_app.paper.typeset import shrunk
from continuity_app.paper.values import answer_at
from continuity_app.paper.wording import code_of
from continuity_app.paper.writing import text_for, with_room, write_slot
from continuity_app.words import say, speaking

_COMPUTED_TEXT = (SlotKind.PROSE, SlotKind.REFERENCE)
_SERIAL, _SERIAL_SMALL = 21.5, 16.0


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One numbered sheet to draw.

    Attributes:
        form: its form.
        serial: as it is read aloud, `7K3-0143-5`.
        answers: what is filled in, computed values among them; empty for a blank sheet.
        customer: name and number on one line, empty for a blank sheet.
        written_by: who wrote it down.
        occurred_at: when it happened, ISO 8601.
        written_at: when it was written down, ISO 8601.
        reprint: how many times this serial was printed before.
    """

    form: Form
    serial: str
    answers: Answers = field(default_factory=dict)
    customer: str = ""
    written_by: str = ""
    occurred_at: str = ""
    written_at: str = ""
    reprint: int = 0

    @property
    def filled(self) -> Answers:
        """The answers, and what stands in the strip."""
        strip = {"#written_by": self.written_by, "#occurred": self.occurred_at, "#written": self.written_at}
        return self.answers | {key: value for key, value in strip.items() if value}


def code_text(job: SheetJob, layout: SheetLayout, page: int) -> str:
    """What the QR code of a page says: no more than the page itself shows, and which layout it has."""
    form, version = code_words(job.form)
    return f"KIT1 {job.serial} {form} {version} {page}/{len(layout.pages)} {layout.digest}"


def code_words(form: Form) -> tuple[str, str]:
    """A form's id and version as the codes of its sheets say them: a word each, whatever stands in them."""
    return quote(form.id, safe=""), quote(form.version, safe="") or "-"


def check_printable(
    form: Form, context: SheetContext, answers: Answers, customer: str = "", *, fillable: bool = False
) -> None:
    """Checks, before a number is given out, that a sheet can be printed; `fillable` as in `draw_sheets`.

    Raises:
        BadDataError: a character is missing from the faces, or the form has no such language.
    """
    job = SheetJob(form, "0", answers, customer)
    _check_job(
        job, with_room(layout_of(form, context.paper, context.languages), job.filled), context, fillable=fillable
    )


def draw_sheets(
    jobs: Sequence[SheetJob], context: SheetContext, *, fillable: bool = False, cover: bool = False
) -> Drawn:
    """Draws numbered sheets in order; long lists of codes stand on each, or once at the end where a form has several.

    Args:
        jobs: the sheets, of any forms.
        context: who prints, for which incident, on what paper, in which languages.
        fillable: with form fields to type into, the answers standing in them.
        cover: with a first page that lists the serials by form; it has no serial and no code of its own.

    Raises:
        BadDataError: a character cannot be printed, or a form has no such language.
    """
    batch = _Batch(context, jobs, fillable=fillable)
    if cover:
        batch.cover(jobs)
    for job in jobs:
        batch.draw(job)
    batch.annexes()
    return batch.finish()


def pages_needed(form: Form, context: SheetContext) -> int:
    """How many pages a blank sheet of a form has."""
    return len(layout_of(form, context.paper, context.languages).pages)


def _check_job(job: SheetJob, layout: SheetLayout, context: SheetContext, *, fillable: bool) -> None:
    """Names every character that the faces lack, by field."""
    texts = [("organisation", context.organisation), ("site", context.site), ("incident", context.incident)]
    texts += [("customer", job.customer), ("written by", job.written_by), (job.form.id, _title(job.form, layout))]
    answers = job.filled
    filled: list[tuple[str, str]] = []
    for page in layout.pages:
        texts += [(job.form.id, mark.text) for mark in page.marks if isinstance(mark, Words)]
        filled += [
            (".".join(str(key) for key in slot.keys), text_for(slot, answers, layout.wording))
            for slot in page.slots
            if slot.kind in (SlotKind.TEXT, SlotKind.COMB, *_COMPUTED_TEXT)
        ]
    check(texts + filled)
    if fillable:
        check(filled, family_only=True)


def _title(form: Form, layout: SheetLayout) -> str:
    """The form's title in the languages of the sheet."""
    return " / ".join(dict.fromkeys(title_of(form, language) for language in layout.wording.languages))


class _Batch:
    """One document of sheets, with the layers that it holds so far."""

    def __init__(self, context: SheetContext, jobs: Sequence[SheetJob], *, fillable: bool) -> None:
        self._context = context
        self._fillable = fillable
        self._fields: list[list[Typed | Button]] = []
        self._layouts: dict[tuple[str, str], SheetLayout] = {}
        self._layers: dict[tuple[str, str, str, int], str] = {}
        self._checked: set[tuple[str, str, str]] = set()
        self._pages_of: dict[str, tuple[int, ...]] = {}
        sheets = Counter((job.form.id, job.form.version) for job in jobs)
        self._shared = {key for key, count in sheets.items() if count > 1}
        self._annexes: dict[tuple[str, str], Annex] = {}
        self._language = code_of(self._base(jobs[0].form).wording.languages[0]) if jobs else "en"
        titles = dict.fromkeys(_title(job.form, self._base(job.form)) for job in jobs)
        self._document = Document(", ".join(titles), self._language, context.paper, context.organisation)

    def _base(self, form: Form) -> SheetLayout:
        key = (form.id, form.version)
        if key not in self._layouts:
            layout = layout_of(form, self._context.paper, self._context.languages)
            if key in self._shared and (lists := code_lists(form, layout.wording)):
                layout = layout_of(form, self._context.paper, self._context.languages, annex=True)
                self._annexes[key] = Annex(_title(form, layout), form.id, form.version, lists)
            self._layouts[key] = layout
        return self._layouts[key]

    def draw(self, job: SheetJob) -> None:
        """Adds the pages of one sheet."""
        layout = with_room(self._base(job.form), job.filled)
        known = (job.form.id, job.form.version, layout.digest)
        if job.answers or job.customer or known not in self._checked:
            _check_job(job, layout, self._context, fillable=self._fillable)
            self._checked.add(known)
        first = self._document.pages + 1
        with speaking(code_of(layout.wording.languages[0])):
            for number in range(1, len(layout.pages) + 1):
                self._page(job, layout, number)
        self._pages_of[job.serial] = tuple(range(first, self._document.pages + 1))

    def annexes(self) -> None:
        """Adds the code lists of forms that have several sheets here: once for all of them."""
        if not self._annexes:
            return
        before = self._document.pages
        with speaking(self._language):
            for annex in self._annexes.values():
                add_annex(self._document, annex, self._context)
        self._fields += [[] for _ in range(self._document.pages - before)]

    def cover(self, jobs: Sequence[SheetJob]) -> None:
        """Adds the page that lists what follows."""
        from continuity_app.paper.batch_cover import CoverLine, add_cover  # noqa: PLC0415

        by_form: dict[tuple[str, str], list[SheetJob]] = {}
        for job in jobs:
            by_form.setdefault((job.form.id, job.form.version), []).append(job)
        lines = [
            CoverLine(
                _title(same[0].form, self._base(same[0].form)),
                same[0].form.version,
                [job.serial for job in same],
                sum(len(with_room(self._base(job.form), job.filled).pages) for job in same)
                + (annex_pages(self._annexes[key], self._context) if key in self._annexes else 0),
            )
            for key, same in by_form.items()
        ]
        before = self._document.pages
        with speaking(self._language):
            add_cover(self._document, lines, self._context)
        self._fields += [[] for _ in range(self._document.pages - before)]

    def _page(self, job: SheetJob, layout: SheetLayout, number: int) -> None:
        """One page: over the layer of its form where other sheets take it too, else told apart by tags."""
        if (job.form.id, job.form.version) in self._shared:
            layer = self._layer(job.form, layout, number)
            with self._document.page(layered=True) as pen:
                self._document.place(layer)
                self._own(pen, job, layout, number)
            return
        with self._document.page() as pen:
            told = self._static(pen, job.form, layout, number)
            self._own(pen, job, layout, number, told)

    def _static(self, pen: Pen, form: Form, layout: SheetLayout, number: int) -> list[tuple[float, float, int]]:
        """Draws what all copies of a page share; gives where its words stand and are told."""
        code = say("Form {form} · version {version}", form=form.id, version=form.version or "1")
        if self._context.drill:
            pen.watermark(say("DRILL"), self._context.paper)
        around = frame.page_frame(_title(form, layout), code, self._context, number, len(layout.pages))
        return [*draw_marks(pen, around), *draw_marks(pen, layout.pages[number - 1].marks)]

    def _layer(self, form: Form, layout: SheetLayout, number: int) -> str:
        """The name of the layer of a page that all copies share."""
        key = (form.id, form.version, layout.digest, number)
        if key not in self._layers:
            name = f"sheet{len(self._layers)}"
            with self._document.layer(name) as pen:
                self._static(pen, form, layout, number)
            self._layers[key] = name
        return self._layers[key]

    def _own(
        self, pen: Pen, job: SheetJob, layout: SheetLayout, number: int, told: Sequence[tuple[float, float, int]] = ()
    ) -> None:
        """What only this copy has on a page; with `told` each answer is told after the words that it belongs to."""
        with _after(pen, told[0][2] if told else 0):
            self._identity(pen, job, layout, number)
        slots = [
            *layout.pages[number - 1].slots,
            *(frame.strip_slots(self._context.paper).slots if number == 1 else ()),
        ]
        answers = job.filled
        if self._fillable:
            self._fields.append(fields_of(slots, answers, layout.wording, job.serial))
            slots = [slot for slot in slots if slot.kind in _COMPUTED_TEXT]
        for slot in slots:
            if slot.kind in _COMPUTED_TEXT or answer_at(answers, slot.keys) is not None:
                with _after(pen, _words_before(slot.rect, told)):
                    write_slot(pen, slot, answers, layout.wording)

    def _identity(self, pen: Pen, job: SheetJob, layout: SheetLayout, number: int) -> None:
        """Serial, code and customer."""
        paper = self._context.paper
        place = frame.code_place(paper, number)
        pen.qr(code_text(job, layout, number), place)
        size = _SERIAL if number == 1 else _SERIAL_SMALL
        pen.text(place.x - 11, 52 if number == 1 else 48, job.serial, face=BOLD, size=size, align="right")
        if job.reprint:
            told = say("Reprint {number}", number=job.reprint)
            pen.text(place.x - 11, 86 if number == 1 else 73, told, face=MEDIUM, size=7.8, align="right")
        if job.customer:
            _customer(pen, job.customer, place.x, number)

    def finish(self) -> Drawn:
        """The document."""
        data = self._document.finish()
        if self._fillable:
            data = with_fields(data, self._fields)
        return Drawn(data, self._document.pages, self._pages_of)


def _after(pen: Pen, place: int) -> AbstractContextManager[None]:
    """What is drawn within is told after what stands at a place."""
    return nullcontext() if pen.tags is None else pen.tags.told_at(place)


def _words_before(rect: Rect, told: Sequence[tuple[float, float, int]]) -> int:
    """Where the words are told that a place on the page belongs to: the lowest that begin neither below nor right."""
    before = [(y, x, place) for x, y, place in told if y <= rect.bottom and x <= rect.x + 2]
    return max(before)[2] if before else 0


def _customer(pen: Pen, customer: str, right: float, page: int) -> None:
    if page > 1:
        room = right - frame.LEFT - 120
        pen.text(frame.LEFT + 38, 74, customer, face=MEDIUM, size=shrunk(customer, room, 9, 5, MEDIUM) or 5)
        return
    told = say("taken from the kit: check aloud, strike out what is wrong")
    room = right - frame.LEFT - 90
    size = shrunk(customer, room, 8.6, 5, MEDIUM) or 5
    pen.text(frame.LEFT, 91.5, customer, face=MEDIUM, size=size)
    used = width(customer, MEDIUM, size) + 8
    if used + width(told, REGULAR, 6.8) <= room:
        pen.text(frame.LEFT + used, 91.5, told, size=6.8)
