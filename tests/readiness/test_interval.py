"""The interval of a measured share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.readiness.interval import wilson


def test_the_textbook_example():
    share = wilson(21, 30)
    assert (round(share.low, 4), share.value, round(share.high, 4)) == (0.5212, 0.7, 0.8334)


def test_nothing_tried_says_nothing():
    assert (wilson(0, 0).value, wilson(0, 0).low, wilson(0, 0).high) == (0.0, 0.0, 1.0)


def test_more_hits_than_tries_is_a_mistake():
    with pytest.raises(ValueError, match="between 0"):
        wilson(3, 2)


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share_and_narrows_with_more_tries(of, data):
    hits = data.draw(st.integers(0, of))
    share = wilson(hits, of)
    assert 0.0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1.0
    assert share.high > share.low
    wider = wilson(hits * 4, of * 4)
    assert wider.high - wider.low < share.high - share.low
