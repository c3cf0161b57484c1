import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.device import DeviceCard, DeviceSecrets, fingerprint_text, fingerprint_words
from tests import builders

SECRETS, CARD = builders.device()
REQUEST = CARD.to_bytes()


def test_a_request_survives_the_journey() -> None:
    assert DeviceCard.from_bytes(REQUEST) == CARD
    assert DeviceCard.from_dict(CARD.as_dict()) == CARD


def test_the_fingerprint_follows_from_the_keys_alone() -> None:
    again = SECRETS.card("someone else", "elsewhere", builders.NOON)
    assert again.fingerprint == CARD.fingerprint
    assert again.device == CARD.device == SECRETS.device
    assert builders.device()[1].fingerprint != CARD.fingerprint
    assert len(CARD.fingerprint.replace(" ", "")) == 32


def test_secrets_are_not_shown() -> None:
    assert SECRETS.age_secret not in repr(SECRETS)
    assert SECRETS.sign_seed.hex() not in repr(SECRETS)


@given(at=st.integers(0, len(REQUEST) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_request_is_refused(at: int, bit: int) -> None:
    bent = bytearray(REQUEST)
    bent[at] ^= 1 << bit
    with pytest.raises(BadDataError):
        DeviceCard.from_bytes(bytes(bent))


@given(length=st.integers(0, len(REQUEST) - 1))
def test_a_cut_request_is_refused(length: int) -> None:
    with pytest.raises(BadDataError):
        DeviceCard.from_bytes(REQUEST[:length])


@given(st.binary(max_size=300))
def test_any_other_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadDataError):
        DeviceCard.from_bytes(data)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(DeviceCard)])
def test_no_field_can_be_exchanged(field: str) -> None:
    other = dataclasses.replace(builders.device("ben", "Harbour South")[1], made_at="2020-01-01T00:00:00+00:00")
    mixed = dataclasses.replace(CARD, **{field: getattr(other, field)})
    with pytest.raises(BadDataError):
        DeviceCard.from_bytes(canonical(mixed.as_dict()))


def test_a_device_cannot_take_anothers_name() -> None:
    thief = DeviceSecrets.new()
    card = dataclasses.replace(thief.card("ana", "Harbour North", builders.NOON), device=CARD.device)
    signed = dataclasses.replace(card, signature=thief.signing_key.sign(card.signed_bytes()).hex())
    with pytest.raises(BadDataError):
        DeviceCard.from_bytes(signed.to_bytes())


def test_fingerprints_are_spelled_as_written_down_and_never_otherwise() -> None:
    """Fixed by docs/formats.md: ten bits a word from the left, counted from 0 in SLIP-39's list."""
    assert fingerprint_words(bytes(32)) == " ".join(["academic"] * 12)
    assert fingerprint_words(b"\xff" * 32) == " ".join(["zero"] * 12)
    digest = bytes(range(32))
    assert fingerprint_words(digest) == (
        "academic again category ruin aircraft branch husky adjust ancestor crunch royal elevator"
    )
    assert fingerprint_text(digest) == "0001 0203 0405 0607 0809 0A0B 0C0D 0E0F"
