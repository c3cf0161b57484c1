"""Every row of the dated table: its event, and an end that was worked out by hand, in local time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from continuity_app.errors import BadDataError
from continuity_app.outage.clocks import ends_at, obligations
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.outage.noted_events import KNOWN, clocks_of, events_of, is_noted, note_events
from tests.builders import clock, journal, laptops

NEW_YORK = ZoneInfo("America/New_York")
ROWS = {
    # Wednesday 3 July 2024: the 4th is a holiday, 6 and 7 a weekend; business days 5, 8, 9, 10 July
    "sec_8k": ("material", "2024-07-03T16:00", "2024-07-10T23:59"),
    # Wednesday 25 November 2026: 26th is Thanksgiving; 27, 30 November, 1, 2 December
    "sec_8k_amendment": ("facts_known", "2026-11-25T09:00", "2026-12-02T23:59"),
    # 30 days from 19 June: 11 left in June, 19 in July; a Friday, and nothing rolls
    "ftc_safeguards": ("discovery", "2024-06-19T08:00", "2024-07-19T23:59"),
    # 36 hours over the night to daylight saving, which has one hour less: the hands of the clock show 37
    "us_banks": ("determined", "2024-03-09T20:00", "2024-03-11T09:00"),
    # 60 days from 1 December 2023: 30 left in December, 30 in January
    "hipaa": ("discovery", "2023-12-01T10:00", "2024-01-30T23:59"),
    "hipaa_500": ("discovery", "2023-12-01T10:00", "2024-01-30T23:59"),
    # 72 hours over a weekend are 72 hours
    "gdpr_33": ("aware", "2024-06-21T17:45", "2024-06-24T17:45"),
    # 72 hours over the end of daylight saving: the clock shows an hour less
    "circia_incident": ("belief", "2024-11-01T12:00", "2024-11-04T11:00"),
    "circia_payment": ("payment", "2024-02-28T23:30", "2024-02-29T23:30"),
    "nydfs_incident": ("determined", "2024-12-30T09:00", "2025-01-02T09:00"),
    "nydfs_payment": ("payment", "2024-12-31T22:00", "2025-01-01T22:00"),
    # 15 days from 20 December 2024 is Saturday 4 January 2025: Monday the 6th
    "form_8300": ("cash_received", "2024-12-20T15:00", "2025-01-06T23:59"),
}


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def test_the_hand_worked_ends_are_of_every_row():
    assert {duty.id for duty in obligations().clock} == set(ROWS)


@pytest.mark.parametrize("duty", obligations().clock, ids=lambda duty: duty.id)
def test_a_row_starts_and_ends_as_worked_out_by_hand(duty):
    event, start, end = ROWS[duty.id]
    assert duty.starts == event
    assert ends_at(duty, local(start)).strftime("%Y-%m-%dT%H:%M") == end


def test_only_the_rules_that_say_so_have_a_threshold():
    assert {duty.id: duty.persons for duty in obligations().clock if duty.persons} == {
        "ftc_safeguards": 500,
        "hipaa_500": 500,
    }


def test_a_new_years_day_on_a_saturday_is_kept_on_the_friday_before():
    (sec,) = (duty for duty in obligations().clock if duty.id == "sec_8k")
    # Tuesday 28 December 2021: 29, 30; Friday the 31st is kept for New Year; 3, 4 January
    assert ends_at(sec, local("2021-12-28T09:00")).date() == dt.date(2022, 1, 4)


def test_events_are_noted_for_all_laptops_and_may_be_corrected_and_taken_back():
    at = clock()
    one, other = laptops("ana", "ben", at=at)
    incident = IncidentDesk(one.journal, at).declare("DMS held for ransom")
    declared, zone = at.now(), at.now().tzinfo
    assert events_of(one.journal, incident, zone) == dict.fromkeys(KNOWN, declared)
    assert not is_noted(one.journal, incident, "discovery")
    paid = declared - dt.timedelta(hours=3)
    note_events(one.journal, ["payment"], declared)
    note_events(one.journal, ["payment", "discovery"], paid)
    other.journal.take_in(list(one.journal.held_entries()))
    ends = {each.duty.id: each.ends for each in clocks_of(other.journal, incident, zone)}
    assert ends["nydfs_payment"] == paid + dt.timedelta(hours=24)
    assert ends["nydfs_incident"] == declared + dt.timedelta(hours=72)
    assert ends["sec_8k"] is None
    assert is_noted(other.journal, incident, "discovery")
    note_events(one.journal, ["payment", "discovery"], None)
    assert events_of(one.journal, incident, zone) == dict.fromkeys(KNOWN, declared)


def test_a_clock_of_an_unknown_event_or_of_no_incident_is_not_noted():
    made = journal()
    for events, code in ((["discovred"], "clock.unknown_event"), (["discovery"], "incident.none")):
        with pytest.raises(BadDataError) as refused:
            note_events(made, events, clock().now())
        assert refused.value.code == code
    assert made.count() == 0
