"""Legal clocks: how long each runs, over weekends and holidays."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.outage.clocks import Duty, ends_at, legal_clocks, obligations

ZONE = dt.timezone(dt.timedelta(hours=-5))


def duty(**fields):
    return Duty(id="x", rule="r", who="w", starts="aware", source="s", **fields)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_hours_run_through_the_night():
    assert ends_at(duty(hours=36), at("2024-06-19T22:10")) == at("2024-06-21T10:10")


def test_four_business_days_skip_weekend_and_juneteenth():
    # Monday 17 June 2024: 18, 20, 21, 24 (the 19th is a holiday, 22 and 23 a weekend)
    assert ends_at(duty(business_days=4, calendar="US"), at("2024-06-17T09:00")).date() == dt.date(2024, 6, 24)
    assert ends_at(duty(business_days=4), at("2024-06-17T09:00")).date() == dt.date(2024, 6, 21)


def test_days_end_with_the_day_and_roll_only_where_the_rule_does():
    start = at("2024-06-21T09:00")  # 15 days later is Saturday 6 July
    assert ends_at(duty(days=15), start) == at("2024-07-06T23:59")
    assert ends_at(duty(days=15, roll=True, calendar="US"), start) == at("2024-07-08T23:59")


def test_a_clock_runs_only_from_an_entered_event():
    clocks = legal_clocks({"aware": at("2024-06-19T08:00")})
    running = [c for c in clocks if c.ends]
    assert [c.duty.id for c in running] == ["gdpr_33"]
    assert clocks[0] is running[0]
    assert running[0].remaining(at("2024-06-19T09:00")) == dt.timedelta(hours=71)
    assert clocks[-1].remaining(at("2024-06-19T09:00")) is None


def test_an_unknown_event_is_refused_with_the_known_ones():
    with pytest.raises(BadDataError) as caught:
        legal_clocks({"discovred": at("2024-06-19T08:00")})
    assert caught.value.code == "clock.unknown_event"
    assert "discovery" in caught.value.next_step


def test_every_row_of_the_table_names_its_source():
    assert len(obligations().clock) >= 9
    assert all(row.source and row.rule and row.who and row.length for row in obligations().clock)


def test_the_length_of_a_clock_is_told_in_the_unit_of_the_law():
    told = {row.id: row.length for row in obligations().clock}
    assert (told["gdpr_33"], told["sec_8k"]) == ("72 hours", "4 business days")
    assert "60 days" in told.values()


@given(st.integers(1, 10), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_business_days_never_end_on_a_weekend_and_grow(count, day):
    start = dt.datetime.combine(day, dt.time(9), dt.UTC)
    end = ends_at(duty(business_days=count), start)
    assert end.weekday() < 5
    assert end.date() >= start.date() + dt.timedelta(days=count)
    assert ends_at(duty(business_days=count + 1), start) > end
