"""The organisation on the IT machine: founding it, opening its signing keys, signing snapshots, changing its root.

`org/` holds `root.json` (public), `keys/` with the holders' key files (`root-N.json`: needed only to change the root;
`signer-N.json`: needed for every snapshot; `records-N.json`: open the lists of people that a lost laptop may hold), the
roots before this one in `roots/`, and the registry of devices and of what was issued. Key files may be carried away on
sticks and named when they are needed: a key is found by its public half.
"""

import datetime as dt
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from continuity_app.durable import not_written, swap_in, write_whole
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.trust.age_box import age_secret_of, recipient_of
from continuity_app.trust.key_files import (
    Ask,
    KeyFile,
    find_keys,
    open_key,
    open_secret,
    read_key_file,
    write_key,
    write_secret,
)
from continuity_app.trust.metadata import Statement, make_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.registry import Registry
from continuity_app.trust.root import RoleKeys, RootFacts, make_root, read_next_root, read_root, role_keys, sign_root
from continuity_app.trust.signing import SigningKey
from continuity_app.trust.wrapping import KeyCost
from continuity_app.words import say

MOST_SIGNERS = 9
LONGEST_NAME = 200
_ROOT, _SIGNER, _RECORDS = "root", "signer", "records"


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
    _check_founding(folder, name)
    _check_numbers(threshold, signers)
    holders = _Holders.new(ask, signers, [name], cost or KeyCost())
    facts = RootFacts(name.strip(), secrets.token_hex(8), 1, threshold, signers)
    root = make_root(facts, holders.roots, holders.signers, now)
    aside = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        holders.write(aside / "keys")
        holders.write_records(aside / "keys", secrets.token_bytes(32))
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
        self._keys = folder / "keys"
        self.card = OrganisationCard.from_bytes(root.read_bytes())
        self.registry = Registry(folder)

    def signers(self, ask: Ask, carried: Sequence[Path] = (), *, fewer: bool = False) -> list[SigningKey]:
        """Opens as many snapshot signers' keys as the threshold asks for, of those carried here and those lying here.

        Args:
            ask: gives the holders' passphrases.
            carried: key files on sticks; these sign first.
            fewer: one is enough, because others will sign elsewhere.

        Raises:
            BadDataError: fewer keys are here than must sign, or a named file is none of them.
            WrongPassphraseError: a passphrase does not open its key.
            SurroundingsError: a named file cannot be read.
        """
        return self._open(role_keys(self.card.data).signers, ask, carried, 1 if fewer else self.card.threshold)

    def roots(self, ask: Ask, carried: Sequence[Path] = ()) -> list[SigningKey]:
        """Opens as many root keys as the threshold asks for.

        Raises:
            BadDataError: as `signers`.
            WrongPassphraseError: a passphrase does not open its key.
            SurroundingsError: a named file cannot be read.
        """
        return self._open(role_keys(self.card.data).roots, ask, carried, self.card.threshold)

    @staticmethod
    def sign(statement: Statement, signers: Sequence[SigningKey]) -> bytes:
        """The signed targets of a snapshot."""
        return make_targets(statement, signers)

    def with_recovery(self, recipient: str, roots: Sequence[SigningKey], now: dt.datetime) -> bytes:
        """The next root, with the same keys and a recovery key; not taken into use yet (`take_root`)."""
        facts = replace(read_root(self.card.data), version=self.card.root_version + 1, recovery=recipient)
        return sign_root(facts, role_keys(self.card.data), roots, now)

    def rotate(
        self,
        roots: Sequence[SigningKey],
        ask: Ask,
        now: dt.datetime,
        *,
        threshold: int,
        signers: int,
        records: bytes = b"",
        cost: KeyCost | None = None,
    ) -> OrganisationCard:
        """Gives every holder new keys under a new root, which the old root keys and the new ones sign.

        The old keys that lie here are removed once the new root is in use: they sign nothing any more.

        Args:
            roots: the old root keys, as many as the threshold asks for.
            ask: gives each holder's new passphrase.
            now: the time, aware.
            threshold: how many holders must sign from now on.
            signers: how many holders there are from now on.
            records: the secret of the lists of people, to be wrapped anew (`records_secret`).
            cost: of a try at a passphrase.

        Raises:
            BadDataError: numbers or a passphrase will not do, or too few of the old root keys signed.
            SurroundingsError: the folder cannot be written; the old root and keys are in use still.
        """
        _check_numbers(threshold, signers)
        holders = _Holders.new(ask, signers, [self.card.name], cost or KeyCost())
        old, version = role_keys(self.card.data), self.card.root_version + 1
        facts = replace(read_root(self.card.data), version=version, threshold=threshold, signers=signers)
        root = sign_root(facts, holders.public, [*roots, *holders.roots], now)
        read_next_root(root, self.card.data)
        holders.write(self._keys / f"of-root-{version}")
        self.take_root(root)
        if records:
            holders.write_records(self._keys, records)
        for path in find_keys(self._keys, (), [*old.roots, *old.signers]).values():
            path.unlink()
        return self.card

    def take_root(self, data: bytes) -> OrganisationCard:
        """Puts the next root into use; the one before is kept for laptops that have not heard of it.

        Raises:
            BadDataError: it is not the signed successor.
            SurroundingsError: the folder cannot be written.
        """
        card = self.card.verify_root(data)
        write_whole(self._kept_root(self.card.root_version), self.card.data)
        write_whole(self._folder / "root.json", data)
        self.card = card
        return card

    def card_of(self, version: int) -> OrganisationCard:
        """The card of an earlier root, for a laptop that must take every step.

        Raises:
            BadDataError: there was no such root here.
        """
        path = self._kept_root(version)
        if version == self.card.root_version:
            return self.card
        if not path.is_file():
            raise _not_done(
                "organisation.no_such_root",
                say(
                    "No root {version} lies here; the newest is {newest}.",
                    version=version,
                    newest=self.card.root_version,
                ),
                say("Name another number, or look into the backup of this machine."),
            )
        return OrganisationCard.from_bytes(path.read_bytes())

    def carry_away(self, holder: int, place: Path) -> list[Path]:
        """Moves a holder's signing keys to a stick: written and read back there first, removed here then.

        Raises:
            BadDataError: no key of this holder lies here, or a file of that name lies there.
            SurroundingsError: the stick cannot be written.
        """
        keys = role_keys(self.card.data)
        here = [
            path for path in find_keys(self._keys, (), [*keys.roots, *keys.signers]).values() if _holder(path) == holder
        ]
        if not here or any((place / path.name).exists() for path in here):
            raise _not_done(
                "organisation.not_carried",
                say("No key of holder {holder} lies here, or it would overwrite a file there.", holder=holder),
                say("Look at 'continuity org keys list', and name an empty folder of the stick."),
            )
        for path in here:
            data, there = path.read_bytes(), place / path.name
            write_whole(there, data, private=True)
            if there.read_bytes() != data:
                raise SurroundingsError(
                    "organisation.not_carried_whole",
                    say("The stick did not keep {name} as it was written.", name=there.name),
                    what_is_safe=say("The key lies here still."),
                    next_step=say("Use another stick."),
                )
        for path in here:
            path.unlink()
        return [place / path.name for path in here]

    def keys_here(self) -> list[KeyFile]:
        """The signing keys of the present root that lie in this home, still wrapped."""
        keys = role_keys(self.card.data)
        return [read_key_file(path) for path in find_keys(self._keys, (), [*keys.roots, *keys.signers]).values()]

    def records_recipient(self) -> str:
        """The public half of the key that opens the lists of people; empty where none was made."""
        return next((read_key_file(path).public for path in self._records()), "")

    def records_secret(self, ask: Ask) -> bytes:
        """The secret of the lists of people, by the passphrase of the first holder whose file lies here.

        Raises:
            BadDataError: no holder's file lies here.
            WrongPassphraseError: the passphrase does not open it.
        """
        for path in self._records():
            file = read_key_file(path)
            return open_secret(file, ask(file.holder))
        raise _not_done(
            "organisation.no_records",
            say("This organisation keeps no lists of people, because no key for them lies here."),
            say("Put org/keys/records-1.json back from a backup of this machine."),
        )

    def _records(self) -> list[Path]:
        return sorted(self._keys.glob(f"{_RECORDS}-*.json"))

    def _kept_root(self, version: int) -> Path:
        return self._folder / "roots" / f"{version}.root.json"

    def _open(self, publics: Sequence[bytes], ask: Ask, carried: Sequence[Path], needed: int) -> list[SigningKey]:
        found = find_keys(self._keys, carried, publics)
        if len(found) < needed:
            raise BadDataError(
                "organisation.signers",
                say("{needed} signers must sign, and the keys of {here} lie here.", needed=needed, here=len(found)),
                what_is_safe=say("Nothing was signed."),
                next_step=say("Name the key files of further holders on their sticks with --signer-key or --root-key."),
            )
        return [open_key(path, ask) for path in list(found.values())[: self.card.threshold]]


@dataclass(frozen=True, slots=True)
class _Holders:
    """New keys of all holders, and the passphrases that will wrap them; lives only while they are written."""

    roots: tuple[SigningKey, ...]
    signers: tuple[SigningKey, ...]
    passphrases: tuple[str, ...]
    cost: KeyCost

    def __repr__(self) -> str:
        return f"_Holders({len(self.roots)})"

    @classmethod
    def new(cls, ask: Ask, count: int, names: Sequence[str], cost: KeyCost) -> "_Holders":
        passphrases = tuple(check_passphrase(ask(holder), names=names) for holder in range(1, count + 1))
        roots, signers = (tuple(SigningKey.new() for _ in passphrases) for _ in range(2))
        return cls(roots, signers, passphrases, cost)

    @property
    def public(self) -> RoleKeys:
        return RoleKeys(tuple(key.public for key in self.roots), tuple(key.public for key in self.signers))

    def write(self, folder: Path) -> None:
        for role, keys in ((_ROOT, self.roots), (_SIGNER, self.signers)):
            for holder, (key, passphrase) in enumerate(zip(keys, self.passphrases, strict=True), start=1):
                name = f"{role}-{holder}"
                write_key(folder / f"{name}.json", key, name, passphrase, self.cost)

    def write_records(self, folder: Path, secret: bytes) -> None:
        """The one secret of the lists under each holder's passphrase; files of holders who are gone are removed."""
        public = recipient_of(age_secret_of(secret))
        names = [f"{_RECORDS}-{holder}" for holder in range(1, len(self.passphrases) + 1)]
        for name, passphrase in zip(names, self.passphrases, strict=True):
            write_secret(folder / f"{name}.json", secret, name, public, passphrase=passphrase, cost=self.cost)
        for path in folder.glob(f"{_RECORDS}-*.json"):
            if path.stem not in names:
                path.unlink()


def _holder(path: Path) -> int:
    return read_key_file(path).holder


def _check_founding(folder: Path, name: str) -> None:
    if (folder / "root.json").exists() or (folder / "keys").exists():
        raise _not_done(
            "organisation.exists",
            say("An organisation was founded in this home already."),
            say("Use it, or name another home with --home."),
        )
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise _not_done(
            "organisation.name",
            say("An organisation's name has 1 to 200 printable characters."),
            say("Give another name."),
        )


def _check_numbers(threshold: int, signers: int) -> None:
    if not 1 <= threshold <= signers <= MOST_SIGNERS:
        raise _not_done(
            "organisation.threshold",
            say(
                "Of {signers} signers, {threshold} cannot be the ones who must sign.",
                signers=signers,
                threshold=threshold,
            ),
            say("Name 1 to {most} signers, and a threshold of at most as many.", most=MOST_SIGNERS),
        )


def _not_done(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
