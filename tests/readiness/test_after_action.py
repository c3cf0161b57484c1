"""Looking back at an incident."""

import datetime as dt

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.types import CallLogged, CopyMade, OverrideMade, PromiseKept, PromiseMade
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.paper.context import A4, SheetContext
from continuity_app.readiness.after_action import after_action
from continuity_app.readiness.pages import after_action_pages
from tests import builders
from tests.recovery.test_ledger import Desk


class Outage:
    """A declared incident on a laptop whose clock can be moved."""

    def __init__(self, *, drill=False):
        self.clock = builders.clock()
        self.desk = Desk(builders.journal(self.clock))
        self.incidents = IncidentDesk(self.desk.journal, self.clock)
        if drill:
            self.incident = self.incidents.start_drill("Spring drill").incident
        else:
            self.incident = self.incidents.declare("DMS held for ransom", "ransom").incident

    def at(self):
        return self.clock.now().isoformat()

    def call(self, outcome, customer="C-00001"):
        self.desk.journal.append(CallLogged(customer, "+14155550001", outcome, self.at(), incident=self.incident))

    def report(self, *customers):
        store = builders.contacts(*customers) if customers else None
        return after_action(store, self.desk.journal, self.clock.now())


def test_without_an_incident_there_is_nothing_to_report():
    with pytest.raises(BadDataError) as caught:
        after_action(None, builders.journal(), builders.NOON)
    assert caught.value.code == "report.no_incident"


def test_days_calls_and_people_are_counted_from_the_declaration_on():
    outage = Outage()
    outage.call("no answer")
    outage.clock.move(dt.timedelta(days=1))
    outage.call("reached")
    outage.call("reached", "C-00002")
    report = outage.report(builders.customer(1), builders.customer(2), builders.customer(3))
    assert [(day.calls, day.reached) for day in report.timeline.days.values()] == [(1, 0), (2, 2)]
    assert report.timeline.outcomes == {"reached": 2, "no answer": 1}
    assert report.impact.whole.reached == 2
    assert report.as_json()["people"] == 1


def test_the_time_line_tells_firsts_once_and_turning_points_always():
    outage = Outage()
    for _ in range(2):
        outage.clock.move(dt.timedelta(hours=1))
        outage.call("busy")
        outage.desk.journal.append(CopyMade("stick", "", 3, outage.at()))
    outage.desk.journal.append(OverrideMade("snapshot.rollback", "newest was broken", outage.at()))
    outage.incidents.close()
    told = [moment.what for moment in outage.report().timeline.moments]
    assert told == [
        "The incident was declared: DMS held for ransom (ransom).",
        "The first call was logged.",
        "The journal was copied: 3 entries.",
        "The journal was copied: 3 entries.",
        "A safety rule was overridden (snapshot.rollback): newest was broken",
        "The incident was closed.",
    ]


def test_what_happens_after_the_close_is_not_part_of_it():
    outage = Outage()
    outage.incidents.close()
    outage.clock.move(dt.timedelta(days=1))
    outage.call("reached")
    assert outage.report().timeline.outcomes.total() == 0


def test_what_remains_open_is_said_in_words():
    outage = Outage()
    left, captured = outage.desk.issue(copies=2, incident=outage.incident)
    outage.desk.capture(captured)
    outage.desk.journal.append(
        PromiseMade("P-1", "C-1", "Loan car", outage.at(), due="2024-06-18", incident=outage.incident),
        PromiseMade("P-2", "C-1", "Call", outage.at(), incident=outage.incident),
        PromiseKept("P-2", outage.at()),
    )
    report = outage.report()
    assert report.remains_open == (
        "Unexplained sheets: 1.",
        "Captured sheets to be re-keyed: 1.",
        "Open promises: 1.",
        "Overdue promises: 1.",
    )
    outage.desk.sheets.void(left, "spoilt")
    assert "Unexplained sheets: 1." not in outage.report().remains_open


def test_a_drill_is_reported_with_its_own_sheets():
    outage = Outage(drill=True)
    outage.desk.issue(copies=2, drill=True, incident=outage.incident)
    outage.incidents.end_drill()
    report = outage.report()
    assert report.incident.drill
    assert report.sheets.total() == 2


def test_the_report_can_be_drawn():
    outage = Outage()
    outage.call("reached")
    pages = after_action_pages(outage.report(builders.customer(1)))
    drawn = pages.draw(SheetContext("Harbour Motors", "Harbour North", paper=A4, printed_at=builders.NOON))
    assert drawn.data.startswith(b"%PDF")
    assert drawn.pages >= 1
