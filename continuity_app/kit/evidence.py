"""Pictures of scanned sheets, kept as evidence: each an age file in the vault's folder, named by its SHA-256.

They are sealed to the vault's own copy key, so whatever opens the vault or its copies opens them. The journal entry
of a capture names them; a picture is on the disk before the entry that names it. They lie beside the copies of the
journal and come back with a restore; they do not travel in bundles to other laptops.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.durable import make_folder, write_whole
from continuity_app.errors import BadDataError, KitError
from continuity_app.kit.session import Session
from continuity_app.trust.age_box import open_sealed, recipient_of, seal
from continuity_app.words import say

FOLDER = "evidence"
SUFFIX = ".age"
_NAME = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[0-9a-f]{64}\.age")


class EvidenceStore:
    """The pictures of one vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._session.home.vault / FOLDER

    def keep(self, pictures: Sequence[bytes]) -> tuple[str, ...]:
        """Keeps pictures; they are on the disk when this returns.

        Returns:
            the SHA-256 of each, in hex.

        Raises:
            SurroundingsError: the disk refused.
        """
        names = []
        for data in pictures:
            name = hashlib.sha256(data).hexdigest()
            if not self._path(name).exists():
                make_folder(self.folder)
                write_whole(self._path(name), seal(data, [recipient_of(self._session.vault_key.copy_secret)]))
            names.append(name)
        return tuple(names)

    def has(self, name: str) -> bool:
        """Whether a picture lies on this laptop."""
        return self._path(name).is_file()

    def picture(self, name: str) -> bytes:
        """A picture as it was kept: a grey JPEG.

        Args:
            name: its SHA-256, as the capture names it.

        Raises:
            BadDataError: it is not on this laptop, or is not what was kept.
        """
        try:
            data = open_sealed(self._path(name).read_bytes(), self._session.vault_key.copy_secret)
        except OSError as error:
            raise BadDataError(
                "evidence.missing",
                say("The picture {name} is not on this laptop.", name=name[:12]),
                what_is_safe=say("The answers that were captured from it stand in the journal."),
                next_step=say(
                    "Look on the laptop that captured the sheet, or restore its copies: no other laptop gets pictures."
                ),
                details=[{"file": self._path(name).name, "problem": error.strerror or say("it cannot be read")}],
            ) from error
        if hashlib.sha256(data).hexdigest() != name:
            raise BadDataError(
                "evidence.changed",
                say("The picture {name} is not the one that was kept.", name=name[:12]),
                what_is_safe=say("The answers that were captured from it stand in the journal."),
                next_step=say("Take it from a copy of this laptop, and find out who changed the vault's folder."),
                details=[{"file": self._path(name).name, "problem": say("its SHA-256 is another one")}],
            )
        return data

    def names(self) -> tuple[str, ...]:
        """The pictures on this laptop, by their SHA-256."""
        return tuple(file.stem for file in sealed_pictures(self._session.home.vault))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a picture is named by 64 hex digits")
        return self.folder / f"{name}{SUFFIX}"


def sealed_pictures(folder: Path) -> list[Path]:
    """The files of the pictures that lie in a vault's folder, or beside its copies."""
    try:
        return sorted(file for file in (folder / FOLDER).iterdir() if _FILE.fullmatch(file.name))
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Pictures that came back: the SHA-256 of each, and the files that were not what was kept, each with why."""

    names: frozenset[str]
    problems: tuple[tuple[str, str], ...]


def take_over(source: Path, secret: str, vault: Path, recipient: str) -> TakenOver:
    """Takes the pictures beside a lost laptop's copies into a new vault; each is proved by its name.

    Args:
        source: the folder of the copies.
        secret: the lost vault's copy key.
        vault: the new vault's folder.
        recipient: whom they are sealed to there.

    Raises:
        SurroundingsError: the disk refused.
    """
    names: set[str] = set()
    problems: list[tuple[str, str]] = []
    for file in sealed_pictures(source):
        try:
            data = open_sealed(file.read_bytes(), secret)
        except (OSError, KitError) as error:
            problems.append((file.name, error.message if isinstance(error, KitError) else str(error.strerror)))
            continue
        if hashlib.sha256(data).hexdigest() != file.stem:
            problems.append((file.name, say("its SHA-256 is another one")))
            continue
        make_folder(vault / FOLDER)
        write_whole(vault / FOLDER / file.name, seal(data, [recipient]))
        names.add(file.stem)
    return TakenOver(frozenset(names), tuple(problems))
