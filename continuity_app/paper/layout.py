"""A form laid out on paper: as few pages as keep the height of the rows, as many lines of a repeat as those pages hold.

1. Rows are 9 mm, lower (never under 7 mm) only where that saves a page.
2. A section stays on one page where it fits; no heading stands alone at a page's foot.
3. What is left of the last pages becomes blank lines of repeats and of long answers, then taller rows, up to 12 mm.
4. What a page has left where the next section moved on whole makes its own answers longer and its own rows taller.
5. What is left of a page after that goes between its sections.
The blank form decides this once. Answers that need more only make single rows taller and add lines, on further pages;
blank lines after them are given up where that saves a page.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from continuity_app.forms.definition import Answers, Form
from continuity_app.paper import frame
from continuity_app.paper.body import Body, Open
from continuity_app.paper.cells import FULL_ROW, LEAST_ROW
from continuity_app.paper.content import code_lists, content_of
from continuity_app.paper.context import MM, Paper
from continuity_app.paper.marks import Block, Keys, Mark, Slot, moved_mark, moved_slot
from continuity_app.paper.mirror import mirrored
from continuity_app.paper.wording import Wording, code_of
from continuity_app.words import speaking

_ROWS = (FULL_ROW, 8.5 * MM, 8 * MM, 7.5 * MM, LEAST_ROW)
TALLEST_ROW = 12 * MM
_TALL_ROWS = (TALLEST_ROW, 11.5 * MM, 11 * MM, 10.5 * MM, 10 * MM, 9.5 * MM)
_MOST_BETWEEN = 16.0
_LONGEST = 12
"""Lines of a long answer on a page that would else end in white."""
_FOOT = 7.0
_PAGE_COST = 100.0
_SPLIT_COST = 1.5
_FEW_PAGES = 4  # on longer sheets a line more here or there is not worth laying all of them out again for it


@dataclass(frozen=True, slots=True)
class Page:
    """The marks and slots of the body of one page, in page coordinates."""

    marks: tuple[Mark, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the blank form decided: the height of rows, whether sections stay together, lines of each open part.

    Attributes:
        tall: rows of sections, by their place, that are taller than all others.
    """

    row: float
    together: bool
    counts: Mapping[Keys, int] = field(default_factory=dict)
    tall: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A laid-out sheet.

    Attributes:
        pages: in order.
        digest: four hex digits over all slots: a scanned page is read by the layout that it was printed with, or not.
        annex: its code lists stand on pages of their own, once for a batch.
    """

    form: Form
    paper: Paper
    wording: Wording
    plan: Plan
    pages: tuple[Page, ...]
    digest: str
    annex: bool = False


def layout_of(form: Form, paper: Paper, languages: tuple[str, ...] = (), *, annex: bool = False) -> SheetLayout:
    """Lays out the blank form.

    Args:
        form: the form.
        paper: the sheet of paper.
        languages: one or two of the form's languages, by name or code; where empty, the one that the kit speaks.
        annex: without its code lists, which stand on pages of their own.

    Raises:
        BadDataError: the form has no such language.
    """
    wording = Wording(form, languages)
    with speaking(code_of(wording.languages[0])):
        body = Body(content_of(form, wording, codes=not annex), frame.LEFT, paper.width - frame.LEFT)
        plan = _grown(body, paper, _chosen(body, paper))
        pages = _laid(body, paper, plan, {}, from_right=wording.from_right)
    return SheetLayout(form, paper, wording, plan, pages, _digest(pages), annex)


def layouts_of(form: Form, paper: Paper, languages: tuple[str, ...] = ()) -> Iterator[SheetLayout]:
    """The layouts that a blank sheet may have been printed with: alone, and in a batch where those differ."""
    alone = layout_of(form, paper, languages)
    yield alone
    if code_lists(form, alone.wording):
        yield layout_of(form, paper, languages, annex=True)


def fitted(layout: SheetLayout, answers: Answers, extra: Mapping[Keys, int]) -> SheetLayout:
    """The layout with room for given answers: more lines of repeats, more lines of text.

    Args:
        layout: of the blank form, or one fitted before.
        answers: whose repeats have to find room.
        extra: lines of text that single answers need beyond those they have.
    """
    counts = dict(layout.plan.counts)
    used = dict(_lines_in(answers, ()))
    for keys, lines in used.items():
        counts[keys] = max(counts.get(keys, 0), lines)
    if not extra and counts == layout.plan.counts:
        return layout
    plan = replace(layout.plan, counts=counts)
    with speaking(code_of(layout.wording.languages[0])):
        content = content_of(layout.form, layout.wording, codes=not layout.annex)
        body = Body(content, frame.LEFT, layout.paper.width - frame.LEFT)
        right = layout.wording.from_right
        pages = _laid(body, layout.paper, plan, extra, from_right=right)
        if len(pages) > len(layout.pages):
            plan = _saving(body, layout.paper, plan, used, extra)
            pages = _laid(body, layout.paper, plan, extra, from_right=right)
    return replace(layout, plan=plan, pages=pages, digest=_digest(pages))


def _saving(body: Body, paper: Paper, plan: Plan, used: Mapping[Keys, int], extra: Mapping[Keys, int]) -> Plan:
    """A plan that gives up blank lines, then height of rows, where that saves a page, and no more than it must."""
    rooms = _Rooms.of(paper)

    def pages(row: float, counts: Mapping[Keys, int]) -> int:
        return len(deal(body.blocks(row, counts, extra)[0], rooms, together=plan.together)[0])

    most = len(deal(body.blocks(plan.row, plan.counts, extra, plan.tall)[0], rooms, together=plan.together)[0])
    slim = {**plan.counts, **used}
    lower = [plan.row, *(row for row in _ROWS if row < plan.row)]
    row = next((row for row in lower if pages(row, slim) < most), None)
    if row is None:
        return plan
    fewest = pages(row, slim)
    counts = _raised(slim, list(used), plan.counts, lambda tried: pages(row, tried) <= fewest)
    return replace(plan, row=row, counts=counts, tall={})


def _lines_in(answers: Answers, prefix: Keys) -> list[tuple[Keys, int]]:
    found: list[tuple[Keys, int]] = []
    for name, value in answers.items():
        if isinstance(value, list) and value and all(isinstance(line, dict) for line in value):
            found.append(((*prefix, name), len(value)))
            for number, line in enumerate(value):
                found += _lines_in(line, (*prefix, name, number))
    return found


def _laid(body: Body, paper: Paper, plan: Plan, extra: Mapping[Keys, int], *, from_right: bool) -> tuple[Page, ...]:
    blocks, _ = body.blocks(plan.row, plan.counts, extra, plan.tall)
    rooms = _Rooms.of(paper)
    dealt, _ = deal(blocks, rooms, together=plan.together)
    turn = paper.width if from_right else 0
    return tuple(
        _placed(page, frame.body_top(number), rooms.first if number == 1 else rooms.other, turn)
        for number, page in enumerate(dealt, 1)
    )


def _placed(blocks: Sequence[Block], top: float, room: float, turn: float) -> Page:
    """A page of blocks; what they leave of its room stands between its sections, as much before each."""
    marks: list[Mark] = []
    slots: list[Slot] = []
    opening = [n > 0 and block.section != blocks[n - 1].section for n, block in enumerate(blocks)]
    left = room - _FOOT - sum(block.height for block in blocks)
    between = max(0.0, min(left / max(sum(opening), 1), _MOST_BETWEEN))
    for block, opens in zip(blocks, opening, strict=True):
        top += between if opens else 0
        marks += [moved_mark(mark, top) for mark in block.marks]
        slots += [moved_slot(slot, top) for slot in block.slots]
        top += block.height
    return Page(*mirrored(marks, slots, turn)) if turn else Page(tuple(marks), tuple(slots))


def _digest(pages: Sequence[Page]) -> str:
    places = [
        f"{number} {slot.keys} {slot.choice} {slot.rect.x:.1f} {slot.rect.y:.1f}"
        for number, page in enumerate(pages)
        for slot in page.slots
    ]
    return hashlib.sha256("\n".join((str(len(pages)), *places)).encode()).hexdigest()[:4]


@dataclass(frozen=True, slots=True)
class _Rooms:
    """Heights: of the first page's body, of every other's, and what the last page's office box takes from its own."""

    first: float
    other: float
    last: float

    @classmethod
    def of(cls, paper: Paper) -> "_Rooms":
        bottom = frame.body_bottom(paper)
        return cls(bottom - frame.body_top(1), bottom - frame.body_top(2), frame.OFFICE - frame.OFFICE_SLIM)


def deal(blocks: Sequence[Block], rooms: _Rooms, *, together: bool) -> tuple[list[list[Block]], int]:
    """Deals blocks out to pages; gives the pages and how many sections stand on more than one."""
    if not blocks:
        return [[]], 0
    tail = replace(Block(rooms.last), section=blocks[-1].section)
    queue = [*blocks[:-1], replace(blocks[-1], keep=True), tail]
    heights: dict[int, float] = {}
    for block in queue:
        heights[block.section] = heights.get(block.section, 0) + block.height
    pages: list[list[Block]] = [[]]
    left, at = rooms.first, 0
    while at < len(queue):
        end = at
        while end < len(queue) - 1 and queue[end].keep:
            end += 1
        run = queue[at : end + 1]
        wanted = sum(block.height for block in run)
        opens = at == 0 or queue[at - 1].section != run[0].section
        whole = heights[run[0].section]
        if pages[-1] and (wanted > left or (together and opens and left < whole <= rooms.other)):
            pages.append([])
            left = rooms.other
            run = [*run[0].over, *run]
            wanted = sum(block.height for block in run)
        pages[-1] += run
        left -= wanted
        at = end + 1
    return pages, _splits(pages)


def _splits(pages: Sequence[Sequence[Block]]) -> int:
    return sum(1 for above, below in pairwise(pages) if above[-1].section == below[-1].section)


def _chosen(body: Body, paper: Paper) -> Plan:
    """The row height and the keeping together that cost least, with the fewest lines of everything."""
    rooms = _Rooms.of(paper)
    best, least = Plan(FULL_ROW, together=True), float("inf")
    for row in _ROWS:
        blocks, _ = body.blocks(row, {}, {})
        for together in (True, False):
            pages, splits = deal(blocks, rooms, together=together)
            cost = len(pages) * _PAGE_COST + splits * _SPLIT_COST + (FULL_ROW - row) / MM
            if cost < least:
                best, least = Plan(row, together), cost
        if len(pages) == 1:
            break
    return best


def _grown(body: Body, paper: Paper, plan: Plan) -> Plan:
    """The plan with as many lines as its pages hold: first a little for long answers, then repeats, then the rest."""
    rooms = _Rooms.of(paper)
    blocks, opened = body.blocks(plan.row, {}, {})
    aim = deal(blocks, rooms, together=plan.together)
    limit = (len(aim[0]), aim[1])
    counts = {keys: part.least for keys, part in opened.items()}

    def fits(tried: Mapping[Keys, int], row: float = plan.row) -> bool:
        pages, splits = deal(body.blocks(row, tried, {})[0], rooms, together=plan.together)
        return len(pages) <= limit[0] and splits <= limit[1]

    texts = [keys for keys, part in opened.items() if not part.table]
    tables = [keys for keys, part in opened.items() if part.table]
    for group, most in ((texts, _comfortable), (tables, _most), (texts, _most)):
        counts = _raised(counts, group, {keys: most(opened[keys]) for keys in group}, fits)
        for keys in group if limit[0] <= _FEW_PAGES else ():
            counts = _raised(counts, [keys], {keys: most(opened[keys])}, fits)
    taller = next((row for row in _TALL_ROWS if plan.row == FULL_ROW and fits(counts, row)), plan.row)
    plan = replace(plan, row=taller, counts=counts)
    return _spread(body, rooms, plan, opened) if 1 < limit[0] <= _FEW_PAGES else plan


def _spread(body: Body, rooms: _Rooms, plan: Plan, opened: Mapping[Keys, Open]) -> Plan:
    """The plan with what each page has left given to the long answers and the rows of that page; nothing moves on."""

    def dealt(tried: Plan) -> list[list[int]]:
        blocks, _ = body.blocks(tried.row, tried.counts, {}, tried.tall)
        pages, _ = deal(blocks, rooms, together=tried.together)
        return [[block.section for block in page] for page in pages]

    def holds(counts: Mapping[Keys, int]) -> bool:
        return dealt(replace(plan, counts=counts)) == pages

    pages = dealt(plan)
    for keys in (keys for keys, part in opened.items() if not part.table):
        most = {keys: max(_LONGEST, plan.counts[keys])}
        plan = replace(plan, counts=_raised(dict(plan.counts), [keys], most, holds))
    for page in pages:
        own = {section for section in page if sum(section in other for other in pages) == 1}
        heights = (row for row in (*_TALL_ROWS, *_ROWS) if row > plan.row)
        tries = (replace(plan, tall={**plan.tall, **dict.fromkeys(own, row)}) for row in heights)
        plan = next((tried for tried in tries if dealt(tried) == pages), plan)
    return plan


def _comfortable(part: Open) -> int:
    return part.comfortable


def _most(part: Open) -> int:
    return part.most


def _raised(
    counts: dict[Keys, int],
    group: Sequence[Keys],
    most: Mapping[Keys, int],
    fits: Callable[[Mapping[Keys, int]], bool],
) -> dict[Keys, int]:
    """Adds the same number of lines to every part of a group, as many as fit, by halving."""
    low, high = 0, max((most[keys] - counts[keys] for keys in group), default=0)
    best = counts
    while low < high:
        middle = (low + high + 1) // 2
        tried = counts | {keys: min(counts[keys] + middle, max(most[keys], counts[keys])) for keys in group}
        if fits(tried):
            low, best = middle, tried
        else:
            high = middle - 1
    return best
