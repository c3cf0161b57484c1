import datetime as dt
from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.metadata import Revoked, make_targets, read_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.revocations import make_revocations, read_revocations, united
from continuity_app.trust.root import RoleKeys, RootFacts, make_root, sign_root
from continuity_app.trust.signing import SigningKey
from tests import builders

ROOTS, SIGNERS, STRANGERS = builders.keys(3), builders.keys(3), builders.keys(2)
FACTS = RootFacts("Harbour Motors", "00112233aabbccdd", 1, 2, 3)
CARD = OrganisationCard.from_bytes(make_root(FACTS, ROOTS, SIGNERS, builders.NOON))
GONE = (Revoked("D-AAAAAAAA", "2024-06-20T09:00:00.000-07:00"), Revoked("D-BBBBBBBB", "2024-06-21T09:00:00.000-07:00"))
LIST = make_revocations(CARD, GONE, SIGNERS[:2], builders.NOON)


def test_a_list_says_who_and_since_when() -> None:
    told = read_revocations(LIST, CARD)
    assert (told.revoked, told.card, told.signatures.valid) == (GONE, CARD, 2)
    assert read_revocations(make_revocations(CARD, (), SIGNERS, builders.NOON), CARD).revoked == ()


@pytest.mark.parametrize(
    "signers",
    [[], SIGNERS[:1], [SIGNERS[0], SIGNERS[0]], ROOTS[:2], STRANGERS, [*SIGNERS[:2], STRANGERS[0]]],
    ids=["nobody", "one", "one twice", "root keys", "strangers", "a stranger besides"],
)
def test_any_other_signers_are_refused(signers: list[SigningKey]) -> None:
    with pytest.raises(BadDataError):
        read_revocations(make_revocations(CARD, GONE, signers, builders.NOON), CARD)


@settings(max_examples=300)
@given(at=st.integers(0, len(LIST) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(at: int, bit: int) -> None:
    bent = bytearray(LIST)
    bent[at] ^= 1 << bit
    with pytest.raises(BadDataError):
        read_revocations(bytes(bent), CARD)


@given(st.binary(max_size=200) | st.sampled_from([b"{}", b'{"root":{},"targets":{}}', b"[]", CARD.data, LIST + b"\n"]))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadDataError):
        read_revocations(data, CARD)


def test_a_snapshots_signatures_stand_for_no_list_and_a_lists_for_no_snapshot() -> None:
    parts = msgspec.json.decode(LIST)
    snapshot = msgspec.json.decode(make_targets(builders.statement(), SIGNERS[:2]))
    forged = canonical({"root": parts["root"], "targets": snapshot})
    with pytest.raises(BadDataError):
        read_revocations(forged, CARD)
    with pytest.raises(BadDataError):
        read_targets(canonical(parts["targets"]), CARD.data)


def test_another_organisations_list_is_refused() -> None:
    other = make_root(RootFacts("Harbour Motors", "ff" * 8, 1, 2, 3), ROOTS, SIGNERS, builders.NOON)
    with pytest.raises(BadDataError):
        read_revocations(LIST, OrganisationCard.from_bytes(other))


def test_it_may_bring_the_next_root() -> None:
    facts = RootFacts(FACTS.name, FACTS.identity, 2, 2, 3)
    new = builders.keys(3)
    keys = RoleKeys(tuple(key.public for key in new), tuple(key.public for key in new))
    second = OrganisationCard.from_bytes(sign_root(facts, keys, [*ROOTS, *new], builders.NOON))
    told = read_revocations(make_revocations(second, GONE, new[:2], builders.NOON), CARD)
    assert told.card == second
    with pytest.raises(BadDataError):
        read_revocations(make_revocations(second, GONE, SIGNERS[:2], builders.NOON), CARD)


def test_lists_unite_in_any_order_and_take_nothing_back() -> None:
    day = dt.timedelta(days=1)
    times = [(builders.NOON + step * day).isoformat() for step in range(3)]
    lists = [
        (Revoked("D-A", times[1]), Revoked("D-B", times[0])),
        (Revoked("D-A", times[0]),),
        (Revoked("D-C", "whenever"), Revoked("D-C", times[2])),
        (),
    ]
    expected = (Revoked("D-A", times[0]), Revoked("D-B", times[0]), Revoked("D-C", "whenever"))
    for order in permutations(lists):
        assert united(*order) == expected
        assert united(united(*order[:2]), *order[1:]) == expected
