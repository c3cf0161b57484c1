"""Corrections in the import format of each CRM: rows under its own id, a file for each set of fields that changes.

A customer belongs to Dynamics where the snapshot holds its three hidden columns, to Salesforce where the id is one of
Salesforce's, to HubSpot where it is a number; all others stand in `corrections.csv` alone. No cell of an import is
empty: the CRMs differ in what an empty one does (Salesforce's Bulk API and HubSpot leave what is there, a re-import
into Dynamics compares the row with its checksum and may clear it), so what does not change has no column.

A number that proved to be wrong and was not replaced is cleared by a file of its own (`clear-…`), which a person may
import: `#N/A` is Salesforce's word for nothing, in Dynamics it is an empty cell, and HubSpot has no way to clear by
import. `wrong-numbers.csv` lists them all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from continuity_app.contacts.model import Customer
from continuity_app.recovery.table import Table

HIDDEN = ("(Do Not Modify) Contact", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On")
WRONG = "wrong-numbers"
"""The table of numbers that proved to be wrong."""
_SALESFORCE = re.compile(r"(003|00Q|001)[0-9A-Za-z]{12}([0-9A-Za-z]{3})?")
_HUBSPOT = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Crm:
    """One CRM.

    Attributes:
        key: the column of its id; none for Dynamics, whose first hidden column is.
        fields: our kinds in its columns.
        nothing: what a cell holds that clears the field; None where no import can.
    """

    name: str
    key: str
    fields: Mapping[str, str]
    nothing: str | None


SALESFORCE = Crm(
    "salesforce",
    "Id",
    {"phone": "Phone", "work": "OtherPhone", "mobile": "MobilePhone", "home": "HomePhone", "email": "Email"},
    "#N/A",
)
HUBSPOT = Crm(
    "hubspot",
    "Record ID",
    {"phone": "Phone Number", "work": "Phone Number", "mobile": "Mobile Phone Number", "email": "Email"},
    None,
)
DYNAMICS = Crm(
    "dynamics",
    "",
    {
        "phone": "Main Phone",
        "work": "Business Phone",
        "mobile": "Mobile Phone",
        "home": "Home Phone",
        "email": "Email",
    },
    "",
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
    """The import tables, one for each CRM and set of its fields, and those that clear what proved to be wrong.

    Args:
        tables: of the export, `corrections` and `wrong-numbers` among them; the last correction of each field counts.
        customers: finds a customer of the snapshot.
    """
    named = {table.name: table for table in tables}
    changed = _changes(named["corrections"], customers) if "corrections" in named else {}
    wrong = _cleared(named[WRONG], customers, changed) if WRONG in named else {}
    return [*_tables("import", changed, customers), *_tables("clear", wrong, customers)]


def column_of(crm: Crm | None, customer: Customer, channel: str) -> str:
    """In which column of its CRM a customer's number stands; empty where that cannot be told."""
    kinds = [each.kind.value for each in customer.channels if channel in (each.value, each.original)]
    return next((crm.fields[kind] for kind in kinds if crm is not None and kind in crm.fields), "")


_Changes = dict[str, dict[str, str]]
"""Customer -> column of its CRM -> what it holds from now on."""


def _changes(corrections: Table, customers: Callable[[str], Customer | None]) -> _Changes:
    found: _Changes = {}
    for row in corrections.rows:
        told = dict(zip(corrections.columns, row, strict=True))
        crm = crm_of(customers(str(told["customer"]))) if told["change"] in ("corrected", "added") else None
        column = crm.fields.get(str(told["field"]), "") if crm is not None else ""
        if column:
            extension = f" x{told['new_extension']}" if told["new_extension"] else ""
            found.setdefault(str(told["customer"]), {})[column] = f"{told['new']}{extension}"
    return found


def _cleared(wrong: Table, customers: Callable[[str], Customer | None], changed: _Changes) -> _Changes:
    found: _Changes = {}
    for row in wrong.rows:
        told = dict(zip(wrong.columns, row, strict=True))
        name, column = str(told["customer"]), str(told["column"])
        crm = crm_of(customers(name))
        if crm is not None and crm.nothing is not None and column and column not in changed.get(name, {}):
            found.setdefault(name, {})[column] = crm.nothing
    return found


def _tables(what: str, changes: _Changes, customers: Callable[[str], Customer | None]) -> list[Table]:
    rows: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for name, values in changes.items():
        customer = customers(name)
        crm = crm_of(customer)
        if customer is None or crm is None:
            continue
        columns = tuple(each for each in dict.fromkeys(crm.fields.values()) if each in values)
        central = dict(customer.central)
        keys = tuple(central[column] for column in HIDDEN) if crm is DYNAMICS else (customer.id,)
        rows.setdefault((crm.name, columns), []).append((*keys, *(values[column] for column in columns)))
    made = []
    for crm in (SALESFORCE, HUBSPOT, DYNAMICS):
        for (name, columns), held in rows.items():
            if name == crm.name:
                keys = HIDDEN if crm is DYNAMICS else (crm.key,)
                title = "-".join((what, name, *("".join(filter(str.isalnum, column)) for column in columns)))
                made.append(Table(title, (*keys, *columns), tuple(held), len(HIDDEN) if crm is DYNAMICS else 0))
    return made
