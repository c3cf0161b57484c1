"""The laptops around one table: what lies on a stick, what of it is new, who has not handed in, who has whose."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.errors import KitError
from continuity_app.journal.bundle import believed_heads, read_bundle_file
from continuity_app.journal.store_rows import Head
from continuity_app.journal.types import CopyMade
from continuity_app.kit.session import Session
from continuity_app.outage.moments import moment_of
from continuity_app.progress import Job, Step
from continuity_app.words import say

BUNDLES = "*.bundle"
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class FoundBundle:
    """A bundle on a stick.

    Attributes:
        maker: the laptop that wrote it; empty where it cannot be opened here.
        entries: all that it holds.
        new: entries that this laptop does not hold yet.
        waiting: of the new ones, those that will be kept without counting: no snapshot here knows their laptop.
        heads: the last entry of each laptop as the maker held it, where the maker is known and signed them.
        problem: why it cannot be read, in words.
    """

    file: Path
    maker: str = ""
    entries: int = 0
    new: int = 0
    waiting: int = 0
    heads: tuple[Head, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LaptopLine:
    """One laptop of the snapshot, or one whose entries are here.

    Attributes:
        user: whose it is; empty where the snapshot does not say.
        held: number of its last entry here; 0 for none.
        missing: entries that are known to exist and are not here.
        handed_in: when it made the last bundle that this laptop knows of; None for never.
        revoked: whether its entries stopped counting.
    """

    device: str
    user: str
    held: int
    missing: int
    handed_in: dt.datetime | None
    mine: bool
    revoked: bool


def look_at(session: Session, files: Sequence[Path]) -> Job[tuple[FoundBundle, ...]]:
    """Opens bundles without taking anything in; one that cannot be read is told and hinders no other.

    Args:
        session: of this laptop.
        files: bundles, or folders in which they lie.
    """
    found, known = [], session.journal.known()
    bundles = _bundles(files)
    for number, file in enumerate(bundles):
        yield Step(say("Opening {name}", name=file.name), number, len(bundles))
        try:
            contents = read_bundle_file(file, session.device.age_secret, session.journal.organisation)
            heads = believed_heads(session.journal, contents, file)
        except KitError as error:
            found.append(FoundBundle(file, problem=error.message))
            continue
        held = session.journal.holding({entry.hash for entry in contents.entries})
        fresh = [entry for entry in contents.entries if entry.hash not in held]
        waiting = sum(entry.device not in known or not known[entry.device].vouches_for(entry) for entry in fresh)
        found.append(FoundBundle(file, contents.device, len(contents.entries), len(fresh), waiting, heads))
    return tuple(found)


def laptops(session: Session) -> tuple[LaptopLine, ...]:
    """Every laptop, this one first, then those that have not handed in for longest."""
    journal, now = session.journal, session.clock.now()
    held = {head.device: head.seq for head in journal.heads()}
    missing: dict[str, int] = {}
    for gap in journal.missing():
        missing[gap.device] = missing.get(gap.device, 0) + gap.last - gap.first + 1
    made: dict[str, dt.datetime] = {}
    for entry in journal.entries({CopyMade.type}):
        at = moment_of(str(entry.body.get("at") or ""), now.tzinfo)
        if at is not None:
            made[entry.device] = max(made.get(entry.device, at), at)
    users = users_of(session)
    known = journal.known()
    lines = [
        LaptopLine(
            device,
            users.get(device, ""),
            held.get(device, 0),
            missing.get(device, 0),
            made.get(device),
            mine=device == journal.device,
            revoked=bool(device in known and known[device].revoked_from),
        )
        for device in sorted({*users, *held, *known, *missing})
    ]
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return tuple(sorted(lines, key=lambda line: (not line.mine, line.handed_in or oldest, line.device)))


def who_has_whose(session: Session, found: Iterable[FoundBundle] = ()) -> dict[str, dict[str, int]]:
    """Laptop -> whose entries -> up to which number it holds them, as far as it can be told here.

    This laptop is told by its journal, the others by the newest of their bundles that was looked at; who brought none
    is not in it.
    """
    journal = session.journal
    told: dict[str, dict[str, int]] = {journal.device: {head.device: head.seq for head in journal.heads()}}
    for bundle in found:
        if bundle.heads and bundle.maker != journal.device:
            mine = told.setdefault(bundle.maker, {})
            for head in bundle.heads:
                mine[head.device] = max(mine.get(head.device, 0), head.seq)
    return told


def furthest(told: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The last number of each laptop that anybody is known to hold."""
    ends: dict[str, int] = {}
    for held in told.values():
        for device, seq in held.items():
            ends[device] = max(ends.get(device, 0), seq)
    return dict(sorted(ends.items()))


def users_of(session: Session) -> dict[str, str]:
    """Laptop -> whose it is, as the snapshot says; this one always."""
    named = {str(card.get("device", "")): str(card.get("user", "")) for card in session.policy.get("devices", ())}
    return {**named, session.device.device: session.user}


def _bundles(files: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for place in files:
        found += sorted((*place.glob(BUNDLES), *place.glob(f"*/{BUNDLES}"))) if place.is_dir() else [place]
    return found[:MOST_FILES]
