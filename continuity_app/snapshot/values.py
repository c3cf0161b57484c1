"""Cells become values: days, times, money, yes or no; what cannot be read is told, never guessed."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from continuity_app.times.reading import MONTH_FIRST
from continuity_app.words import say

MOST_VALUE = 1e15
MOST_CHARACTERS = 64

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LAST_YEAR = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_TIME = re.compile(
    r"[T ,]*(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[^\d.,()'-]*(-?)\s*[^\d.,()'-]*([\d.,' \u00a0\u202f]*\d)[^\d.,()'-]*")
_YES = frozenset(
    (
        *("1", "true", "yes", "y", "x", "on", "t", "ja", "si", "sí", "oui"),
        *("dnc", "do not call", "do not allow", "optout", "opt out"),
    )
)
_NO = frozenset(("0", "false", "no", "n", "off", "f", "nein", "non", "allow", "none", "-", "opt in"))
_HOURS = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a time as ISO 8601.

    Attributes:
        text: ISO 8601, or the original where it could not be read.
        day: None where it could not be read.
        problem: a sentence for what was wrong or had to be decided.
    """

    text: str
    day: dt.date | None
    problem: str = ""


@lru_cache(maxsize=4096)
def read_moment(text: str, region: str) -> Moment:
    """A day, with or without a time, in any of the usual orders.

    Args:
        text: as it stands in the source.
        region: decides between day and month where both would fit; that it did is told.
    """
    rest = text.strip()
    if len(rest) > MOST_CHARACTERS:
        return Moment(rest, None, say("This is not a date."))
    day, left, problem = _day(rest, region)
    if day is None:
        return Moment(rest, None, problem or say("This is not a date."))
    if not left:
        return Moment(day.isoformat(), day, problem)
    time = _time(left)
    if time is None:
        return Moment(rest, day, say("The time of day cannot be read."))
    return Moment(f"{day.isoformat()}T{time}", day, problem)


def _day(text: str, region: str) -> tuple[dt.date | None, str, str]:
    for pattern in (_ISO, _COMPACT):
        if found := pattern.match(text):
            year, month, day = map(int, found.groups())
            return _date(year, month, day), text[found.end() :].strip(), ""
    found = _LAST_YEAR.match(text)
    if found is None:
        return None, "", ""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:  # noqa: PLR2004
        year += 2000 if year < 70 else 1900  # noqa: PLR2004
    month_first = region in MONTH_FIRST and found[2] != "."
    problem = ""
    if first > _HOURS or second > _HOURS:
        month_first = second > _HOURS
    elif first != second and found[2] != ".":
        problem = (
            say("Day and month could be either; read as month, day, year, as the region writes it.")
            if month_first
            else say("Day and month could be either; read as day, month, year.")
        )
    month, day = (first, second) if month_first else (second, first)
    return _date(year, month, day), text[found.end() :].strip(), problem


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= _HOURS:
            return None
        hour = hour % _HOURS + (_HOURS if found[4][0] in "pP" else 0)
    try:
        plain = dt.time(hour, minute, second).isoformat()
    except ValueError:
        return None
    zone = (found[5] or "").upper()
    if zone and zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return plain + ("+00:00" if zone == "Z" else zone)


@lru_cache(maxsize=4096)
def read_value(text: str) -> float | None:
    """Money or a number in the usual spellings (`1,234.50`, `1.234,50`, `US$ 4 180`, `(120)`), or None."""
    bare = text.strip()
    if len(bare) > MOST_CHARACTERS:
        return None
    try:
        number = float(bare)
    except ValueError:
        return _spelled_value(bare)
    return number if abs(number) < MOST_VALUE else None


def _spelled_value(text: str) -> float | None:
    minus = text.startswith("(") and text.endswith(")")
    found = _MONEY.fullmatch(text.strip("()"))
    if found is None:
        return None
    digits = re.sub(r"[ '\u00a0\u202f]", "", found[2])
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        digits = digits.replace(",", "") if point > comma else digits.replace(".", "").replace(",", ".")
    elif comma >= 0 or point >= 0:
        sign = "," if comma >= 0 else "."
        after = len(digits) - digits.rfind(sign) - 1
        grouped = digits.count(sign) > 1 or (after == 3 and sign == ",")  # noqa: PLR2004
        digits = digits.replace(sign, "" if grouped else ".")
    try:
        number = float(digits)
    except ValueError:
        return None
    if abs(number) >= MOST_VALUE:
        return None
    return -number if minus or found[1] else number


def read_yes(text: str) -> bool | None:
    """Yes or no in the usual spellings, None where it is neither."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO or not word else None
