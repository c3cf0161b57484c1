"""The dial sample: customers drawn at random to telephone, journalled so that nobody picks the good ones afterwards.

The draw is an assignment with the task `dial sample`. Its result is computed from the calls that were logged with the
drawn customers after it: a customer counts once, by the best that came of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from continuity_app.contacts.model import Customer
from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import AssignmentMade, CallLogged
from continuity_app.readiness.interval import Share, wilson
from continuity_app.words import say

TASK = "dial sample"
LARGEST = 1_000
REACHED = "reached"


@dataclass(frozen=True, slots=True)
class SampleCall:
    """One customer of a sample, and the number to dial (the channel's value)."""

    customer: Customer
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What came of the last sample: how many were drawn and dialled, and the share of the dialled that was reached."""

    drawn_at: str
    drawn: int
    dialled: int
    reached: Share


def draw_sample(
    size: int,
    count: int,
    random_ids: Callable[[int, Random], Sequence[str]],
    rng: Random,
    customer: Callable[[str], Customer | None],
) -> list[SampleCall]:
    """Draws customers at random from those who count as reachable, each once.

    Args:
        size: how many are wanted, 1 to 1,000.
        count: how many customers there are.
        random_ids: gives n distinct ids at random.
        rng: the source of chance, so that a draw can be repeated.
        customer: a customer as known now, corrections included.

    Raises:
        BadDataError: the size cannot be used, or fewer customers have a number to dial.
    """
    if not 1 <= size <= LARGEST:
        raise _bad_size(say("A sample has 1 to {largest} customers.", largest=LARGEST))
    seen: set[str] = set()
    calls: list[SampleCall] = []
    wanted = size * 2
    while True:
        for name in _fresh(random_ids(min(wanted, count), rng), seen):
            found = customer(name)
            if found is not None and found.reachable:
                best = found.callable_channels[0]
                calls.append(SampleCall(found, best.value, best.kind.value))
                if len(calls) == size:
                    return calls
        if wanted >= count:
            raise _bad_size(say("Only {found} customers have a number that may be dialled.", found=len(calls)))
        wanted *= 2


def _fresh(names: Iterable[str], seen: set[str]) -> Iterator[str]:
    for name in names:
        if name not in seen:
            seen.add(name)
            yield name


@dataclass(slots=True)
class SampleState:
    """The last draw and what came of its calls."""

    drawn_at: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)


class SampleProjection:
    """The result of the last dial sample."""

    name = "readiness.dial_sample"
    types = frozenset({AssignmentMade.type, CallLogged.type})

    def initial(self) -> SampleState:
        """Nothing was drawn."""
        return SampleState()

    def fold(self, state: SampleState, entry: Entry) -> SampleState:
        """A new draw starts over; a call counts for a drawn customer unless that customer was reached before."""
        match entry.read():
            case AssignmentMade(task="dial sample") as draw:
                return SampleState(entry.hlc, dict.fromkeys(draw.subjects, ""))
            case CallLogged() as call if state.outcomes.get(call.customer, REACHED) != REACHED:
                state.outcomes[call.customer] = call.outcome
        return state

    def value(self, state: SampleState) -> SampleResult | None:
        """None where nothing was ever drawn."""
        if not state.drawn_at:
            return None
        dialled = [outcome for outcome in state.outcomes.values() if outcome]
        reached = sum(outcome == REACHED for outcome in dialled)
        return SampleResult(state.drawn_at, len(state.outcomes), len(dialled), wilson(reached, len(dialled)))


def _bad_size(message: str) -> BadDataError:
    return BadDataError(
        "sample.size",
        message,
        what_is_safe=say("Nothing was drawn or written down."),
        next_step=say("Ask for another size with --size."),
    )
