"""The printed recovery key: 256 random bits as 13 groups of Base32, each with its own check character.

The alphabet is Crockford's (no I, L, O, U; typed in any case, I and L read as 1, O as 0). A group is four characters
and a check character over GF(32) that depends on every character, on its place and on the group's number: one wrong
character, two neighbours swapped and two groups swapped are told as the group is typed.
"""

import secrets

from continuity_app.errors import BadDataError
from continuity_app.words import say

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 32
GROUPS = 13
GROUP_DATA = 4
GROUP_CHARACTERS = GROUP_DATA + 1
_PADDING_BITS = GROUPS * GROUP_DATA * 5 - SECRET_BYTES * 8
_READ_AS = str.maketrans("ILO", "110")
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: primitive, so that the powers of 2 below are all different
_A_SLIP = say("a character is wrong, or two are swapped")


def new_recovery_secret() -> bytes:
    """256 bits from the system's randomness."""
    return secrets.token_bytes(SECRET_BYTES)


def groups_of(secret: bytes) -> tuple[str, ...]:
    """The 13 groups to print for a secret of 32 bytes."""
    number = int.from_bytes(secret, "big") << _PADDING_BITS
    digits = [number >> (5 * at) & 31 for at in reversed(range(GROUPS * GROUP_DATA))]
    return tuple(
        "".join(ALPHABET[digit] for digit in (*data, _check(index, data)))
        for index in range(GROUPS)
        for data in [digits[index * GROUP_DATA : (index + 1) * GROUP_DATA]]
    )


def looks_like_recovery_key(text: str) -> bool:
    """Whether this was meant as a recovery key: its length and alphabet, whatever the check characters say."""
    clean = _clean(text)
    return len(clean) == GROUPS * GROUP_CHARACTERS and all(character in ALPHABET for character in clean)


def wrong_groups(text: str) -> tuple[int, ...]:
    """Which whole groups typed so far (counted from 1) hold a mistake; for saying it while the key is typed."""
    clean = _clean(text)
    starts = range(0, len(clean) - len(clean) % GROUP_CHARACTERS, GROUP_CHARACTERS)
    groups = [clean[at : at + GROUP_CHARACTERS] for at in starts]
    return tuple(index + 1 for index, group in enumerate(groups) if not _group_holds(index, group))


def secret_of(text: str) -> bytes:
    """The 32 bytes of a typed recovery key.

    Raises:
        BadDataError: it has another length, or groups hold a mistake; `details` names them.
    """
    clean = _clean(text)
    wrong = wrong_groups(text)
    if len(clean) != GROUPS * GROUP_CHARACTERS or wrong:
        raise _mistyped([{"field": say("group {index}", index=index), "problem": _A_SLIP} for index in wrong])
    digits = [ALPHABET.index(character) for at, character in enumerate(clean) if at % GROUP_CHARACTERS < GROUP_DATA]
    number = 0
    for digit in digits:
        number = number << 5 | digit
    if number & ((1 << _PADDING_BITS) - 1):
        raise _mistyped(
            [{"field": say("group {index}", index=GROUPS), "problem": say("this group cannot end a recovery key")}]
        )
    return (number >> _PADDING_BITS).to_bytes(SECRET_BYTES, "big")


def _clean(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "").translate(_READ_AS)


def _group_holds(index: int, group: str) -> bool:
    if index >= GROUPS or any(character not in ALPHABET for character in group):
        return False
    *data, check = (ALPHABET.index(character) for character in group)
    return _check(index, data) == check


def _check(index: int, data: list[int]) -> int:
    check = index  # the group's number takes part, so that swapped groups are told
    for place, digit in enumerate(data, start=1):
        for _ in range(place):
            digit = _double(digit)  # noqa: PLW2901
        check ^= digit
    return check


def _double(digit: int) -> int:
    doubled = digit << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled


def _mistyped(details: list[dict[str, str | int]]) -> BadDataError:
    return BadDataError(
        "recovery.mistyped",
        say("The recovery key has a mistake in it or is not complete: {groups} groups of five.", groups=GROUPS),
        what_is_safe=say("Nothing was opened or changed; you may try as often as you like."),
        next_step=say("Compare the groups with the printed sheet and type the key again."),
        details=details,
    )
