"""How far the calls are and how long the rest takes, from the calls that this person has made today."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from continuity_app.words import say

ENOUGH = 3
PAUSE = 15 * 60
"""A longer gap than this, in seconds, was no call."""


def seconds_each(times: Sequence[dt.datetime]) -> float | None:
    """The usual time from one call to the next, or None before it can be told."""
    ordered = sorted(times)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    real = [gap for gap in gaps if 0 < gap <= PAUSE]
    return median(real) if len(real) >= ENOUGH else None


def progress_words(done: int, left: int, each: float | None) -> str:
    """How many are done, how many are left, and, where it can be told, for how long."""
    if each is None or left == 0:
        return say("{done} done today, {left} to call", done=done, left=left)
    minutes = max(round(each * left / 60), 1)
    return say("{done} done today, {left} to call, about {minutes} minutes", done=done, left=left, minutes=minutes)
