"""The quality of channels: what a phone or e-mail cell is worth, and why (`docs/formats.md`, Quality).

Worst first: invalid (no valid number or address) · suspect (valid, but fictitious, of two or fewer different digits, or
shared by more than five customers) · unverified (also: last verified over a year before the snapshot) · verified.
"""

import datetime as dt
import re
from dataclasses import dataclass

from continuity_app.contacts.emails import read_address
from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.contacts.phones import (
    MOST_CHARACTERS,
    Number,
    dialable,
    display_number,
    is_region,
    looks_destroyed,
    lost_zero,
    numbers_within,
    read_number,
    read_valid,
    without_invisible,
)
from continuity_app.contacts.reasons import Reason

__all__ = [
    "SHARED_BY_MORE_THAN",
    "Graded",
    "Reason",
    "dialable",
    "display_number",
    "grade_email",
    "grade_phone",
    "grade_verified",
    "is_region",
    "read_address",
    "read_valid",
    "without_invisible",
]

SHARED_BY_MORE_THAN = 5
"""A channel of more customers than this is suspect: a switchboard, a placeholder, a clerk's own number."""

_SEVERAL_ADDRESSES = re.compile(r"[;,\s|]+")


@dataclass(frozen=True, slots=True)
class Graded:
    """What one cell gave: its channels, and what has to be told about the cell."""

    channels: tuple[Channel, ...] = ()
    problems: tuple[Reason, ...] = ()


_NOTHING = Graded()


def grade_phone(text: str, region: str, kind: ChannelKind = ChannelKind.PHONE) -> Graded:
    """The phone channels of one cell; none for an empty cell, an invalid one for a cell without a valid number.

    Args:
        text: as it stands in the source.
        region: two letters for numbers written without +, or empty.
        kind: what the column says that it is.
    """
    cleaned = without_invisible(text).strip()
    if not cleaned:
        return _NOTHING
    if looks_destroyed(cleaned) or len(cleaned) > MOST_CHARACTERS:
        return _invalid(kind, text, Reason.NOT_A_NUMBER if len(cleaned) > MOST_CHARACTERS else Reason.SPREADSHEET)
    number = read_number(cleaned, region)
    if number is not None and number.valid:
        restored = lost_zero(cleaned, number, region)
        return Graded((_channel(kind, number, text),), tuple(filter(None, (number.reason, restored))))
    inside = tuple({each.value: each for each in numbers_within(cleaned, region)}.values())
    if inside:
        several = Reason.TWO_NUMBERS if len(inside) > 1 else Reason.WORDS_BESIDE
        told = (several, *(each.reason for each in inside))
        return Graded(tuple(_channel(kind, each, text) for each in inside), tuple(filter(None, told)))
    return _invalid(kind, text, _why_invalid(cleaned, number, region))


def _why_invalid(text: str, number: Number | None, region: str) -> Reason:
    if not region and text[0] not in "+\uff0b" and any(character.isdigit() for character in text):
        return Reason.NO_REGION
    if number is None:
        return Reason.NOT_A_NUMBER
    return lost_zero(text, None, region) or Reason.NOT_VALID


def grade_email(text: str) -> Graded:
    """The e-mail channels of one cell; several addresses may stand in it, apart by space, comma or semicolon."""
    cleaned = without_invisible(text).strip()
    if not cleaned:
        return _NOTHING
    address = read_address(cleaned)
    if address is not None:
        return Graded((Channel(ChannelKind.EMAIL, address, text),))
    pieces = [piece for piece in _SEVERAL_ADDRESSES.split(cleaned) if "@" in piece]
    found = [address for address in map(read_address, pieces) if address]
    if not found:
        return Graded(
            (Channel(ChannelKind.EMAIL, text, text, Quality.INVALID, reason=Reason.NOT_AN_ADDRESS),),
            (Reason.NOT_AN_ADDRESS,),
        )
    channels = tuple(Channel(ChannelKind.EMAIL, address, text) for address in dict.fromkeys(found))
    return Graded(channels, () if len(found) == len(pieces) else (Reason.NOT_AN_ADDRESS,))


def grade_verified(day: dt.date | None, as_of: dt.date) -> tuple[Quality, Reason | None]:
    """What a last-verified date makes of a channel that nothing else speaks against."""
    if day is None:
        return Quality.UNVERIFIED, None
    if day > as_of:
        return Quality.UNVERIFIED, Reason.FUTURE
    return (Quality.VERIFIED, None) if day >= _a_year_before(as_of) else (Quality.UNVERIFIED, Reason.OLD)


def _a_year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _channel(kind: ChannelKind, number: Number, original: str) -> Channel:
    quality = Quality.SUSPECT if number.reason else Quality.UNVERIFIED
    return Channel(kind, number.value, original, quality, reason=number.reason or "")


def _invalid(kind: ChannelKind, text: str, reason: Reason) -> Graded:
    return Graded((Channel(kind, text, text, Quality.INVALID, reason=reason),), (reason,))
