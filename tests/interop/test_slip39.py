"""SLIP-39: vectors of the standard (satoshilabs, slip-0039; passphrase TREZOR) through the library that is used."""

import pytest
from shamir_mnemonic import MnemonicError, combine_mnemonics

from continuity_app.errors import BadDataError
from continuity_app.trust.escrow import identity_of, new_escrow

WHOLE = (
    "theory painting academic academic armed sweater year military elder discuss acne wildlife boring employer fused"
    " large satoshi bundle carbon diagnose anatomy hamster leaves tracks paces beyond phantom capital marvel lips brave"
    " detect luck"
)
FIRST = (
    "humidity disease academic always aluminum jewelry energy woman receiver strategy amuse duckling lying evidence"
    " network walnut tactics forget hairy rebound impulse brother survive clothes stadium mailman rival ocean reward"
    " venture always armed unwrap"
)
SECOND = (
    "humidity disease academic agency actress jacket gross physics cylinder solution fake mortgage benefit public busy"
    " prepare sharp friar change work slow purchase ruler again tricycle involve viral wireless mixture anatomy desert"
    " cargo upgrade"
)


@pytest.mark.parametrize(
    ("shares", "secret"),
    [
        ([WHOLE], "989baf9dcaad5b10ca33dfd8cc75e42477025dce88ae83e75a230086a0e00e92"),
        ([FIRST, SECOND], "c938b319067687e990e05e0da0ecce1278f75ff58d9853f19dcaeed5de104aae"),
        ([SECOND, FIRST], "c938b319067687e990e05e0da0ecce1278f75ff58d9853f19dcaeed5de104aae"),
    ],
    ids=["one share of 256 bits", "two of three", "two of three, the other way round"],
)
def test_valid_vectors(shares: list[str], secret: str) -> None:
    assert combine_mnemonics(shares, b"TREZOR").hex() == secret


@pytest.mark.parametrize(
    "shares",
    [
        [WHOLE.replace(" luck", " lunar")],
        [WHOLE.replace("armed", "campus").replace("brave detect luck", "facility obtain sister")],
        [FIRST],
    ],
    ids=["wrong checksum", "wrong padding", "too few"],
)
def test_invalid_vectors(shares: list[str]) -> None:
    with pytest.raises(MnemonicError):
        combine_mnemonics(shares, b"TREZOR")
    with pytest.raises(BadDataError):
        identity_of(shares)


def test_shares_of_other_splittings_and_thresholds_give_no_identity() -> None:
    ours = new_escrow().shares
    for mixed in ([*ours[:2], WHOLE], [FIRST, SECOND, ours[0]], [FIRST, SECOND, WHOLE]):
        with pytest.raises(BadDataError):
            identity_of(mixed)
