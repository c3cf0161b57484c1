"""Customers whom the snapshot does not know, as they were taken down during the outage."""

from collections.abc import Mapping
from types import MappingProxyType

from continuity_app.contacts.model import Asset, Channel, ChannelKind, Customer, Quality
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import CustomerAdded
from continuity_app.words import say

SOURCE = "added in the outage"
PHONES = {
    "mobile": ChannelKind.MOBILE,
    "phone": ChannelKind.PHONE,
    "home_phone": ChannelKind.HOME,
    "work_phone": ChannelKind.WORK,
}
"""Fields of the plan that hold a phone, in the order in which they are tried."""

_ADDRESS = ("street", "postcode", "city", "region", "country")
_ASSET = ("kind", "label", "vin", "plate", "serial", "policy")
FIELDS = (
    *("name", "given_name", "family_name", "organisation", "segment", "market", "product", "value", "language", "note"),
    *(*PHONES, "email", *_ADDRESS),
    *(f"asset_{part}" for part in _ASSET),
)
"""What can be said of a new customer; the plan's names."""


class AddedProjection:
    """The customers that were added, by id."""

    name = "added"
    types = frozenset({CustomerAdded.type})

    def initial(self) -> dict[str, Customer]:
        """Nobody yet."""
        return {}

    def fold(self, state: dict[str, Customer], entry: Entry) -> dict[str, Customer]:
        """One more customer."""
        added = entry.read()
        if isinstance(added, CustomerAdded):
            state[added.customer] = customer_of(added)
        return state

    def value(self, state: dict[str, Customer]) -> Mapping[str, Customer]:
        """A view of all of them."""
        return MappingProxyType(state)


def customer_of(added: CustomerAdded) -> Customer:
    """The customer as every other part of the kit knows customers; phones are E.164 in the journal already."""
    fields = added.fields
    channels = [
        Channel(kind, fields[field], fields[field], Quality.UNVERIFIED)
        for field, kind in PHONES.items()
        if fields.get(field)
    ]
    if fields.get("email"):
        channels.append(Channel(ChannelKind.EMAIL, fields["email"], fields["email"], Quality.UNVERIFIED))
    address = ", ".join(fields[part] for part in _ADDRESS if fields.get(part))
    if address:
        channels.append(Channel(ChannelKind.POSTAL, address, address, Quality.UNVERIFIED))
    parts = [fields.get(f"asset_{part}", "") for part in _ASSET]
    return Customer(
        id=added.customer,
        name=_name(fields),
        given_name=fields.get("given_name", ""),
        family_name=fields.get("family_name", ""),
        organisation=fields.get("organisation", ""),
        segment=fields.get("segment", ""),
        market=fields.get("market", ""),
        product=fields.get("product", ""),
        value=_number(fields.get("value", "")),
        language=fields.get("language", ""),
        note=fields.get("note", ""),
        channels=tuple(channels),
        assets=(Asset(*parts),) if any(parts) else (),
        source=SOURCE,
    )


def _name(fields: Mapping[str, str]) -> str:
    whole = " ".join(part for part in (fields.get("given_name"), fields.get("family_name")) if part)
    return fields.get("name") or whole or fields.get("organisation") or say("(no name)")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
