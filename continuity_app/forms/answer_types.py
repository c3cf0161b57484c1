"""Whether an answer is what its question asks for, and its one stored spelling.

Paper is typed in by people in a hurry: a number may carry separators or a currency sign, a choice its label, a time
"4:30 pm". What cannot be read keeps its text and is told as a problem.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from continuity_app.forms.definition import Choice, Question
from continuity_app.forms.functions_places import points
from continuity_app.forms.xpath_values import number_text, to_moment
from continuity_app.times.reading import Manner, When, read_when
from continuity_app.times.telling import in_words
from continuity_app.words import say

_SAFE_WHOLE = 2**53
_CURRENCY = re.compile(r"[\s\u00a0\u202f'’_$€£¥₹]|US\$|USD|EUR|GBP|CHF|MXN", re.IGNORECASE)  # noqa: RUF001
_TIME = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?m?\.?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_NOON = 12
_POINT_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as it was understood: stored `value` (None = blank), `text` for expressions, and what is wrong."""

    value: Any
    text: str
    problem: str = ""


BLANK = Reading(None, "")

DATED = ("date", "time", "dateTime")
"""Questions for a day or a time, which may be answered in any usual spelling."""


def read_answer(
    question: Question, raw: Any, offered: Sequence[Choice] | None = None, manner: Manner | None = None
) -> Reading:
    """Understands one answer.

    Args:
        question: what was asked.
        raw: as typed or decoded from JSON.
        offered: all choices of its list, None where the list is not known.
        manner: what days and times in usual spellings are read by; None takes ISO 8601 alone.
    """
    if raw is None or raw in ("", [], {}):
        return BLANK
    if isinstance(raw, str) and not raw.strip():
        return BLANK
    reader = _READERS.get(question.type, _text)
    reading = reader(question, raw, offered)
    if not reading.problem or manner is None or question.type not in DATED or not isinstance(raw, str):
        return reading
    when = read_when(raw, manner)
    if when.problem:
        return _wrong(raw, f"{when.problem} {reading.problem}")
    understood = reader(question, _in_iso(question.type, when, manner), offered)
    whole = understood.value is not None and not understood.problem
    return understood if whole else _wrong(raw, understood.problem or reading.problem)


def _in_iso(kind: str, when: When, manner: Manner) -> str:
    """A day or a time as ISO 8601, with what it has of what the question asks; a time alone is today's."""
    day = when.day.isoformat() if when.day is not None else ""
    if when.time is None or kind == "date":
        return day if kind != "time" else ""
    time = when.time.replace(tzinfo=when.zone).isoformat("seconds" if when.time.second else "minutes")
    return f"{day or manner.now.date().isoformat()}T{time}" if kind == "dateTime" else time


def told_when(kind: str, text: str, manner: Manner, language: str) -> str:
    """A stored day or time in words, Friday 27 November 2026, 17:00; empty where it is none.

    Args:
        kind: the question's type.
        text: the answer as it was understood.
        manner: what it was read by.
        language: two letters.
    """
    return in_words(read_when(text, manner), language) if kind in DATED and text else ""


def _wrong(raw: Any, problem: str) -> Reading:
    text = raw if isinstance(raw, str) else str(raw)
    return Reading(raw if isinstance(raw, (str, int, float, bool)) else text, text, problem)


def _plain(raw: Any) -> str | None:
    """The text of a single value, None for lists and objects."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, (int, float)):
        return number_text(float(raw)) if abs(raw) < _SAFE_WHOLE else str(raw)
    return raw.strip() if isinstance(raw, str) else None


def _text(question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    text = _plain(raw)
    if text is None:
        return _wrong(raw, say("One text is needed here, not a list."))
    if question.kit.get("sensitive", "").lower() in ("card", "last4") and len(re.sub(r"\D", "", text)) > _POINT_NUMBERS:
        return Reading(
            text[-4:], text[-4:], say("Only the last four digits may be written down; the rest was left out.")
        )
    if question.kit.get("check", "").lower() in ("vin", "iban"):
        # Written in groups or small letters it is the same number.
        text = re.sub(r"[\s-]", "", text).upper()
    return Reading(text, text)


def tidy_number(text: str) -> str:
    """A number in any spelling with a point and no separators: `1.234,50`, `$1,234.50`, `(12.00)`."""
    text = _CURRENCY.sub("", text.strip())
    if re.fullmatch(r"\(.*\)", text):
        text = "-" + text[1:-1]
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        text = re.sub(r"[,.]", "", text[:last]) + "." + text[last + 1 :]
    elif re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+", text):
        text = text.replace(",", "")
    elif text.count(",") == 1:
        text = text.replace(",", ".")
    return text


def _number(raw: Any) -> float | int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, (int, float)):
        return raw if -1e300 < raw < 1e300 else None  # noqa: PLR2004
    if not isinstance(raw, str):
        return None
    text = tidy_number(raw)
    return float(text) if re.fullmatch(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", text) else None


def _decimal(question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    number = _number(raw)
    if number is None:
        return _wrong(raw, say("A number is needed here."))
    if "money" in question.kit:
        number = round(number, 2)
    value = int(number) if number == int(number) and abs(number) < _SAFE_WHOLE else float(number)
    return Reading(value, number_text(float(value)))


def _integer(_question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    if isinstance(raw, str) and re.fullmatch(r"\d{16,}", raw.strip()):
        return Reading(raw.strip(), raw.strip())
    number = _number(raw)
    if number is None or number != int(number):
        return _wrong(raw, say("A whole number is needed here."))
    if abs(number) >= _SAFE_WHOLE:
        return Reading(str(int(number)), str(int(number)))
    return Reading(int(number), str(int(number)))


def _range(question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    reading = _decimal(question, raw, None)
    if reading.problem:
        return reading
    start, end, step = (float(question.parameters.get(key, usual)) for key, usual in _RANGE)
    number = float(reading.value)
    if not min(start, end) <= number <= max(start, end):
        return _wrong(
            reading.value,
            say("It must lie between {start} and {end}.", start=number_text(start), end=number_text(end)),
        )
    steps = (number - start) / step if step else 0.0
    if abs(steps - round(steps)) > 1e-6:  # noqa: PLR2004
        return _wrong(reading.value, say("It goes in steps of {step}.", step=number_text(step)))
    return reading


_RANGE = (("start", "1"), ("end", "10"), ("step", "1"))


def _date(question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    text = _plain(raw) or ""
    if "year" in question.appearance and re.fullmatch(r"\d{4}", text):
        text += "-01-01"
    if "month-year" in question.appearance and re.fullmatch(r"\d{4}-\d\d", text):
        text += "-01"
    moment = to_moment(text) if isinstance(raw, str) or question.appearance else None
    if moment is None:
        return _wrong(raw, say("A date is needed here, as 21 June 2024 or 2024-06-21."))
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    return Reading(day.isoformat(), day.isoformat())


def _time(_question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    match = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
    hour = int(match[1]) if match else 99
    if match and match[4]:
        hour = 99 if hour > _NOON or hour == 0 else hour % _NOON + (_NOON if match[4] in "pP" else 0)
    try:
        time = dt.time(hour, int(match[2]), int(match[3] or 0)) if match else None
    except ValueError:
        time = None
    if time is None:
        return _wrong(raw, say("A time is needed here, as 16:30 or 4:30 pm."))
    text = time.isoformat("seconds" if time.second else "minutes") + ((match[5] or "") if match else "")
    return Reading(text, text)


def _date_time(_question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    moment = to_moment(raw) if isinstance(raw, str) else None
    if moment is None:
        return _wrong(raw, say("A date and time is needed here, as 21 June 2024 16:30."))
    if not isinstance(moment, dt.datetime):
        return _wrong(raw, say("The time is missing; write it as {date} 16:30.", date=moment.isoformat()))
    text = str(raw).strip().replace(" ", "T", 1) if isinstance(raw, str) else moment.isoformat()
    return Reading(text, text)


def _chosen(word: str, offered: Sequence[Choice] | None) -> str | None:
    """The name that a word means: itself, or the one choice that has it as its label."""
    if offered is None or any(choice.name == word for choice in offered):
        return word
    plain = word.casefold()
    by_label = {c.name for c in offered if plain == c.name.casefold() or plain in map(str.casefold, c.label.values())}
    return by_label.pop() if len(by_label) == 1 else None


def _not_offered(word: str, offered: Sequence[Choice]) -> str:
    near = get_close_matches(word, [choice.name for choice in offered], n=1, cutoff=0.4)
    if near:
        return say("'{word}' is not among the choices; the nearest is '{near}'.", word=word, near=near[0])
    return say("'{word}' is not among the choices.", word=word)


def _select_one(_question: Question, raw: Any, offered: Sequence[Choice] | None) -> Reading:
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    word = _plain(raw)
    if word is None:
        return _wrong(raw, say("Only one may be chosen here."))
    name = _chosen(word, offered)
    if name is None:
        return _wrong(raw, _not_offered(word, offered or ()))
    return Reading(name, name)


def _select_multiple(_question: Question, raw: Any, offered: Sequence[Choice] | None) -> Reading:
    if isinstance(raw, str):
        whole = _chosen(raw.strip(), offered) if offered is not None else None
        raw = [whole] if whole else raw.split()
    if isinstance(raw, (bool, int, float)):
        raw = [_plain(raw)]
    if not isinstance(raw, list) or not all(_plain(word) for word in raw):
        return _wrong(raw, say("A list of choices is needed here."))
    words = [str(_plain(word)) for word in raw]
    names = [(word, _chosen(word, offered)) for word in words]
    unknown = [word for word, name in names if name is None]
    if unknown:
        return Reading(words, " ".join(words), _not_offered(unknown[0], offered or ()))
    known = list(dict.fromkeys(name for _, name in names if name is not None))
    return Reading(known, " ".join(known))


def _rank(question: Question, raw: Any, offered: Sequence[Choice] | None) -> Reading:
    reading = _select_multiple(question, raw, offered)
    if not reading.problem and offered is not None and len(reading.value) != len(offered):
        return Reading(reading.value, reading.text, say("All {count} are to be put in order.", count=len(offered)))
    return reading


def _acknowledge(_question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    if raw is True or (isinstance(raw, str) and raw.strip().lower() in ("ok", "yes", "true", "x", "1")):
        return Reading(value=True, text="OK")
    if raw is False or (isinstance(raw, str) and raw.strip().lower() in ("no", "false", "0")):
        return BLANK
    return _wrong(raw, say("This is to be ticked or left."))


def _note(_question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    return _wrong(raw, say("This is a text to read; it takes no answer."))


def _place(question: Question, raw: Any, _offered: Sequence[Choice] | None) -> Reading:
    if isinstance(raw, list) and all(isinstance(part, (int, float)) for part in raw):
        raw = " ".join(number_text(float(part)) for part in raw)
    text = raw.strip() if isinstance(raw, str) else ""
    text = re.sub(r"(?<=\d)\s*,\s*(?=[-\d])", " ", text)
    found = points(text) if text else None
    if not found or (question.type == "geopoint" and len(found) != 1):
        return _wrong(raw, say("A place is needed here, as latitude and longitude: 37.7749 -122.4194."))
    return Reading(text, text)


Reader = Callable[[Question, Any, Sequence[Choice] | None], Reading]
_READERS: dict[str, Reader] = {
    "integer": _integer,
    "decimal": _decimal,
    "range": _range,
    "date": _date,
    "time": _time,
    "dateTime": _date_time,
    "select_one": _select_one,
    "select_multiple": _select_multiple,
    "rank": _rank,
    "acknowledge": _acknowledge,
    "note": _note,
    "geopoint": _place,
    "geotrace": _place,
    "geoshape": _place,
}
