"""Files that travel between machines, bent thousands of times: taken or refused in words, always with an end."""

import pytest

from tests.faults.fuzz.check import check
from tests.faults.fuzz.targets import CARRIED


@pytest.mark.parametrize("name", CARRIED)
def test_bent_input_is_taken_or_refused(name: str) -> None:
    check(name)


@pytest.mark.full
@pytest.mark.parametrize("name", CARRIED)
def test_ten_thousand_others_are_too(name: str) -> None:
    tally = check(name, whole=True)
    print(f"{name}: {tally.taken} taken, {tally.refused} refused")  # noqa: T201
