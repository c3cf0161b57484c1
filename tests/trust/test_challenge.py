"""The words of the day: the same on every laptop of a site, another pair each day, nothing without the key."""

import datetime as dt
import hashlib
import hmac

import pytest
from shamir_mnemonic.wordlist import WORDLIST

from continuity_app.errors import BadDataError
from continuity_app.trust.challenge import word_pair

KEY = "0b" * 32
DAY = dt.date(2024, 6, 19)


def test_the_pair_is_what_the_format_says():
    extract = hmac.new(bytes(32), bytes.fromhex(KEY), hashlib.sha256).digest()
    info = b"continuity-kit/challenge/harbour north/2024-06-19"
    drawn = hmac.new(extract, info + b"\x01", hashlib.sha256).digest()
    words = [WORDLIST[int.from_bytes(drawn[at : at + 2], "big") % 1024] for at in (0, 2)]
    pair = word_pair(KEY, "  Harbour   NORTH ", DAY)
    assert [pair.ask, pair.answer] == words


def test_days_and_sites_have_pairs_of_their_own_and_no_pair_is_one_word():
    days = [DAY + dt.timedelta(days=n) for n in range(400)]
    pairs = [word_pair(KEY, "Harbour North", day) for day in days]
    assert len({(pair.ask, pair.answer) for pair in pairs}) > 395
    assert all(pair.ask != pair.answer for pair in pairs)
    assert word_pair(KEY, "Harbour South", DAY) != pairs[0]


@pytest.mark.parametrize("key", ["", "0b" * 16, "not hex"])
def test_without_a_key_there_is_no_word(key):
    with pytest.raises(BadDataError) as told:
        word_pair(key, "Harbour North", DAY)
    assert told.value.code == "challenge.no_key"
