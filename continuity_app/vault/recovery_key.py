"""The printed recovery key: 256 random bits as 13 groups of Base32, each with its own check character.

The alphabet is Crockford's (no I, L, O, U; typed in any case, I and L read as 1, O as 0). A group is four characters
and a check character over GF(32) that depends on every character, on its place and on the group's number: one wrong
character, two neighbours swapped and two groups swapped are told as the group is typed.
"""

import re
import secrets
from collections.abc import Sequence

from continuity_app.errors import BadDataError, Detail
from continuity_app.words import say

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 32
GROUPS = 13
GROUP_DATA = 4
GROUP_CHARACTERS = GROUP_DATA + 1
_PADDING_BITS = GROUPS * GROUP_DATA * 5 - SECRET_BYTES * 8
_READ_AS = str.maketrans("ILO", "110")
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: primitive, so that the powers of 2 below are all different
_ENOUGH_HOLD = 6
"""So many check characters hold by chance in fewer than one of 300,000 long texts without a strange character."""


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
    """Whether this was meant as a recovery key, whatever is wrong with it.

    Either its length and alphabet say so, or so many groups hold their check characters that no passphrase does.
    """
    clean = _clean(text)
    if any(character not in ALPHABET for character in clean):
        return False
    groups = _typed_groups(text)
    return len(clean) == GROUPS * GROUP_CHARACTERS or max(map(len, _held(groups).values())) >= _ENOUGH_HOLD


def group_holds(number: int, group: str) -> bool:
    """Whether one whole group is as it was printed, by its check character.

    Args:
        number: which group of the sheet, counted from 1.
        group: its five characters as typed; case, and I, L, O for 1, 1, 0, do not matter.
    """
    return _holds(number - 1, _clean(group))


def group_problem(number: int, group: str) -> str:
    """What to say of one group while it is typed: a sentence, or nothing while it is right or may become so."""
    clean = _clean(group)
    if any(character not in ALPHABET for character in clean):
        return say("Group {number} has a character that no recovery key has.", number=number)
    if len(clean) < GROUP_CHARACTERS or group_holds(number, clean):
        return ""
    if len(clean) > GROUP_CHARACTERS:
        return say("Group {number} is too long: a group has {count} characters.", number=number, count=GROUP_CHARACTERS)
    return say("Group {number} has a wrong character, or two are swapped.", number=number)


def wrong_groups(text: str) -> tuple[int, ...]:
    """Which groups typed so far (counted from 1) hold a mistake; one that is only begun, at the end, is none."""
    groups = _typed_groups(text)
    if groups and len(groups[-1]) < GROUP_CHARACTERS:
        groups = groups[:-1]
    return tuple(index + 1 for index, group in enumerate(groups) if not _holds(index, group))


def secret_of(text: str) -> bytes:
    """The 32 bytes of a typed recovery key.

    Raises:
        BadDataError: a group is missing or holds a mistake; `details` names it.
    """
    groups = _typed_groups(text)
    wrong = _wrong_rows(groups)
    if wrong:
        raise _mistyped(wrong)
    number = 0
    for digit in (ALPHABET.index(character) for group in groups for character in group[:GROUP_DATA]):
        number = number << 5 | digit
    if number & ((1 << _PADDING_BITS) - 1):
        raise _mistyped([_row(GROUPS, say("this group cannot end a recovery key"))])
    return (number >> _PADDING_BITS).to_bytes(SECRET_BYTES, "big")


def _typed_groups(text: str) -> list[str]:
    """The groups as they were meant: as the gaps say where these make groups, else five by five."""
    clean, parts = _clean(text), [_clean(part) for part in re.split(r"[\s-]+", text.strip())]
    in_fives = 2 * sum(len(part) == GROUP_CHARACTERS for part in parts) >= len(parts) > 1
    if in_fives and len(clean) != GROUPS * GROUP_CHARACTERS:
        return [*parts[:-1], *_fives(parts[-1])]
    return _fives(clean)


def _fives(clean: str) -> list[str]:
    return [clean[at : at + GROUP_CHARACTERS] for at in range(0, len(clean), GROUP_CHARACTERS)]


def _held(groups: Sequence[str]) -> dict[int, list[int]]:
    """Which groups hold where they stand (0), and which one place further on (1), as behind one that was left out."""
    return {shift: [at for at, group in enumerate(groups) if _holds(at + shift, group)] for shift in (0, 1)}


def _wrong_rows(groups: Sequence[str]) -> list[Detail]:
    """What is wrong, group by group; one that was left out is named, and not those behind it."""
    held = _held(groups)
    if len(groups) == GROUPS - 1:
        first = next((at for at in range(len(groups)) if at not in held[0]), len(groups))
        if all(at in held[1] for at in range(first, len(groups))):
            return [_row(first + 1, say("this group is missing"))]
    rows = []
    for at, group in enumerate(groups):
        if at >= GROUPS:
            rows.append(_row(at + 1, say("there are only {count} groups", count=GROUPS)))
        elif len(group) != GROUP_CHARACTERS:
            said = say("{count} characters; a group has {whole}", count=len(group), whole=GROUP_CHARACTERS)
            rows.append(_row(at + 1, said))
        elif at not in held[0]:
            rows.append(_row(at + 1, say("a character is wrong, or two are swapped")))
    return rows + [_row(at + 1, say("this group is missing")) for at in range(len(groups), GROUPS)]


def _row(number: int, problem: str) -> Detail:
    return {"field": say("group {index}", index=number), "problem": problem}


def _clean(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "").translate(_READ_AS)


def _holds(index: int, group: str) -> bool:
    if not 0 <= index < GROUPS or len(group) != GROUP_CHARACTERS or any(letter not in ALPHABET for letter in group):
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


def _mistyped(details: Sequence[Detail]) -> BadDataError:
    return BadDataError(
        "recovery.mistyped",
        say("The recovery key has a mistake in it or is not complete: {groups} groups of five.", groups=GROUPS),
        what_is_safe=say("Nothing was opened or changed; you may try as often as you like."),
        next_step=say("Compare the groups with the printed sheet and type the key again."),
        details=details,
    )
