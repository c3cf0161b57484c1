"""What holds for each target after its cases."""

from tests.faults.fuzz.target import Tally, feed
from tests.faults.fuzz.targets import ALL, ALWAYS_TAKEN, IN_CI, NEVER_TAKEN, TARGETS


def check(name: str, *, whole: bool = False) -> Tally:
    """Reads a target's cases: none breaks it, and they reach both sides of it.

    Args:
        name: of the target.
        whole: all 10,000, with other cases than in CI.
    """
    cases = ALL if whole else IN_CI.get(name, ALL)
    tally = feed(TARGETS[name], cases, seed=2 if whole else 1)
    assert tally.taken + tally.refused == cases
    assert (tally.taken > 0) == (name not in NEVER_TAKEN), tally
    assert (tally.refused > 0) == (name not in ALWAYS_TAKEN), tally
    return tally
