"""A home folder: where everything of one kit lies on one machine."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of a home (`docs/formats.md`); none is made before something is put into it."""

    path: Path

    @classmethod
    def at(cls, path: Path | None) -> "Home":
        """The home in a named folder, or in the platform's data folder."""
        if path is None:
            from platformdirs import user_data_path  # noqa: PLC0415

            path = user_data_path("continuity-kit", appauthor=False)
        return cls(path.absolute())

    @property
    def organisation(self) -> Path:
        """IT machine only: encrypted signing keys, metadata, accepted devices, versions issued."""
        return self.path / "org"

    @property
    def vault(self) -> Path:
        """Slots, databases and the lock file."""
        return self.path / "vault"

    @property
    def snapshots(self) -> Path:
        """The last two packages."""
        return self.path / "snapshots"

    @property
    def outbox(self) -> Path:
        """Bundles that were not yet carried."""
        return self.path / "outbox"
