"""Numbers that carry their own proof (`kit:check`): VIN, payment card, prescriber, IBAN, routing number."""

import re
from collections.abc import Callable

from continuity_app.words import say

_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CHECK_AT = 8
_ABA_WEIGHTS = (3, 7, 1) * 3


def vin_fits(text: str) -> bool:
    """A North American vehicle identification number, by its ninth character."""
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", text):
        return False
    values = [_VIN_VALUES.get(sign) or (int(sign) if sign.isdigit() else 0) for sign in text]
    return "0123456789X"[sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11] == text[_VIN_CHECK_AT]


def luhn_fits(text: str) -> bool:
    """A number whose last digit is Luhn's."""
    if not re.fullmatch(r"\d{2,}", text):
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(text))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0  # noqa: PLR2004


def npi_fits(text: str) -> bool:
    """A prescriber's ten-digit National Provider Identifier."""
    return bool(re.fullmatch(r"[12]\d{9}", text)) and luhn_fits("80840" + text)


def iban_fits(text: str) -> bool:
    """An international bank account number."""
    text = text.upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def aba_fits(text: str) -> bool:
    """A nine-digit routing number of a bank in the United States."""
    return bool(re.fullmatch(r"\d{9}", text)) and sum(map(lambda d, w: int(d) * w, text, _ABA_WEIGHTS)) % 10 == 0


_LOOK_ALIKE = (
    "0D",
    "1L",
    "1T",
    "17",
    "1J",
    "2Z",
    "38",
    "4A",
    "5S",
    "6G",
    "6B",
    "8B",
    "8S",
    "CG",
    "EF",
    "HN",
    "KX",
    "MN",
    "MW",
    "PR",
    "UV",
    "VY",
    "XY",
)


def vin_error(text: str) -> str:
    """Where a VIN is wrong, as nearly as it can be told: its length, a sign that none has, or what was misread.

    Args:
        text: without spaces, in capitals.
    """
    wrong = next(((place, sign) for place, sign in enumerate(text, 1) if not re.match(r"[A-HJ-NPR-Z0-9]", sign)), None)
    if wrong is not None and wrong[1] in "IOQ":
        return say("Character {place} is {sign}: a VIN has no I, O or Q.", place=wrong[0], sign=wrong[1])
    if wrong is not None:
        return say(
            "Character {place}, {sign}, is neither a letter from A to Z nor a figure.", place=wrong[0], sign=wrong[1]
        )
    if len(text) != len(_VIN_WEIGHTS):
        return say("A VIN has 17 characters, this has {count}.", count=len(text))
    suspects = _suspects(text)
    if len(suspects) == 1:
        place, better = suspects[0]
        return say(
            "This VIN does not fit its own check digit; it would if character {place} were {better} and not {sign}.",
            place=place,
            better=better,
            sign=text[place - 1],
        )
    if suspects:
        places = ", ".join(f"{place} ({text[place - 1]} → {better})" for place, better in suspects[:5])
        return say("This VIN does not fit its own check digit; look at characters {places}.", places=places)
    return say("This VIN does not fit its own check digit: read it again.")


def _suspects(text: str) -> list[tuple[int, str]]:
    """Single signs that look like another with which the number would fit."""
    found = []
    for place, sign in enumerate(text, 1):
        for pair in _LOOK_ALIKE:
            better = pair.replace(sign, "", 1) if sign in pair else ""
            if better and vin_fits(text[: place - 1] + better + text[place:]):
                found.append((place, better))
    return found


_CHECKS: dict[str, tuple[Callable[[str], bool], str]] = {
    "vin": (vin_fits, "This VIN does not fit its own check digit: read it again."),
    "luhn": (luhn_fits, "This number does not fit its own check digit: read it again."),
    "npi": (npi_fits, "This prescriber number does not fit its own check digit: read it again."),
    "iban": (iban_fits, "This IBAN does not fit its own check digits: read it again."),
    "aba": (aba_fits, "This routing number does not fit its own check digit: read it again."),
}
CHECK_NAMES = tuple(_CHECKS)


def check_problem(name: str, text: str) -> str:
    """What is wrong with a number by a named check, empty where nothing is; spaces and hyphens do not count."""
    fits, problem = _CHECKS[name]
    plain = re.sub(r"[\s-]", "", text).upper()
    if fits(plain):
        return ""
    return vin_error(plain) if name == "vin" else say(problem)
