"""The place for copies: its mark, the ways in and the pictures that lie beside the bundles, and what it refuses."""

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec

from continuity_app.durable import make_folder, write_whole
from continuity_app.errors import KitError, SurroundingsError
from continuity_app.kit.evidence import FOLDER, sealed_pictures
from continuity_app.vault.slot_file import NAMES, read_copy, read_slot_file, write_slot_file
from continuity_app.vault.slot_kinds import ESCROW, RECOVERY
from continuity_app.words import say

MARK = "continuity-copies.json"
UNGUESSABLE = (RECOVERY, ESCROW)
"""Kinds of ways in that may lie on a stick: their secrets are random, nobody thought of them."""

_MOST_MARK_BYTES = 4096
_KEPT_FREE = 16 * 1024 * 1024
"""Bytes that pictures leave free on a stick: the next copies of the journal come first."""


def mark_of(folder: Path) -> str:
    """The mark that lies in a folder, or empty."""
    try:
        with (folder / MARK).open("rb") as file:
            mark = msgspec.json.decode(file.read(_MOST_MARK_BYTES))["mark"]
    except (OSError, msgspec.DecodeError, KeyError, TypeError, UnicodeDecodeError, RecursionError):
        return ""
    return mark if isinstance(mark, str) else ""


def keep_ways_in(vault: Path, folder: Path) -> None:
    """Puts the ways in that nobody can guess beside the copies, where they are not there already.

    Raises:
        OSError: they cannot be written.
    """
    ours = read_slot_file(vault)
    ours = replace(ours, slots=tuple(slot for slot in ours.slots if slot.kind in UNGUESSABLE))
    if ours.slots and any(read_copy(folder / name) != ours for name in NAMES):
        write_slot_file(folder, ours)


def must_have_room(folder: Path, wanted: int) -> None:
    """Begins nothing that cannot be finished.

    Raises:
        OSError: fewer bytes than those are free.
    """
    if shutil.disk_usage(folder).free < wanted:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def pictures_lacking(vault: Path, folder: Path) -> list[Path]:
    """The pictures of a vault that do not lie beside its copies."""
    there = {file.name for file in sealed_pictures(folder)}
    return [file for file in sealed_pictures(vault) if file.name not in there]


def keep_pictures(vault: Path, folder: Path) -> KitError | None:
    """Puts the pictures beside the copies that are not there, sealed as they are; gives what came in the way.

    They come after the journal's copy and leave room for the next one: entries matter more.
    """
    lacking = pictures_lacking(vault, folder)
    for done, file in enumerate(lacking):
        try:
            must_have_room(folder, file.stat().st_size + _KEPT_FREE)
            make_folder(folder / FOLDER)
            write_whole(folder / FOLDER / file.name, file.read_bytes())
        except OSError as error:
            return _pictures_left(folder, len(lacking) - done, error.strerror or str(error))
        except KitError as error:
            return _pictures_left(folder, len(lacking) - done, error.message)
    return None


def missing(folder: Path) -> SurroundingsError:
    """The error for a place that is not there: a stick that is out."""
    return SurroundingsError(
        "copies.missing",
        say("The place for copies is not there: {place}.", place=folder),
        what_is_safe=say("Everything is saved on this laptop; it is not copied until the stick is back."),
        next_step=say("Put the stick in, or make the folder and name it again; work goes on meanwhile."),
        details=[{"file": str(folder), "problem": say("missing, or without the mark {mark}", mark=MARK)}],
    )


def not_copied(folder: Path, error: OSError) -> SurroundingsError:
    """The error for a place that cannot be written to."""
    return SurroundingsError(
        "copies.not_written",
        say("The stick for copies cannot be written: {reason}.", reason=error.strerror or "unknown reason"),
        what_is_safe=say("Everything is saved on this laptop, and earlier copies are as they were."),
        next_step=say("Move its write switch or use another stick; work goes on meanwhile."),
        details=[{"file": str(folder), "problem": error.strerror or "unknown reason"}],
    )


def _pictures_left(folder: Path, count: int, reason: str) -> SurroundingsError:
    return SurroundingsError(
        "copies.pictures_left",
        say("Pictures of captured sheets that are not on the stick: {count}; {reason}.", count=count, reason=reason),
        what_is_safe=say("The journal was copied with all that was captured; the pictures are on this laptop."),
        next_step=say("Free space on the stick or use a larger one; the next copy takes the pictures, too."),
        details=[{"file": str(folder / FOLDER), "problem": reason}],
    )
