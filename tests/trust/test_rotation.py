"""New roots, keys on sticks, and who may sign what."""

import datetime as dt
from itertools import combinations
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError, WrongPassphraseError
from continuity_app.trust.age_box import age_secret_of, recipient_of
from continuity_app.trust.escrow import new_escrow
from continuity_app.trust.head_office import Organisation, create_organisation
from continuity_app.trust.metadata import Signatures, add_signature, make_targets, read_targets
from continuity_app.trust.root import RootFacts, make_root, read_next_root, role_keys
from tests import builders

OLD = {1: "first holder's long words", 2: "second holder's long words", 3: "third holder's long words"}
NEW = {holder: f"{words} anew" for holder, words in OLD.items()}
LATER = builders.NOON + dt.timedelta(days=400)


def founded(folder: Path, threshold: int = 2, signers: int = 3) -> Organisation:
    create_organisation(
        folder / "org",
        "Harbour Motors",
        OLD.__getitem__,
        builders.NOON,
        threshold=threshold,
        signers=signers,
        cost=builders.CHEAP,
    )
    return Organisation(folder / "org")


def rotated(office: Organisation, threshold: int = 2, signers: int = 3) -> None:
    office.rotate(
        office.roots(OLD.__getitem__),
        NEW.__getitem__,
        LATER,
        threshold=threshold,
        signers=signers,
        records=office.records_secret(OLD.__getitem__),
        cost=builders.CHEAP,
    )


def test_new_keys_are_trusted_by_whoever_trusted_the_old(tmp_path: Path) -> None:
    office = founded(tmp_path)
    first, signed = office.card, office.sign(builders.statement(), office.signers(OLD.__getitem__))
    rotated(office, threshold=1, signers=2)
    second = Organisation(tmp_path / "org").card
    assert first.verify_root(second.data) == second
    assert (second.root_version, second.threshold, second.signers) == (2, 1, 2)
    assert (second.name, second.identity) == (first.name, first.identity)
    assert not set(role_keys(first.data).roots) & set(role_keys(second.data).roots)
    assert read_targets(office.sign(builders.statement(), office.signers(NEW.__getitem__)), second.data)[1].valid == 1
    with pytest.raises(BadDataError):
        read_targets(signed, second.data)
    with pytest.raises(WrongPassphraseError):
        office.signers(OLD.__getitem__)
    assert office.card_of(1) == first
    with pytest.raises(BadDataError):
        office.card_of(7)


def test_old_keys_lie_here_no_longer(tmp_path: Path) -> None:
    office = founded(tmp_path)
    old = role_keys(office.card.data)
    rotated(office)
    blobs = b"".join(path.read_bytes() for path in (tmp_path / "org" / "keys").rglob("*.json"))
    assert not [public for public in (*old.roots, *old.signers) if public.hex().encode() in blobs]
    assert len(office.keys_here()) == 6


def test_too_few_old_root_keys_change_nothing(tmp_path: Path) -> None:
    office = founded(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "org").rglob("*") if path.is_file()}
    with pytest.raises(BadDataError) as caught:
        office.rotate(
            office.roots(OLD.__getitem__)[:1], NEW.__getitem__, LATER, threshold=2, signers=3, cost=builders.CHEAP
        )
    assert caught.value.code == "organisation.not_signed"
    assert {path: path.read_bytes() for path in (tmp_path / "org").rglob("*") if path.is_file()} == before


def test_every_order_of_roots_but_the_next_one_is_refused(tmp_path: Path) -> None:
    office = founded(tmp_path, 1, 1)
    roots = [office.card.data]
    words = [OLD[1]]
    for _ in range(3):
        words.append(f"{OLD[1]} number {len(words)}")
        old, new = words[-2], words[-1]
        office.rotate(
            office.roots(lambda _, old=old: old),
            lambda _, new=new: new,
            LATER,
            threshold=1,
            signers=1,
            cost=builders.CHEAP,
        )
        roots.append(office.card.data)
    for trusted in range(4):
        for given in range(4):
            if given in (trusted, trusted + 1):
                assert read_next_root(roots[given], roots[trusted]).version == given + 1
            else:
                with pytest.raises(BadDataError):
                    read_next_root(roots[given], roots[trusted])


def test_a_recovery_key_comes_with_a_root_of_the_same_keys(tmp_path: Path) -> None:
    office, escrow = founded(tmp_path), new_escrow()
    first = office.card
    office.take_root(office.with_recovery(escrow.recipient, office.roots(OLD.__getitem__), LATER))
    assert (office.card.recovery, office.card.root_version) == (escrow.recipient, 2)
    assert role_keys(office.card.data) == role_keys(first.data)
    assert first.verify_root(office.card.data) == office.card
    rotated(office)
    assert (office.card.recovery, office.card.root_version) == (escrow.recipient, 3)


def test_keys_are_carried_away_and_brought_back(tmp_path: Path) -> None:
    office = founded(tmp_path)
    sticks = {holder: tmp_path / f"stick{holder}" for holder in (2, 3)}
    for holder, stick in sticks.items():
        assert sorted(path.name for path in office.carry_away(holder, stick)) == [
            f"root-{holder}.json",
            f"signer-{holder}.json",
        ]
    assert {each.holder for each in office.keys_here()} == {1}
    with pytest.raises(BadDataError) as caught:
        office.signers(OLD.__getitem__)
    assert caught.value.code == "organisation.signers"
    assert len(office.signers(OLD.__getitem__, fewer=True)) == 1
    brought = office.signers(OLD.__getitem__, [sticks[3] / "signer-3.json"])
    assert read_targets(office.sign(builders.statement(), brought), office.card.data)[1].valid == 2
    assert len(office.roots(OLD.__getitem__, [sticks[2] / "root-2.json"])) == 2
    for wrong in (sticks[2] / "root-2.json", tmp_path / "none.json"):
        with pytest.raises((BadDataError, SurroundingsError)):
            office.signers(OLD.__getitem__, [wrong])
    with pytest.raises(BadDataError):
        office.carry_away(2, tmp_path / "again")


def test_a_key_is_not_moved_over_another_file(tmp_path: Path) -> None:
    office, stick = founded(tmp_path), tmp_path / "stick"
    stick.mkdir()
    (stick / "signer-2.json").write_text("somebody else's")
    with pytest.raises(BadDataError):
        office.carry_away(2, stick)
    assert {each.holder for each in office.keys_here()} == {1, 2, 3}
    assert (stick / "signer-2.json").read_text() == "somebody else's"


def test_signers_sign_one_after_the_other_in_any_order() -> None:
    roots, signers, strangers = builders.keys(3), builders.keys(3), builders.keys(1)
    facts = RootFacts("Harbour Motors", "00112233aabbccdd", 1, 2, 3)
    root = make_root(facts, roots, signers, builders.NOON)
    said = builders.statement()
    for first, second in combinations(signers, 2):
        one = make_targets(said, [first])
        assert read_targets(one, root, unfinished=True)[1] == Signatures(2, 1)
        with pytest.raises(BadDataError):
            read_targets(one, root)
        both = add_signature(one, root, second)
        assert read_targets(both, root) == (said, Signatures(2, 2))
        for refused in (first, second, roots[0], strangers[0]):
            with pytest.raises(BadDataError):
                add_signature(both, root, refused)
    for odd in (
        make_targets(said, strangers),
        make_targets(said, [signers[0], strangers[0]]),
        make_targets(said, roots),
    ):
        with pytest.raises(BadDataError):
            read_targets(odd, root, unfinished=True)
        with pytest.raises(BadDataError):
            add_signature(odd, root, signers[0])


def test_the_lists_of_people_open_by_every_holder_and_after_new_keys(tmp_path: Path) -> None:
    office = founded(tmp_path)
    secret = office.records_secret(OLD.__getitem__)
    assert recipient_of(age_secret_of(secret)) == office.records_recipient()
    (tmp_path / "org" / "keys" / "records-1.json").unlink()
    assert office.records_secret(OLD.__getitem__) == secret
    rotated(office, threshold=1, signers=1)
    assert office.records_secret(NEW.__getitem__) == secret
    assert [path.name for path in (tmp_path / "org" / "keys").glob("records-*")] == ["records-1.json"]
    with pytest.raises(WrongPassphraseError):
        office.records_secret(lambda _: "not the passphrase at all")


def test_fingerprints_are_told_in_words_too() -> None:
    cards = [builders.device()[1] for _ in range(20)]
    words = {card.fingerprint_words for card in cards}
    assert len(words) == 20
    assert {len(each.split()) for each in words} == {12}
    assert builders.device()[1].fingerprint_words not in words
