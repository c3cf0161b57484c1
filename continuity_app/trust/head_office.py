"""The organisation on the IT machine: founding it, opening its signing keys, signing snapshots.

`org/` holds `root.json` (public), `keys/root-N.json` (needed only to change the root: better kept apart, offline),
`keys/signer-N.json` (needed for every snapshot), and the registry of devices and of what was issued. Each key is
wrapped under its holder's passphrase; its public half and the wrapping's parameters are bound to it as associated data.
"""

import datetime as dt
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.durable import not_written, swap_in, write_whole
from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.trust.canonical import canonical
from continuity_app.trust.metadata import RootFacts, Statement, make_root, make_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.registry import Registry
from continuity_app.trust.signing import SigningKey
from continuity_app.trust.wrapping import KeyCost, argon2id, new_nonce, stretch, unwrap, wrap
from continuity_app.words import say

MOST_SIGNERS = 9
LONGEST_NAME = 200

Ask = Callable[[int], str]
"""Gives the passphrase of a key holder, counted from 1."""


def create_organisation(
    folder: Path,
    name: str,
    ask: Ask,
    now: dt.datetime,
    *,
    threshold: int = 1,
    signers: int = 1,
    cost: KeyCost | None = None,
) -> OrganisationCard:
    """Founds an organisation: for each holder a root key and a snapshot signer's key, and the first root.

    Args:
        folder: the home's `org` folder.
        name: the organisation's name.
        ask: gives each holder's new passphrase, at least 15 characters.
        now: the time, aware.
        threshold: how many holders must sign.
        signers: how many holders there are.
        cost: of a try at a passphrase.

    Raises:
        BadDataError: there is one already, or name, numbers or a passphrase will not do.
        SurroundingsError: the folder cannot be written.
    """
    _check_founding(folder, name, threshold, signers)
    cost = cost or KeyCost()
    passphrases = [check_passphrase(ask(holder)) for holder in range(1, signers + 1)]
    keys = {role: [SigningKey.new() for _ in passphrases] for role in ("root", "signer")}
    facts = RootFacts(name.strip(), secrets.token_hex(8), 1, threshold, signers)
    root = make_root(facts, keys["root"], keys["signer"], now)
    aside = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        for role, made in keys.items():
            for holder, (key, passphrase) in enumerate(zip(made, passphrases, strict=True), start=1):
                sealed = _key_file(key, f"{role}-{holder}", passphrase, cost)
                write_whole(_key_path(aside, role, holder), sealed, private=True)
        Registry.begin(aside)
        write_whole(aside / "root.json", root)
        swap_in(aside, folder)
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return OrganisationCard.from_bytes(root)


class Organisation:
    """An organisation's folder on the IT machine."""

    def __init__(self, folder: Path) -> None:
        """Opens the public side; keys are opened only for signing.

        Raises:
            BadDataError: no organisation was founded here, or its root is damaged.
        """
        root = folder / "root.json"
        if not root.exists():
            raise BadDataError(
                "organisation.none",
                say("No organisation was founded in this home."),
                what_is_safe=say("Nothing was changed."),
                next_step=say("Found one with 'continuity org init --name NAME', or name another home with --home."),
            )
        self._folder = folder
        self.card = OrganisationCard.from_bytes(root.read_bytes())
        self.registry = Registry(folder)

    def signers(self, ask: Ask) -> list[SigningKey]:
        """Opens as many snapshot signers' keys as the threshold asks for, of those that lie here.

        Raises:
            BadDataError: fewer keys lie here than must sign.
            WrongPassphraseError: a passphrase does not open its key.
        """
        here = [n for n in range(1, self.card.signers + 1) if _key_path(self._folder, "signer", n).exists()]
        if len(here) < self.card.threshold:
            raise BadDataError(
                "organisation.signers",
                say(
                    "{needed} signers must sign, and the keys of {here} lie here.",
                    needed=self.card.threshold,
                    here=len(here),
                ),
                what_is_safe=say("Nothing was signed."),
                next_step=say("Bring the keys of further signers into org/keys, then do it again."),
            )
        return [
            _open_key(_key_path(self._folder, "signer", holder), ask(holder)) for holder in here[: self.card.threshold]
        ]

    @staticmethod
    def sign(statement: Statement, signers: Sequence[SigningKey]) -> bytes:
        """The signed targets of a snapshot."""
        return make_targets(statement, signers)


def _check_founding(folder: Path, name: str, threshold: int, signers: int) -> None:
    if (folder / "root.json").exists() or (folder / "keys").exists():
        raise _not_founded(
            "organisation.exists",
            say("An organisation was founded in this home already."),
            say("Use it, or name another home with --home."),
        )
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise _not_founded(
            "organisation.name",
            say("An organisation's name has 1 to 200 printable characters."),
            say("Give another name."),
        )
    if not 1 <= threshold <= signers <= MOST_SIGNERS:
        raise _not_founded(
            "organisation.threshold",
            say(
                "Of {signers} signers, {threshold} cannot be the ones who must sign.",
                signers=signers,
                threshold=threshold,
            ),
            say("Name 1 to {most} signers, and a threshold of at most as many.", most=MOST_SIGNERS),
        )


@dataclass(frozen=True, slots=True)
class _KeyFile:
    key: str
    public: str
    kdf: dict[str, Any]
    nonce: str
    wrapped: str

    @property
    def associated(self) -> bytes:
        return canonical({"key": self.key, "public": self.public, "kdf": self.kdf, "nonce": self.nonce})


def _key_path(folder: Path, role: str, holder: int) -> Path:
    return folder / "keys" / f"{role}-{holder}.json"


def _key_file(key: SigningKey, name: str, passphrase: str, cost: KeyCost) -> bytes:
    file = _KeyFile(name, key.public.hex(), argon2id(cost), new_nonce(), "")
    box = wrap(key.seed, stretch(file.kdf, passphrase), file.nonce, file.associated)
    return canonical(asdict(replace(file, wrapped=box)))


def _open_key(path: Path, passphrase: str) -> SigningKey:
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadDataError(
            "organisation.key_damaged",
            say("The key file {name} is damaged.", name=path.name),
            what_is_safe=say("Nothing was signed."),
            next_step=say("Put it back from a backup, or use another holder's key."),
        ) from error
    seed = unwrap(file.wrapped, stretch(file.kdf, passphrase), file.nonce, file.associated)
    if seed is None:
        raise WrongPassphraseError(
            "organisation.wrong_passphrase",
            say("This passphrase does not open the key {name}.", name=path.stem),
            what_is_safe=say("Nothing was signed or changed; you may try as often as you like."),
            next_step=say("Type it again; look at the keyboard's layout and at Caps Lock."),
        )
    return SigningKey.from_seed(seed)


def _not_founded(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
