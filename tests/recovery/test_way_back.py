"""The way back beyond one sheet: order, match, batches, forecast, lists that come back, imports for CRMs, the proof."""

import base64
import datetime as dt
import hashlib
import json
import sqlite3
import subprocess
from dataclasses import replace

from continuity_app.forms.sheet_states import Capture, SheetState, State
from continuity_app.journal.types import CustomerAdded, RekeyDone
from continuity_app.outage.share_desk import ShareDesk
from continuity_app.recovery.batches import check_batches
from continuity_app.recovery.burndown import burn_down
from continuity_app.recovery.database import sql_script, sqlite_file
from continuity_app.recovery.ledger import LedgerDesk, line_of
from continuity_app.recovery.ledger_views import Part, first_unexplained, grouped
from continuity_app.recovery.order import in_order
from continuity_app.recovery.proof import Place, proof_of, signed_files
from continuity_app.recovery.table import Table
from continuity_app.recovery.workday import workday
from tests import builders
from tests.recovery.test_ledger import Desk
from tests.recovery.test_rekey import captured, refused

AT = "2024-06-19T12:00:00-07:00"


def sheet(number, form, customer="", state=State.CAPTURED, at="2024-06-19T10:00:00Z", **answers):
    serial = str(builders.make_serial(number))
    capture = (Capture(at, "ana", "typed", answers, {}),)
    return SheetState(serial, form, "1", customer, state, answers=answers, occurred_at=at, captures=capture)


def order(*sheets, new=()):
    places = in_order(sheets, lambda customer: customer in new)
    numbers = {each.serial: n for n, each in enumerate(sheets)}
    return [numbers[serial] for serial in places], {
        numbers[s]: {numbers[a] for a in p.after} for s, p in places.items()
    }


def test_customer_before_order_before_invoice_whatever_was_captured_first():
    receipt = sheet(1, "cash_receipt", "C-1", at="2024-06-19T08:00:00Z", amount=5)
    ticket = sheet(2, "parts_ticket", "C-1", at="2024-06-19T09:00:00Z")
    repair = sheet(3, "repair_order", "C-1", at="2024-06-19T10:00:00Z")
    patient = sheet(4, "registration", "C-1", at="2024-06-19T11:00:00Z")
    queue, after = order(receipt, ticket, repair, patient)
    assert queue == [3, 2, 1, 0]
    assert after[0] == {1, 2, 3}


def test_a_sheet_waits_for_the_one_whose_number_stands_on_it():
    repair = sheet(1, "repair_order", "C-1", at="2024-06-19T12:00:00Z")
    ticket = sheet(2, "parts_ticket", "", repair_order_no=repair.serial.replace("-", "").lower())
    assert order(ticket, repair) == ([1, 0], {1: set(), 0: {1}})


def test_a_legal_date_pulls_what_it_depends_on_forward():
    plain = sheet(1, "repair_order", "C-1", at="2024-06-19T01:00:00Z")
    repair = sheet(2, "repair_order", "C-2")
    cash = sheet(3, "cash_receipt", "C-2", amount=12_000, reportable=True)
    tag = sheet(4, "buyers_order", "C-3", tag_expiry="2024-07-30")
    places = in_order([plain, repair, cash, tag], lambda _: False)
    assert list(places) == [repair.serial, cash.serial, tag.serial, plain.serial]
    assert places[cash.serial].due == places[repair.serial].due == "2024-07-04"
    undated = replace(cash, occurred_at="")
    assert in_order([undated], lambda _: False)[cash.serial].due == "2024-07-04", "counted from when it was taken down"


def test_new_customers_lead_within_a_step_and_a_circle_is_still_a_queue():
    old, new = sheet(1, "repair_order", "C-1"), sheet(2, "repair_order", "NEW-1", at="2024-06-19T20:00:00Z")
    assert order(old, new, new=("NEW-1",))[0] == [1, 0]
    one = sheet(3, "parts_ticket", "", repair_order_no=str(builders.make_serial(4)))
    other = sheet(4, "parts_ticket", "", repair_order_no=one.serial)
    assert sorted(order(one, other)[0]) == [0, 1]


def test_the_queue_is_shared_and_a_customers_sheets_stay_together():
    ana, ben = builders.laptops("ana", "ben")
    desks = [Desk(ana.journal), Desk(ben.journal)]
    for number in range(12):
        captured(desks[0], f"C-{number // 2}")
    ben.journal.take_in(list(ana.journal.entries()))
    for made in (ana, ben):
        ShareDesk(made.journal, made.journal.clock, "rekey").divide(["ana", "ben"])
    owners = [{w.line.sheet.serial: w.owner for w in desk.rekey.list()} for desk in desks]
    assert owners[0] == owners[1]
    by_customer = {(w.line.sheet.customer, w.owner) for w in desks[0].rekey.list()}
    assert len(by_customer) == 6
    assert {owner for _, owner in by_customer} == {"ana", "ben"}
    assert desks[0].rekey.next().owner == "ana"
    assert desks[1].rekey.next().owner == "ben"


def test_the_second_look_of_a_shared_queue_is_another_persons():
    ana, ben = builders.laptops("ana", "ben")
    desks = [Desk(ana.journal), Desk(ben.journal)]
    serial = captured(desks[0], "C-1")
    ben.journal.take_in(list(ana.journal.entries()))
    desks[1].rekey.assign((serial,), "ben")
    desks[1].rekey.done(serial, "RO-1")
    ana.journal.take_in(list(ben.journal.entries()))
    assert [each.owner for each in desks[0].rekey.list()] == [""]
    assert desks[0].rekey.next().line.sheet.serial == serial
    assert desks[0].rekey.verify(serial).line.self_verified is False


def test_whoever_owns_what_another_rekeyed_looks_at_it():
    desk = Desk()
    serial = captured(desk)
    desk.rekey.assign((serial,), "ben")
    desk.rekey.done(serial, "RO-1")
    assert [each.owner for each in desk.rekey.list()] == ["ben"]
    assert desk.rekey.next() is None


def test_one_central_number_for_two_sheets_is_asked_about():
    desk = Desk()
    one, two = captured(desk), captured(desk)
    desk.rekey.done(one, "RO-1")
    with refused("rekey.reference_used"):
        desk.rekey.done(two, "ro-1")
    assert desk.rekey.done(two, "RO-1", "both on one order").line.sheet.reference == "RO-1"


def test_what_two_laptops_rekeyed_twice_is_settled_by_a_person():
    ana, ben = builders.laptops("ana", "ben")
    desk, other = Desk(ana.journal), Desk(ben.journal)
    serial = captured(desk)
    ben.journal.take_in(list(ana.journal.entries()))
    desk.rekey.done(serial, "RO-1")
    other.journal.append(RekeyDone(serial, "RO-2", AT))
    ana.journal.take_in(list(ben.journal.entries()))
    assert desk.ledger().rekeyed_twice == (serial,)
    with refused("rekey.done_already"):
        desk.rekey.done(serial, "RO-3", "no")
    desk.rekey.done(serial, "RO-1", "RO-2 was cancelled there")
    assert desk.ledger().rekeyed_twice == ()
    assert desk.sheets.state(serial).reference == "RO-1"


def cover(**line):
    serials = [str(builders.make_serial(n)) for n in (1, 9)]
    counts = [{"counted_form": "Cash receipt", **line}]
    return sheet(20, "batch_cover", first_serial=serials[0], last_serial=serials[1], counts=counts)


def test_a_batch_cover_must_say_what_the_ledger_knows():
    sheets = [sheet(n, "cash_receipt", amount=10) for n in (1, 2)]
    sheets += [sheet(3, "cash_receipt", state=State.VOID, amount=99), sheet(10, "cash_receipt", amount=5)]
    right = cover(used=2, voided=1, control_total=20)
    wrong = cover(used=3, blank_back=1, control_total=19.99)
    held = {each.serial: each for each in sheets}
    assert check_batches({**held, right.serial: right}) == (1, [])
    figures = {each.figure: (each.counted, each.known) for each in check_batches({**held, wrong.serial: wrong})[1]}
    assert figures == {
        "used": ("3", "2"),
        "void": ("0", "1"),
        "blank": ("1", "0"),
        "control total": ("19.99", "20.00"),
    }


def test_the_forecast_rests_on_the_measured_pace_and_has_an_interval():
    now = dt.datetime(2024, 6, 23, 12, 0, tzinfo=dt.UTC)
    desk = Desk(builders.journal(builders.clock(now - dt.timedelta(days=4))))
    serials = [captured(desk) for _ in range(30)]
    for day in range(4):
        for serial in serials[day * 5 : day * 5 + 5]:
            desk.rekey.done(serial, f"RO-{serial}")
        desk.journal.clock.move(dt.timedelta(days=1))
    told = burn_down(LedgerDesk(desk.sheets, desk.journal).lines(), now)
    # five each day between 12:00 and 13:00, in four hours that were worked
    assert (told.left, told.rekeyed, told.pace, told.hours.measured) == (10, 20, 5.0, True)
    assert told.finish == now + dt.timedelta(days=1, hours=1)
    # exact 95 % interval of a Poisson count of 20: 12.217 to 30.888, in four hours of work; three full ones come first
    assert abs((told.latest - now) / dt.timedelta(hours=1) - (3 * 24 + 10 * 4 / 12.217 - 3)) < 0.02
    assert abs((told.earliest - now) / dt.timedelta(hours=1) - (24 + 10 * 4 / 30.888 - 1)) < 0.02
    assert [row["left"] for row in told.as_json()["days"]] == [25, 20, 15, 10]
    nobody = burn_down([line_of(sheet(1, "repair_order"))], now)
    assert (nobody.left, nobody.finish, nobody.needed) == (1, None, 5)


def test_nights_count_for_nothing_and_the_first_day_is_taken_for_eight_hours():
    morning = dt.datetime(2024, 6, 24, 9, 0, tzinfo=dt.UTC)
    done = [morning + dt.timedelta(minutes=10 * n) for n in range(12)]
    first = workday(done)
    assert (first.first, first.hours, first.measured) == (9, 8, False)
    assert first.after(morning, 10) == morning + dt.timedelta(hours=26)
    assert first.worked(morning - dt.timedelta(hours=1), morning + dt.timedelta(days=1, hours=9)) == 16.0
    evening = dt.datetime(2024, 6, 24, 22, 30, tzinfo=dt.UTC)
    assert workday([evening]).after(evening, 2) == dt.datetime(2024, 6, 25, 22, 30, tzinfo=dt.UTC)
    assert first.after(morning, 10**9) is None


def test_four_sheets_tell_no_pace():
    desk = Desk()
    serials = [captured(desk) for _ in range(9)]
    for number, serial in enumerate(serials[:5]):
        told = burn_down(LedgerDesk(desk.sheets, desk.journal).lines(), desk.journal.clock.now())
        assert (told.finish, told.needed) == (None, 5 - number)
        desk.rekey.done(serial, f"RO-{number}")
    told = burn_down(LedgerDesk(desk.sheets, desk.journal).lines(), desk.journal.clock.now())
    assert told.finish is not None


def test_the_ledger_by_form_person_and_range_with_the_unexplained_first():
    desk = Desk()
    serials = desk.issue(copies=4)
    desk.capture(serials[0])
    lines = LedgerDesk(desk.sheets, desk.journal).lines()
    assert [line.sheet.serial for line in first_unexplained(lines)] == [*serials[1:], serials[0]]
    (row,) = grouped(lines, "form")
    assert (row[1].issued, row[1].captured, len(row[1].unexplained)) == (4, 1, 3)
    assert grouped(lines, "range")[0][0] == "7K3 0001…0050"
    assert [name for name, _ in grouped(lines, "person")] == ["ana"]
    assert len(Part(serials[:2], person="ANA").of(lines)) == 2
    assert Part(form="other").of(lines) == []


def test_everything_as_one_database_and_one_script(tmp_path):
    tables = [Table("a b", ("x", 'q"y'), (("=1+1", None), ("O'Neil\n;", 2.5))), Table("empty", ("z",), ())]
    (tmp_path / "e.sqlite").write_bytes(sqlite_file(tables))
    for database in (sqlite3.connect(tmp_path / "e.sqlite"), sqlite3.connect(":memory:")):
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            database.executescript(sql_script(tables).decode())
        assert database.execute('SELECT * FROM "a b"').fetchall() == [("=1+1", ""), ("O'Neil\n;", "2.5")]
        assert database.execute("SELECT count(*) FROM empty").fetchone() == (0,)
        database.close()


def test_the_proof_is_verified_by_openssl_and_by_nothing_of_ours(tmp_path):
    desk = Desk()
    blank, done = desk.issue(copies=2)
    desk.sheets.count_back([blank])
    desk.capture(done)
    lines = LedgerDesk(desk.sheets, desk.journal).lines()
    proof = proof_of(desk.ledger(), lines, desk.journal, Place("Harbour", "North", builders.NOON, None))
    for name, data in signed_files(proof, b"%PDF-1.7", desk.journal, "proof").items():
        (tmp_path / name).write_bytes(data)
    told = json.loads((tmp_path / "proof.json").read_bytes())
    assert (told["explained"], told["holds"], told["journal"]["digest"]) == (True, True, desk.journal.digest())
    assert told["pdf_sha256"] == hashlib.sha256(b"%PDF-1.7").hexdigest()
    pem = (tmp_path / "proof.pem").read_text().splitlines()[1]
    assert base64.b64decode(pem)[-32:].hex() == told["public_key"]

    def verifies(file):
        words = [
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "proof.pem",
            "-rawin",
            "-in",
            file,
            "-sigfile",
            f"{file}.sig",
        ]
        done = subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, check=False)
        return done.returncode == 0

    assert verifies("proof.json")
    assert verifies("proof.pdf")
    (tmp_path / "proof.json").write_bytes((tmp_path / "proof.json").read_bytes().replace(b"North", b"South"))
    assert not verifies("proof.json")


def test_a_sheet_of_a_new_customer_says_so():
    desk = Desk()
    desk.journal.append(CustomerAdded("NEW-1", {"name": "New"}, AT))
    captured(desk, "NEW-1")
    assert desk.rekey.next().as_json()["new_customer"] is True
