"""How the journal lies over the snapshot: what was heard about a number counts from then on."""

import datetime as dt

import pytest

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.journal.types import CallLogged, ChannelCorrected, ChannelVerified
from continuity_app.outage.facts import FactsProjection, Learned, overlaid
from tests.builders import customer, journal

AT = "2024-06-19T12:00:00-07:00"
DAY = dt.date(2024, 6, 19)
OLD, NEW = "+14155550100", "+14155552671"


def call(outcome: str, channel: str = OLD, incident: str = "") -> CallLogged:
    return CallLogged(customer="C-1", channel=channel, outcome=outcome, at=AT, incident=incident)


def given(new: str = NEW, old: str = OLD, incident: str = "") -> ChannelCorrected:
    return ChannelCorrected(
        customer="C-1", kind="mobile", new=new, original="(415) 555-2671", at=AT, old=old, incident=incident
    )


def known(*qualities: Quality):
    return customer(
        id="C-1",
        channels=(
            Channel(ChannelKind.MOBILE, OLD, "(415) 555-0100", Quality.UNVERIFIED),
            Channel(ChannelKind.HOME, "+14155550101", "", Quality.VERIFIED),
            Channel(ChannelKind.EMAIL, "a@example.com"),
        ),
    )


def channels(*facts, ignoring=()):
    return overlaid(known(), facts, ignoring).channels


def by_value(*facts, ignoring=()):
    return {channel.value: channel for channel in channels(*facts, ignoring=ignoring)}


def test_without_facts_the_best_quality_leads():
    assert [channel.value for channel in channels()] == ["+14155550101", OLD, "a@example.com"]


@pytest.mark.parametrize("outcome", ["disconnected", "wrong person"])
def test_a_spoilt_number_is_invalid_and_comes_last(outcome):
    last = channels(call(outcome))[-1]
    assert (last.value, last.quality) == (OLD, Quality.INVALID)
    assert Learned(last.reason).sentence


def test_reached_verifies_with_the_day():
    channel = by_value(call("reached"))[OLD]
    assert (channel.quality, channel.last_verified, channel.reason) == (Quality.VERIFIED, DAY, Learned.REACHED)


@pytest.mark.parametrize("outcome", ["refused", "call back"])
def test_whoever_answered_verified_the_number(outcome):
    channel = by_value(call(outcome))[OLD]
    assert (channel.quality, channel.last_verified, channel.reason) == (Quality.VERIFIED, DAY, Learned.ANSWERED)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("answering machine", Learned.MACHINE),
        ("busy", Learned.RANG),
        ("no answer", Learned.RANG),
        ("duplicate", ""),
    ],
)
def test_where_nobody_answered_the_quality_stays_and_the_reason_tells(outcome, reason):
    channel = by_value(call(outcome))[OLD]
    assert (channel.quality, channel.reason) == (Quality.UNVERIFIED, reason)
    assert not reason or reason.sentence


def test_a_verified_number_stays_verified_when_nobody_answers():
    assert by_value(call("reached"), call("busy"))[OLD].reason == Learned.REACHED


def test_a_line_of_paper_that_two_laptops_took_down_is_one_call():
    kept = journal()
    twice = CallLogged("C-1", OLD, "no answer", AT, sheet="7K3-0001-0/2")
    kept.append(twice, twice, call("no answer"), call("no answer"))
    assert len(kept.value_of(FactsProjection())["C-1"]) == 3


def test_a_number_that_the_customer_gave_leads_and_the_old_one_stays_below():
    first, *others = channels(call("reached"), given())
    assert (first.value, first.kind, first.quality, first.last_verified) == (
        NEW,
        ChannelKind.MOBILE,
        Quality.VERIFIED,
        DAY,
    )
    assert OLD in [channel.value for channel in others]


def test_the_last_number_given_leads():
    other = "+14155552672"
    assert [channel.value for channel in channels(given(), given(other))[:2]] == [other, NEW]
    assert channels(given(), given(other), given())[0].value == NEW


def test_a_given_number_that_turns_out_wrong_leads_no_more():
    last = channels(given(), call("disconnected", NEW))[-1]
    assert (last.value, last.quality) == (NEW, Quality.INVALID)


def test_the_later_word_counts():
    assert by_value(call("disconnected"), call("reached"))[OLD].quality is Quality.VERIFIED
    assert by_value(call("reached"), call("disconnected"))[OLD].quality is Quality.INVALID


def test_a_dial_sample_counts_and_nonsense_in_it_does_not():
    good = ChannelVerified("C-1", OLD, "verified", AT)
    bad = ChannelVerified("C-1", OLD, "splendid", AT)
    assert by_value(good)[OLD].last_verified == DAY
    assert by_value(bad) == by_value()


def test_what_a_drill_that_is_over_says_is_no_fact():
    facts = (call("disconnected", incident="I-1"), given(incident="I-1"))
    assert by_value(*facts, ignoring={"I-1"}) == by_value()
    assert by_value(*facts) != by_value()
