"""Copies of the journal on a stick or in a folder: every 25 entries or 15 minutes, by themselves, none overwritten.

In the place for copies lies a mark, and a folder for each laptop with its bundles, the pictures of captured sheets and
its ways in, passphrases left out: what is on a stick can be guessed at for ever, and a printed key cannot be guessed. A
bundle holds everything, or everything that came since a whole one of the same day. `kit/restore.py` makes a new laptop
of them.
"""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.durable import make_folder, write_beside, write_whole
from continuity_app.errors import KitError, SurroundingsError
from continuity_app.journal.bundle import Bundle, export_bundle, read_bundle_file
from continuity_app.journal.devices import rows_of
from continuity_app.journal.types import CopyFailed, CopyMade
from continuity_app.kit.copy_place import (
    MARK,
    UNGUESSABLE,
    keep_pictures,
    keep_ways_in,
    mark_of,
    missing,
    must_have_room,
    not_copied,
    pictures_lacking,
)
from continuity_app.kit.session import Session
from continuity_app.trust.age_box import MAX_RECIPIENTS, recipient_of
from continuity_app.trust.canonical import canonical
from continuity_app.vault.slot_file import read_slot_file
from continuity_app.words import say

AFTER_ENTRIES = 25
AFTER = dt.timedelta(minutes=15)
SUFFIX = ".bundle"

_KEPT = "copies"
_BYTES_OF_ENTRY = 512
_BYTES_AT_LEAST = 128 * 1024
_MOST_SINCE_WHOLE = 2_000
_WHOLE_UP_TO = 150_000
_OF_COPIES = frozenset({CopyMade.type, CopyFailed.type})


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that was written and read back.

    Attributes:
        at: when, ISO 8601.
        file: its name in this laptop's folder of the place.
        entry: hash of its `copy.made`.
        length: number of this laptop's last entry in it.
        entries: how many entries it holds.
        arrived: what had arrived here when it was made (`Journal.arrived`).
    """

    at: str
    file: str
    entry: str
    length: int
    entries: int
    arrived: int


@dataclass(frozen=True, slots=True)
class _Stick:
    """What this laptop has put on one stick: its last copy, and the whole one that later ones build on."""

    last: Copy | None = None
    whole: Copy | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the key store keeps.

    Attributes:
        place: where copies go, empty where they are not wanted.
        sticks: what lies on the sticks that were named for this place, by their marks.
        used: mark of the one used last.
        written: hash of the last `copy.made` that became a file.
        told: code of the trouble that was told and has not ended.
    """

    place: str = ""
    sticks: dict[str, _Stick] = field(default_factory=dict)
    used: str = ""
    written: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying to copy: a copy, or trouble; `news` is false where the same trouble was told before."""

    copy: Copy | None = None
    trouble: KitError | None = None
    news: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with copies.

    Attributes:
        place: where they go, None where no place was named.
        at: as `last_copied_at`.
        pending: how many entries the last copy does not hold.
        due: whether a copy should have been made by now.
        trouble: what stands in the way, such as a stick that is out.
    """

    place: Path | None
    at: str
    pending: int
    due: bool
    trouble: KitError | None = None


class CopyDesk:
    """Keeps the journal of one session copied; does nothing before a place was named."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def place(self) -> Path | None:
        """Where copies go, or None where no place was named."""
        kept = self._kept()
        return Path(kept.place) if kept.place else None

    def keep_at(self, folder: Path) -> None:
        """Names the place for copies from now on, and marks it; a second stick in the same place is known besides.

        Raises:
            SurroundingsError: the folder is not there or cannot be written.
        """
        folder, kept = folder.absolute(), self._kept()
        if not folder.is_dir():
            raise missing(folder)
        mark = mark_of(folder)
        if not mark:
            mark = secrets.token_hex(8)
            write_whole(folder / MARK, canonical({"kind": "continuity-kit/copies", "mark": mark}))
        known = kept.sticks if kept.place == str(folder) else {}
        self._keep(_Kept(str(folder), {mark: _Stick(), **known}, used=mark, written=kept.written))

    def stop(self) -> None:
        """Makes no more copies; what was copied stays where it is."""
        self._keep(_Kept(written=self._kept().written))

    def last(self) -> Copy | None:
        """The last copy on the stick that was used last."""
        kept = self._kept()
        return kept.sticks[kept.used].last if kept.used in kept.sticks else None

    def last_copied_at(self) -> str:
        """When this laptop's journal was last copied, by itself or by hand; ISO 8601, empty where it never was."""
        at: dict[str, str] = {}
        for entry in self._session.journal.entries(_OF_COPIES):
            match entry.read():
                case CopyMade(at=made) if entry.device == self._session.journal.device:
                    at[entry.hash] = made
                case CopyFailed(copy=failed):
                    at.pop(failed, None)
        return next(reversed(at.values()), "")

    def restorable(self) -> bool:
        """Whether a way in lies beside the copies, so that they open without this laptop and without any other."""
        return any(slot.kind in UNGUESSABLE for slot in read_slot_file(self._session.home.vault).slots)

    def pending(self) -> int:
        """How many entries the last copy does not hold."""
        last = self.last()
        return self._session.journal.count_since(last.arrived if last else 0, _OF_COPIES)

    def pictures_pending(self) -> int:
        """How many pictures of captured sheets do not lie beside the copies; all of them while the stick is out."""
        place = self.place
        if place is None:
            return 0
        return len(pictures_lacking(self._session.home.vault, place / self._session.journal.device))

    def due(self) -> bool:
        """Whether a copy is to be made: 25 entries wait, or one of them and the last copy is 15 minutes old."""
        if self.place is None or not (pending := self.pending()):
            return False
        last = self.last()
        # A clock that was put back makes a copy early, never late.
        return (
            pending >= AFTER_ENTRIES
            or last is None
            or abs(self._session.clock.now() - dt.datetime.fromisoformat(last.at)) >= AFTER
        )

    def standing(self) -> Standing:
        """How it stands now; looks whether the stick is in, which may take its time."""
        kept, trouble = self._kept(), None
        if kept.place:
            try:
                self._stick_in(kept)
            except KitError as error:
                trouble = error
        return Standing(self.place, self.last_copied_at(), self.pending(), self.due(), trouble)

    def make(self) -> Copy:
        """Makes a copy now; on the stick and read back when this returns.

        Raises:
            SurroundingsError: no place was named, the stick is out, another one, read-only or full, or this session
                may not write; "copies.pictures_left": the journal was copied, and not all pictures of sheets.
            BadDataError: the journal has outgrown what a copy may hold.
        """
        kept, journal = self._kept(), self._session.journal
        stick_mark = self._stick_in(kept)
        stick = kept.sticks[stick_mark]
        self._note_unfinished(kept)
        folder = Path(kept.place) / journal.device
        try:
            make_folder(folder)
            since = stick.whole if self._may_add_to(stick.whole, folder) else None
            self._must_have_room(folder, since)
            keep_ways_in(self._session.home.vault, folder)
        except OSError as error:
            raise not_copied(folder, error) from error
        made: list[Bundle] = []

        def bundle() -> bytes:
            made.append(self._bundle(since))
            return made[0].data

        try:
            path = write_beside(folder, lambda: self._name(journal.length(), since), bundle)
        except KitError:
            if made:
                journal.append(CopyFailed(copy=made[0].head, at=self._now()))
            raise
        copy = Copy(self._now(), path.name, made[0].head, journal.length(), made[0].entries, journal.arrived())
        sticks = {**kept.sticks, stick_mark: _Stick(copy, since or copy)}
        trouble = keep_pictures(self._session.home.vault, folder)
        told = kept.told if trouble is not None and kept.told == trouble.code else ""
        self._keep(replace(kept, sticks=sticks, used=stick_mark, written=copy.entry, told=told))
        if trouble is not None:
            raise trouble
        return copy

    def open_last(self) -> int:
        """Opens the last copy as a restorer would; gives how many entries it holds, 0 before the first.

        Raises:
            SurroundingsError: the stick is out or cannot be read.
            BadDataError: the copy is damaged.
        """
        kept, last, session = self._kept(), self.last(), self._session
        self._stick_in(kept)
        if last is None:
            return 0
        file = Path(kept.place) / session.journal.device / last.file
        return len(read_bundle_file(file, session.vault_key.copy_secret, session.organisation_id).entries)

    def attempt(self) -> Attempt:
        """Makes a copy if one is due; trouble never stops the work, and the same trouble is news only once."""
        if not self._session.writable or not self.due():
            return Attempt()
        try:
            return Attempt(self.make())
        except KitError as error:
            kept = self._kept()
            news = kept.told != error.code
            if news:
                self._keep(replace(kept, told=error.code))
            return Attempt(trouble=error, news=news)

    def _kept(self) -> _Kept:
        found = self._session.keystore.get(_KEPT)
        return _Kept() if found is None else msgspec.convert(found, _Kept)

    def _keep(self, kept: _Kept) -> None:
        self._session.keystore.put(_KEPT, msgspec.to_builtins(kept))

    def _now(self) -> str:
        return self._session.clock.now().isoformat()

    def _stick_in(self, kept: _Kept) -> str:
        """The mark of the stick that is in; a folder without its mark is an empty mount point, never written to."""
        if not kept.place:
            raise SurroundingsError(
                "copies.no_place",
                say("No place for copies was named."),
                what_is_safe=say("The journal is intact on this laptop, and nowhere else."),
                next_step=say("Name a stick or a folder: continuity journal copy-to DIR."),
            )
        folder = Path(kept.place)
        mark = mark_of(folder) if folder.is_dir() else ""
        if not mark:
            raise missing(folder)
        if mark not in kept.sticks:
            raise SurroundingsError(
                "copies.other_stick",
                say("Another stick is in {place} than the one for copies.", place=folder),
                what_is_safe=say("Everything is saved on this laptop; nothing was written to that stick."),
                next_step=say("Put the right one in, or use this one too: continuity journal copy-to DIR."),
            )
        return mark

    def _may_add_to(self, whole: Copy | None, folder: Path) -> bool:
        """Whether a copy of what came since a whole one will do: of today, not long ago, and still there."""
        if whole is None or not (folder / whole.file).is_file():
            return False
        if self._session.journal.count() > _WHOLE_UP_TO:
            return True
        same_day = dt.datetime.fromisoformat(whole.at).date() == self._session.clock.now().date()
        return same_day and self._session.journal.count_since(whole.arrived) < _MOST_SINCE_WHOLE

    def _must_have_room(self, folder: Path, since: Copy | None) -> None:
        """Lets no copy be begun that cannot be finished: each try would leave two entries in the journal.

        Raises:
            OSError: the stick is full.
        """
        entries = self._session.journal.count_since(since.arrived if since else 0)
        must_have_room(folder, entries * _BYTES_OF_ENTRY + _BYTES_AT_LEAST)

    def _bundle(self, since: Copy | None) -> Bundle:
        journal = self._session.journal
        return export_bundle(
            journal,
            [recipient_of(self._session.vault_key.copy_secret), *self._readers()][:MAX_RECIPIENTS],
            self._name(journal.length() + 1, since),
            since=since.arrived if since else 0,
            vouched=self._vouched(),
        )

    def _readers(self) -> Iterator[str]:
        """Whoever may read a copy besides: this laptop itself, then the others that are trusted."""
        journal = self._session.journal
        known = journal.known()
        yield known[journal.device].recipient
        for name, device in sorted(known.items()):
            if name != journal.device and not device.revoked_from:
                yield device.recipient

    def _name(self, length: int, since: Copy | None) -> str:
        ending = f"-since-{since.length:06}" if since else ""
        return f"{self._session.journal.device}-{length:06}{ending}{SUFFIX}"

    def _vouched(self) -> dict[str, Any]:
        """Whose entries count here, under the vault's own key: a restorer has no snapshot that would say it."""
        session = self._session
        told = {
            "devices": rows_of(session.journal.known()),
            "prefixes": sorted({session.prefix(), *map(str, session.policy.get("prefixes", {}).values())}),
        }
        return {**told, "mac": session.vault_key.vouch(vouched_bytes(told, session.organisation_id))}

    def _note_unfinished(self, kept: _Kept) -> None:
        """Notes that a copy failed which was cut off between its entry and its file, as by a power cut."""
        session = self._session
        copies = [e for e in session.journal.entries(_OF_COPIES) if e.device == session.journal.device]
        if not copies or copies[-1].hash == kept.written:
            return
        body, ours = copies[-1].read(), f"{session.journal.device}-{copies[-1].seq:06}"
        if isinstance(body, CopyMade) and body.place.startswith(ours):
            session.journal.append(CopyFailed(copy=copies[-1].hash, at=self._now()))


def vouched_bytes(told: Mapping[str, Any], organisation: str) -> bytes:
    """What the vault's key stands for in a copy's header: everything but the `mac` itself."""
    return canonical({**{name: value for name, value in told.items() if name != "mac"}, "org": organisation})
