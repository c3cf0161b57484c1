"""Cells as values: days in three orders, money in the world's spellings, yes and no."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.snapshot.values import read_moment, read_value, read_yes


@pytest.mark.parametrize(
    ("text", "region", "moment", "told"),
    [
        ("2024-06-22", "US", "2024-06-22", False),
        ("2024/6/2", "DE", "2024-06-02", False),
        ("20240622", "US", "2024-06-22", False),
        ("22.06.2024", "US", "2024-06-22", False),
        ("02.06.2024", "US", "2024-06-02", False),
        ("6/22/2024", "DE", "2024-06-22", False),
        ("22/6/2024", "US", "2024-06-22", False),
        ("06/07/2024", "US", "2024-06-07", True),
        ("06/07/2024", "GB", "2024-07-06", True),
        ("06/06/2024", "GB", "2024-06-06", False),
        ("6/22/24", "US", "2024-06-22", False),
        ("2024-06-22T13:30:00", "", "2024-06-22T13:30:00", False),
        ("2024-06-22 13:30", "", "2024-06-22T13:30:00", False),
        ("2024-06-22T13:30:00.000Z", "", "2024-06-22T13:30:00+00:00", False),
        ("2024-06-22T13:30:00-0700", "", "2024-06-22T13:30:00-07:00", False),
        ("6/22/2024 1:30 PM", "US", "2024-06-22T13:30:00", False),
        ("6/22/2024, 12:05 a.m.", "US", "2024-06-22T00:05:00", False),
        ("2024-02-30", "US", "2024-02-30", True),
        ("next week", "US", "next week", True),
        ("2024-06-22 25:00", "US", "2024-06-22 25:00", True),
        ("2024-06-22 13:00 PM", "US", "2024-06-22 13:00 PM", True),
        ("9" * 200, "US", "9" * 200, True),
    ],
)
def test_moments(text, region, moment, told):
    found = read_moment(text, region)
    assert (found.text, bool(found.problem)) == (moment, told)


@given(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)), st.sampled_from(["US", "DE", ""]))
def test_unambiguous_dates_are_read_in_every_order(day, region):
    for text in (day.isoformat(), day.strftime("%Y/%m/%d"), day.strftime("%d.%m.%Y")):
        assert read_moment(text, region).day == day
    if day.day > 12:
        assert read_moment(day.strftime("%d/%m/%Y"), region).day == day
        assert read_moment(day.strftime("%m-%d-%Y"), region).day == day


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("861", 861),
        ("1234.5", 1234.5),
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("1,234", 1234),
        ("1.234.567", 1234567),
        ("12,5", 12.5),
        ("$4,180", 4180),
        ("US$ 4 180", 4180),
        ("4\u202f180,00 €", 4180),
        ("1'234.50", 1234.5),
        ("(120)", -120),
        ("-120", -120),
        ("- 1,200.00", -1200),
        ("abc", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e300", None),
        ("12 of 13", None),
        ("9" * 100, None),
    ],
)
def test_money(text, value):
    assert read_value(text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1", True),
        ("TRUE", True),
        (" Yes ", True),
        ("Do Not Allow", True),
        ("0", False),
        ("", False),
        ("Allow", False),
        ("maybe", None),
    ],
)
def test_yes_and_no(text, says):
    assert read_yes(text) is says


@given(st.text(max_size=80))
def test_no_text_breaks_a_value(text):
    read_value(text)
    read_yes(text)
    assert read_moment(text, "US").text == text.strip() or read_moment(text, "US").day
