"""Customers who are the same one, by a person's decision on two of them; a later decision takes it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


class LinksProjection:
    """Folds decisions; the last one on each pair counts."""

    name = "links"
    types = frozenset({CustomerLinked.type})

    def initial(self) -> dict[tuple[str, str], bool]:
        """No decision yet."""
        return {}

    def fold(self, state: dict[tuple[str, str], bool], entry: Entry) -> dict[tuple[str, str], bool]:
        """One more decision."""
        body = entry.read()
        if isinstance(body, CustomerLinked) and body.customer != body.other:
            state[pair_of(body.customer, body.other)] = body.linked
        return state

    def value(self, state: dict[tuple[str, str], bool]) -> Links:
        """Groups of the same customer."""
        groups = {each: group for group in _groups(state) for each in group}
        return Links(dict(state), groups)


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Two ids, whichever way round they were named."""
    return (one, other) if one <= other else (other, one)


def _groups(decided: Mapping[tuple[str, str], bool]) -> Iterator[tuple[str, ...]]:
    beside: dict[str, list[str]] = {}
    for (one, other), linked in decided.items():
        if linked:
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
    seen: set[str] = set()
    for start in beside:
        if start in seen:
            continue
        group, waiting = set[str](), [start]
        while waiting:
            each = waiting.pop()
            if each not in group:
                group.add(each)
                waiting += beside[each]
        seen |= group
        yield tuple(sorted(group, key=lambda each: (each.startswith(NEW), each)))
