import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tuf.api.metadata import Metadata, Signature

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.documents import public_key
from continuity_app.trust.metadata import make_targets, read_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.root import RootFacts, make_root, read_next_root, read_root
from continuity_app.trust.signing import SigningKey
from tests import builders

ROOTS, SIGNERS, STRANGERS = builders.keys(3), builders.keys(3), builders.keys(2)
FACTS = RootFacts("Harbour Motors", "00112233aabbccdd", 1, 2, 3)
ROOT = make_root(FACTS, ROOTS, SIGNERS, builders.NOON)
SAID = builders.statement()
TARGETS = make_targets(SAID, SIGNERS[:2])


def test_a_root_says_what_it_was_made_of() -> None:
    assert read_root(ROOT) == FACTS
    card = OrganisationCard.from_bytes(ROOT)
    assert (card.name, card.threshold, card.signers, card.root_version) == ("Harbour Motors", 2, 3, 1)
    assert len(card.fingerprint.split()) == 8


def test_two_of_three_signers_are_enough() -> None:
    statement, signatures = read_targets(TARGETS, ROOT)
    assert statement == SAID
    assert (signatures.needed, signatures.valid) == (2, 2)
    assert read_targets(make_targets(SAID, SIGNERS), ROOT)[1].valid == 3


@pytest.mark.parametrize(
    "signers",
    [
        [],
        SIGNERS[:1],
        [SIGNERS[0], SIGNERS[0]],
        ROOTS[:2],
        STRANGERS,
        [SIGNERS[0], STRANGERS[0]],
        [*SIGNERS[:2], STRANGERS[0]],
    ],
    ids=["nobody", "one", "one twice", "root keys", "strangers", "one and a stranger", "a stranger besides"],
)
def test_any_other_signers_are_refused(signers: list[SigningKey]) -> None:
    with pytest.raises(BadDataError):
        read_targets(make_targets(SAID, signers), ROOT)


def test_one_signature_listed_twice_is_not_two() -> None:
    alone = json.loads(make_targets(SAID, SIGNERS[:1]))
    alone["signatures"] *= 2
    again = {**alone["signatures"][0], "keyid": "ab" * 32}
    for signatures in (alone["signatures"], [alone["signatures"][0], again]):
        with pytest.raises(BadDataError):
            read_targets(canonical({**alone, "signatures": signatures}), ROOT)


def test_documents_do_not_stand_for_each_other() -> None:
    for wrong in (ROOT, b"", b"{}", b"[]", b"null", TARGETS + b" ", b" " + TARGETS):
        with pytest.raises(BadDataError):
            read_targets(wrong, ROOT)
    with pytest.raises(BadDataError):
        read_root(TARGETS)


@settings(max_examples=300)
@given(at=st.integers(0, len(TARGETS) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_of_targets_is_refused(at: int, bit: int) -> None:
    bent = bytearray(TARGETS)
    bent[at] ^= 1 << bit
    with pytest.raises(BadDataError):
        read_targets(bytes(bent), ROOT)


@settings(max_examples=300)
@given(at=st.integers(0, len(ROOT) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_beside_a_trusted_root_is_refused(at: int, bit: int) -> None:
    bent = bytearray(ROOT)
    bent[at] ^= 1 << bit
    with pytest.raises(BadDataError):
        OrganisationCard.from_bytes(ROOT).verify_root(bytes(bent))


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadDataError):
        read_root(data)


def test_a_successor_is_signed_by_the_old_keys_and_the_new() -> None:
    new_roots = builders.keys(3)
    second = _root(2, new_roots, [*ROOTS[:2], *new_roots])
    assert read_next_root(second, ROOT).version == 2
    assert OrganisationCard.from_bytes(ROOT).verify_root(second).root_version == 2
    for refused in (
        _root(2, new_roots, new_roots),
        _root(2, new_roots, [ROOTS[0], *new_roots]),
        _root(2, new_roots, ROOTS),
        _root(3, new_roots, [*ROOTS, *new_roots]),
        _root(1, new_roots, [*ROOTS, *new_roots]),
        _root(2, new_roots, [*ROOTS, *new_roots], identity="ffffffffffffffff"),
    ):
        with pytest.raises(BadDataError):
            read_next_root(refused, ROOT)
    with pytest.raises(BadDataError):
        read_next_root(ROOT, second)


def test_expiry_is_only_a_label() -> None:
    old = builders.statement(as_of="2001-01-01T00:00:00+00:00", valid_until="2001-02-01T00:00:00+00:00")
    assert read_targets(make_targets(old, SIGNERS[:2]), ROOT)[0].valid_until == old.valid_until


@pytest.mark.parametrize("changes", [{"as_of": "yesterday"}, {"sha256": None}, {"site": 7}, {"devices": "D-1"}])
def test_a_statement_that_lacks_something_is_refused(changes: dict[str, object]) -> None:
    odd = builders.statement(**changes)
    with pytest.raises((BadDataError, ValueError, TypeError)):
        read_targets(make_targets(odd, SIGNERS[:2]), ROOT)


def _root(version: int, roots: list[SigningKey], signed_by: list[SigningKey], identity: str = FACTS.identity) -> bytes:
    """A root with other keys, signed by whom the test says."""
    document = Metadata.from_bytes(
        make_root(RootFacts(FACTS.name, identity, version, 2, 3), roots, SIGNERS, builders.NOON)
    )
    document.signatures.clear()
    for key in signed_by:
        keyid = public_key(key.public).keyid
        document.signatures[keyid] = Signature(keyid, key.sign(document.signed_bytes).hex())
    return canonical(document.to_dict())
