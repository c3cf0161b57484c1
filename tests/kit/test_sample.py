"""The embedded sample kit: it rings nobody, and shows what it is made to show."""

import csv
import datetime as dt
import json
import re

import phonenumbers
import pytest
from python_calamine import CalamineWorkbook

from continuity_app.forms.check_digits import vin_fits
from continuity_app.kit.sample import REPAIR_ORDER_CUSTOMER, SAMPLE_DAY, lay_out_sample
from continuity_app.resources import resource

NOBODY = [
    r"\+1(415|510|628|650|707|831)555(?!1212|4334)\d{4}",
    *(r"\+442079460\d{3}", r"\+6125550\d{4}", r"\+493023125\d{3}", r"\+468465004\d{2}", r"\+463139006\d{2}"),
]
"""The ranges that `resources/sample/README.md` names."""


def rows(name):
    with (resource("sample") / name).open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def every_number():
    cells = [r[f] for r in rows("customers.csv") for f in ("Phone", "MobilePhone", "HomePhone")]
    sheet = CalamineWorkbook.from_path(str(resource("sample") / "fleet.xlsx")).get_sheet_by_index(0)
    fleet = [row[3] for row in sheet.to_python()[3:]]
    cells += [str(int(cell)) if isinstance(cell, float) else str(cell) for cell in fleet]
    cells += [r["Phone"] for r in rows("roster.csv")]
    return [part for cell in cells for part in cell.split(";") if part.strip()]


def test_no_number_of_the_sample_can_ring_anybody():
    valid = 0
    for text in every_number():
        try:
            number = phonenumbers.parse(text, "US")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            valid += 1
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            assert any(re.fullmatch(pattern, e164) for pattern in NOBODY), e164
    assert valid > 1500


def test_mail_addresses_lie_in_reserved_domains():
    addresses = [r["Email"] for r in rows("customers.csv") if "@" in r["Email"]]
    assert len(addresses) > 1000
    assert {address.rpartition("@")[2] for address in addresses} <= {
        *("example.com", "example.org", "example.net"),
        *("example,com", "example,org", "example,net", ""),
    }


def test_vins_carry_a_true_check_digit():
    vins = [r["VIN__c"] for r in rows("customers.csv") if r["VIN__c"]]
    assert len(vins) > 1000
    assert len(set(vins)) == len(vins)
    assert all(vin_fits(vin) for vin in vins)


def test_appointments_and_promises_belong_to_customers():
    ids = {r["Id"] for r in rows("customers.csv")}
    assert len(ids) == 2000
    assert {r["ContactId"] for name in ("appointments.csv", "promises.csv") for r in rows(name)} <= ids
    assert json.loads((resource("sample") / "answers" / "repair_order.json").read_text("utf-8"))["customer_no"] in ids


@pytest.mark.parametrize("today", [dt.date(2024, 2, 29), SAMPLE_DAY, dt.date(2031, 1, 1)])
def test_the_outage_is_laid_out_for_any_day(tmp_path, today):
    sample = lay_out_sample(tmp_path, today)
    starts = [line.split(",")[1][:10] for line in (tmp_path / "appointments.csv").read_text("utf-8").splitlines()[1:]]
    assert min(starts) == today.isoformat()
    assert f"as_of = {today - dt.timedelta(days=1)}T22:00" in sample.plan.read_text("utf-8")
    assert (tmp_path / "scripts" / "first_call.md").is_file()
    assert json.loads(sample.repair_order.read_text("utf-8"))["customer_no"] == REPAIR_ORDER_CUSTOMER
    assert len(sample.customers.read_text("utf-8-sig").splitlines()) == 2001
