"""What a file really is: its kind by its contents, the encoding of a text, the delimiter of a table.

A file whose ending claims another kind is refused: it was saved or named wrongly, and a guess would read nonsense.
"""

import csv
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from continuity_app.sources.refusal import RefusalError
from continuity_app.words import say

CHUNK = 1 << 20
SAMPLE = 1 << 18
MOST_INFLATION = 200
MOST_CONTROL_SHARE = 0.02
DELIMITERS = ",;\t|"

_CLAIMS = {
    ".csv": "text",
    ".tsv": "text",
    ".tab": "text",
    ".txt": "text vcard ldif",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsb",
    ".xls": "xls",
    ".ods": "ods",
    ".vcf": "vcard",
    ".vcard": "vcard",
    ".ldif": "ldif",
    ".ldf": "ldif",
}
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"age-encryption.org/", "an encrypted file"),
)
_KINDS = {
    "text": "a text table",
    "xlsx": "an Excel workbook (.xlsx)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "xls": "an old Excel workbook (.xls)",
    "ods": "an OpenDocument table (.ods)",
    "vcard": "a vCard file",
    "ldif": "an LDIF file",
}
_MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<table|<[a-z:]+[ >])", re.IGNORECASE)
_JSON = re.compile(rb'\s*[\[{]\s*["{\[]')
_LDIF = re.compile(rb"(?:\s*#[^\n]*\n|\s*\n)*(?:version:\s*1\s*\r?\n|dn::?\s)", re.IGNORECASE)
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 13}))


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one pass over a text file's bytes tells."""

    utf8: bool
    controls: bool
    odd_quotes: bool


def kind_of(path: Path) -> str:
    """One of text, xlsx, xlsb, xls, ods, vcard, ldif.

    Raises:
        RefusalError: the file is empty, is something else, or is not what its ending claims.
    """
    with path.open("rb") as handle:
        head = handle.read(CHUNK)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise RefusalError(
            "source.empty", say("The file is empty."), say("Export it again, and look at it before you use it.")
        )
    kind = _kind(path, head)
    claimed = _CLAIMS.get(path.suffix.lower(), "")
    if claimed and kind not in claimed.split():
        raise RefusalError(
            "source.not_what_it_claims",
            say(
                "The file's ending {ending} claims something else: this is {kind}.",
                ending=path.suffix,
                kind=_KINDS[kind],
            ),
            say("Export it again in the kind that its ending says, or give it the right ending."),
        )
    return kind


def _kind(path: Path, head: bytes) -> str:
    if head.startswith(b"PK"):
        return _archive_kind(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in head or _has_password(path):
            raise RefusalError(
                "source.password",
                say("The workbook is protected by a password."),
                say("Save it without a password, use it, and delete that copy."),
            )
        return "xls"
    for start, name in _MAGIC:
        if head.startswith(start):
            raise _something_else(name)
    text = _as_bytes(head)
    if _MARKUP.match(text):
        raise _something_else("a web page or XML")
    if _JSON.match(text):
        raise _something_else("JSON")
    if re.match(rb"\s*begin:vcard", text, re.IGNORECASE):
        return "vcard"
    if _LDIF.match(text):
        return "ldif"
    if len(text) - len(text.translate(None, _CONTROLS)) > MOST_CONTROL_SHARE * len(text) + 8:
        raise _something_else("no text")
    return "text"


def _has_password(path: Path) -> bool:
    marker = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - CHUNK))
        return marker in handle.read(CHUNK)


def _archive_kind(path: Path) -> str:
    """The kind of a zip file; refuses one that would inflate beyond measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise RefusalError(
            "source.damaged",
            say("The workbook is damaged or was not written to its end."),
            say("Export or copy it again."),
        ) from error
    inflated = sum(entry.file_size for entry in entries)
    if any(entry.file_size > MOST_INFLATION * max(entry.compress_size, 512) for entry in entries) or (
        inflated > MOST_INFLATION * path.stat().st_size
    ):
        raise RefusalError(
            "source.inflates",
            say("The workbook would inflate to more than {times} times its size.", times=MOST_INFLATION),
            say("Do not open it; ask whoever sent it."),
        )
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise _something_else("an archive without a table")


def inflated_size(path: Path) -> int:
    """The size of a workbook's parts when unpacked; the file's own size for other files."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return path.stat().st_size


def _something_else(name: str) -> RefusalError:
    return RefusalError(
        "source.not_what_it_claims",
        say("This is {name}, not a table, vCard or LDIF file.", name=name),
        say("Export the customers as CSV, Excel, vCard or LDIF."),
    )


def _as_bytes(head: bytes) -> bytes:
    """The beginning as bytes of an ASCII-like encoding, so that the patterns above fit UTF-16 too."""
    encoding = _marked_encoding(head) or _unmarked_wide(head)
    if not encoding:
        return head
    return head.decode(encoding, errors="replace").lstrip("\ufeff").encode("utf-8", errors="replace")


def _marked_encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else ""


def _unmarked_wide(head: bytes) -> str:
    """UTF-16 without its mark: every second byte of mostly Latin text is zero."""
    some = head[:4096]
    if len(some) < 8 or some.count(0) < len(some) // 4:
        return ""
    even, odd = some[0::2].count(0), some[1::2].count(0)
    if odd > 4 * (even + 1):
        return "utf-16-le"
    return "utf-16-be" if even > 4 * (odd + 1) else ""


def look_at_bytes(path: Path) -> Bytes:
    """Reads a text file once as bytes: whether it is UTF-8, holds control characters, has an odd number of quotes."""
    import codecs  # noqa: PLC0415

    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, controls, quotes = True, False, 0
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            quotes += chunk.count(b'"')
            controls = controls or len(chunk.translate(None, _CONTROLS)) != len(chunk)
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    return Bytes(utf8, controls, quotes % 2 == 1)


def encoding_of(path: Path, found: Bytes) -> str:
    """The encoding of a text file: by its mark, else UTF-8 where every byte fits, else the likeliest old code page."""
    with path.open("rb") as handle:
        head = handle.read(SAMPLE)
    marked = _marked_encoding(head) or _unmarked_wide(head)
    if marked:
        return marked
    return "utf-8" if found.utf8 else _code_page(path)


def _code_page(path: Path) -> str:
    """The likeliest old code page; Western Windows where nothing speaks clearly for another."""
    from charset_normalizer import from_bytes  # noqa: PLC0415

    telling = _telling_lines(path)
    pages = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman"]
    eastern = ["cp932", "gb18030", "big5", "cp949"]
    best = from_bytes(telling, cp_isolation=[*pages, *eastern]).best()
    if best is None:
        return "cp1252"
    try:
        western = telling.decode("cp1252")
    except UnicodeDecodeError:
        return best.encoding
    letters = [c for c in western if ord(c) > 127]  # noqa: PLR2004
    odd = sum(not c.isalpha() and c not in "€‘’“”–—…•™©®°§«»¡¿ºª\u00a0´·" for c in letters)
    return "cp1252" if odd * 10 <= len(letters) and not _is_foreign(best.encoding, telling) else best.encoding


def _is_foreign(encoding: str, telling: bytes) -> bool:
    """Whether most letters beyond ASCII are of another script when read so: Cyrillic, Greek, Hebrew, Arabic, East Asian."""
    beyond = [c for c in telling.decode(encoding, errors="replace") if ord(c) > 127 and c.isalpha()]  # noqa: PLR2004
    return bool(beyond) and sum(ord(c) >= 0x370 for c in beyond) * 10 > 8 * len(beyond)  # noqa: PLR2004


def _telling_lines(path: Path) -> bytes:
    """Those lines that hold more than ASCII, up to a sample's size."""
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as handle:
        for line in handle:
            if not line.isascii():
                lines.append(line)
                size += len(line)
                if size > SAMPLE // 4:
                    break
    return b"".join(lines)


def delimiter_of(sample: str) -> str:
    """The delimiter under which most lines of a sample have the same number of cells; a comma for a single column."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in _some_rows(sample, delimiter) if row)
        if not widths:
            continue
        width, count = max(((w, c) for w, c in widths.items() if w > 1), key=lambda wc: wc[0] * wc[1], default=(1, 0))
        score = count / sum(widths.values()) * min(width, 12) ** 0.5
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _some_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            rows.append(row)  # noqa: PERF402 -- an error keeps what was read so far
            if len(rows) == 100:  # noqa: PLR2004
                break
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > 2 else rows  # noqa: PLR2004 -- the last one may be cut
