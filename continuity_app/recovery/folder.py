"""A folder that is either the old export or the new one, never a mixture: written aside, read back, swapped.

A folder is replaced only where it is empty or holds an earlier export and nothing else; what a person put there stays.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from continuity_app.durable import flush_folder, not_written, write_whole
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.recovery.table import Table, Written, read_table, write_table
from continuity_app.recovery.workbook import write_workbook
from continuity_app.words import say

MANIFEST = "manifest.json"
WORKBOOK = "for-people.xlsx"
KIND = "continuity-kit/export"
_LONGEST_NAME = 100
NOTHING: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export: rows without the header, SHA-256 as hex."""

    name: str
    rows: int
    sha256: str
    columns: tuple[str, ...]
    guarded: tuple[tuple[int, str], ...]

    def as_json(self) -> dict[str, Any]:
        """As the manifest lists it; `guarded` are the cells with an apostrophe to take off: row from 1, column."""
        return {
            "name": self.name,
            "rows": self.rows,
            "sha256": self.sha256,
            "columns": list(self.columns),
            "guarded": [{"row": row, "column": column} for row, column in self.guarded],
        }


def must_be_ours(folder: Path) -> None:
    """Makes sure that a folder may be replaced.

    Raises:
        BadDataError: it is a file, or holds what no earlier export put there.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise _not_ours(folder, [folder.name])
    there = {path.name for path in folder.iterdir()}
    if there and (strangers := sorted(there - _names_of_export(folder))):
        raise _not_ours(folder, strangers)


def write_folder(
    folder: Path, tables: Sequence[Table], facts: Mapping[str, Any], others: Mapping[str, bytes] = NOTHING
) -> list[ExportedFile]:
    """Replaces a folder by the tables, a workbook of them for people and their manifest; on the device at the end.

    Args:
        folder: its parent is made where it is missing.
        tables: their names are unique.
        facts: what the manifest says beside the files.
        others: more files by name, which the manifest lists with their digests.

    Raises:
        BadDataError: the folder is not ours to replace.
        SurroundingsError: the disk refused; the old folder is as it was.
    """
    must_be_ours(folder)
    folder = folder.absolute()
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        files = [_write_checked(aside, table) for table in tables]
        workbook = write_workbook(tables)
        write_whole(aside / WORKBOOK, workbook)
        for name, data in others.items():
            write_whole(aside / name, data)
        manifest = {
            "kind": KIND,
            "format": 1,
            **facts,
            "files": [file.as_json() for file in files],
            "workbook": {"name": WORKBOOK, "sha256": hashlib.sha256(workbook).hexdigest()},
            "others": [{"name": name, "sha256": hashlib.sha256(data).hexdigest()} for name, data in others.items()],
        }
        write_whole(aside / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        _swap(aside, folder)
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return files


def file_name(name: str) -> str:
    """A name that every system takes for a file; what it replaces is a letter that no import minds."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    if len(plain) > _LONGEST_NAME:  # a form's id comes from whoever wrote it
        plain = f"{plain[:_LONGEST_NAME]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{plain.strip('.') or '_'}.csv"


def _write_checked(folder: Path, table: Table) -> ExportedFile:
    """Writes one table and reads it back from the disk: what leaves is what was meant."""
    written = write_table(table)
    path = folder / file_name(table.name)
    if path.exists():
        path = folder / file_name(f"{table.name}-{hashlib.sha256(table.name.encode()).hexdigest()[:8]}")
    write_whole(path, written.data)
    data = path.read_bytes()
    back = read_table(table.name, Written(data, written.guarded))
    if len(back.rows) != len(table.rows) or write_table(back).data != written.data:
        raise SurroundingsError(
            "export.not_as_meant",
            say("The file {name} does not read back as it was written.", name=path.name),
            what_is_safe=say("The journal and an earlier export are unchanged."),
            next_step=say("Export to another disk, and keep this message for those who mend the kit."),
            details=[{"file": path.name, "problem": say("differs after reading it back")}],
        )
    return ExportedFile(path.name, len(table.rows), hashlib.sha256(data).hexdigest(), table.columns, written.guarded)


def _swap(aside: Path, folder: Path) -> None:
    """Puts the new folder in the old one's place; the old one is moved away first and comes back if that fails."""
    flush_folder(aside)
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    had_one = folder.exists()
    if had_one:
        folder.replace(old)
    try:
        aside.replace(folder)
    except OSError:
        if had_one:
            old.replace(folder)
        raise
    flush_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _names_of_export(folder: Path) -> set[str]:
    """What an earlier export put into a folder; nothing where no manifest of ours lies there."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
        if manifest["kind"] != KIND:
            return set()
        listed = (*manifest["files"], *manifest.get("others", ()))
        return {MANIFEST, WORKBOOK, *(str(file["name"]) for file in listed)}
    except (OSError, msgspec.DecodeError, KeyError, TypeError, UnicodeDecodeError, RecursionError):
        return set()


def _not_ours(folder: Path, strangers: Sequence[str]) -> BadDataError:
    return BadDataError(
        "export.folder",
        say("The folder {name} holds other things than an earlier export.", name=folder.name),
        what_is_safe=say("Nothing in it was touched."),
        next_step=say("Name an empty or a new folder."),
        details=[{"file": name, "problem": say("not from an export")} for name in strangers[:20]],
    )
