"""Checks a whole journal from its stored bytes: form, hashes, signatures, chains, gaps, forks, missing ends.

Bytes in, findings out: no clock, no file. A problem names device and number; quarantined entries are only counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.journal.devices import Known
from continuity_app.journal.entry import Entry, read_entry
from continuity_app.journal.hybrid_clock import LAST_READING
from continuity_app.journal.store_rows import Head, StoredRow
from continuity_app.journal.types import BODIES
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the journal, where, and in words."""

    device: str
    seq: int
    problem: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Entries of a device that exist and are not held here, by their numbers; `told_by` saw the last of them."""

    device: str
    first: int
    last: int
    told_by: str


def missing_entries(places: Iterable[tuple[str, int]], heads: Iterable[Head]) -> list[Missing]:
    """What is missing, device by device.

    Args:
        places: device and number of everything held, sorted.
        heads: the furthest entry that each device is known to have written.
    """
    ends = {head.device: head for head in heads}
    missing: list[Missing] = []
    for device, of_device in groupby(places, key=itemgetter(0)):
        before = 0
        for _, seq in of_device:
            if seq > before + 1:
                missing.append(Missing(device, before + 1, seq - 1, device))
            before = seq
        head = ends.pop(device, None)
        if head is not None and head.seq > before:
            missing.append(Missing(device, before + 1, head.seq, head.told_by))
    return missing + [Missing(head.device, 1, head.seq, head.told_by) for head in ends.values()]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole journal found.

    Attributes:
        ok: no problem was found.
        entries: how many count.
        devices: the devices that wrote them.
        digest: one SHA-256 over all of them; equal on laptops that hold the same.
        quarantined: kept without counting, until a newer snapshot knows their device.
    """

    ok: bool
    entries: int
    devices: tuple[str, ...]
    digest: str
    quarantined: int
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "devices": list(self.devices),
            "digest": self.digest,
            "quarantined": self.quarantined,
            "problems": [{"device": p.device, "entry": p.seq, "problem": p.problem} for p in self.problems],
        }


def verify_rows(
    rows: Iterable[StoredRow], known: Known, heads: Iterable[Head], *, organisation: str, digest: str
) -> Verification:
    """Checks every row, device by device.

    Args:
        rows: all rows, sorted by device and number.
        known: whose signatures can be checked.
        heads: the furthest entry that each device is known to have written.
        organisation: whose journal it is.
        digest: the digest over the admitted entries, handed through.
    """
    ends = {head.device: head for head in heads}
    problems: list[Problem] = []
    devices: list[str] = []
    entries = quarantined = 0
    for device, of_device in groupby(rows, key=lambda row: row.device):
        chain = _Chain(device, known, organisation)
        for row in of_device:
            if row.admitted:
                entries += 1
                problems += chain.check(row)
            else:
                chain.hold(row)
                quarantined += 1
        if chain.length:
            devices.append(device)
        problems += chain.end(ends.pop(device, None))
    for head in ends.values():
        problems += _Chain(head.device, known, organisation).end(head)
    return Verification(not problems, entries, tuple(devices), digest, quarantined, tuple(problems))


class _Chain:
    """The entries of one device, one after the other; a fork makes two entries stand at one number."""

    def __init__(self, device: str, known: Known, organisation: str) -> None:
        self._device = device
        self._key = known.get(device)
        self._organisation = organisation
        self._seq = self._furthest = 0
        self._here: list[Entry] = []
        self._before: list[Entry] = []
        self.length = 0

    def hold(self, row: StoredRow) -> None:
        """Notes a quarantined entry: it is there, though it does not count."""
        self._furthest = max(self._furthest, row.seq)

    def check(self, row: StoredRow) -> Iterator[Problem]:
        """What is wrong with the next entry that counts."""
        self.length += 1
        self.hold(row)
        try:
            entry = read_entry(row.content, row.signature)
        except BadDataError as error:
            yield Problem(self._device, row.seq, error.message)
            return
        yield from self._check_row(row, entry)
        yield from self._step_to(entry)
        if entry.seq > 1 and self._before and entry.prev not in {before.hash for before in self._before}:
            yield Problem(self._device, entry.seq, say("It is not linked to the entry before it."))
        earliest = min((before.hlc for before in self._before), default="")
        if entry.hlc <= earliest < LAST_READING:
            yield Problem(self._device, entry.seq, say("Its clock runs backward."))

    def end(self, head: Head | None) -> Iterator[Problem]:
        """What is missing after the last one."""
        if head is not None and head.seq > self._furthest:
            yield Problem(
                self._device,
                self._furthest + 1,
                say(
                    "{count} entries are missing at the end: {told_by} has seen number {last}.",
                    count=head.seq - self._furthest,
                    told_by=head.told_by,
                    last=head.seq,
                ),
            )

    def _check_row(self, row: StoredRow, entry: Entry) -> Iterator[Problem]:
        if (entry.hash, entry.device, entry.seq, entry.hlc, entry.type) != (
            row.hash,
            row.device,
            row.seq,
            row.hlc,
            row.type,
        ):
            yield Problem(self._device, row.seq, say("It was changed after it was kept."))
        if entry.org != self._organisation:
            yield Problem(self._device, row.seq, say("It belongs to another organisation."))
        if self._key is None or not entry.is_signed_by(self._key.public_key):
            yield Problem(self._device, row.seq, say("Its signature is not that of its device."))
        if entry.type in BODIES and entry.read() is None:
            yield Problem(self._device, row.seq, say("Its contents do not fit its type."))

    def _step_to(self, entry: Entry) -> Iterator[Problem]:
        if entry.seq == self._seq:
            yield Problem(self._device, entry.seq, say("Its device signed two different entries under this number."))
            self._here.append(entry)
            return
        if entry.seq > self._seq + 1:
            yield Problem(
                self._device,
                self._seq + 1,
                say("Entries {first} to {last} are missing.", first=self._seq + 1, last=entry.seq - 1),
            )
            self._before = []
        else:
            self._before = self._here
        self._seq, self._here = entry.seq, [entry]
