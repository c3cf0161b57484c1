"""A day or a time in any usual spelling; what is not understood is refused, and what had to be decided is told."""

import datetime as dt
import re
from dataclasses import dataclass

from continuity_app.times.names import (
    COMING,
    DAYS,
    DAYS_AWAY,
    FILLERS,
    MONTH_WORDS,
    NOON,
    PAST,
    SPANS,
    WEEKDAY_WORDS,
    plain,
)
from continuity_app.words import language_in_use, say

MONTH_FIRST = frozenset(("US", "PH", "PR", "GU", "VI", "AS", "MP", "FM", "PW", "MH"))
"""Regions that write the month before the day."""

EITHER = frozenset(("", "CA"))
"""Regions that tell nothing about it: nobody knows where we are, or both orders are usual there."""

LONGEST = 60
_NOON = 12
_HOUR_MINUTES, _DAY_MINUTES = 60, 24 * 60
_AHEAD = 20
"""Years ahead up to which a year of two figures lies in this century."""

_WORD = r"[a-z'’]+"  # noqa: RUF001
_END = r"(?![0-9])"
_ISO = re.compile(
    rf"(?<![0-9])([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_END}t?|"
    rf"(?<![0-9])([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_END}t?"
)
_FIGURES = re.compile(rf"(?<![0-9.:])([0-9]{{1,2}})([./-])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_END}")
_NO_YEAR = re.compile(r"(?<![0-9.:/-])([0-9]{1,2})([./])([0-9]{1,2})(?:(?<=[0-9])\.)?(?![0-9:.])(?!\s*[ap]\.?m)")
_DAY_MONTH = re.compile(
    rf"(?<![0-9.:])([0-9]{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?[\s-]*(?:of |de )?({_WORD})\.?"
    r"(?:,?[\s-]*(?:de |del )?([0-9]{4})(?![0-9:]))?"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_WORD})\.?[\s-]*([0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:.h])(?!\s*[ap]\.?m)"
    r"(?:,?\s*([0-9]{4})(?![0-9:]))?"
)
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"(?:\s*(?P<half>a\.?m\.?|p\.?m\.?))?(?:\s*(?P<hours>h|hrs|uhr))?"
    r"(?:\s*(?P<zone>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?"
)
_SPAN = re.compile(rf"([0-9]{{1,4}})\s*({_WORD})(?:\s*([0-9]{{1,2}})\s*(?:{_WORD})?)?")
_AFTER = re.compile(r"(?:\+|in |en |dans )\s*(.+)")
_DIGITS = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Manner:
    """By whose wall clock and in whose order a spelling is read.

    Attributes:
        now: what today and "+2h" count from; its zone is the local one.
        region: two letters; decides between day and month where both would fit.
    """

    now: dt.datetime
    region: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """What was understood.

    Attributes:
        day: None where only a time of day was given, or nothing was understood.
        time: None where only a day was given.
        zone: the offset that was written; None is the local one.
        note: a sentence for what had to be decided.
        problem: a sentence for why it is not understood; empty where it is.
    """

    day: dt.date | None = None
    time: dt.time | None = None
    zone: dt.tzinfo | None = None
    note: str = ""
    problem: str = ""

    def moment(self, manner: Manner) -> dt.datetime | None:
        """The moment that is meant; a time alone is today's, a day alone ends at 23:59:59. None where nothing is."""
        if self.problem or (self.day is None and self.time is None):
            return None
        day, time = self.day or manner.now.date(), self.time or dt.time(23, 59, 59)
        return dt.datetime.combine(day, time, self.zone or manner.now.tzinfo)


class _RefusedError(ValueError):
    """Carries the sentence for why a spelling is refused."""


def read_when(text: str, manner: Manner) -> When:
    """Understands a day, a time or both: `2026-11-27`, `27.11.2026 17:00`, `Nov 27 5pm`, `fri 17:00`, `+2h`.

    Months, days and words such as tomorrow are known in English, Spanish, German and French.

    Args:
        text: as typed.
        manner: what it is read by.
    """
    rest = plain(text)
    if not rest:
        return When(problem=say("Nothing is written here."))
    if len(rest) > LONGEST:
        return When(problem=say("This is too long for a day or a time."))
    try:
        return _after(rest, manner) or _spelled(rest, manner)
    except _RefusedError as refused:
        return When(problem=str(refused))
    except OverflowError:
        return When(problem=say("This lies too far away."))


def _after(text: str, manner: Manner) -> When | None:
    """So long from now: `+2h`, `in 3 days`, `+1h30`."""
    found = _AFTER.fullmatch(text)
    span = _SPAN.fullmatch(found[1]) if found else None
    minutes = SPANS.get(span[2]) if span else None
    if span is None or minutes is None or (span[3] and minutes != _HOUR_MINUTES):
        return None
    whole = int(span[1]) * minutes + int(span[3] or 0)
    moment = manner.now + dt.timedelta(minutes=whole)
    if minutes >= _DAY_MINUTES and not span[3]:
        return When(moment.date())
    return When(moment.date(), moment.time().replace(second=0, microsecond=0))


def _spelled(text: str, manner: Manner) -> When:
    day, rest, note = _day_of(text, manner)
    time, zone, rest = _time_of(rest, lone=day is None)
    day = _weekday(rest, day, time, manner)
    if day is None and time is None:
        raise _RefusedError(say("This is no day or time that the kit understands."))
    return When(day, time, zone, note)


def _day_of(text: str, manner: Manner) -> tuple[dt.date | None, str, str]:
    """The day in a text, what is left of the text, and what had to be decided."""
    for pattern, read in ((_ISO, _iso), (_FIGURES, _figures)):
        if found := pattern.search(text):
            day, note = read(found, manner)
            return day, _without(text, found), note
    for pattern, number, word in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for found in pattern.finditer(text):
            if found[word] in MONTH_WORDS:
                day = _in_month(int(found[number]), MONTH_WORDS[found[word]] + 1, found[3], manner)
                return day, _without(text, found), ""
    for words in sorted(DAYS_AWAY, key=len, reverse=True):
        if found := re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text):
            return manner.now.date() + dt.timedelta(days=DAYS_AWAY[words]), _without(text, found), ""
    found = _NO_YEAR.search(text)
    if found is None or (found[2] == "." and int(found[3]) not in range(1, _NOON + 1)):
        return None, text, ""
    first, second, note = _in_order(int(found[1]), int(found[3]), found[2], manner)
    return _in_month(first, second, None, manner), _without(text, found), note


def _iso(found: re.Match[str], _: Manner) -> tuple[dt.date, str]:
    year, month, day = (int(found[n]) for n in ((1, 3, 4) if found[1] else (5, 6, 7)))
    return _date(year, month, day), ""


def _figures(found: re.Match[str], manner: Manner) -> tuple[dt.date, str]:
    year = int(found[4])
    if len(found[4]) == 2:  # noqa: PLR2004
        year += 2000 if 2000 + year <= manner.now.year + _AHEAD else 1900
    day, month, note = _in_order(int(found[1]), int(found[3]), found[2], manner)
    return _date(year, month, day), note


def _in_order(first: int, second: int, sign: str, manner: Manner) -> tuple[int, int, str]:
    """Day and month of two numbers; points are between day and month everywhere."""
    if sign == "." or second == first or first > _NOON:
        return first, second, ""
    if second > _NOON:
        return second, first, ""
    if manner.region in EITHER:
        raise _RefusedError(
            say(
                "{first}{sign}{second} could be either day or month first; write the month as a word.",
                first=first,
                sign=sign,
                second=second,
            )
        )
    if manner.region in MONTH_FIRST:
        return second, first, say("month first, as is usual here")
    return first, second, say("day first, as is usual here")


def _in_month(day: int, month: int, year: str | None, manner: Manner) -> dt.date:
    """A day of a month; without a year the nearest such day to today."""
    if year:
        return _date(int(year), month, day)
    today = manner.now.date()
    near = []
    for candidate in range(max(today.year - 4, 1), min(today.year + 5, 9999)):
        try:
            near.append(dt.date(candidate, month, day))
        except ValueError:
            continue
    if not near:
        raise _RefusedError(say("There is no such day in the calendar."))
    return min(near, key=lambda one: abs((one - today).days))


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise _RefusedError(say("There is no such day in the calendar.")) from error


def _time_of(text: str, *, lone: bool) -> tuple[dt.time | None, dt.tzinfo | None, str]:
    """The time of day in what is left, its zone, and the words that are left then."""
    for word in NOON:
        if re.search(rf"(?<!\w){word}(?!\w)", text):
            return dt.time(_NOON), None, re.sub(rf"(?<!\w){word}(?!\w)", " ", text)
    if not _DIGITS.search(text):
        return None, None, text
    found = next((one for one in _CLOCK.finditer(text) if _alone(text, one)), None)
    if found is None:
        raise _RefusedError(
            say("This is no day or time that the kit understands.")
            if lone
            else say("The day is understood, the time of day is not.")
        )
    if not (found["minute"] or found["half"] or found["hours"]):
        raise _RefusedError(say("Is {number} an hour? Write 05:00, 5pm or 17h.", number=found["hour"]))
    return _clock(found), _zone(found["zone"]), _without(text, found)


def _alone(text: str, found: re.Match[str]) -> bool:
    """Whether no letter or figure touches it: nothing of a longer word is taken for a time."""
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return not before.isalnum() and before not in (":", ".") and not after.isalnum() and after != ":"


def _clock(found: re.Match[str]) -> dt.time:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise _RefusedError(say("There is no such time of day."))
        hour = hour % _NOON + (_NOON if found["half"][0] == "p" else 0)
    try:
        return dt.time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError as error:
        raise _RefusedError(say("There is no such time of day.")) from error


def _zone(written: str | None) -> dt.tzinfo | None:
    if not written:
        return None
    if written in ("z", "utc", "gmt"):
        return dt.UTC
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    if minutes >= _DAY_MINUTES:
        raise _RefusedError(say("There is no such time zone."))
    return dt.timezone(dt.timedelta(minutes=minutes if written[0] == "+" else -minutes))


def _weekday(rest: str, day: dt.date | None, time: dt.time | None, manner: Manner) -> dt.date | None:
    """The day with what the remaining words say about it: a day of the week that must agree, or that is the day."""
    words = [word for word in re.split(r"[\s,.;()-]+", rest) if word]
    # "am Freitag" and "der 5." begin with words that say nothing; "do" and "di" are days in German only beside others.
    said = [word for word in words if word not in FILLERS]
    if not said:
        return day
    name, turn = said[-1], " ".join(said[:-1])
    if name in (*COMING, *PAST) and said[0] in WEEKDAY_WORDS:
        name, turn = said[0], " ".join(said[1:])
    if name not in WEEKDAY_WORDS or (turn and turn not in (*COMING, *PAST)):
        raise _RefusedError(say("'{words}' is not understood.", words=" ".join(said)))
    if day is not None:
        return _agreeing(day, WEEKDAY_WORDS[name])
    ahead = (WEEKDAY_WORDS[name] - manner.now.weekday()) % 7
    if turn in PAST:
        ahead = ahead - 7 or -7
    elif ahead == 0 and (turn in COMING or time is None or time <= manner.now.time()):
        ahead = 7
    return manner.now.date() + dt.timedelta(days=ahead)


def _agreeing(day: dt.date, weekday: int) -> dt.date:
    if day.weekday() != weekday:
        names = DAYS[language_in_use()]
        raise _RefusedError(
            say(
                "{day} is a {right}, not a {said}.",
                day=day.isoformat(),
                right=names[day.weekday()],
                said=names[weekday],
            )
        )
    return day


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()
