"""Many customers in little memory: encoded, compressed in blocks, never on a disk in the clear.

Two stores: the `Spool` keeps them as they come, with a few bytes beside each for finding doubles and shared channels;
`Ordered` keeps them in order of need: it deals them out to some dozens of heaps by the splitters of a sample, so that
one heap at a time is unpacked and sorted.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf

import msgspec

from continuity_app.contacts.model import Customer
from continuity_app.snapshot.rows import Draft, plain

RECORDS_IN_BLOCK = 1024
SAMPLE_EVERY = 64
HEAPS = 64
BYTES_PENDING = 1 << 16

Key = tuple[bool, float, bytes]
"""Order of need: those with appointments or promises first, then by value downwards, then by id."""

encode_record = msgspec.json.Encoder().encode
_encode = msgspec.msgpack.Encoder().encode
_decode_block = msgspec.msgpack.Decoder(list[bytes]).decode
_decode_heap = msgspec.msgpack.Decoder(list[tuple[bool, float, bytes, bytes]]).decode
_decode_customer = msgspec.json.Decoder(Customer).decode


def id_of(record: bytes) -> bytes:
    """The id of an encoded customer, as JSON writes it: enough to sort by."""
    return record[7 : record.index(b'","name":"')]


def rank_of(value: float | None) -> float:
    """Smaller for those with more at risk; those whose value nobody knows come last."""
    return inf if value is None else -value


class _Packing:
    """Compresses blocks; each is copied to its true size, or the spare room of every one would stay in the heap."""

    def __init__(self) -> None:
        from zstandard import ZstdCompressor, ZstdDecompressor  # noqa: PLC0415

        self._compress = ZstdCompressor(level=1).compress
        self.unpack: Callable[[bytearray], bytes] = ZstdDecompressor().decompress

    def pack(self, data: bytes) -> bytearray:
        return bytearray(self._compress(data))


class Spool:
    """Customers in the order in which their sources have them; each has an ordinal from 0."""

    def __init__(self) -> None:
        self._packing = _Packing()
        self._blocks: list[bytearray] = []
        self._pending: list[bytes] = []
        self.ids = array("q")
        self.values = array("d")
        self.matches = array("q")
        self.names = array("q")
        self.sources = array("H")
        self.rows = array("I")
        self.derived = bytearray()
        self.ways = array("q")
        self.owners = array("I")
        self.sample: list[tuple[int, float, bytes]] = []

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, draft: Draft, source: int, row: int) -> None:
        """Keeps one customer; hashes are those of this process and good for finding candidates only."""
        ordinal = len(self.rows)
        record = encode_record(draft.record)
        customer, ways, match = hash(draft.record["id"]), draft.ways, draft.match
        rank = rank_of(draft.record.get("value"))
        self.ids.append(customer)
        self.values.append(rank)
        self.matches.append(hash(match) if match else 0)
        self.names.append(hash(plain(draft.record["name"])))
        self.sources.append(source)
        self.rows.append(row)
        self.derived.append(draft.derived)
        if ordinal % SAMPLE_EVERY == 0:
            self.sample.append((customer, rank, id_of(record)))
        for way in ways:
            self.ways.append(hash(way))
            self.owners.append(ordinal)
        self._pending.append(record)
        if len(self._pending) == RECORDS_IN_BLOCK:
            self._close_block()

    def _close_block(self) -> None:
        self._blocks.append(self._packing.pack(_encode(self._pending)))
        self._pending = []

    def some(self, ordinals: Iterable[int]) -> dict[int, bytes]:
        """The records of some customers; those that lie together cost one unpacking."""
        found: dict[int, bytes] = {}
        block, records = -1, list[bytes]()
        for ordinal in sorted(set(ordinals)):
            number, place = divmod(ordinal, RECORDS_IN_BLOCK)
            if number != block:
                block = number
                records = (
                    _decode_block(self._packing.unpack(self._blocks[number]))
                    if number < len(self._blocks)
                    else self._pending
                )
            found[ordinal] = records[place]
        return found

    def drain(self) -> Iterator[list[bytes]]:
        """Every block in order, given away: the spool is empty afterwards."""
        self._blocks.reverse()
        while self._blocks:
            yield _decode_block(self._packing.unpack(self._blocks.pop()))
        yield self._pending
        self._pending = []


class Ordered:
    """Customers in order of need; may be read as often as wanted."""

    def __init__(self, sample: Sequence[Key]) -> None:
        self._packing = _Packing()
        keys = sorted(sample)
        step = max(1, len(keys) // HEAPS)
        self._splitters = keys[step::step]
        self._heaps: list[list[bytearray]] = [[] for _ in range(len(self._splitters) + 1)]
        self._pending: list[list[tuple[bool, float, bytes, bytes]]] = [[] for _ in self._heaps]
        self._sizes = [0] * len(self._heaps)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, key: Key, record: bytes) -> None:
        """Puts one customer into its heap."""
        heap = bisect_right(self._splitters, key)
        self._pending[heap].append((*key, record))
        self._sizes[heap] += len(record)
        self._count += 1
        if self._sizes[heap] > BYTES_PENDING:
            self._close(heap)

    def _close(self, heap: int) -> None:
        self._heaps[heap].append(self._packing.pack(_encode(self._pending[heap])))
        self._pending[heap] = []
        self._sizes[heap] = 0

    def close(self) -> None:
        """Packs what is still pending; nothing is added afterwards."""
        for heap, pending in enumerate(self._pending):
            if pending:
                self._close(heap)

    def encoded(self) -> Iterator[bytes]:
        """Every customer in order of need, as JSON of `contacts.model.Customer` without what is empty."""
        for heap in self._heaps:
            rows = [row for packed in heap for row in _decode_heap(self._packing.unpack(packed))]
            rows.sort()
            for row in rows:
                yield row[3]

    def __iter__(self) -> Iterator[Customer]:
        return map(_decode_customer, self.encoded())
