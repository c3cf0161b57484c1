"""What a notification needs: whose data lay where, and which clocks run."""

import datetime as dt

import pytest

from continuity_app.errors import BadDataError
from continuity_app.paper.context import LETTER, SheetContext
from continuity_app.readiness.disclosure import Holder, disclosure, holders_of_registry, holders_of_snapshot
from continuity_app.readiness.pages import disclosure_pages
from tests import builders

NOW = builders.NOON
EVENTS = {"discovery": NOW, "aware": NOW}


def holder(number=1, customers=600, **more):
    return Holder(f"D-{number}", "ana", "Harbour North", customers, ("name", "phone"), ("version 1",), **more)


def test_persons_are_those_of_the_fullest_laptop_and_fields_of_all():
    report = disclosure(
        "Harbour Motors",
        [holder(1, 600), Holder("D-2", "ben", "South", 400, ("name", "email"), ())],
        {},
        NOW,
        whole=True,
    )
    assert report.persons == 600
    assert report.fields == ("name", "phone", "email")
    assert all(clock.ends is None for clock in report.clocks)


def test_clocks_that_run_come_first_and_thresholds_are_compared():
    report = disclosure("Harbour Motors", [holder()], EVENTS, NOW, whole=True)
    running = [clock for clock in report.clocks if clock.ends]
    assert [clock.duty.id for clock in running] == ["gdpr_33", "ftc_safeguards", "hipaa", "hipaa_500"]
    assert report.clocks[: len(running)] == tuple(running)
    assert {clock.duty.id for clock in report.passed_thresholds()} == {"ftc_safeguards", "hipaa_500"}
    few = disclosure("Harbour Motors", [holder(customers=499)], EVENTS, NOW, whole=True)
    assert few.passed_thresholds() == []


def test_an_unknown_event_is_refused():
    with pytest.raises(BadDataError):
        disclosure("Harbour Motors", [], {"discovred": NOW}, NOW, whole=True)


def test_a_laptop_tells_what_its_snapshot_says():
    assert holders_of_snapshot(None) == []
    assert holders_of_snapshot(builders.contacts(builders.customer())) == []


def test_the_it_machine_tells_every_laptop(tmp_path):
    office, _ = builders.organisation(tmp_path)
    _, card = builders.device("ana")
    office.registry.accept(card.to_bytes(), NOW)
    (known,) = holders_of_registry([office.registry.exposure(card.device)])
    assert (known.device, known.user, known.customers, known.revoked) == (card.device, "ana", 0, "")
    office.registry.revoke(card.device, "stolen", NOW)
    (gone,) = holders_of_registry([office.registry.exposure(card.device)])
    assert "stolen" in gone.revoked


@pytest.mark.parametrize("whole", [True, False])
def test_the_report_can_be_drawn(whole):
    report = disclosure("Harbour Motors", [holder(revoked="revoked 2024-06-19: stolen")], EVENTS, NOW, whole=whole)
    drawn = disclosure_pages(report).draw(SheetContext("Harbour Motors", "", paper=LETTER, printed_at=NOW))
    assert drawn.data.startswith(b"%PDF")
    assert report.as_json()["clocks"][0]["ends"] == (NOW + dt.timedelta(hours=72)).isoformat()
