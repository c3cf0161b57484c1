"""Customers' files, the plan, and what is typed into the search."""

import faulthandler
import io
import os
import random
import re
import resource
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path

from continuity_app.contacts.search import search
from continuity_app.outage.moments import moment_of
from continuity_app.snapshot.judging import judge_cell
from continuity_app.snapshot.plan import read_plan
from continuity_app.sources.fields import FIELDS
from continuity_app.sources.refusal import RefusalError
from tests import builders
from tests.faults.fuzz.mutations import ODD_TEXTS, bent, letters
from tests.faults.fuzz.target import Parser, file_of

_HEAD = "Id,First Name,Last Name,Mobile Phone,E-mail,Notes"
_ROWS = "\n".join(f'C-{n},Ana,"O\'Brien, {n}",(415) 555-2{n:03},a{n}@example.com,"two\nlines"' for n in range(12))
CSV = (
    f"{_HEAD}\n{_ROWS}\n".encode(),
    f"\ufeffsep=;\r\n{_HEAD.replace(',', ';')}\r\n1;Zoë;Ørsted;+4930123456;z@example.com;\r\n".encode(),
    f"{_HEAD}\n{_ROWS}".replace(",", "\t").encode("utf-16"),
    f"Report of today\n\n{_HEAD}\n{_ROWS}\n".encode("cp1252"),
    b"Name|Phone\nPat|1.55512E+09\nPat|=cmd|' /C calc'!A0\n",
)
VCARD = tuple(
    card.encode()
    for card in (
        """BEGIN:VCARD
VERSION:3.0
N:Núñez;Ana;;;
FN:Ana Núñez
item1.TEL;type=CELL:+1 415 555 2671
item1.X-ABLabel:_$!<Mobile>!$_
EMAIL:a@example.com
ADR;TYPE=HOME:;;1 Main St;Springfield;IL;62701;US
NOTE:folded
  line\\, with\\nescapes
END:VCARD
""".replace("\n", "\r\n"),
        """BEGIN:VCARD
VERSION:2.1
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg
TEL;CELL:0171 123
AGENT:
BEGIN:VCARD
N:Inner;Card
END:VCARD
END:VCARD
""",
        'BEGIN:VCARD\nVERSION:4.0\nFN:Pat\nTEL;VALUE=uri;TYPE="cell,voice":tel:+1-415-555-2671;ext=2\nEND:VCARD\n',
    )
)
_CHARSETS = (b"idna", b"punycode", b"undefined", b"rot13", b"utf-7", b"utf-16", b"unicode_escape", b"zlib", b"cp932")
VCARD_WORDS = (
    *(
        b"BEGIN:VCARD\n",
        b"END:VCARD\n",
        b"VERSION:2.1\n",
        b";ENCODING=QUOTED-PRINTABLE",
        b";ENCODING=B",
        b"=C3",
        b"=\n ",
    ),
    *(b";CHARSET=" + charset for charset in _CHARSETS),
    *(b";ENCODING=QUOTED-PRINTABLE;CHARSET=" + charset + b":xn--=80=FF" for charset in _CHARSETS),
)
LDIF = (
    b"""version: 1

dn: cn=Ana,ou=people
objectClass: person
cn: Ana
sn:: TsO6w7Fleg==
telephoneNumber: +1 415
 555 2671
mail: a@example.com
# a comment
 folded
jpegPhoto:< file:///etc/passwd

dn: ou=people
objectClass: organizationalUnit

dn: cn=Ben
changetype: modify
replace: mail
mail: b@x.org
-
""",
)
LDIF_WORDS = (b"dn: ", b":: ", b":< ", b"changetype: add\n", b"objectClass: person\n", b"\n ", b"\n\n")
PLAN_WORDS = (
    *(
        b"[snapshot]\n",
        b"[[source]]\n",
        b"[source.fields]\n",
        b"[source.where]\n",
        b"match = ",
        b"packs = ",
        b"as_of = ",
    ),
    *(
        b'"""',
        b"'''",
        b"{ a = 1 }",
        b"[[[",
        b"1979-05-27T07:32:00Z",
        b"9999-12-31T23:59:59-14:00",
        b"0x7fffffffffffffffff",
    ),
    *(
        b'delimiter = "ab"\n',
        b'encoding = "idna"\n',
        b"header_row = 99999999999\n",
        b'url = "sqlite:///x"\n',
        b"nan",
        b"inf",
    ),
)


def csv(place: Path) -> Parser:
    written = file_of(place, "people.csv")
    return Parser(lambda rng: bent(rng, CSV), lambda data: builders.read_source(written(data)))


def vcard(place: Path) -> Parser:
    written = file_of(place, "people.vcf")
    return Parser(lambda rng: bent(rng, VCARD, VCARD_WORDS), lambda data: builders.read_source(written(data)))


def ldif(place: Path) -> Parser:
    written = file_of(place, "people.ldif")
    return Parser(lambda rng: bent(rng, LDIF, LDIF_WORDS), lambda data: builders.read_source(written(data)))


def apart(run: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Reads each case in a process of its own, as the kit does.

    The workbook's library ends its whole process where a cell's place asks for more memory than there is; the kit tells
    that as `source.too_large`, which `tests/sources/test_reading.py` shows.
    """

    def run_apart(data: bytes) -> None:
        process = os.fork()
        if process == 0:
            faulthandler.disable()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            try:
                run(data)
                os._exit(_TAKEN)
            except RefusalError:
                os._exit(_REFUSED)
            finally:
                os._exit(_BROKEN)
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if ended in (_REFUSED, -signal.SIGABRT):
            raise RefusalError("fuzz.refused", "Refused.", "None.")
        assert ended == _TAKEN, ended

    return run_apart


_TAKEN, _REFUSED, _BROKEN = 0, 3, 4
_MOST_MEMORY = 4 << 30


def xlsx(place: Path) -> Parser:
    """Half of the cases bend the zip, half a part of it that is then packed again whole."""
    rows = [
        ["Id", "Name", "Phone", "Day"],
        *([f"C-{n}", f"Ana {n}", 14155552000 + n, builders.NOON.date()] for n in range(8)),
    ]
    whole = builders.workbook(place, "seed.xlsx", rows).read_bytes()
    written = file_of(place, "people.xlsx")
    return Parser(lambda rng: bent_workbook(rng, whole), apart(lambda data: builders.read_source(written(data))))


XML_WORDS = (
    *(
        b"<c r='XFD1048576'><v>1</v></c>",
        b"<row r='0'>",
        b"<f>1+1</f>",
        b"<!DOCTYPE x [<!ENTITY a 'aa'>]>",
        b"&a;",
        b"&#0;",
    ),
    *(
        b"<v>99999999999</v>",
        b" t='s'",
        b" t='inlineStr'",
        b" r='A-1'",
        b" r='ZZZZZZ9'",
        b"<dimension ref='A1:XFD1048576'/>",
    ),
)


def bent_workbook(rng: random.Random, whole: bytes) -> bytes:
    """An Excel file put out of order, as a file or in one of its parts."""
    if rng.random() < 0.3:
        return bent(rng, [whole])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice(list(parts))
        parts[name] = bent(rng, [parts[name]], XML_WORDS)
    if rng.random() < 0.1:
        del parts[rng.choice(list(parts))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def cells(_place: Path) -> Parser:
    """What one cell says, wherever it came from: numbers, addresses, days, money; judged in the parent process."""
    seeds = (
        *(
            "(415) 555-2671 x204",
            "+44 20 7946 0018",
            "1.55512E+09",
            "a.b@example.com",
            "6/22/2024 1:30 PM",
            "1.234,50 €",
        ),
        *("2024-06-22T13:30:00-07:00", "yes", "O'Brien, Ana", "+1 415 555 2671; 415-555-2672", *ODD_TEXTS),
    )
    fields = [field for fields in FIELDS.values() for field in fields]
    whole = [seed.encode("utf-8", "surrogatepass") for seed in seeds]

    def run(data: bytes) -> None:
        try:
            text = data.decode("utf-8", "surrogatepass")[:3000]
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")[:3000]
        for field in fields:
            list(judge_cell(field, text, ("US", "DE", "")[len(text) % 3], " ::: "))
        moment_of(text, builders.NOON.tzinfo)

    return Parser(lambda rng: bent(rng, whole)[:3000].decode("utf-8", "replace").encode(), run)


def plan(place: Path) -> Parser:
    whole = builders.plan(place)
    seeds = [
        whole.read_bytes(),
        re.sub(rb'file = "people.csv"', b'sql = "select 1"\nurl = "sqlite:///x.db"', whole.read_bytes()),
    ]
    written = file_of(place, "bent.toml")
    return Parser(lambda rng: bent(rng, seeds, PLAN_WORDS), lambda data: read_plan(written(data)))


QUERY_WORDS = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        *(
            '"',
            "*",
            "NEAR(",
            "AND",
            "OR",
            "NOT",
            "^",
            "{a b}:",
            "-",
            "+1 415 555 0001",
            "ext. 5",
            "@example",
            "ñ",
            "\u0640",
        ),
        *("marg", "núñez3", "KAX0003", "1HGCM82633A000003", "0", "00", "(415)", "\u0130", "ß", "한국", "\u200f", "'"),
    )
)


def query(_place: Path) -> Parser:
    store = builders.contacts(*(builders.customer(n) for n in range(1, 40)))

    def case(rng: random.Random) -> bytes:
        if rng.random() < 0.3:
            return letters(rng).encode()
        return (
            b" ".join(rng.choices(QUERY_WORDS, k=rng.randrange(1, 14)))
            if rng.random() < 0.3
            else bent(rng, QUERY_WORDS)
        )

    return Parser(case, lambda data: search(store, data.decode("utf-8", "surrogateescape"), len(data) % 30))
