"""The incident room: declared in two actions, told on every screen, closed with what remains open."""

import datetime as dt
import io

from pypdf import PdfReader

from continuity_app.contacts.model import Script
from continuity_app.desktop.incident.timeline import happenings
from continuity_app.journal.types import CallLogged, IncidentDeclared
from continuity_app.outage.caller import caller_checks
from continuity_app.outage.duties import by_hour, first_hour
from tests.builders import journal


def declare(page, name="DMS held for ransom"):
    page.go("incident")
    page.fill("declare_name", name)
    page.press("Enter")


def test_a_name_and_enter_declare_it_and_the_bar_says_so(page):
    assert "No incident" in page.bar()
    declare(page)
    assert "INCIDENT · DMS held for ransom · day 1" in page.bar()
    assert [entry["name"] for entry in page.entries("incident.declared")] == ["DMS held for ransom"]


def test_without_a_name_nothing_is_declared(page):
    page.go("incident")
    page.press("Enter", page.named("declare_name"))
    assert "few words" in page.text("declare_name_problem")
    assert page.entries("incident.declared") == []


def test_a_drill_says_drill_in_words(page):
    page.go("incident")
    page.fill("declare_name", "Rehearsal")
    page.press("Alt+R")
    assert "DRILL · Rehearsal" in page.bar()
    page.press("Alt+E")
    page.click("incident_really")
    assert "No incident" in page.bar()
    assert len(page.entries("drill.ended")) == 1


def test_the_days_are_counted(page):
    declare(page)
    page.clock.move(dt.timedelta(days=2))
    page.house.refresh_bar()
    assert "day 3" in page.bar()


def test_roster_gaps_are_named_in_words(page):
    declare(page)
    room = page.go("incident")
    room.running.tabs.setCurrentIndex(1)
    page.settle()
    assert "no deputy for" in page.text("incident_gaps")
    assert room.running.roster.table.rowCount() == len(page.session.contacts.roster())


def test_legal_clocks_end_in_local_time_from_the_moment_given(page):
    declare(page)
    room = page.go("incident")
    rows = {row.subject: row.cells for row in room.running.clocks.table.shown}
    gdpr = next(cells for name, cells in rows.items() if "gdpr" in name)
    assert "72" in gdpr[1]
    room.running.tabs.setCurrentIndex(3)
    page.fill("incident_known", f"{page.clock.now() - dt.timedelta(hours=100):%Y-%m-%d %H:%M}")
    page.press("Enter")
    rows = {row.subject: row.cells for row in room.running.clocks.table.shown}
    gdpr = next(cells for name, cells in rows.items() if "gdpr" in name)
    assert gdpr[3].words == "over"
    sec = next(row for row in room.running.clocks.table.shown if row.subject == "sec_8k")
    assert "found to be material" in sec.cells[2].words
    choice = room.running.what_happened
    choice.setCurrentIndex(choice.findData("material"))
    page.fill("incident_known", f"{page.clock.now():%Y-%m-%d %H:%M}")
    page.press("Enter")
    assert page.entries("event.noted")[-1]["event"] == "material"
    sec = next(row for row in room.running.clocks.table.shown if row.subject == "sec_8k")
    assert "23:59" in sec.cells[2]


def test_it_closes_once_every_sheet_is_explained_and_takes_down_what_remains_open(page):
    declare(page)
    page.session.sheets.issue("repair_order")
    page.go("incident")
    page.press("Alt+E")
    assert "1 sheets are unexplained" in page.named("incident_remains").toPlainText()
    page.click("incident_really")
    assert page.entries("incident.closed") == []
    page.session.sheets.void_all(list(page.session.sheets.all()), "not used")
    page.press("Alt+E")
    page.click("incident_really")
    assert page.entries("incident.closed")[0]["remains_open"] == ["1 sheets are unexplained"]
    assert page.shown("declare_report")


def test_closing_can_be_thought_over(page):
    declare(page)
    page.press("Alt+E")
    page.click("incident_not_yet")
    assert page.entries("incident.closed") == []


def test_roster_and_after_action_report_print(page):
    declare(page)
    page.press("Ctrl+P")
    assert page.shown("preview")
    page.house.back()
    page.press("Alt+E")
    page.click("incident_really")
    page.press("Alt+A")
    assert page.shown("preview")


def test_calls_that_follow_each_other_are_one_line_of_the_time_line(clock):
    kept = journal(clock)
    at = clock.now().isoformat()
    kept.append(IncidentDeclared("I-1", "DMS", "ransom", at))
    for _ in range(3):
        kept.append(CallLogged("C-1", "+14155550100", "busy", at))
    since = clock.now() - dt.timedelta(minutes=1)
    assert [line.words for line in happenings(kept.entries(), since, clock.now())] == [
        "3 calls",
        "Incident declared: DMS",
    ]
    assert happenings(kept.entries(), clock.now() + dt.timedelta(minutes=1), clock.now()) == []


def test_the_first_hour_is_ticked_by_whoever_did_it(page):
    declare(page)
    room = page.go("incident")
    room.running.tabs.setCurrentIndex(2)
    page.settle()
    steps = len(room.running.checklist.boxes)
    assert page.text("first_hour_progress") == f"0 of {steps} steps done"
    page.press("Space", page.named("first_hour_done_2"))
    assert page.text("first_hour_progress") == f"1 of {steps} steps done"
    assert "ana" in page.text("first_hour_by_2")
    page.press("Space", page.named("first_hour_done_2"))
    assert page.text("first_hour_progress") == f"0 of {steps} steps done"


def test_the_first_hour_is_the_site_s_own_where_it_has_a_script_of_this_name():
    own = Script("first_hour", "# First hour\n\n1. Call **the owner**.\n2. Unplug the router.\n\nThen breathe.")
    assert first_hour([Script("first_call", "1. no"), own]) == ("Call the owner.", "Unplug the router.")
    assert len(first_hour([Script("first_hour", "no list at all")])) > 3


def test_a_shift_is_noted_beside_the_roster(page):
    declare(page)
    room = page.go("incident")
    room.running.tabs.setCurrentIndex(1)
    page.settle()
    role = room.running.roster.table.row(0).cells[0]
    page.fill("incident_shift", "Dora")
    page.press("Enter")
    assert room.running.roster.table.row(0).cells[4].words == "Dora"
    assert f"{role}: Dora from now on." in page.notice


def test_the_words_of_the_day_stand_beside_what_to_do_about_a_false_vendor(page):
    declare(page)
    room = page.go("incident")
    room.running.tabs.setCurrentIndex(4)
    page.settle()
    session = page.session
    checks = caller_checks(session.policy, session.contacts.facts.site, page.clock.now().date())
    assert (page.text("caller_ask"), page.text("caller_answer")) == (checks.pair.ask, checks.pair.answer)
    assert page.text("caller_step_1") == checks.vendor[0]
    page.press("Alt+W")
    assert page.shown("preview")


def test_the_hours_count_what_was_done(page):
    declare(page)
    call = page.session.calls.next()
    page.session.calls.log(call.customer.id, call.channel.value, "busy")
    page.session.calls.log(call.customer.id, call.channel.value, "reached", promise="Loan car")
    page.clock.move(dt.timedelta(hours=2))
    page.session.sheets.issue("repair_order")
    hours = by_hour(page.session.journal, page.clock.now() - dt.timedelta(hours=3), page.clock.now())
    assert [(h.calls, h.reached, h.promises, h.given_out) for h in hours] == [(0, 0, 0, 1), (2, 1, 1, 0)]
    room = page.go("incident")
    assert room.running.hours.table.rowCount() == 2


def test_the_wall_sheet_prints_roles_and_first_hour(page):
    declare(page)
    room = page.go("incident")
    shown = []
    page.house.desk.paper_made.connect(shown.append)
    room.print_wall()
    words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(shown[0].data)).pages)
    assert "Maja Nowak" in words
    assert "no deputy for" in words
    assert "Take the laptops off the network" in words
