"""Where in one customer the typed words stand: to check a candidate, and to say which fields matched."""

from collections.abc import Iterable, Iterator, Sequence

from continuity_app.contacts.filing import NUMBER, Filing, phone_digits
from continuity_app.contacts.model import ChannelKind, Customer
from continuity_app.contacts.query import Chunk
from continuity_app.contacts.tokens import PIECE, beginnings, fold, squash


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
    joined = tuple({spelling for chunk in chunks for spelling in chunk.numbers})
    typed = tuple({*joined, *corrected, *(word for chunk in chunks for word in chunk.words)})
    found = [name for name, text in _texts(customer) if text and _begins_word(text, typed)]
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
        if channel.kind is ChannelKind.EMAIL:
            yield channel.kind.value, squash(channel.value)
        elif channel.kind is not ChannelKind.POSTAL:
            yield channel.kind.value, phone_digits(channel.value)
    for asset in customer.assets:
        for name, key in (
            ("vin", asset.vin),
            ("plate", asset.plate),
            ("serial", asset.serial),
            ("policy", asset.policy),
        ):
            if key:
                yield f"asset_{name}", squash(key)


def _begins_word(text: str, typed: tuple[str, ...]) -> bool:
    folded = fold(text)
    whole = folded.replace(" ", "")
    if not any(each in whole for each in typed):
        return False
    found = [*folded.split(), whole, *(squash(part) for part in text.split())]
    if not text.isascii():
        found += [beginning for word in found for beginning in beginnings(word)]
    return any(word.startswith(typed) for word in found)


def _is_of_number(stretch: str, typed: tuple[str, ...]) -> bool:
    return any(each in stretch if len(each) >= PIECE else stretch.startswith(each) for each in typed)
