"""Every kind of signature of the kit, checked by libsodium (PyNaCl) and by python-tuf itself, and the other way."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import zstandard
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as SodiumKey
from nacl.signing import VerifyKey
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Targets

from continuity_app.journal.bundle import export_bundle, read_bundle
from continuity_app.journal.types import CallLogged
from continuity_app.snapshot.package import read_package
from continuity_app.trust.age_box import open_sealed
from continuity_app.trust.canonical import canonical
from continuity_app.trust.head_office import Organisation, create_organisation
from continuity_app.trust.metadata import Revoked
from continuity_app.trust.revocations import make_revocations
from continuity_app.trust.signing import SigningKey, is_signed
from tests import builders


class Trust:
    """An organisation of 2 of 3 with a package, a list of revocations and a second root."""

    def __init__(self, folder: Path) -> None:
        def ask(_: int) -> str:
            return builders.ORGANISATION_PASSPHRASE

        create_organisation(folder / "org", "Harbour", ask, builders.NOON, threshold=2, signers=3, cost=builders.CHEAP)
        self.office = Organisation(folder / "org")
        signers = self.office.signers(ask)
        _, card = builders.device()
        self.first = self.office.card.data
        made = builders.package(folder / "v1.snapshot", self.office, signers, [card])
        self.package = read_package(made.path)
        gone = [Revoked(card.device, builders.NOON.isoformat())]
        self.revocations = json.loads(make_revocations(self.office.card, gone, signers, builders.NOON))
        self.office.rotate(self.office.roots(ask), ask, builders.NOON, threshold=2, signers=3, cost=builders.CHEAP)
        self.second = self.office.card.data


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust(tmp_path_factory.mktemp("signatures"))


def by_sodium(root: bytes, document: Mapping[str, Any]) -> int:
    """How many signatures of a document libsodium takes, by keys that the root names; any other raises."""
    keys = json.loads(root)["signed"]["keys"]
    for each in document["signatures"]:
        public = VerifyKey(bytes.fromhex(keys[each["keyid"]]["keyval"]["public"]))
        public.verify(canonical(document["signed"]), bytes.fromhex(each["sig"]))
    return len(document["signatures"])


def test_libsodium_takes_every_signature_on_metadata(trust: Trust) -> None:
    targets = json.loads(trust.package.targets)
    assert by_sodium(trust.package.root, targets) == 2
    assert by_sodium(trust.first, json.loads(trust.first)) == 3
    assert by_sodium(json.dumps(trust.revocations["root"]).encode(), trust.revocations["targets"]) == 2
    second = json.loads(trust.second)
    both = {**json.loads(trust.first)["signed"]["keys"], **second["signed"]["keys"]}
    assert by_sodium(json.dumps({"signed": {"keys": both}}).encode(), second) == 5
    targets["signed"]["version"] += 1
    with pytest.raises(BadSignatureError):
        by_sodium(trust.package.root, targets)


def test_python_tuf_delegates_as_the_kit_does(trust: Trust) -> None:
    first, second = (Metadata[Root].from_bytes(data) for data in (trust.first, trust.second))
    targets = Metadata[Targets].from_bytes(trust.package.targets)
    first.verify_delegate("root", first)
    first.verify_delegate("targets", targets)
    first.verify_delegate("root", second)
    second.verify_delegate("root", second)
    targets.signed.targets["payload.age"].verify_length_and_hashes(trust.package.payload)
    revocations = Metadata[Targets].from_bytes(canonical(trust.revocations["targets"]))
    first.verify_delegate("targets", revocations)
    with pytest.raises(UnsignedMetadataError):
        second.verify_delegate("targets", targets)
    targets.signatures.popitem()
    with pytest.raises(UnsignedMetadataError):
        first.verify_delegate("targets", targets)


def test_libsodium_takes_cards_entries_and_bundles(tmp_path: Path) -> None:
    office, _ = builders.organisation(tmp_path)
    made = builders.made_home(tmp_path, office)
    public = VerifyKey(bytes.fromhex(made.card.public_key))
    public.verify(made.card.signed_bytes(), bytes.fromhex(made.card.signature))
    with made.session() as session:
        session.journal.append(
            *(CallLogged(f"C-{n}", "+14155552671", "reached", builders.NOON.isoformat()) for n in range(20))
        )
        bundle = export_bundle(session.journal, [made.card.recipient], "b").data
        secret = session.device.age_secret
        entries = list(session.journal.held_entries())
    assert len(entries) == 21
    for entry in [*entries, *read_bundle(bundle, secret).entries]:
        public.verify(entry.content, entry.signature)
        with pytest.raises(BadSignatureError):
            public.verify(entry.content[:-1] + b" ", entry.signature)
    head = json.loads(zstandard.ZstdDecompressor().stream_reader(open_sealed(bundle, secret)).read().split(b"\n")[0])
    public.verify(canonical(head["header"]), base64.b64decode(head["signature"]))


def test_both_make_the_same_signatures_and_take_each_others() -> None:
    for number in range(50):
        seed, data = bytes([number]) * 32, b"what is signed " * number
        ours, theirs = SigningKey.from_seed(seed), SodiumKey(seed)
        assert ours.public == bytes(theirs.verify_key)
        assert ours.sign(data) == theirs.sign(data).signature
        assert is_signed(ours.public, data, theirs.sign(data).signature)
        assert not is_signed(ours.public, data + b".", theirs.sign(data).signature)
