"""The hybrid clock: later is greater, whatever the wall clocks say."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.journal.entry import read_entry, write_entry
from continuity_app.journal.hybrid_clock import LAST_READING, first_reading_at, is_reading, reading_after, wall_part
from continuity_app.journal.types import CallLogged
from tests import builders

START = dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 20 * 365 * 86_400_000).map(lambda ms: START + dt.timedelta(milliseconds=ms))


@given(st.lists(MOMENTS, min_size=2, max_size=20))
def test_readings_only_ever_grow(moments):
    latest = ""
    for moment in moments:
        following = reading_after(latest, moment)
        assert is_reading(following)
        assert following > latest
        latest = following


def test_a_reading_is_the_time_while_clocks_are_right():
    moment = dt.datetime(2024, 6, 19, 12, 0, 0, 123_456, dt.timezone(dt.timedelta(hours=-7)))
    assert wall_part(reading_after("", moment)) == "2024-06-19T19:00:00.123Z"


def test_a_clock_that_is_ten_years_behind_still_follows():
    far = first_reading_at(dt.datetime(2034, 1, 1, tzinfo=dt.UTC))
    assert reading_after(far, dt.datetime(2024, 1, 1, tzinfo=dt.UTC)) == "2034-01-01T00:00:00.000Z/00000001"


def test_a_full_counter_moves_to_the_next_millisecond():
    moment = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert reading_after("2024-01-01T00:00:00.000Z/99999999", moment) == "2024-01-01T00:00:00.001Z/00000000"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "9999-12-31T23:59:59.999Z/99999999",
            "9998-99-99T99:99:99.999Z/00000000",
            "0001-01-01T00:00:00.000Z/00000000",
        ),
        *(
            "٢٠٢٤-06-19T12:00:00.000Z/00000000",
            "2024-06-19T12:00:00.000Z/00000000\n",
            "2024-02-30T12:00:00.000Z/00000000",
        ),
    ],
)
def test_a_reading_that_no_clock_can_show_is_none(text):
    assert not is_reading(text)


def test_a_peer_at_the_end_of_time_keeps_nobody_from_writing():
    ana, ben = builders.laptops("ana", "ben")
    body = CallLogged("C-1", "+14155552671", "reached", builders.NOON.isoformat())
    told = {"org": builders.ORGANISATION, "device": ben.card.device, "seq": 1, "prev": "", "hlc": LAST_READING}
    late = write_entry(ben.secrets.signing_key, body, **told, user="ben")
    ana.journal.take_in([read_entry(late.content, late.signature)])
    ana.journal.append(body, body)
    ana.journal.append(body)
    assert [entry.hlc for entry in ana.journal.entries()] == [LAST_READING] * 4
    assert ana.journal.verify().ok
    ben.journal.take_in(list(ana.journal.held_entries()))
    assert ben.journal.digest() == ana.journal.digest()
