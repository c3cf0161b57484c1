"""Phone numbers as people write and phones dial them."""

from continuity_app.contacts.model import Channel
from continuity_app.contacts.phones import display_number
from continuity_app.outage.numbers import tel_link as tel_link  # noqa: PLC0414 - told to the rooms from here
from continuity_app.words import say


def shown(channel: Channel, region: str) -> str:
    """A channel's value for the eye; an extension in words."""
    if not channel.kind.can_be_called:
        return channel.value
    return shown_value(channel.value, region)


def shown_value(value: str, region: str) -> str:
    """A number's value for the eye."""
    number, _, extension = value.partition(";ext=")
    written = display_number(number, region)
    return say("{number} ext. {extension}", number=written, extension=extension) if extension else written
