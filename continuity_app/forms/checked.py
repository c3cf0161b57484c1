"""Answers on their way into the journal: refused where they do not fit, flagged where a person takes them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from continuity_app.forms.definition import Answers, Form
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Problem
from continuity_app.forms.sheet_errors import bad_answers
from continuity_app.words import ENGLISH, say, speaking


def checked(
    form: Form,
    answers: Mapping[str, Any],
    accept: str,
    *,
    now: dt.datetime,
    facts: Mapping[str, str],
    region: str,
) -> tuple[Answers, dict[str, str]]:
    """The answers to store, and the flags of those that are odd.

    Args:
        form: that is filled.
        answers: by question name.
        accept: why odd answers are taken nevertheless; empty refuses them.
        now: for answers that look at the clock.
        facts: what the laptop knows by itself.
        region: two letters, for dates in figures.

    Raises:
        BadDataError: "answers.bad", with a detail for each field.
    """
    filling = Filling(form, answers, now, facts=dict(facts), region=region)
    problems = filling.problems()
    refused = [p for p in problems if p.unknown or (p.blocks and not accept.strip())]
    if refused:
        raise bad_answers(form, refused)
    if not problems:
        return filling.values, {}
    with speaking(ENGLISH):  # the journal is read on laptops of every language
        problems = Filling(form, answers, now, facts=dict(facts), region=region).problems()
        return filling.values, {p.field: _flag(p, accept) for p in problems}


def _flag(problem: Problem, accept: str) -> str:
    if not problem.blocks or not accept.strip():
        return problem.problem
    return say("{problem} Accepted: {reason}", problem=problem.problem.rstrip(".") + ".", reason=accept.strip())
