"""The recovery sheet: the printed way in for a sealed envelope, large enough to be read aloud and typed in a crisis."""

from collections.abc import Sequence

from continuity_app.paper.context import LETTER, Paper
from continuity_app.paper.fonts import BOLD, MEDIUM, SEMIBOLD, check, width
from continuity_app.paper.pen import FINE, HAIR, HEAVY, Document, Pen, Rect
from continuity_app.paper.typeset import within, wrap
from continuity_app.words import say

_MARGIN = 48.0
_QR = 150.0


def draw_recovery_sheet(
    organisation: str, site: str, user: str, groups: Sequence[str], qr_text: str, *, paper: Paper = LETTER
) -> bytes:
    """Draws the recovery sheet of one vault.

    Args:
        organisation: whose kit it is.
        site: where.
        user: whose vault it opens.
        groups: the Base32 groups in order, each with its check character.
        qr_text: what the QR code holds; the same key.
        paper: the sheet of paper.

    Raises:
        BadDataError: a character cannot be printed.
    """
    check([("organisation", organisation), ("site", site), ("user", user), *(("groups", group) for group in groups)])
    document = Document(say("Recovery sheet"), "en", paper, organisation)
    with document.page() as pen:
        _head(pen, organisation, site, user, paper)
        below = _groups(pen, groups, paper, top=186)
        below = _code_and_steps(pen, qr_text, paper, below + 26)
        _envelope(pen, paper, below)
    return document.finish()


def _head(pen: Pen, organisation: str, site: str, user: str, paper: Paper) -> None:
    right = paper.width - _MARGIN
    pen.text(_MARGIN, 74, say("Recovery sheet"), face=BOLD, size=26)
    pen.text(_MARGIN, 94, say("Opens the vault when nobody has its passphrase. Keep it sealed."), size=11)
    pen.line(_MARGIN, 108, right, 108, weight=HEAVY)
    third = (right - _MARGIN) / 3
    told = ((say("Organisation"), organisation), (say("Site"), site), (say("Vault of"), user))
    for number, (label, value) in enumerate(told):
        x = _MARGIN + number * third
        pen.text(x, 121, label, size=7.5)
        size, lines = within(value, third - 10, 11.5, 7.5, MEDIUM, lines=3)
        for row, line in enumerate(lines):
            pen.text(x, 136 + row * 9.5, line, face=MEDIUM, size=size)
    pen.line(_MARGIN, 158, right, 158, weight=HAIR)


def _groups(pen: Pen, groups: Sequence[str], paper: Paper, top: float) -> float:
    """The groups in numbered cells; gives where they end."""
    room = paper.width - 2 * _MARGIN
    widest = max(width(group, SEMIBOLD, 1) for group in groups)
    columns = next((count for count in (4, 3, 2) if widest * 17 + 34 <= room / count), 1)
    size = min(20.0, (room / columns - 34) / widest)
    pen.text(
        _MARGIN, top - 8, say("Type the groups in this order. The last character of each group is its check."), size=9
    )
    cell, tall = room / columns, 38.0
    rows = -(-len(groups) // columns)
    for number, group in enumerate(groups):
        x, y = _MARGIN + number % columns * cell, top + number // columns * tall
        pen.box(Rect(x, y, cell, tall), weight=FINE)
        pen.text(x + 6, y + 11, str(number + 1), size=7.5)
        pen.text(x + 24, y + 26, group, face=SEMIBOLD, size=size)
    return top + rows * tall


def _code_and_steps(pen: Pen, qr_text: str, paper: Paper, top: float) -> float:
    pen.qr(qr_text, Rect(_MARGIN, top, _QR, _QR))
    x = _MARGIN + _QR + 26
    room = paper.width - _MARGIN - x
    steps = (
        say("Print this sheet once, on paper. Save it nowhere and photograph it nowhere."),
        say("Put it into an envelope, seal it, and sign across the seal."),
        say("Lock the envelope away from the laptop: whoever holds both opens the vault."),
        say("To open: type the groups where the passphrase is asked for; a wrong group is told by its number."),
        say("Once used or seen, make a new one: the old one can be taken back in the list of ways in."),
    )
    pen.text(x, top + 10, say("What to do with it"), face=SEMIBOLD, size=12)
    y = top + 28
    for number, step in enumerate(steps, 1):
        pen.text(x, y, f"{number}", face=SEMIBOLD, size=9.5)
        for line in wrap(step, room - 16, 9.5):
            pen.text(x + 16, y, line, size=9.5)
            y += 12.5
        y += 4
    return max(top + _QR, y)


def _envelope(pen: Pen, paper: Paper, below: float) -> None:
    """The lines that are filled in when the envelope is sealed and when it is opened."""
    top = max(below + 24, paper.height - 190)
    right = paper.width - _MARGIN
    box = Rect(_MARGIN, top, right - _MARGIN, 130)
    pen.box(box, weight=FINE, dashed=True)
    pen.text(box.x + 10, top + 17, say("The envelope"), face=SEMIBOLD, size=10)
    labels = (
        (say("Sealed by"), say("Date"), say("Where it is kept")),
        (say("Opened by"), say("Date and time"), say("Why")),
    )
    room = (box.width - 20) / 3
    for row, words in enumerate(labels):
        line = top + 58 + row * 46
        for column, word in enumerate(words):
            x = box.x + 10 + column * room
            pen.line(x, line, x + room - 14, line, weight=FINE)
            pen.text(x, line + 10, word, size=7.5)
