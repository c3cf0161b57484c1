"""What a calculation's result becomes when it is stored as a question's answer."""

import datetime as dt
import math
from typing import Any

from continuity_app.forms.definition import Question
from continuity_app.forms.xpath_values import Value, from_days, number_text, to_moment, to_text, unpack

_SAFE_WHOLE = 2**53


def stored_result(question: Question, result: Value) -> tuple[Any, str]:
    """The value to store and its text; (None, "") for a blank one, which not-a-number is too."""
    value = unpack(result)
    if question.type in ("date", "dateTime", "today", "start", "end"):
        moment = from_days(value) if isinstance(value, float) else to_moment(value)
        if question.type == "date" and isinstance(moment, dt.datetime):
            moment = moment.date()
        if moment is not None:
            return to_text(moment), to_text(moment)
    if isinstance(value, bool):
        return value, to_text(value)
    if isinstance(value, (int, float)):
        return _number(float(value))
    text = to_text(value)
    if question.type in ("integer", "decimal", "range") and text:
        return _as_typed(text)
    if question.type in ("select_multiple", "rank"):
        return (text.split() or None), text
    return text or None, text


def _number(value: float) -> tuple[Any, str]:
    """A float's last digits are noise of binary fractions: 15 digits are kept, as money and tills need."""
    if not math.isfinite(value):
        return None, ""
    tidy = float(f"{value:.15g}")
    if tidy == int(tidy) and abs(tidy) < _SAFE_WHOLE:
        return int(tidy), str(int(tidy))
    return tidy, number_text(tidy)


def _as_typed(text: str) -> tuple[Any, str]:
    try:
        return _number(float(text))
    except ValueError:
        return text, text
