"""What is wrong with one cell, whatever row it stands in: the same judgement for a preview and for a build."""

from collections.abc import Iterable, Iterator

from continuity_app.contacts.quality import Reason, grade_email, grade_phone
from continuity_app.snapshot.values import read_moment, read_value, read_yes
from continuity_app.sources.fields import PHONES
from continuity_app.sources.wire import VALUES_APART
from continuity_app.words import say

MOST_CHARACTERS = 10_000
"""Longer texts are cut in a snapshot, and that is told."""

_YES = frozenset(("do_not_call", "no_email"))


def not_a_value() -> str:
    """The sentence for money that cannot be read."""
    return say("This is not an amount.")


def not_yes_or_no() -> str:
    """The sentence for a do-not-call mark that is neither; the customer is then not called."""
    return say("This is neither yes nor no; it counts as yes.")


def too_long() -> str:
    """The sentence for a text that is cut."""
    return say("The text is longer than {most} characters and is cut.", most=MOST_CHARACTERS)


def pieces(text: str, joined_by: str) -> list[str]:
    """The values of one cell: a format's own separator, or that of a preset."""
    if VALUES_APART in text:
        return [piece for part in text.split(VALUES_APART) for piece in pieces(part, joined_by)]
    return [piece for piece in text.split(joined_by) if piece.strip()] if joined_by and joined_by in text else [text]


def judge_cell(field: str, text: str, region: str, joined_by: str) -> Iterable[str]:
    """The problems of a cell, as sentences.

    Args:
        field: what its column becomes.
        text: the cell, not empty.
        region: for phone numbers written without +; where it is empty those are not judged.
        joined_by: what stands between several values.
    """
    if field in PHONES or field == "email":
        return _of_channels(field, pieces(text, joined_by), region)
    if field == "last_verified":
        return filter(None, (read_moment(text, region).problem,))
    if field == "value":
        return () if read_value(text) is not None else (not_a_value(),)
    if field in _YES:
        return () if read_yes(text) is not None else (not_yes_or_no(),)
    return (too_long(),) if len(text) > MOST_CHARACTERS else ()


def _of_channels(field: str, texts: Iterable[str], region: str) -> Iterator[str]:
    for text in texts:
        graded = grade_email(text) if field == "email" else grade_phone(text, region)
        for reason in graded.problems:
            if region or reason is not Reason.NO_REGION:
                yield reason.sentence
