import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.trust import age_box

SECRET, OTHER, STRANGER = (age_box.new_age_secret() for _ in range(3))
SEALED = age_box.seal(b"who is to be reached", [age_box.recipient_of(SECRET), age_box.recipient_of(OTHER)])
STANZA = SEALED[len(age_box.MAGIC) :].split(b"\n-> ")[0].removesuffix(b"\n") + b"\n"


def test_each_recipient_opens_it_alone() -> None:
    assert age_box.open_sealed(SEALED, SECRET) == age_box.open_sealed(SEALED, OTHER) == b"who is to be reached"
    assert age_box.check_header(SEALED) == 2


def test_nobody_else_opens_it() -> None:
    with pytest.raises(BadDataError):
        age_box.open_sealed(SEALED, STRANGER)


@settings(max_examples=150)
@given(at=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_never_gives_other_contents(at: int, bit: int) -> None:
    bent = bytearray(SEALED)
    bent[at] ^= 1 << bit
    with pytest.raises(BadDataError):
        age_box.open_sealed(bytes(bent), SECRET)


@given(length=st.integers(0, len(SEALED) - 1))
def test_a_cut_file_gives_nothing(length: int) -> None:
    with pytest.raises(BadDataError):
        age_box.open_sealed(SEALED[:length], SECRET)


def test_more_recipients_than_allowed_are_refused_on_both_sides() -> None:
    recipient = age_box.recipient_of(SECRET)
    assert age_box.check_header(age_box.seal(b"", [recipient] * 128)) == 128
    with pytest.raises(BadDataError):
        age_box.seal(b"", [recipient] * 129)
    with pytest.raises(BadDataError):
        age_box.seal(b"", [])
    crowded = age_box.MAGIC + STANZA * 128 + SEALED[len(age_box.MAGIC) :]
    with pytest.raises(BadDataError, match="130"):
        age_box.open_sealed(crowded, SECRET)


def test_odd_keys_are_refused() -> None:
    with pytest.raises(BadDataError):
        age_box.recipient_of("AGE-SECRET-KEY-1NOT")
    with pytest.raises(BadDataError):
        age_box.seal(b"", ["age1not"])
    assert not age_box.is_recipient("age1not")
