"""Who does what part of a task, on laptops that have no network between them: computed, never negotiated.

Rules:
1. a customer or sheet is in exactly one share: that of the worker with the greatest SHA-256 over division, place and
   subject (rendezvous hashing), so that everybody who was told the same names computes the same shares;
2. one who falls out hands the share to one or several others, with a reason; everybody else keeps what they have;
3. a share that was handed over already is not handed over again: where two laptops did so before they met, the earlier
   entry counts on both;
4. what was given to a person by name goes before the shares; a new division starts over, the same one changes nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from continuity_app.journal.entry import Entry
from continuity_app.journal.types import AssignmentMade, ShareHanded, WorkDivided

CALL, REKEY = "call", "rekey"
TASKS = (CALL, REKEY)
_sha256 = hashlib.sha256


@dataclass(slots=True)
class _Place:
    """A place among the workers: held by one, or split among places of its own."""

    worker: str
    parts: dict[str, "_Place"] = field(default_factory=dict)

    def asked(self, division: str, path: str = "") -> "_Asked":
        """What decides between its parts, ready to be hashed: it is asked for each of many thousand customers."""
        if not self.parts:
            return self.worker
        named = ((f"{path}/{name}", part) for name, part in self.parts.items())
        return [(f"{division}\n{place}\n".encode(), part.asked(division, place)) for place, part in named]

    def leaves(self) -> Iterable["_Place"]:
        """The undivided places under it."""
        if not self.parts:
            return (self,)
        return (leaf for part in self.parts.values() for leaf in part.leaves())


_Asked = str | list[tuple[bytes, Any]]


@dataclass(slots=True)
class Division:
    """How one task is divided; `handed` tells what was handed over, in order."""

    division: str = ""
    among: tuple[str, ...] = ()
    at: str = ""
    by: str = ""
    root: _Place = field(default_factory=lambda: _Place(""))
    given: dict[str, str] = field(default_factory=dict)
    handed: list[ShareHanded] = field(default_factory=list)
    asked: _Asked | None = field(default=None, repr=False, compare=False)

    @property
    def workers(self) -> tuple[str, ...]:
        """Who has a share now, by name."""
        return tuple(sorted({leaf.worker for leaf in self.root.leaves()})) if self.division else ()

    def worker_of(self, subject: str) -> str:
        """Who is to see to a customer or sheet; empty where nothing was divided and nobody was named."""
        named = self.given.get(subject)
        return self.drawn_for(subject) if named is None else named

    def drawn_for(self, subject: str) -> str:
        """In whose share a customer or sheet is, whatever was given by name."""
        if self.asked is None:
            self.asked = self.root.asked(self.division)
        here, told = self.asked, subject.encode()
        while not isinstance(here, str):
            here = max((_sha256(prefix + told).digest(), at, part) for at, (prefix, part) in enumerate(here))[2]
        return here


def weight(division: str, place: str, subject: str) -> bytes:
    """How much a place wants a subject; the greatest has it."""
    return hashlib.sha256(f"{division}\n{place}\n{subject}".encode()).digest()


def same_worker(one: str, other: str) -> bool:
    """Whether two texts name the same worker."""
    return one.strip().casefold() == other.strip().casefold()


class SharesProjection:
    """Folds divisions, hand-overs and what was given by name, for every task."""

    name = "shares"
    types = frozenset({WorkDivided.type, ShareHanded.type, AssignmentMade.type})

    def initial(self) -> dict[str, Division]:
        """Nothing is divided."""
        return {}

    def fold(self, state: dict[str, Division], entry: Entry) -> dict[str, Division]:
        """One more decision."""
        match entry.read():
            case WorkDivided() as body:
                now = state.get(body.task)
                if body.among and (now is None or now.division != body.division):
                    parts = {worker: _Place(worker) for worker in body.among}
                    state[body.task] = Division(body.division, body.among, body.at, entry.user, _Place("", parts))
            case ShareHanded() as body:
                _hand(state.setdefault(body.task, Division()), body)
            case AssignmentMade(task=task, person=person, subjects=subjects) if task in TASKS:
                state.setdefault(task, Division()).given.update(dict.fromkeys(subjects, person))
            case _:
                pass
        return state

    def value(self, state: dict[str, Division]) -> Mapping[str, Division]:
        """By task."""
        return MappingProxyType(state)


def _hand(division: Division, body: ShareHanded) -> None:
    """Puts the takers in the giver's places; nothing where the giver has none any more."""
    takers = tuple(dict.fromkeys(body.takers))
    places = (
        [leaf for leaf in division.root.leaves() if same_worker(leaf.worker, body.giver)] if division.root.parts else []
    )
    named = [subject for subject, person in division.given.items() if same_worker(person, body.giver)]
    if not takers or not (places or named):
        return
    division.handed.append(body)
    division.asked = None
    for place in places:
        if len(takers) == 1:
            place.worker = takers[0]
        else:
            place.parts = {taker: _Place(taker) for taker in takers}
    for subject in named:
        division.given[subject] = max(takers, key=lambda taker: weight(division.division, taker, subject))
