"""Phone numbers: what a cell of a source or a typed word means, by libphonenumber's rules.

`rphonenumbers` answers; it is the same library in Rust, nine times faster. Its metadata may be some weeks older than
those of `phonenumbers`, so outside North America a number that it refuses is asked of `phonenumbers` again.
"""

import re
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from continuity_app.contacts.reasons import Reason

MOST_CHARACTERS = 300
"""Longer cells are no phone numbers; nothing searches them for one."""

FEW_DIGITS = 2
NORTH_AMERICA = 1

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+]?\d+")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number that was recognised.

    Attributes:
        value: E.164, with an extension as `;ext=204`.
        valid: libphonenumber holds that it can exist.
        reason: why it is suspect; None where nothing speaks against it.
    """

    value: str
    valid: bool
    reason: Reason | None = None


@cache
def _engine() -> ModuleType:
    """The fast library, or the slow one on a machine for which the fast one does not exist."""
    try:
        import rphonenumbers  # noqa: PLC0415
    except ImportError:
        import phonenumbers  # noqa: PLC0415

        return phonenumbers
    module: ModuleType = rphonenumbers
    return module


@cache
def _newest() -> ModuleType:
    import phonenumbers  # noqa: PLC0415

    return phonenumbers


@cache
def _trunk_zero(region: str) -> str:
    """The calling code of a region whose national numbers have a leading zero not dialled from abroad, or empty."""
    engine = _engine()
    if not region or region not in engine.SUPPORTED_REGIONS:
        return ""
    zero = engine.ndd_prefix_for_region(region, True) == "0"
    return str(engine.country_code_for_region(region)) if zero else ""


def is_region(region: str) -> bool:
    """Whether libphonenumber knows the two letters."""
    return region in _engine().SUPPORTED_REGIONS


def without_invisible(text: str) -> str:
    """The text without zero-width and direction marks: kept for display, ignored in searching and dialling."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def looks_destroyed(text: str) -> bool:
    """Whether a spreadsheet turned a number into its short scientific form."""
    return _SCIENTIFIC.fullmatch(text) is not None


def read_number(text: str, region: str) -> Number | None:
    """What one phone number in any spelling means.

    Args:
        text: one number; words and a second number make it invalid or None.
        region: two letters, for numbers without +; empty where none is known.

    Returns:
        None where the text cannot be read as a number at all.
    """
    engine = _engine()
    try:
        number = engine.parse(text, region or None)
    except engine.NumberParseException:
        return None
    if engine.is_valid_number(number):
        return _told(engine, number)
    if number.country_code != NORTH_AMERICA and engine is not _newest():
        again = _ask_newest(text, region)
        if again is not None:
            return again
    return Number(_written(engine, number), valid=False)


def read_valid(text: str, region: str) -> tuple[str, Reason | None] | None:
    """The quick way for the number that most cells hold: one valid number and nothing else to be told.

    Returns:
        Value and what speaks against it, or None where the cell needs a closer look.
    """
    if not text.isascii() or "E" in text or "e" in text or text[:1].isspace() or len(text) > MOST_CHARACTERS:
        return None
    engine = _engine()
    try:
        number = engine.parse(text, region or None)
    except engine.NumberParseException:
        return None
    if not engine.is_valid_number(number) or (_trunk_zero(region) and text.isdigit()):
        return None
    found = _told(engine, number)
    return found.value, found.reason


def numbers_within(text: str, region: str) -> list[Number]:
    """Every valid number in a text that holds more than one number."""
    engine = _engine()
    return [_told(engine, found.number) for found in engine.PhoneNumberMatcher(text, region or None)]


def lost_zero(text: str, number: Number | None, region: str) -> Reason | None:
    """Whether bare digits stand where the region writes a leading zero: a spreadsheet took it for a quantity.

    Returns:
        ZERO_RESTORED where the number is clear all the same, LOST_ZERO where only the zero would make it one.
    """
    code = _trunk_zero(region) or ("39" if region in ("IT", "SM", "VA") else "")
    if not code or not text.isdigit() or text.startswith("0"):
        return None
    if number is not None and number.valid:
        return None if text.startswith(code) or region in ("IT", "SM", "VA") else Reason.ZERO_RESTORED
    with_zero = read_number("0" + text, region)
    return Reason.LOST_ZERO if with_zero is not None and with_zero.valid else None


def dialable(text: str, region: str) -> str | None:
    """The value under which a channel with this number is kept, or None where no valid number can be read."""
    cleaned = without_invisible(text).strip()
    if not cleaned or len(cleaned) > MOST_CHARACTERS:
        return None
    number = read_number(cleaned, region)
    return number.value if number is not None and number.valid else None


def region_of(value: str) -> str:
    """The two letters of the region that a channel's number belongs to; empty where none is known."""
    engine = _engine()
    try:
        region = engine.region_code_for_number(engine.parse(value, None))
    except engine.NumberParseException:
        return ""
    return str(region) if region else ""


def display_number(value: str, region: str) -> str:
    """A channel's value as people of the region write it; what is no E.164 number is given back as it is."""
    engine = _engine()
    try:
        number = engine.parse(value, None)
    except engine.NumberParseException:
        return value
    at_home = number.country_code == engine.country_code_for_region(region) if is_region(region) else False
    style = engine.PhoneNumberFormat.NATIONAL if at_home else engine.PhoneNumberFormat.INTERNATIONAL
    shown: str = engine.format_number(number, style)
    return shown


def _ask_newest(text: str, region: str) -> Number | None:
    newest = _newest()
    try:
        number = newest.parse(text, region or None)
    except newest.NumberParseException:
        return None
    return _told(newest, number) if newest.is_valid_number(number) else None


def _written(engine: ModuleType, number: Any) -> str:
    value: str = engine.format_number(number, 0)
    return f"{value};ext={number.extension}" if number.extension else value


def _told(engine: ModuleType, number: Any) -> Number:
    """A valid number with what speaks against it."""
    value: str = engine.format_number(number, 0)
    reason = None
    if len(set(str(number.national_number))) <= FEW_DIGITS:
        reason = Reason.FEW_DIGITS
    elif _is_fictitious(value):
        reason = Reason.FICTITIOUS
    return Number(f"{value};ext={number.extension}" if number.extension else value, valid=True, reason=reason)


def _is_fictitious(value: str) -> bool:
    """555-01xx of North America: what people type where a number is asked for and they have none.

    Numbers that other regulators keep for films are graded like any other: nobody types them as filler, and the sample
    kit is made of them so that it rings nobody.
    """
    return value.startswith("+1") and value[5:10] == "55501"
