"""The eight keys: questions that the CX lead and the CISO answer together, set beside what the kit measures itself.

The rules of the score:
1. measured evidence outranks every answer: met is a fact and counts 1, not met counts 0 even where the answer is "yes";
2. without evidence a "yes" is a claim and counts one half, a "partly" one quarter, anything else 0;
3. a key's score is the mean over its questions, in per cent.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import ReadinessAnswered
from continuity_app.resources import resource
from continuity_app.words import say

ANSWERS = ("yes", "partly", "no")
_CLAIM = {"yes": 0.5, "partly": 0.25}


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `evidence` names the measurement that outranks its answer, empty where nothing can be measured."""

    id: str
    text: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One of the eight, with its questions."""

    id: str
    title: str
    question: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """When a measured fact counts as met; see the table for what each one means."""

    reachable_share: float
    worst_cell_share: float
    worst_cell_customers: int
    verified_share: float
    dial_sample_share: float
    snapshot_days: int
    copy_days: int
    drill_days: int
    restore_days: int
    stock_sheets: int
    devices: int
    language_share: float


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The shipped table of keys; `advice` says what to do about a measurement that is not met, by its name."""

    targets: Targets
    advice: dict[str, str]
    key: tuple[Key, ...]

    def question(self, name: str) -> Question:
        """The question of an id.

        Raises:
            BadDataError: there is none.
        """
        for key in self.key:
            for question in key.question:
                if question.id == name:
                    return question
        raise BadDataError(
            "readiness.unknown_question",
            say("There is no readiness question called '{name}'.", name=name),
            what_is_safe=say("No answer was written down."),
            next_step=say("Run 'continuity readiness keys' for the questions and their names."),
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that the kit measured: whether it reaches its target, and the measurement in words.

    `met` is None where there is nothing to measure yet; then the answer counts as a claim.
    """

    name: str
    met: bool | None
    told: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given; `note` is what the answerer points to."""

    answer: str
    at: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """A question with its answer and its evidence; `standing` is fact, claim, contradicted, not met, no or open."""

    question: Question
    given: Given | None
    evidence: Evidence | None
    standing: str
    score: float


@dataclass(frozen=True, slots=True)
class ScoredKey:
    """A key with its score in per cent."""

    key: Key
    score: int
    questions: tuple[ScoredQuestion, ...]

    def as_json(self) -> dict[str, object]:
        """For the command line's contract: evidence and claims apart."""
        return {
            "key": self.key.id,
            "title": self.key.title,
            "score": self.score,
            "evidence": [
                {"question": q.question.id, "met": q.evidence.met, "told": q.evidence.told, "standing": q.standing}
                for q in self.questions
                if q.evidence is not None
            ],
            "claims": [
                {"question": q.question.id, "answer": q.given.answer, "by": q.given.by, "at": q.given.at}
                for q in self.questions
                if q.given is not None and q.standing == "claim"
            ],
            "questions": [
                {
                    "id": q.question.id,
                    "text": q.question.text,
                    "answer": q.given.answer if q.given else "",
                    "standing": q.standing,
                }
                for q in self.questions
            ],
        }


@cache
def key_table() -> KeyTable:
    """The shipped table.

    Raises:
        BadDataError: an edited table says something that cannot be meant.
    """
    text = resource("readiness", "keys.toml").read_text(encoding="utf-8")
    try:
        table = msgspec.convert(tomllib.loads(text), KeyTable)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise BadDataError(
            "readiness.bad_table",
            say("The table of readiness keys cannot be used: {problem}.", problem=error),
            what_is_safe=say("Customers, journal and answers are untouched."),
            next_step=say("Mend resources/readiness/keys.toml, or install the kit again."),
            details=[{"file": "keys.toml", "problem": str(error)}],
        ) from error
    return table


class AnswersProjection:
    """The last answer to each question."""

    name = "readiness.answers"
    types = frozenset({ReadinessAnswered.type})

    def initial(self) -> dict[str, Given]:
        """Nothing was answered."""
        return {}

    def fold(self, state: dict[str, Given], entry: Entry) -> dict[str, Given]:
        """A later answer replaces an earlier one."""
        match entry.read():
            case ReadinessAnswered() as body:
                state[body.question] = Given(body.answer, body.at, entry.user, body.evidence)
        return state

    def value(self, state: dict[str, Given]) -> Mapping[str, Given]:
        """Question to answer."""
        return dict(state)


def score_keys(answers: Mapping[str, Given], evidence: Mapping[str, Evidence]) -> list[ScoredKey]:
    """All keys of the table, in its order.

    Args:
        answers: by question.
        evidence: by its name; a name that the table uses and nobody measured counts as nothing to measure yet.
    """
    return [_score_key(key, [_score(q, answers.get(q.id), evidence) for q in key.question]) for key in key_table().key]


def _score_key(key: Key, questions: Sequence[ScoredQuestion]) -> ScoredKey:
    mean = sum(question.score for question in questions) / len(questions)
    return ScoredKey(key, round(100 * mean), tuple(questions))


def _score(question: Question, given: Given | None, evidence: Mapping[str, Evidence]) -> ScoredQuestion:
    found = evidence.get(question.evidence)
    answer = given.answer if given else ""
    if found is not None and found.met is not None:
        standing = "fact" if found.met else ("contradicted" if answer == "yes" else "not met")
        return ScoredQuestion(question, given, found, standing, float(found.met))
    standing = "claim" if answer in _CLAIM else ("no" if answer else "open")
    return ScoredQuestion(question, given, found, standing, _CLAIM.get(answer, 0.0))
