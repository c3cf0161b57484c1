"""Key stores for tests, in the place of the system's: one in memory, one in a folder that a child process sees too."""

import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

NEVER_BY_ITSELF, GOOD = -1, 9
"""The library takes the best class that is loaded: these are the system's only where a test says so."""


class MemoryStore(KeyringBackend):
    """Holds what it is given until it goes; refuses everything while `locked`."""

    priority = NEVER_BY_ITSELF  # type: ignore[assignment]

    def __init__(self, priority: int = NEVER_BY_ITSELF) -> None:
        super().__init__()
        self.priority = priority
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def _look(self) -> None:
        if self.locked:
            raise KeyringLocked("somebody pressed Cancel")

    def get_password(self, service: str, username: str) -> str | None:
        self._look()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._look()
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class FolderStore(KeyringBackend):
    """Files in the folder that TEST_KEY_STORE names."""

    priority = GOOD if "TEST_KEY_STORE" in os.environ else NEVER_BY_ITSELF  # type: ignore[assignment]

    def _file(self, service: str, username: str) -> Path:
        return Path(os.environ["TEST_KEY_STORE"]) / f"{service}-{username.replace('/', '-')}"

    def get_password(self, service: str, username: str) -> str | None:
        file = self._file(service, username)
        return file.read_text("ascii") if file.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file(service, username).write_text(password, "ascii")

    def delete_password(self, service: str, username: str) -> None:
        self._file(service, username).unlink()
