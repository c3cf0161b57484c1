"""A laptop is lost: who and what is on it, what it last said, and which thresholds of the law it passes."""

import csv
import dataclasses
import datetime as dt
import io
from pathlib import Path

import pypdfium2
import pytest

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.types import CallLogged, DraftKept, SheetIssued
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.exposure_desk import ExposureReport, exposure_report, people_on, write_people
from continuity_app.kit.exposure_pages import draw_exposure
from continuity_app.kit.home import Home
from continuity_app.kit.session import Session
from continuity_app.kit.slots_desk import SlotsDesk
from continuity_app.kit.snapshot_desk import build_snapshot
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.outage.clocks import obligations
from continuity_app.paper.context import SheetContext
from continuity_app.progress import finish
from continuity_app.trust.age_box import new_age_secret, open_sealed, recipient_of
from tests import builders

PEOPLE = 501
WORDS = builders.FixedPrompts(builders.ORGANISATION_PASSPHRASE)
DISCOVERED = dt.datetime(2024, 6, 20, 8, 0, tzinfo=builders.NOON.tzinfo)


class Loss:
    """IT's home with two laptops of one site: ana's, which is lost, and ben's; two versions were built."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, Home(folder)
        self.office, _ = builders.organisation(folder)
        self.ana, self.ben = (builders.made_home(folder, self.office, user) for user in ("ana", "ben"))
        for home in (self.ana, self.ben):
            self.office.registry.accept(home.card.to_bytes(), builders.NOON)
        self.packages = [self.build(1, PEOPLE), self.build(2, 3)]

    def build(self, version: int, people: int) -> Path:
        plan, output = builders.plan(self.folder / f"plan{version}", people), self.folder / f"v{version}.snapshot"
        return finish(build_snapshot(self.home, plan, output, WORDS, builders.clock())).file

    def report(self, device: str, session: Session | None = None, **events: dt.datetime) -> ExposureReport:
        return exposure_report(self.home, device, session, events, builders.clock())


@pytest.fixture(scope="module")
def loss(tmp_path_factory: pytest.TempPathFactory) -> Loss:
    return Loss(tmp_path_factory.mktemp("loss"))


def text_of(data: bytes) -> str:
    pages = list(pypdfium2.PdfDocument(data))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_it_tells_the_most_people_of_any_version_and_all_fields(loss: Loss) -> None:
    report = loss.report(loss.ana.card.device)
    assert report.exposure.customers == PEOPLE
    assert {"given_name", "family_name", "phone", "email", "segment"} <= set(report.exposure.fields)
    assert [each.version for each in report.exposure.issued] == [2, 1]
    assert report.seen is None
    assert report.organisation == "Harbour Motors"
    with pytest.raises(BadDataError) as caught:
        loss.report("D-NOBODY")
    assert caught.value.code == "device.unknown"


def test_thresholds_are_those_of_the_table(loss: Loss) -> None:
    passed = {clock.duty.id for clock in loss.report(loss.ana.card.device).passed}
    counted = {duty.id: duty.persons for duty in obligations().clock if duty.persons}
    assert counted["ftc_safeguards"] == 500
    assert passed == {duty for duty, persons in counted.items() if persons <= PEOPLE}


@pytest.mark.parametrize(("persons", "passes"), [(0, False), (499, True), (500, True), (501, True), (502, False)])
def test_a_threshold_is_passed_from_its_number_on(loss: Loss, persons: int, passes: bool) -> None:
    report = loss.report(loss.ana.card.device)
    clock = report.clocks[0]
    one = dataclasses.replace(clock, duty=dataclasses.replace(clock.duty, persons=persons))
    assert (dataclasses.replace(report, clocks=(one,)).passed == (one,)) == passes


def test_clocks_run_from_the_events_that_are_entered(loss: Loss) -> None:
    rows = loss.report(loss.ana.card.device, discovery=DISCOVERED).as_json()["thresholds"]
    ftc = next(row for row in rows if row["rule"] == "FTC Safeguards Rule")
    assert (ftc["persons"], ftc["passed"], ftc["ends"]) == (500, True, "2024-07-20T23:59:00-07:00")
    gdpr = next(row for row in rows if row["rule"] == "GDPR, article 33")
    assert (gdpr["persons"], gdpr["passed"], gdpr["ends"]) == (None, False, None)
    with pytest.raises(BadDataError) as caught:
        loss.report(loss.ana.card.device, full_moon=DISCOVERED)
    assert caught.value.code == "clock.unknown_event"


def test_the_people_are_told_only_to_a_holder_and_only_as_asked(loss: Loss, tmp_path: Path) -> None:
    exposure = loss.report(loss.ana.card.device).exposure
    named = people_on(loss.home, exposure, WORDS)
    assert len(named) == PEOPLE
    assert named["C-501"] == "Margarethe Núñez501"
    secret, sealed, plain = new_age_secret(), tmp_path / "people.age", tmp_path / "people.csv"
    with pytest.raises(BadDataError) as caught:
        write_people(loss.home, exposure, plain, WORDS)
    assert caught.value.code == "exposure.how"
    wrong = builders.FixedPrompts("not the passphrase at all")
    with pytest.raises(WrongPassphraseError):
        write_people(loss.home, exposure, plain, wrong, plain=True)
    assert not plain.exists()
    assert write_people(loss.home, exposure, sealed, WORDS, recipient=recipient_of(secret)) == PEOPLE
    assert write_people(loss.home, exposure, plain, WORDS, plain=True) == PEOPLE
    assert open_sealed(sealed.read_bytes(), secret) == plain.read_bytes()
    rows = list(csv.reader(io.StringIO(plain.read_text("utf-8-sig"))))
    assert rows[0] == ["id", "name"]
    assert dict(rows[1:]) == named  # type: ignore[arg-type]


def test_no_name_lies_readable_on_the_it_machine_beside_the_sources(loss: Loss) -> None:
    blobs = b"".join(path.read_bytes() for path in (loss.folder / "org").rglob("*") if path.is_file())
    assert len(list((loss.folder / "org" / "people").iterdir())) == 2
    assert [name for name in ("Margarethe", "Núñez", "C-501") if name.encode() in blobs] == []


@pytest.mark.parametrize("how", ["gone", "bent", "another's"])
def test_a_missing_or_bent_list_of_people_is_told_and_nothing_is_written(tmp_path: Path, how: str) -> None:
    loss = Loss(tmp_path)
    lists = sorted((tmp_path / "org" / "people").iterdir())
    data = lists[0].read_bytes()
    {
        "gone": lists[0].unlink,
        "bent": lambda: lists[0].write_bytes(data[:-1] + bytes([data[-1] ^ 1])),
        "another's": lambda: lists[0].write_bytes(lists[1].read_bytes()),
    }[how]()
    exposure, file = loss.report(loss.ana.card.device).exposure, tmp_path / "people.csv"
    with pytest.raises(BadDataError):
        write_people(loss.home, exposure, file, WORDS, plain=True)
    assert not file.exists()


def test_a_merged_journal_tells_sheets_copies_lock_and_ways(tmp_path: Path) -> None:
    loss = Loss(tmp_path)
    ana, ben = loss.ana, loss.ben
    for home in (ana, ben):
        with home.session() as session:
            finish(apply_snapshot(session, loss.packages[0]))
    at = builders.NOON.isoformat()
    (tmp_path / "stick").mkdir()
    with ana.session() as session:
        CopyDesk(session).keep_at(tmp_path / "stick")
        CopyDesk(session).make()
        session.journal.append(
            SheetIssued(serial="7K3-0001-5", form="call_log", form_version="1", medium="paper"),
            CallLogged("C-1", "+14155552671", "reached", at),
            DraftKept(form="call_log", draft="d1", at="2024-06-19T12:30:00-07:00", answers={"who": "x"}),
            DraftKept(form="call_log", draft="d1", at="2024-06-19T12:45:00-07:00"),
        )
        SlotsDesk(session, builders.CHEAP).add_user(
            "cem", builders.FixedPrompts("granite owl under boats"), role="staff"
        )
        (tmp_path / "b").write_bytes(export_bundle(session.journal, [ben.card.recipient], "b").data)
    with ben.session() as session:
        before = loss.report(ana.card.device, session)
        merge_bundles(session.journal, [tmp_path / "b"], session.device.age_secret)
        report = loss.report(ana.card.device, session)
    assert before.seen is not None
    assert (before.seen.entries, before.seen.last_entry_at, before.seen.sheets) == (0, "", ())
    seen = report.seen
    assert seen is not None
    assert seen.sheets == ("7K3-0001-5",)
    assert seen.last_lock_at == "2024-06-19T12:30:00-07:00"
    assert seen.last_copy_at.startswith("2024-06-19T12:00")
    assert [(way.action, way.kind, way.user, way.role) for way in seen.ways] == [
        ("added", "passphrase", "cem", "staff")
    ]
    text = text_of(draw_exposure(report, SheetContext("Harbour Motors", "IT machine")).data)
    for told in ("7K3-0001-5", "cem", ana.card.device, ana.card.fingerprint, "501"):
        assert told in text


def test_the_pages_say_all_that_is_known_and_that_counsel_is_to_be_asked(loss: Loss) -> None:
    report = loss.report(loss.ana.card.device, discovery=DISCOVERED)
    drawn = draw_exposure(report, SheetContext("Harbour Motors", "IT machine", printed_at=builders.NOON))
    text = text_of(drawn.data)
    for told in ("Exposure of a lost laptop", "check with counsel", "No journal was looked at", "trusted still"):
        assert told in text
    for clock in report.clocks:
        assert clock.duty.rule in text
    for field in report.exposure.fields:
        assert field in text
    assert "Núñez" not in text
    loss.office.registry.revoke(loss.ben.card.device, "stolen from a car", builders.NOON)
    revoked = draw_exposure(loss.report(loss.ben.card.device), SheetContext("Harbour Motors", "IT machine"))
    assert "stolen from a car" in text_of(revoked.data)


def test_the_verb_tells_it_all_and_shows_at_most_so_many_names(loss: Loss) -> None:
    def told(*words: object) -> tuple[int, dict[str, object]]:
        card = loss.ana.card.device
        return builders.command(
            loss.folder, "device", "exposure", card, *words, passphrase=builders.ORGANISATION_PASSPHRASE
        )

    status, answer = told("--event", "discovery=2024-06-20T08:00", "--pdf", loss.folder / "exposure.pdf")
    assert status == 0
    assert {"device", "fingerprint", "site", "customers", "fields", "version", "as_of", "versions"} <= set(answer)
    assert (answer["customers"], answer["version"], answer["seen"]) == (PEOPLE, 2, None)
    assert (loss.folder / "exposure.pdf").read_bytes().startswith(b"%PDF")
    assert "names" not in answer
    _, some = told("--names", 2)
    assert (some["names_total"], len(some["names"])) == (PEOPLE, 2)  # type: ignore[arg-type]
    assert told("--names", 1001)[0] == told("--names", 0)[0] == 2
    status, listed = told("--people", loss.folder / "who.csv", "--plain")
    assert (status, listed["people"]["count"]) == (0, PEOPLE)  # type: ignore[index]
