"""One site whose customers come in every kind of file: all are counted, found, and reachable by their numbers."""

import base64
import csv
import datetime as dt
import io
import quopri
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import builders

HEADER = ("Nr", "Family", "Given", "Tel", "Mail", "Since")
ID = '[source.fields]\nid = "Nr"\nfamily_name = "Family"\ngiven_name = "Given"\nphone = "Tel"\nemail = "Mail"\n'


@dataclass(frozen=True)
class Person:
    """Somebody in a file, and how the number has to come out."""

    id: str
    family: str
    given: str
    typed: str
    e164: str

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.id, self.family, self.given, self.typed, f"{self.id.lower()}@example.org", "2024-02-01")


PEOPLE = {
    "de": (
        Person("DE-1", "Großmüller", "Jürgen", "030 901820", "+4930901820"),
        Person("DE-2", "Bäcker-Öhlschläger", "Änne", "0171/5550123", "+491715550123"),
    ),
    "pl": (
        Person("PL-1", "Żółkiewska", "Łucja", "601 234 567", "+48601234567"),
        Person("PL-2", "Nowak-Święch", "Bożena", "22 627 01 88", "+48226270188"),
    ),
    "gr": (
        Person("GR-1", "Παπαδόπουλος", "Ελένη", "210 370 9000", "+302103709000"),
        Person("GR-2", "Ξενάκη", "Ιωάννης", "+30 694 123 4567", "+306941234567"),
    ),
    "es": (
        Person("ES-1", "Núñez O'Farrill", "José María", "912 345 678", "+34912345678"),
        Person("ES-2", "D'Angelo", "Íñigo", "612 34 56 78", "+34612345678"),
    ),
    "vn": (
        Person("VN-1", "Nguyễn", "Thị\nHương", "024 3942 4500", "+842439424500"),
        Person("VN-2", "Trần", 'Đức "Tony"', "0912 345 678", "+84912345678"),
    ),
    "eg": (
        Person("EG-1", "الخطيب", "فاطمة", "010 1234 5678", "+201012345678"),
        Person("EG-2", "عبد الله", "محمد", "02 2795 9990", "+20227959990"),
    ),
    "fr": (Person("FR-1", "Lefèvre", "Zoë", "01 42 68 53 00", "+33142685300"),),
    "gb": (Person("GB-1", "St. John-Smythe", "Siân", "020 7946 0018", "+442079460018"),),
    "us": (
        Person("US-1", "Thornbury", "Emily", "4156035115", "+14156035115"),
        Person("US-2", "Van Der Berg", "Pieter", "4156035116", "+14156035116"),
    ),
    "db": (
        Person("DB-1", "Søndergaard", "Bjørn", "32 12 34 56", "+4532123456"),
        Person("DB-2", "Ægirsson", "Åse", "+45 20 12 34 57", "+4520123457"),
    ),
}
EVERYBODY = [person for people in PEOPLE.values() for person in people]


def table(people: Sequence[Person], delimiter: str, end: str, titles: Sequence[str] = ()) -> str:
    text = io.StringIO()
    text.write("".join(f"{title}{end}" for title in titles))
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([HEADER, *(p.cells for p in people)])
    return text.getvalue()


def cards(people: Sequence[Person]) -> bytes:
    """vCard 2.1 as phones wrote it: Latin-1 in quoted-printable."""

    def coded(text: str) -> str:
        return quopri.encodestring(text.encode("latin-1"), quotetabs=True).decode("ascii")

    coding = "CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE"
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;{coding}:{coded(p.family)};{coded(p.given)}\r\n"
        f"TEL;WORK;VOICE:{p.typed}\r\nEMAIL;INTERNET:{p.cells[4]}\r\nUID:{p.id}\r\nEND:VCARD\r\n"
        for p in people
    ).encode("ascii")


def directory(people: Sequence[Person]) -> str:
    """LDIF with base64 where letters are not ASCII."""

    def line(name: str, value: str) -> str:
        return f"{name}: {value}" if value.isascii() else f"{name}:: {base64.b64encode(value.encode()).decode()}"

    entries = (
        (
            f"dn: uid={p.id},dc=example,dc=org",
            "objectClass: inetOrgPerson",
            line("sn", p.family),
            line("givenName", p.given),
            f"uid: {p.id}",
            f"telephoneNumber: {p.typed}",
            f"mail: {p.cells[4]}",
        )
        for p in people
    )
    return "version: 1\n\n" + "\n\n".join("\n".join(entry) for entry in entries) + "\n"


def open_document(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    """An OpenDocument table with numbers and dates as what they are."""

    def cell(value: object) -> str:
        if isinstance(value, dt.date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        if isinstance(value, float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    names = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
        f'xmlns:text="{names}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="People">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )


def typed(people: Sequence[Person]) -> list[list[Any]]:
    """Rows whose numbers a spreadsheet took for numbers."""
    return [
        [p.id, p.family, p.given, float(p.typed) if p.typed.isdigit() else p.typed, p.cells[4], dt.date(2024, 2, 1)]
        for p in people
    ]


def write_files(folder: Path) -> Path:
    """Every file, and the plan that names them."""
    plain = {
        "de.csv": table(PEOPLE["de"], ";", "\r\n", ["Kunden der Filiale Süd", "Stand: 3. Mai"]).encode("cp1252"),
        "pl.txt": b"\xff\xfe" + table(PEOPLE["pl"], "\t", "\r\n").encode("utf-16-le"),
        "gr.csv": table(PEOPLE["gr"], "|", "\n").encode(),
        "es.csv": table(PEOPLE["es"], ",", "\r").encode("cp1252"),
        "vn.csv": table(PEOPLE["vn"], ",", "\n").encode("utf-8-sig"),
        "eg.csv": table(PEOPLE["eg"], ";", "\n").encode(),
        "fr.vcf": cards(PEOPLE["fr"]),
        "gb.ldif": directory(PEOPLE["gb"]).encode(),
    }
    for name, data in plain.items():
        builders.source_file(folder, name, data)
    builders.workbook(folder, "us.xlsx", [["Printed"], [], HEADER, *typed(PEOPLE["us"][:1])])
    open_document(folder / "us2.ods", [HEADER, *typed(PEOPLE["us"][1:])])
    with sqlite3.connect(folder / "people.db") as database:
        database.execute("CREATE TABLE people (Nr, Family, Given, Tel, Mail, Since, Branch)")
        rows = [(*p.cells, "north") for p in PEOPLE["db"]] + [("X", "Elsewhere", "", "", "", "", "south")]
        database.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    database.close()
    booked = [["Customer", "When", "What"], ["PL-1", dt.datetime(2024, 6, 21, 9, 30), "Olej"], ["EG-1", "", "فحص"]]  # noqa: DTZ001
    builders.workbook(folder, "appointments.xlsx", booked)
    builders.source_file(
        folder, "promises.csv", "Customer,What,Due,Owner\nGR-1,Ανταλλακτικό,2024-06-25,\nNO-1,Lost,,\n"
    )
    sources = [
        f'file = "{name}"\nregion = "{name[:2].upper()}"\n{ID}' for name in plain if name.endswith(("csv", "txt"))
    ]
    sources += ['file = "fr.vcf"\nregion = "FR"\n', 'file = "gb.ldif"\nregion = "GB"\n']
    sources += [f'file = "{name}"\nregion = "US"\n{ID}last_verified = "Since"\n' for name in ("us.xlsx", "us2.ods")]
    url = f"sqlite:///{folder / 'people.db'}"
    sources.append(
        f'url = "{url}"\nsql = "SELECT * FROM people"\nregion = "DK"\nwhere = {{ Branch = ["north"] }}\n{ID}'
    )
    booking = '[source.fields]\ncustomer = "Customer"\nat = "When"\nwhat = "What"\n'
    sources.append(f'file = "appointments.xlsx"\nholds = "appointments"\n{booking}')
    promised = '[source.fields]\ncustomer = "Customer"\nwhat = "What"\ndue = "Due"\nowner = "Owner"\n'
    sources.append(f'file = "promises.csv"\nholds = "promises"\n{promised}')
    top = '[snapshot]\nsite = "Harbour North"\npacks = []\n'
    plan = folder / "plan.toml"
    plan.write_text(top + "".join(f"[[source]]\n{source}" for source in sources), encoding="utf-8")
    return plan


@dataclass(frozen=True)
class Site:
    """The built snapshot's answer, and a laptop that has it."""

    built: dict[str, Any]
    laptop: Path

    def find(self, *words: str) -> list[dict[str, Any]]:
        status, answer = builders.command(self.laptop, "find", *words, "--limit", 50)
        assert status == 0
        found: list[dict[str, Any]] = answer["customers"]
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("varieties")
    office, _ = builders.organisation(folder)
    home = builders.made_home(folder, office, sheet=False)
    office.registry.accept(home.card.to_bytes(), builders.NOON)
    plan = write_files(folder / "files")
    words = ("snapshot", "build", plan, "-o", folder / "v1.snapshot")
    status, built = builders.command(folder, *words, passphrase=builders.ORGANISATION_PASSPHRASE)
    assert status == 0, built
    status, applied = builders.command(home.home.path, "vault", "apply", folder / "v1.snapshot")
    assert (status, applied["customers"]) == (0, built["customers"])
    return Site(built, home.home.path)


def test_every_customer_is_counted_and_what_was_left_out_too(site: Site) -> None:
    assert site.built["customers"] == len(EVERYBODY)
    reasons = {(reason["file"], reason["rows"]) for reason in site.built["left_out_reasons"]}
    assert reasons == {("database 11", 1), ("appointments.xlsx", 1), ("promises.csv", 1)}
    assert site.built["left_out"] == sum(rows for _, rows in reasons)


def test_what_is_wrong_is_told_by_file_row_and_field(site: Site) -> None:
    told = {(problem["file"], problem["row"], problem["field"]) for problem in site.built["problems"]}
    assert ("promises.csv", 3, "customer") in told
    assert ("appointments.xlsx", 3, "at") in told


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.id)
def test_each_is_found_by_name_and_reachable_by_number(site: Site, person: Person) -> None:
    by_name = site.find(*f"{person.given} {person.family}".split())
    numbers = [channel["value"] for hit in by_name for channel in hit["channels"]]
    assert person.e164 in numbers, by_name
    (hit,) = [hit for hit in by_name if person.e164 in {channel["value"] for channel in hit["channels"]}]
    quality = next(channel["quality"] for channel in hit["channels"] if channel["value"] == person.e164)
    assert quality in ("unverified", "verified", "suspect")
    assert hit["id"] in {found["id"] for found in site.find(person.e164[-7:])}
    assert hit["id"] in {found["id"] for found in site.find(f"{person.id.lower()}@example.org")}


def test_accents_need_not_be_typed(site: Site) -> None:
    for typed_in, whose in (
        ("zolkiewska", "PL-1"),
        ("nguyen", "VN-1"),
        ("grossmuller", "DE-1"),
        ("sondergaard", "DB-1"),
    ):
        assert whose in {hit["id"] for hit in site.find(typed_in)}, typed_in


def test_appointments_and_promises_reach_their_customers(site: Site) -> None:
    status, page = builders.command(site.laptop, "show", "PL-1")
    assert (status, page["appointments"][0]["at"]) == (0, "2024-06-21T09:30:00")
    status, page = builders.command(site.laptop, "show", "GR-1")
    assert (status, page["promises"][0]["what"]) == (0, "Ανταλλακτικό")
