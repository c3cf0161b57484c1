"""Answers as they are written on paper: dates that nobody mixes up, money with its cents, labels instead of names."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from continuity_app.forms.definition import Answers
from continuity_app.paper.context import month_name
from continuity_app.paper.marks import Keys, Slot
from continuity_app.paper.wording import REFERENCE, Wording
from continuity_app.words import say

BLANK = "__________"


def answer_at(answers: Answers, keys: Keys) -> Any:
    """The answer that lies at some keys; None where there is none."""
    found: Any = answers
    for key in keys:
        if isinstance(key, int):
            found = found[key] if isinstance(found, list) and key < len(found) else None
        else:
            found = found.get(key) if isinstance(found, dict) else None
        if found is None or found == "":
            return None
    return found


def texts_in(answers: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in answers, in lines of repeats too, with the question's name."""
    if isinstance(answers, str):
        yield name, answers
    elif isinstance(answers, Mapping):
        for key, value in answers.items():
            yield from texts_in(value, str(key))
    elif isinstance(answers, list | tuple):
        for value in answers:
            yield from texts_in(value, name)


def chosen(value: Any) -> tuple[str, ...]:
    """The names that a select's answer holds, whether it is one, a list, or names with spaces between."""
    if isinstance(value, list | tuple):
        return tuple(str(name) for name in value)
    return (str(value),)


def figures(value: Any, decimals: int | None) -> str:
    """A number with thousands apart and, for money, its digits after the point; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return written(value)
    try:
        number = float(value)
    except ValueError:
        return str(value)
    if decimals is not None:
        return f"{number:,.{decimals}f}"
    return f"{int(number):,}" if number.is_integer() and abs(number) < 1e15 else f"{number:,}"  # noqa: PLR2004


def written(value: Any) -> str:
    """Any answer as text."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ", ".join(written(one) for one in value)
    return str(value)


def moment_parts(value: Any, kind: str) -> tuple[str, ...] | None:
    """The parts of a date, time or place for their rules; None where the answer is written some other way."""
    text = str(value).strip()
    if kind == "geopoint":
        numbers = text.split()
        return tuple(numbers[:2]) if len(numbers) > 1 else None
    try:
        if kind == "time":
            clock = dt.time.fromisoformat(text)
            return (f"{clock:%H}", f"{clock:%M}")
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if kind == "dayTime":
        return (str(moment.day), month_name(moment), f"{moment:%H}", f"{moment:%M}")
    date = (str(moment.day), month_name(moment), str(moment.year))
    return date if kind == "date" else (*date, f"{moment:%H}", f"{moment:%M}")


def slot_text(slot: Slot, value: Any, wording: Wording) -> str:
    """What is written into a slot of one text."""
    if slot.type.startswith(("select", "rank")) or slot.names:
        names = dict(slot.names)
        question = str(slot.keys[-1])
        return ", ".join(names.get(name) or wording.choice_called(question, name) for name in chosen(value))
    if slot.type in ("date", "time", "dateTime", "dayTime"):
        parts = moment_parts(value, slot.type)
        return written(value) if parts is None else _joined(parts)
    if slot.decimals is not None:
        return figures(value, slot.decimals)
    return written(value)


def _joined(parts: Sequence[str]) -> str:
    """Day, month, year and time with the signs that belong between them."""
    return f"{' '.join(parts[:-2])} {':'.join(parts[-2:])}".strip() if len(parts) != 3 else " ".join(parts)  # noqa: PLR2004


def filled_template(template: str, answers: Answers, prefix: Keys, wording: Wording) -> str:
    """A note with its `${name}` filled in: from its own line of a repeat first, then from the lines around it."""

    def value(name: str) -> str:
        for depth in range(len(prefix), -1, -1):
            found = answer_at(answers, (*prefix[:depth], name))
            if found is not None:
                return _said(name, found, wording)
        return BLANK

    return REFERENCE.sub(lambda match: value(match.group(1)), template)


def _said(name: str, value: Any, wording: Wording) -> str:
    question = wording.question(name)
    if question is not None and question.choices:
        return ", ".join(wording.choice_called(name, one) for one in chosen(value))
    kind = question.type if question is not None else ""
    parts = moment_parts(value, kind) if kind in ("date", "time", "dateTime") else None
    return _joined(parts) if parts else written(value)
