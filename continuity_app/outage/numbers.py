"""Numbers and addresses as they are typed in a call: which channel is meant, and what a new one is kept as."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from continuity_app.contacts.emails import read_address
from continuity_app.contacts.model import Channel, ChannelKind, Customer
from continuity_app.contacts.phones import dialable, region_of
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.words import say

_ENOUGH_DIGITS = 7
_LOOKED_AT = 40


def region_for(customer: Customer | None, contacts: ContactStore | None) -> str:
    """The region of a number that is typed without +: that of the customer's own numbers, else of most customers'.

    Returns:
        two letters, or empty where nothing tells.
    """
    own = _regions([customer] if customer is not None else [])
    if own:
        return own
    return _regions(islice(contacts.in_order_of_need(), _LOOKED_AT)) if contacts is not None else ""


def read_channel(text: str, kind: ChannelKind, region: str, *, field: str) -> str:
    """The value under which a new channel is kept: E.164, an address, or the text of a postal address.

    Raises:
        BadDataError: it is no number or address that can be reached; names the field.
    """
    cleaned = text.strip()
    if kind is ChannelKind.POSTAL and cleaned:
        return cleaned
    value = read_address(cleaned) if kind is ChannelKind.EMAIL else dialable(cleaned, region)
    if value:
        return value
    step = say("Ask for it again; write a number from abroad with + and its country code.")
    raise BadDataError(
        "channel.unreadable",
        say("'{text}' is not a number or address that can be reached.", text=text),
        what_is_safe=say("Nothing was logged."),
        next_step=step,
        details=[{"field": field, "problem": say("not a valid number or address")}],
    )


def meant_channel(customer: Customer, text: str) -> Channel:
    """The customer's channel that was typed, in whatever spelling.

    Raises:
        BadDataError: the customer has no such channel; names the nearest.
    """
    typed = text.strip().casefold()
    for channel in customer.channels:
        if typed and typed in (channel.value.casefold(), channel.original.strip().casefold()):
            return channel
    digits = _digits(typed)
    meant = [channel for channel in customer.channels if channel.kind.can_be_called and _same(digits, channel)]
    if meant:
        return meant[0]
    region = region_for(customer, None)
    value = dialable(text, region)
    found = next((channel for channel in customer.channels if value and channel.value == value), None)
    if found is not None:
        return found
    raise _no_such_channel(customer, text)


def _same(digits: str, channel: Channel) -> bool:
    """Whether typed digits are this number, with or without its country code or trunk zero, its extension left out."""
    national = digits.lstrip("0")
    spellings = (_digits(channel.value.partition(";")[0]), _digits(channel.original))
    if len(national) < _ENOUGH_DIGITS:
        return bool(digits) and digits in spellings
    return any(spelling == digits or spelling.endswith(national) for spelling in spellings)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _regions(customers: Iterable[Customer]) -> str:
    seen = Counter(
        region_of(channel.value)
        for customer in customers
        for channel in customer.channels
        if channel.kind.can_be_called and channel.value.startswith("+")
    )
    del seen[""]
    return seen.most_common(1)[0][0] if seen else ""


def _no_such_channel(customer: Customer, text: str) -> BadDataError:
    from difflib import get_close_matches  # noqa: PLC0415

    values = [channel.value for channel in customer.channels if channel.kind is not ChannelKind.POSTAL]
    near = get_close_matches(text.strip(), values, n=1, cutoff=0.0)
    step = (
        say("The nearest is {value}; a number that the customer just gave goes into --new-number.", value=near[0])
        if near
        else say("This customer has no channel at all; take one down as a new number.")
    )
    return BadDataError(
        "call.channel",
        say("The customer has no channel '{text}'.", text=text),
        what_is_safe=say("Nothing was logged."),
        next_step=step,
        details=[
            {"field": "channel", "problem": say("not a channel of this customer"), "nearest": near[0] if near else ""}
        ],
    )


def tel_link(value: str) -> str:
    """What a QR code must say so that a telephone dials a channel's value: the extension follows after a pause."""
    number, _, extension = value.partition(";ext=")
    return f"tel:{number},{extension}" if extension else f"tel:{number}"
