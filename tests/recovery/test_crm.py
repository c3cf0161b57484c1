"""What goes back into each CRM: under its own id, no empty cell, wrong numbers cleared by files of their own."""

import io

import openpyxl
import pytest

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.journal.types import CallLogged, ChannelVerified
from continuity_app.recovery.crm import HIDDEN, crm_tables
from continuity_app.recovery.journal_tables import facts_of, wrong_numbers
from continuity_app.recovery.table import Table
from continuity_app.recovery.workbook import write_workbook
from tests import builders

CORRECTIONS = ("customer", "change", "field", "new", "new_extension")
SALESFORCE, HUBSPOT, DYNAMICS, OWN = "003AB000001abcdEFG", "4711", "guid", "own-1"
MOBILE, PHONE = "+14155552671", "+14155552672"
AT = "2024-06-19T12:00:00-07:00"
CHANNELS = (
    Channel(ChannelKind.MOBILE, MOBILE, MOBILE, Quality.UNVERIFIED),
    Channel(ChannelKind.PHONE, PHONE, PHONE, Quality.UNVERIFIED),
)
PEOPLE = {
    SALESFORCE: builders.customer(1, id=SALESFORCE, channels=CHANNELS),
    HUBSPOT: builders.customer(2, id=HUBSPOT, channels=CHANNELS),
    DYNAMICS: builders.customer(
        3, id=DYNAMICS, channels=CHANNELS, central=tuple((name, f"{name}!") for name in HIDDEN)
    ),
    OWN: builders.customer(4, id=OWN, channels=CHANNELS),
}


def made(corrections=(), bodies=()):
    journal = builders.journal()
    journal.append(*bodies)
    wrong = wrong_numbers(facts_of(journal.entries()), PEOPLE.get)
    return crm_tables([Table("corrections", CORRECTIONS, tuple(corrections)), wrong], PEOPLE.get)


def rows(tables):
    return {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables}


def test_corrections_in_each_crms_import_format_without_an_empty_cell():
    told = [(name, "corrected", "mobile", MOBILE, "") for name in PEOPLE]
    told += [(HUBSPOT, "unusable", "", "", ""), (HUBSPOT, "added", "email", "a@example.com", "")]
    told += [(DYNAMICS, "corrected", "work", PHONE, "204"), (HUBSPOT, "corrected", "mobile", "+14155552699", "")]
    tables = made(told)
    assert rows(tables) == {
        "import-salesforce-MobilePhone": [{"Id": SALESFORCE, "MobilePhone": MOBILE}],
        "import-hubspot-MobilePhoneNumber-Email": [
            {"Record ID": HUBSPOT, "Mobile Phone Number": "+14155552699", "Email": "a@example.com"}
        ],
        "import-dynamics-BusinessPhone-MobilePhone": [
            {**{name: f"{name}!" for name in HIDDEN}, "Business Phone": f"{PHONE} x204", "Mobile Phone": MOBILE}
        ],
    }


def test_customers_with_other_fields_stand_in_other_files():
    other = SALESFORCE[:-1] + "Z"
    PEOPLE[other] = builders.customer(5, id=other)
    try:
        tables = made([(SALESFORCE, "corrected", "mobile", MOBILE, ""), (other, "added", "phone", PHONE, "")])
    finally:
        del PEOPLE[other]
    assert {name: len(found) for name, found in rows(tables).items()} == {
        "import-salesforce-MobilePhone": 1,
        "import-salesforce-Phone": 1,
    }
    assert all(cell for table in tables for row in table.rows for cell in row)


def test_dynamics_workbook_read_back_has_its_three_columns_hidden_and_texts_alone():
    (table,) = made([(DYNAMICS, "corrected", "mobile", MOBILE, "")])
    page = openpyxl.load_workbook(io.BytesIO(write_workbook([table]))).worksheets[0]
    assert [page.column_dimensions[letter].hidden for letter in "ABCD"] == [True, True, True, False]
    assert [cell.value for cell in page[1]] == [*HIDDEN, "Mobile Phone"]
    assert [(cell.value, cell.data_type) for cell in page[2]] == [*((f"{n}!", "s") for n in HIDDEN), (MOBILE, "s")]


def call(customer, outcome, channel=MOBILE):
    return CallLogged(customer, channel, outcome, AT)


@pytest.mark.parametrize("outcome", ["disconnected", "wrong person"])
def test_a_wrong_number_is_cleared_by_a_file_of_its_own(outcome):
    tables = made(bodies=[call(name, outcome) for name in PEOPLE])
    assert rows(tables) == {
        "clear-salesforce-MobilePhone": [{"Id": SALESFORCE, "MobilePhone": "#N/A"}],
        "clear-dynamics-MobilePhone": [{**{name: f"{name}!" for name in HIDDEN}, "Mobile Phone": ""}],
    }


def test_what_was_replaced_or_reached_since_is_not_cleared():
    replaced = [(SALESFORCE, "corrected", "mobile", PHONE, "")]
    assert list(rows(made(replaced, [call(SALESFORCE, "disconnected")]))) == ["import-salesforce-MobilePhone"]
    assert made(bodies=[call(SALESFORCE, "disconnected"), call(SALESFORCE, "reached")]) == []
    verified = ChannelVerified(SALESFORCE, MOBILE, "verified", AT)
    assert made(bodies=[call(SALESFORCE, "disconnected"), verified]) == []
    again = [call(SALESFORCE, "reached"), ChannelVerified(SALESFORCE, MOBILE, "invalid", AT, "no such number")]
    assert list(rows(made(bodies=again))) == ["clear-salesforce-MobilePhone"]
    assert made(bodies=[call(SALESFORCE, "busy"), call("NEW-1", "disconnected")]) == []


def test_every_wrong_number_is_listed_with_its_column():
    journal = builders.journal()
    journal.append(*(call(name, "wrong person", PHONE) for name in PEOPLE))
    told = wrong_numbers(facts_of(journal.entries()), PEOPLE.get)
    assert [(row[0], row[1], row[2], row[3]) for row in told.rows] == [
        (SALESFORCE, "salesforce", "Phone", PHONE),
        (HUBSPOT, "hubspot", "Phone Number", PHONE),
        (DYNAMICS, "dynamics", "Main Phone", PHONE),
        (OWN, "", "", PHONE),
    ]
