"""Customers who are the same one, by a person's decision on two of them; a later decision takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from continuity_app.journal.entry import Entry
from continuity_app.journal.types import CustomerLinked

NEW = "NEW-"
"""What the ids of customers begin with who were taken down in the outage."""


@dataclass(frozen=True, slots=True)
class Links:
    """Who is the same as whom.

    Attributes:
        decided: two ids, sorted -> whether they are the same one.
        groups: id -> all ids of the same customer, of those who have more than one.
    """

    decided: Mapping[tuple[str, str], bool]
    groups: Mapping[str, tuple[str, ...]]

    def group_of(self, customer: str) -> tuple[str, ...]:
        """All ids of one customer, the leading one first: of the central system where there is one."""
        return self.groups.get(customer, (customer,))

    def others(self, customer: str) -> tuple[str, ...]:
        """The other ids of one customer; none where nobody linked it."""
        return tuple(each for each in self.group_of(customer) if each != customer)

    def leader(self, customer: str) -> str:
        """The id that stands for the customer in lists and counts."""
        return self.group_of(customer)[0]


@dataclass(frozen=True, slots=True)
class _Web:
    """Decisions, who is linked with whom by one, and the groups that come of it."""

    decided: dict[tuple[str, str], bool] = field(default_factory=dict)
    beside: dict[str, set[str]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def regroup(self, start: str) -> None:
        """Gathers anew all whom decisions connect with one customer."""
        group, waiting = set[str](), [start]
        while waiting:
            each = waiting.pop()
            if each not in group:
                group.add(each)
                waiting += self.beside.get(each, ())
        if len(group) == 1:
            self.groups.pop(start, None)
            return
        leading = tuple(sorted(group, key=lambda each: (each.startswith(NEW), each)))
        self.groups.update(dict.fromkeys(group, leading))


class LinksProjection:
    """Folds decisions; the last one on each pair counts. Only the groups of the two are gathered anew."""

    name = "links"
    types = frozenset({CustomerLinked.type})

    def initial(self) -> _Web:
        """No decision yet."""
        return _Web()

    def fold(self, state: _Web, entry: Entry) -> _Web:
        """One more decision."""
        body = entry.read()
        if not isinstance(body, CustomerLinked) or body.customer == body.other:
            return state
        one, other = pair_of(body.customer, body.other)
        state.decided[one, other] = body.linked
        for mine, theirs in ((one, other), (other, one)):
            beside = state.beside.setdefault(mine, set())
            if body.linked:
                beside.add(theirs)
            else:
                beside.discard(theirs)
        state.regroup(one)
        state.regroup(other)
        return state

    def value(self, state: _Web) -> Links:
        """A view of decisions and groups."""
        return Links(MappingProxyType(state.decided), MappingProxyType(state.groups))


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Two ids, whichever way round they were named."""
    return (one, other) if one <= other else (other, one)
