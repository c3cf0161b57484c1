"""A sheet to be typed into: a field in every slot, in reading order, with what is known already filled in.

Text and figures are text fields, a comb limits its characters, boxes of one answer are radio buttons, boxes of several
are check boxes, each part of a date is a field of its own. What is filled in looks as on paper; for what is typed the
shipped face is embedded.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.forms.definition import Answers
from continuity_app.paper.fonts import MEDIUM, REGULAR, advance_widths, font_file, glyph_widths, glyphs, tidy, width
from continuity_app.paper.marks import Slot, SlotKind
from continuity_app.paper.pen import Rect
from continuity_app.paper.values import answer_at, chosen, moment_parts
from continuity_app.paper.wording import Wording
from continuity_app.paper.writing import text_for, write_slot

_MULTILINE, _RADIO, _COMB = 1 << 12, 1 << 15, 1 << 24
_PRINTED = 4
_RIGHT = 2
PART_NAMES = {
    "date": ("day", "month", "year"),
    "time": ("hour", "minute"),
    "dateTime": ("day", "month", "year", "hour", "minute"),
    "dayTime": ("day", "month", "hour", "minute"),
    "geopoint": ("latitude", "longitude"),
}
_TEXTS = ("/T", "/TU")
"""Entries that are a text whatever it begins with."""
_TYPED_SIZE = 9.5
_FONT_NAME = "/IBMPlexSans-Medm"
_TALL = 30.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of text on the page: its left end on the baseline, from the top left of the page."""

    x: float
    baseline: float
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class Typed:
    """One field: its name, place and value; `looks` are the value as on paper, `flags` as in the PDF standard."""

    name: str
    label: str
    rect: Rect
    value: str = ""
    looks: tuple[Placed, ...] = ()
    flags: int = 0
    limit: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """One box; those of one question with `choice` share a name and exclude each other."""

    name: str
    label: str
    rect: Rect
    on: bool
    choice: str = ""


class _Looks:
    """Writes answers as the pen does, and keeps where each piece stands."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []

    def text(
        self, x: float, baseline: float, text: str, *, face: str = REGULAR, size: float = 9, align: str = "left"
    ) -> None:
        """See `Writer.text`; every field is written in one face."""
        line = tidy(text)
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[align] * width(line, face, size)
        self.placed.append(Placed(x - shift, baseline, line, size))

    def cross(self, rect: Rect) -> None:
        """See `Writer.cross`; boxes have looks of their own."""


def fields_of(slots: Iterable[Slot], answers: Answers, wording: Wording, serial: str) -> list[Typed | Button]:
    """The fields of one page in reading order; a note with values in it is written, not asked."""
    fields: list[Typed | Button] = []
    for slot in slots:
        value = answer_at(answers, slot.keys)
        name = field_name(serial, slot)
        if slot.kind is SlotKind.TICK:
            on = value is not None and (slot.choice in chosen(value) if slot.choice else value not in (False, "false"))
            fields.append(Button(name, slot.label, slot.rect, on, "" if slot.many else slot.choice))
        elif slot.kind is SlotKind.MOMENT:
            fields += _moment(slot, value, name)
        elif slot.kind not in (SlotKind.PROSE, SlotKind.REFERENCE):
            fields.append(_typed(slot, answers, wording, name))
    return fields


def field_name(serial: str, slot: Slot) -> str:
    """The name of a slot's field: serial and keys, and for one box of several its choice, with `/` between."""
    words = [serial, *(str(key) for key in slot.keys)]
    if slot.kind is SlotKind.RANK or (slot.kind is SlotKind.TICK and slot.many and slot.choice):
        words.append(f"={slot.choice}")
    return "/".join(words).replace(".", "%2E")


def _typed(slot: Slot, answers: Answers, wording: Wording, name: str) -> Typed:
    looks = _Looks()
    write_slot(looks, slot, answers, wording)
    text = looks.placed[0].text if slot.kind is SlotKind.RANK and looks.placed else text_for(slot, answers, wording)
    placed = tuple(looks.placed)
    if slot.kind is SlotKind.COMB and len(text) <= len(slot.cells):
        return Typed(name, slot.label, slot.rect, text, placed, _COMB, len(slot.cells))
    tall = slot.pitch > 0 or slot.rect.height > _TALL
    right = slot.kind is SlotKind.NUMBER
    return Typed(name, slot.label, slot.rect, text, placed, _MULTILINE if tall else 0, right=right)


def _moment(slot: Slot, value: Any, name: str) -> list[Typed]:
    names = PART_NAMES[slot.type]
    parts = (moment_parts(value, slot.type) if value is not None else None) or ("",) * len(names)
    fields = []
    for part, cell, text in zip(names, slot.cells, parts, strict=True):
        middle = cell.x + (cell.width - width(text, MEDIUM, slot.size)) / 2
        looks = (Placed(middle, cell.bottom, text, slot.size),) if text else ()
        rect = Rect(cell.x, cell.y, cell.width, cell.height + 3)
        fields.append(Typed(f"{name}/{part}", f"{slot.label}: {part}", rect, text, looks))
    return fields


def with_fields(data: bytes, pages: Sequence[Sequence[Typed | Button]]) -> bytes:
    """A drawn document with its fields.

    Args:
        data: the PDF.
        pages: for each of its pages the fields in reading order.
    """
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject  # noqa: PLC0415

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    maker = _Maker(writer)
    roots: list[Any] = []
    for page, fields in zip(writer.pages, pages, strict=True):
        groups: dict[str, Any] = {}
        kids = ArrayObject()
        for one in fields:
            if isinstance(one, Button) and one.choice:
                kids.append(maker.radio(one, page, groups, roots))
                continue
            made = maker.typed(one, page) if isinstance(one, Typed) else maker.check_box(one, page)
            kids.append(made)
            roots.append(made)
        page[NameObject("/Annots")] = kids
        page[NameObject("/Tabs")] = NameObject("/R")
    fonts = DictionaryObject({NameObject("/Kit"): maker.font})
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {
            NameObject("/Fields"): ArrayObject(roots),
            NameObject("/DR"): DictionaryObject({NameObject("/Font"): fonts}),
            NameObject("/DA"): TextStringObject(f"/Kit {_TYPED_SIZE} Tf 0 g"),
        }
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class _Maker:
    """Makes the objects of fields in one document."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._crosses: dict[tuple[float, float, bool], Any] = {}
        self._described = self._described_font()
        self.font = self._typing_font()
        self._numbered_font = self._glyph_font()

    def _make(self, entries: Mapping[str, Any]) -> Any:
        """A dictionary from plain values: a text that begins with `/` is a name."""
        from pypdf.generic import (  # noqa: PLC0415
            ArrayObject,
            DictionaryObject,
            FloatObject,
            NameObject,
            NumberObject,
            TextStringObject,
        )

        made = DictionaryObject()
        for key, value in entries.items():
            if isinstance(value, str) and not isinstance(value, TextStringObject):
                named = value.startswith("/") and key not in _TEXTS
                held: Any = NameObject(value) if named else TextStringObject(value)
            elif isinstance(value, int):
                held = NumberObject(value)
            elif isinstance(value, float):
                held = FloatObject(value)
            elif isinstance(value, tuple):
                held = ArrayObject(FloatObject(number) for number in value)
            else:
                held = value
            made[NameObject(key)] = held
        return made

    def _stream(self, data: bytes, entries: Mapping[str, Any]) -> Any:
        from pypdf.generic import StreamObject  # noqa: PLC0415

        stream = StreamObject()
        stream.update(self._make(entries))
        stream.set_data(data)
        return self._writer._add_object(stream.flate_encode())  # noqa: SLF001 - pypdf has no public way to add one

    def _widget(self, page: Any, rect: Rect, entries: Mapping[str, Any]) -> Any:
        top = float(page.mediabox.height)
        place = (rect.x, top - rect.bottom, rect.right, top - rect.y)
        common = {
            "/Type": "/Annot",
            "/Subtype": "/Widget",
            "/Rect": place,
            "/F": _PRINTED,
            "/P": page.indirect_reference,
        }
        return self._writer._add_object(self._make(common | dict(entries)))  # noqa: SLF001

    def typed(self, one: Typed, page: Any) -> Any:
        """A text field."""
        from pypdf.generic import TextStringObject  # noqa: PLC0415

        entries = {"/FT": "/Tx", "/T": one.name, "/TU": one.label, "/Ff": one.flags, "/V": TextStringObject(one.value)}
        entries["/DA"] = TextStringObject(f"/Kit {_TYPED_SIZE} Tf 0 g")
        if one.limit:
            entries["/MaxLen"] = one.limit
        if one.right:
            entries["/Q"] = _RIGHT
        entries["/AP"] = self._make({"/N": self._look(one)})
        return self._widget(page, one.rect, entries)

    def _look(self, one: Typed) -> Any:
        """The value as it stands on paper, in glyph numbers: any alphabet of the face."""
        lines = ["/Tx BMC q BT 0 g"]
        for piece in one.looks:
            x, y = piece.x - one.rect.x, one.rect.bottom - piece.baseline
            numbers = "".join(f"{glyph:04X}" for glyph in glyphs(piece.text, MEDIUM))
            lines.append(f"/KitGlyphs {piece.size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{numbers}> Tj")
        lines.append("ET Q EMC")
        fonts = self._make({"/KitGlyphs": self._numbered_font})
        box = {"/BBox": (0, 0, one.rect.width, one.rect.height), "/Resources": self._make({"/Font": fonts})}
        return self._stream(" ".join(lines).encode(), {"/Type": "/XObject", "/Subtype": "/Form"} | box)

    def check_box(self, one: Button, page: Any) -> Any:
        """A box that is ticked or not."""
        state = "/Yes" if one.on else "/Off"
        entries = {"/FT": "/Btn", "/T": one.name, "/TU": one.label, "/V": state, "/AS": state}
        return self._widget(page, one.rect, entries | {"/AP": self._states(one.rect, "/Yes")})

    def radio(self, one: Button, page: Any, groups: dict[str, Any], roots: list[Any]) -> Any:
        """One of several boxes that exclude each other; makes their common parent with the first."""
        from pypdf.generic import ArrayObject, NameObject  # noqa: PLC0415

        if one.name not in groups:
            parent = self._make({"/FT": "/Btn", "/T": one.name, "/TU": one.label, "/Ff": _RADIO, "/V": "/Off"})
            parent[NameObject("/Kids")] = ArrayObject()
            groups[one.name] = self._writer._add_object(parent)  # noqa: SLF001
            roots.append(groups[one.name])
        parent = groups[one.name]
        state = f"/{one.choice}"
        entries = {"/Parent": parent, "/AS": state if one.on else "/Off", "/AP": self._states(one.rect, state)}
        made = self._widget(page, one.rect, entries)
        parent.get_object()["/Kids"].append(made)
        if one.on:
            parent.get_object()[NameObject("/V")] = NameObject(state)
        return made

    def _states(self, rect: Rect, on: str) -> Any:
        return self._make(
            {"/N": self._make({on: self._cross(rect, drawn=True), "/Off": self._cross(rect, drawn=False)})}
        )

    def _cross(self, rect: Rect, *, drawn: bool) -> Any:
        key = (rect.width, rect.height, drawn)
        if key not in self._crosses:
            wide, tall = rect.width, rect.height
            near, far = 0.2, 0.8
            strokes = f"{near * wide:.2f} {near * tall:.2f} m {far * wide:.2f} {far * tall:.2f} l "
            strokes += f"{near * wide:.2f} {far * tall:.2f} m {far * wide:.2f} {near * tall:.2f} l S"
            data = f"q 1.3 w {strokes} Q".encode() if drawn else b""
            entries = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": (0, 0, wide, tall)}
            self._crosses[key] = self._stream(data, entries)
        return self._crosses[key]

    def _described_font(self) -> Any:
        """The face whole, with what a reader needs to know of it."""
        file = font_file(MEDIUM)
        described = {
            "/Type": "/FontDescriptor",
            "/FontName": _FONT_NAME,
            "/Flags": 32,
            "/FontBBox": (-260, -278, 1300, 1025),
            "/ItalicAngle": 0,
            "/Ascent": 1025,
            "/Descent": -275,
            "/CapHeight": 698,
            "/StemV": 100,
            "/FontFile2": self._stream(file, {"/Length1": len(file)}),
        }
        return self._writer._add_object(self._make(described))  # noqa: SLF001

    def _typing_font(self) -> Any:
        """The face in the encoding that readers type with."""
        letters = [bytes([code]).decode("cp1252", errors="replace") for code in range(32, 256)]
        entries = {
            "/Type": "/Font",
            "/Subtype": "/TrueType",
            "/BaseFont": _FONT_NAME,
            "/Encoding": "/WinAnsiEncoding",
            "/FirstChar": 32,
            "/LastChar": 255,
            "/Widths": tuple(advance_widths(letters, MEDIUM)),
            "/FontDescriptor": self._described,
        }
        return self._writer._add_object(self._make(entries))  # noqa: SLF001

    def _glyph_font(self) -> Any:
        """The face by glyph numbers, for what is filled in."""
        from pypdf.generic import ArrayObject, FloatObject, NumberObject, TextStringObject  # noqa: PLC0415

        system = {"/Registry": TextStringObject("Adobe"), "/Ordering": TextStringObject("Identity"), "/Supplement": 0}
        below = {
            "/Type": "/Font",
            "/Subtype": "/CIDFontType2",
            "/BaseFont": _FONT_NAME,
            "/CIDSystemInfo": self._make(system),
            "/CIDToGIDMap": "/Identity",
            "/FontDescriptor": self._described,
            "/W": ArrayObject([NumberObject(0), ArrayObject(FloatObject(wide) for wide in glyph_widths(MEDIUM))]),
        }
        descendant = self._writer._add_object(self._make(below))  # noqa: SLF001
        entries = {
            "/Type": "/Font",
            "/Subtype": "/Type0",
            "/BaseFont": _FONT_NAME,
            "/Encoding": "/Identity-H",
            "/DescendantFonts": ArrayObject([descendant]),
        }
        return self._writer._add_object(self._make(entries))  # noqa: SLF001
