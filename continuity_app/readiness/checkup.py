"""The doctor's questions: would this installation, this folder and this vault do their work, each answered by looking.

A check says what was seen, in words; it is not ok only where something must be done before the kit can be relied on.
Old data is no fault of a laptop in an outage, so age is told and never failed.
"""

import datetime as dt
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from continuity_app.contacts.model import SnapshotFacts
from continuity_app.readiness.age import age_in_words
from continuity_app.readiness.check import Check
from continuity_app.resources import resource
from continuity_app.sources.sandbox import NETWORK, WRITING, offered
from continuity_app.vault.memory import memory_is_private
from continuity_app.vault.surroundings import cipher_version
from continuity_app.words import say

OLDEST_PYTHON = (3, 11)
ENOUGH_SPACE = 500 * 1024 * 1024
BUILT_IN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""No clock is right that shows a time before this kit existed."""
AHEAD = dt.timedelta(days=1)

PARTS = {
    "window": ("PySide6",),
    "databases": ("sqlcipher3",),
    "paper": ("reportlab", "segno", "zxingcpp", "pypdf"),
    "forms": ("pyxform",),
    "keys": ("pyrage", "tuf", "cryptography", "rfc8785", "shamir_mnemonic"),
    "sources": ("python_calamine", "charset_normalizer", "sqlalchemy", "phonenumbers", "rphonenumbers"),
    "common": ("msgspec", "zstandard", "rich", "platformdirs", "holidays"),
}
FOLDERS = ("fonts", "packs", "presets", "readiness", "schemas")


def surroundings(home: Path, now: dt.datetime) -> Iterator[Check]:
    """What can be checked without a passphrase.

    Args:
        home: the kit's folder; it need not exist yet.
        now: the machine's time, aware.
    """
    version = sys.version_info
    yield Check("python", version >= OLDEST_PYTHON, f"{version.major}.{version.minor}.{version.micro}")
    yield _dependencies()
    yield _encryption()
    yield _resources()
    yield _fonts()
    yield _space(home)
    yield from _rights(home)
    off = memory_is_private()
    seen = say("off") if off else say("on: a crash would write keys to the disk; start the kit by its own programs")
    yield Check("core dumps", off, seen)
    yield _foreign_files()
    right = now >= BUILT_IN
    yield Check("clock", right, now.isoformat(timespec="seconds") if right else say("{now} cannot be", now=now))


def snapshot_age(facts: SnapshotFacts | None, now: dt.datetime) -> Iterator[Check]:
    """How old the customers' data are, and whether the clock fits them."""
    if facts is None:
        yield Check("snapshot", True, say("none applied yet; capture works without one"))
        return
    age = age_in_words(now - facts.as_of)
    old = now > facts.valid_until
    told = say("version {version}, {age} old", version=facts.version, age=age)
    if old:
        told = say("version {version}, {age} old: use it, and ask IT for a newer one", version=facts.version, age=age)
    yield Check("snapshot", True, told)
    ahead = facts.as_of - now > AHEAD
    yield Check(
        "clock against snapshot",
        not ahead,
        say("the clock is behind the snapshot by {age}", age=age_in_words(facts.as_of - now))
        if ahead
        else say("they agree"),
    )


def _dependencies() -> Check:
    missing = [name for names in PARTS.values() for name in names if find_spec(name) is None]
    count = sum(map(len, PARTS.values()))
    if missing:
        return Check("dependencies", False, say("missing: {names}; install the kit again", names=", ".join(missing)))
    return Check("dependencies", True, say("all {count} are there", count=count))


def _encryption() -> Check:
    version = cipher_version()
    return Check(
        "encryption", bool(version), say("SQLCipher {version}", version=version) if version else say("cannot encrypt")
    )


def _foreign_files() -> Check:
    """How far this system closes in the process that opens files from outside; limits hold everywhere."""
    told = {
        (WRITING, NETWORK): say("opened in a process that can neither write nor reach a network"),
        (WRITING,): say("opened in a process that cannot write; this system cannot forbid it the network"),
        (NETWORK,): say("opened in a process that cannot reach a network; this system cannot forbid it to write"),
    }
    without = say("opened in a limited process of their own; this system cannot forbid it to write or the network")
    return Check("foreign files", True, told.get(offered(), without))


def _resources() -> Check:
    missing = []
    for folder in FOLDERS:
        try:
            empty = not any(resource(folder).iterdir())
        except FileNotFoundError:
            empty = True
        missing += [folder] if empty else []
    return Check(
        "resources",
        not missing,
        say("missing: {names}; install the kit again", names=", ".join(missing)) if missing else say("complete"),
    )


def _fonts() -> Check:
    from continuity_app.paper.fonts import BOLD, REGULAR, ready  # noqa: PLC0415

    try:
        for face in (REGULAR, BOLD):
            ready(face)
    except (OSError, ValueError) as error:
        return Check("fonts", False, say("cannot be read: {problem}; install the kit again", problem=error))
    return Check("fonts", True, say("paper and screen have their letters"))


def _space(home: Path) -> Check:
    free = shutil.disk_usage(_existing(home)).free
    told = say("{megabytes} MB free", megabytes=f"{free // 1024**2:,}")
    return Check("disk space", free >= ENOUGH_SPACE, told)


def _rights(home: Path) -> Iterator[Check]:
    place = _existing(home)
    may_write = os.access(place, os.W_OK)
    where = say("may be written") if may_write else say("read-only: looking up works, capture does not")
    yield Check("home folder", may_write, where)
    if os.name == "posix":
        open_to_all = [p.name for p in (home, home / "vault") if p.is_dir() and p.stat().st_mode & stat.S_IWOTH]
        told = say("others may write to it: {names}", names=", ".join(open_to_all))
        yield Check("home rights", not open_to_all, told if open_to_all else say("nobody else may write to it"))


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())
