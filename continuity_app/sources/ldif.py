"""LDIF of a directory (RFC 2849): folded lines, base64 values, comments; links to other files are not followed."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from continuity_app.sources.cards import Entries, Entry
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.sniffing import encoding_of, guessed, look_at_bytes
from continuity_app.words import say

MOST_CHARACTERS_IN_LINE = 8 << 20

_PEOPLE = ("person", "contact", "user", "customer", "account", "mailrecipient", "mozillaabperson")
_WAYS = {"telephonenumber", "mobile", "mail", "homephone", "mobiletelephonenumber", "rfc822mailbox"}
_BINARY = {"jpegphoto", "usercertificate", "thumbnailphoto", "userpassword", "audio", "photo", "objectsid"}


def read_ldif(path: Path, encoding: str = "") -> Entries:
    """The entries of a file as rows; a row's number is the line on which its entry begins."""
    found = look_at_bytes(path)
    encoding, is_guess = (encoding, False) if encoding else encoding_of(path, found)

    def entries() -> Iterator[Entry]:
        spelling: dict[str, str] = {}
        with path.open(encoding=encoding, errors="replace", newline=None) as handle:
            for number, lines in _blocks(handle):
                yield _entry(number, lines, spelling)

    return Entries(entries, "ldif", encoding, [guessed(encoding)] if is_guess else [])


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The logical lines of each entry, with the number of its first line."""
    start, block = 1, list[str]()
    for number, line in _unfolded(lines):
        if not line:
            if block:
                yield start, block
            block = []
        elif block or not line.lower().startswith("version:"):
            start = start if block else number
            block.append(line)
    if block:
        yield start, block


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first physical line, without comments; an empty one ends an entry."""
    start, parts, length = 1, [""], 0
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if line[:1] == " " and line.strip():
            parts.append(line[1:])
            length += len(line)
            if length > MOST_CHARACTERS_IN_LINE:
                raise RefusalError(
                    "source.line", say("A line of the file has no end."), say("Export the file again."), start
                )
            continue
        if not parts[0].startswith("#"):
            yield start, "".join(parts)
        start, parts, length = number, [line.strip() and line], 0
    if not parts[0].startswith("#"):
        yield start, "".join(parts)


def _entry(number: int, lines: list[str], spelling: dict[str, str]) -> Entry:
    """One entry; attributes take the spelling in which the file first has them."""
    entry = Entry(number)
    classes: set[str] = set()
    change = ""
    for line in lines:
        name, value = _attribute(line, entry)
        key = name.lower()
        if key == "objectclass":
            classes.add(value.lower())
        elif key == "changetype":
            change = value.lower()
        elif value and key not in _BINARY:
            entry.add(spelling.setdefault(key, name), value)
    if change and change != "add":
        entry.person = False
        entry.troubles.append(("", say("This is a change to an entry, not an entry; it is left out.")))
    elif classes and not any(word in each for each in classes for word in _PEOPLE):
        entry.person = bool(_WAYS & {name.lower() for name in entry.values})
    return entry


def _attribute(line: str, entry: Entry) -> tuple[str, str]:
    """Name without its options, and the decoded value; an empty one where there is nothing to take."""
    written, colon, value = line.partition(":")
    name = written.split(";", 1)[0].strip()
    if not colon or not name:
        entry.troubles.append(("", say("A line of this entry is no attribute.")))
        return name, ""
    if value.startswith("<"):
        entry.troubles.append((name, say("This value lies in another file, which is not opened.")))
        return name, ""
    if not value.startswith(":"):
        return name, value.strip()
    if name.lower() in _BINARY:
        return name, ""
    try:
        return name, base64.b64decode(value[1:].strip(), validate=True).decode("utf-8")
    except ValueError:
        entry.troubles.append((name, say("The base64 of this value is damaged or holds no text.")))
        return name, ""
