"""Everything that was captured leaves, with the central ids, and nothing of a drill."""

import csv
import hashlib
import io
import json

from continuity_app.contacts.model import CentralPromise, Channel, ChannelKind
from continuity_app.forms.library import FormLibrary
from continuity_app.journal.types import (
    CallLogged,
    ChannelCorrected,
    ChannelVerified,
    CustomerAdded,
    CustomerLinked,
    DrillStarted,
    PromiseKept,
    PromiseMade,
)
from continuity_app.outage.promises import central_promises
from continuity_app.progress import finish
from continuity_app.recovery.export import ExportSource, export_everything
from tests import builders
from tests.recovery.test_ledger import Desk

AT = "2024-06-19T12:00:00-07:00"


def given_customer(number=1, **more):
    return builders.customer(number, central=(("(Do Not Modify) Contact", f"guid-{number}"),), **more)


def export(desk, folder, *customers):
    store = builders.contacts(*customers) if customers else None
    source = ExportSource(desk.sheets, FormLibrary([]), store, desk.journal, "Harbour North", builders.NOON)
    exported = finish(export_everything(source, folder))
    manifest = json.loads((folder / exported.as_json()["manifest"]).read_text("utf-8"))
    for file in exported.files:
        assert hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.sha256
    return exported, manifest


def rows(folder, name):
    return list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"))))


def test_an_empty_journal_still_gives_every_file(tmp_path):
    exported, manifest = export(Desk(), tmp_path / "out")
    assert [file.name for file in exported.files] == [
        "ledger.csv",
        "corrections.csv",
        "wrong-numbers.csv",
        "calls.csv",
        "promises.csv",
        "new_customers.csv",
    ]
    assert manifest["journal"]["entries"] == 0
    assert manifest["snapshot"] is None


def test_a_correction_leaves_with_the_central_id_and_its_hidden_columns(tmp_path):
    desk, customer = Desk(), given_customer()
    desk.journal.append(
        ChannelCorrected(customer.id, "mobile", "+14155552671;ext=204", "(415) 555-2671 x204", AT, old="+14155550001"),
        ChannelCorrected(customer.id, "email", "new@example.com", "new@example.com", AT),
        CallLogged(customer.id, "+14155550001", "disconnected", AT),
        CallLogged(customer.id, "+14155550001", "busy", AT),
        ChannelVerified("C-gone", "+14155550009", "invalid", AT, reason="dialled"),
        ChannelVerified("C-gone", "+14155550009", "verified", AT),
    )
    export(desk, tmp_path / "out", customer)
    lines = rows(tmp_path / "out", "corrections")
    assert [(line["customer"], line["change"]) for line in lines] == [
        (customer.id, "corrected"),
        (customer.id, "added"),
        (customer.id, "unusable"),
        ("C-gone", "unusable"),
    ]
    first = lines[0]
    assert (first["field"], first["old"], first["new"], first["new_extension"], first["new_original"]) == (
        *("mobile", "+14155550001", "+14155552671", "204", "(415) 555-2671 x204"),
    )
    assert (first["user"], first["device"]) == ("ana", desk.journal.device)
    assert [line["(Do Not Modify) Contact"] for line in lines] == ["guid-1", "guid-1", "guid-1", ""]


def test_a_captured_sheet_leaves_whole_and_a_void_one_only_in_the_ledger(tmp_path):
    desk = Desk()
    captured, void = desk.issue(copies=2, customer="C-1")
    desk.capture(captured, "=HYPERLINK(1)")
    desk.sheets.void(void, "coffee")
    desk.rekey.done(captured, "RO-1")
    exported, manifest = export(desk, tmp_path / "out")
    name = next(file.name for file in exported.files if file.name.startswith("sheets-"))
    (sheet,) = rows(tmp_path / "out", name.removesuffix(".csv"))
    assert (sheet["serial"], sheet["customer"], sheet["state"], sheet["reference"]) == (
        captured,
        "C-1",
        "rekeyed",
        "RO-1",
    )
    assert sheet["what"] == "'=HYPERLINK(1)"
    told = next(file for file in manifest["files"] if file["name"] == name)
    assert told["guarded"] == [{"row": 1, "column": "what"}]
    ledger = {line["serial"]: line for line in rows(tmp_path / "out", "ledger")}
    assert ledger[void]["state"] == "void"
    assert ledger[void]["reason"] == "coffee"
    assert ledger[captured]["rekeyed_by"] == "ana"


def test_nothing_of_a_drill_leaves_as_if_it_were_real(tmp_path):
    desk = Desk()
    desk.journal.append(DrillStarted("I-drill", "Spring drill", AT))
    (serial,) = desk.issue(drill=True, incident="I-drill")
    desk.capture(serial)
    desk.journal.append(
        CallLogged("C-1", "+14155550001", "reached", AT, incident="I-drill"),
        ChannelCorrected("C-1", "mobile", "+14155552671", "x", AT, incident="I-drill"),
        PromiseMade("P-1", "C-1", "Loan car", AT, incident="I-drill"),
        CustomerAdded("L-1", {"name": "Nobody"}, AT, incident="I-drill"),
    )
    exported, manifest = export(desk, tmp_path / "out")
    assert exported.drill_sheets_left_out == manifest["drill_sheets_left_out"] == 1
    assert [file.rows for file in exported.files] == [0, 0, 0, 0, 0, 0]


def test_promises_of_both_origins_leave_once_they_are_settled(tmp_path):
    desk = Desk()
    customer = given_customer(promises=(CentralPromise("Part arrives", "2024-06-20"), CentralPromise("Call back")))
    central = central_promises(customer)[0].promise
    desk.journal.append(
        PromiseMade("P-1", customer.id, "Loan car", AT, due="2024-06-21", owner="ana"),
        PromiseKept("P-1", AT, "brought"),
        PromiseKept(central, AT),
    )
    export(desk, tmp_path / "out", customer)
    lines = rows(tmp_path / "out", "promises")
    assert [(line["promise"], line["origin"], line["kept_at"], line["kept_note"]) for line in lines] == [
        ("P-1", "journal", AT, "brought"),
        (central, "central", AT, ""),
    ]


def test_a_new_customer_leaves_with_all_fields_and_whom_it_is_the_same_as(tmp_path):
    desk = Desk()
    desk.journal.append(
        CustomerAdded("L-1", {"name": "Łukasz", "mobile": "+14155552671", "customer": "odd"}, AT),
        CustomerAdded("L-2", {"name": "Ana"}, AT),
        CustomerLinked("L-1", "003A"),
        CustomerLinked("L-2", "003B"),
        CustomerLinked("003B", "L-2", linked=False),
    )
    export(desk, tmp_path / "out")
    one, two = rows(tmp_path / "out", "new_customers")
    assert (one["customer"], one["name"], one["mobile"], one["field_customer"], one["same_as"]) == (
        *("L-1", "Łukasz", "+14155552671", "odd", "003A"),
    )
    assert (two["mobile"], two["same_as"]) == ("", "")


def test_two_exports_of_one_journal_differ_in_nothing_but_the_time(tmp_path):
    desk, channel = Desk(), Channel(ChannelKind.MOBILE, "+14155550001")
    (serial,) = desk.issue()
    desk.capture(serial)
    one, _ = export(desk, tmp_path / "one", given_customer(channels=(channel,)))
    other, _ = export(desk, tmp_path / "other", given_customer(channels=(channel,)))
    assert [file.sha256 for file in one.files] == [file.sha256 for file in other.files]
