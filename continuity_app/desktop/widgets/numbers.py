"""Phone numbers as people write and phones dial them."""

from continuity_app.contacts.model import Channel
from continuity_app.contacts.phones import display_number
from continuity_app.words import say


def tel_link(value: str) -> str:
    """What a QR code must say so that a phone dials it: the extension follows after a pause."""
    number, _, extension = value.partition(";ext=")
    return f"tel:{number},{extension}" if extension else f"tel:{number}"


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
