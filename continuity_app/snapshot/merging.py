"""From what was collected to customers in order of need: doubles join, shared channels turn suspect, belongings follow.

The rules: rows with the same id of their own are one customer; so are rows whose match fields of the plan are all
equal. The first row in the order of the sources wins and the others fill what it leaves empty; every pair is listed.
Rows without an id are never merged for that: doubles among their derived ids get a number.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from continuity_app.contacts.model import ChannelKind, Quality
from continuity_app.contacts.quality import SHARED_BY_MORE_THAN, Reason
from continuity_app.progress import Step
from continuity_app.snapshot.collecting import Collected
from continuity_app.snapshot.rows import Record, sort_channels
from continuity_app.snapshot.spool import Key, Ordered, encode_record, id_of, rank_of
from continuity_app.words import say

MEMBERS_AT_ONCE = 20_000

_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Merged:
    """Two rows that are one customer.

    Attributes:
        kept, absorbed: their ids; the same where the id made them one.
        kept_file, kept_row, file, row: where they stand.
        by: `id`, or the plan's match fields.
    """

    kept: str
    absorbed: str
    kept_file: str
    kept_row: int
    file: str
    row: int
    by: str


@dataclass(slots=True)
class _Changes:
    """What becomes of single customers, by ordinal."""

    replaced: dict[int, bytes] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    root: dict[int, int] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)


class Merging:
    """Puts together what was collected; `run` leaves `customers` and `merged`, and empties the spool."""

    def __init__(self, collected: Collected, files: list[str], match: tuple[str, ...]) -> None:
        self._collected = collected
        self._spool = collected.spool
        self._files = files
        self._by_match = "+".join(match)
        self._changes = _Changes()
        self.merged = self._changes.merged
        self.customers = Ordered(())

    def run(self) -> Iterator[Step]:
        """Merges, grades shared channels, joins belongings and sorts."""
        yield Step(say("Looking for the same customer in two places"))
        self._merge()
        yield Step(say("Looking for phone numbers that many customers share"))
        ordered = sorted(self._spool.ways)
        shared, sharers = self._shared(_frequent(ordered))
        self._tell_probable_doubles({one for one, two in pairwise(ordered) if one == two})
        del ordered
        self._rename_belongings()
        yield from self._sort(shared, sharers)
        self._tell_unknown()

    # -- the same customer twice --------------------------------------------------------------------------------

    def _merge(self) -> None:
        pairs: dict[int, int] = {}
        by: dict[int, str] = {}
        derived = self._spool.derived
        for group in _groups(self._spool.ids):
            own = [ordinal for ordinal in group if not derived[ordinal]]
            self._number([ordinal for ordinal in group if derived[ordinal]], start=1 + bool(own))
            _join(own, pairs, by, "id")
        for group in _groups(self._spool.matches, nothing=0):
            _join(group, pairs, by, self._by_match)
        clusters: dict[int, list[int]] = {}
        for ordinal in sorted(pairs):
            root = _root(ordinal, pairs)
            if root != ordinal:
                clusters.setdefault(root, [root]).append(ordinal)
        for batch in _in_batches(clusters.values()):
            records = self._spool.some(ordinal for cluster in batch for ordinal in cluster)
            for cluster in batch:
                self._merge_cluster(cluster, records, by)

    def _number(self, ordinals: list[int], start: int) -> None:
        """Tells doubles of a derived id apart, in an order that does not hang on that of the rows."""
        if len(ordinals) + start <= 2:  # noqa: PLR2004 -- one alone keeps the derived id as it is
            return
        records = self._spool.some(ordinals)
        for number, ordinal in enumerate(sorted(ordinals, key=lambda each: (records[each], each)), start):
            if number > 1:
                record = _decode(records[ordinal])
                record["id"] = f"{record['id']}-{number}"
                self._changes.replaced[ordinal] = encode_record(record)

    def _merge_cluster(self, cluster: list[int], records: dict[int, bytes], by: dict[int, str]) -> None:
        changes, spool, files = self._changes, self._spool, self._files
        root = cluster[0]
        kept = _decode(changes.replaced.get(root, records[root]))
        for ordinal in cluster[1:]:
            other = _decode(changes.replaced.pop(ordinal, records[ordinal]))
            changes.gone.add(ordinal)
            changes.root[ordinal] = root
            if other["id"] != kept["id"]:
                changes.aliases[other["id"]] = kept["id"]
            changes.merged.append(
                Merged(
                    kept["id"],
                    other["id"],
                    files[spool.sources[root]],
                    spool.rows[root],
                    files[spool.sources[ordinal]],
                    spool.rows[ordinal],
                    by.get(ordinal, "id"),
                )
            )
            fill(kept, other)
        spool.values[root] = rank_of(kept.get("value"))
        changes.replaced[root] = encode_record(kept)

    # -- channels of many customers -------------------------------------------------------------------------------

    def _shared(self, frequent: Iterable[int]) -> tuple[frozenset[int], bytearray]:
        """Hashes of channels that too many customers have, and a mark for each of those customers."""
        ways, owners, root = self._spool.ways, self._spool.owners, self._changes.root
        suspects: dict[int, set[int]] = {way: set() for way in frequent}
        sharers = bytearray(len(self._spool))
        if not suspects:
            return frozenset(), sharers
        for way, owner in zip(ways, owners, strict=True):
            having = suspects.get(way)
            if having is not None and len(having) <= SHARED_BY_MORE_THAN:
                having.add(root.get(owner, owner))
        shared = frozenset(way for way, having in suspects.items() if len(having) > SHARED_BY_MORE_THAN)
        for way, owner in zip(ways, owners, strict=True):
            if way in shared:
                sharers[root.get(owner, owner)] = 1
        return shared, sharers

    def _tell_probable_doubles(self, doubled: Collection[int]) -> None:
        """Reports rows of the same name that share a phone or e-mail; only a person can tell if they are one."""
        spool, root = self._spool, self._changes.root
        first: dict[tuple[int, int], int] = {}
        told: set[int] = set()
        for way, owner in zip(spool.ways, spool.owners, strict=True) if doubled else ():
            if way in doubled:
                one = first.setdefault((way, spool.names[owner]), owner)
                if root.get(one, one) != root.get(owner, owner) and owner not in told:
                    told.add(owner)
                    self._collected.problems.add(
                        self._files[spool.sources[owner]],
                        spool.rows[owner],
                        "name",
                        say(
                            "Perhaps the same person as in row {row} of {file}: same name, and same phone or e-mail.",
                            row=spool.rows[one],
                            file=self._files[spool.sources[one]],
                        ),
                    )

    def _mark_shared(self, record: Record, shared: Collection[int], ordinal: int) -> None:
        file, row = self._files[self._spool.sources[ordinal]], self._spool.rows[ordinal]
        for channel in record["channels"]:
            if hash(channel["value"]) in shared and channel.get("quality") not in (Quality.INVALID, Quality.SUSPECT):
                channel["quality"] = Quality.SUSPECT
                channel["reason"] = Reason.SHARED
                self._collected.problems.add(file, row, str(channel["kind"]), Reason.SHARED.sentence)
        sort_channels(record["channels"])

    # -- what belongs to customers --------------------------------------------------------------------------------

    def _rename_belongings(self) -> None:
        """What belongs to a customer who was merged into another belongs to that one."""
        belongings, mentions = self._collected.belongings, self._collected.mentions
        for old in [each for each in belongings if each in self._changes.aliases]:
            new = self._changes.aliases[old]
            for kind, lines in belongings.pop(old).items():
                belongings.setdefault(new, {}).setdefault(kind, []).extend(lines)
            mentions.setdefault(new, []).extend(mentions.pop(old))

    def _tell_unknown(self) -> None:
        """Reports what belongs to a customer whom no source has; what was joined is gone from `belongings`."""
        for customer in self._collected.belongings:
            for source, row in self._collected.mentions[customer]:
                file = self._files[source]
                self._collected.problems.add(file, row, "customer", say("No source has this customer; left out."))
                self._collected.leave_out(file, say("no source has the customer"))

    # -- order of need --------------------------------------------------------------------------------------------

    def _sort(self, shared: Collection[int], sharers: bytearray) -> Iterator[Step]:
        spool, changes, belongings = self._spool, self._changes, self._collected.belongings
        waited_for = {hash(customer) for customer in belongings}
        sample: list[Key] = [(customer not in waited_for, rank, id_) for customer, rank, id_ in spool.sample]
        self.customers = customers = Ordered(sample)
        ordinal, total = 0, len(spool)
        for block in spool.drain():
            for given in block:
                record = given
                if ordinal in changes.replaced or sharers[ordinal] or spool.ids[ordinal] in waited_for:
                    record = self._changed(ordinal, given, shared if sharers[ordinal] else ())
                if ordinal not in changes.gone:
                    needed = b'"appointments":' in record or b'"promises":' in record
                    customers.add((not needed, spool.values[ordinal], id_of(record)), record)
                ordinal += 1
            yield Step(say("Sorting the customers in order of need"), ordinal, total)
        customers.close()

    def _changed(self, ordinal: int, given: bytes, shared: Collection[int]) -> bytes:
        encoded = self._changes.replaced.pop(ordinal, given)
        if ordinal in self._changes.gone:
            return encoded
        record = _decode(encoded)
        if shared:
            self._mark_shared(record, shared, ordinal)
        for kind, lines in self._collected.belongings.pop(record["id"], {}).items():
            record[kind] = [*record.get(kind, ()), *lines] if kind == "assets" else sorted(lines, key=_when)
        return encode_record(record)


def _when(line: Record) -> tuple[bool, str]:
    when = line.get("at") or line.get("due") or ""
    return not when, when


def fill(kept: Record, other: Record) -> None:
    """Takes from another row of the same customer what the kept one lacks; lists are joined, a do-not-call stays."""
    for name, value in other.items():
        if name == "channels":
            have = {(c["kind"] == ChannelKind.POSTAL, c["value"]) for c in kept.get(name, ())}
            new = [c for c in value if (c["kind"] == ChannelKind.POSTAL, c["value"]) not in have]
            kept[name] = [*kept.get(name, ()), *new]
            sort_channels(kept["channels"])
        elif name in ("assets", "central"):
            kept[name] = [*kept.get(name, ()), *(each for each in value if each not in kept.get(name, ()))]
        elif name == "source":
            if value not in kept[name].split(", "):
                kept[name] = f"{kept[name]}, {value}"
        else:
            kept.setdefault(name, value)


def _groups(hashes: "array[int]", nothing: int | None = None) -> list[list[int]]:
    """Ordinals that share a hash, in order; most data has none, so only hashes that occur twice are looked at."""
    ordered = sorted(hashes)
    double = {one for one, two in pairwise(ordered) if one == two and one != nothing}
    del ordered
    groups: dict[int, list[int]] = {each: [] for each in double}
    if double:
        for ordinal, each in enumerate(hashes):
            if each in double:
                groups[each].append(ordinal)
    return sorted(groups.values())


def _frequent(ordered: Sequence[int]) -> list[int]:
    """Hashes that occur more often than a channel may be shared, out of a sorted list."""
    step = SHARED_BY_MORE_THAN
    return sorted({one for one, later in zip(ordered, ordered[step:], strict=False) if one == later})


def _join(group: list[int], pairs: dict[int, int], by: dict[int, str], reason: str) -> None:
    for ordinal in group[1:]:
        one, two = sorted((_root(group[0], pairs), _root(ordinal, pairs)))
        if one != two:
            pairs[two] = one
            by.setdefault(ordinal, reason)
            pairs.setdefault(ordinal, one)


def _root(ordinal: int, pairs: dict[int, int]) -> int:
    while pairs.get(ordinal, ordinal) != ordinal:
        ordinal = pairs[ordinal]
    return ordinal


def _in_batches(clusters: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    batch: list[list[int]] = []
    members = 0
    for cluster in clusters:
        batch.append(cluster)
        members += len(cluster)
        if members >= MEMBERS_AT_ONCE:
            yield batch
            batch, members = [], 0
    yield batch
