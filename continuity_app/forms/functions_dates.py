"""ODK's functions over dates and times; a moment is Python's own date or datetime."""

import calendar
import datetime as dt
import math
from collections.abc import Sequence

from continuity_app.forms.functions import Function, Run, Scope
from continuity_app.forms.xpath_values import Moment, Value, days, to_moment, to_number, to_text

_MONTHS_OF_YEAR = 12


def _date(_scope: Scope, args: list[Value]) -> Value:
    moment = to_moment(args[0])
    if moment is None:
        return ""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _date_time(_scope: Scope, args: list[Value]) -> Value:
    moment = to_moment(args[0])
    if moment is None or isinstance(moment, dt.datetime):
        return "" if moment is None else moment
    return dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - midnight on the wall clock


def _decimal_date_time(_scope: Scope, args: list[Value]) -> Value:
    moment = to_moment(args[0])
    return math.nan if moment is None else days(moment)


def _decimal_time(_scope: Scope, args: list[Value]) -> Value:
    number = to_number(args[0])
    return number - math.floor(number) if math.isfinite(number) else math.nan


def _add_date(_scope: Scope, args: list[Value]) -> Value:
    """`add-date(start, years, months, days, hours, minutes)`; the day is cut to the month's last."""
    moment = to_moment(args[0])
    amounts = [to_number(arg) for arg in args[1:]] + [0.0] * (6 - len(args))
    if moment is None or not all(map(math.isfinite, amounts)):
        return ""
    years, months, more_days, hours, minutes = amounts
    month = moment.year * _MONTHS_OF_YEAR + moment.month - 1 + int(years) * _MONTHS_OF_YEAR + int(months)
    year, month = divmod(month, _MONTHS_OF_YEAR)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return ""
    last = calendar.monthrange(year, month + 1)[1]
    moved = moment.replace(year=year, month=month + 1, day=min(moment.day, last))
    if (hours or minutes) and not isinstance(moved, dt.datetime):
        moved = dt.datetime(moved.year, moved.month, moved.day)  # noqa: DTZ001
    try:
        return moved + dt.timedelta(days=more_days, hours=hours, minutes=minutes)
    except OverflowError:
        return ""


def _months_between(_scope: Scope, args: list[Value]) -> Value:
    first, last = to_moment(args[0]), to_moment(args[1])
    if first is None or last is None:
        return ""
    months = (last.year - first.year) * _MONTHS_OF_YEAR + last.month - first.month
    return float(months - (last.day < first.day))


def _whole(unit: float) -> Run:
    """How many whole units of days lie between two moments."""

    def run(_scope: Scope, args: list[Value]) -> Value:
        first, last = to_moment(args[0]), to_moment(args[1])
        return "" if first is None or last is None else float(math.trunc((days(last) - days(first)) / unit))

    return run


def _years_between(scope: Scope, args: list[Value]) -> Value:
    months = _months_between(scope, args)
    return float(math.trunc(months / _MONTHS_OF_YEAR)) if isinstance(months, float) else months


def _format(scope: Scope, args: list[Value]) -> Value:
    moment = to_moment(args[0])
    if moment is None:
        return ""
    return format_moment(moment, to_text(args[1]), scope.world.month_names(), scope.world.day_names())


def format_moment(moment: Moment, pattern: str, months: Sequence[str], weekdays: Sequence[str]) -> str:
    """A moment by ODK's `%` codes; a code that it does not know stays as it is."""
    hour, minute, second, milli = 0, 0, 0, 0
    if isinstance(moment, dt.datetime):
        hour, minute, second, milli = moment.hour, moment.minute, moment.second, moment.microsecond // 1000
    codes = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "B": months[moment.month - 1],
        "b": months[moment.month - 1][:3],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "A": weekdays[moment.weekday()],
        "a": weekdays[moment.weekday()][:3],
        "W": str(moment.isocalendar().week),
        "H": f"{hour:02}",
        "h": str(hour),
        "M": f"{minute:02}",
        "S": f"{second:02}",
        "3": f"{milli:03}",
        "%": "%",
    }
    out, signs = [], iter(pattern)
    for sign in signs:
        code = next(signs, "") if sign == "%" else None
        out.append(sign if code is None else codes.get(code, "%" + code))
    return "".join(out)


DATE_FUNCTIONS: dict[str, Function] = {
    "today": Function(lambda s, _a: s.world.now.date(), 0, 0, steady=False),
    "now": Function(lambda s, _a: s.world.now, 0, 0, steady=False),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date_time, 1, 1),
    "decimal-date-time": Function(_decimal_date_time, 1, 1),
    "decimal-time": Function(_decimal_time, 1, 1),
    "format-date": Function(_format, 2, 2),
    "format-date-time": Function(_format, 2, 2),
    "add-date": Function(_add_date, 2, 6),
    "difference-in-months": Function(_months_between, 2, 2),
    "cht:difference-in-months": Function(_months_between, 2, 2),
    "cht:difference-in-years": Function(_years_between, 2, 2),
    "cht:difference-in-weeks": Function(_whole(7), 2, 2),
    "cht:difference-in-days": Function(_whole(1), 2, 2),
}
