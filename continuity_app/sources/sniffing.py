"""What a file really is: its kind by its contents, the encoding of a text, the delimiter of a table.

A file whose ending claims another kind is refused: it was saved or named wrongly, and a guess would read nonsense.
"""

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.wire import Trouble
from continuity_app.words import say

CHUNK = 1 << 20
SAMPLE = 1 << 18
MOST_INFLATION = 200
MOST_CONTROL_SHARE = 0.02
ROWS_TRIED = 100
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
# Possessive throughout: blank lines without end must not be tried in every division.
_LDIF = re.compile(rb"(?:[ \t\r]*+(?:#[^\n]*+)?+\n)*+[ \t\r]*+(?:version:\s*1\s*\r?\n|dn::?\s)", re.IGNORECASE)
_CODE_PAGES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("cp932", "gb18030", "big5", "cp949"),
)
_WESTERN = frozenset(
    "äöüÄÖÜßàâáãåæçèéêëìíîïñòóôõøœùúûýÿÀÂÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØŒÙÚÛÝ"
    "\u20ac\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u2122\u00a0\u00a9\u00ae\u00b0\u00a7\u00ab\u00bb\u00a1\u00bf\u00ba\u00aa\u00b4\u00b7\u00a3"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{3,}")
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 13}))


BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)
"""What the standard library raises for archives that are none, damaged or of a kind that it does not read."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one pass over a text file's bytes tells."""

    utf8: bool
    controls: bool
    odd_quotes: bool


def guessed(encoding: str) -> Trouble:
    """What is told where an encoding is a guess: names may be read wrongly, and only a person can see it."""
    return Trouble(
        1,
        -1,
        say(
            "Nothing in the file tells its encoding; {encoding} was guessed. Look at names with accents, "
            "and give encoding in the plan if they are wrong.",
            encoding=encoding,
        ),
    )


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
    return _text_kind(_as_bytes(head))


def _text_kind(text: bytes) -> str:
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
            if inflates_beyond_measure(entries, path.stat().st_size):
                raise RefusalError(
                    "source.inflates",
                    say("The workbook would inflate to more than {times} times its size.", times=MOST_INFLATION),
                    say("Do not open it; ask whoever sent it."),
                )
            names = {entry.filename for entry in entries}
            mimetype = _beginning(archive, "mimetype") if "mimetype" in names else b""
    except BROKEN_ARCHIVE as error:
        raise RefusalError(
            "source.damaged",
            say("The workbook is damaged or was not written to its end."),
            say("Export or copy it again."),
        ) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise _something_else("an archive without a table")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(100)


def inflates_beyond_measure(entries: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Whether the parts of an archive of so many bytes would inflate to more than 200 times of it, or one of them."""
    inflated = sum(entry.file_size for entry in entries)
    return inflated > MOST_INFLATION * size or any(
        entry.file_size > MOST_INFLATION * max(entry.compress_size, 512) for entry in entries
    )


def inflated_size(path: Path) -> int:
    """The size of a workbook's parts when unpacked; the file's own size for other files."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except BROKEN_ARCHIVE:
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
    if some.count(0) < max(len(some) // 4, 2):
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


def encoding_of(path: Path, found: Bytes) -> tuple[str, bool]:
    """The encoding of a text file, and whether it is a guess.

    By its mark, else UTF-8 where every byte fits, else the likeliest old code page.
    """
    with path.open("rb") as handle:
        head = handle.read(SAMPLE)
    marked = _marked_encoding(head) or _unmarked_wide(head)
    if marked:
        return marked, False
    if found.utf8:
        return "utf-8", False
    return ("mac_roman" if _reads_as_old_mac(head) else _code_page(path)), True


def _reads_as_old_mac(head: bytes) -> bool:
    """Whether a text with the line ends of an old Mac has its letters too: they lie where Windows has signs."""
    signs, letters = (sum(head.count(byte) for byte in range(first, first + 32)) for first in (0x80, 0xE0))
    return b"\r" in head and b"\n" not in head and signs >= letters


def _code_page(path: Path) -> str:
    """The likeliest old code page; Western Windows where nothing speaks clearly for another."""
    from charset_normalizer import from_bytes  # noqa: PLC0415

    telling = _telling_lines(path)
    best = from_bytes(telling, cp_isolation=list(_CODE_PAGES)).best()
    if best is None or _reads_as_western(telling):
        return "cp1252"
    return best.encoding


def _reads_as_western(telling: bytes) -> bool:
    """Whether the letters beyond ASCII stand as Western words have them: few, in small letters within words."""
    try:
        text = telling.decode("cp1252")
    except UnicodeDecodeError:
        return False
    beyond = [letter for letter in text if not letter.isascii()]
    odd = sum(1 for letter in beyond if letter not in _WESTERN)
    runs = sum(map(len, _BEYOND_ASCII.findall(text)))
    return odd * 10 <= len(beyond) and runs * 4 <= len(beyond)


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
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), ROWS_TRIED))
    return rows[:-1] if len(rows) > 2 else rows  # noqa: PLR2004 -- the last one may be cut
