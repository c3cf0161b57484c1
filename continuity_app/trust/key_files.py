"""Key files of an organisation's holders: a small secret under the holder's passphrase, to keep or to carry on a stick.

A file is canonical JSON of `key` (its name, such as `signer-2`), `public`, `kdf`, `nonce` and `wrapped`; everything but
`wrapped` is the associated data. It is found by the public key that it holds, wherever it lies and however it is named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError, SurroundingsError, WrongPassphraseError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import SigningKey
from continuity_app.trust.wrapping import KeyCost, argon2id, new_nonce, stretch, unwrap, wrap
from continuity_app.words import say

MAX_BYTES = 64 * 1024

Ask = Callable[[int], str]
"""Gives the passphrase of a key holder, counted from 1."""
_MOST_DIGITS = 4
"""Of a holder's number in the name of a key."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A wrapped secret as it lies in a file; `public` is the hex of its public half, or an age recipient."""

    key: str
    public: str
    kdf: dict[str, Any]
    nonce: str
    wrapped: str

    @property
    def holder(self) -> int:
        """Whose it is, counted from 1; 0 where the name does not say."""
        number = self.key.rpartition("-")[2]
        return int(number) if number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS else 0

    @property
    def associated(self) -> bytes:
        """What is bound to the wrapped secret."""
        return canonical({"key": self.key, "public": self.public, "kdf": self.kdf, "nonce": self.nonce})


def write_key(path: Path, key: SigningKey, name: str, passphrase: str, cost: KeyCost) -> None:
    """Writes a signing key under a passphrase.

    Raises:
        SurroundingsError: the file cannot be written.
    """
    write_secret(path, key.seed, name, key.public.hex(), passphrase=passphrase, cost=cost)


def write_secret(path: Path, secret: bytes, name: str, public: str, *, passphrase: str, cost: KeyCost) -> None:
    """Writes any small secret under a passphrase.

    Raises:
        SurroundingsError: the file cannot be written.
    """
    file = KeyFile(name, public, argon2id(cost), new_nonce(), "")
    box = wrap(secret, stretch(file.kdf, passphrase), file.nonce, file.associated)
    write_whole(path, canonical(asdict(replace(file, wrapped=box))), private=True)


def read_key_file(path: Path) -> KeyFile:
    """A key file, still wrapped.

    Raises:
        BadDataError: it is damaged, or something else.
        SurroundingsError: it cannot be read.
    """
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise SurroundingsError(
            "organisation.key_not_read",
            say("The key file {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or ""),
            what_is_safe=say("Nothing was signed."),
            next_step=say("Check that the holder's stick is in and the name is right."),
            details=[{"file": str(path), "problem": error.strerror or ""}],
        ) from error
    try:
        return msgspec.json.decode(data, type=KeyFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadDataError(
            "organisation.key_damaged",
            say("The key file {name} is damaged.", name=path.name),
            what_is_safe=say("Nothing was signed."),
            next_step=say("Put it back from a backup, or use another holder's key."),
            details=[{"file": str(path), "problem": say("not a key file")}],
        ) from error


def open_secret(file: KeyFile, passphrase: str) -> bytes:
    """The secret of a key file.

    Raises:
        WrongPassphraseError: the passphrase does not open it, or one byte of it was changed.
        BadDataError: its parameters are odd.
    """
    secret = unwrap(file.wrapped, stretch(file.kdf, passphrase), file.nonce, file.associated)
    if secret is None:
        raise WrongPassphraseError(
            "organisation.wrong_passphrase",
            say("This passphrase does not open the key {name}.", name=file.key),
            what_is_safe=say("Nothing was signed or changed; you may try as often as you like."),
            next_step=say("Type it again; look at the keyboard's layout and at Caps Lock."),
        )
    return secret


def open_key(path: Path, ask: Ask) -> SigningKey:
    """The signing key of a file, by its holder's passphrase.

    Raises:
        WrongPassphraseError: the passphrase does not open it.
        BadDataError: the file is damaged.
        SurroundingsError: it cannot be read.
    """
    file = read_key_file(path)
    key = SigningKey.from_seed(open_secret(file, ask(file.holder)))
    if key.public.hex() != file.public:
        raise BadDataError(
            "organisation.key_damaged",
            say("The key file {name} is damaged.", name=path.name),
            what_is_safe=say("Nothing was signed."),
            next_step=say("Put it back from a backup, or use another holder's key."),
            details=[{"file": str(path), "problem": say("its two halves do not belong together")}],
        )
    return key


def find_keys(folder: Path, carried: Iterable[Path], publics: Iterable[bytes]) -> Mapping[str, Path]:
    """Where the key files of some public keys lie: those carried here first, then those in the folder, by holder.

    Args:
        folder: the organisation's `keys`; what is damaged there is passed over.
        carried: files that were named; each must be one of these keys.
        publics: the keys that are wanted.

    Raises:
        BadDataError: a named file is damaged or another key.
        SurroundingsError: a named file cannot be read.
    """
    wanted = {public.hex() for public in publics}
    found: dict[str, Path] = {}
    for path in carried:
        file = read_key_file(path)
        if file.public not in wanted:
            raise BadDataError(
                "organisation.not_a_signer",
                say("The key in {name} is not one that is asked for here.", name=path.name),
                what_is_safe=say("Nothing was signed."),
                next_step=say(
                    "Name the holder's newest key file: signer-N.json signs snapshots, root-N.json the root."
                ),
                details=[{"file": str(path), "problem": say("another key")}],
            )
        found.setdefault(file.public, path)
    lying: list[tuple[int, str, Path]] = []
    for path in sorted(folder.glob("**/*.json")):
        try:
            file = read_key_file(path)
        except (BadDataError, SurroundingsError):
            continue
        if file.public in wanted:
            lying.append((file.holder, file.public, path))
    for _, public, path in sorted(lying):
        found.setdefault(public, path)
    return found
