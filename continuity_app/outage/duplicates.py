"""Customers who may be the same one: taken down on two laptops, or new though the snapshot knows them.

The kit only proposes; a person decides, and may take it back. What was entered stays as it was entered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.contacts.tokens import squash, words
from continuity_app.errors import BadDataError
from continuity_app.journal.store import Journal
from continuity_app.journal.types import CustomerLinked
from continuity_app.outage.added import AddedProjection
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.links import LinksProjection, pair_of
from continuity_app.words import say

_LOOKED_AT = 20
_FEWEST = 4
"""A shorter number of an asset names no single thing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two customers who may be one, and what they have in common: phone, email, asset, name."""

    one: Customer
    other: Customer
    same: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "customers": [{"id": each.id, "name": each.name, "source": each.source} for each in (self.one, self.other)],
            "same": list(self.same),
        }


class DuplicateDesk:
    """Where possible duplicates are looked at and decided."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, customers: CustomerDesk) -> None:
        self._contacts = contacts
        self._journal = journal
        self._customers = customers

    def candidates(self) -> list[Candidate]:
        """Pairs that nobody decided on yet, those with most in common first."""
        decided = self._journal.value_of(LinksProjection()).decided
        added = list(self._journal.value_of(AddedProjection()).values())
        pairs: dict[tuple[str, str], Candidate] = {}
        for one, other in (*_among(added), *self._in_snapshot(added)):
            pair, same = pair_of(one.id, other.id), _in_common(one, other)
            if same and pair not in decided:
                pairs[pair] = Candidate(one, other, same)
        return sorted(pairs.values(), key=lambda each: (-len(each.same), each.one.id, each.other.id))

    def link(self, one: str, other: str) -> None:
        """Notes that two customers are the same one.

        Raises:
            BadDataError: nobody has one of the ids, or both are the same.
        """
        self._decide(one, other, linked=True)

    def part(self, one: str, other: str) -> None:
        """Notes that two customers are different, or takes an earlier link back.

        Raises:
            BadDataError: nobody has one of the ids, or both are the same.
        """
        self._decide(one, other, linked=False)

    def _decide(self, one: str, other: str, *, linked: bool) -> None:
        ids = [self._customers.get(each).id for each in (one, other)]
        if ids[0] == ids[1]:
            raise BadDataError(
                "customer.same_id",
                say("Both are the customer '{customer}'.", customer=one),
                what_is_safe=say("Nothing was changed."),
                next_step=say("Name two customers; 'continuity customer duplicates' shows pairs."),
            )
        self._journal.append(CustomerLinked(ids[0], ids[1], linked))

    def _in_snapshot(self, added: Iterable[Customer]) -> Iterator[tuple[Customer, Customer]]:
        if self._contacts is None:
            return
        from continuity_app.contacts.search import search  # noqa: PLC0415

        for one in added:
            asked = [f"{asset.vin or asset.plate or asset.policy or asset.serial}" for asset in one.assets]
            found = {
                each.id: each for word in (one.name, *asked) if word.strip() for each in self._searched(search, word)
            }
            for channel in one.channels:
                ids = self._contacts.with_phone(channel.value) if channel.kind.can_be_called else []
                found.update(self._contacts.get_many(ids))
            yield from ((one, other) for other in found.values() if other.id != one.id)

    def _searched(self, search: Any, word: str) -> list[Customer]:
        return [hit.customer for hit in search(self._contacts, word, _LOOKED_AT).hits]


def _among(customers: list[Customer]) -> Iterator[tuple[Customer, Customer]]:
    """Pairs that share a key, without comparing everybody with everybody."""
    holders: dict[str, list[Customer]] = defaultdict(list)
    for customer in customers:
        for keys in _keys(customer).values():
            for key in keys:
                holders[key].append(customer)
    for held in holders.values():
        yield from ((one, other) for at, one in enumerate(held) for other in held[at + 1 :])


def _in_common(one: Customer, other: Customer) -> tuple[str, ...]:
    mine, theirs = _keys(one), _keys(other)
    return tuple(kind for kind in mine if mine[kind] & theirs[kind])


def _keys(customer: Customer) -> dict[str, set[str]]:
    numbers = {channel.value for channel in customer.channels if channel.kind.can_be_called}
    mails = {channel.value.casefold() for channel in customer.channels if "@" in channel.value}
    marks = {squash(mark) for a in customer.assets for mark in (a.vin, a.plate, a.serial, a.policy) if mark}
    name = " ".join(sorted(words(customer.name)))
    return {
        "phone": numbers,
        "email": mails,
        "asset": {mark for mark in marks if len(mark) >= _FEWEST},
        "name": {name} if " " in name else set(),
    }
