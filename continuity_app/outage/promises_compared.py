"""Promises to one customer that look like the same one, and that a person told apart, or no longer."""

from collections.abc import Collection, Sequence
from itertools import combinations

from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.store import Journal
from continuity_app.journal.types import PromisesCompared
from continuity_app.outage.links import LinksProjection, pair_of
from continuity_app.outage.promises import PromisesProjection
from continuity_app.words import say

Pair = tuple[str, str]
_PAIR = 2


class ComparedProjection:
    """The pairs of promises, by their numbers sorted, that are different ones; the last decision on each counts."""

    name = "promises.compared"
    types = frozenset({PromisesCompared.type})

    def initial(self) -> set[Pair]:
        """Nobody decided anything."""
        return set()

    def fold(self, state: set[Pair], entry: Entry) -> set[Pair]:
        """One more decision."""
        body = entry.read()
        if isinstance(body, PromisesCompared):
            pairs = {pair_of(one, other) for one, other in combinations(body.promises, 2) if one != other}
            (state.update if body.different else state.difference_update)(pairs)
        return state

    def value(self, state: set[Pair]) -> Collection[Pair]:
        """As it is now."""
        return frozenset(state)


def compare(journal: Journal, promises: Sequence[str], *, different: bool) -> None:
    """Notes that promises made in the outage to one customer are different ones, or takes that back.

    Raises:
        BadDataError: fewer than two are named, one is not known, or they were made to different customers.
    """
    named = tuple(dict.fromkeys(each.strip() for each in promises))
    made = journal.value_of(PromisesProjection()).made
    links = journal.value_of(LinksProjection())
    unknown = [each for each in named if each not in made]
    if unknown or len(named) < _PAIR:
        told = say("There is no promise '{promise}'.", promise=unknown[0]) if unknown else say("Name two promises.")
        raise _refused(told)
    if len({links.leader(made[each].customer) for each in named}) > 1:
        raise _refused(say("They were made to different customers: nobody takes them for one."))
    journal.append(PromisesCompared(named, different, journal.clock.now().isoformat(timespec="seconds")))


def _refused(message: str) -> BadDataError:
    return BadDataError(
        "promise.compared",
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=say("See 'continuity calls promises' for the promises and their numbers."),
    )
