"""From an XLSForm file to the kit's definition, through pyxform; every mistake is told with sheet, row and column.

pyxform reads the workbook, checks it and builds the survey's elements; the definition is read off those, so that
whatever pyxform understands (aliases, loops, table lists, or_other, translations) arrives here in one shape. Each row
carries its own number through pyxform as a column `kit:row`.
"""

import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from continuity_app.errors import BadDataError, Detail
from continuity_app.forms.definition import TITLE_IN, Form
from continuity_app.forms.model import Mistake, Model
from continuity_app.forms.tables import TABLE_TYPES, read_table
from continuity_app.sources.sniffing import BROKEN_ARCHIVE, inflates_beyond_measure
from continuity_app.words import say

Tables = Mapping[str, bytes | Sequence[Mapping[str, str]]]
"""Tables that lie beside a form, by file name: a file's bytes (CSV, GeoJSON, XML), or its rows."""

_NO_FORM_AT_ALL = "was not recognized as a supported type"
_FILE_TYPES = (".xlsx", ".xls", ".xlsm", ".csv", ".md")
_MOST_BYTES = 32 * 1024 * 1024
_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet")
_COLUMN = re.compile(r"the '([\w:]+)' value|'([\w:]+)' column")
_LOOKED_UP = re.compile(r"\b(pulldata|instance|search)\(\s*['\"]([^'\"]+)['\"]")
_LISTED = re.compile(r"from_file\s+(\S+\.(?:csv|xml|geojson))", re.IGNORECASE)
_TITLE = re.compile(r"\s*(?:form_)?title\s*::?\s*(\S.*?)\s*", re.IGNORECASE)
_EXTERNAL = re.compile(r"^\s*(?:csv|xml)-external\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A form and what a person should know about it although it may be used."""

    form: Form
    notes: tuple[str, ...] = ()


def compile_xlsform(data: bytes, name: str, pack: str = "site", tables: Tables | None = None) -> Form:
    """The definition of one XLSForm.

    Args:
        data: the file (`.xlsx`, `.xls`, `.csv` or pyxform's Markdown).
        name: its file name; names it in messages and, where the form has no id of its own, the form.
        pack: the trade that it ships for, "site" for a site's own.
        tables: the tables beside it; those that it names are taken. A choice from one that is missing takes any answer,
            a look-up in it gives nothing.

    Raises:
        BadDataError: "form.unreadable", "form.invalid" (pyxform refuses it) or "form.expression", with details that
        name
            file, sheet, row and column.
    """
    return read_xlsform(data, name, pack, tables).form


def read_xlsform(data: bytes, name: str, pack: str = "site", tables: Tables | None = None) -> Compiled:
    """Like `compile_xlsform`, with what pyxform warns of and which tables are missing."""
    if len(data) > _MOST_BYTES:
        raise _refused("form.unreadable", name, [_detail(name, problem=say("It is larger than any form should be."))])
    if _inflates(data):
        raise _refused("form.unreadable", name, [_detail(name, problem=say("It would inflate beyond measure."))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        survey, workbook, notes = _through_pyxform(data, name)
    from continuity_app.forms.survey_reader import SurveyReader  # noqa: PLC0415

    named = _named_tables(workbook.survey or ())
    taken = _taken(tables or {}, set(named))
    reader = SurveyReader(survey, workbook, taken)
    form = reader.form(pack=pack, sha256=hashlib.sha256(data).hexdigest())
    mistakes = [*reader.mistakes, *Model(form).mistakes]
    if mistakes:
        raise _refused("form.expression", name, [_mistake(name, mistake) for mistake in mistakes])
    missing = [_missing(row, table) for table, row in named.items() if table not in taken and table not in form.choices]
    empty = () if form.items else (say("It asks nothing: its survey sheet has no question."),)
    told = [_noted(note) for note in notes if "max-pixels" not in note]  # advice for sending pictures by telephone
    return Compiled(form, (*empty, *missing, *dict.fromkeys(told)))


def _noted(note: str) -> str:
    """A warning of pyxform's, its row told as the kit tells rows."""
    row, problem = _ROW.search(note), " ".join(_ROW.sub("", note).split())
    return say("Row {row}: {problem}", row=row[1], problem=problem) if row else problem


def _inflates(data: bytes) -> bool:
    """Whether this is an archive that would fill the memory; one that is damaged is told by its reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return inflates_beyond_measure(archive.infolist(), len(data))
    except BROKEN_ARCHIVE:
        return False


def _named_tables(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The tables that a survey sheet names, without their endings, and the first row that names each."""
    found: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        for column, cell in (row or {}).items():
            text = str(cell)
            names = [name for function, name in _LOOKED_UP.findall(text) if not name.startswith("__")]
            if column == "type":
                names += _LISTED.findall(text)
                names += [str(row.get("name"))] if _EXTERNAL.match(text) else []
            for name in names:
                found.setdefault(_stem(name), number)
    return found


def _stem(name: str) -> str:
    path = PurePath(name)
    return path.stem if path.suffix.lower() in TABLE_TYPES else path.name


def _taken(tables: Tables, wanted: Collection[str]) -> dict[str, tuple[dict[str, str], ...]]:
    """The tables that a form names, by the name that its expressions use; what else lies there is not looked at."""
    found = {}
    for name, content in tables.items():
        if _stem(name) in wanted:
            rows = read_table(content, name) if isinstance(content, bytes) else content
            found[_stem(name)] = tuple(dict(row) for row in rows)
    return found


def _missing(row: int, table: str) -> str:
    return say(
        "Row {row}: the table {table} does not lie beside the form; choices from it take any answer, "
        "look-ups in it give nothing.",
        row=row,
        table=table,
    )


def _through_pyxform(data: bytes, name: str) -> tuple[Any, Any, list[str]]:
    """The survey element, the raw sheets, and pyxform's warnings."""
    from pyxform.builder import create_survey_element_from_dict  # noqa: PLC0415
    from pyxform.errors import PyXFormError, PyXFormReadError  # noqa: PLC0415
    from pyxform.xls2json import workbook_to_json  # noqa: PLC0415
    from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415

    suffix = PurePath(name).suffix.lower()
    notes: list[str] = []
    no_form = say("It is not an XLSForm that can be read.")
    try:
        workbook = get_xlsform(data, file_type=suffix if suffix in _FILE_TYPES else None)
        _number_rows(workbook)
        _set_titles_aside(workbook)
        stem = re.sub(r"\W+", "_", PurePath(name).stem) or "form"
        json = workbook_to_json(workbook, fallback_form_name=stem, warnings=notes)
        survey = create_survey_element_from_dict(json)
        survey.xml()  # refuses what cannot be one; `to_xml` would do the same by way of a file
    except PyXFormReadError as error:
        raise _refused("form.unreadable", name, [_told_by_pyxform(name, str(error))]) from error
    except PyXFormError as error:
        if _NO_FORM_AT_ALL not in str(error):
            raise _refused("form.invalid", name, [_told_by_pyxform(name, str(error))]) from error
        raise _refused("form.unreadable", name, [_detail(name, problem=no_form)]) from error
    except Exception as error:
        raise _refused("form.unreadable", name, [_detail(name, problem=no_form)]) from error
    return survey, workbook, notes


def _number_rows(workbook: Any) -> None:
    """Lets each row of the survey sheet carry its number."""
    for number, row in enumerate(workbook.survey or (), 2):
        if row:
            row["kit:row"] = str(number)
    if workbook.survey_header:
        workbook.survey_header[0]["kit:row"] = None


def _set_titles_aside(workbook: Any) -> None:
    """Moves titles in several languages to columns of the kit's own: pyxform knows one title, and fails on more."""
    for row in (*(workbook.settings or ()), *(workbook.settings_header or ())):
        for column in list(row):
            if match := _TITLE.fullmatch(column):
                text = row.pop(column)
                row[TITLE_IN + match[1]] = text
                row.setdefault("form_title", text)


def _told_by_pyxform(name: str, message: str) -> Detail:
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    return _detail(
        name,
        sheet=sheet[1] if sheet else "survey" if row else "",
        row=int(row[1]) if row else 0,
        column=(column[1] or column[2]) if column else "",
        problem=" ".join(_ROW.sub("", message).split()),
    )


def _mistake(name: str, mistake: Mistake) -> Detail:
    return _detail(name, sheet="survey", row=mistake.row, column=mistake.column, problem=mistake.problem)


def _detail(name: str, *, sheet: str = "", row: int = 0, column: str = "", problem: str) -> Detail:
    detail: dict[str, str | int] = {"file": name}
    detail.update({key: value for key, value in (("sheet", sheet), ("row", row), ("column", column)) if value})
    return {**detail, "problem": problem}


def _refused(code: str, name: str, details: Sequence[Detail]) -> BadDataError:
    first = details[0]
    where = {
        "name": name,
        "sheet": first.get("sheet", ""),
        "row": first.get("row", ""),
        "column": first.get("column", ""),
        "problem": str(first["problem"]).rstrip("."),
    }
    if first.get("row") and first.get("column"):
        message = say("{name}, sheet {sheet}, row {row}, column {column}: {problem}.", **where)
    elif first.get("row"):
        message = say("{name}, sheet {sheet}, row {row}: {problem}.", **where)
    else:
        message = say("{name}: {problem}.", **where)
    return BadDataError(
        code,
        message,
        what_is_safe=say("The form was not taken; forms that are in use stay as they are."),
        next_step=say("Correct the form in its spreadsheet and import it again."),
        details=details,
    )
