"""Days and times in any usual spelling: understood as meant, said back in words, or refused."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.times.reading import Manner, read_when
from continuity_app.times.telling import in_words

HERE = dt.timezone(dt.timedelta(hours=1))
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=HERE)
BRITISH, AMERICAN, NOWHERE = Manner(NOW, "GB"), Manner(NOW, "US"), Manner(NOW)
AT_FIVE = "Friday 27 November 2026, 17:00"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-27T17:00",
        "2026-11-27 17:00:00",
        "20261127 17:00",
        "27.11.2026 17:00",
        "27.11.26 17.00",
        "27.11. 17:00",
        "27/11/2026 5pm",
        "11/27/2026 5 p.m.",
        "27-11-2026 17h",
        "27 Nov 17:00",
        "27 nov 2026, 5:00 pm",
        "Nov 27 5pm",
        "November 27th, 2026 at 5pm",
        "5pm on 27 November",
        "fri 17:00",
        "Friday at 5pm",
        "next Friday 17:00",
        "Fri 27 Nov 2026 17:00",
        "27 de noviembre de 2026 a las 17:00",
        "viernes 17:00",
        "27. November um 17 Uhr",
        "am Freitag um 17:00",
        "27 novembre à 17h00",
        AT_FIVE,
    ],
)
def test_usual_spellings_are_understood(written):
    for manner in (BRITISH, AMERICAN, NOWHERE):
        assert in_words(read_when(written, manner)) == AT_FIVE


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("today", "Tuesday 24 November 2026"),
        ("tomorrow 5pm", "Wednesday 25 November 2026, 17:00"),
        ("mañana 9:30", "Wednesday 25 November 2026, 09:30"),
        ("pasado mañana", "Thursday 26 November 2026"),
        ("übermorgen", "Thursday 26 November 2026"),
        ("yesterday noon", "Monday 23 November 2026, 12:00"),
        ("+2h", "Tuesday 24 November 2026, 12:00"),
        ("+1h30", "Tuesday 24 November 2026, 11:30"),
        ("+90 min", "Tuesday 24 November 2026, 11:30"),
        ("in 3 days", "Friday 27 November 2026"),
        ("+1w", "Tuesday 1 December 2026"),
        ("tue 11:00", "Tuesday 24 November 2026, 11:00"),
        ("tue 9:00", "Tuesday 1 December 2026, 09:00"),
        ("last friday", "Friday 20 November 2026"),
        ("mar 17:00", "Tuesday 24 November 2026, 17:00"),
        ("5 mar", "Friday 5 March 2027"),
        ("1 oct", "Thursday 1 October 2026"),
        ("29 feb", "Tuesday 29 February 2028"),
        ("12:15 am", "00:15"),
        ("17.30", "17:30"),
        ("10.11", "Tuesday 10 November 2026"),
        ("3/4/58", "Thursday 3 April 1958 (day first, as is usual here)"),
        ("2026-11-27T17:00+02:00", "Friday 27 November 2026, 17:00 UTC+02:00"),
    ],
)
def test_what_was_understood_is_said_in_words(written, words):
    assert in_words(read_when(written, BRITISH)) == words


def test_the_region_decides_between_day_and_month_and_the_words_tell():
    assert in_words(read_when("3/4/2026", BRITISH)) == "Friday 3 April 2026 (day first, as is usual here)"
    assert in_words(read_when("3/4/2026", AMERICAN)) == "Wednesday 4 March 2026 (month first, as is usual here)"
    assert "either" in read_when("3/4/2026", NOWHERE).problem
    assert "either" in read_when("3/4", Manner(NOW, "CA")).problem
    assert in_words(read_when("3.4.2026", AMERICAN)) == "Friday 3 April 2026"


@pytest.mark.parametrize(
    "written",
    [
        *("", "   ", "foo", "someday", "5", "tomorrow at 5", "1700", "27th", "31.2.2026", "2026-13-01", "13/13/2026"),
        *(
            "27.11.2026 25:00",
            "13pm",
            "thu 27 nov 2026",
            "tomorrow morning",
            "+2x",
            "27.11.2026 17:00 18:00",
            "\u06f5 pm",
        ),
        *("2026-11-27T17:00+99:00", "+9999w 9", "x" * 500, "27.11.2026.5", "1.2.3.4", "17:00:61", "0/0/0000"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_reason(written):
    read = read_when(written, BRITISH)
    assert read.problem
    assert (read.day, read.time, read.moment(BRITISH), in_words(read)) == (None, None, None, "")


def test_a_day_alone_ends_at_its_end_and_a_time_alone_is_today():
    assert read_when("27 Nov", BRITISH).moment(BRITISH) == dt.datetime(2026, 11, 27, 23, 59, 59, tzinfo=HERE)
    assert read_when("17:00", BRITISH).moment(BRITISH) == dt.datetime(2026, 11, 24, 17, 0, tzinfo=HERE)
    assert read_when("2026-11-27T17:00Z", BRITISH).moment(BRITISH) == dt.datetime(2026, 11, 27, 17, tzinfo=dt.UTC)


def test_words_of_other_languages():
    read = read_when("27 Nov 17:00", BRITISH)
    assert in_words(read, "es") == "viernes 27 de noviembre de 2026, 17:00"
    assert in_words(read, "de") == "Freitag, 27. November 2026, 17:00"
    assert in_words(read, "xx") == AT_FIVE


# What stands on a wall has no zone.
MOMENTS = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)


@given(MOMENTS, st.sampled_from(("en", "es", "de", "fr")), st.sampled_from((BRITISH, AMERICAN, NOWHERE)))
def test_what_the_kit_says_it_understands_again(moment, language, manner):
    read = read_when(moment.isoformat(), manner)
    assert (read.day, read.time) == (moment.date(), moment.time())
    assert read_when(in_words(read, language), manner) == read


@given(MOMENTS)
def test_figures_are_read_by_the_region_alone(moment):
    for manner, order in ((BRITISH, "%d/%m/%Y %H:%M"), (AMERICAN, "%m/%d/%Y %H:%M"), (NOWHERE, "%d.%m.%Y %H:%M")):
        read = read_when(moment.strftime(order), manner)
        other = moment.day <= 12 and moment.month <= 12 and moment.day != moment.month
        assert (read.day, read.time) == (moment.date(), moment.time())
        assert bool(read.note) == (other and manner is not NOWHERE)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    read = read_when(text, BRITISH)
    assert bool(read.problem) == (read.day is None and read.time is None)
