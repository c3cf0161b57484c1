"""Bundles: journal entries that travel from laptop to laptop in an age file.

Inside the age file is zstd-compressed NDJSON: first a line `{"header": …, "signature": …}` signed by the laptop that
made the bundle, then one line `{"entry": …, "signature": …}` for each entry. Rules on reading, in this order:
1. the file is at most 64 MiB; the age header names at most 128 recipients; what it inflates to is at most 1 GiB;
2. every line is what it must be, there are as many entries as the header says and at most 200,000;
3. every entry is of this organisation and, where its device is known, signed by it.
One broken rule in one file, and none of the files changes anything.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.journal.entry import MOST_BYTES, Entry, read_entry
from continuity_app.journal.store import Journal
from continuity_app.journal.store_rows import Head
from continuity_app.journal.types import CopyMade
from continuity_app.trust.age_box import open_sealed, seal
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import is_signed
from continuity_app.words import say

BUNDLE_VERSION = 1
MOST_FILE_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 200_000
MOST_INFLATED_BYTES = 1024 * 1024 * 1024
_MOST_LINE_BYTES = 2 * MOST_BYTES
_CHUNK = 1024 * 1024
_MOST_EXACT, _HASH_BYTES = 2**53, 32


class _Header(msgspec.Struct, frozen=True):
    """Who made the bundle, and how far every device's journal reached there: each head is `[device, seq, hash]`."""

    bundle: int
    org: str
    device: str
    entries: int
    heads: list[tuple[str, int, str]]
    vouched: dict[str, Any] = {}


class _HeaderLine(msgspec.Struct, frozen=True):
    header: msgspec.Raw
    signature: str


class _EntryLine(msgspec.Struct, frozen=True):
    entry: msgspec.Raw
    signature: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle to be written to a stick: its bytes, how many entries it holds and the hash of the maker's last one."""

    data: bytes
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge changed: `new` entries now count, `known` did before, `refused` are kept in quarantine.

    `forks` is how often in the whole journal one device signed two entries under one number; `digest` as of now;
    `heads` how far each journal reached on the laptops that made the bundles, as these signed it.
    """

    new: int
    known: int
    refused: int
    forks: int
    digest: str
    heads: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle holds, checked in form only."""

    organisation: str
    device: str
    heads: tuple[Head, ...]
    header: bytes
    signature: bytes
    entries: tuple[Entry, ...]
    vouched: Mapping[str, Any] = field(default_factory=dict)


def export_bundle(
    journal: Journal,
    recipients: Sequence[str],
    place: str,
    *,
    since: int = 0,
    vouched: Mapping[str, Any] | None = None,
) -> Bundle:
    """Makes a bundle of everything that this laptop holds, its own mention of the copy included.

    Args:
        journal: is added to: `copy.made`.
        recipients: `age1…` of every device that may open it.
        place: where it goes, naming no person.
        since: only what arrived here after this (`Journal.arrived`); for a copy that adds to an earlier one.
        vouched: what the header says besides, for whoever restores this very vault.

    Raises:
        BadDataError: no recipient or too many, or the journal has outgrown one bundle.
        SurroundingsError: the journal cannot be written to.
    """
    _must_fit_in_one(journal.count_since(since) + 1, 0)
    journal.append(
        CopyMade(place=place, head=journal.head(), entries=journal.count(), at=journal.clock.now().isoformat())
    )
    entries = journal.arrivals_since(since) if since else list(journal.held_entries())
    data = seal(_compress(_lines(journal, entries, vouched)), list(dict.fromkeys(recipients)))
    _must_fit_in_one(len(entries), len(data))
    return Bundle(data, len(entries), journal.head())


def merge_bundles(journal: Journal, files: Sequence[Path], age_secret: str) -> MergeReport:
    """Takes in the entries of bundles; the same state results from any order, repetition or part of them.

    Args:
        journal: of this laptop.
        files: bundles, from whichever laptops.
        age_secret: this device's identity, which opens them.

    Raises:
        BadDataError: a file is damaged, not made for this laptop, or holds what it must not; nothing changed.
        SurroundingsError: a file cannot be read, or the journal cannot be written to.
    """
    entries: list[Entry] = []
    heads: list[Head] = []
    for file in files:
        contents = read_bundle_file(file, age_secret, journal.organisation)
        heads += believed_heads(journal, contents, file)
        entries += contents.entries
    try:
        taken = journal.take_in(entries, heads)
    except BadDataError as error:
        names = ", ".join(file.name for file in files)
        raise _refused(names, error.message, error.details) from error
    return MergeReport(taken.new, taken.known, taken.refused, len(journal.forks()), journal.digest(), tuple(heads))


def read_bundle(data: bytes, age_secret: str) -> Contents:
    """Opens a bundle and checks the form of all that it holds.

    Raises:
        BadDataError: it is damaged, not for this device, or over a limit.
    """
    if len(data) > MOST_FILE_BYTES:
        raise _damaged(say("it is larger than {limit} MiB", limit=MOST_FILE_BYTES >> 20))
    lines = _split(_inflate(open_sealed(data, age_secret)))
    try:
        first = msgspec.json.decode(next(lines, b""), type=_HeaderLine)
        header = msgspec.json.decode(first.header, type=_Header)
        heads = tuple(_head_of(told, header.device) for told in header.heads)
        entries = tuple(_entry_of(line) for line in lines)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _damaged(say("a line of it cannot be read")) from error
    if header.bundle != BUNDLE_VERSION:
        raise _damaged(say("it is of version {version}, which this program does not know", version=header.bundle))
    if len(entries) != header.entries or len(entries) > MOST_ENTRIES:
        raise _damaged(say("it holds {count} entries where {told} were told", count=len(entries), told=header.entries))
    return Contents(
        header.org, header.device, heads, bytes(first.header), _unbase(first.signature), entries, header.vouched
    )


def _lines(journal: Journal, entries: Sequence[Entry], vouched: Mapping[str, Any] | None) -> Iterator[bytes]:
    header = canonical(
        {
            **({"vouched": vouched} if vouched else {}),
            "bundle": BUNDLE_VERSION,
            "org": journal.organisation,
            "device": journal.device,
            "entries": len(entries),
            "heads": [[head.device, head.seq, head.hash] for head in journal.heads()],
        }
    )
    yield b'{"header":%b,"signature":"%b"}\n' % (header, base64.b64encode(journal.sign(header)))
    for entry in entries:
        yield b'{"entry":%b,"signature":"%b"}\n' % (entry.content, base64.b64encode(entry.signature))


def _head_of(told: tuple[str, int, str], maker: str) -> Head:
    device, seq, name = told
    if not 0 < seq <= _MOST_EXACT or len(bytes.fromhex(name)) != _HASH_BYTES:
        raise _damaged(say("a line of it cannot be read"))
    return Head(device, seq, name.lower(), maker)


def _entry_of(line: bytes) -> Entry:
    decoded = msgspec.json.decode(line, type=_EntryLine)
    return read_entry(bytes(decoded.entry), _unbase(decoded.signature))


def _unbase(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _damaged(say("a signature in it cannot be read")) from error


def believed_heads(journal: Journal, contents: Contents, file: Path) -> tuple[Head, ...]:
    """The heads that a bundle tells, where its maker is known and signed them; nothing else hangs on the header."""
    maker = journal.known().get(contents.device)
    if maker is None or maker.revoked_from:
        return ()
    if not is_signed(maker.public_key, contents.header, contents.signature):
        raise _refused(file.name, say("its first line was not signed by the device that it names"), ())
    return contents.heads


def read_bundle_file(file: Path, age_secret: str, organisation: str) -> Contents:
    """A bundle's contents from its file, of this organisation.

    Raises:
        BadDataError: it is damaged, not made for this identity, or of another organisation.
        SurroundingsError: it cannot be read.
    """
    try:
        with file.open("rb") as handle:
            data = handle.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SurroundingsError(
            "bundle.unreadable",
            say("The bundle {name} cannot be read: {reason}.", name=file.name, reason=reason),
            what_is_safe=say("The journal is unchanged."),
            next_step=say("Check that the stick is plugged in and the name is right, then do it again."),
            details=[{"file": str(file), "problem": reason}],
        ) from error
    try:
        contents = read_bundle(data, age_secret)
    except BadDataError as error:
        raise _refused(file.name, error.message, error.details) from error
    if contents.organisation != organisation:
        raise _refused(file.name, say("It is a bundle of another organisation."), ())
    return contents


def _compress(lines: Iterable[bytes]) -> bytes:
    import zstandard  # noqa: PLC0415

    packer = zstandard.ZstdCompressor(level=6, write_checksum=True).compressobj()
    pieces = [packer.compress(line) for line in lines]
    return b"".join((*pieces, packer.flush()))


def _inflate(data: bytes) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415

    size = 0
    try:
        with zstandard.ZstdDecompressor(max_window_size=_CHUNK * 128).stream_reader(data) as reader:
            while chunk := reader.read(_CHUNK):
                size += len(chunk)
                if size > MOST_INFLATED_BYTES:
                    raise _damaged(say("it inflates to more than {limit} MiB", limit=MOST_INFLATED_BYTES >> 20))
                yield chunk
    except zstandard.ZstdError as error:
        raise _damaged(say("its compression is damaged")) from error


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > _MOST_LINE_BYTES:
            raise _damaged(say("a line of it is too long"))
    if rest:
        raise _damaged(say("its end is missing"))


def _must_fit_in_one(entries: int, size: int) -> None:
    if entries > MOST_ENTRIES or size > MOST_FILE_BYTES:
        raise BadDataError(
            "bundle.too_large",
            say("The journal has {count} entries, more than one bundle may hold.", count=entries),
            what_is_safe=say("The journal is intact on this laptop."),
            next_step=say("Export what was captured with 'recover export', and ask IT for a fresh vault."),
        )


def _damaged(why: str) -> BadDataError:
    return BadDataError(
        "bundle.damaged",
        say("This bundle cannot be used: {why}.", why=why),
        what_is_safe=say("The journal is unchanged."),
        next_step=say("Export the bundle again on the laptop that it came from."),
    )


def _refused(name: str, why: str, details: Sequence[Any]) -> BadDataError:
    return BadDataError(
        "bundle.refused",
        say("The bundle {name} was refused. {why}", name=name, why=why),
        what_is_safe=say("The journal is unchanged, and so is every other bundle's part."),
        next_step=say("Export the bundle again on the laptop that it came from, for this laptop."),
        details=[{"file": name, "problem": why}, *details],
    )
