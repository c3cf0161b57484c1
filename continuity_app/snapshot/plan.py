"""The plan: which sources, which column becomes which field, what is left out, for which site (TOML, one file).

`read_plan` finds every mistake at once and names each with its key and what was probably meant; a plan that it gives
back can be carried out as far as the plan itself can tell.
"""

import datetime as dt
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from continuity_app.errors import BadDataError, Detail
from continuity_app.snapshot.plan_table import Table
from continuity_app.sources.fields import FIELDS, KINDS
from continuity_app.sources.names import NAMED_DELIMITERS
from continuity_app.sources.presets import NONE, PRESETS
from continuity_app.sources.reading import Place
from continuity_app.words import say

PACKS = ("dealer", "clinic_pharmacy", "retail_service", "bank_insurance", "generic")
MATCHABLE = (
    "email",
    "mobile",
    "phone",
    "work_phone",
    "home_phone",
    "name",
    "organisation",
    "asset_vin",
    "asset_policy",
)
USUAL_DAYS = 14
MOST_SOURCES = 100


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One source of a plan.

    Attributes:
        place: the file or query.
        fields: field -> the columns that become it.
        where: column -> the values of which a row must have one to be taken.
        holds: customers, appointments, promises, assets or roster.
        preset: its preset, empty to guess, `none` for none.
        region: two letters for phone numbers written without +, empty where the plan says nothing.
    """

    place: Place
    fields: Mapping[str, tuple[str, ...]]
    where: Mapping[str, tuple[str, ...]]
    holds: str = "customers"
    preset: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a snapshot is made of.

    Attributes:
        path: the plan's own file.
        valid_days: after so many days the snapshot is shown as old, never refused.
        packs: shipped forms to take.
        forms: own XLSForm files.
        scripts: folder of Markdown call scripts, or None.
        match: fields that, all equal, make two rows of different ids the same customer; empty for none.
        organisation: the name that the snapshot must be signed for, empty where the plan says nothing.
        as_of: the time to which the data belongs; None for the time of building.
        call_back: the number that the firm publishes for calling back, as scripts say it; may be empty.
    """

    path: Path
    site: str
    sources: tuple[SourcePlan, ...]
    valid_days: int = USUAL_DAYS
    packs: tuple[str, ...] = ()
    forms: tuple[Path, ...] = ()
    scripts: Path | None = None
    match: tuple[str, ...] = ()
    organisation: str = ""
    as_of: dt.datetime | None = None
    call_back: str = ""


def read_plan(path: Path) -> Plan:
    """Reads and checks a plan; relative paths in it start at its own folder.

    Raises:
        BadDataError: it cannot be read or is wrong; `details` name every mistake by key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except OSError as error:
        raise _wrong(path, [{"file": path.name, "problem": error.strerror or "unknown reason"}]) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, [{"file": path.name, "problem": say("The plan is not UTF-8 text.")}]) from error
    except RecursionError as error:
        raise _wrong(path, [{"file": path.name, "problem": say("The plan is nested too deeply.")}]) from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, [{"file": path.name, "problem": say("This is not TOML: {what}.", what=error)}]) from error
    top = Table(raw, path)
    snapshot = top.table("snapshot")
    plan = _snapshot(path, snapshot, _sources(top))
    top.close()
    if top.mistakes:
        raise _wrong(path, top.mistakes)
    return plan


def _wrong(path: Path, mistakes: list[Detail]) -> BadDataError:
    first = str(mistakes[0]["problem"])
    return BadDataError(
        "plan.wrong",
        say("The plan {name} cannot be used: {first}", name=path.name, first=first)
        if len(mistakes) == 1
        else say(
            "The plan {name} has {count} mistakes; the first: {first}", name=path.name, count=len(mistakes), first=first
        ),
        what_is_safe=say("Nothing was built; what was there before is unchanged."),
        next_step=say("Correct the plan and build again."),
        details=mistakes,
    )


def _snapshot(path: Path, table: Table, sources: tuple[SourcePlan, ...]) -> Plan:
    scripts = table.text("scripts")
    plan = Plan(
        path=path,
        site=table.text("site", needed=True),
        sources=sources,
        valid_days=table.whole("valid_days", USUAL_DAYS, least=1, most=3660),
        packs=table.words("packs", PACKS),
        forms=tuple(table.file(each, "forms") for each in table.texts("forms")),
        scripts=table.folder(scripts, "scripts") if scripts else None,
        match=table.words("match", MATCHABLE),
        organisation=table.text("organisation"),
        as_of=table.time("as_of"),
        call_back=table.text("call_back"),
    )
    table.close()
    return plan


def _sources(top: Table) -> tuple[SourcePlan, ...]:
    tables = top.tables("source")
    if not tables:
        top.mistake("source", say("The plan names no [[source]]."))
    if len(tables) > MOST_SOURCES:
        top.mistake("source", say("The plan has more than {most} sources.", most=MOST_SOURCES))
        return ()
    return tuple(_source(table) for table in tables)


def _source(table: Table) -> SourcePlan:
    holds = table.word("holds", KINDS, "customers")
    region = table.text("region").upper()
    if region:
        _check_region(table, region)
    source = SourcePlan(
        place=_place(table),
        fields=_fields(table, FIELDS.get(holds, ())),
        where={column: table.choices(column, "where") for column in table.subtable("where")},
        holds=holds,
        preset=table.word("preset", (*PRESETS, NONE), ""),
        region=region,
    )
    if holds != "customers" and not source.fields:
        table.mistake(
            "fields", say("A source of {holds} needs [source.fields]: no preset knows its columns.", holds=holds)
        )
    table.close()
    return source


def _check_region(table: Table, region: str) -> None:
    from continuity_app.contacts.quality import is_region  # noqa: PLC0415

    if not is_region(region):
        table.mistake("region", say("There is no region {region}; give two letters such as US.", region=region))


def _place(table: Table) -> Place:
    file, sql, url = table.text("file"), table.text("sql"), table.text("url")
    if bool(file) == bool(sql or url):
        table.mistake("file", say("A source has either a file, or sql and url."))
    elif not file and not (sql and url):
        table.mistake("sql", say("A source of a database needs both sql and url."))
    found = table.file(file, "file") if file else None
    return Place(
        name=found.name if found else say("database {number}", number=table.number),
        path=found,
        url=table.database(url) if url else "",
        sql=sql,
        sheet=table.text("sheet"),
        encoding=table.text("encoding"),
        delimiter=_delimiter(table),
        header_row=table.whole("header_row", 0, least=0, most=1000),
    )


def _delimiter(table: Table) -> str:
    told = table.text("delimiter", plain=False)
    if told and told not in NAMED_DELIMITERS and (len(told) > 1 or told in '\r\n"'):
        table.mistake("delimiter", say("This must be one sign, or tab, comma, semicolon or pipe."))
    return told


def _fields(table: Table, allowed: Collection[str]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, Any] = {}
    for field in table.subtable("fields"):
        if field not in allowed:
            table.unknown(f"fields.{field}", field, allowed)
        fields[field] = table.choices(field, "fields")
    return fields
