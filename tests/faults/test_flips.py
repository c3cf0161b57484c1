"""Every byte of every format, changed and cut off: refused in our own words, or shown to mean the same.

Here one bit of each byte is flipped, another at each place, and every length is tried; `-m full` flips all eight bits
of all bytes. A reader that refuses does it before anything is written: it writes nothing at all but what it was given,
and what stands in a home is the business of the last tests.
"""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.forms.definition import Form
from continuity_app.forms.serial import Serial, make
from continuity_app.kit.copies import SUFFIX
from continuity_app.paper.scan import PageReader, _codes, _UnreadableError, kept
from continuity_app.vault.database import check_pages, open_database
from tests import builders
from tests.faults.conftest import Branch
from tests.faults.formats import FORMATS, Sealed, as_typed
from tests.paper.test_scan import SERIAL, picture

PAGE = 4096
ALL_BITS = tuple(1 << bit for bit in range(8))


def flips(data: bytes, bits: Iterable[int] = ()) -> Iterator[tuple[int, bytes]]:
    """Each byte changed by each of the bits, by another single one at each place where none are named."""
    rng = random.Random(len(data))
    for place in range(len(data)):
        for bit in bits or (1 << rng.randrange(8),):
            bent = bytearray(data)
            bent[place] ^= bit
            yield place, bytes(bent)


def attack(whole: Sealed, bits: Iterable[int] = ()) -> int:
    """Flips and reads; gives how many were refused. Whatever is not refused must mean the same, and be told before."""
    meaning, refused = whole.read(whole.data), 0
    assert meaning != whole.missing
    for place, bent in flips(whole.data, bits):
        try:
            read = whole.read(bent)
        except (BadDataError, SurroundingsError):
            refused += 1
            continue
        if read == whole.missing:
            refused += 1
            continue
        told = whole.harmless(place, whole.data[place], bent[place])
        assert told, f"byte {place} of {len(whole.data)}: {whole.data[place]:#x} became {bent[place]:#x} unseen"
        assert read == meaning
    return refused


@pytest.mark.parametrize("name", FORMATS)
def test_each_byte_of_each_format(name: str, tmp_path: Path) -> None:
    whole = FORMATS[name](tmp_path)
    assert attack(whole) > 0


@pytest.mark.full
@pytest.mark.parametrize("name", FORMATS)
def test_each_bit_of_each_byte_of_each_format(name: str, tmp_path: Path) -> None:
    whole = FORMATS[name](tmp_path)
    refused = attack(whole, ALL_BITS)
    print(f"{name}: {refused} of {8 * len(whole.data)} refused, the others mean the same")  # noqa: T201


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.full if name == "package_parts" else ()) for name in FORMATS]
)
def test_each_length_of_each_format(name: str, tmp_path: Path) -> None:
    whole = FORMATS[name](tmp_path)
    for length in range(len(whole.data)):
        try:
            assert whole.read(whole.data[:length]) == whole.missing, length
        except (BadDataError, SurroundingsError):
            continue
    meaning = whole.read(whole.data)
    for behind in (b"\0", b"}", b"PK", whole.data):
        try:
            assert whole.read(whole.data + behind) in (whole.missing, meaning), behind
        except (BadDataError, SurroundingsError):
            continue


def test_each_bit_of_each_sign_of_a_serial() -> None:
    text = str(make("7K3", 143))
    whole = Sealed(text.encode(), lambda data: Serial.parse(data.decode("latin-1")), _as_serial)
    assert attack(whole, ALL_BITS) > 0.7 * 8 * len(text)


def _as_serial(place: int, before: int, after: int) -> bool:
    """As typed; a full stop divides too, and none of a serial's dividing signs need stand there."""
    dividing = b" \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0-."
    return as_typed(place, before, after) or (before in dividing and after in dividing)


def test_each_bit_of_each_sign_of_the_code_on_a_sheet() -> None:
    """The code's own error correction comes before; should it fail, the text itself is still not taken for another."""
    page = picture()
    ((text, corners),) = _codes(page)
    reader, held = PageReader(order_form_of, lambda _serial: {}), kept(page)

    def read(data: bytes) -> tuple[object, ...]:
        try:
            found = reader._page(("scan.png", 1), page, held, data.decode("latin-1"), corners)
        except _UnreadableError:
            return ()
        return found.serial, found.form, found.version, found.page, found.pages, found.ticks

    serial = range(len("KIT1 "), len("KIT1 ") + len(str(SERIAL)))
    whole = Sealed(text.encode(), read, lambda at, *change: at in serial and _as_serial(at, *change), missing=())
    assert attack(whole, ALL_BITS) > 0.8 * 8 * len(text)


def order_form_of(name: str, version: str) -> Form | None:
    form = builders.order_form()
    return form if (form.id, form.version) == (name, version) else None


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """A journal with a few entries and small contacts, closed, with their keys."""
    folder = tmp_path_factory.mktemp("databases")
    office, signers = builders.organisation(folder)
    made = builders.made_home(folder, office)
    builders.package(folder / "one.snapshot", office, signers, [made.card], [builders.customer(1)])
    status, answer = builders.command(made.home.path, "vault", "apply", folder / "one.snapshot")
    assert status == 0, answer
    status, answer = builders.command(
        made.home.path, "calls", "log", "C-00001", "--channel", "+14155550001", "--outcome", "busy"
    )
    assert status == 0, answer
    with made.session() as session:
        key = session.vault_key
    names = {"journal": "journal.db", "contacts": "contacts-1.db", "keystore": "keystore.db"}
    return {name: (made.home.vault / file, key.database_key(name)) for name, file in names.items()}


@pytest.mark.parametrize("name", ["journal", "contacts", "keystore"])
def test_each_page_of_each_database(databases: dict[str, tuple[Path, str]], name: str) -> None:
    """Three bytes of each page, its salt or first, its middle and its authentication at the end."""
    path, key = databases[name]
    size = path.stat().st_size
    places = [page + at for page in range(0, size, PAGE) for at in (0, 2000, PAGE - 1)]
    assert unseen(path, key, places) == []


@pytest.mark.full
@pytest.mark.parametrize("name", ["journal", "contacts", "keystore"])
def test_each_byte_of_each_database(databases: dict[str, tuple[Path, str]], name: str) -> None:
    path, key = databases[name]
    assert unseen(path, key, range(path.stat().st_size)) == []
    print(f"{name}: {path.stat().st_size} of {path.stat().st_size} bytes")  # noqa: T201


@pytest.mark.parametrize("name", ["journal", "contacts", "keystore"])
def test_each_length_of_each_database(databases: dict[str, tuple[Path, str]], name: str, tmp_path: Path) -> None:
    path, key = databases[name]
    whole = path.read_bytes()
    for page in range(0, len(whole), PAGE):
        for length in (page, page + 1, page + 2000):
            cut = tmp_path / path.name
            cut.write_bytes(whole[:length])
            assert is_refused(cut, key), length


def unseen(path: Path, key: str, places: Iterable[int]) -> list[int]:
    """Flips one bit at each place of a database and checks it; gives the places where nothing was noticed."""
    whole = path.read_bytes()
    passed = []
    with path.open("r+b", buffering=0) as file:
        for place in places:
            file.seek(place)
            file.write(bytes([whole[place] ^ 1 << place % 8]))
            if not is_refused(path, key):
                passed.append(place)
            file.seek(place)
            file.write(whole[place : place + 1])
    assert path.read_bytes() == whole
    return passed


def is_refused(path: Path, key: str) -> bool:
    """Whether a database is told as damaged when it is opened or checked."""
    try:
        opened = open_database(path, key, read_only=True)
    except (BadDataError, SurroundingsError):
        return True
    try:
        return bool(check_pages(opened))
    finally:
        opened.close()


def spread(size: int, count: int) -> list[int]:
    """So many places over a file, its first and last among them."""
    return sorted({round(step * (size - 1) / (count - 1)) for step in range(count)})


CARRIED = {
    "v2.snapshot": ("vault", "apply"),
    "ben.bundle": ("journal", "merge"),
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_bent_file_changes_nothing_in_a_home(branch: Branch, name: str) -> None:
    """The whole way, by the command: told in words, and not one file of the home is another afterwards."""
    _apply_bent(branch, name, 12)


@pytest.mark.full
@pytest.mark.parametrize("name", CARRIED)
def test_many_bent_files_change_nothing_in_a_home(branch: Branch, name: str) -> None:
    _apply_bent(branch, name, 300)


def _apply_bent(branch: Branch, name: str, count: int) -> None:
    file = branch.folder / name
    whole = file.read_bytes()
    for place in spread(len(whole), count):
        bent = bytearray(whole)
        bent[place] ^= 1 << place % 8
        file.write_bytes(bent)
        branch.refused(branch.ana, *CARRIED[name], file)
        file.write_bytes(whole[:place])
        branch.refused(branch.ana, *CARRIED[name], file)
    file.write_bytes(whole)
    branch.done(branch.ana, *CARRIED[name], file)


def test_bent_copies_on_a_stick_restore_nothing_and_hide_no_whole_one(branch: Branch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    office = builders.Organisation(branch.folder / "org")
    made = builders.made_home(branch.folder, office, "cem")
    branch.done(made.home.path, "journal", "copy-to", stick)
    branch.done(made.home.path, "incident", "declare", "--name", "Ransom", "--kind", "ransom")
    branch.done(made.home.path, "journal", "copy")
    copies = {path: path.read_bytes() for path in stick.glob(f"*/*{SUFFIX}")}
    (tmp_path / "key").write_text(f"{made.recovery}\n", encoding="utf-8")
    words = ("--user", "dan", "vault", "restore", stick, "--org", branch.folder / "org.card", "--site", "Harbour North")
    words += ("--recovery-file", tmp_path / "key")
    for number in range(6):
        for copy, whole in copies.items():
            place = spread(len(whole), 6)[number]
            copy.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << number]) + whole[place + 1 :])
        home = tmp_path / f"new-{number}"
        branch.refused(home, *words)
        assert not home.exists() or not list(home.rglob("*.db"))
    copy, whole = next(iter(copies.items()))
    copy.write_bytes(whole)
    status, answer = builders.command(tmp_path / "whole", *words)
    assert (status, len(answer["unread"])) == (1, len(copies) - 1), answer
