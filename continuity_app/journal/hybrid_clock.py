"""The hybrid logical clock: a text that sorts, never runs backward, and reads as a time while clocks are right.

A reading is `2024-06-20T10:00:00.123Z/00000003`: the greatest wall time seen so far in UTC, and a counter for what
happened at or before it. A wall clock that is years off moves the label and never the order of cause and effect.
"""

import datetime as dt
import re

LAST_READING = "9998-12-31T23:59:59.999Z/99999999"
"""Here the clock stands still: a peer who tells it must not keep anybody from writing."""

_READING = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)/([0-9]{8})")
_FIRST_YEAR, _LAST_COUNT = "0002", 99_999_999


def is_reading(text: str) -> bool:
    """Whether a text is a reading of this clock: only such texts sort by time; every time zone can show it."""
    found = _READING.fullmatch(text)
    if found is None or not _FIRST_YEAR <= text <= LAST_READING:
        return False
    try:
        _moment(found[1])
    except ValueError:
        return False
    return True


def reading_after(latest: str, now: dt.datetime) -> str:
    """The next reading: later than `latest`, up to the last one of all, and not before the wall clock.

    Args:
        latest: the greatest reading seen, from whatever device; empty where there is none.
        now: the wall clock, aware.
    """
    if not latest or _stamp(now) > wall_part(latest):
        return first_reading_at(now)
    if latest >= LAST_READING:
        return LAST_READING
    seen, count = wall_part(latest), int(latest[-8:])
    if count == _LAST_COUNT:
        return first_reading_at(_moment(seen) + dt.timedelta(milliseconds=1))
    return f"{seen}/{count + 1:08d}"


def first_reading_at(moment: dt.datetime) -> str:
    """The reading before all others of that millisecond."""
    return f"{_stamp(moment)}/{0:08d}"


def wall_part(reading: str) -> str:
    """The time in a reading, ISO 8601 in UTC: a label for people."""
    return reading[:-9]


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(stamp: str) -> dt.datetime:
    return dt.datetime.fromisoformat(stamp)
