"""The laptops around one table: what lies on a stick, what of it is new, who has not handed in, who has whose."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from continuity_app.errors import KitError
from continuity_app.journal.bundle import Contents, believed_heads, read_bundle_file
from continuity_app.journal.store_rows import Head
from continuity_app.journal.types import CopyMade
from continuity_app.kit.session import Session
from continuity_app.outage.moments import moment_of
from continuity_app.progress import Job, Step
from continuity_app.words import say

BUNDLES = "*.bundle"
_HEADS = "merge.heads"


@dataclass(frozen=True, slots=True)
class FoundBundle:
    """A bundle on a stick.

    Attributes:
        maker: the laptop that wrote it; empty where it cannot be opened here.
        entries: all that it holds.
        new: entries that this laptop does not hold yet.
        waiting: of the new ones, those that will be kept without counting: no snapshot here knows their laptop.
        revoked: of the new ones, those that will be kept without counting: written after their laptop was revoked.
        forks: device and number wherever taking it in would show that a laptop signed two entries under one number.
        heads: the last entry of each laptop as the maker held it, where the maker is known and signed them.
        problem: why it cannot be read, in words.
    """

    file: Path
    maker: str = ""
    entries: int = 0
    new: int = 0
    waiting: int = 0
    revoked: int = 0
    forks: tuple[tuple[str, int], ...] = ()
    heads: tuple[Head, ...] = ()
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "file": str(self.file),
            "maker": self.maker,
            "entries": self.entries,
            "new": self.new,
            "waiting": self.waiting,
            "revoked": self.revoked,
            "forks": [list(fork) for fork in self.forks],
            "problem": self.problem or None,
        }


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

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "device": self.device,
            "user": self.user,
            "held": self.held,
            "missing": self.missing,
            "handed_in": self.handed_in.isoformat(timespec="seconds") if self.handed_in else None,
            "this_laptop": self.mine,
            "revoked": self.revoked,
        }


def look_at(session: Session, files: Sequence[Path]) -> Job[tuple[FoundBundle, ...]]:
    """Opens bundles without taking anything in; one that cannot be read is told and hinders no other.

    Args:
        session: of this laptop.
        files: bundles, or folders in which they lie.
    """
    found: list[FoundBundle] = []
    bundles, beside = _bundles(files), dict[tuple[str, int], str]()
    for number, file in enumerate(bundles):
        yield Step(say("Opening {name}", name=file.name), number, len(bundles))
        try:
            contents = read_bundle_file(file, session.device.age_secret, session.journal.organisation)
            heads = believed_heads(session.journal, contents, file)
        except KitError as error:
            found.append(FoundBundle(file, problem=error.message))
            continue
        found.append(_told(session, file, contents, heads, beside))
    return tuple(found)


def _told(
    session: Session, file: Path, contents: Contents, heads: tuple[Head, ...], beside: dict[tuple[str, int], str]
) -> FoundBundle:
    """What a bundle would bring; `beside` are the new entries of the bundles before it, by device and number."""
    journal, known = session.journal, session.journal.known()
    held = journal.holding({entry.hash for entry in contents.entries})
    fresh = [entry for entry in contents.entries if entry.hash not in held]
    of_known = [entry for entry in fresh if entry.device in known]
    if not all(entry.is_signed_by(known[entry.device].public_key) for entry in of_known):
        told = say("An entry in it was not signed by the device that it names.")
        return FoundBundle(file, contents.device, len(contents.entries), problem=told)
    counting = [entry for entry in of_known if known[entry.device].vouches_for(entry)]
    here = journal.numbers({entry.device for entry in counting})
    forks = set[tuple[str, int]]()
    for entry in counting:
        place = (entry.device, entry.seq)
        if place in here or beside.setdefault(place, entry.hash) != entry.hash:
            forks.add(place)
    return FoundBundle(
        file,
        contents.device,
        len(contents.entries),
        len(fresh),
        len(fresh) - len(of_known),
        len(of_known) - len(counting),
        tuple(sorted(forks)),
        heads,
    )


def remember_heads(session: Session, heads: Iterable[Head]) -> None:
    """Keeps how far the journals on other laptops reach, as their bundles told it; the desk shows it from then on.

    Raises:
        SurroundingsError: the key store cannot be written to.
    """
    known = _remembered(session)
    for head in heads:
        if head.told_by != session.device.device:
            theirs = known.setdefault(head.told_by, {})
            theirs[head.device] = max(theirs.get(head.device, 0), head.seq)
    if session.writable:
        session.keystore.put(_HEADS, known)


def _remembered(session: Session) -> dict[str, dict[str, int]]:
    told = session.keystore.get(_HEADS)
    return {maker: dict(heads) for maker, heads in told.items()} if isinstance(told, dict) else {}


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

    This laptop is told by its journal, the others by their bundles that were ever looked at or merged here. Every
    laptop of the snapshot is in it; one that never brought a bundle holds nothing as far as is known.
    """
    journal = session.journal
    told: dict[str, dict[str, int]] = {journal.device: {head.device: head.seq for head in journal.heads()}}
    told |= {maker: heads for maker, heads in _remembered(session).items() if maker != journal.device}
    for device in sorted(users_of(session)):
        told.setdefault(device, {})
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
    return list(dict.fromkeys(found))
