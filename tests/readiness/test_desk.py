"""Readiness as a whole: what is measured, what is answered, what is to be done."""

import dataclasses
import datetime as dt
from random import Random

import pytest

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.errors import BadDataError
from continuity_app.journal.types import (
    CallLogged,
    ChannelCorrected,
    CopyMade,
    DrillEnded,
    DrillStarted,
    PromiseMade,
    SheetIssued,
)
from continuity_app.readiness.desk import ReadinessDesk, words_of_language
from continuity_app.readiness.evidence import MEASUREMENTS
from continuity_app.readiness.keys import key_table
from tests import builders

AT = "2024-06-19T12:00:00-07:00"
BAD = Channel(ChannelKind.MOBILE, "12", "12", Quality.INVALID)


class Branch:
    """A laptop with customers, whose readiness is asked for."""

    def __init__(self, *customers, user="ana"):
        self.clock = builders.clock()
        self.journal = builders.laptop(user, self.clock).journal
        self.store = builders.contacts(*customers) if customers else None
        self.desk = ReadinessDesk(self.store, self.journal, self.clock)

    def evidence(self, name):
        return self.desk.report().evidence[name]


def people(count, **more):
    return [builders.customer(number, **more) for number in range(1, count + 1)]


def test_every_measurement_that_the_table_names_exists_and_has_advice():
    named = {question.evidence for key in key_table().key for question in key.question} - {""}
    assert named == set(MEASUREMENTS)
    assert set(key_table().advice) == set(MEASUREMENTS)


def test_without_a_snapshot_nothing_is_claimed_and_nothing_fails():
    report = Branch().desk.report()
    assert report.reach.whole.customers == 0
    assert report.evidence["reach"].met is None
    assert report.evidence["snapshot_age"].met is False
    assert report.as_json()["as_of"] is None


def test_reachability_follows_the_journal():
    branch = Branch(*people(9), builders.customer(10, channels=(BAD,)), builders.customer(11, do_not_call=True))
    assert branch.desk.reach().whole.reachable == 9
    branch.journal.append(
        CallLogged("C-00001", "+14155550001", "disconnected", AT),
        ChannelCorrected("C-00010", "mobile", "+14155552671", "(415) 555-2671", AT),
    )
    reach = branch.desk.reach()
    assert (reach.whole.reachable, reach.changed) == (9, 2)
    assert branch.evidence("reach").met is True


def test_what_a_finished_drill_taught_is_no_fact_about_customers():
    branch = Branch(*people(3))
    branch.journal.append(
        DrillStarted("I-1", "Spring", AT),
        CallLogged("C-00001", "+14155550001", "disconnected", AT, incident="I-1"),
        DrillEnded("I-1", AT),
    )
    assert branch.desk.reach().whole.reachable == 3
    assert branch.evidence("last_drill").met is True
    branch.clock.move(dt.timedelta(days=366))
    assert branch.evidence("last_drill").met is False


def test_a_sample_is_written_down_before_it_is_shown_and_its_result_is_measured():
    branch = Branch(*people(60))
    calls = branch.desk.draw_sample(30, Random(7))
    (draw,) = branch.journal.entries({"assignment.made"})
    assert draw.body["subjects"] == [call.customer.id for call in calls]
    assert branch.evidence("dial_sample").met is None
    for number, call in enumerate(calls):
        branch.journal.append(CallLogged(call.customer.id, call.number, "no answer" if number < 2 else "reached", AT))
    found = branch.evidence("dial_sample")
    assert found.met is True
    assert "28 of 30" in found.told
    assert branch.desk.report().as_json()["dial_sample"]["reached"]["low"] == pytest.approx(0.787, abs=0.001)


def test_a_sample_without_customers_is_refused():
    with pytest.raises(BadDataError) as caught:
        Branch().desk.draw_sample(5)
    assert caught.value.code == "sample.no_snapshot"


def test_an_answer_is_a_claim_until_it_is_measured():
    branch = Branch(*people(3))
    branch.desk.answer("strategy.tiers", "yes", "Board paper of March")
    branch.desk.answer("strategy.drill", "yes")
    key = next(key for key in branch.desk.report().keys if key.key.id == "strategy")
    standing = {q.question.id: q.standing for q in key.questions}
    assert standing["strategy.tiers"] == "claim"
    assert standing["strategy.drill"] == "contradicted"
    for question, answer, code in (
        ("strategy.tires", "yes", "readiness.unknown_question"),
        ("strategy.tiers", "maybe", "readiness.unknown_answer"),
    ):
        with pytest.raises(BadDataError) as caught:
            branch.desk.answer(question, answer)
        assert caught.value.code == code


def test_copies_people_and_promises_are_measured():
    branch = Branch(*people(3))
    assert branch.evidence("last_copy").met is False
    assert branch.evidence("promises").met is None
    branch.journal.append(
        CopyMade("stick", "", 3, AT),
        PromiseMade("P-1", "C-00001", "Loan car", AT, due="2024-06-19T13:00:00-07:00"),
        CallLogged("C-00001", "+14155550001", "reached", AT),
    )
    assert branch.evidence("last_copy").met is True
    assert branch.evidence("promises").met is True
    assert branch.evidence("practice").met is False
    branch.clock.move(dt.timedelta(hours=2))
    assert branch.evidence("promises").met is False


def test_the_ledger_and_the_way_back_are_measured_without_drills():
    branch = Branch(*people(3))
    assert branch.evidence("ledger").met is None
    branch.journal.append(SheetIssued("7K3-0001-1", "note", "1", "paper", drill=True))
    assert branch.evidence("ledger").met is None
    branch.journal.append(SheetIssued("7K3-0002-1", "note", "1", "paper"))
    assert branch.evidence("ledger").met is False
    assert branch.evidence("rekey").met is True


def test_figures_of_a_sample_do_not_flicker():
    verified = dataclasses.replace(builders.customer(1).channels[0], quality=Quality.VERIFIED)
    crowd = [builders.customer(n, channels=(verified,) if n % 3 else (BAD,)) for n in range(1, 900)]
    branch = Branch(*crowd)
    assert branch.evidence("verified").told == branch.evidence("verified").told
    assert branch.evidence("verified").met is True


def test_what_to_do_names_the_step_and_its_reason():
    steps = Branch(*people(3)).desk.report().next_steps
    assert any(step.step.startswith("Rehearse") and "No drill" in step.because for step in steps)
    assert len({step.step for step in steps}) == len(steps)


def test_a_language_is_known_by_name_and_by_code():
    assert words_of_language("Español (es)") == ["español", "es"]
    assert words_of_language("default") == ["default"]
