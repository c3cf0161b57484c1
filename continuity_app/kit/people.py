"""Who is in a snapshot, kept on the IT machine for the day on which a laptop is lost: id and name, encrypted.

One age file for each snapshot that was signed, sealed to the organisation's records key, which opens by any holder's
passphrase. Nothing else of a customer is kept, and nothing readable.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError
from continuity_app.recovery.table import csv_of
from continuity_app.trust.age_box import open_sealed, seal
from continuity_app.words import say

_MOST_BYTES = 1024 * 1024 * 1024


class _Person(msgspec.Struct):
    id: str
    name: str


_DECODE = msgspec.json.Decoder(_Person).decode


class PeopleNoted:
    """Notes who passes by on the way into a payload, in little memory."""

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415

        self._packer = zstandard.ZstdCompressor(level=3).compressobj()
        self._pieces: list[bytes] = []

    def passing(self, records: Iterable[bytes]) -> Iterator[bytes]:
        """The same records, each noted."""
        for record in records:
            person = _DECODE(record)
            self._pieces.append(self._packer.compress(msgspec.json.encode([person.id, person.name]) + b"\n"))
            yield record

    def keep(self, folder: Path, payload_sha256: str, recipient: str) -> None:
        """Writes the list of one snapshot.

        Raises:
            SurroundingsError: the folder cannot be written.
        """
        data = b"".join((*self._pieces, self._packer.flush()))
        write_whole(_file(folder, payload_sha256), seal(data, [recipient]), private=True)


def people_of(folder: Path, payload_sha256: str, identity: str) -> dict[str, str]:
    """Names by id of one snapshot, empty where no list was kept.

    Args:
        folder: of the organisation.
        payload_sha256: which snapshot.
        identity: the organisation's records key.

    Raises:
        BadDataError: the list is damaged.
    """
    import zstandard  # noqa: PLC0415

    path = _file(folder, payload_sha256)
    if not path.exists():
        return {}
    data = open_sealed(path.read_bytes(), identity)
    try:
        with zstandard.ZstdDecompressor().stream_reader(data) as reader:
            lines = reader.read(_MOST_BYTES)
        return dict(msgspec.json.decode(line, type=tuple[str, str]) for line in lines.splitlines())
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadDataError(
            "exposure.people_damaged",
            say("The list of people of a snapshot is damaged: {name}.", name=path.name),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Put org/people back from a backup of this machine."),
            details=[{"file": path.name, "problem": say("damaged")}],
        ) from error


def as_csv(people: Iterable[tuple[str, str]]) -> bytes:
    """The list as CSV for a person: `id,name`; no cell can become a formula."""
    return csv_of([("id", "name"), *people]).encode("utf-8-sig")


def _file(folder: Path, payload_sha256: str) -> Path:
    return folder / "people" / f"{payload_sha256}.age"
