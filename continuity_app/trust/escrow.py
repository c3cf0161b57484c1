"""The organisation's recovery key: an age identity that nobody has, split by SLIP-39 into five shares; three suffice.

The 32 bytes of its X25519 key are the master secret that is split; they are never written anywhere. Any SLIP-39 program
combines the shares (no passphrase), and any age program opens what was sealed to the recipient.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.trust.age_box import age_secret_of, recipient_of
from continuity_app.words import say

SHARES, NEEDED, SEED_BYTES = 5, 3, 32
SHARE_WORDS = 33
"""Of a share of 32 bytes."""
MOST_EXPONENT = 5
"""Each step doubles the time that combining takes; SLIP-39 allows 15, which is a day, and 1 is what is written here."""


@dataclass(frozen=True, slots=True)
class Escrow:
    """A recovery key that was just made and split: its public recipient, and the shares as words."""

    recipient: str
    shares: tuple[str, ...] = field(repr=False)


def new_escrow() -> Escrow:
    """Makes and splits a recovery key, and proves that each three of the five give it back.

    Raises:
        SurroundingsError: they do not, as on a machine with bad memory.
    """
    from shamir_mnemonic import generate_mnemonics  # noqa: PLC0415

    seed = secrets.token_bytes(SEED_BYTES)
    (shares,) = generate_mnemonics(1, [(NEEDED, SHARES)], seed)
    escrow = Escrow(recipient_of(age_secret_of(seed)), tuple(shares))
    for three in combinations(escrow.shares, NEEDED):
        if recipient_of(identity_of(three)) != escrow.recipient:
            raise SurroundingsError(
                "escrow.not_proved",
                say("Three shares did not give the recovery key back."),
                what_is_safe=say("Nothing was written; the recovery key before this one, if any, is in use still."),
                next_step=say("Do it again, on another machine: this one miscalculates."),
            )
    return escrow


@dataclass(frozen=True, slots=True)
class Typed:
    """How far one share has been typed.

    Attributes:
        words: how many there are.
        whole: all of them, and they fit together.
        problem: a sentence about what is wrong, or nothing while it is right or may become so.
    """

    words: int
    whole: bool
    problem: str


def look_at_share(typed: str) -> Typed:
    """Looks at one share while it is typed; the word at the end may still grow."""
    from shamir_mnemonic import MnemonicError, Share  # noqa: PLC0415
    from shamir_mnemonic.wordlist import WORDLIST  # noqa: PLC0415

    words = typed.lower().split()
    growing = bool(words) and not typed[-1:].isspace()
    for number, word in enumerate(words, start=1):
        begun = growing and number == len(words) and any(known.startswith(word) for known in WORDLIST)
        if word not in WORDLIST and not begun:
            return Typed(
                len(words), False, say("Word {number} is no word of a share: {word}.", number=number, word=word)
            )
    if len(words) < SHARE_WORDS:
        return Typed(len(words), False, "")
    if len(words) > SHARE_WORDS:
        problem = say("A share has {count} words; these are {typed}.", count=SHARE_WORDS, typed=len(words))
        return Typed(len(words), False, problem)
    try:
        Share.from_mnemonic(" ".join(words))
    except (MnemonicError, ValueError):
        problem = (
            ""
            if words[-1] not in WORDLIST
            else say("These words do not fit together: one is wrong, or two are swapped.")
        )
        return Typed(len(words), False, problem)
    return Typed(len(words), True, "")


def identity_of(shares: Sequence[str]) -> str:
    """The age identity that shares give: `AGE-SECRET-KEY-1…`.

    Args:
        shares: their words, in any order and case; more than three do no harm, the same one twice counts once.

    Raises:
        BadDataError: a share has a slip in it, they do not belong together, or they are fewer than three.
    """
    from shamir_mnemonic import MnemonicError, Share, combine_mnemonics  # noqa: PLC0415

    known: dict[int, str] = {}
    for number, words in enumerate(shares, start=1):
        text = " ".join(words.split()).lower()
        try:
            share = Share.from_mnemonic(text)
        except (MnemonicError, ValueError) as error:
            raise _refused(
                say("Share {number} has a wrong or missing word in it.", number=number),
                say("Compare it word by word with its sheet; the first four letters of each word are enough to tell."),
            ) from error
        if share.iteration_exponent > MOST_EXPONENT:
            raise _refused(
                say("Share {number} asks for more time than any share of this kit.", number=number),
                say("Use the shares of the organisation's own recovery key."),
            )
        if (share.group_count, share.member_threshold) != (1, NEEDED):
            raise _refused(
                say("Share {number} was split in another way than a recovery key of this kit.", number=number),
                say("Use the shares of the organisation's own recovery key."),
            )
        known.setdefault(share.index, text)
    if len(known) < NEEDED:
        raise _refused(
            say("{count} different shares are too few; {needed} are needed.", count=len(known), needed=NEEDED),
            say("Bring the holders of further shares together."),
        )
    try:
        seed = combine_mnemonics(list(known.values())[:NEEDED])
    except (MnemonicError, ValueError) as error:
        raise _strangers() from error
    if len(seed) != SEED_BYTES:
        raise _strangers()
    return age_secret_of(seed)


def _strangers() -> BadDataError:
    return _refused(
        say("These shares do not belong together."),
        say("Use shares of one splitting: their first words are the same."),
    )


def _refused(message: str, next_step: str) -> BadDataError:
    return BadDataError(
        "escrow.shares",
        message,
        what_is_safe=say("Nothing was opened or changed; you may try as often as you like."),
        next_step=next_step,
    )
