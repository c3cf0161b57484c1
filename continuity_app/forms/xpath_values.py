"""The values of expressions and how one becomes another: numbers, texts, booleans, moments and sets of nodes.

As in ODK's engine (JavaRosa) where it differs from XPath 1.0: a blank set of nodes is the empty text; a moment counts
as days since 1970 on the wall clock as it is written; a node that holds a number or a boolean is one.
"""

import datetime as dt
import math
import re
from decimal import Decimal

from continuity_app.forms.instance import Node

Moment = dt.date | dt.datetime
Value = str | float | bool | Moment | list[Node]

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock days, as ODK counts them
_DAY_SECONDS = 86400
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE
)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE)
_WHOLE_LIMIT = 1e15


class FunctionError(Exception):
    """A function cannot do what it is asked, whatever the answers or with these: a mistake in the form."""


def unpack(value: Value) -> str | float | bool | Moment:
    """A set of nodes as the value of its first node, empty text for none."""
    if not isinstance(value, list):
        return value
    if not value:
        return ""
    node = value[0]
    inner = node.value
    if isinstance(inner, bool):
        return inner
    try:
        return float(inner) if isinstance(inner, (int, float)) else node.string
    except OverflowError:  # hundreds of digits
        return math.inf if inner > 0 else -math.inf


def to_text(value: Value) -> str:
    """XPath's `string()`."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].string if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return number_text(value)


def number_text(value: float) -> str:
    """A number without exponent and without `.0`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < _WHOLE_LIMIT:
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def to_number(value: Value) -> float:
    """XPath's `number()`; moments are days since 1970, times parts of a day."""
    value = unpack(value)
    if isinstance(value, (bool, int, float)):
        return float(value)
    if isinstance(value, dt.date):
        return days(value)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    moment = to_moment(text)
    if moment is not None:
        return days(moment)
    time = _TIME.fullmatch(text)
    if time:
        return (int(time[1]) * 3600 + int(time[2]) * 60 + int(time[3] or 0)) / _DAY_SECONDS
    return math.nan


def to_boolean(value: Value) -> bool:
    """XPath's `boolean()`; of a set of nodes, whether its first holds something that is true."""
    value = unpack(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value != 0 and not math.isnan(value)
    return bool(value)


def to_moment(value: Value) -> Moment | None:
    """The date or date and time that a value tells, None where it tells none."""
    value = unpack(value)
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return from_days(value)
    text = value.strip()
    try:
        if day := _DATE.fullmatch(text):
            return dt.date(int(day[1]), int(day[2]), int(day[3]))
        match = _MOMENT.fullmatch(text)
        return _moment_of(match) if match else None
    except ValueError:
        return None


def _moment_of(match: re.Match[str]) -> dt.datetime:
    zone: dt.tzinfo | None = None
    if match[6]:
        offset = match[6].upper().replace(":", "").replace("Z", "+00").ljust(5, "0")
        minutes = int(offset[1:3]) * 60 + int(offset[3:5])
        zone = dt.timezone(dt.timedelta(minutes=minutes if offset[0] == "+" else -minutes))
    day = dt.date.fromisoformat(match[1])
    micro = int((match[5] or "0").ljust(6, "0"))
    return dt.datetime(
        day.year, day.month, day.day, int(match[2]), int(match[3]), int(match[4] or 0), micro, tzinfo=zone
    )


def days(moment: Moment) -> float:
    """Days since 1970-01-01 on the wall clock, with the part of the day for a time."""
    if isinstance(moment, dt.datetime):
        return (moment.replace(tzinfo=None) - _EPOCH).total_seconds() / _DAY_SECONDS
    return float((moment - _EPOCH.date()).days)


def from_days(number: float) -> Moment | None:
    """The date (or, with a part of a day, the date and time) so many days after 1970-01-01."""
    if not math.isfinite(number):
        return None
    try:
        moment = _EPOCH + dt.timedelta(seconds=round(number * _DAY_SECONDS, 3))
    except OverflowError:
        return None
    return moment.date() if number == int(number) else moment


def compare(operator: str, left: Value, right: Value) -> bool:
    """`=`, `!=`, `<`, `<=`, `>` or `>=`; with several nodes, whether it holds for any of them."""
    if isinstance(left, list) and len(left) > 1:
        return any(compare(operator, [node], right) for node in left)
    if isinstance(right, list) and len(right) > 1:
        return any(compare(operator, left, [node]) for node in right)
    if operator in ("=", "!="):
        return _equal(left, right) is (operator == "=")
    one, other = to_number(left), to_number(right)
    if operator == "<":
        return one < other
    if operator == "<=":
        return one <= other
    return one > other if operator == ">" else one >= other


def _equal(left: Value, right: Value) -> bool:
    one, other = unpack(left), unpack(right)
    if isinstance(left, list) and isinstance(other, str) and not isinstance(one, str):
        one = to_text(left)
    if isinstance(right, list) and isinstance(one, str) and not isinstance(other, str):
        other = to_text(right)
    if isinstance(one, bool) or isinstance(other, bool):
        return to_boolean(one) is to_boolean(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return to_number(one) == to_number(other)
