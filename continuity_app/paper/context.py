"""What a print is made for: paper, place, incident and languages, the same for every page of one job."""

import datetime as dt
from dataclasses import dataclass, field

from continuity_app.errors import BadDataError
from continuity_app.words import say

MM = 72 / 25.4
"""Points in a millimetre; every length of this package is in points."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper; sizes in points, upright."""

    name: str
    width: float
    height: float

    def turned(self) -> "Paper":
        """The same paper on its side."""
        return Paper(self.name, self.height, self.width)


LETTER = Paper("letter", 612.0, 792.0)
A4 = Paper("a4", 210 * MM, 297 * MM)
PAPERS = {paper.name: paper for paper in (LETTER, A4)}


def paper_named(name: str) -> Paper:
    """The paper of a name, any case.

    Raises:
        BadDataError: there is no such paper.
    """
    paper = PAPERS.get(name.strip().lower())
    if paper is None:
        raise BadDataError(
            "paper.unknown",
            say("There is no paper called '{name}'.", name=name),
            what_is_safe=say("Nothing was printed and no number was given out."),
            next_step=say("Choose one of {names}.", names=", ".join(PAPERS)),
            details=[{"field": "paper", "problem": say("unknown")}],
        )
    return paper


@dataclass(frozen=True, slots=True)
class SheetContext:
    """The surroundings of one print job.

    Attributes:
        organisation, site: who prints; stand on every page.
        incident: the name of the running incident or drill, empty where there is none.
        drill: every page is watermarked.
        as_of: how old the customer data are; None where no snapshot is in.
        paper: the sheet of paper.
        languages: names of one or two of the form's languages; empty for the one that was chosen for the kit, where the
            form has it, else its first.
        printed_at: the time to show on lists and reports; a numbered sheet shows none, so that a reprint is the same.
    """

    organisation: str
    site: str
    incident: str = ""
    drill: bool = False
    as_of: dt.date | None = None
    paper: Paper = LETTER
    languages: tuple[str, ...] = ()
    printed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished PDF: its bytes, how many pages, and which pages (from 1) a serial has."""

    data: bytes
    pages: int
    pages_of: dict[str, tuple[int, ...]] = field(default_factory=dict)


def plain_date(day: dt.date) -> str:
    """A day that no reader takes for another: `21 Jun 2024`."""
    return f"{day.day} {month_name(day)} {day.year}"


def month_name(day: dt.date) -> str:
    """A month in three letters."""
    return say(_MONTHS[day.month - 1])


def plain_time(moment: dt.datetime) -> str:
    """A day and a time in 24 hours: `21 Jun 2024 16:30`."""
    return f"{plain_date(moment)} {moment:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
