"""Calls: the next one in front, outcomes on keys, Enter logs and brings the next."""

import datetime as dt

import pytest
from PySide6.QtGui import QTextDocument

from continuity_app.contacts.model import Customer, Script
from continuity_app.desktop.calls.pace import progress_words, seconds_each
from continuity_app.desktop.calls.script import filled
from continuity_app.outage.call_lines import Filters
from tests.builders import NOON


def rows(table):
    model = table.table
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_next_call_is_in_front(page):
    room = page.go("calls")
    call = page.session.calls.next()
    assert page.text("call_name") == call.customer.name
    assert call.reason in page.text("call_reason")
    assert page.focused == "outcome_outcome_1"
    assert call.customer.name.split()[0] in room.next.script.toPlainText()


def test_a_key_chooses_enter_logs_and_brings_the_next(page):
    room = page.go("calls")
    first = page.text("call_name")
    page.press("4")
    page.press("Enter")
    logged = page.entries("call.logged")
    assert [call["outcome"] for call in logged] == ["no answer"]
    assert page.text("call_name") != first
    assert room.next.pad.outcome == ""
    assert "1 done today" in page.text("calls_progress")
    page.press("1")
    page.press("Enter")
    assert len(page.entries("call.logged")) == 2


def test_enter_without_an_outcome_logs_nothing(page):
    page.go("calls")
    page.press("Enter", page.named("outcome_note"))
    assert page.entries("call.logged") == []


def test_a_figure_in_a_field_is_text_and_with_alt_an_outcome(page):
    room = page.go("calls")
    page.fill("outcome_note", "2 cars")
    assert room.next.pad.outcome == ""
    page.press("Alt+5", page.named("outcome_note"))
    assert room.next.pad.outcome == "disconnected"
    assert page.text("outcome_note") == "2 cars"


def test_a_call_back_takes_its_time(page):
    room = page.go("calls")
    assert not room.next.pad.due.line.isEnabled()
    page.press("9")
    assert room.next.pad.due.line.isEnabled()
    page.press("Enter")
    assert page.entries("call.logged")[0]["call_back_at"]


def test_a_bad_new_number_is_told_and_nothing_is_logged(page):
    page.go("calls")
    page.press("1")
    page.fill("outcome_new_number", "12")
    page.press("Enter")
    assert "can be reached" in page.text("outcome_new_number_problem")
    assert page.focused == "outcome_new_number"
    assert page.entries("call.logged") == []


def test_filters_narrow_the_list(page):
    room = page.go("calls")
    market = page.session.calls.next().customer.market
    room.show_subject(market=market)
    assert {call.customer.market for call in room._calls.values()} == {market}


def test_the_list_prints(page):
    page.go("calls")
    page.press("Ctrl+P")
    assert page.shown("preview")
    assert page.house.preview._document.pageCount() >= 1


def test_pace_is_the_usual_gap_and_pauses_do_not_count():
    times = [NOON + dt.timedelta(minutes=minutes) for minutes in (0, 3, 6, 10, 70, 73)]
    assert seconds_each(times) == 180.0
    assert seconds_each(times[:3]) is None
    assert progress_words(14, 46, 65.0) == "14 done today, 46 to call, about 50 minutes"
    assert progress_words(0, 9, None) == "0 done today, 9 to call"


@pytest.mark.parametrize("name", ["*Pat*", "<b>Pat</b>", "[Pat](x)", "# Pat"])
def test_customers_data_never_act_as_markup(name, qtbot):
    script = Script("s", "Hello {name}, {unknown}!")
    words = filled(script, Customer("1", name), (), staff="Ana", site="North", now=NOON)
    document = QTextDocument()
    document.setMarkdown(words, QTextDocument.MarkdownFeature.MarkdownNoHTML)
    assert document.toPlainText().strip() == f"Hello {name}, ……!"


def test_a_single_customer_is_given_away_and_leaves_the_share(page):
    shares = page.session.call_shares
    shares.divide([page.session.user])
    room = page.go("calls")
    given = page.session.calls.next().customer
    page.press("Alt+V", room)
    page.fill("calls_give_to", "ben")
    page.press("Enter")
    assert page.entries("assignment.made")[-1]["subjects"] == [given.id]
    assert page.text("call_name") != given.name
    assert given.id not in room._calls
    assert "Nobody had a share under the name 'ben'" in page.notice
    assert shares.division().worker_of(given.id) == "ben"


def test_the_shares_are_counted_to_the_last_customer(page):
    session = page.session
    session.call_shares.divide(["ben", "cleo", session.user])
    room = page.go("calls")
    room.show_subject(part="shares")
    page.settle()
    told = {worker: int(left) for worker, left, _ in rows(room.shares.shares.table)}
    assert sum(told.values()) == session.calls.list().total
    assert told["ben"] == session.calls.list(Filters(worker="ben")).total > 0


def test_who_is_calling_is_one_key_away_and_its_words_change_at_midnight(page):
    room = page.go("calls")
    page.press("Alt+O", room)
    assert room.callers.isVisible()
    assert "never" in page.text("caller_step_2")
    words = room.callers.ask.text(), room.callers.answer.text()
    tomorrow = (page.clock.now() + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0)
    page.clock.move(tomorrow - dt.timedelta(seconds=1) - page.clock.now())
    room.callers.again.timeout.emit()
    assert (room.callers.ask.text(), room.callers.answer.text()) == words
    page.clock.move(dt.timedelta(seconds=1))
    room.callers.again.timeout.emit()
    assert (room.callers.ask.text(), room.callers.answer.text()) != words
    assert room.callers.again.isActive()
    room.tabs.setCurrentIndex(0)
    page.settle()
    assert not room.callers.again.isActive()
    assert page.focused == "outcome_outcome_1"


def test_without_a_snapshot_calls_says_that_no_customer_data_is_here(make_page, bare_home):
    page = make_page(bare_home)
    page.unlock()
    page.go("calls")
    assert page.shown("calls_no_data")
    assert not page.shown("calls_nobody")
