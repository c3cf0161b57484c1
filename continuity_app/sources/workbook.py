"""Excel and OpenDocument tables by python-calamine: values only, no formulas, no links, no macros."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.sources.grid import Records
from continuity_app.sources.names import nearest
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.wire import Trouble
from continuity_app.words import say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

EXACT = 10**15
"""Whole numbers below this are exact in a cell; phone numbers and ids are."""

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(path: Path, kind: str, sheet_name: str = "") -> Records:
    """The rows of one sheet: the named one, or the first visible one that is not empty.

    Raises:
        RefusalError: the workbook is damaged, or has no such sheet.
    """
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415

    try:
        workbook = load_workbook(path)
        sheet, others = _chosen(workbook, sheet_name)
    except CalamineError as error:
        raise RefusalError(
            "source.damaged",
            say("The workbook is damaged or was not written to its end."),
            say("Open it in a spreadsheet program, save it again, and use that file."),
        ) from error
    troubles = (
        [
            Trouble(
                1,
                -1,
                say(
                    "Only the sheet {sheet} is read; the workbook also has {others}.",
                    sheet=sheet.name,
                    others=", ".join(others),
                ),
            )
        ]
        if others and not sheet_name
        else []
    )
    return Records(_rows(sheet), kind, troubles=troubles)


def _chosen(workbook: "CalamineWorkbook", name: str) -> "tuple[CalamineSheet, list[str]]":
    if name:
        if name not in workbook.sheet_names:
            near = nearest(name, workbook.sheet_names)
            raise RefusalError(
                "source.sheet",
                say("The workbook has no sheet {name}.", name=name),
                say("Did you mean {near}?", near=near) if near else say("Name one of its sheets."),
            )
        return workbook.get_sheet_by_name(name), []
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    visible = [
        about.name
        for about in workbook.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
    ]
    for place, each in enumerate(visible):
        sheet = workbook.get_sheet_by_name(each)
        if sheet.total_height:
            return sheet, visible[place + 1 :]
    raise RefusalError(
        "source.empty",
        say("No visible sheet of the workbook holds anything."),
        say("Name a hidden sheet in the plan, or export again."),
    )


def _rows(sheet: "CalamineSheet") -> Iterator[list[str]]:
    start = sheet.start[1] if sheet.start else 0
    before = [""] * start
    for row in sheet.iter_rows():
        texts = [cell if type(cell) is str else text_of(cell) for cell in row]
        yield before + texts if before else texts


def text_of(cell: Cell) -> str:
    """A typed cell as the text that a person would have typed: whole numbers without a point, dates by ISO 8601."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
