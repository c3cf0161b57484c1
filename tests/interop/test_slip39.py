"""SLIP-39: all published vectors (passphrase TREZOR) through the library that is used, and through the kit's path."""

import itertools
import json
from pathlib import Path

import pytest
from shamir_mnemonic import MnemonicError, combine_mnemonics

from continuity_app.errors import BadDataError
from continuity_app.trust.age_box import age_secret_of, recipient_of
from continuity_app.trust.escrow import identity_of, new_escrow

VECTORS = json.loads((Path(__file__).parent / "vectors" / "slip39.json").read_text("ascii"))
GOOD = [(shares, secret) for _, shares, secret, _ in VECTORS if secret]
WHOLE = next(shares[0] for title, shares, *_ in VECTORS if title.startswith("20."))


@pytest.mark.parametrize(("title", "shares", "secret"), [row[:3] for row in VECTORS], ids=lambda row: str(row)[:40])
def test_published_vectors(title: str, shares: list[str], secret: str) -> None:
    if secret:
        assert combine_mnemonics(shares, b"TREZOR").hex() == secret, title
        return
    with pytest.raises(MnemonicError):
        combine_mnemonics(shares, b"TREZOR")
    with pytest.raises(BadDataError):
        identity_of(shares)


def test_the_vectors_are_all_here() -> None:
    assert (len(VECTORS), len(GOOD)) == (45, 15)


def test_shares_of_another_shape_than_three_of_five_give_no_identity() -> None:
    """A whole secret, 2 of 3, groups, 128 bits: valid for others, and no recovery key of an organisation."""
    ours = new_escrow().shares
    for shares, _ in GOOD:
        with pytest.raises(BadDataError):
            identity_of(shares)
        with pytest.raises(BadDataError):
            identity_of([*ours[:2], *shares])


@pytest.mark.parametrize("three", list(itertools.combinations(range(5), 3)))
def test_the_library_alone_gives_back_what_the_kit_split(three: tuple[int, ...]) -> None:
    escrow = new_escrow()
    for order in itertools.permutations(three):
        seed = combine_mnemonics([escrow.shares[index] for index in order])
        assert recipient_of(age_secret_of(seed)) == escrow.recipient


def test_every_wrong_word_of_a_share_is_told() -> None:
    escrow = new_escrow()
    words = escrow.shares[2].split()
    for at in range(len(words)):
        bent = [*words[:at], "academic" if words[at] != "academic" else "acid", *words[at + 1 :]]
        with pytest.raises(BadDataError, match="Share 3 "):
            identity_of([*escrow.shares[:2], " ".join(bent)])
