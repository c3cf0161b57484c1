"""Checkpoints: a projection's state as it was folded up to one arrival, a cache that may be deleted at any time.

What must hold before one is used; otherwise it is passed over, and everything is folded anew:
1. the entry that arrived last when it was made still stands at that arrival;
2. the same entries are admitted as then (`known_mark`), and the projection still writes states of this version;
3. its bytes are those that were written, and they decode.
What came since is folded on top; an entry that belongs before the last one folded discards it too.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

import msgspec

State = TypeVar("State")
Value = TypeVar("Value")
Order = tuple[str, str, int, str]

LEAST_FOLDED = 2_000
"""So many entries are folded again in a moment; only more of them are worth a checkpoint."""

_LEVEL = 3
_MOST_BYTES = 1024 * 1024 * 1024


@runtime_checkable
class Keeps(Protocol[State]):
    """A projection whose state can be written down; `kept_version` grows whenever the written form or the fold does."""

    kept_version: int

    def pack(self, state: State) -> bytes:
        """The state as bytes."""
        ...

    def unpack(self, data: bytes) -> State:
        """The state from its bytes.

        Raises:
            msgspec.MsgspecError: they are not what `pack` writes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A row of the journal's cache, see `resources/schemas/journal/0002.sql`."""

    projection: str
    version: int
    arrival: int
    last: str
    known_mark: str
    reached: str
    state: bytes
    sha256: bytes

    @property
    def order(self) -> Order:
        """Where the last entry that was folded stands among all entries."""
        hlc, device, seq, name = json.loads(self.reached)
        return (str(hlc), str(device), int(seq), str(name))


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to where a checkpoint's journal had come.

    Attributes:
        arrival: number of the last arrival.
        last: hash of that entry.
        known_mark: the mark under which entries were admitted.
    """

    arrival: int
    last: str
    known_mark: str


def write_checkpoint(name: str, keeps: Keeps[State], state: State, reached: Order, seen: Seen) -> Checkpoint:
    """A checkpoint of a state.

    Args:
        name: the projection's.
        keeps: the projection.
        state: folded up to `reached`.
        reached: order of the last entry that was folded.
        seen: up to where the journal had come then.
    """
    import zstandard  # noqa: PLC0415 - a short journal never needs it

    data = zstandard.ZstdCompressor(level=_LEVEL).compress(keeps.pack(state))
    told = json.dumps(reached)
    digest = hashlib.sha256(data + told.encode()).digest()
    return Checkpoint(name, keeps.kept_version, seen.arrival, seen.last, seen.known_mark, told, data, digest)


def read_checkpoint(kept: Checkpoint, keeps: Keeps[State]) -> State | None:
    """The state of a checkpoint, or None where it is of another version or damaged."""
    import zstandard  # noqa: PLC0415 - a short journal never needs it

    if kept.version != keeps.kept_version:
        return None
    if hashlib.sha256(kept.state + kept.reached.encode()).digest() != kept.sha256:
        return None
    try:
        return keeps.unpack(zstandard.ZstdDecompressor().decompress(kept.state, max_output_size=_MOST_BYTES))
    except (msgspec.MsgspecError, zstandard.ZstdError):
        return None


class Shelf(MutableMapping[str, Value]):
    """A dictionary by subject whose values are decoded when somebody first asks for them, in the order of adding.

    A long journal knows 40,000 customers, and a verb asks for twenty.
    """

    def __init__(self, decode: Callable[[bytes], Value], held: dict[str, msgspec.Raw] | None = None) -> None:
        self._decode = decode
        self._held: dict[str, msgspec.Raw | Value] = dict(held or {})

    def __getitem__(self, key: str) -> Value:
        value = self._held[key]
        if isinstance(value, msgspec.Raw):
            value = self._held[key] = self._decode(bytes(value))
        return value

    def __setitem__(self, key: str, value: Value) -> None:
        self._held[key] = value

    def __delitem__(self, key: str) -> None:
        del self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def packed(self, encode: Callable[[Value], bytes]) -> dict[str, msgspec.Raw]:
        """Every value as bytes; those that nobody asked for stay as they were read."""
        return {
            key: value if isinstance(value, msgspec.Raw) else msgspec.Raw(encode(value))
            for key, value in self._held.items()
        }
