"""Passphrases: the rule for new ones, how strong one is in words, and six words picked by chance.

One rule for a vault and for an organisation's keys. The blocklist and the estimate are zxcvbn's (30,000 common
passwords, names, words, keyboard rows, dates, repeats); a person's and an organisation's names are added to it.
"""

import datetime as dt
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from continuity_app.errors import BadDataError
from continuity_app.words import say

SHORTEST = 15
SHORTEST_WITH_KEY_FILE = 8
FEWEST_DIFFERENT = 5
WORDS = 6
GUESSES_A_SECOND = 10_000
"""What a thief with a rack of graphics cards tries at this kit's usual cost (64 MiB, 3 passes); generous to them."""

_TRIED_FIRST = 10**4
_FEWEST_GUESSES = 10**10
_MANY_GUESSES = 10**14
_LOOKED_AT = 72
_YEAR = dt.timedelta(days=365)
_LONGEST_TOLD = 1000

Choose = Callable[[Sequence[str]], str]
"""Picks one of several by chance."""


class Level(StrEnum):
    """How strong a passphrase is."""

    TRIED_FIRST = "tried first"
    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate: a level, and a whole sentence. What the person who chose it likes to choose is not known to it."""

    level: Level
    sentence: str


def spelled(passphrase: str) -> str:
    """The spelling that is stretched into a key (Unicode NFC), so that every keyboard types the same passphrase."""
    return unicodedata.normalize("NFC", passphrase)


def check_passphrase(passphrase: str, *, with_key_file: bool = False, names: Sequence[str] = ()) -> str:
    """A new passphrase in its spelling.

    Args:
        passphrase: as typed.
        with_key_file: it opens only together with a file of 32 random bytes.
        names: of the user, the site and the organisation; a thief would begin with these.

    Raises:
        BadDataError: shorter than 15 characters (8 with a key file), or too easily guessed.
    """
    text = spelled(passphrase)
    least = SHORTEST_WITH_KEY_FILE if with_key_file else SHORTEST
    if len(text) < least:
        raise _weak("passphrase.short", say("A passphrase has at least {least} characters.", least=least))
    guesses = _guesses(text, names)
    if len(set(text.casefold())) < FEWEST_DIFFERENT or guesses < _TRIED_FIRST:
        raise _weak("passphrase.weak", say("This passphrase is one of the first that would be tried."))
    if guesses < _FEWEST_GUESSES and not with_key_file:
        raise _weak("passphrase.weak", say("This passphrase would be guessed within {time}.", time=_time(guesses)))
    return text


def strength_of(passphrase: str, names: Sequence[str] = (), *, with_key_file: bool = False) -> Strength:
    """How long a passphrase would hold against a thief who has the laptop, in words.

    Args:
        passphrase: as typed.
        names: of the user, the site and the organisation.
        with_key_file: the thief has the stick with the key file too; without it nothing can be guessed.
    """
    guesses = _guesses(spelled(passphrase), names)
    if with_key_file and guesses >= _TRIED_FIRST:
        return Strength(
            _level(guesses),
            say(
                "Without the key file nobody can guess it. A thief with the laptop, the key file and a rack of graphics"
                " cards would need {time}.",
                time=_time(guesses),
            ),
        )
    if guesses < _TRIED_FIRST:
        return Strength(Level.TRIED_FIRST, say("One of the first that would be tried."))
    return Strength(
        _level(guesses),
        say(
            "A thief with this laptop and a rack of graphics cards would need {time} to guess it.", time=_time(guesses)
        ),
    )


def suggest_passphrase(choose: Choose = secrets.choice) -> str:
    """Six words picked by chance out of 1,024 (SLIP-39's list: four letters tell each from all others): 60 bits."""
    from shamir_mnemonic.wordlist import WORDLIST  # noqa: PLC0415

    return " ".join(choose(WORDLIST) for _ in range(WORDS))


def _level(guesses: int) -> Level:
    return Level.WEAK if guesses < _FEWEST_GUESSES else Level.FAIR if guesses < _MANY_GUESSES else Level.STRONG


def _guesses(text: str, names: Sequence[str]) -> int:
    """How many guesses come before this one; what stands behind 72 characters only adds to them."""
    from zxcvbn import zxcvbn  # noqa: PLC0415

    if not text:
        return 0
    begin_with = [part for name in names for part in (name, "".join(name.split()), *name.split()) if part]
    return int(zxcvbn(text[:_LOOKED_AT], user_inputs=begin_with)["guesses"])


def _time(guesses: int) -> str:
    seconds = guesses // GUESSES_A_SECOND
    years = seconds // int(_YEAR.total_seconds())
    if years >= _LONGEST_TOLD:
        return say("more than a thousand years")
    if years:
        return say("about {count} years", count=years)
    days, hours = seconds // 86400, seconds // 3600
    if days:
        return say("about {count} days", count=days)
    return say("about {count} hours", count=hours) if hours else say("less than an hour")


def _weak(code: str, message: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=say("Take four or more words that do not belong together; 'continuity vault words' picks six."),
    )
