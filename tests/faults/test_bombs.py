"""Small files that would become large, files that lead out of themselves, and files without end: told in words.

Each goes through the door that the program has for it, its reading process included, which limits memory to 512 MiB and
computing time by size; archives may inflate 200:1. What the process had to be ended for is told like anything else.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from continuity_app.errors import BadDataError
from continuity_app.forms.answers_file import read_answers
from continuity_app.forms.foreign import compile_foreign
from continuity_app.journal.bundle import read_bundle
from continuity_app.journal.entry import read_entry
from continuity_app.paper.pictures import MOST_PAGES, pictures_of
from continuity_app.snapshot.package import read_package
from continuity_app.snapshot.payload import PayloadReader
from continuity_app.sources.reading import Place, SourceReader
from continuity_app.trust.age_box import new_age_secret, recipient_of, seal
from continuity_app.trust.device import DeviceCard
from continuity_app.trust.key_files import read_key_file
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.revocations import read_revocations
from continuity_app.vault.slot_file import NAMES, read_slot_file
from tests import builders

MIB = 1 << 20
SECRET = "root:x:0:0"


def rows_of(path: Path) -> list[list[str]]:
    """All cells of a customers' file, by way of its reading process."""
    with SourceReader(Place(path.name, path)) as reader:
        columns = list(range(len(reader.opened.columns)))
        return [reader.opened.columns, *(values for batch in reader.rows(columns) for _, values in batch.rows)]


def refused(path: Path, *codes: str) -> None:
    """The file is refused by one of these codes, without a word of what is in it."""
    with pytest.raises(BadDataError) as caught:
        rows_of(path)
    assert caught.value.code in codes, caught.value.as_json()
    assert SECRET not in str(caught.value.as_json())


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    parts: dict[str, bytes], *more: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in [*parts.items(), *more]:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def workbook(tmp_path: Path) -> dict[str, bytes]:
    """The parts of an ordinary workbook."""
    return parts_of(builders.workbook(tmp_path, "plain.xlsx", [["Id", "Name"], ["C-1", "Ana"]]).read_bytes())


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_that_inflates_beyond_200_to_1(tmp_path: Path, workbook: dict[str, bytes]) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(packed({**workbook, SHEET: bytes(64 * MIB)}))
    refused(tmp_path / "bomb.xlsx", "source.inflates")


def test_many_small_parts_that_inflate_together(tmp_path: Path, workbook: dict[str, bytes]) -> None:
    parts = {f"xl/media/{number}": bytes(3 * MIB) for number in range(40)}
    (tmp_path / "bomb.xlsx").write_bytes(packed({**workbook, **parts}))
    refused(tmp_path / "bomb.xlsx", "source.inflates")


def test_the_first_part_of_an_archive_is_not_unpacked_before_its_size_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "bomb.ods").write_bytes(packed({"mimetype": bytes(64 * MIB)}))
    refused(tmp_path / "bomb.ods", "source.inflates")


@pytest.mark.parametrize("told", [1 << 30, 0xFFFFFFFE])
def test_a_part_that_claims_a_gibibyte(tmp_path: Path, workbook: dict[str, bytes], told: int) -> None:
    """The directory at the end says so; the part itself is small."""
    data = bytearray(packed(workbook, method=zipfile.ZIP_STORED))
    entry = data.index(b"PK\1\2")
    struct.pack_into("<I", data, entry + 24, told)
    (tmp_path / "claims.xlsx").write_bytes(data)
    refused(tmp_path / "claims.xlsx", "source.inflates", "source.damaged")


def test_a_part_that_hides_what_it_inflates_to(tmp_path: Path, workbook: dict[str, bytes]) -> None:
    """Two sizes in the directory say 4 KiB; what is packed there is 700 MiB, and the reader finds out."""
    long = b'<?xml version="1.0"?><worksheet><sheetData>' + b" " * (700 * MIB)
    data = bytearray(packed({name: part for name, part in workbook.items() if name != SHEET}, (SHEET, long)))
    for start, size_at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.rindex(start, 0, data.rindex(SHEET.encode()) if start == b"PK\1\2" else data.index(SHEET.encode()))
        struct.pack_into("<I", data, at + size_at, 4096)
    (tmp_path / "liar.xlsx").write_bytes(data)
    refused(tmp_path / "liar.xlsx", "source.damaged", "source.too_large", "source.too_slow", "source.reader_died")


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 100}">' for n in range(9))
DOCTYPES = {
    "laughs": f"<!DOCTYPE x [{LAUGHS}]>",
    "file": '<!DOCTYPE x [<!ENTITY a8 SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a8 SYSTEM "http://127.0.0.1:9/x">]>',
    "parameters": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY a8 "x">]>',
}


def with_entity(part: bytes, doctype: str) -> bytes:
    """A part of a workbook with a document type, and its first text or number an entity of it."""
    head, _, rest = part.rpartition(b"?>") if part.startswith(b"<?xml") else (b"", b"", part)
    for end in (b"</t>", b"</v>"):
        rest = rest.replace(end, b"&a8;" + end, 1)
    return (head + b"?>" if head else b"") + doctype.encode() + rest


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_no_entity_of_a_workbook_is_followed(tmp_path: Path, workbook: dict[str, bytes], name: str, part: str) -> None:
    workbook.setdefault("xl/sharedStrings.xml", b"<sst><si><t>Id</t></si></sst>")
    file = tmp_path / "entities.xlsx"
    file.write_bytes(packed({**workbook, part: with_entity(workbook[part], DOCTYPES[name])}))
    try:
        rows = rows_of(file)
    except BadDataError as error:
        assert error.code in ("source.damaged", "source.too_large", "source.empty", "source.reader_died")  # noqa: PT017
    else:
        assert SECRET not in str(rows)
        assert len(str(rows)) < 10_000


@pytest.mark.parametrize("name", DOCTYPES)
def test_no_entity_of_a_form_is_followed(name: str) -> None:
    from continuity_app.resources import resource  # noqa: PLC0415

    parts = parts_of(min(resource("packs", "generic").glob("*.xlsx")).read_bytes())
    part = next(part for part in ("xl/sharedStrings.xml", SHEET) if part in parts)
    data = packed({**parts, part: with_entity(parts[part], DOCTYPES[name])})
    try:
        form = compile_foreign(data, "entities.xlsx")
    except BadDataError as error:
        assert error.code.startswith("form.")  # noqa: PT017
        assert SECRET not in str(error.as_json())  # noqa: PT017
    else:
        assert SECRET not in str(form)
        assert len(str(form)) < 2 * MIB


def link_to(target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("xl/worksheets/link.xml")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info, target.encode()


def test_names_that_lead_out_and_links_lead_nowhere(tmp_path: Path, workbook: dict[str, bytes]) -> None:
    """A reader unpacks nothing to a disk: names are names, and a link's target is a few bytes."""
    odd = [(name, b"out") for name in ("../out.txt", "/tmp/kit-out.txt", "..\\out.txt", "C:\\out.txt", "a" * 60_000)]
    file = tmp_path / "in" / "odd.xlsx"
    file.parent.mkdir()
    file.write_bytes(packed(workbook, *odd, link_to("/etc/passwd")))
    assert rows_of(file) == [["Id", "Name"], ["C-1", "Ana"]]
    assert [path.name for path in tmp_path.iterdir()] == ["plain.xlsx", "in"] or not (tmp_path / "out.txt").exists()
    assert not Path("/tmp/kit-out.txt").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_read_once_or_refused(tmp_path: Path, workbook: dict[str, bytes]) -> None:
    other = workbook[SHEET].replace(b"C-1", b"C-2")
    (tmp_path / "twice.xlsx").write_bytes(packed(workbook, (SHEET, other)))
    assert len(rows_of(tmp_path / "twice.xlsx")) == 2


@pytest.mark.parametrize("name", ["../../vault/journal.db", "payload.age\0", "/etc/passwd", "root.json"])
def test_a_package_of_other_names_is_none(tmp_path: Path, name: str) -> None:
    office, signers = builders.organisation(tmp_path)
    made = builders.package(tmp_path / "whole", office, signers, [builders.device()[1]])
    parts = [("root.json", made.package.root), ("targets.json", made.package.targets), (name, made.package.payload)]
    with zipfile.ZipFile(tmp_path / "odd.snapshot", "w") as archive:
        for each, data in parts[: 3 if name != "root.json" else 2]:
            archive.writestr(each, data)
    with pytest.raises(BadDataError) as caught:
        read_package(tmp_path / "odd.snapshot")
    assert caught.value.code == "snapshot.damaged"


def test_formulas_and_links_of_a_workbook_are_values_or_nothing(tmp_path: Path) -> None:
    cells = [
        ["Id", "Name"],
        ["C-1", '=HYPERLINK("http://127.0.0.1:9/",1)'],
        ["C-2", "=[1]Sheet1!A1"],
        ["C-3", "=cmd|' /C calc'!A0"],
    ]
    path = builders.workbook(tmp_path, "formulas.xlsx", cells)
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    path.write_bytes(packed(parts_of(path.read_bytes()), ("xl/externalLinks/externalLink1.xml", link)))
    assert rows_of(path) == [["Id", "Name"], ["C-1", ""], ["C-2", ""], ["C-3", ""]]


def endless(start: bytes, piece: bytes, size: int) -> Iterator[bytes]:
    yield start
    for _ in range(size // len(piece)):
        yield piece


LONG = {
    "cell.csv": (b"Id,Name\n", b"x" * MIB, 100 * MIB, "source.cell_too_large"),
    "quote.csv": (b'Id,Name\n1,"', b"x,y\n" * 250_000, 20 * MIB, "source.cell_too_large"),
    "columns.csv": (b"Id", b",a" * 10_000, MIB, "source.columns"),
    "line.vcf": (b"BEGIN:VCARD\nNOTE:", b"x" * MIB, 20 * MIB, "source.line"),
    "folds.vcf": (b"BEGIN:VCARD\nNOTE:x\n", b" " + b"x" * 99 + b"\n", 20 * MIB, "source.line"),
    "line.ldif": (b"dn: cn=a\ncn: x\n", b" " + b"x" * 99 + b"\n", 20 * MIB, "source.line"),
    "nul.csv": (b"", b"\0" * MIB, 4 * MIB, "source.empty"),
    "noise.csv": (b"", bytes(range(32)) * 1000, MIB, "source.not_what_it_claims"),
}


@pytest.mark.parametrize("name", LONG)
def test_text_without_end(tmp_path: Path, name: str) -> None:
    start, piece, size, code = LONG[name]
    with (tmp_path / name).open("wb") as file:
        file.writelines(endless(start, piece, size))
    refused(tmp_path / name, code)


def test_nul_bytes_between_letters_are_left_out_and_told(tmp_path: Path) -> None:
    found = builders.read_source(builders.source_file(tmp_path, "nul.csv", "Id,Name\nC-1,A\0na\n" + "C-2,Ben\n" * 99))
    assert found.texts[0] == ["C-1", "Ana"]
    assert found.told("NUL") == [(2, 1)]


DEPTHS = (17, 900, 15_000, 100_000)


def _entry(nested: bytes) -> object:
    return read_entry(
        b'{"body":{"a":%b},"device":"D","hlc":"","org":"o","prev":"","seq":1,"type":"t","user":"u"}' % nested, b""
    )


def _bundle(nested: bytes) -> object:
    secret = new_age_secret()
    line = b'{"header":{"vouched":%b},"signature":""}\n' % nested
    return read_bundle(seal(zstandard.compress(line), [recipient_of(secret)]), secret)


def _in_file(name: str, read: Callable[[Path], object], whole: bytes = b"%b") -> Callable[[bytes, Path], object]:
    def of(nested: bytes, place: Path) -> object:
        (place / name).write_bytes(whole % nested)
        return read(place / name)

    return of


NESTED: dict[str, Callable[[bytes, Path], object]] = {
    "entry": lambda nested, _: _entry(nested),
    "bundle": lambda nested, _: _bundle(nested),
    "payload": lambda nested, _: PayloadReader(zstandard.compress(b'{"policy":%b}\n' % nested)),
    "device card": lambda nested, _: DeviceCard.from_bytes(nested),
    "organisation card": lambda nested, _: OrganisationCard.from_bytes(b'{"signatures":[],"signed":%b}' % nested),
    "key file": _in_file("signer-1.json", read_key_file, b'{"kdf":{"a":%b}}'),
    "slots": _in_file(NAMES[0], lambda path: read_slot_file(path.parent), b'{"slots":%b}'),
    "answers": _in_file("answers.json", read_answers, b"%b"),
}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", NESTED)
def test_json_that_is_nested_without_end(tmp_path: Path, name: str, depth: int) -> None:
    with pytest.raises(BadDataError):
        NESTED[name](b"[" * depth + b"]" * depth, tmp_path)


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_revocation_list_that_is_nested_without_end(tmp_path: Path, depth: int) -> None:
    card = builders.organisation(tmp_path)[0].card
    root = json.dumps(json.loads(card.data), separators=(",", ":")).encode()
    with pytest.raises(BadDataError):
        read_revocations(b'{"root":%b,"targets":%b}' % (root, b"[" * depth + b"]" * depth), card)


def test_contents_of_a_package_or_bundle_that_inflate_are_refused_early() -> None:
    with pytest.raises(BadDataError) as caught:
        PayloadReader(zstandard.compress(b'{"policy":"' + bytes(300 * MIB)))
    assert caught.value.code == "snapshot.payload"
    secret = new_age_secret()
    with pytest.raises(BadDataError) as caught:
        read_bundle(seal(zstandard.compress(bytes(300 * MIB)), [recipient_of(secret)]), secret)
    assert caught.value.code == "bundle.damaged"


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def pdf(objects: list[bytes]) -> bytes:
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return body + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF\n" % (len(objects) + 1)


_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 20 20] >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PICTURES = {
    "wide.png": png(100_000, 100_000),
    "widest.png": png(2**31 - 1, 2**31 - 1),
    "wide.bmp": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0),
    "wide.gif": b"GIF89a"
    + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
    + b","
    + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
    + b"\2\0;",
    "wide.pdf": pdf([_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", _PAGE.replace(b"20 20", b"14400 14400")]),
    "loop.pdf": pdf([_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999 >>"]),
    "loop2.pdf": pdf(
        [
            _CATALOG,
            b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 9 >>",
        ]
    ),
    "claims.pdf": pdf([_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>", _PAGE]),
}


def seen(path: Path) -> tuple[int, str]:
    """How many pages were drawn, and what was told at the end."""
    pages = list(pictures_of([path]))
    return sum(not page.why for page in pages), pages[-1].why


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_that_claim_too_much(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PICTURES[name])
    drawn, told = seen(tmp_path / name)
    assert (drawn, bool(told)) == ((1, False) if name == "claims.pdf" else (0, True)), (
        "it has one page, whatever it claims"
    )


def test_a_pdf_of_ten_thousand_pages_stops_at_its_limit(tmp_path: Path) -> None:
    kids = b"<< /Type /Pages /Kids [" + b"3 0 R " * 10_000 + b"] /Count 10000 >>"
    (tmp_path / "many.pdf").write_bytes(pdf([_CATALOG, kids, _PAGE]))
    drawn, told = seen(tmp_path / "many.pdf")
    assert drawn <= MOST_PAGES
    assert told
