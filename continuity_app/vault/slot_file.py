"""The file of slots on disk: two copies, each whole or refused; the newest whole one counts."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError
from continuity_app.trust.canonical import canonical
from continuity_app.words import say

FORMAT = 1
MAX_BYTES = 1024 * 1024
NAMES = ("slots.json", "slots.json.copy")


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in.

    Attributes:
        id: its name, for listing and removing.
        kind: passphrase, recovery, or one of a later kit.
        user: whose it is; empty for a printed key.
        role: what it lets do, staff or manager.
        made_at: ISO 8601.
        kdf: how what is typed becomes the wrapping key: its name and parameters, salt in hex.
        nonce, wrapped: hex of AES-256-GCM over the vault key.
    """

    id: str
    kind: str
    user: str
    role: str
    made_at: str
    kdf: dict[str, Any]
    nonce: str
    wrapped: str

    def as_dict(self) -> dict[str, Any]:
        """The slot as JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SlotFile:
    """All slots of a vault; the generation grows with each change."""

    vault: str
    generation: int
    slots: tuple[Slot, ...]
    format: int = FORMAT


def read_slot_file(folder: Path) -> SlotFile:
    """The newest whole copy of a vault's slots.

    Raises:
        BadDataError: there is no vault here, or both copies are damaged, or a newer kit wrote them.
    """
    paths = [folder / name for name in NAMES]
    whole = [file for path in paths if (file := read_copy(path)) is not None]
    if whole:
        return max(whole, key=lambda file: file.generation)
    if not any(path.exists() for path in paths):
        raise BadDataError(
            "vault.none",
            say("There is no vault in this home yet."),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Make one with 'continuity vault create', or name another home with --home."),
        )
    raise BadDataError(
        "vault.slots_damaged",
        say("Both copies of the vault's ways in are damaged."),
        what_is_safe=say("The vault's databases were not touched."),
        next_step=say("Put slots.json back from a backup of this home folder."),
        details=[{"file": path.name, "problem": say("damaged or missing")} for path in paths],
    )


def read_copy(path: Path) -> SlotFile | None:
    """One copy, or None where it is missing, damaged, or of another format."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) > MAX_BYTES:
        return None
    try:
        value = msgspec.json.decode(data, type=dict[str, Any])
        told = value.pop("sha256", None)
        file = msgspec.convert(value, SlotFile)
        whole = canonical(value) == canonical(asdict(file)) and told == _sum(file) and data == _bytes(file)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError, BadDataError):
        return None
    return file if whole and file.format == FORMAT else None


def write_slot_file(folder: Path, file: SlotFile) -> None:
    """Replaces both copies, one after the other, so that at every moment one of them is whole.

    Raises:
        SurroundingsError: the folder cannot be written; at least one copy is as before.
    """
    for name in reversed(NAMES):
        write_whole(folder / name, _bytes(file), private=True)


def _bytes(file: SlotFile) -> bytes:
    return canonical({**asdict(file), "sha256": _sum(file)})


def _sum(file: SlotFile) -> str:
    return hashlib.sha256(canonical(asdict(file))).hexdigest()
