"""What travels between machines of the organisation, bent from outside and from inside.

From inside means by somebody who holds a key: what a signature or an encryption covers is bent first and signed or
sealed afterwards, so that the rules behind it are what stands in the way.
"""

import dataclasses
import json
import random
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import SSlibKey

from continuity_app.errors import BadDataError, KitError
from continuity_app.journal.entry import read_entry
from continuity_app.journal.types import CallLogged
from continuity_app.kit.people import people_of
from continuity_app.snapshot.apply import Standing, check_package
from continuity_app.snapshot.package import Package, pieces_of
from continuity_app.snapshot.payload import PayloadReader, encode_payload, read_policy
from continuity_app.trust.age_box import new_age_secret, recipient_of, seal
from continuity_app.trust.canonical import canonical
from continuity_app.trust.device import DeviceCard
from continuity_app.trust.escrow import identity_of, new_escrow
from continuity_app.trust.key_files import open_key, write_key
from continuity_app.trust.metadata import Revoked
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.revocations import make_revocations, read_revocations
from continuity_app.trust.signing import SigningKey
from continuity_app.vault.high_water import read_high_water
from continuity_app.vault.patience import wrong_tries
from continuity_app.vault.recovery_key import secret_of, wrong_groups
from continuity_app.vault.slot_file import SlotFile, _bytes, _sum, read_slot_file
from continuity_app.vault.slots import open_slots
from tests import builders
from tests.faults.fuzz.mutations import as_json, bent, bent_value
from tests.faults.fuzz.target import Parser, file_of

Case = Callable[[random.Random], bytes]


def either(whole: bytes, more: tuple[bytes, ...] = ()) -> Case:
    """Half of the cases bend the bytes of a JSON file, half its values."""
    value = json.loads(whole)

    def case(rng: random.Random) -> bytes:
        return bent(rng, (whole, *more)) if rng.random() < 0.5 else as_json(bent_value(rng, value))

    return case


def as_signed(data: bytes) -> Any:
    """The JSON of a case, for signing; what is none cannot be signed by anybody.

    Raises:
        BadDataError: it is none.
    """
    try:
        value = json.loads(data)
        canonical(value)
    except (ValueError, RecursionError) as error:
        raise BadDataError("fuzz.no_json", "No JSON.", what_is_safe="All.", next_step="None.") from error
    return value


def each(*reads: Callable[[], object]) -> None:
    """Tries one case in several ways; refused if all of them refuse.

    Raises:
        KitError: that of the last one.
    """
    told: list[KitError] = []
    for read in reads:
        try:
            read()
        except KitError as error:
            told.append(error)
    if len(told) == len(reads):
        raise told[-1]


def package(place: Path) -> Parser:
    """The file as a whole; then its targets bent and signed again, in a zip that fits."""
    office, signers = builders.organisation(place)
    vault = builders.vault(place)
    made = builders.package(place / "seed.snapshot", office, signers, [vault.card])
    standing = Standing(vault.folder, vault.key, vault.secrets, office.card, "Harbour North")
    written, whole = file_of(place, "bent.snapshot"), made.path.read_bytes()
    targets = either(made.package.targets)

    def run(data: bytes) -> None:
        if data[:1] == b"P":
            check_package(written(data), standing)
            return
        value = as_signed(data)
        if isinstance(value, dict) and isinstance(value.get("signed"), dict):
            value["signatures"] = signatures(value["signed"], signers)
        inside = Package(made.package.root, canonical(value), made.package.payload)
        check_package(written(b"".join(pieces_of(inside))), standing)

    return Parser(lambda rng: bent(rng, [whole], [b"PK\3\4", b"PK\1\2"]) if rng.random() < 0.5 else targets(rng), run)


def signatures(signed: Any, keys: Sequence[SigningKey]) -> list[dict[str, str]]:
    """TUF's signatures by these keys over whatever it is."""
    publics = [SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(key.public)) for key in keys]
    made = [key.sign(canonical(signed)).hex() for key in keys]
    return [{"keyid": public.keyid, "sig": signature} for public, signature in zip(publics, made, strict=True)]


def payload(_place: Path) -> Parser:
    """What a signed package holds: rows that its signers never wrote."""
    _, card = builders.device()
    rest = builders.payload_rest(card)
    header = builders.PayloadHeader(
        *("Harbour Motors", "00112233aabbccdd", "Harbour North", 1, "2024-06-18T23:00:00-07:00"),
        *("2024-07-02T23:00:00-07:00", 2, 1, 1, 1, ("id", "name")),
    )
    packed = b"".join(encode_payload(header, [builders.customer(1), builders.customer(2)], rest))
    lines = zstandard.ZstdDecompressor().decompressobj().decompress(packed).splitlines()

    def case(rng: random.Random) -> bytes:
        if rng.random() < 0.2:
            return b"\0" + bent(rng, [packed])
        changed = list(lines)
        for _ in range(rng.choice((1, 1, 2))):
            at = rng.randrange(len(changed))
            changed[at] = either(lines[at])(rng)
        if rng.random() < 0.2:
            rng.shuffle(changed)
        return b"\n".join(changed) + rng.choice((b"\n", b"\n", b"\n", b"", b"\n\n"))

    def run(data: bytes) -> None:
        inside = data[1:] if data[:1] == b"\0" else zstandard.compress(data)
        reader = PayloadReader(inside)
        read_policy(inside)
        list(reader.customers())
        reader.rest()

    return Parser(case, run)


def device_card(_place: Path) -> Parser:
    """As it comes, and signed by the device's own key: anybody can make a device."""
    secrets, card = builders.device()

    def own(data: bytes) -> object:
        value = as_signed(data)
        if isinstance(value, dict):
            value["signature"] = secrets.signing_key.sign(
                canonical({name: each for name, each in value.items() if name != "signature"})
            ).hex()
        return DeviceCard.from_bytes(canonical(value))

    return Parser(either(card.to_bytes()), lambda data: each(lambda: DeviceCard.from_bytes(data), lambda: own(data)))


def organisation_card(place: Path) -> Parser:
    """As it comes, and as the root of an organisation that somebody founds to do harm."""
    office, _ = builders.organisation(place)
    key = SigningKey.new()
    value = json.loads(office.card.data)
    keyid = signatures({}, [key])[0]["keyid"]
    for role in value["signed"]["roles"].values():
        role["keyids"] = [keyid]
    value["signed"]["keys"] = {
        keyid: {**next(iter(value["signed"]["keys"].values())), "keyval": {"public": key.public.hex()}}
    }

    def own(data: bytes) -> object:
        value = as_signed(data)
        if isinstance(value, dict) and isinstance(value.get("signed"), dict):
            value["signatures"] = signatures(value["signed"], [key])
        return OrganisationCard.from_bytes(canonical(value))

    assert own(as_json(value))
    of_others = either(as_json(value))
    return Parser(
        lambda rng: either(office.card.data)(rng) if rng.random() < 0.3 else of_others(rng),
        lambda data: each(lambda: OrganisationCard.from_bytes(data), lambda: own(data)),
    )


def revocation_list(place: Path) -> Parser:
    """As it comes, and signed again by a signer."""
    office, signers = builders.organisation(place)
    whole = make_revocations(office.card, [Revoked("D-00000000", "2024-06-19T12:00:00Z")], signers, builders.NOON)

    def own(data: bytes) -> object:
        value = as_signed(data)
        if isinstance(value, dict) and isinstance(value.get("targets"), dict) and "signed" in value["targets"]:
            value["targets"]["signatures"] = signatures(value["targets"]["signed"], signers)
        return read_revocations(canonical(value), office.card)

    return Parser(either(whole), lambda data: each(lambda: read_revocations(data, office.card), lambda: own(data)))


def key_file(place: Path) -> Parser:
    path = place / "signer-1.json"
    write_key(path, SigningKey.new(), "signer-1", builders.PASSPHRASE, builders.CHEAP)
    written = file_of(place, "bent.json")
    return Parser(
        _cheap(either(path.read_bytes())), lambda data: open_key(written(data), lambda _: builders.PASSPHRASE)
    )


def _cheap(case: Case) -> Case:
    """Without the cases that ask for much memory or time and may: one of them takes as long as ten thousand others."""

    def cheap(rng: random.Random) -> bytes:
        while True:
            data = case(rng)
            try:
                costs = [part["kdf"] for part in _parts(json.loads(data)) if isinstance(part.get("kdf"), dict)]
            except (ValueError, RecursionError):
                return data
            if all(_small(cost.get("memory_kib"), 4096) and _small(cost.get("time"), 10) for cost in costs):
                return data

    return cheap


def _parts(value: Any) -> list[dict[str, Any]]:
    whole = value if isinstance(value, dict) else {}
    slots = whole.get("slots")
    return [whole, *(each for each in (slots if isinstance(slots, list) else ()) if isinstance(each, dict))]


def _small(number: object, most: int) -> bool:
    return not isinstance(number, int) or number <= most or number > 1024 * 1024


def slots(place: Path) -> Parser:
    """As they lie, and with the sum that fits them: whoever can write the file can sum it."""
    vault = builders.vault(place)
    whole = json.loads((vault.folder / "slots.json").read_bytes())
    del whole["sha256"]
    bare = canonical(whole)
    first, second = file_of(vault.folder, "slots.json"), file_of(vault.folder, "slots.json.copy")

    def own(data: bytes) -> object:
        value = as_signed(data)
        file = builders_slot_file(value)
        first(_bytes(file))
        second(_bytes(file))
        assert _sum(file)
        return open_slots(vault.folder, "", builders.PASSPHRASE)

    def plain(data: bytes) -> object:
        first(data)
        second(data)
        return read_slot_file(vault.folder)

    return Parser(_cheap(either(bare)), lambda data: each(lambda: plain(data), lambda: own(data)))


def builders_slot_file(value: Any) -> SlotFile:
    """A slot file of whatever values, as far as one can be written."""
    import msgspec  # noqa: PLC0415

    try:
        return msgspec.convert(value, SlotFile)
    except msgspec.ValidationError as error:
        raise BadDataError("fuzz.no_slots", "No slots.", what_is_safe="All.", next_step="None.") from error


def entry(_place: Path) -> Parser:
    """One entry's canonical bytes."""
    one = builders.laptop("ana")
    (made,) = one.journal.append(CallLogged("C-1", "+14155552671", "reached", builders.NOON.isoformat()))

    def run(data: bytes) -> None:
        def spelled() -> object:
            return read_entry(canonical(as_signed(data)), made.signature)

        each(lambda: read_entry(data, made.signature), spelled)

    return Parser(either(made.content), run)


def recovery_groups(place: Path) -> Parser:
    vault = builders.vault(place)
    whole = "-".join(vault.recovery).encode()

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        wrong_groups(text)
        each(lambda: secret_of(text), lambda: open_slots(vault.folder, "", text))

    words = [group.encode() for group in vault.recovery]
    return Parser(lambda rng: bent(rng, [whole, whole.lower()], [*words, b"-", b" ", b"I", b"O"])[:5000], run)


def slip39_share(_place: Path) -> Parser:
    """Words of a list, some of them with a checksum that fits whatever they say."""
    from shamir_mnemonic.share import Share  # noqa: PLC0415

    shares = [share.encode() for share in new_escrow().shares]
    words = [word for share in shares for word in share.split()]

    def case(rng: random.Random) -> bytes:
        if rng.random() < 0.6:
            three = rng.sample(shares, 3)
            three[rng.randrange(3)] = bent(rng, shares, words)[:2000] if rng.random() < 0.8 else three[0].upper()
            return b"\n".join(three)
        made = Share.from_mnemonic(rng.choice(shares).decode())
        told = {
            "identifier": rng.choice((made.identifier, rng.randrange(1 << 15))),
            "iteration_exponent": rng.choice((0, 0, 1, 15, 9)),
            "group_index": rng.randrange(16),
            "group_threshold": rng.randrange(1, 17),
            "group_count": rng.randrange(1, 17),
            "index": rng.randrange(16),
            "member_threshold": rng.randrange(1, 17),
            "value": rng.choice((made.value, rng.randbytes(rng.choice((16, 20, 32, 34))))),
        }
        changed = [dataclasses.replace(made, **{**told, "index": index}) for index in range(3)]
        try:
            return b"\n".join(share.mnemonic().encode() for share in changed)
        except (ValueError, OverflowError, struct.error):
            return b"\n".join(shares[:3])

    return Parser(case, lambda data: identity_of(data.decode("utf-8", "surrogateescape").split("\n")))


def notes(place: Path) -> Parser:
    """Small files beside the databases, which anybody can write: the highest version, wrong tries, a people list."""
    vault, secret = builders.vault(place), new_age_secret()
    high, tries = file_of(vault.folder, "highest-version"), file_of(vault.folder, "wrong-tries")
    (place / "people").mkdir()
    people = file_of(place / "people", f"{'ab' * 32}.age")
    seeds = (b"27 0123456789abcdef\n", b"3\n", b"9" * 5000, b'["C-1","Ana"]\n["C-2","Ben"]\n')

    def run(data: bytes) -> None:
        high(data)
        assert read_high_water(vault.folder, vault.key) == 0
        tries(data)
        assert 0 <= wrong_tries(vault.folder) <= 99
        people(seal(zstandard.compress(data), [recipient_of(secret)]))
        people_of(place, "ab" * 32, secret)

    return Parser(lambda rng: bent(rng, seeds), run)
