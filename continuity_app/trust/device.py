"""A laptop's identity: two secret keys that never leave its vault, and the card with their public halves.

The card travels by USB as the enrolment request. It is canonical JSON, signed by the device's own key: that proves that
the sender holds the key, not who the sender is; for that its fingerprint is read aloud.
"""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.trust.age_box import is_recipient, new_age_secret, recipient_of
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import PUBLIC_BYTES, SigningKey, is_signed
from continuity_app.words import say

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ID_CHARACTERS = 8
PREFIX_CHARACTERS = 3
FINGERPRINT_GROUPS = 8
FINGERPRINT_WORDS = 12
MAX_CARD_BYTES = 16 * 1024
MAX_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class DeviceSecrets:
    """The private halves of a device's keys.

    Attributes:
        device: its id, derived from the public halves.
        age_secret: X25519 identity that opens snapshots and bundles.
        sign_seed: Ed25519 seed that signs journal entries.
    """

    device: str
    age_secret: str = field(repr=False)
    sign_seed: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "DeviceSecrets":
        """A new device, from the system's randomness."""
        age_secret, key = new_age_secret(), SigningKey.new()
        return cls(device_id(recipient_of(age_secret), key.public), age_secret, key.seed)

    @property
    def signing_key(self) -> SigningKey:
        """The key that signs this device's entries."""
        return SigningKey.from_seed(self.sign_seed)

    def card(self, user: str, site: str, made_at: dt.datetime) -> "DeviceCard":
        """The public card of this device, signed.

        Args:
            user: who works on it.
            site: where it stands; packages are built for a site.
            made_at: when, aware.
        """
        recipient, key = recipient_of(self.age_secret), self.signing_key
        card = DeviceCard(
            device=self.device,
            user=user,
            site=site,
            prefix=candidate_prefix(recipient, key.public),
            recipient=recipient,
            public_key=key.public.hex(),
            made_at=made_at.isoformat(timespec="seconds"),
        )
        return replace(card, signature=key.sign(card.signed_bytes()).hex())


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """The public side of a device.

    Attributes:
        device: its id.
        user, site: whose it is and where it stands, as typed when it was made.
        prefix: the three characters that its serials begin with, unless IT gives it others.
        recipient: `age1…`, what packages and bundles are sealed to.
        public_key: hex of the Ed25519 key that checks its entries.
        made_at: ISO 8601.
        signature: hex, by the device's own key over everything else.
    """

    device: str
    user: str
    site: str
    prefix: str
    recipient: str
    public_key: str
    made_at: str
    signature: str = ""

    @property
    def fingerprint(self) -> str:
        """What is read aloud: groups of hex digits of SHA-256 over both public keys."""
        return fingerprint_text(_digest(self.recipient, bytes.fromhex(self.public_key)))

    @property
    def fingerprint_words(self) -> str:
        """The same in twelve words, which are easier to hear right."""
        return fingerprint_words(_digest(self.recipient, bytes.fromhex(self.public_key)))

    def as_dict(self) -> dict[str, Any]:
        """The card as JSON values."""
        return asdict(self)

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return canonical({name: value for name, value in asdict(self).items() if name != "signature"})

    def to_bytes(self) -> bytes:
        """The enrolment request: canonical JSON with its signature."""
        return canonical(asdict(self))

    @classmethod
    def from_dict(cls, value: Any) -> "DeviceCard":
        """A card from JSON values, every rule checked.

        Raises:
            BadDataError: a field is missing or odd, the id does not follow from the keys, or the signature is wrong.
        """
        try:
            card = msgspec.convert(value, cls)
            public = bytes.fromhex(card.public_key)
            signature = bytes.fromhex(card.signature)
        except (msgspec.ValidationError, ValueError) as error:
            raise _not_a_card(say("A device's card lacks a field or has one that cannot be read.")) from error
        if (public.hex(), signature.hex()) != (card.public_key, card.signature):
            raise _not_a_card(say("The keys on a device's card are spelled in another way than this kit does."))
        _check_card(card, public, signature)
        return card

    @classmethod
    def from_bytes(cls, data: bytes) -> "DeviceCard":
        """An enrolment request from its file.

        Raises:
            BadDataError: this is not an enrolment request, or one byte of it was changed.
        """
        try:
            value = msgspec.json.decode(data) if len(data) <= MAX_CARD_BYTES else None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _not_a_card(say("This file is not an enrolment request.")) from error
        card = cls.from_dict(value)
        if card.to_bytes() != data:
            raise _not_a_card(say("The enrolment request was changed after it was made."))
        return card


def device_id(recipient: str, public: bytes) -> str:
    """The id that follows from a device's public keys: `D-` and eight characters."""
    return f"D-{_crockford(_digest(recipient, public), ID_CHARACTERS)}"


def candidate_prefix(recipient: str, public: bytes) -> str:
    """The serials' prefix that follows from the keys; IT gives another where two devices meet in one."""
    return _crockford(hashlib.sha256(b"prefix" + _digest(recipient, public)).digest(), PREFIX_CHARACTERS)


def fingerprint_text(digest: bytes) -> str:
    """The first 128 bits of a digest in groups of four hex digits, to be read aloud."""
    text = digest.hex().upper()
    return " ".join(text[at : at + 4] for at in range(0, FINGERPRINT_GROUPS * 4, 4))


def fingerprint_words(digest: bytes) -> str:
    """The first 120 bits of a digest as twelve words of SLIP-39's list, whose first four letters tell them apart."""
    from shamir_mnemonic.wordlist import WORDLIST  # noqa: PLC0415

    number = int.from_bytes(digest[: FINGERPRINT_WORDS * 10 // 8], "big")
    places = reversed(range(FINGERPRINT_WORDS))
    return " ".join(WORDLIST[number >> 10 * place & 1023] for place in places)


def _check_card(card: DeviceCard, public: bytes, signature: bytes) -> None:
    if len(public) != PUBLIC_BYTES or not is_recipient(card.recipient):
        raise _not_a_card(say("The public keys of the device cannot be read."))
    if card.device != device_id(card.recipient, public) or card.prefix != candidate_prefix(card.recipient, public):
        raise _not_a_card(say("The device's name does not follow from its keys."))
    if not is_signed(public, card.signed_bytes(), signature):
        raise _not_a_card(say("The signature on the device's card is not its own."))
    if max(len(card.user), len(card.site)) > MAX_NAME_CHARACTERS:
        raise _not_a_card(say("The name of a user or a site on the device's card is too long."))


def _digest(recipient: str, public: bytes) -> bytes:
    return hashlib.sha256(b"continuity-kit/device\n" + recipient.encode() + b"\n" + public).digest()


def _crockford(digest: bytes, characters: int) -> str:
    number = int.from_bytes(digest[:8], "big")
    return "".join(CROCKFORD[number >> (59 - 5 * at) & 31] for at in range(characters))


def _not_a_card(message: str) -> BadDataError:
    return BadDataError(
        "device.card",
        message,
        what_is_safe=say("No device was enrolled or changed."),
        next_step=say("Write a new enrolment request on the laptop and carry it over again."),
    )
