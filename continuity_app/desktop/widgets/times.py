"""Days and times as people say them; numbers and money as they write them."""

import datetime as dt

from continuity_app.words import say

MINUTE, HOUR = 60, 3600


def months() -> tuple[str, ...]:
    """The months' names."""
    return (
        say("January"),
        say("February"),
        say("March"),
        say("April"),
        say("May"),
        say("June"),
        say("July"),
        say("August"),
        say("September"),
        say("October"),
        say("November"),
        say("December"),
    )


def weekdays() -> tuple[str, ...]:
    """The days' short names, Monday first."""
    return (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))


def parse(written: str, now: dt.datetime) -> dt.datetime | None:
    """A time as a source or an entry wrote it, in the zone of `now` where it names none; None where it is no time."""
    try:
        read = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=now.tzinfo)


def days_between(before: dt.datetime, now: dt.datetime) -> int:
    """Calendar days, as the clock on this wall counts them."""
    return (now.date() - before.astimezone(now.tzinfo).date()).days


def day_of(at: dt.datetime, now: dt.datetime) -> str:
    """A day: 18 June, with its year where it is another one."""
    local = at.astimezone(now.tzinfo)
    if local.year == now.year:
        return say("{day} {month}", day=local.day, month=months()[local.month - 1])
    return say("{day} {month} {year}", day=local.day, month=months()[local.month - 1], year=local.year)


def when(at: dt.datetime, now: dt.datetime, *, clock: bool = True) -> str:
    """A moment near now: Today 10:30, Yesterday, Fri 21 June 09:00."""
    local = at.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    time = f"{local:%H:%M}" if clock else ""
    if days == 0:
        return say("Today {time}", time=time).rstrip()
    if days == 1:
        return say("Tomorrow {time}", time=time).rstrip()
    if days == -1:
        return say("Yesterday {time}", time=time).rstrip()
    return say("{weekday} {day} {time}", weekday=weekdays()[local.weekday()], day=day_of(at, now), time=time).rstrip()


def when_written(written: str, now: dt.datetime) -> str:
    """The same for a written time; a day without a time stays a day, and what is no time stays as it is."""
    read = parse(written, now)
    if read is None:
        return written
    return when(read, now, clock=len(written) > len("2024-06-21"))


def ago(at: dt.datetime, now: dt.datetime) -> str:
    """How long ago."""
    seconds = (now - at).total_seconds()
    if seconds < MINUTE:
        return say("just now")
    if seconds < HOUR:
        return say("{count} min ago", count=int(seconds // MINUTE))
    if days_between(at, now) == 0:
        return say("today {time}", time=f"{at.astimezone(now.tzinfo):%H:%M}")
    if days_between(at, now) == 1:
        return say("yesterday {time}", time=f"{at.astimezone(now.tzinfo):%H:%M}")
    return say("{count} days ago", count=days_between(at, now))


def money(value: float | None) -> str:
    """An amount in the site's currency, without pence."""
    return "" if value is None else f"{value:,.0f}"


def count(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"


def share(part: float, whole: float) -> str:
    """A part of a whole in per cent; never 100 % or 0 % unless it is."""
    if whole <= 0:
        return ""
    percent = 100 * part / whole
    if 0 < percent < 0.1:  # noqa: PLR2004 - the edge that rounding would hide
        return say("under 0.1 %")
    if 0 < percent < 1 or 99 < percent < 100:  # noqa: PLR2004 - the edges that rounding would hide
        return f"{percent:.1f} %"
    return f"{percent:.0f} %"
