"""Finds customers by what the snapshot cannot know: numbers that they gave in a call, and customers who were added."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from continuity_app.contacts.filing import file_customer, phone_digits
from continuity_app.contacts.matching import holds, matched_fields
from continuity_app.contacts.model import Customer
from continuity_app.contacts.query import Chunk, read_query
from continuity_app.contacts.tokens import squash
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import ChannelCorrected

GIVEN = "given"
"""The field in which a number is found that the customer gave in a call."""

FEWEST_CHARACTERS = 3
"""A shorter piece of a number or an address names nobody."""

Given = Mapping[str, Sequence[str]]
"""Customer id -> numbers and addresses that the customer gave."""


class GivenProjection:
    """The numbers and addresses that customers gave."""

    name = "given"
    types = frozenset({ChannelCorrected.type})

    def initial(self) -> dict[str, list[str]]:
        """Nothing given yet."""
        return {}

    def fold(self, state: dict[str, list[str]], entry: Entry) -> dict[str, list[str]]:
        """One more number."""
        given = entry.read()
        if isinstance(given, ChannelCorrected):
            state.setdefault(given.customer, []).append(given.new)
        return state

    def value(self, state: dict[str, list[str]]) -> Given:
        """A view of all of them."""
        return MappingProxyType(state)


Learned = tuple[Customer, tuple[str, ...]]
"""A customer and the fields in which the words were found."""


def added_matching(query: str, added: Mapping[str, Customer]) -> list[Learned]:
    """The added customers who have every word of the query, the newest first."""
    chunks = read_query(query)
    if not chunks:
        return []
    newest = reversed(list(added.values()))
    return [(each, matched_fields(each, chunks, ())) for each in newest if holds(file_customer(each), chunks)]


def given_matching(
    query: str, given: Given, get_many: Callable[[Iterable[str]], Mapping[str, Customer]]
) -> list[Learned]:
    """The customers who gave a number or address that the query names, all other words of it being theirs too.

    Args:
        query: as it was typed.
        given: what customers gave.
        get_many: looks customers up by their ids.
    """
    chunks = read_query(query)
    named: dict[str, list[Chunk]] = {}
    for customer, values in given.items():
        others = [chunk for chunk in chunks if not any(_names(value, chunk) for value in values)]
        if len(others) < len(chunks):
            named[customer] = others
    found = get_many(named)
    return [
        (found[customer], (GIVEN, *matched_fields(found[customer], others, ())))
        for customer, others in named.items()
        if customer in found and holds(file_customer(found[customer]), others)
    ]


def _names(value: str, chunk: Chunk) -> bool:
    """Whether typed digits lie in a number, or typed letters in an address."""
    if len(chunk.joined) < FEWEST_CHARACTERS:
        return False
    if "@" in value:
        return chunk.joined in squash(value)
    return chunk.is_number and any(number in phone_digits(value) for number in chunk.numbers)
