"""Pictures of scanned sheets, kept as evidence: each an age file in the vault's folder, named by its SHA-256.

They are sealed to the vault's own copy key, so whatever opens the vault or its copies opens them. The journal entry
of a capture names them; a picture is on the disk before the entry that names it. They do not travel in bundles.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from continuity_app.durable import make_folder, write_whole
from continuity_app.errors import BadDataError
from continuity_app.kit.session import Session
from continuity_app.trust.age_box import open_sealed, recipient_of, seal
from continuity_app.words import say

FOLDER = "evidence"
SUFFIX = ".age"
_NAME = re.compile(r"[0-9a-f]{64}")


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
                next_step=say("Look on the laptop that captured the sheet, or in its copies; pictures stay there."),
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

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a picture is named by 64 hex digits")
        return self.folder / f"{name}{SUFFIX}"
