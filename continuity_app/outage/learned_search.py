"""Finds customers by what the snapshot cannot know: numbers that they gave in a call, and customers who were added."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from continuity_app.contacts.filing import Filing, file_customer, phone_digits
from continuity_app.contacts.model import Customer
from continuity_app.contacts.tokens import squash, words
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import ChannelCorrected

FEWEST_DIGITS = 3

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


def added_matching(query: str, added: Mapping[str, Customer]) -> list[tuple[Customer, tuple[str, ...]]]:
    """The added customers who have every word of the query, with the fields in which it was found; the newest first."""
    typed = words(query)
    if not typed:
        return []
    return [
        (each, _fields(each, typed)) for each in reversed(list(added.values())) if _has_all(file_customer(each), typed)
    ]


def given_matching(
    query: str, given: Given, get_many: Callable[[Iterable[str]], Mapping[str, Customer]]
) -> list[tuple[Customer, tuple[str, ...]]]:
    """The customers who gave a number or address that the query names, all other words of it being theirs too.

    Args:
        query: as it was typed.
        given: what customers gave.
        get_many: looks customers up by their ids.
    """
    typed = words(query)
    whole = squash(query)
    named: dict[str, tuple[str, ...]] = {}
    for customer, values in given.items():
        told = [word for word in typed if any(_names(value, word) for value in values)]
        if any(_names(value, whole) for value in values):
            named[customer] = ()
        elif told:
            named[customer] = tuple(word for word in typed if word not in told)
    found = get_many(named)
    return [
        (found[customer], ("given",))
        for customer, others in named.items()
        if customer in found and _has_all(file_customer(found[customer]), others)
    ]


def _names(value: str, typed: str) -> bool:
    """Whether typed digits lie in a number (with a trunk zero or not), or typed letters in an address."""
    if typed.isdigit():
        return len(typed) >= FEWEST_DIGITS and "@" not in value and typed.lstrip("0") in phone_digits(value)
    return "@" in value and len(typed) >= FEWEST_DIGITS and typed in squash(value)


def _has_all(filing: Filing, typed: Sequence[str]) -> bool:
    terms = filing.terms.split()
    return all(
        any(term.startswith(word) for term in terms) or (len(word) >= FEWEST_DIGITS and word in filing.stretches)
        for word in typed
    )


def _fields(customer: Customer, typed: Sequence[str]) -> tuple[str, ...]:
    texts = {
        "name": customer.name,
        "organisation": customer.organisation,
        "channels": " ".join(channel.value for channel in customer.channels),
        "assets": " ".join(f"{a.label} {a.vin} {a.plate} {a.serial} {a.policy}" for a in customer.assets),
    }
    return tuple(field for field, text in texts.items() if any(word in squash(text) for word in typed))
