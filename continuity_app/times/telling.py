"""What was understood, said back in words that leave no doubt."""

import datetime as dt

from continuity_app.times.names import DAYS, MONTHS
from continuity_app.times.reading import When
from continuity_app.words import language_in_use

_ORDER = {
    "en": "{weekday} {day} {month} {year}",
    "es": "{weekday} {day} de {month} de {year}",
    "de": "{weekday}, {day}. {month} {year}",
    "fr": "{weekday} {day} {month} {year}",
}


def day_in_words(day: dt.date, language: str = "") -> str:
    """A day with its name: Friday 27 November 2026; in the language that is spoken where none is given or known."""
    code = language if language in _ORDER else language_in_use()
    return _ORDER[code].format(
        weekday=DAYS[code][day.weekday()], day=day.day, month=MONTHS[code][day.month - 1], year=day.year
    )


def in_words(when: When, language: str = "") -> str:
    """A reading in words: Friday 27 November 2026, 17:00; empty where nothing was understood.

    Args:
        when: what was understood.
        language: two letters; the one that is spoken where it is empty.
    """
    if when.problem:
        return ""
    time = when.time.isoformat("seconds" if when.time.second else "minutes") if when.time is not None else ""
    if time and when.zone is not None:
        time = f"{time} {dt.datetime.combine(dt.date(2000, 1, 1), dt.time(), when.zone):%Z}"
    told = ", ".join(filter(None, (day_in_words(when.day, language) if when.day is not None else "", time)))
    return f"{told} ({when.note})" if when.note else told
