"""Forms, answers and paper, bent thousands of times: taken or refused in words, always with an end."""

import re
import sys
from itertools import count

import pytest

from tests.faults.fuzz.check import check
from tests.faults.fuzz.target import Parser, feed
from tests.faults.fuzz.targets import FORMS

HANGS = {
    "in Python": lambda _: any(False for _ in count()),
    "in a library": lambda _: re.fullmatch("(a|aa)+", "a" * 99 + "!"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer that interrupts")
@pytest.mark.parametrize("how", ["in Python", "in a library"])
def test_a_case_that_hangs_is_told_by_its_seed(how: str) -> None:
    with pytest.raises(AssertionError, match="seed 7, case 0: HangError"):
        feed(lambda _: Parser(lambda _: b"", HANGS[how]), 1, seed=7, most_seconds=0.2)


@pytest.mark.parametrize("name", FORMS)
def test_bent_input_is_taken_or_refused(name: str) -> None:
    check(name)


@pytest.mark.full
@pytest.mark.parametrize("name", FORMS)
def test_ten_thousand_others_are_too(name: str) -> None:
    tally = check(name, whole=True)
    print(f"{name}: {tally.taken} taken, {tally.refused} refused")  # noqa: T201
