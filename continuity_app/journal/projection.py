"""Projections: pure functions from the entries, in order, to a value; the engine keeps each one folded up to date."""

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from continuity_app.journal.entry import Entry

State = TypeVar("State")
Value_co = TypeVar("Value_co", covariant=True)


class Projection(Protocol[State, Value_co]):
    """How one fact is computed from the journal.

    It reads no clock, no file and no store. `name` is unique among projections; `types` are the types that it folds.
    """

    @property
    def name(self) -> str:
        """Names it in the engine's cache."""
        ...

    @property
    def types(self) -> frozenset[str]:
        """The entry types that it wants to see."""
        ...

    def initial(self) -> State:
        """The state before the first entry: a fresh one each time."""
        ...

    def fold(self, state: State, entry: Entry) -> State:
        """The state after one more entry; it may change and return the state that it was given."""
        ...

    def value(self, state: State) -> Value_co:
        """What callers see: read-only for them, and good until the next entry."""
        ...


class Folded(Generic[State, Value_co]):
    """One projection's state, how far it was folded, and what waits to be folded."""

    def __init__(self, projection: Projection[State, Value_co]) -> None:
        self.projection = projection
        self._state = projection.initial()
        self._waiting: list[Entry] = []
        self._value: Value_co | None = None
        self._fresh = False
        self.reached: tuple[str, str, int, str] = ("", "", 0, "")
        self.folded = 0

    def begin_at(self, state: State, reached: tuple[str, str, int, str]) -> None:
        """Starts from a state that was folded before, up to an entry."""
        self._state, self.reached, self._fresh = state, reached, False

    @property
    def state(self) -> State:
        """The state up to the last entry that was noted; for a checkpoint, not to be changed."""
        self._fold_waiting()
        return self._state

    def fold_in(self, entries: Iterable[Entry]) -> None:
        """Folds entries that sort after all before them."""
        fold, state, last = self.projection.fold, self._state, None
        for entry in entries:
            state, last = fold(state, entry), entry
            self.folded += 1
        self._state = state
        if last is not None:
            self.reached, self._fresh = last.order, False

    def will_fold(self, entries: Iterable[Entry]) -> bool:
        """Notes entries, in order, for the next reading; False if one of them belongs before what was folded."""
        wanted = [entry for entry in entries if entry.type in self.projection.types]
        last = self._waiting[-1].order if self._waiting else self.reached
        if wanted and wanted[0].order < last:
            return False
        self._waiting += wanted
        return True

    def value(self) -> Value_co:
        """The value up to the last entry that was noted."""
        self._fold_waiting()
        if not self._fresh or self._value is None:
            self._value, self._fresh = self.projection.value(self._state), True
        return self._value

    def _fold_waiting(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self.fold_in(waiting)


def project(projection: Projection[State, Value_co], entries: Iterable[Entry]) -> Value_co:
    """The value of a projection over entries in whatever order, with no store: for reports and tests."""
    folded = Folded(projection)
    wanted = (entry for entry in entries if entry.type in projection.types)
    folded.fold_in(sorted(wanted, key=lambda entry: entry.order))
    return folded.value()
