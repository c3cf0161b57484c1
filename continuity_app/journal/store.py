"""The journal of one laptop: appends what happened, takes in what peers wrote, and keeps every projection up to date.

What holds whatever happens:
1. an entry is on the device before `append` returns, with all entries of the same call or with none of them;
2. an entry that was kept is never changed or removed;
3. what counts is the set of admitted entries and nothing else: the order of arrival leaves no trace;
4. an entry of a device that is not known, or from after its revocation, is kept, and counts once it is admitted.
"""

import hashlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import starmap
from typing import Any, TypeVar, cast

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.journal.checkpoint import LEAST_FOLDED, Keeps, Seen, read_checkpoint, write_checkpoint
from continuity_app.journal.devices import Known, KnownDevice, mark_of
from continuity_app.journal.entry import Entry, stored_entry, write_entry
from continuity_app.journal.hybrid_clock import reading_after
from continuity_app.journal.projection import Folded, Projection
from continuity_app.journal.store_rows import Head, JournalRows
from continuity_app.journal.types import Body
from continuity_app.journal.verification import Missing, Verification, missing_entries, verify_rows
from continuity_app.resources import resource
from continuity_app.trust.age_box import recipient_of
from continuity_app.trust.device import DeviceSecrets
from continuity_app.vault.database import Connection, Error, in_words, migrate
from continuity_app.words import say

State = TypeVar("State")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of entries from elsewhere: newly admitted, held before, and kept without counting."""

    new: int
    known: int
    refused: int


class Journal:
    """One device's journal; may be used from several threads."""

    def __init__(
        self,
        connection: Connection,
        secrets: DeviceSecrets,
        *,
        organisation: str,
        user: str,
        clock: Clock,
        known: Callable[[], Known],
        read_only: bool = False,
    ) -> None:
        """Opens the journal in its database, and brings the database's schema up to date.

        Args:
            connection: the journal's database, used by nobody else from now on.
            secrets: this device's keys.
            organisation: the organisation's name for entries; entries of another are refused.
            user: who works on this device.
            clock: for labels only.
            known: the devices that the present snapshot knows; asked again after every change of it.
            read_only: another process holds the pen; appending and merging are refused.
        """
        self.organisation, self.device, self.user = organisation, secrets.device, user
        self.clock = clock
        self._key = secrets.signing_key
        self._myself = KnownDevice(secrets.device, self._key.public, recipient_of(secrets.age_secret))
        self._ask_known = known
        self._read_only = read_only
        self.appended = 0
        self._lock = threading.RLock()
        self._rows = JournalRows(connection)
        self._folded: dict[str, Folded[Any, Any]] = {}
        if not read_only:
            migrate(connection, resource("schemas", "journal"))
            self.readmit()
        self._seen_version = self._rows.data_version()

    def append(self, *bodies: Body) -> tuple[Entry, ...]:
        """Writes down what happened; on the device when this returns.

        Raises:
            BadDataError: a body is too large or holds what cannot be kept; nothing was written.
            SurroundingsError: the journal is open for reading only, or the disk refused.
        """
        with self._lock:
            self._must_write()
            with self._saving():
                entries = tuple(self._next_entries(bodies))
                self._rows.add(entries, admitted=True)
                if entries:
                    self._rows.note_heads([Head(self.device, entries[-1].seq, entries[-1].hash, self.device)])
            self.appended += len(entries)
            self._will_fold(entries)
        return entries

    def take_in(self, entries: Sequence[Entry], heads: Iterable[Head] = ()) -> Taken:
        """Keeps entries that peers wrote, all in one transaction.

        Args:
            entries: checked in their form, in any order, with any repetition.
            heads: the last entries of devices as a known peer told them.

        Raises:
            BadDataError: an entry of another organisation, or one that its device did not sign; nothing was kept.
        """
        with self._lock:
            self._must_write()
            known = self.known()
            unique = {entry.hash: entry for entry in entries}
            held = self._rows.held(unique)
            fresh = [entry for name, entry in unique.items() if name not in held]
            for entry in fresh:
                self._must_fit(entry, known.get(entry.device))
            admitted = sorted((e for e in fresh if _counts(e, known)), key=lambda e: e.order)
            with self._saving():
                self._rows.add(admitted, admitted=True)
                self._rows.add([e for e in fresh if not _counts(e, known)], admitted=False)
                self._rows.note_heads([*heads, *(Head(e.device, e.seq, e.hash, e.device) for e in admitted)])
            self._will_fold(admitted)
            counted = sum(held.values())
            return Taken(new=len(admitted), known=counted, refused=len(unique) - len(admitted) - counted)

    def readmit(self) -> None:
        """Looks again at who is known, as after a new snapshot: admits what waited, sets aside what is revoked."""
        with self._lock:
            known = self.known()
            if self._rows.known_mark() == mark_of(known):
                return
            waiting = [e.hash for e in self._rows.entries(admitted=False) if self._may_count(e, known)]
            fallen = [e.hash for e in self._rows.entries() if not _counts(e, known)]
            with self._saving():
                self._rows.set_admitted(waiting, admitted=True)
                self._rows.set_admitted(fallen, admitted=False)
                self._rows.set_known_mark(mark_of(known))
                self._rows.forget_checkpoints()
            self._folded.clear()

    def known(self) -> dict[str, KnownDevice]:
        """The devices whose entries count, this one always among them."""
        return {**self._ask_known(), self.device: self._myself}

    def entries(self, types: Collection[str] | None = None) -> Iterator[Entry]:
        """The admitted entries in order (clock, device, number), of some types or of all."""
        with self._lock:
            return starmap(stored_entry, list(self._rows.stored(types)))

    def about(self, subjects: Collection[str]) -> list[Entry]:
        """The admitted entries about some customers, serials or promises (at most some thousand ids), in order.

        For a fact that hangs on these subjects alone, `projection.project` over them gives the same as over everything.
        """
        with self._lock:
            return list(self._rows.about(subjects))

    def held_entries(self) -> Iterator[Entry]:
        """Everything held, the quarantined too: what a bundle carries on to those who may know more."""
        with self._lock:
            return starmap(stored_entry, [*self._rows.stored(), *self._rows.stored(admitted=False)])

    def holding(self, names: Collection[str]) -> frozenset[str]:
        """Which of these entries, by their hashes, are held here, the quarantined too."""
        with self._lock:
            return frozenset(self._rows.held(names))

    def quarantined_entries(self) -> list[Entry]:
        """What is held without counting: of devices that are unknown here, or from after their revocation."""
        with self._lock:
            return list(starmap(stored_entry, self._rows.stored(admitted=False)))

    def arrivals_since(self, arrival: int) -> list[Entry]:
        """What arrived after another entry did, the quarantined too: what a copy adds to an earlier one."""
        with self._lock:
            return list(starmap(stored_entry, self._rows.stored_since(arrival)))

    def arrived(self) -> int:
        """The number of the last arrival here; it only grows, and means something on this laptop alone."""
        with self._lock:
            return self._rows.arrived()

    def count_since(self, arrival: int, besides: Collection[str] = ()) -> int:
        """How many entries arrived after another did, without those of some types."""
        with self._lock:
            return self._rows.count_since(arrival, besides)

    def missing(self) -> list[Missing]:
        """Which entries this laptop knows to exist and does not hold: holes in the chains, and ends that peers saw."""
        with self._lock:
            return missing_entries(self._rows.places(), self._rows.heads())

    def value_of(self, projection: Projection[State, Value]) -> Value:
        """The present value of a projection: folded once, from a checkpoint where one holds, then entry by entry."""
        with self._lock:
            self._notice_others()
            folded = self._folded.get(projection.name)
            if folded is None:
                folded = self._from_checkpoint(projection)
            if folded is None:
                folded = Folded(projection)
                folded.fold_in(self._rows.entries(projection.types))
            self._folded.pop(projection.name, None)
            value: Value = folded.value()
            self._folded[projection.name] = folded
            return value

    def keep_checkpoints(self, least: int = LEAST_FOLDED) -> int:
        """Writes down the states that took long to fold, so that the next opening need not; says how many.

        Args:
            least: a projection that folded fewer entries since its last checkpoint is left out.
        """
        with self._lock:
            self._notice_others()
            worth = [f for f in self._folded.values() if isinstance(f.projection, Keeps) and f.folded >= least]
            arrival = self._rows.arrived()
            if self._read_only or not worth or not arrival:
                return 0
            seen = Seen(arrival, self._rows.hash_at(arrival), self._rows.known_mark())
            with suppress(Error), self._rows.transaction():  # a cache: a full disk must not spoil what was saved before
                for folded in worth:
                    state, keeps = folded.state, cast("Keeps[Any]", folded.projection)
                    name = folded.projection.name
                    self._rows.keep_checkpoint(write_checkpoint(name, keeps, state, folded.reached, seen))
                    folded.folded = 0
            return len(worth)

    def head(self) -> str:
        """The hash of this device's last entry, or empty; printed and told to peers, it shows a truncation."""
        with self._lock:
            return self._rows.last_of(self.device)[1]

    def length(self) -> int:
        """The number of this device's last entry; 0 before its first."""
        with self._lock:
            return self._rows.last_of(self.device)[0]

    def heads(self) -> list[Head]:
        """The last admitted entry of every device, as this one holds them."""
        with self._lock:
            return [Head(device, seq, name, self.device) for device, seq, name in self._rows.ends()]

    def digest(self) -> str:
        """One SHA-256 over the sorted hashes of all admitted entries: equal on laptops that hold the same state."""
        whole = hashlib.sha256()
        with self._lock:
            for name in self._rows.hashes():
                whole.update(name)
        return whole.hexdigest()

    def count(self) -> int:
        """How many entries count."""
        with self._lock:
            return self._rows.count(admitted=True)

    def forks(self) -> list[tuple[str, int]]:
        """Device and number wherever one device signed two different entries under one number: an alarm."""
        with self._lock:
            return self._rows.forks()

    def numbers(self, devices: Collection[str]) -> set[tuple[str, int]]:
        """Device and number of every entry of some devices that counts."""
        with self._lock:
            return self._rows.numbers(devices)

    def verify(self) -> Verification:
        """Checks every entry, chain and signature again from the stored bytes."""
        with self._lock:
            rows, heads = self._rows.all_rows(), self._rows.heads()
            return verify_rows(rows, self.known(), heads, organisation=self.organisation, digest=self.digest())

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that check what this device signs."""
        return self._myself.public_key

    def sign(self, data: bytes) -> bytes:
        """This device's signature over what a bundle says of itself."""
        return self._key.sign(data)

    def _from_checkpoint(self, projection: Projection[State, Value]) -> Folded[State, Value] | None:
        """A projection's state from its checkpoint and what came since; None where that does not hold."""
        kept = self._rows.checkpoint(projection.name) if isinstance(projection, Keeps) else None
        if kept is None or self._rows.hash_at(kept.arrival) != kept.last or self._rows.known_mark() != kept.known_mark:
            return None
        state = read_checkpoint(kept, cast("Keeps[State]", projection))
        if state is None:
            return None
        folded = Folded(projection)
        folded.begin_at(state, kept.order)
        since = self._rows.entries_since(kept.arrival, projection.types)
        return folded if folded.will_fold(since) else None

    def _next_entries(self, bodies: Iterable[Body]) -> Iterator[Entry]:
        seq, prev = self._rows.last_of(self.device)
        latest = self._rows.latest_reading()
        for body in bodies:
            latest = reading_after(latest, self.clock.now())
            entry = write_entry(
                self._key,
                body,
                org=self.organisation,
                device=self.device,
                seq=seq + 1,
                prev=prev,
                hlc=latest,
                user=self.user,
            )
            seq, prev = entry.seq, entry.hash
            yield entry

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """One transaction; what the driver refuses becomes a sentence."""
        before = self._rows.arrived()
        try:
            with self._rows.transaction():
                yield
        except Error as error:
            told = in_words(error)
            if isinstance(told, BadDataError):
                raise told from error
            raise self._not_saved(before, str(error)) from error

    def _not_saved(self, before: int, reason: str) -> SurroundingsError:
        """What to say of a save that failed: the engine can fail after the change stands, where a last flush failed."""
        try:
            stands = self._rows.arrived() > before
        except Error:
            stands = False
        if stands:
            self._folded.clear()
            return SurroundingsError(
                "journal.not_confirmed",
                say("The disk did not confirm that the journal was written: {reason}.", reason=reason),
                what_is_safe=say("Everything saved before is intact. This last step stands in the journal."),
                next_step=say(
                    "Look for it before you do it again, make a copy of the journal, and have the disk checked."
                ),
            )
        return SurroundingsError(
            "journal.not_saved",
            say("The journal could not be written: {reason}.", reason=reason),
            what_is_safe=say("Everything saved before is intact; only this last step was not saved."),
            next_step=say("Free space on the disk, then do the last step again."),
        )

    def _may_count(self, entry: Entry, known: Known) -> bool:
        device = known.get(entry.device)
        return device is not None and device.vouches_for(entry) and entry.is_signed_by(device.public_key)

    def _must_fit(self, entry: Entry, device: KnownDevice | None) -> None:
        if entry.org != self.organisation:
            raise _refused(say("It holds entries of another organisation."), entry)
        if device is not None and not entry.is_signed_by(device.public_key):
            raise _refused(say("An entry in it was not signed by the device that it names."), entry)

    def _must_write(self) -> None:
        if self._read_only:
            raise SurroundingsError(
                "journal.read_only",
                say("The journal is open for reading only, because another window of the kit is writing to it."),
                what_is_safe=say("Nothing was written; everything saved before is intact."),
                next_step=say("Close the other window or command, then do it again."),
            )

    def _will_fold(self, entries: Sequence[Entry]) -> None:
        for name, folded in list(self._folded.items()):
            if not folded.will_fold(entries):
                del self._folded[name]

    def _notice_others(self) -> None:
        version = self._rows.data_version()
        if version != self._seen_version:
            self._seen_version = version
            self._folded.clear()


def _counts(entry: Entry, known: Known) -> bool:
    device = known.get(entry.device)
    return device is not None and device.vouches_for(entry)


def _refused(message: str, entry: Entry) -> BadDataError:
    return BadDataError(
        "bundle.refused",
        message,
        what_is_safe=say("The journal is unchanged."),
        next_step=say("Ask the laptop that it came from for a new bundle, and tell IT."),
        details=[{"device": entry.device, "entry": entry.seq, "problem": message}],
    )
