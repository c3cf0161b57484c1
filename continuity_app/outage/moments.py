"""Times of the outage: any usual spelling in, ISO 8601 kept, "22 June 13:30" out."""

import datetime as dt

from continuity_app.errors import BadDataError
from continuity_app.times.names import MONTHS
from continuity_app.times.reading import Manner, read_when
from continuity_app.words import say

_DATE_ONLY = 10


def moment_of(text: str, zone: dt.tzinfo | None) -> dt.datetime | None:
    """The moment that a text names; None where it cannot be read.

    Args:
        text: ISO 8601; a date alone means the end of that day.
        zone: where it gives no offset.
    """
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not dt.MINYEAR < moment.year < dt.MAXYEAR:
        return None  # no other time zone could show it
    if len(text.strip()) <= _DATE_ONLY:
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone or dt.UTC)


def said(text: str, now: dt.datetime) -> str:
    """A time in words: "today 10:30", "22 June 13:30", with the year where it is another; an unreadable text itself."""
    moment = moment_of(text, now.tzinfo)
    if moment is None:
        return text
    local = moment.astimezone(now.tzinfo)
    hour = "" if len(text.strip()) <= _DATE_ONLY else f" {local:%H:%M}"
    if local.date() == now.date():
        return say("today{hour}", hour=hour)
    year = "" if local.year == now.year else f" {local.year}"
    return say(
        "{day} {month}{year}{hour}", day=local.day, month=say(MONTHS["en"][local.month - 1]), year=year, hour=hour
    )


def due_time(text: str, manner: Manner, field: str = "due") -> str:
    """A time that was typed, as it is kept: ISO 8601 with offset, or a date alone.

    Args:
        text: in any usual spelling (`times.reading.read_when`).
        manner: what it is read by.
        field: which field to name.

    Raises:
        BadDataError: it cannot be read.
    """
    read = read_when(text, manner)
    moment = read.moment(manner)
    if moment is not None:
        return read.day.isoformat() if read.day is not None and read.time is None else moment.isoformat()
    raise BadDataError(
        "time.unreadable",
        say("'{text}' is not a time. {problem}", text=text, problem=read.problem),
        what_is_safe=say("Nothing was logged."),
        next_step=say("Write it like 27 Nov 17:00, tomorrow 5pm, fri 9:00, +2h, or 2024-06-21T09:00."),
        details=[{"field": field, "problem": read.problem}],
    )


def is_past(due: str, now: dt.datetime) -> bool:
    """Whether a kept due time has passed already; a day lasts to its end."""
    moment = moment_of(due, now.tzinfo)
    return moment is not None and moment < now
