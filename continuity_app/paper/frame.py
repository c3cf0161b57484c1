"""What every page of a sheet carries around its body: who and what, the strip, corner marks, the box for the office.

Everything here is the same on all copies of a batch; serial, QR code and customer are put on by `sheet_pdf`.
"""

from continuity_app.paper.cells import LABEL
from continuity_app.paper.context import Paper, SheetContext, plain_date
from continuity_app.paper.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD, width
from continuity_app.paper.marks import Frame, Ground, Mark, Slot, SlotKind, Stack, Stroke, Words
from continuity_app.paper.pen import FINE, HAIR, HEAVY, Rect
from continuity_app.paper.shaping import in_family
from continuity_app.paper.typeset import cut, within, wrap
from continuity_app.words import say

LEFT = 39.0
OFFICE = 48.0
OFFICE_SLIM = 21.0
MARK = 12.0
_INSET = 20.0
_BOTTOM = 37.0
_FIRST_TOP, _OTHER_TOP = 124.0, 93.0
_CODE, _CODE_SMALL = 58.0, 46.0
_CODE_TOP = 33.0
_STRIP = 98.0
_DEEP = 3.0
"""How much higher a title stands whose letters reach deeper than the family's, as in Arabic."""


def body_top(page: int) -> float:
    """Where the body of a page begins."""
    return _FIRST_TOP if page == 1 else _OTHER_TOP


def body_bottom(paper: Paper) -> float:
    """Where the body of a page ends, above the slim office box."""
    return paper.height - _BOTTOM - OFFICE_SLIM - 5


def code_place(paper: Paper, page: int) -> Rect:
    """Where the QR code stands."""
    size = _CODE if page == 1 else _CODE_SMALL
    return Rect(paper.width - LEFT - size, _CODE_TOP, size, size)


def corners(paper: Paper) -> tuple[tuple[float, float], ...]:
    """The middles of the four corner marks: top left, top right, bottom left, bottom right."""
    near = _INSET + MARK / 2
    return tuple((x, y) for y in (near, paper.height - near) for x in (near, paper.width - near))


def page_frame(title: str, code: str, context: SheetContext, page: int, pages: int) -> list[Mark]:
    """The marks around the body of one page.

    Args:
        title: the form's title.
        code: its id and version.
        context: who prints.
        page: from 1.
        pages: how many the sheet has.
    """
    paper = context.paper
    marks: list[Mark] = [Ground(Rect(x - MARK / 2, y - MARK / 2, MARK, MARK)) for x, y in corners(paper)]
    head = _first_head if page == 1 else _other_head
    marks += head(title, code, context, say("Page {page} of {pages}", page=page, pages=pages))
    marks += _office(paper) if page == pages else _office_slim(paper)
    return marks


def _first_head(title: str, code: str, context: SheetContext, page: str) -> list[Mark]:
    paper = context.paper
    right = code_place(paper, 1).x - 11
    room = right - LEFT - 150
    marks: list[Mark] = []
    size, lines = within(title, room, 17.5, 11.5, BOLD)
    above = 0 if all(map(in_family, lines)) else _DEEP
    for row, line in enumerate(lines, 1 - len(lines)):
        marks.append(Words(LEFT, 46.5 - above + row * 12.5, line, BOLD, size, tag="H1"))
    place = " · ".join(filter(None, (context.organisation, context.site)))
    size, lines = within(place, room, 8.6, 6, lines=1)
    marks.append(Words(LEFT, 60, lines[0], REGULAR, size))
    told = [code]
    if context.as_of is not None:
        told.append(say("customer data as of {day}", day=plain_date(context.as_of)))
    marks += [
        Words(LEFT, 71.5 + row * 8.5, line, size=7) for row, line in enumerate(wrap(" · ".join(told), room, 7)[:2])
    ]
    marks.append(Words(right, 64.5, say("Sheet number · write it on every loose paper"), size=6.8, align="right"))
    marks.append(Words(right, 75.5, page, MEDIUM, 7.8, align="right"))
    marks.append(Stroke(LEFT, _STRIP, paper.width - LEFT, _STRIP, HEAVY))
    return marks + _strip(context)


def _other_head(title: str, code: str, context: SheetContext, page: str) -> list[Mark]:
    paper = context.paper
    right = code_place(paper, 2).x - 11
    place = " · ".join(filter(None, (code, context.organisation, context.site)))
    line = 84.0
    return [
        Words(LEFT, 44, cut(title, right - LEFT - 130, 11.5, SEMIBOLD), SEMIBOLD, 11.5),
        Words(LEFT, 55, cut(place, right - LEFT - 70, 7), size=7),
        Words(LEFT, 74, say("Customer"), size=LABEL),
        Stroke(LEFT + 36, 76, right - 60, 76, FINE),
        Words(right, 64, page, MEDIUM, 7.8, align="right"),
        Stroke(LEFT, line, paper.width - LEFT, line, HEAVY),
    ]


def _strip_edges(paper: Paper) -> tuple[float, float, float, float, float]:
    room = paper.width - 2 * LEFT
    return (LEFT, LEFT + room * 0.3, LEFT + room * 0.56, LEFT + room * 0.79, paper.width - LEFT)


def _strip(context: SheetContext) -> list[Mark]:
    edges, bottom = _strip_edges(context.paper), _FIRST_TOP - 2
    labels = (
        say("Drill") if context.drill else say("Incident"),
        say("Written by *"),
        say("Occurred, 24 h"),
        say("Written down, 24 h"),
    )
    marks: list[Mark] = [Stroke(edges[0], bottom, edges[-1], bottom)]
    for number, label in enumerate(labels):
        marks.append(Words(edges[number] + 3.5, _STRIP + 8.6, label, MEDIUM, 6.6))
        if number:
            marks.append(Stroke(edges[number], _STRIP, edges[number], bottom))
    room = edges[1] - edges[0] - 7
    size, lines = within(context.incident, room, 9.5, 6, MEDIUM)
    for row, line in enumerate(lines, 1 - len(lines)):
        marks.append(Words(edges[0] + 3.5, bottom - (4.5 if len(lines) == 1 else 2.5) + row * 6.6, line, MEDIUM, size))
    return marks + strip_slots(context.paper).marks


def strip_slots(paper: Paper) -> Stack:
    """The places of the strip that are filled by hand; their keys begin with a sign that no question's name has."""
    from continuity_app.paper.cells import put_moment  # noqa: PLC0415 - cells builds rows on this frame's edges

    edges, bottom = _strip_edges(paper), _FIRST_TOP - 2
    stack = Stack()
    places = [Rect(edges[n] + 3.5, _STRIP + 9, edges[n + 1] - edges[n] - 7, bottom - _STRIP - 9) for n in range(4)]
    stack.slots.append(Slot(("#written_by",), SlotKind.TEXT, "text", say("Written by"), places[1], size=9.5))
    put_moment(stack, Slot(("#occurred",), SlotKind.MOMENT, "dayTime", say("Occurred"), places[2]))
    put_moment(stack, Slot(("#written",), SlotKind.MOMENT, "dayTime", say("Written down"), places[3]))
    return stack


def _office(paper: Paper) -> list[Mark]:
    box = Rect(LEFT, paper.height - _BOTTOM - OFFICE, paper.width - 2 * LEFT, OFFICE)
    marks: list[Mark] = [
        Frame(box, FINE, dashed=True),
        Words(box.x + 6, box.y + 12, say("Office use after the outage"), SEMIBOLD, 8.5),
        Words(box.right - 6, box.y + 12, say("not complete until all four are filled"), size=6.8, align="right"),
    ]
    labels = (say("Re-keyed by"), say("Date and time"), say("Central reference"), say("Verified by (second person)"))
    room = (box.width - 12 + 10) / len(labels)
    for number, label in enumerate(labels):
        x = box.x + 6 + number * room
        marks.append(Stroke(x, box.bottom - 12, x + room - 10, box.bottom - 12, FINE))
        marks.append(Words(x, box.bottom - 4, label, size=LABEL))
    return marks


def _office_slim(paper: Paper) -> list[Mark]:
    box = Rect(LEFT, paper.height - _BOTTOM - OFFICE_SLIM, paper.width - 2 * LEFT, OFFICE_SLIM)
    marks: list[Mark] = [Frame(box, FINE, dashed=True)]
    title = say("Office use after the outage")
    marks.append(Words(box.x + 6, box.y + 13.5, title, SEMIBOLD, 7))
    labels = (say("re-keyed by"), say("date"), say("central reference"), say("verified by"))
    x = box.x + 6 + width(title, SEMIBOLD, 7) + 10
    words = sum(width(label, REGULAR, 6.5) for label in labels)
    line = (box.right - 6 - x - words - 7 * len(labels) - 3) / len(labels)
    for label in labels:
        marks.append(Words(x, box.y + 13.5, label, size=6.5))
        x += width(label, REGULAR, 6.5) + 3
        marks.append(Stroke(x, box.y + 15, x + line, box.y + 15, HAIR))
        x += line + 5
    return marks
