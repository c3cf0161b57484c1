from hypothesis import given
from hypothesis import strategies as st

from continuity_app.trust.signing import SigningKey, is_signed

KEY = SigningKey.from_seed(bytes(range(32)))


def test_a_seed_is_the_whole_key() -> None:
    assert SigningKey.from_seed(KEY.seed).public == KEY.public
    assert SigningKey.new().public != SigningKey.new().public


def test_rfc_8032_first_vector() -> None:
    key = SigningKey.from_seed(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e0652249015")


@given(data=st.binary(max_size=200), other=st.binary(max_size=200))
def test_a_signature_holds_for_its_data_alone(data: bytes, other: bytes) -> None:
    signature = KEY.sign(data)
    assert is_signed(KEY.public, data, signature)
    assert is_signed(KEY.public, other, signature) == (data == other)
    assert not is_signed(SigningKey.new().public, data, signature)


@given(public=st.binary(max_size=40), signature=st.binary(max_size=70))
def test_odd_bytes_are_just_wrong(public: bytes, signature: bytes) -> None:
    assert not is_signed(public, b"data", signature)
