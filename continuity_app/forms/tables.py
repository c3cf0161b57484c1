"""Tables that lie beside a form, for choices and look-ups: CSV, GeoJSON features, and XML as pyxform's instances."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.words import say

TABLE_TYPES = (".csv", ".xml", ".geojson")
"""Endings of the files that are tables."""

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000


def read_table(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a table by column name; blank rows are left out.

    Args:
        data: the file.
        name: its name; the ending tells `.geojson` and `.xml`, anything else is CSV.

    Raises:
        BadDataError: it is not such a table, has no header, or a column twice.
    """
    kind = PurePath(name).suffix.lower()
    if kind == ".geojson":
        return _features(data, name)
    return _elements(data, name) if kind == ".xml" else _rows(data, name)


def _rows(data: bytes, name: str) -> list[dict[str, str]]:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _wrong(name, 0, say("It is not a CSV table.")) from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    if not any(header):
        raise _wrong(name, 1, say("The first row must name the columns."))
    doubled = next((column for column in header if column and header.count(column) > 1), "")
    if doubled:
        raise _wrong(name, 1, say("The column {column} stands there twice.", column=doubled))
    return [
        {column: cell.strip() for column, cell in zip(header, row, strict=False) if column}
        for row in rows[1:]
        if any(cell.strip() for cell in row)
    ]


def _features(data: bytes, name: str) -> list[dict[str, str]]:
    """GeoJSON: the properties of each feature, its id and, as `geometry`, its points as ODK writes them."""
    try:
        features = json.loads(data)["features"]
        return [
            {str(key): _plain(value) for key, value in (one.get("properties") or {}).items()}
            | ({"id": str(one["id"])} if one.get("id") is not None else {})
            | {"geometry": "; ".join(_points((one.get("geometry") or {}).get("coordinates") or []))}
            for one in features
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _wrong(name, 0, say("It is not a GeoJSON table of features.")) from error


def _points(found: Any) -> Iterator[str]:
    if found and not isinstance(found[0], list):
        longitude, latitude = found[:2]
        yield f"{latitude} {longitude} 0 0"
    else:
        for inner in found:
            yield from _points(inner)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _elements(data: bytes, name: str) -> list[dict[str, str]]:
    """XML: the items under its root, each with its children as columns."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - only tells what went wrong; nothing is parsed by it

    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - comes with pyxform
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise _wrong(name, 0, say("It is not an XML table.")) from error
    return [{cell.tag.rpartition("}")[2]: (cell.text or "").strip() for cell in item} for item in root]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _wrong(name: str, row: int, problem: str) -> BadDataError:
    return BadDataError(
        "form.table",
        say("The table {name} cannot be used: {problem}", name=name, problem=problem),
        what_is_safe=say("The form was not taken; forms that are in use stay as they are."),
        next_step=say("Save the table again, as CSV with one row of column names, and import the form again."),
        details=[{"file": name, "row": row, "problem": problem}],
    )
