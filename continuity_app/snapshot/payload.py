"""What a package holds inside its encryption: zstd-compressed lines of JSON, read and checked one after the other.

The order is fixed: one header, then customers, forms, scripts and the roster in the numbers that the header tells, then
one policy, then nothing. Each line is an object with one member that names its kind.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec

from continuity_app.contacts.model import Customer, FormDocument, RosterLine, Script, SnapshotFacts
from continuity_app.errors import BadDataError
from continuity_app.words import say

FORMAT = 1
LEVEL = 3
MAX_RATIO = 200
ALWAYS_ALLOWED = 64 * 1024 * 1024
MAX_LINE = 32 * 1024 * 1024
_BLOCK = 1024 * 1024
_LINES_AT_ONCE = 1000
_KINDS = ("header", "customer", "form", "script", "roster", "policy")


@dataclass(frozen=True, slots=True)
class PayloadHeader:
    """The first line: whose snapshot, which version, and how many lines of each kind follow. Times are ISO 8601."""

    organisation: str
    identity: str
    site: str
    version: int
    as_of: str
    valid_until: str
    customers: int
    forms: int
    scripts: int
    roster: int
    fields: tuple[str, ...]
    format: int = FORMAT

    @property
    def facts(self) -> SnapshotFacts:
        """What the contacts of a vault keep of it."""
        return SnapshotFacts(
            organisation=self.organisation,
            site=self.site,
            version=self.version,
            as_of=dt.datetime.fromisoformat(self.as_of),
            valid_until=dt.datetime.fromisoformat(self.valid_until),
            customers=self.customers,
        )


def read_policy(data: bytes) -> Mapping[str, Any]:
    """The policy, which is the last line, ahead of the customers: what is written first needs it.

    Raises:
        BadDataError: the last line is not a policy.
    """
    last = b""
    for block in _whole_lines(data):
        last = block.rpartition(b"\n")[2]
    line = next(_decoded_lines(last, 0), None)
    if line is None or line.policy is None:
        raise _damaged(0, say("the last line is not the policy"))
    return line.policy


@dataclass(frozen=True, slots=True)
class PayloadRest:
    """Everything behind the customers."""

    forms: tuple[FormDocument, ...]
    scripts: tuple[Script, ...]
    roster: tuple[RosterLine, ...]
    policy: Mapping[str, Any]


def encode_payload(
    header: PayloadHeader,
    customers: Iterable[Customer | bytes],
    rest: PayloadRest,
) -> Iterator[bytes]:
    """The payload in compressed pieces.

    Args:
        header: its counts are those of what follows.
        customers: in order of need; bytes are a customer's JSON already.
        rest: forms, scripts, roster, policy.
    """
    import zstandard  # noqa: PLC0415

    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, threads=2).compressobj()
    lines = _lines(header, customers, rest)
    while some := b"".join(islice(lines, _LINES_AT_ONCE)):
        yield compressor.compress(some)
    yield compressor.flush()


class PayloadReader:
    """Reads a payload in its order: `header` at once, then `customers()` to the end, then `rest()`."""

    def __init__(self, data: bytes) -> None:
        """Reads the header.

        Raises:
            BadDataError: this is not a payload, or of a newer format.
        """
        self._lines = _decoded(data)
        self._row = 0
        self._next = next(self._lines, None)
        header: PayloadHeader | None = self._take("header")
        if header is None or header.format != FORMAT or min(header.customers, header.version - 1) < 0:
            raise _damaged(1, say("the first line is not the header of a snapshot that this kit can read"))
        self.header = header

    def customers(self) -> Iterator[Customer]:
        """The customers in order of need, each one checked.

        Raises:
            BadDataError: a line is not what it should be, or there are more or fewer than the header tells.
        """
        yield from self._section("customer", self.header.customers)

    def rest(self) -> PayloadRest:
        """What stands behind the customers, once all of them were read.

        Raises:
            BadDataError: a line is not what it should be, is missing, or too many.
        """
        rest = PayloadRest(
            forms=tuple(self._section("form", self.header.forms)),
            scripts=tuple(self._section("script", self.header.scripts)),
            roster=tuple(self._section("roster", self.header.roster)),
            policy=next(self._section("policy", 1)),
        )
        if self._next is not None:
            raise _damaged(self._row + 1, say("something stands behind the end"))
        return rest

    def _section(self, kind: str, count: int) -> Iterator[Any]:
        for _ in range(count):
            value = self._take(kind)
            if value is None:
                raise _damaged(self._row + 1, say("a line of kind '{kind}' is missing", kind=kind))
            yield value

    def _take(self, kind: str) -> Any:
        line = self._next
        value = None if line is None else getattr(line, kind)
        if value is not None:
            self._row += 1
            self._next = next(self._lines, None)
        return value


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    header: PayloadHeader | None = None
    customer: Customer | None = None
    form: FormDocument | None = None
    script: Script | None = None
    roster: RosterLine | None = None
    policy: dict[str, Any] | None = None


_DECODER = msgspec.json.Decoder(_Line)


def _lines(header: PayloadHeader, customers: Iterable[Customer | bytes], rest: PayloadRest) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    yield b'{"header":' + encode(header) + b"}\n"
    for customer in customers:
        yield b'{"customer":' + (customer if isinstance(customer, bytes) else encode(customer)) + b"}\n"
    parts: Sequence[tuple[bytes, Sequence[Any]]] = (
        (b"form", rest.forms),
        (b"script", rest.scripts),
        (b"roster", rest.roster),
        (b"policy", [rest.policy]),
    )
    for kind, values in parts:
        for value in values:
            yield b'{"' + kind + b'":' + encode(value) + b"}\n"


def _decoded(data: bytes) -> Iterator[_Line]:
    row = 0
    for block in _whole_lines(data):
        for line in _decoded_lines(block, row):
            row += 1
            yield line


def _decoded_lines(block: bytes, row: int) -> Iterator[_Line]:
    try:
        lines = _DECODER.decode_lines(block)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(row + 1, say("a line from here on cannot be read: {why}", why=_kind(error))) from None
    for line in lines:
        row += 1
        if sum(getattr(line, kind) is not None for kind in _KINDS) != 1:
            raise _damaged(row, say("a line holds not one thing but several or none"))
        yield line


def _whole_lines(data: bytes) -> Iterator[bytes]:
    """The decompressed text in blocks that end with a line's end."""
    import zstandard  # noqa: PLC0415

    allowed = max(ALWAYS_ALLOWED, MAX_RATIO * len(data))
    read, pending = 0, b""
    try:
        with zstandard.ZstdDecompressor().stream_reader(data) as stream:
            while block := stream.read(_BLOCK):
                read += len(block)
                if read > allowed:
                    raise _damaged(0, say("it unpacks to more than {times} times its size", times=MAX_RATIO))
                whole, end, pending_after = (pending + block).rpartition(b"\n")
                if len(pending_after) > MAX_LINE:
                    raise _damaged(0, say("a line is longer than {most} bytes", most=MAX_LINE))
                pending = pending_after
                if end:
                    yield whole
    except zstandard.ZstdError as error:
        raise _damaged(0, say("it cannot be unpacked")) from error
    if pending or not read:
        raise _damaged(0, say("it ends in the middle of a line"))


def _kind(error: Exception) -> str:
    """The engine's reason: names of fields and types, never a value of the data."""
    return (
        str(error).split(" - ", maxsplit=1)[0] if isinstance(error, msgspec.ValidationError) else type(error).__name__
    )


def _damaged(row: int, problem: str) -> BadDataError:
    return BadDataError(
        "snapshot.payload",
        say("The contents of the snapshot are damaged: {problem}.", problem=problem),
        what_is_safe=say("The customers that were there before are still in use."),
        next_step=say("Ask IT to build the snapshot again."),
        details=[{"file": "payload", "row": row, "problem": problem}],
    )
