"""Everything that was captured, as files for import: sheets with their lines, corrections, calls, promises, customers.

Drills stay out and are counted. The export names the digest of the journal that it was made from, so that two exports
can be told apart and one can be repeated.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.forms.definition import Form
from continuity_app.forms.library import FormLibrary
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.store import Journal
from continuity_app.outage.incidents import IncidentsProjection
from continuity_app.outage.promises import Promise, Promises, PromisesProjection, central_promises
from continuity_app.progress import Job, Step
from continuity_app.recovery import journal_tables
from continuity_app.recovery.crm import crm_tables
from continuity_app.recovery.database import DATABASE, SCRIPT, sql_script, sqlite_file
from continuity_app.recovery.folder import MANIFEST, WORKBOOK, ExportedFile, must_be_ours, write_folder
from continuity_app.recovery.journal_tables import facts_of
from continuity_app.recovery.ledger import LedgerDesk, LedgerLine
from continuity_app.recovery.sheet_tables import CapturedSheet, sheet_tables
from continuity_app.recovery.table import Cell, Table
from continuity_app.recovery.workbook import write_workbook
from continuity_app.words import say

SHEET_COLUMNS = (
    "serial",
    "form",
    "form_version",
    "customer",
    "incident",
    "state",
    "reference",
    "occurred_at",
    "captured_at",
    "captured_by",
    "captures",
    "flags",
)
LEDGER_COLUMNS = (
    *("serial", "form", "form_version", "customer", "state", "medium", "incident", "issued_at", "issued_by"),
    *("issued_on", "captured_at", "captured_by", "captures", "reason", "reference", "all_references", "rekeyed_at"),
    *("rekeyed_by", "verified_at", "verified_by", "self_verified", "verified_alone_because"),
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the folder, its files, and the sheets of drills that were left out."""

    folder: Path
    files: tuple[ExportedFile, ...]
    others: tuple[str, ...]
    drill_sheets_left_out: int

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "folder": str(self.folder),
            "files": [{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in self.files],
            "manifest": MANIFEST,
            "workbook": WORKBOOK,
            "others": list(self.others),
            "drill_sheets_left_out": self.drill_sheets_left_out,
        }


@dataclass(frozen=True, slots=True)
class ExportSource:
    """What an export reads, and who makes it."""

    sheets: SheetDesk
    forms: FormLibrary
    contacts: ContactStore | None
    journal: Journal
    site: str
    now: dt.datetime


def export_everything(source: ExportSource, folder: Path) -> Job[Exported]:
    """Writes a folder of CSV files, a workbook of them for people and a manifest.

    An earlier export in its place is replaced whole.

    Raises:
        BadDataError: the folder holds other things than an earlier export.
        SurroundingsError: it cannot be written; what was there is unchanged.
    """
    must_be_ours(folder)
    ledger = LedgerDesk(source.sheets, source.journal)
    lines, drill_lines = ledger.lines(), ledger.lines(drill=True)
    yield Step(say("Gathering sheets"), 0, 3)
    tables = [*_sheets(source, lines), ledger_table(lines)]
    yield Step(say("Gathering corrections, calls and promises"), 1, 3)
    tables += _journal(source)
    yield Step(say("Writing and checking the files"), 2, 3)
    imports = crm_tables(tables, _customers_of(source))
    others = {
        SCRIPT: sql_script(tables),
        DATABASE: sqlite_file(tables),
        **{f"{table.name}.xlsx": write_workbook([table]) for table in imports if table.hidden},
    }
    files = write_folder(folder, [*tables, *imports], _facts(source, len(drill_lines)), others)
    return Exported(folder, tuple(files), tuple(others), len(drill_lines))


def ledger_table(lines: list[LedgerLine]) -> Table:
    """Every serial's life in a row."""
    return Table("ledger", LEDGER_COLUMNS, tuple(_ledger_row(line) for line in lines))


def _ledger_row(line: LedgerLine) -> tuple[Cell, ...]:
    sheet = line.sheet
    return (
        *(sheet.serial, sheet.form, sheet.version, sheet.customer, sheet.state.value, sheet.medium, sheet.incident),
        *(sheet.issued_at, line.issued_by, line.issued_on, line.captured_at, line.captured_by, line.captures),
        *(sheet.reason, sheet.reference, " ".join(line.references), line.rekeyed_at, line.rekeyed_by),
        *(line.verified_at, line.verified_by, line.self_verified, line.verified_why),
    )


def _sheets(source: ExportSource, lines: list[LedgerLine]) -> list[Table]:
    by_form: dict[str, list[CapturedSheet]] = defaultdict(list)
    for line in lines:
        if line.sheet.state.holds_facts:
            by_form[line.sheet.form].append(_captured(line))
    return [
        table
        for form_id in sorted(by_form)
        for table in sheet_tables(f"sheets-{form_id}", _form(source, form_id), SHEET_COLUMNS, by_form[form_id])
    ]


def _captured(line: LedgerLine) -> CapturedSheet:
    sheet = line.sheet
    flags = "; ".join(f"{field}: {why}" for field, why in sorted(sheet.flags.items()))
    facts = (
        *(sheet.serial, sheet.form, sheet.version, sheet.customer, sheet.incident, sheet.state.value, sheet.reference),
        *(sheet.occurred_at, line.captured_at, line.captured_by, line.captures, flags),
    )
    return CapturedSheet(sheet.serial, facts, sheet.answers)


def _form(source: ExportSource, form_id: str) -> Form | None:
    return source.forms.get(form_id) if form_id in source.forms else None


def _journal(source: ExportSource) -> list[Table]:
    incidents = source.journal.value_of(IncidentsProjection())
    drills = frozenset(incident.incident for incident in incidents.all if incident.drill)
    facts = facts_of(source.journal.entries(), drills)
    promised = source.journal.value_of(PromisesProjection())

    customer = _customers_of(source)
    return [
        journal_tables.corrections(facts, customer),
        journal_tables.wrong_numbers(facts, customer),
        journal_tables.calls(facts),
        journal_tables.promises(promised.all_made(drills), _central(source, promised)),
        journal_tables.new_customers(facts),
    ]


def _customers_of(source: ExportSource) -> Callable[[str], Customer | None]:
    contacts = source.contacts
    return contacts.get if contacts is not None else lambda _: None


def _central(source: ExportSource, promises: Promises) -> Iterator[Promise]:
    """The promises that came with the snapshot; those who have any stand first in the order of need."""
    for customer in source.contacts.in_order_of_need() if source.contacts else ():
        if not (customer.promises or customer.appointments):
            return
        for promise in central_promises(customer):
            if promise.promise in promises.kept:
                yield promises.settled(promise)


def _facts(source: ExportSource, drill_sheets: int) -> dict[str, Any]:
    contacts = source.contacts
    return {
        "organisation": source.journal.organisation,
        "site": source.site,
        "made_at": source.now.isoformat(timespec="seconds"),
        "made_by": source.journal.user,
        "device": source.journal.device,
        "journal": {
            "digest": source.journal.digest(),
            "head": source.journal.head(),
            "entries": source.journal.count(),
        },
        "snapshot": {"version": contacts.facts.version, "as_of": contacts.facts.as_of.isoformat()}
        if contacts
        else None,
        "drill_sheets_left_out": drill_sheets,
    }
