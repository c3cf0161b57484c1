"""A sheet's answers in the order in which the central system asks for them: what is typed over there, field by field.

The form says it (`kit:rekey`): a figure for the order and, after it, the screen of the central system. Lines of a table
stay together, one line after the other, at the place of their first field; what has no figure comes last.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from continuity_app.forms.definition import Form, Group, Item, Question
from continuity_app.forms.texts import text_in
from continuity_app.words import say

_ORDER = re.compile(r"\s*(\d+)\s*(.*)")
_LAST = 10**6
_COMPUTED = ("calculate", "note", "image", "audio", "video")
"""What nobody types, unless the form names its place."""


@dataclass(frozen=True, slots=True)
class TargetField:
    """One field to type into the central system.

    Attributes:
        screen: of the central system, empty where the form does not say.
        label: the question, with the number of its line.
        value: the answer as a person types it.
        name: of the question.
    """

    screen: str
    label: str
    value: str
    name: str


def target_fields(form: Form, answers: Mapping[str, Any]) -> tuple[TargetField, ...]:
    """Every answer that a sheet has, in the central system's order.

    Args:
        form: as it was filled.
        answers: by question; lines of a repeat as a list of such mappings.
    """
    found = sorted(_fields(form, form.items, answers, ""), key=lambda each: each[0])
    return tuple(field for _, field in found)


_Placed = tuple[int, TargetField]


def _fields(form: Form, items: Iterable[Item], answers: Mapping[str, Any], before: str) -> Iterator[_Placed]:
    language = form.languages[0]
    for item in items:
        if isinstance(item, Question):
            if item.type in _COMPUTED and "rekey" not in item.kit:
                continue
            value = in_words(form, item, answers.get(item.name), language)
            if value:
                place, screen = _place(item)
                label = before + (text_in(item.label, language) or item.name)
                yield place, TargetField(screen, label, value, item.name)
        elif item.repeat:
            yield from _lines(form, item, answers, language)
        else:
            yield from _fields(form, item.children, answers, before)


def _lines(form: Form, group: Group, answers: Mapping[str, Any], language: str) -> Iterator[_Placed]:
    """The fields of all lines at the place of the first one, so that a line is typed whole before the next."""
    title = text_in(group.label, language) or group.name
    for number, line in enumerate(answers.get(group.name) or (), 1):
        before = say("{title} {number} · ", title=title, number=number)
        own = sorted(_fields(form, group.children, line, before), key=lambda each: each[0])
        first = min((_place(each)[0] for each in _questions(group)), default=_LAST)
        yield from ((first, field) for _, field in own)


def _questions(group: Group) -> Iterator[Question]:
    for item in group.children:
        if isinstance(item, Question):
            yield item
        else:
            yield from _questions(item)


def _place(question: Question) -> tuple[int, str]:
    found = _ORDER.fullmatch(question.kit.get("rekey", ""))
    return (int(found[1]), found[2].strip()) if found else (_LAST, "")


def in_words(form: Form, question: Question, value: Any, language: str) -> str:
    """An answer as it is typed: a choice by its label, yes for what was ticked; empty where there is none."""
    if value in (None, "", [], False):
        return ""
    if value is True:
        return say("yes")
    labels = {choice.name: text_in(choice.label, language) for choice in form.choices.get(question.choices, ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one)) or str(one) for one in values)
