"""Regular expressions of forms: Java's spelling read as Python's, and matched within a limit of work.

A form may hold an expression that needs longer than anybody waits, for an answer that nobody thought of; the
constraint then cannot be judged, and a person does. The `regex` package ends such a search; `re` does not.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from continuity_app.forms.xpath_values import FunctionError
from continuity_app.words import say

MOST_SECONDS = 0.25
"""Of the processor's time for one answer; ordinary expressions take less than a thousandth of it."""
_CLASSES = {
    "Alpha": r"[A-Za-z]",
    "Digit": r"\d",
    "Alnum": r"[A-Za-z0-9]",
    "Upper": r"[A-Z]",
    "Lower": r"[a-z]",
    "Punct": r"[!-/:-@\[-`{-~]",
    "Space": r"\s",
}
"""Java's classes that are narrower than those of the same names elsewhere."""
_CLASS = re.compile(r"\\p\{(\w+)\}")
_LOOSE_HYPHEN = re.compile(r"(?<!\\)(\\[wWdDsS])-(?=[^\]])|(?<=[^\[^\\])-(?=\\[wWdDsS])")
"""A hyphen beside a class of signs is a hyphen in Java; Python takes it for a range without an end."""

FullMatch = Callable[..., Any]


@lru_cache(maxsize=512)
def pattern(text: str) -> FullMatch:
    """What matches whole texts with a regular expression of a form; takes a text and `timeout` in seconds.

    Raises:
        FunctionError: it is not one, or uses what cannot be translated.
    """
    import regex  # noqa: PLC0415 - most verbs need no form

    def known(match: re.Match[str]) -> str:
        name = match[1]
        if name not in _CLASSES:
            return match[0]
        inside = match.string[: match.start()].count("[") > match.string[: match.start()].count("]")
        return _CLASSES[name][1:-1] if inside and _CLASSES[name].startswith("[") else _CLASSES[name]

    try:
        whole: FullMatch = regex.compile(_CLASS.sub(known, _in_classes(text))).fullmatch
    except (regex.error, RecursionError, OverflowError) as error:
        reason = getattr(error, "msg", "") or say("it is nested too deeply")
        raise FunctionError(say("The regular expression cannot be read: {reason}.", reason=reason)) from error
    return whole


def fits(text: str, expression: str) -> bool:
    """Whether a text as a whole fits a regular expression of a form.

    Raises:
        FunctionError: the expression is none, or it could not be judged within the limit of work.
    """
    whole = pattern(expression)
    verdict = _verdict(text, whole)
    if verdict is None:
        problem = say("The form's expression takes too long with this answer and was given up: look at it yourself.")
        raise FunctionError(problem)
    return verdict


@lru_cache(maxsize=4096)
def _verdict(text: str, whole: FullMatch) -> bool | None:
    """None where the limit ended it; kept, because a sheet asks again with every key that is pressed."""
    try:
        return whole(text, timeout=MOST_SECONDS) is not None
    except (TimeoutError, MemoryError):
        return None


def _in_classes(text: str) -> str:
    """The expression with hyphens escaped where only Java reads them as themselves."""
    return re.sub(r"\[(?:\\.|[^\]\\])*\]", lambda match: _LOOSE_HYPHEN.sub(r"\1\-", match[0]), text)
