"""A sheet's number: prefix of the device, counter, check character; written `7K3-0143-5`.

Crockford's Base32, so that nothing that is read or written by hand is taken for something else (I and L are 1, O is
0, U is V). The check character is a weighted sum over GF(32) whose weights are distinct powers of a primitive
element: a changed character or two swapped neighbours always change the sum.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from continuity_app.errors import BadDataError
from continuity_app.words import say

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0, "U": ALPHABET.index("V")}
_BITS = 5
_POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1, primitive over GF(2)."""

_DRILL = "Z"
_GROUP = 4
_DRILL_ROOM = 32**3
_REAL_ROOM = 31 * 32**3
_PREFIX_LENGTHS = (2, 3)
_FORMS = re.compile(r"([0-9A-Z]{2,3})((?:[0-9A-Z]{4}){1,2})([0-9A-Z])")
_RANGE = re.compile(r"\s*(?:\.{2,}|…|–|—|\bto\b)\s*", re.IGNORECASE)  # noqa: RUF001 - dashes that people type
_MOST_IN_RANGE = 5000
_ENDS = 2


@dataclass(frozen=True, slots=True, order=True)
class Serial:
    """A sheet's number that fits its own check character.

    Attributes:
        prefix: 2 or 3 characters of the device that issued it.
        counter: the device's count, 4 characters, then 8 when those are used up; in drills it begins with Z.
    """

    prefix: str
    counter: str

    @classmethod
    def parse(cls, text: str) -> "Serial":
        """Reads a serial in any case, with or without hyphens and spaces.

        Raises:
            BadDataError: "serial.wrong": it does not fit its check character, or is no serial at all.
        """
        signs = re.sub(r"[\s\-‐‑–—.]", "", text).upper()  # noqa: RUF001 - dashes that people type
        plain = "".join(ALPHABET[_VALUES[sign]] for sign in signs if sign in _VALUES)
        match = _FORMS.fullmatch(plain) if len(plain) == len(signs) else None
        if match is None:
            raise wrong_serial(text, say("A sheet's number looks like 7K3-0143-5."))
        serial = cls(match[1], match[2])
        if serial.check != match[3]:
            raise wrong_serial(text, say("It does not fit its last character: one of its signs was misread."))
        return serial

    @property
    def check(self) -> str:
        """The last character."""
        return check_character(self.prefix + self.counter)

    @property
    def drill(self) -> bool:
        """Whether it was issued in a drill."""
        return self.counter.startswith(_DRILL)

    @property
    def number(self) -> int:
        """The count itself, from 1, within its range."""
        width, value = len(self.counter), _number(self.counter)
        value -= _number(_DRILL + "0" * (width - 1)) if self.drill else 0
        room = _DRILL_ROOM if self.drill else _REAL_ROOM
        return value if width == _GROUP else value + room

    def __str__(self) -> str:
        """As it is written."""
        groups = [self.counter[start : start + _GROUP] for start in range(0, len(self.counter), _GROUP)]
        return "-".join((self.prefix, *groups, self.check))


def make(prefix: str, number: int, *, drill: bool = False) -> Serial:
    """The serial of a device's sheet.

    Args:
        prefix: the device's, 2 or 3 characters.
        number: which sheet of the device it is, from 1; drills count for themselves.
        drill: whether it belongs to a rehearsal.

    Raises:
        ValueError: the prefix or number cannot stand in a serial.
    """
    room = _DRILL_ROOM if drill else _REAL_ROOM
    fits = len(prefix) in _PREFIX_LENGTHS and all(sign in ALPHABET for sign in prefix)
    if not fits or number < 1 or number >= room * 32**4:
        raise ValueError(prefix, number)
    width = _GROUP if number < room else 2 * _GROUP
    value = number if number < room else number - room
    counter = _DRILL + _digits(value, width - 1) if drill else _digits(value, width)
    return Serial(prefix, counter)


def check_character(signs: str) -> str:
    """The check character of prefix and counter."""
    total, weight = 0, _times(1, 2)
    for sign in reversed(signs):
        total ^= _times(_VALUES[sign], weight)
        weight = _times(weight, 2)
    return ALPHABET[total]


def _times(one: int, other: int) -> int:
    """Product in GF(32)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one >> _BITS:
            one ^= _POLYNOMIAL
        other >>= 1
    return product


def _digits(value: int, width: int) -> str:
    signs = ""
    for _ in range(width):
        value, digit = divmod(value, len(ALPHABET))
        signs = ALPHABET[digit] + signs
    return signs


def _number(signs: str) -> int:
    value = 0
    for sign in signs:
        value = value * len(ALPHABET) + _VALUES[sign]
    return value


def is_range(text: str) -> bool:
    """Whether a person wrote a range of serials rather than one."""
    return len([end for end in _RANGE.split(text.strip()) if end]) > 1


def serials_of(text: str, known: Collection[str]) -> list[str]:
    """The known serials of a range such as `7K3-0143…0190`; check characters may be left out.

    Raises:
        BadDataError: "serial.range".
    """
    ends = [end for end in _RANGE.split(text.strip()) if end]
    parsed = [Serial.parse(one) for one in known]
    prefixes = {one.prefix for one in parsed}
    first = _range_end(ends[0], "", prefixes) if len(ends) == _ENDS else None
    last = _range_end(ends[1], first[0], prefixes) if first else None
    if first is None or last is None or first[0] != last[0] or not 0 <= last[1] - first[1] < _MOST_IN_RANGE:
        raise _wrong_range(text)
    wanted = [one for one in parsed if one.prefix == first[0] and first[1] <= _number(one.counter) <= last[1]]
    if not wanted:
        raise _wrong_range(text)
    return [str(one) for one in sorted(wanted)]


def _range_end(text: str, prefix: str, prefixes: Collection[str]) -> tuple[str, int] | None:
    """Prefix and counter of a range's end, whole or cut: `7K3-0143-5`, `7K3-0143`, `0190`.

    Of 32 numbers that were cut one reads as a whole one of a shorter prefix: `172-0001` as `17-2000-1`. The hyphens
    tell which is meant, or else the prefixes that are known.
    """
    groups = [group for group in re.split(r"[\s-]+", text.strip().upper()) if group]
    signs = "".join(groups)
    if not signs or not all(sign in _VALUES for sign in signs):
        return None
    plain = "".join(ALPHABET[_VALUES[sign]] for sign in signs)
    if len(plain) <= _GROUP:
        return (prefix, _number(plain.rjust(_GROUP, "0"))) if prefix else None
    cut = plain[:-_GROUP], _number(plain[-_GROUP:])
    try:
        serial = Serial.parse(plain)
    except BadDataError:
        return cut
    meant = len(groups[-1]) == 1 or (len(groups) == 1 and serial.prefix in prefixes)
    return (serial.prefix, _number(serial.counter)) if meant else cut


_NEAR = 2


def nearest_serial(text: str, known: Iterable[str]) -> str:
    """The known serial that a mistyped one is most likely meant to be, empty where none is near.

    Of equally near ones the one that is the same for longer: what is read aloud last is misheard most.
    """
    typed = _plain(text)
    scored = [(*_difference(typed, _plain(serial)), serial) for serial in known]
    near = min(scored, default=(_NEAR + 1, 0, ""))
    return near[2] if near[0] <= _NEAR else ""


def _plain(text: str) -> str:
    return "".join(ALPHABET[_VALUES[sign]] for sign in text.upper() if sign in _VALUES)


def _difference(typed: str, serial: str) -> tuple[int, int]:
    """How many signs differ (two swapped neighbours count once), and, negative, where the first does."""
    if abs(len(typed) - len(serial)) > 1:
        return _NEAR + 1, 0
    same = next((at for at, pair in enumerate(zip(typed, serial, strict=False)) if pair[0] != pair[1]), len(serial))
    if len(typed) != len(serial):
        longer, shorter = sorted((typed[same:], serial[same:]), key=len, reverse=True)
        return (1 if longer[1:] == shorter else _NEAR + 1), -same
    if typed[same : same + 2] == serial[same : same + 2][::-1] and typed[same + 2 :] == serial[same + 2 :]:
        return int(same < len(serial)), -same
    return sum(one != other for one, other in zip(typed, serial, strict=True)), -same


def wrong_serial(text: str, why: str, near: str = "") -> BadDataError:
    """The error for a number that is no serial."""
    step = (
        say("Did you mean {near}? Look at the sheet again.", near=near)
        if near
        else say("Look at the sheet again and type its number as it stands at the top right.")
    )
    return BadDataError(
        "serial.wrong",
        say("{text} is not the number of a sheet. {why}", text=text, why=why),
        what_is_safe=say("Nothing was changed."),
        next_step=step,
        details=[{"field": "serial", "problem": why} | ({"nearest": near} if near else {})],
    )


def _wrong_range(text: str) -> BadDataError:
    return BadDataError(
        "serial.range",
        say("{text} is not a range of sheets that are known here.", text=text),
        what_is_safe=say("Nothing was changed."),
        next_step=say("Write the first and the last number of one laptop, as 7K3-0143…0190."),
    )
