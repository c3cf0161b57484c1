"""The eight keys: claims apart from facts."""

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.types import ReadinessAnswered
from continuity_app.readiness.keys import AnswersProjection, Evidence, Given, key_table, score_keys
from tests import builders


def scored(answers=None, evidence=None):
    given = {name: Given(answer, "2024-06-19", "ana", "") for name, answer in (answers or {}).items()}
    measured = {name: Evidence(name, met, "told") for name, met in (evidence or {}).items()}
    return {key.key.id: key for key in score_keys(given, measured)}


def standing(key, question):
    return next((q.standing, q.score) for q in key.questions if q.question.id == question)


def test_there_are_eight_keys_and_every_question_has_its_own_name():
    keys = key_table().key
    names = [question.id for key in keys for question in key.question]
    assert len(keys) == 8
    assert len(names) == len(set(names))
    assert all(name.startswith(f"{key.id}.") for key in keys for name in [q.id for q in key.question])


def test_without_answers_or_evidence_nothing_is_scored():
    assert {key.score for key in scored().values()} == {0}


@pytest.mark.parametrize(
    ("answer", "met", "expected"),
    [
        ("", True, ("fact", 1.0)),
        ("no", True, ("fact", 1.0)),
        ("yes", False, ("contradicted", 0.0)),
        ("partly", False, ("not met", 0.0)),
        ("yes", None, ("claim", 0.5)),
        ("partly", None, ("claim", 0.25)),
        ("no", None, ("no", 0.0)),
        ("", None, ("open", 0.0)),
    ],
)
def test_measured_evidence_outranks_an_answer(answer, met, expected):
    keys = scored({"understanding.reach": answer} if answer else {}, {"reach": met})
    assert standing(keys["understanding"], "understanding.reach") == expected


def test_a_claim_is_listed_as_a_claim_and_a_fact_as_evidence():
    keys = scored({"strategy.tiers": "yes", "strategy.drill": "yes"}, {"last_drill": True})
    told = keys["strategy"].as_json()
    assert [claim["question"] for claim in told["claims"]] == ["strategy.tiers"]
    assert [(e["question"], e["standing"]) for e in told["evidence"]] == [("strategy.drill", "fact")]
    assert told["score"] == 50


def test_a_later_answer_replaces_an_earlier_one_and_names_who_gave_it():
    journal = builders.journal()
    for answer in ("yes", "no"):
        journal.append(ReadinessAnswered("strategy", "strategy.tiers", answer, "2024-06-19T12:00:00-07:00"))
    given = journal.value_of(AnswersProjection())["strategy.tiers"]
    assert (given.answer, given.by) == ("no", "ana")


def test_an_unknown_question_is_refused():
    with pytest.raises(BadDataError) as caught:
        key_table().question("strategy.tires")
    assert caught.value.code == "readiness.unknown_question"
