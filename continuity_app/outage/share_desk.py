"""Where a manager divides a task among people and laptops, and where a share is handed over."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, ShareHanded, WorkDivided
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.shares import Division, SharesProjection, same_worker
from continuity_app.words import say

_MOST_AT_ONCE = 1_000
"""An entry holds at most 64 KiB."""


@dataclass(frozen=True, slots=True)
class SharesTold:
    """How a task is divided, and how many subjects each worker has; those that are nobody's stand under ''."""

    division: Division
    counts: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        known = sorted({*self.division.workers, *self.counts})
        return {
            "division": self.division.division or None,
            "among": list(self.division.among),
            "at": self.division.at or None,
            "by": self.division.by,
            "shares": [{"worker": worker, "count": self.counts.get(worker, 0)} for worker in known],
            "handed": [
                {"giver": each.giver, "takers": list(each.takers), "reason": each.reason, "at": each.at}
                for each in self.division.handed
            ],
        }


class ShareDesk:
    """One task's shares: `call` or `rekey`."""

    def __init__(self, journal: Journal, clock: Clock, task: str) -> None:
        self._journal = journal
        self._clock = clock
        self.task = task

    def division(self) -> Division:
        """As it is now."""
        return self._journal.value_of(SharesProjection()).get(self.task, Division())

    def told(self, counts: Mapping[str, int]) -> SharesTold:
        """The shares with what is left in each."""
        return SharesTold(self.division(), dict(counts))

    def divide(self, among: Sequence[str], again: str = "") -> Division:
        """Divides the task; on laptops that were told the same, the shares are the same without their meeting.

        Args:
            among: names of users or ids of laptops, in any order.
            again: a word that makes other shares of the same names; every laptop must be told the same one.

        Raises:
            BadDataError: nobody is named, or somebody twice.
        """
        names = sorted((name.strip() for name in among), key=str.casefold)
        if not names or not all(names) or len({name.casefold() for name in names}) < len(names):
            raise _refused(
                "share.among",
                say("A list is divided among people or laptops, each named once."),
                say("Name them, for example: continuity calls divide ana ben cleo."),
            )
        told = "\n".join((self.task, again.strip().casefold(), *(name.casefold() for name in names)))
        division = f"S-{hashlib.sha256(told.encode()).hexdigest()[:12].upper()}"
        incident = self._journal.value_of(IncidentsProjection()).current
        if self.division().division != division:
            self._journal.append(
                WorkDivided(self.task, division, tuple(names), self._now(), incident.incident if incident else "")
            )
        return self.division()

    def hand_over(self, giver: str, takers: Sequence[str], reason: str) -> Division:
        """Hands a whole share to others: one's own at the end of a shift, or that of a laptop that fell out.

        Raises:
            BadDataError: no reason, nobody to take it, or the giver has no share any more.
        """
        division = self.division()
        have = [worker for worker in (*division.workers, *division.given.values()) if same_worker(worker, giver)]
        takers = [taker.strip() for taker in takers if taker.strip() and not same_worker(taker, giver)]
        if not reason.strip():
            raise _refused("share.reason", say("A reason is needed."), say("Say why, with --reason."))
        if not takers:
            raise _refused("share.takers", say("Nobody is named who takes it."), say("Name one or several with --to."))
        if not have:
            raise _refused(
                "share.none",
                say("'{giver}' has no share.", giver=giver),
                say("Shares have: {workers}.", workers=", ".join(division.workers) or say("nobody")),
            )
        self._journal.append(ShareHanded(self.task, have[0], tuple(takers), reason.strip(), self._now()))
        return self.division()

    def give(self, subjects: Sequence[str], person: str) -> None:
        """Gives single customers or sheets to a person, whoever's share they are in.

        Raises:
            BadDataError: nobody is named.
        """
        if not person.strip():
            raise _refused("share.person", say("Nobody is named to take it."), say("Name a user or a laptop."))
        unique = tuple(dict.fromkeys(subjects))
        parts = [unique[at : at + _MOST_AT_ONCE] for at in range(0, len(unique), _MOST_AT_ONCE)]
        self._journal.append(*(AssignmentMade(self.task, person.strip(), part) for part in parts))

    def has_any(self, person: str) -> bool:
        """Whether anything is this person's by a name that was spelt so."""
        division = self.division()
        return any(same_worker(person, each) for each in (*division.workers, *division.given.values()))

    def mine(self) -> str:
        """Under which name this laptop's user has a share: the user's, or the laptop's id; empty where under none."""
        known = {*self.division().workers, *self.division().given.values()}
        for name in (self._journal.user, self._journal.device):
            if any(same_worker(name, worker) for worker in known):
                return name
        return ""

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
