"""Corrections in the import format of each CRM: a row for each customer, under its own id, with the fields it has now.

A customer belongs to Dynamics where the snapshot holds its three hidden columns, to Salesforce where the id is one of
Salesforce's, to HubSpot where it is a number; all others stand in `corrections.csv` alone. An empty cell changes
nothing there: Data Loader, HubSpot's and Dynamics's imports leave what is there. A number that proved to be wrong, with
no other given, is not blanked by an import; it stands in `corrections.csv` as unusable.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from continuity_app.contacts.model import Customer
from continuity_app.recovery.table import Table

HIDDEN = ("(Do Not Modify) Contact", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On")
_SALESFORCE = re.compile(r"(003|00Q|001)[0-9A-Za-z]{12}([0-9A-Za-z]{3})?")
_HUBSPOT = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Crm:
    """One CRM: the column of its id (none for Dynamics, whose first hidden column is), and our kinds in its columns."""

    table: str
    key: str
    fields: Mapping[str, str]


SALESFORCE = Crm(
    "import-salesforce",
    "Id",
    {"phone": "Phone", "work": "OtherPhone", "mobile": "MobilePhone", "home": "HomePhone", "email": "Email"},
)
HUBSPOT = Crm(
    "import-hubspot",
    "Record ID",
    {"phone": "Phone Number", "work": "Phone Number", "mobile": "Mobile Phone Number", "email": "Email"},
)
DYNAMICS = Crm(
    "import-dynamics",
    "",
    {
        "phone": "Main Phone",
        "work": "Business Phone",
        "mobile": "Mobile Phone",
        "home": "Home Phone",
        "email": "Email",
    },
)


def crm_of(customer: Customer | None) -> Crm | None:
    """Which CRM a customer of the snapshot came from, None where that cannot be told."""
    if customer is None:
        return None
    central = dict(customer.central)
    if all(central.get(column) for column in HIDDEN):
        return DYNAMICS
    if _SALESFORCE.fullmatch(customer.id):
        return SALESFORCE
    return HUBSPOT if _HUBSPOT.fullmatch(customer.id) else None


def crm_tables(tables: Sequence[Table], customers: Callable[[str], Customer | None]) -> list[Table]:
    """The import tables, one for each CRM that has corrections.

    Args:
        tables: of the export, `corrections` among them; the last correction of each field counts.
        customers: finds a customer of the snapshot.
    """
    corrections = next((table for table in tables if table.name == "corrections"), None)
    given: dict[str, dict[str, str]] = {}
    for row in corrections.rows if corrections is not None else ():
        told = dict(zip(corrections.columns, row, strict=True)) if corrections is not None else {}
        if told["change"] in ("corrected", "added"):
            extension = f" x{told['new_extension']}" if told["new_extension"] else ""
            given.setdefault(str(told["customer"]), {})[str(told["field"])] = f"{told['new']}{extension}"
    made = []
    for crm in (SALESFORCE, HUBSPOT, DYNAMICS):
        rows = [
            _row(crm, found, fields)
            for name, fields in given.items()
            if (found := customers(name)) is not None and crm_of(found) is crm and fields.keys() & crm.fields.keys()
        ]
        if rows:
            keys = HIDDEN if crm is DYNAMICS else (crm.key,)
            columns = (*keys, *dict.fromkeys(crm.fields.values()))
            made.append(Table(crm.table, columns, tuple(rows), hidden=len(HIDDEN) if crm is DYNAMICS else 0))
    return made


def _row(crm: Crm, customer: Customer, fields: Mapping[str, str]) -> tuple[str, ...]:
    central = dict(customer.central)
    keys = tuple(central[column] for column in HIDDEN) if crm is DYNAMICS else (customer.id,)
    values = dict.fromkeys(crm.fields.values(), "")
    values.update({crm.fields[field]: value for field, value in fields.items() if field in crm.fields})
    return (*keys, *values.values())
