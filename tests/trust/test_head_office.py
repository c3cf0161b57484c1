from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.trust.head_office import Organisation, create_organisation
from continuity_app.trust.key_files import open_key, read_key_file
from continuity_app.trust.metadata import read_targets
from tests import builders

WORDS = {1: "first holder's long words", 2: "second holder's long words"}


def test_an_organisation_is_founded_and_signs(tmp_path: Path) -> None:
    card = create_organisation(
        tmp_path / "org",
        "Harbour Motors",
        WORDS.__getitem__,
        builders.NOON,
        threshold=2,
        signers=2,
        cost=builders.CHEAP,
    )
    office = Organisation(tmp_path / "org")
    assert office.card == card
    assert sorted(path.name for path in (tmp_path / "org" / "keys").iterdir()) == [
        "records-1.json",
        "records-2.json",
        "root-1.json",
        "root-2.json",
        "signer-1.json",
        "signer-2.json",
    ]
    signed = office.sign(builders.statement(), office.signers(WORDS.__getitem__))
    assert read_targets(signed, card.data)[1].valid == 2
    with pytest.raises(WrongPassphraseError):
        office.signers(lambda _: WORDS[1])
    (tmp_path / "org" / "keys" / "signer-2.json").unlink()
    with pytest.raises(BadDataError) as caught:
        office.signers(WORDS.__getitem__)
    assert caught.value.code == "organisation.signers"


def test_it_is_founded_once(tmp_path: Path) -> None:
    builders.organisation(tmp_path)
    with pytest.raises(BadDataError) as caught:
        create_organisation(tmp_path / "org", "Another", WORDS.__getitem__, builders.NOON)
    assert caught.value.code == "organisation.exists"
    with pytest.raises(BadDataError) as caught:
        Organisation(tmp_path / "elsewhere")
    assert caught.value.code == "organisation.none"


@pytest.mark.parametrize(
    ("name", "threshold", "signers", "words"),
    [(" ", 1, 1, WORDS[1]), ("N", 2, 1, WORDS[1]), ("N", 0, 1, WORDS[1]), ("N", 1, 10, WORDS[1]), ("N", 1, 1, "short")],
)
def test_a_bad_founding_leaves_nothing(tmp_path: Path, name: str, threshold: int, signers: int, words: str) -> None:
    with pytest.raises(BadDataError):
        create_organisation(
            tmp_path / "org", name, lambda _: words, builders.NOON, threshold=threshold, signers=signers
        )
    assert not (tmp_path / "org").exists()


def test_no_secret_stands_readable_on_disk(tmp_path: Path) -> None:
    office, signers = builders.organisation(tmp_path)
    blobs = b"".join(path.read_bytes() for path in (tmp_path / "org").rglob("*") if path.is_file())
    assert signers[0].public.hex().encode() in blobs
    assert signers[0].seed not in blobs
    assert signers[0].seed.hex().encode() not in blobs
    assert office.card.name == "Harbour Motors"


def test_a_key_file_opens_as_it_was_written_or_not_at_all(tmp_path: Path) -> None:
    office, _ = builders.organisation(tmp_path)
    path = tmp_path / "org" / "keys" / "signer-1.json"
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        bent = bytearray(whole)
        bent[at] ^= 1
        path.write_bytes(bent)
        with pytest.raises(BadDataError):
            office.signers(lambda _: builders.ORGANISATION_PASSPHRASE)
    path.write_bytes(whole)
    assert len(office.signers(lambda _: builders.ORGANISATION_PASSPHRASE)) == 1


def test_a_key_of_no_holder_is_refused_in_words(tmp_path: Path) -> None:
    builders.organisation(tmp_path)
    path = tmp_path / "org" / "keys" / "signer-1.json"
    path.write_bytes(path.read_bytes().replace(b'"signer-1"', b'"signer-' + b"9" * 5000 + b'"'))
    assert read_key_file(path).holder == 0
    with pytest.raises(BadDataError):
        open_key(path, lambda _: builders.ORGANISATION_PASSPHRASE)
