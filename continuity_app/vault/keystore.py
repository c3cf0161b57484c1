"""The vault's small facts: device keys, the organisation's card, the highest version seen; one encrypted database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.resources import resource
from continuity_app.vault.database import Connection, damaged, migrate, open_database, told_in_words
from continuity_app.vault.keys import VaultKey
from continuity_app.words import say

FILE_NAME = "keystore.db"


class Keystore:
    """Named JSON values; a put is durable when it returns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def create(cls, folder: Path, key: VaultKey) -> "Keystore":
        """Makes the key store of a new vault.

        Raises:
            SurroundingsError: there is one already, or the folder cannot be written.
        """
        connection = open_database(folder / FILE_NAME, key.database_key("keystore"), create=True)
        migrate(connection, resource("schemas", "keystore"))
        return cls(connection)

    @classmethod
    def open(cls, folder: Path, key: VaultKey, *, read_only: bool = False) -> "Keystore":
        """Opens a vault's key store.

        Raises:
            BadDataError: damaged, or of another vault.
            SurroundingsError: it cannot be opened.
        """
        connection = open_database(folder / FILE_NAME, key.database_key("keystore"), read_only=read_only)
        if not read_only:
            migrate(connection, resource("schemas", "keystore"))
        return cls(connection)

    def get(self, name: str) -> Any | None:
        """The value of that name, or None.

        Raises:
            BadDataError: the key store is damaged.
        """
        try:
            with told_in_words():
                row = self._connection.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
            return None if row is None else msgspec.json.decode(row[0])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:  # zeros stand for some damaged pages
            told = say("The key store of this vault is damaged: it does not hold what was written.")
            raise damaged(told, FILE_NAME) from error

    def put(self, name: str, value: Any) -> None:
        """Keeps a JSON value under a name, in the place of an older one."""
        self.put_all({name: value})

    def put_all(self, values: Mapping[str, Any]) -> None:
        """Keeps several values at once: all of them or none.

        Raises:
            BadDataError: the key store is damaged.
            SurroundingsError: the disk refused.
        """
        rows = [(name, msgspec.json.encode(value)) for name, value in values.items()]
        with told_in_words(), self._connection:
            self._connection.executemany(
                "INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                rows,
            )

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()
