"""vCard 2.1, 3.0 and 4.0: folded lines, quoted-printable, escapes, Apple's labels, several cards in a file."""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from continuity_app.sources.cards import Entries, Entry
from continuity_app.sources.grid import MOST_COLUMNS
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.sniffing import encoding_of, guessed, look_at_bytes
from continuity_app.words import say

MOST_CHARACTERS_IN_LINE = 8 << 20
MOST_CHARACTERS_OF_NAME = 10_000
"""Of a property with its parameters, before the colon."""

_PLAIN = {"FN", "UID", "NOTE", "TITLE", "ROLE", "EMAIL", "LANG", "NICKNAME", "CATEGORIES", "BDAY", "URL", "REV"}
_LEFT_OUT = {"PHOTO", "LOGO", "SOUND", "KEY", "VERSION", "PRODID", "X-ABLABEL", "AGENT"}
_NAME_PARTS = ("N family", "N given", "N additional")
_ADDRESS_PARTS = ("", "", "ADR street", "ADR city", "ADR region", "ADR postcode", "ADR country")
_MOBILE = {"CELL", "MOBILE", "IPHONE", "_$!<MOBILE>!$_", "MOBIL", "HANDY"}
_HOME = {"HOME", "_$!<HOME>!$_", "PRIVAT"}
_WORK = {"WORK", "_$!<WORK>!$_", "MAIN", "_$!<MAIN>!$_"}
_NO_PHONE = {"FAX", "PAGER", "MODEM", "_$!<WORKFAX>!$_", "_$!<HOMEFAX>!$_"}
_PARAMETERS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_ESCAPE = re.compile(r"\\(.)")
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")


@dataclass(frozen=True, slots=True)
class _Property:
    group: str
    name: str
    parameters: tuple[str, ...]
    value: str


def read_vcards(path: Path, encoding: str = "") -> Entries:
    """The cards of a file as rows; a row's number is the line on which its card begins."""
    found = look_at_bytes(path)
    encoding, is_guess = (encoding, False) if encoding else encoding_of(path, found)

    def entries() -> Iterator[Entry]:
        with path.open(encoding=encoding, errors="replace", newline=None) as handle:
            yield from _cards(handle)

    return Entries(entries, "vcard", encoding, [guessed(encoding)] if is_guess else [])


def _cards(lines: Iterable[str]) -> Iterator[Entry]:
    """The cards in order of their ends; a card inside another one (2.1's AGENT) is one of its own."""
    open_cards: list[tuple[Entry, list[_Property]]] = []
    for number, line in _unfolded(lines):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            open_cards.append((Entry(number), []))
        elif not open_cards:
            continue
        elif word == "END:VCARD":
            yield _entry(*open_cards.pop())
        else:
            found = _property(line)
            if found is None:
                open_cards[-1][0].troubles.append(("", say("Line {line} of the card is no property.", line=number)))
            else:
                open_cards[-1][1].append(found)
    for card, properties in open_cards:
        card.troubles.append(("", say("The card has no end; the file may be cut off.")))
        yield _entry(card, properties)


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first physical line: folding, and quoted-printable's soft line breaks."""
    start, parts, quoted, length = 1, list[str](), False, 0
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        length += len(line)
        if length > MOST_CHARACTERS_IN_LINE:
            raise RefusalError(
                "source.line", say("A line of the file has no end."), say("Export the file again."), start
            )
        if quoted and parts and parts[-1].endswith("="):
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
        else:
            if parts:
                yield start, "".join(parts)
            start, parts, length = number, [line] if line.strip() else [], len(line)
            quoted = "QUOTED-PRINTABLE" in line.split(":", 1)[0].upper()
    if parts:
        yield start, "".join(parts)


def _property(line: str) -> _Property | None:
    colon = _colon(line)
    if not 0 <= colon <= MOST_CHARACTERS_OF_NAME:
        return None
    names, *parameters = _PARAMETERS.split(line[:colon])
    group, _, name = names.rpartition(".")
    words: list[str] = []
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals:
            words.append(key.strip().upper())
        elif key.strip().upper() == "TYPE":
            words += [word.strip().upper() for word in value.strip('"').split(",")]
        else:
            words.append(f"{key.strip().upper()}={value.strip(chr(34)).upper()}")
    return _Property(group.upper(), name.strip().upper(), tuple(words), line[colon + 1 :])


def _colon(line: str) -> int:
    """Where the value begins: the first colon outside quotes."""
    inside = False
    for place, character in enumerate(line):
        if character == '"':
            inside = not inside
        elif character == ":" and not inside:
            return place
    return -1


def _entry(entry: Entry, properties: list[_Property]) -> Entry:
    old = any(p.name == "VERSION" and p.value.strip() == "2.1" for p in properties)
    labels = {p.group: p.value.strip().upper() for p in properties if p.group and p.name == "X-ABLABEL"}
    for each in properties:
        if each.name in _LEFT_OUT or "ENCODING=B" in each.parameters or "BASE64" in each.parameters:
            continue
        value = _decoded(each, entry)
        _put(entry, each, value, labels.get(each.group, ""), old=old)
    return entry


def _decoded(each: _Property, entry: Entry) -> str:
    words = each.parameters
    if "QUOTED-PRINTABLE" not in words and "ENCODING=QUOTED-PRINTABLE" not in words:
        return each.value
    charset = next((word[8:] for word in words if word.startswith("CHARSET=")), "UTF-8")
    data = quopri.decodestring(each.value.encode("utf-8", errors="replace"))
    try:
        return data.decode(charset)
    except (LookupError, ValueError):
        entry.troubles.append((each.name, say("The bytes of this value do not fit the encoding that it names.")))
        return data.decode("cp1252", errors="replace")


def _put(entry: Entry, each: _Property, value: str, label: str, *, old: bool) -> None:
    if each.name == "N":
        for column, part in zip(_NAME_PARTS, _parts(value), strict=False):
            entry.add(column, _plain(part, old=old))
    elif each.name == "ADR":
        for column, part in zip(_ADDRESS_PARTS, _parts(value), strict=False):
            if column:
                entry.add(column, _plain(part, old=old))
    elif each.name == "ORG":
        entry.add("ORG", ", ".join(filter(None, (_plain(part, old=old).strip() for part in _parts(value)))))
    elif each.name == "TEL":
        words = {*each.parameters, label}
        if not words & _NO_PHONE or words & {"VOICE"}:
            entry.add(_phone_column(words), _number(_plain(value, old=old)))
    elif each.name in _PLAIN or len(entry.values) < MOST_COLUMNS:
        entry.add(each.name, _plain(value, old=old))


def _parts(value: str) -> list[str]:
    return _UNESCAPED_SEMICOLON.split(value)


def _plain(text: str, *, old: bool) -> str:
    if old:
        return text.replace("\\;", ";")
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _number(value: str) -> str:
    return value.strip()[4:] if value.strip()[:4].lower() == "tel:" else value


def _phone_column(words: set[str]) -> str:
    if words & _MOBILE:
        return "TEL mobile"
    if words & _WORK:
        return "TEL work"
    return "TEL home" if words & _HOME else "TEL"
