"""Outcomes in every spelling that a hurried hand types."""

import pytest

from continuity_app.errors import BadDataError
from continuity_app.outage.outcomes import Outcome, read_outcome


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_in_every_spelling(outcome):
    words = outcome.value
    for text in (
        words,
        words.upper(),
        words.replace(" ", "-"),
        words.replace(" ", "_"),
        words.replace(" ", ""),
        f" {words} ",
    ):
        assert read_outcome(text) is outcome


@pytest.mark.parametrize("text", ["maybe", "", "reach", "no  answers", "7"])
def test_a_wrong_outcome_is_refused_with_the_list(text):
    with pytest.raises(BadDataError) as refused:
        read_outcome(text)
    assert all(outcome.value in refused.value.next_step for outcome in Outcome)
    assert refused.value.details[0]["field"] == "outcome"
