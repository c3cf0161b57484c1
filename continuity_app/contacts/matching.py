"""Where in one customer the typed words stand: to check a candidate, and to say which fields matched."""

from collections.abc import Iterable, Iterator, Sequence

from continuity_app.contacts.filing import NUMBER, Filing, phone_digits
from continuity_app.contacts.model import ChannelKind, Customer
from continuity_app.contacts.query import Chunk
from continuity_app.contacts.tokens import PIECE, beginnings, squash, words


def holds(filing: Filing, chunks: Iterable[Chunk]) -> bool:
    """Whether each chunk begins words or numbers of the customer, or lies within a number or an e-mail."""
    terms, stretches = filing.terms.split(), filing.stretches.split()
    return all(
        lies_in(chunk, stretches)
        or any(term.startswith((chunk.joined, NUMBER + chunk.joined)) for term in terms)
        or all(any(term.startswith(word) for term in terms) for word in chunk.words)
        for chunk in chunks
    )


def lies_in(chunk: Chunk, stretches: Iterable[str]) -> bool:
    """Whether a number or an e-mail holds the chunk."""
    return any(chunk.part in stretch for stretch in stretches)


def lies_at_an_end(chunk: Chunk, stretches: Iterable[str]) -> bool:
    """Whether a number or an e-mail begins or ends with the chunk."""
    return any(stretch.startswith(chunk.part) or stretch.endswith(chunk.part) for stretch in stretches)


def matched_fields(customer: Customer, chunks: Sequence[Chunk], corrected: Sequence[str]) -> tuple[str, ...]:
    """The fields in which at least one of the chunks, or of the corrected words, stands.

    They are named as in a plan (`name`, `organisation`, `id`, `note`, `asset_vin`, …) and by the kind of a channel.
    """
    typed = {word for chunk in chunks for word in chunk.words} | set(corrected)
    joined = {spelling for chunk in chunks for spelling in chunk.numbers}
    found = [name for name, text in _texts(customer) if _begins_word(text, typed | joined)]
    found += [name for name, stretch in _numbers(customer) if _is_of_number(stretch, joined)]
    return tuple(dict.fromkeys(found))


def _texts(customer: Customer) -> Iterator[tuple[str, str]]:
    yield "name", customer.name
    yield "name", customer.given_name
    yield "name", customer.family_name
    yield "organisation", customer.organisation
    for channel in customer.channels:
        if not channel.kind.can_be_called:
            yield channel.kind.value, channel.value
    for asset in customer.assets:
        yield "asset_label", asset.label
    yield "note", customer.note


def _numbers(customer: Customer) -> Iterator[tuple[str, str]]:
    yield "id", squash(customer.id)
    for channel in customer.channels:
        if channel.kind.can_be_called:
            yield channel.kind.value, phone_digits(channel.value)
        elif channel.kind is ChannelKind.EMAIL:
            yield channel.kind.value, squash(channel.value)
    for asset in customer.assets:
        yield "asset_vin", squash(asset.vin)
        yield "asset_plate", squash(asset.plate)
        yield "asset_serial", squash(asset.serial)
        yield "asset_policy", squash(asset.policy)


def _begins_word(text: str, typed: Iterable[str]) -> bool:
    found = [*words(text), squash(text), *(squash(part) for part in text.split())]
    if not text.isascii():
        found += [beginning for word in found for beginning in beginnings(word)]
    return any(word.startswith(each) for word in found for each in typed)


def _is_of_number(stretch: str, typed: Iterable[str]) -> bool:
    return any(each in stretch if len(each) >= PIECE else stretch.startswith(each) for each in typed)
