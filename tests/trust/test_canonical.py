import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_one_spelling_that_any_reader_understands(value: object) -> None:
    spelled = canonical(value)
    assert json.loads(spelled) == value
    assert canonical(json.loads(spelled)) == spelled


def test_order_of_names_does_not_matter() -> None:
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1}) == b'{"a":2,"b":1}'


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), "\ud800", {1: 2}, object()])
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(BadDataError):
        canonical(value)
