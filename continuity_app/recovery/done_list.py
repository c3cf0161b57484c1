"""A list of re-keyed sheets that comes back from whoever typed them in: any table with `serial` and `reference`.

It is read like every foreign file (`sources`): CSV in any encoding or delimiter, Excel, ODS, title lines above the
names, columns in any order. A cell that a spreadsheet has damaged is told by row and field and never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from continuity_app.errors import BadDataError, Detail
from continuity_app.forms.serial import Serial
from continuity_app.recovery.rekey import Batch, RekeyDesk
from continuity_app.words import say

_COLUMNS = {
    "serial": ("serial", "sheet", "sheetnumber", "sheetno", "hoja", "numerodehoja"),
    "reference": ("reference", "centralnumber", "centralreference", "referencia", "numerocentral"),
    "reason": ("reason", "motivo"),
}
_NEEDED = ("serial", "reference")
_UNSEEN = re.compile("[\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff]")
_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_ERROR = re.compile(r"#+|#(REF|N/A|VALUE|NAME|DIV/0|NULL|NUM)[!?]?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?")
_FLOAT = re.compile(r"\d+[.,]0")
_OF_REFERENCE = frozenset({"rekey.reference", "rekey.reference_used", "rekey.done_already"})


@dataclass(frozen=True, slots=True)
class DoneList:
    """What came of a list.

    Attributes:
        done: rows noted now.
        known: rows that were known.
        open: rows without a reference: not typed in yet.
        refused: rows that a person must look at, by row and field.
    """

    done: int
    known: int
    open: int
    refused: tuple[Detail, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {"done": self.done, "known": self.known, "open": self.open, "refused": list(self.refused)}


def take_done_list(desk: RekeyDesk, path: Path) -> DoneList:
    """Notes every row that can be noted; a row that cannot be is told and changes nothing.

    Raises:
        BadDataError: it is no table with the columns `serial` and `reference`; nothing was noted.
        SurroundingsError: it cannot be read.
    """
    taking = _Taking(desk.batch())
    for row in list(_rows(path)):
        taking.take(row)
    taking.batch.save()
    return DoneList(taking.done, taking.known, taking.open, tuple(taking.refused))


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    serial: str
    reference: str
    reason: str


@dataclass(slots=True)
class _Taking:
    """A list on its way in; `sheets` are the serials of the rows before, each with its row and reference."""

    batch: Batch
    done: int = 0
    known: int = 0
    open: int = 0
    refused: list[Detail] = field(default_factory=list)
    sheets: dict[str, tuple[int, str]] = field(default_factory=dict)

    def take(self, row: _Row) -> None:
        if not row.reference:
            self.open += 1
            return
        for name, text in (("serial", row.serial), ("reference", row.reference)):
            if damage := _damage(text):
                self._refuse(row, name, damage)
                return
        serial = _spelled(row.serial)
        before = self.sheets.setdefault(serial, (row.number, row.reference))
        if before[1].casefold() != row.reference.casefold():
            told = say("Row {row} names the same sheet as {reference}.", row=before[0], reference=before[1])
            self._refuse(row, "serial", told)
            return
        try:
            fresh = self.batch.add(row.serial, row.reference, row.reason)
        except BadDataError as error:
            name = "reference" if error.code in _OF_REFERENCE else "serial"
            near = str(error.details[0].get("nearest", "")) if error.details else ""
            hint = say("The nearest number is {near}.", near=near) if near else ""
            self._refuse(row, name, f"{error.message} {hint}".rstrip())
            return
        self.done, self.known = (self.done + 1, self.known) if fresh else (self.done, self.known + 1)

    def _refuse(self, row: _Row, name: str, problem: str) -> None:
        told: Detail = {"row": row.number, "field": name, "serial": row.serial, "reference": row.reference}
        self.refused.append({**told, "problem": problem})


def _rows(path: Path) -> Iterator[_Row]:
    from continuity_app.sources.names import plain_name  # noqa: PLC0415
    from continuity_app.sources.reading import Place, SourceReader  # noqa: PLC0415 - starts a process

    with SourceReader(Place(path.name, path), [name for names in _COLUMNS.values() for name in names]) as reader:
        plain = [plain_name(name).replace(" ", "") for name in reader.opened.columns]
        place = {
            name: next((at for at, column in enumerate(plain) if column in spellings), -1)
            for name, spellings in _COLUMNS.items()
        }
        if any(place[name] < 0 for name in _NEEDED):
            raise _no_list(path, reader.opened.columns)
        wanted = [name for name in _COLUMNS if place[name] >= 0]
        for batch in reader.rows([place[name] for name in wanted]):
            for number, cells in batch.rows:
                told = dict(zip(wanted, (_clean(cell) for cell in cells), strict=True))
                if told["serial"] or told["reference"]:
                    yield _Row(number, told["serial"], told["reference"], told.get("reason", ""))


def _clean(cell: str) -> str:
    """Without what nobody sees, and without the apostrophe by which spreadsheets mark text."""
    return _UNSEEN.sub("", cell).replace("\u00a0", " ").strip().removeprefix("'").strip()


def _damage(text: str) -> str:
    """What a spreadsheet has done to a cell, in words; empty where nothing shows."""
    if _SCIENTIFIC.fullmatch(text):
        return say("A spreadsheet made a rounded number of it: {text}. Take it from the paper.", text=text)
    if _ERROR.fullmatch(text):
        return say("A spreadsheet shows an error instead: {text}.", text=text)
    if _DATE.fullmatch(text):
        return say("A spreadsheet made a date of it: {text}. Take it from the paper.", text=text)
    if _FLOAT.fullmatch(text):
        return say("A spreadsheet made a number of it: {text}. Write it as text.", text=text)
    return ""


def _spelled(text: str) -> str:
    try:
        return str(Serial.parse(text))
    except BadDataError:
        return text.casefold()


def _no_list(path: Path, columns: list[str]) -> BadDataError:
    return BadDataError(
        "rekey.no_list",
        say("The file {name} is no list of re-keyed sheets.", name=path.name),
        what_is_safe=say("Nothing was noted."),
        next_step=say("Name two of its columns serial and reference."),
        details=[{"file": path.name, "problem": say("its columns are {columns}", columns=", ".join(columns[:9]))}],
    )
