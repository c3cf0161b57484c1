"""Age files (age-encryption.org/v1), sealed for devices' public keys; stock `age` opens them.

Age authenticates nobody and may give partial plaintext of a damaged stream: callers check signature and digest first,
and nothing here hands out a byte before the whole file was opened.
"""

from collections.abc import Iterator, Sequence

import pyrage

from continuity_app.errors import BadDataError
from continuity_app.words import say

MAGIC = b"age-encryption.org/v1\n"
MAX_RECIPIENTS = 128
MAX_HEADER_BYTES = 64 * 1024
_STANZA_COLUMNS = 64
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def new_age_secret() -> str:
    """A fresh X25519 identity, spelled `AGE-SECRET-KEY-1…`."""
    return str(pyrage.x25519.Identity.generate())


def age_secret_of(seed: bytes) -> str:
    """The X25519 identity whose private key is these 32 bytes, as age spells it: Bech32 (BIP 173), in capitals."""
    return _bech32("age-secret-key-", seed).upper()


def recipient_of(secret: str) -> str:
    """The public recipient `age1…` of a secret identity.

    Raises:
        BadDataError: this is no age identity.
    """
    return str(_identity(secret).to_public())


def is_recipient(text: str) -> bool:
    """Whether the text is the public half of an X25519 identity."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """An age file that each of the recipients can open alone.

    Raises:
        BadDataError: no recipient, more than 128, or one that is not a recipient.
    """
    if not 0 < len(recipients) <= MAX_RECIPIENTS:
        raise BadDataError(
            "age.recipients",
            say(
                "A sealed file is for 1 to {most} devices, not for {count}.", most=MAX_RECIPIENTS, count=len(recipients)
            ),
            what_is_safe=say("Nothing was written."),
            next_step=say("Name fewer devices, or build one file for each site."),
        )
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise _unreadable(say("A device's public key is not an age recipient.")) from error
    return bytes(pyrage.encrypt(data, keys))


def open_sealed(data: bytes, secret: str) -> bytes:
    """The contents of an age file, whole or not at all.

    Args:
        data: the binary age file.
        secret: one recipient's secret identity.

    Raises:
        BadDataError: not an age file, too many recipients, damaged, or not made for this identity.
    """
    check_header(data)
    try:
        return bytes(pyrage.decrypt(data, [_identity(secret)]))
    except pyrage.DecryptError as error:
        raise _unreadable(say("The file was not made for this device, or it is damaged.")) from error


def check_header(data: bytes) -> int:
    """Reads an age header as far as its length and number of recipients, before anything is decrypted.

    Returns:
        the number of recipients.

    Raises:
        BadDataError: not an age file, or its header is over the caps.
    """
    head = data[:MAX_HEADER_BYTES]
    end = head.find(b"\n---")
    if not head.startswith(MAGIC) or end < 0:
        raise _unreadable(say("This is not an age file, or its beginning is damaged."))
    kinds = list(_stanza_kinds(head[len(MAGIC) : end].split(b"\n")))
    recipients = sum(not kind.endswith(b"-grease") for kind in kinds)  # rage adds one that is for nobody
    if not 0 < recipients <= MAX_RECIPIENTS:
        raise _unreadable(
            say(
                "The sealed file names {count} recipients; 1 to {most} are allowed.",
                count=recipients,
                most=MAX_RECIPIENTS,
            )
        )
    return recipients


def _stanza_kinds(lines: Sequence[bytes]) -> Iterator[bytes]:
    """The kinds of a header's stanzas, each a line with arrow and arguments, full lines, and a last one that is short.

    The library takes a stanza without its last line too; the format does not.
    """
    waiting = False
    for line in lines:
        if waiting and not line.startswith(b"->") and len(line) <= _STANZA_COLUMNS:
            waiting = len(line) == _STANZA_COLUMNS
        elif not waiting and line.startswith(b"-> "):
            yield line.split(b" ")[1]
            waiting = True
        else:
            raise _unreadable(say("This is not an age file, or its beginning is damaged."))
    if waiting:
        raise _unreadable(say("This is not an age file, or its beginning is damaged."))


def _bech32(prefix: str, data: bytes) -> str:
    """Bech32 of whole bytes: the prefix, "1", the bits in fives with zeros behind them, and a checksum of six."""
    padding = -len(data) * 8 % 5
    number = int.from_bytes(data, "big") << padding
    count = (len(data) * 8 + padding) // 5
    values = [number >> 5 * place & 31 for place in reversed(range(count))]
    spread = [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]
    checked = _polymod([*spread, *values, *[0] * 6]) ^ 1
    values += [checked >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(_BECH32[value] for value in values)}"


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            check ^= generator if top >> bit & 1 else 0
    return check


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise _unreadable(say("A secret age key cannot be read.")) from error


def _unreadable(message: str) -> BadDataError:
    return BadDataError(
        "age.unreadable",
        message,
        what_is_safe=say("Nothing was read from it or changed."),
        next_step=say("Ask for a new copy of the file, made for this device."),
    )
