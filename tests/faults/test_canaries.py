"""After a full day's use nothing of the customers, of the answers and of the keys is left: on the disk, in the memory.

One day is played by programs of their own, by command line and in the window; the window is killed in the middle, begun
again, locked, and looked into. What people asked for (PDFs, exports) is theirs; everything else is searched.
"""

import base64
import gzip
import io
import os
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard

from continuity_app.vault.keys import VaultKey
from continuity_app.vault.slots import open_slots
from tests.faults import canaries
from tests.faults.memory import memory_of
from tests.faults.quiet_day import GROUPS, QuietDay

DATABASES = ("keystore", "journal", "contacts")


@dataclass
class Look:
    """What was found in the memory of a window at one time."""

    canaries: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


@dataclass
class Played:
    """A day that is over, and what was seen of it."""

    day: QuietDay
    at_work: Look
    locked: Look
    began_anew: bool


def look_into(process: int, key: VaultKey) -> Look:
    wanted = canaries.needles(canaries.all_canaries())
    names = {key.secret: "vault key", key.copy_secret.encode(): "copy key"}
    for database in DATABASES:
        digits = key.database_key(database)
        names |= {bytes.fromhex(digits): f"key of {database}"}
        names |= {digits.encode(each): f"key of {database}" for each in ("utf-8", "utf-16-le")}
    seen = Look()
    for piece in memory_of(process):
        # Canaries share a mark, so that few needles go through all the memory.
        small = piece.lower()
        if any(mark in small for mark in MARKS):
            seen.canaries |= canaries.found_in(small, wanted, 0)
        seen.keys |= {name for secret, name in names.items() if secret in piece}
    return seen


MARKS = tuple(
    mark.encode(encoding) for mark in (canaries.MARK, "41555527") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    day = QuietDay(tmp_path_factory.mktemp("quiet"))
    day.set_up()
    day.serve()
    killed = day.window("ana")
    killed.send_signal(signal.SIGKILL)
    day.over(killed)
    key = open_slots(day.root / "ana" / "vault", "ana", canaries.PASSPHRASE).key
    window = day.window("ana")
    try:
        at_work = look_into(window.pid, key)
        day.say(window, "lock")
        began_anew = day.hear(window) == "locked"
        locked = look_into(window.pid, key)
    except PermissionError:
        window.kill()
        day.over(window)
        pytest.skip("this system lets nobody look into another program's memory")
    day.say(window, "close")
    assert day.over(window) == 0
    day.end()
    return Played(day, at_work, locked, began_anew)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_unlocked_window_holds_what_is_looked_for(played: Played) -> None:
    """Without this the next tests would pass for any reason."""
    assert {canaries.PEOPLE[2].family, canaries.PEOPLE[2].phone, canaries.DRAFT} <= played.at_work.canaries
    assert "vault key" in played.at_work.keys
    assert {f"key of {name}" for name in DATABASES} & played.at_work.keys


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_locked_window_holds_nothing(played: Played) -> None:
    assert played.locked == Look()
    assert played.began_anew


@pytest.mark.skipif(sys.platform != "linux", reason="plays the day that is looked into")
def test_nothing_is_left_on_the_disk(played: Played) -> None:
    day = played.day
    keys = day.recovery_keys()
    assert len(keys) == 2 * 3 * (GROUPS - 1)
    wanted = canaries.needles([*canaries.all_canaries(), *keys])
    assert len(set(wanted.values())) >= 50
    assert canaries.found_under(day.root, wanted, besides=(day.given, day.asked)) == {}
    assert canaries.found_in("\n".join(day.told).encode(), wanted) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="plays the day that is looked into")
def test_the_day_was_a_full_one(played: Played) -> None:
    """What was searched is there: two vaults, copies, bundles, a log; and what was asked for does hold the canaries."""
    day = played.day
    for name in (
        "ana/vault/journal.db",
        "ana/vault/keystore.db",
        "ben/vault/journal.db",
        "carried/v1.snapshot",
        "window.log",
    ):
        assert (day.root / name).stat().st_size > 0, name
    assert list((day.root / "stick").rglob("*.bundle"))
    exported = b"".join(path.read_bytes() for path in (day.asked / "recovered").rglob("*.csv"))
    wanted = canaries.needles(canaries.all_canaries())
    assert canaries.found_in(exported, wanted) >= {canaries.CALL_NOTE, canaries.ANSWERS["remarks"]}
    assert list((day.root / "cwd").iterdir()) == [], "no memory image, no log"


def packings() -> Iterator[tuple[str, bytes]]:
    plain = f"before {canaries.CALL_NOTE} after".encode() * 3
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("inside.txt", plain)
    yield "plain", plain
    yield "capitals", plain.upper()
    yield "utf-16-le", canaries.CALL_NOTE.encode("utf-16-le")
    yield "utf-16-be", canaries.CALL_NOTE.encode("utf-16-be")
    yield "gzip", b"\0" * 7 + gzip.compress(plain)
    yield "zlib", os.urandom(9) + zlib.compress(plain) + b"tail"
    yield "zstd", b"head" + zstandard.compress(plain)
    yield "zip", box.getvalue()
    yield "base64", b'{"x":"' + base64.b64encode(plain) + b'"}'
    yield "base64 for addresses", base64.urlsafe_b64encode(plain)
    yield "hex", plain.hex().encode()
    yield "zstd in base64", base64.b64encode(zstandard.compress(plain * 3))


@pytest.mark.parametrize("data", [pytest.param(data, id=how) for how, data in packings()])
def test_the_search_finds_a_canary_however_it_is_packed(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    wanted = canaries.needles([canaries.CALL_NOTE])
    assert canaries.found_under(tmp_path, wanted) == {"file": {canaries.CALL_NOTE}}
