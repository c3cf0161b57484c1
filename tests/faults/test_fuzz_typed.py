"""Plans, searches, cells, numbers and keys, bent thousands of times: taken or refused in words, with an end."""

import pytest

from tests.faults.fuzz.check import check
from tests.faults.fuzz.targets import TYPED


@pytest.mark.parametrize("name", TYPED)
def test_bent_input_is_taken_or_refused(name: str) -> None:
    check(name)


@pytest.mark.full
@pytest.mark.parametrize("name", TYPED)
def test_ten_thousand_others_are_too(name: str) -> None:
    tally = check(name, whole=True)
    print(f"{name}: {tally.taken} taken, {tally.refused} refused")  # noqa: T201
