"""Answers that a question may take, likely ones first: from its choices, its constraint, what it is compared with."""

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import rstr

from continuity_app.forms.definition import Choice, Question

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SMALL_NUMBERS = (3, 1, 0, 2)
_USUAL_NUMBERS = (5, 10, 20, 30, 50, 100, 7, 15, 25, 40, 60, 99, 150, 200, 500, 1000, 5000, 2024, 1990, 35)
_USUAL_DAYS = (
    *("2024-06-21", "2000-01-15", "1990-05-05", "2024-06-20", "2024-06-22", "2010-03-03", "2018-07-01", "2024-01-01"),
    *("1950-01-01", "2025-01-01", "2030-01-01", "2016-02-02", "2013-06-21", "2006-02-02"),
)
_USUAL_TEXTS = (
    *("Some text", "Anna Maria", "12345", "0712345678", "5551234567", "a@b.org", "ABC", "x", "12:30", "2024-06-21"),
    *("1", "A1", "john", "0", "+15551234567", "1HGCM82633A004352"),
)
_FIXED = {
    "geopoint": ("14.5 -90.5 10 5", "0.1 36.2 0 3"),
    "geotrace": ("14.5 -90.5 0 0;14.6 -90.6 0 0",),
    "geoshape": ("14.5 -90.5 0 0;14.6 -90.6 0 0;14.7 -90.5 0 0;14.5 -90.5 0 0",),
    "image": ("photo.jpg",),
    "audio": ("a.m4a",),
    "video": ("v.mp4",),
    "file": ("f.pdf",),
    "acknowledge": ("OK",),
    "time": tuple(f"{hour:02}:30:00.000+00:00" for hour in (10, 9, 12, 16, 17, 8, 7, 14, 20, 23, 0)),
}
_CHOSEN = ("select_one", "select_multiple", "rank")
_LONGEST = 100


class Candidates:
    """What one question may be answered with.

    Args:
        question: the question.
        offered: the choices that are offered at present; None where any answer is taken.
        text_of: the present answer of the question that a `${name}` means here.
        rng: where the draw comes from.
    """

    def __init__(
        self, question: Question, offered: Sequence[Choice] | None, text_of: Callable[[str], str], rng: random.Random
    ) -> None:
        self._question = question
        self._offered = offered
        self._rng = rng
        self._compared = [text for name in REFERENCE.findall(question.constraint) if (text := text_of(name))]
        self._numbers = [float(found) for found in _NUMBER.findall(question.constraint)]
        self._quoted = [one or other for one, other in _QUOTED.findall(question.constraint)]

    def __iter__(self) -> Iterator[Any]:
        kind = self._question.type
        if kind in _CHOSEN:
            return self._choices(kind)
        if kind in ("integer", "decimal", "range"):
            return self._figures(kind)
        if kind in ("date", "dateTime"):
            return self._days(kind)
        return iter(_FIXED[kind]) if kind in _FIXED else self._texts()

    def _choices(self, kind: str) -> Iterator[Any]:
        names = ["x"] if self._offered is None else [choice.name for choice in self._offered]
        if not names:
            return
        if kind == "select_one":
            yield from self._rng.sample(names, min(len(names), 12))
        elif kind == "rank":
            yield from (self._rng.sample(names, len(names)) for _ in range(4))
        else:
            yield from ([name] for name in self._rng.sample(names, min(len(names), 10)))
            yield from (self._rng.sample(names, self._rng.randint(1, min(len(names), 6))) for _ in range(25))

    def _figures(self, kind: str) -> Iterator[float | int | str]:
        told = [float(text) for text in self._compared if re.fullmatch(_NUMBER, text)]
        bounds = [*told, *self._numbers]
        found = [near for bound in bounds for near in (bound, bound - 1, bound + 1, bound / 2)]
        found += [(low + high) / 2 for low in bounds for high in bounds if low < high]
        if kind == "range":
            steps = self._question.parameters
            start, step = float(steps.get("start", 1)), float(steps.get("step", 1) or 1)
            found += [start, start + step, float(steps.get("end", 10))]
        else:
            found += [
                *self._rng.sample(_SMALL_NUMBERS, len(_SMALL_NUMBERS)),  # so that sums come out in one round or another
                *_USUAL_NUMBERS,
                *(int("1234567891234567"[: int(size)]) for size in self._numbers if 1 < size < 16),
            ]
            yield from (text for text in self._matching() if re.fullmatch(_NUMBER, text) and len(text) < 16)
        whole = kind == "integer"
        yield from (int(one) if whole or one == int(one) else one for one in found)

    def _days(self, kind: str) -> Iterator[str]:
        told = [match[0] for text in (*self._compared, *self._quoted) if (match := _DAY.match(text))]
        near = [
            dt.date.fromisoformat(day) + dt.timedelta(by) for day in told for by in (0, 1, -1, 30, -30, 200, 400, -400)
        ]
        for day in (*(one.isoformat() for one in near), *_USUAL_DAYS):
            yield day if kind == "date" else f"{day}T10:30:00.000+00:00"

    def _texts(self) -> Iterator[str]:
        yield from self._matching()
        yield from self._compared
        yield _USUAL_TEXTS[0]
        for size in self._numbers:
            if 0 < size < _LONGEST:
                yield ("1234567890" * 10)[: int(size)]
                yield from ("a" * long for long in (int(size), int(size) + 1, max(1, int(size) - 1)))
        yield from (*self._quoted, *_USUAL_TEXTS[1:])

    def _matching(self) -> Iterator[str]:
        """Texts that quoted words of the constraint match as patterns."""
        draw = rstr.Rstr(self._rng)
        for pattern in self._quoted:
            try:
                yield from (draw.xeger(pattern) for _ in range(8))
            except (re.error, KeyError, ValueError):  # no pattern, or one of another dialect
                continue
