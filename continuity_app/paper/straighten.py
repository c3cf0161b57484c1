"""Where a page lies in a picture: from its QR code roughly, from its four corner marks exactly.

A plane seen by a camera or a scanner is a projection of the page; four points in both give it. The code alone would do
for the code's surroundings only, so it just tells where to look for the marks.
"""

from collections.abc import Sequence
from typing import Any

from continuity_app.paper import frame
from continuity_app.paper.context import Paper
from continuity_app.paper.pen import Rect

Point = tuple[float, float]
Projection = tuple[float, ...]
"""Eight numbers: page point (x, y) lies at ((a x + b y + c) / (g x + h y + 1), (d x + e y + f) / (g x + h y + 1))."""

_WINDOWS = ((2.6, 48), (4.5, 80), (7.0, 120), (10.0, 172))
"""How far around a mark's place to look, in widths of a mark, and in how many steps across."""
_SMALLEST, _LARGEST = 0.68, 1.5
_LARGER = 17
"""Steps: wider than a mark is in any window, and narrower than two."""
_HALF, _LEAST_DEEP = 128, 45
_LEAST_FULL = 0.82
_LEAST_ALONE = 0.93
_STEPS = 48
_ON_A_LINE = "the points lie on one line"
_FILL = {1: (0, 2), 2: (2,), 3: (), 4: ()}
"""Corners of the code that make up three points with the marks found so far: its left and right, then its foot."""


def projection(page: Sequence[Point], picture: Sequence[Point]) -> Projection:
    """The projection that brings four points of a page to four points of a picture.

    Raises:
        ValueError: three of them lie on one line.
    """
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(page, picture, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return tuple(solved(rows))


def solved(rows: list[list[float]]) -> list[float]:
    """The solution of linear equations by Gauss with the largest pivot; each row ends with its right side.

    Raises:
        ValueError: they have none, or many.
    """
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        if abs(rows[pivot][column]) < 1e-9:  # noqa: PLR2004 - as good as zero
            raise ValueError(_ON_A_LINE)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column and rows[row][column]:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] / row[number] for number, row in enumerate(rows)]


def seen_at(lies: Projection, point: Point) -> Point:
    """Where a point of the page is in the picture."""
    a, b, c, d, e, f, g, h = lies
    x, y = point
    scale = g * x + h * y + 1
    return ((a * x + b * y + c) / scale, (d * x + e * y + f) / scale)


def flat(page: Sequence[Point], picture: Sequence[Point]) -> Projection:
    """The projection of three points that keeps parallels: steadier where the points lie close together.

    Raises:
        ValueError: they lie on one line.
    """
    (x0, y0), (x1, y1), (x2, y2) = page
    (u0, v0), (u1, v1), (u2, v2) = picture
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    if abs(area) < 1e-9:  # noqa: PLR2004 - as good as zero
        raise ValueError(_ON_A_LINE)

    def along(w0: float, w1: float, w2: float) -> tuple[float, float, float]:
        a = ((w1 - w0) * (y2 - y0) - (w2 - w0) * (y1 - y0)) / area
        b = ((w2 - w0) * (x1 - x0) - (w1 - w0) * (x2 - x0)) / area
        return a, b, w0 - a * x0 - b * y0

    return (*along(u0, u1, u2), *along(v0, v1, v2), 0.0, 0.0)


def _corners(rect: Rect) -> list[Point]:
    return [(rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom)]


def exact(picture: Any, paper: Paper, page: int, code: Sequence[Point]) -> Projection | None:
    """Where the page lies by its four corner marks; None where one of them cannot be found.

    Args:
        picture: a Pillow image in grey.
        paper: the sheet of paper.
        page: from 1; the first page's code is larger.
        code: the corners of its QR code.
    """
    found, _ = _found(picture, paper, page, code)
    if len(found) < len(frame.corners(paper)):
        return None
    lies = projection(list(found), list(found.values()))
    # Seen straight, a mark's middle is exact; on the way there it was seen at a slant.
    places = [_mark(picture, lies, place) for place in found]
    return lies if None in places else projection(list(found), [place for place in places if place is not None])


def roughly(picture: Any, paper: Paper, page: int, code: Sequence[Point]) -> Projection | None:
    """Like `exact` with the marks that can be found and the code; None where the code is all that there is."""
    found, guess = _found(picture, paper, page, code)
    return guess if found else None


def _found(picture: Any, paper: Paper, page: int, code: Sequence[Point]) -> tuple[dict[Point, Point], Projection]:
    """The corner marks by where they belong on the page, and the projection that they and the code make."""
    top_left, top_right, bottom_left, bottom_right = frame.corners(paper)
    corners = _corners(frame.code_place(paper, page))
    guess = flat([corners[0], corners[1], corners[3]], [code[0], code[1], code[3]])
    found: dict[Point, Point] = {}
    # Each mark that is found makes the guess for the next one better: along the top first, then down.
    for wanted in (top_right, top_left, bottom_right, bottom_left):
        mark = _mark(picture, guess, wanted)
        if mark is not None:
            found[wanted] = mark
            places = [*found, *(corners[n] for n in _FILL[len(found)])][:3]
            guess = flat(places, [*found.values(), *(code[n] for n in _FILL[len(found)])][:3])
    return found, guess


def clicked(picture: Any, paper: Paper, corners: Sequence[Point]) -> Projection:
    """Where a page lies by four points that a person clicked, each drawn to the mark beside it where there is one.

    Args:
        picture: a Pillow image in grey.
        paper: the sheet of paper.
        corners: top left, top right, bottom left, bottom right of the sheet.
    """
    return _drawn(picture, projection(frame.corners(paper), corners), paper)


def fitted(picture: Any, paper: Paper) -> list[Projection]:
    """Where a page may lie that fills its picture, upright and turned by half, each drawn to the marks in its corners.

    A picture that is as wide as the paper is high is tried turned to both sides.
    """
    wide, tall = picture.size
    edges = [(0.0, 0.0), (float(wide), 0.0), (float(wide), float(tall)), (0.0, float(tall))]
    first = 0 if (wide < tall) == (paper.width < paper.height) else 1
    whole = _corners(Rect(0, 0, paper.width, paper.height))
    return [_drawn(picture, projection(whole, [*edges[turn:], *edges[:turn]]), paper) for turn in (first, first + 2)]


def _drawn(picture: Any, guess: Projection, paper: Paper) -> Projection:
    places = frame.corners(paper)
    found = [_mark(picture, guess, place) or seen_at(guess, place) for place in places]
    return projection(places, found)


def likeness(picture: Any, lies: Projection, paper: Paper, page: int) -> float:
    """How much the code's place looks like a code, between 0 and 1: half dark, against the same place turned round."""
    place = frame.code_place(paper, page)
    turned = Rect(paper.width - place.right, paper.height - place.bottom, place.width, place.height)
    here, there = (_darkness(picture, lies, rect) for rect in (place, turned))
    return min(1.0, max(0.0, 2 * (here - there)))


def _darkness(picture: Any, lies: Projection, rect: Rect) -> float:
    patch: bytes = straightened(picture, lies, rect, (_STEPS, _STEPS)).tobytes()
    limit = max(patch) - 60
    return sum(grey < limit for grey in patch) / len(patch)


def _mark(picture: Any, guess: Projection, place: Point) -> Point | None:
    """The middle of the black square near where a mark should be; looks further and further around."""
    for reach, steps in _WINDOWS:
        found = _square(picture, guess, place, frame.MARK * reach, steps)
        if found is not None:
            return found
    return None


def _square(picture: Any, guess: Projection, place: Point, reach: float, steps: int) -> Point | None:
    """Looks at a straightened window of the page for a full black square with white around it."""
    left, top = place[0] - reach, place[1] - reach
    step = 2 * reach / steps
    window = straightened(picture, guess, Rect(left, top, 2 * reach, 2 * reach), (steps, steps))
    rows, limit = _against_paper(window), _HALF
    expected = frame.MARK / step
    best: tuple[float, Point] | None = None
    for cells in _blots(rows, limit, steps):
        xs, ys = [cell % steps for cell in cells], [cell // steps for cell in cells]
        wide, tall = max(xs) - min(xs) + 1, max(ys) - min(ys) + 1
        full = len(cells) / (wide * tall)
        if min(*xs, *ys) == 0 or max(*xs, *ys) == steps - 1:  # cut off: its middle is not known
            continue
        if not all(_SMALLEST * expected <= side <= _LARGEST * expected for side in (wide, tall)) or full < _LEAST_FULL:
            continue
        if _alone(rows, limit, steps, (min(xs) - 2, min(ys) - 2, max(xs) + 2, max(ys) + 2)) < _LEAST_ALONE:
            continue
        x = left + (sum(xs) / len(xs) + 0.5) * step
        y = top + (sum(ys) / len(ys) + 0.5) * step
        far = abs(x - place[0]) + abs(y - place[1])
        if best is None or far < best[0]:
            best = (far, (x, y))
    return seen_at(guess, best[1]) if best else None


def _against_paper(window: Any) -> bytes:
    """A window with the paper around each place as white: a shadow's edge, a table and the picture's end are no marks.

    Where nothing stands out it is all white.
    """
    from PIL import ImageFilter  # noqa: PLC0415

    paper = window.filter(ImageFilter.MaxFilter(_LARGER)).filter(ImageFilter.MinFilter(_LARGER))
    rows, grounds = window.tobytes(), paper.tobytes()
    darkest = min(rows)
    return bytes(
        255 if ground - darkest < _LEAST_DEEP else min(255, 255 * max(0, grey - darkest) // (ground - darkest))
        for grey, ground in zip(rows, grounds, strict=True)
    )


def _alone(rows: bytes, limit: float, steps: int, frame_around: tuple[int, int, int, int]) -> float:
    """Which share of a frame of cells around a blot is light; a letter has others beside it. Outside is unknown."""
    x0, y0, x1, y1 = frame_around
    cells = [(x, y) for x in range(x0, x1 + 1) for y in (y0, y1)] + [
        (x, y) for y in range(y0, y1 + 1) for x in (x0, x1)
    ]
    inside = [rows[y * steps + x] >= limit for x, y in cells if 0 <= x < steps and 0 <= y < steps]
    return sum(inside) / len(inside)


def _blots(rows: bytes, limit: float, steps: int) -> list[list[int]]:
    """Dark cells that hang together."""
    waiting = {cell for cell, grey in enumerate(rows) if grey < limit}
    blots = []
    while waiting:
        edge = [waiting.pop()]
        blot = []
        while edge:
            cell = edge.pop()
            blot.append(cell)
            column = cell % steps
            near = [cell - steps, cell + steps]
            near += [cell - 1] if column else []
            near += [cell + 1] if column < steps - 1 else []
            for other in near:
                if other in waiting:
                    waiting.remove(other)
                    edge.append(other)
        blots.append(blot)
    return blots


def straightened(picture: Any, lies: Projection, rect: Rect, size: tuple[int, int]) -> Any:
    """A rectangle of the page as an upright picture of the given size in pixels."""
    from PIL import Image  # noqa: PLC0415

    a, b, c, d, e, f, g, h = lies
    across, down = rect.width / size[0], rect.height / size[1]
    # Pixel (i, j) shows the page at (rect.x + i * across, rect.y + j * down); put that into the projection.
    scale = g * rect.x + h * rect.y + 1
    moved = (a * across, b * down, a * rect.x + b * rect.y + c, d * across, e * down, d * rect.x + e * rect.y + f)
    turned = tuple(value / scale for value in (*moved, g * across, h * down))
    return picture.transform(size, Image.Transform.PERSPECTIVE, turned, Image.Resampling.BILINEAR, fillcolor=255)
