"""The rule for new passphrases, the same for a vault and for an organisation's keys."""

import unicodedata

from continuity_app.errors import BadDataError
from continuity_app.words import say

SHORTEST = 15
FEWEST_DIFFERENT = 5


def spelled(passphrase: str) -> str:
    """The spelling that is stretched into a key (Unicode NFC), so that every keyboard types the same passphrase."""
    return unicodedata.normalize("NFC", passphrase)


def check_passphrase(passphrase: str) -> str:
    """A new passphrase in its spelling.

    Raises:
        BadDataError: shorter than 15 characters, or made of fewer than five different ones.
    """
    text = spelled(passphrase)
    if len(text) < SHORTEST:
        raise _weak("passphrase.short", say("A passphrase has at least {least} characters.", least=SHORTEST))
    if len(set(text.casefold())) < FEWEST_DIFFERENT:
        raise _weak("passphrase.weak", say("This passphrase is one of the first that would be tried."))
    return text


def _weak(code: str, message: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was changed."),
        next_step=say("Take four or more words that do not belong together."),
    )
