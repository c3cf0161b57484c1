import pytest

from continuity_app.errors import BadDataError
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.wrapping import argon2id, new_nonce, stretch, unwrap, wrap
from tests import builders

KDF = argon2id(builders.CHEAP)
KEY, NONCE = stretch(KDF, "seven quiet lanterns"), new_nonce()
BOX = wrap(b"secret", KEY, NONCE, b"whose")


def test_a_box_opens_with_everything_as_it_was() -> None:
    assert unwrap(BOX, stretch(KDF, "seven quiet lanterns"), NONCE, b"whose") == b"secret"
    for changed in (
        unwrap(BOX, stretch(KDF, "seven quiet lantern"), NONCE, b"whose"),
        unwrap(BOX, KEY, new_nonce(), b"whose"),
        unwrap(BOX, KEY, NONCE, b"another's"),
        unwrap(BOX[:-2], KEY, NONCE, b"whose"),
        unwrap("no hex", KEY, NONCE, b"whose"),
        unwrap(BOX, KEY, "", b"whose"),
    ):
        assert changed is None


def test_each_stretching_has_its_own_salt() -> None:
    assert argon2id(builders.CHEAP)["salt"] != KDF["salt"]


@pytest.mark.parametrize(
    "odd",
    [
        {"memory_kib": 2**20 + 1},
        {"time": 11},
        {"lanes": 17},
        {"time": 0},
        {"time": "3"},
        {"salt": "zz"},
        {"salt": None},
        {"salt": "00"},
        {"name": "pbkdf2"},
        {"memory_kib": 1},
    ],
)
def test_odd_parameters_are_refused_before_memory_is_taken(odd: dict[str, object]) -> None:
    with pytest.raises(BadDataError) as caught:
        stretch({**KDF, **odd}, "seven quiet lanterns")
    assert caught.value.code == "slot.cost"


@pytest.mark.parametrize(("typed", "holds"), [("x" * 20, False), ("fourteen chars", False), ("fifteen chars ok", True)])
def test_the_rule_for_new_passphrases(typed: str, holds: bool) -> None:
    if holds:
        assert check_passphrase(typed) == typed
    else:
        with pytest.raises(BadDataError):
            check_passphrase(typed)
