"""Where readiness is measured, answered and sampled."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom

from continuity_app.clock import Clock
from continuity_app.contacts.model import Customer, RosterLine, SnapshotFacts
from continuity_app.contacts.store import ContactStore
from continuity_app.errors import BadDataError
from continuity_app.forms.definition_json import decode_form
from continuity_app.forms.sheet_states import SheetsProjection, SheetState, State
from continuity_app.journal.store import Journal
from continuity_app.journal.types import AssignmentMade, ReadinessAnswered
from continuity_app.outage.facts import FactsProjection, overlaid
from continuity_app.outage.incidents import Incidents, IncidentsProjection
from continuity_app.outage.promises import PromisesProjection
from continuity_app.readiness.evidence import FormStock, Look, SheetCounts, measure_all, roster_gaps
from continuity_app.readiness.keys import ANSWERS, AnswersProjection, Evidence, ScoredKey, key_table, score_keys
from continuity_app.readiness.practice import PracticeProjection
from continuity_app.readiness.reach import Reach, measure
from continuity_app.readiness.sample import TASK, SampleCall, SampleProjection, SampleResult, draw_sample
from continuity_app.words import say

LOOKED_AT = 400
"""Customers drawn by chance for what would need all of them: ± 5 points at 95 %."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do, and the measurement that it rests on."""

    step: str
    because: str


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """What would really work, at one moment.

    Attributes:
        sample: the last dial sample, None where none was drawn.
        next_steps: what to do about the measurements that are not met, those of the weakest key first.
    """

    measured_at: dt.datetime
    facts: SnapshotFacts | None
    reach: Reach
    keys: tuple[ScoredKey, ...]
    evidence: dict[str, Evidence]
    sample: SampleResult | None
    roster_gaps: tuple[str, ...]
    next_steps: tuple[NextStep, ...]

    def as_json(self) -> dict[str, object]:
        """For the command line's contract."""
        whole = self.reach.whole
        sample = self.sample
        return {
            "customers": whole.customers,
            "reachable": whole.reachable,
            "share": round(whole.share, 4),
            "email_only": whole.email_only,
            "changed_since_snapshot": self.reach.changed,
            "by": {axis: [row.as_json() for row in rows] for axis, rows in self.reach.by.items()},
            "keys": [key.as_json() for key in self.keys],
            "dial_sample": None
            if sample is None
            else {"drawn": sample.drawn, "dialled": sample.dialled, "reached": sample.reached.as_json()},
            "roster_gaps": list(self.roster_gaps),
            "next_steps": [{"step": step.step, "because": step.because} for step in self.next_steps],
            "as_of": self.facts.as_of.isoformat() if self.facts else None,
        }


class ReadinessDesk:
    """Measures readiness from the snapshot and the journal; holds nothing of its own."""

    def __init__(self, contacts: ContactStore | None, journal: Journal, clock: Clock) -> None:
        self._contacts = contacts
        self._journal = journal
        self._clock = clock

    def reach(self) -> Reach:
        """Reachable customers by segment, market and product, as known now."""
        return measure(self._contacts.reach() if self._contacts else (), self._changed())

    def report(self) -> ReadinessReport:
        """Everything that is measured, and the eight keys beside it."""
        look = self._look()
        evidence = measure_all(look, key_table().targets)
        keys = score_keys(self._journal.value_of(AnswersProjection()), evidence)
        weakest = sorted(keys, key=lambda key: key.score)
        unmet = [
            q.evidence for key in weakest for q in key.questions if q.evidence is not None and q.evidence.met is False
        ]
        advice = key_table().advice
        steps = [NextStep(advice[found.name], found.told) for found in unmet]
        return ReadinessReport(
            measured_at=look.now,
            facts=look.facts,
            reach=look.reach,
            keys=tuple(keys),
            evidence=evidence,
            sample=look.sample,
            roster_gaps=tuple(roster_gaps(look.roster)),
            next_steps=tuple(dict.fromkeys(steps)),
        )

    def answer(self, question: str, answer: str, note: str = "") -> None:
        """Writes down what the CX lead and the CISO answered.

        Args:
            question: its id in the table of keys.
            answer: yes, partly or no.
            note: what the answer rests on.

        Raises:
            BadDataError: there is no such question or answer.
        """
        found = key_table().question(question)
        if answer not in ANSWERS:
            raise BadDataError(
                "readiness.unknown_answer",
                say("'{answer}' is not an answer to a readiness question.", answer=answer),
                what_is_safe=say("No answer was written down."),
                next_step=say("Answer with one of: {answers}.", answers=", ".join(ANSWERS)),
                details=[{"field": question, "problem": answer}],
            )
        key = next(key.id for key in key_table().key if found in key.question)
        self._journal.append(ReadinessAnswered(key, question, answer, self._now_text(), note))

    def draw_sample(self, size: int, rng: Random | None = None) -> list[SampleCall]:
        """Draws customers by chance to be dialled, and writes the draw down before it is shown.

        Args:
            size: how many, 1 to 1,000.
            rng: the source of chance; the system's own where none is given.

        Raises:
            BadDataError: no snapshot, a size that cannot be used, or too few customers with a number.
        """
        store = self._contacts
        if store is None:
            raise BadDataError(
                "sample.no_snapshot",
                say("There are no customers to draw from: no snapshot was applied yet."),
                what_is_safe=say("Nothing was written down."),
                next_step=say("Apply a snapshot with 'continuity vault apply FILE'."),
            )
        calls = draw_sample(size, store.count(), store.random_ids, rng or SystemRandom(), self._known)
        self._journal.append(AssignmentMade(TASK, self._journal.user, tuple(call.customer.id for call in calls)))
        return calls

    def _known(self, name: str) -> Customer | None:
        """A customer of the snapshot with the channels as known now."""
        found = self._contacts.get(name) if self._contacts else None
        if found is None:
            return None
        return overlaid(found, self._journal.value_of(FactsProjection()).get(name, ()), self._incidents().over_drills)

    def _changed(self) -> Iterator[tuple[Customer, Customer]]:
        if self._contacts is None:
            return
        facts, over = self._journal.value_of(FactsProjection()), self._incidents().over_drills
        for name, before in self._contacts.get_many(list(facts)).items():
            yield before, overlaid(before, facts[name], over)

    def _incidents(self) -> Incidents:
        return self._journal.value_of(IncidentsProjection())

    def _look(self) -> Look:
        incidents = self._incidents()
        promises = self._journal.value_of(PromisesProjection())
        stock, languages = self._forms()
        return Look(
            now=self._clock.now(),
            facts=self._contacts.facts if self._contacts else None,
            reach=self.reach(),
            some=self._some(),
            roster=self._roster(),
            scripts=len(self._contacts.scripts()) if self._contacts else 0,
            stock=stock,
            languages=languages,
            devices=self._devices(),
            open_needs=self._open_needs(),
            sheets=self._sheet_counts(),
            incidents=incidents,
            promises=promises.all_made(incidents.over_drills),
            practice=self._journal.value_of(PracticeProjection()),
            sample=self._journal.value_of(SampleProjection()),
        )

    def _some(self) -> Sequence[Customer]:
        """Customers drawn by chance; the same ones for the same snapshot, so that a figure does not flicker."""
        store = self._contacts
        if store is None:
            return ()
        ids = store.random_ids(min(LOOKED_AT, store.count()), Random(store.facts.version))  # noqa: S311 - no secret
        return [found for name in ids if (found := self._known(name)) is not None]

    def _roster(self) -> Sequence[RosterLine]:
        return self._contacts.roster() if self._contacts else ()

    def _devices(self) -> int:
        policy = self._contacts.policy() if self._contacts else {}
        revoked = {line.get("device") for line in policy.get("revoked", ())}
        return sum(card.get("device") not in revoked for card in policy.get("devices", ()))

    def _open_needs(self) -> int:
        """Appointments and promises of the customer in greatest need: none there means none at all."""
        first = next(iter(self._contacts.in_order_of_need()), None) if self._contacts else None
        return len(first.appointments) + len(first.promises) if first else 0

    def _forms(self) -> tuple[list[FormStock], frozenset[str]]:
        """Each form's blank stock, and every language that a form is in, by name and by code."""
        documents = self._contacts.forms() if self._contacts else []
        blank = Counter(sheet.form for sheet in self._sheets() if sheet.medium == "paper" and _is_unused(sheet))
        stock = [FormStock(document.id, document.title, blank[document.id]) for document in documents]
        languages = {name for document in documents for name in decode_form(document.definition).languages}
        return stock, frozenset(word for name in languages for word in words_of_language(name))

    def _sheet_counts(self) -> SheetCounts:
        states = Counter(sheet.state for sheet in self._sheets())
        return SheetCounts(
            issued=states.total(),
            unexplained=states[State.ISSUED],
            waiting=states[State.CAPTURED],
            unverified=states[State.REKEYED],
        )

    def _sheets(self) -> list[SheetState]:
        """The sheets of real work."""
        return [sheet for sheet in self._journal.value_of(SheetsProjection()).by_serial.values() if not sheet.drill]

    def _now_text(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def _is_unused(sheet: SheetState) -> bool:
    """Whether it is paper that nobody wrote on, at a counter or counted back."""
    return sheet.state in (State.ISSUED, State.BLANK) and not sheet.customer


def words_of_language(name: str) -> list[str]:
    """What a language column is called, as customers' records may spell it: "Español (es)" is `español` and `es`."""
    return [word.lower() for word in name.replace("(", " ").replace(")", " ").split()]
