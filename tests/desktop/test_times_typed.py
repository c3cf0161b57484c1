"""Days and times typed as people write them: said back in words, never turned into others, refused with a reason."""

import datetime as dt

import pytest

from tests.desktop.pages.find import FindPage
from tests.desktop.pages.forms import FormsPage


@pytest.fixture
def promising(page) -> FindPage:
    """A customer's page with the panel for a promise, its words given."""
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+R")
    page.fill("promise_what", "Loan car")
    return find


def test_typing_over_what_stands_there_means_what_was_typed(page, promising):
    due = page.named("promise_due")
    due.selectAll()
    page.type(due, "27.11.2099 17:00")
    assert page.text("promise_due_words") == "= Friday 27 November 2099, 17:00"
    page.press("Enter")
    made = page.entries("promise.made")
    assert [promise["due"][:16] for promise in made] == ["2099-11-27T17:00"]


def test_what_is_not_understood_is_refused_and_nothing_is_saved(page, promising):
    page.fill("promise_due", "next full moon")
    page.press("Enter")
    assert "not understood" in page.text("promise_due_problem")
    assert page.focused == "promise_due"
    assert page.entries("promise.made") == []


def test_day_and_month_are_never_exchanged_in_silence(page, promising):
    region = page.house.desk.region
    page.fill("promise_due", "3/4/2099")
    words = page.text("promise_due_words")
    assert ("first, as is usual here" in words) if region and region != "CA" else ("either" in words)


def test_a_past_time_is_saved_only_after_saying_so_and_is_overdue_at_once(page, promising):
    page.fill("promise_due", "yesterday 9:00")
    assert "past, overdue at once" in page.text("promise_due_words")
    page.press("Enter")
    assert "overdue at once" in page.text("promise_due_problem")
    assert page.entries("promise.made") == []
    page.press("Enter")
    assert len(page.entries("promise.made")) == 1
    assert page.shown("customer")
    assert any(promise.overdue(page.clock.now()) for promise in promising.customer().promises)
    shown = [label.text() for label in page.named("customer").findChildren(type(page.named("promise_due_words")))]
    assert any("overdue" in words for words in shown)


def test_a_promise_without_a_time_is_one(page, promising):
    page.fill("promise_due", "")
    assert page.text("promise_due_words") == "No time is set."
    page.press("Enter", page.named("promise_what"))
    assert [promise["due"] for promise in page.entries("promise.made")] == [""]


def test_a_call_back_takes_a_time_as_it_is_said(page):
    page.go("calls")
    page.press("9")
    page.fill("outcome_due", "+2h")
    page.press("Enter")
    soon = page.clock.now() + dt.timedelta(hours=2)
    assert [call["call_back_at"][:16] for call in page.entries("call.logged")] == [soon.isoformat()[:16]]


def test_a_due_time_that_is_not_understood_keeps_the_call_in_front(page):
    page.go("calls")
    name = page.text("call_name")
    page.press("1")
    page.fill("outcome_promise", "Loan car")
    page.fill("outcome_due", "27.13.")
    page.press("Enter")
    assert page.entries("call.logged") == []
    assert page.text("call_name") == name
    assert page.focused == "outcome_due"
    assert page.text("outcome_due_problem")


def test_legal_clocks_start_at_the_moment_that_was_typed(page):
    room = page.go("incident")
    page.fill("declare_name", "DMS held for ransom")
    page.press("Enter")
    room.running.tabs.setCurrentIndex(3)
    page.fill("incident_known", "yesterday 8:15")
    page.press("Enter")
    yesterday = page.clock.now() - dt.timedelta(days=1)
    assert f"{yesterday.day} " in page.text("incident_known_words")
    known = yesterday.replace(hour=8, minute=15, second=0, microsecond=0).isoformat(timespec="minutes")
    noted = [(each["event"], each["happened"]) for each in page.entries("event.noted")]
    assert noted == [(event, known) for event in ("aware", "belief", "determined", "discovery")]
    page.fill("incident_known", "39.11.2026")
    page.press("Enter")
    assert page.text("incident_known_problem")
    assert len(page.entries("event.noted")) == len(noted)


def test_a_form_takes_the_same_spellings_and_says_what_it_understood(page):
    forms = FormsPage(page)
    forms.pick("repair")
    question = forms.dated("dateTime")
    forms.type_answer(question, "27 Nov 2099 5pm")
    assert forms.value(question) == "2099-11-27T17:00"
    assert forms.understood(question) == "= Friday 27 November 2099, 17:00"
    assert forms.problem(question) == ""
    forms.type_answer(question, " or so")
    assert "not understood" in forms.problem(question)
    assert forms.understood(question) == ""
