"""Two words for each day by which colleagues know each other on the telephone: impostors called in earlier outages.

HKDF-SHA256 over the site's 32-byte key, no salt, `info = "continuity-kit/challenge/" + site + "/" + day`, 4 bytes; each
two of them, as a big-endian number modulo 1,024, pick a word of SLIP-39's list. The site is spelled without space
around it and case-folded; the day is ISO 8601.
"""

import datetime as dt
from dataclasses import dataclass

from continuity_app.errors import BadDataError
from continuity_app.words import say

KEY_BYTES = 32
_INFO = "continuity-kit/challenge/"


@dataclass(frozen=True, slots=True)
class WordPair:
    """What who is called asks for, and what the caller must answer, on one day."""

    day: dt.date
    ask: str
    answer: str


def word_pair(key: str, site: str, day: dt.date) -> WordPair:
    """The words of a day; the same on every laptop of the site.

    Args:
        key: of the site, hexadecimal, as the snapshot's policy holds it.
        site: its name.
        day: at the site.

    Raises:
        BadDataError: the snapshot holds no such key.
    """
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415
    from shamir_mnemonic.wordlist import WORDLIST  # noqa: PLC0415

    try:
        secret = bytes.fromhex(key)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise BadDataError(
            "challenge.no_key",
            say("This snapshot holds no key for the words of the day."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Ask IT for a snapshot built with this version, and apply it."),
        )
    info = f"{_INFO}{' '.join(site.split()).casefold()}/{day.isoformat()}".encode()
    drawn = HKDF(algorithm=SHA256(), length=4, salt=None, info=info).derive(secret)
    first, second = (int.from_bytes(drawn[at : at + 2], "big") % len(WORDLIST) for at in (0, 2))
    if first == second:
        second = (second + 1) % len(WORDLIST)
    return WordPair(day, WORDLIST[first], WORDLIST[second])
