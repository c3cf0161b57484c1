"""One set of builders for all tests: each makes a valid thing with defaults, and takes what the test is about."""

import atexit
import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import io
import json
import shutil
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import sqlcipher3

from continuity_app.cli.main import main
from continuity_app.clock import Clock, FixedClock
from continuity_app.contacts.builder import ContactStoreBuilder
from continuity_app.contacts.model import (
    Asset,
    Channel,
    ChannelKind,
    Customer,
    FormDocument,
    RosterLine,
    Script,
    SnapshotFacts,
)
from continuity_app.contacts.store import ContactStore
from continuity_app.forms.definition import Form
from continuity_app.forms.library import FormLibrary, document_of
from continuity_app.forms.serial import Serial, make
from continuity_app.forms.sheets import SheetDesk
from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.journal.devices import KnownDevice
from continuity_app.journal.store import Journal
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.session import Session
from continuity_app.kit.vault_desk import NewVault, create_vault
from continuity_app.paper.context import SheetContext
from continuity_app.snapshot.package import Package, write_package
from continuity_app.snapshot.payload import PayloadHeader, PayloadRest, encode_payload
from continuity_app.sources.child import open_reader
from continuity_app.sources.presets import known_columns
from continuity_app.sources.wire import Choice, Finished, Opened, Request, Trouble
from continuity_app.trust.age_box import seal
from continuity_app.trust.device import DeviceCard, DeviceSecrets
from continuity_app.trust.head_office import Organisation, create_organisation
from continuity_app.trust.metadata import FormLine, Statement
from continuity_app.trust.signing import SigningKey
from continuity_app.trust.wrapping import KeyCost
from continuity_app.vault.database import Connection, open_database
from continuity_app.vault.keys import VaultKey
from continuity_app.vault.keystore import Keystore
from continuity_app.vault.memory import keep_memory_private
from continuity_app.vault.slots import add_recovery_slot, create_slots, open_slots

CHEAP = KeyCost(memory_kib=64, time=1, lanes=1)
PASSPHRASE = "seven quiet lanterns over harbour"
NOON = dt.datetime(2024, 6, 19, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=-7)))


def clock(at: dt.datetime = NOON) -> FixedClock:
    """A clock that stands at noon of a Wednesday in June."""
    return FixedClock(at)


def device(user: str = "ana", site: str = "Harbour North") -> tuple[DeviceSecrets, DeviceCard]:
    """A fresh device and its card."""
    secrets = DeviceSecrets.new()
    return secrets, secrets.card(user, site, NOON)


@dataclass(frozen=True)
class MadeVault:
    """A vault on disk and everything that opens it; `database(name)` makes or opens one of its databases."""

    folder: Path
    key: VaultKey
    recovery: tuple[str, ...]
    secrets: DeviceSecrets
    card: DeviceCard
    keystore: Keystore

    def database(self, name: str) -> Connection:
        """A database of this vault: `journal`, `contacts-1`, …"""
        path = self.folder / f"{name}.db"
        return open_database(path, self.key.database_key(name), create=not path.exists())


def vault(folder: Path, user: str = "ana", site: str = "Harbour North", passphrase: str = PASSPHRASE) -> MadeVault:
    """A vault under `folder/vault` with a cheap passphrase slot, a recovery slot, a key store and a device."""
    place = folder / "vault"
    key, recovery = create_slots(place, user, passphrase, CHEAP, clock())
    secrets, card = device(user, site)
    return MadeVault(place, key, recovery, secrets, card, Keystore.create(place, key))


ORGANISATION = "Harbour Motors"


@dataclass(frozen=True)
class Laptop:
    """A device with its journal in memory; `known` may be changed, followed by `journal.readmit()`."""

    secrets: DeviceSecrets
    card: DeviceCard
    journal: Journal
    known: dict[str, KnownDevice]

    def as_known(self, revoked_from: str = "") -> KnownDevice:
        """This laptop as the others' policy names it."""
        return KnownDevice(
            self.card.device, bytes.fromhex(self.card.public_key), self.card.recipient, revoked_from=revoked_from
        )


def laptop(user: str = "ana", at: Clock | None = None) -> Laptop:
    """A laptop that knows no other."""
    secrets, card = device(user)
    known: dict[str, KnownDevice] = {}
    memory = cast("Connection", sqlcipher3.connect(":memory:", check_same_thread=False))
    journal = Journal(memory, secrets, organisation=ORGANISATION, user=user, clock=at or clock(), known=lambda: known)
    return Laptop(secrets, card, journal, known)


def laptops(*users: str, at: Clock | None = None) -> list[Laptop]:
    """Laptops that all know each other, their journals empty."""
    made = [laptop(user, at) for user in users]
    for one in made:
        one.known.update({other.card.device: other.as_known() for other in made})
        one.journal.readmit()
    return made


def journal(at: Clock | None = None) -> Journal:
    """An empty journal in memory."""
    return laptop(at=at).journal


ORGANISATION_PASSPHRASE = "correct horse battery staple org"


@functools.cache
def _founded() -> tuple[Path, tuple[SigningKey, ...]]:
    """An organisation that is founded once in a test run."""
    folder = Path(tempfile.mkdtemp(prefix="kit-org-")) / "org"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    create_organisation(folder, "Harbour Motors", lambda _: ORGANISATION_PASSPHRASE, NOON, cost=CHEAP)
    return folder, tuple(Organisation(folder).signers(lambda _: ORGANISATION_PASSPHRASE))


def organisation(folder: Path) -> tuple[Organisation, tuple[SigningKey, ...]]:
    """Harbour Motors with one signer under `folder/org`, and the signer's key."""
    template, signers = _founded()
    shutil.copytree(template, folder / "org")
    return Organisation(folder / "org"), signers


def keys(count: int) -> list[SigningKey]:
    """Fresh signing keys."""
    return [SigningKey.new() for _ in range(count)]


def statement(**changes: Any) -> Statement:
    """What signers say of a small snapshot."""
    told = Statement(
        organisation="Harbour Motors",
        identity="00112233aabbccdd",
        site="Harbour North",
        version=1,
        as_of="2024-06-18T23:00:00-07:00",
        valid_until="2024-07-02T23:00:00-07:00",
        bytes=1000,
        sha256="ab" * 32,
        devices=("D-00000000",),
        customers=2,
        fields=("id", "name", "phone"),
    )
    return dataclasses.replace(told, **changes)


def customer(number: int = 1, **changes: Any) -> Customer:
    """A customer with a mobile, an e-mail and a car; `number` makes others."""
    made = Customer(
        id=f"C-{number:05}",
        name=f"Margarethe Núñez{number}",
        given_name="Margarethe",
        family_name=f"Núñez{number}",
        segment=("Retail", "Fleet", "VIP")[number % 3],
        market=("North", "South")[number % 2],
        product="Sedan",
        value=1000.0 + number,
        channels=(
            Channel(ChannelKind.MOBILE, f"+1415555{number % 10000:04}", f"(415) 555-{number % 10000:04}"),
            Channel(ChannelKind.EMAIL, f"margarethe{number}@example.com"),
        ),
        assets=(Asset("vehicle", "Sedan", f"1HGCM82633A{number:06}", f"KAX{number:04}"),),
    )
    return dataclasses.replace(made, **changes)


@dataclass(frozen=True)
class MadePackage:
    """A package on disk with what made it."""

    path: Path
    package: Package
    statement: Statement
    header: PayloadHeader
    rest: PayloadRest
    customers: tuple[Customer, ...]


def payload_rest(*cards: DeviceCard) -> PayloadRest:
    """What stands behind the customers: a form, a script, a line of the roster, the policy."""
    return PayloadRest(
        forms=(FormDocument("repair_order", "Repair order", "1", "site", b"PK-xlsx", b"{}"),),
        scripts=(Script("first_call", "Hello {name}"),),
        roster=(RosterLine("Ana", "Manager", "opens the kit", "+14155550100", "Ben"),),
        policy={"devices": [card.as_dict() for card in cards], "revoked": [], "prefixes": {}},
    )


def package(
    path: Path,
    office: Organisation,
    signers: Sequence[SigningKey],
    cards: Sequence[DeviceCard],
    customers: Sequence[Customer] = (),
    *,
    version: int = 1,
    site: str = "Harbour North",
    inside: Mapping[str, Any] | None = None,
) -> MadePackage:
    """A signed package for the devices of these cards; `inside` changes the payload's header alone."""
    people, rest = tuple(customers) or tuple(customer(n) for n in range(1, 6)), payload_rest(*cards)
    said = statement(identity=office.card.identity, site=site, version=version, customers=len(people))
    header = PayloadHeader(
        organisation=said.organisation,
        identity=said.identity,
        site=said.site,
        version=said.version,
        as_of=said.as_of,
        valid_until=said.valid_until,
        customers=len(people),
        forms=len(rest.forms),
        scripts=len(rest.scripts),
        roster=len(rest.roster),
        fields=said.fields,
    )
    header = dataclasses.replace(header, **(inside or {}))
    payload = seal(b"".join(encode_payload(header, people, rest)), [card.recipient for card in cards])
    said = dataclasses.replace(
        said,
        bytes=len(payload),
        sha256=hashlib.sha256(payload).hexdigest(),
        devices=tuple(card.device for card in cards),
        forms=tuple(FormLine(form.id, form.version, form.title) for form in rest.forms),
    )
    made = Package(office.card.data, office.sign(said, signers), payload)
    write_package(path, made)
    return MadePackage(path, made, said, header, rest, people)


def contacts(*customers: Customer, fields: Sequence[str] = ("id", "name", "phone")) -> ContactStore:
    """The contacts of a snapshot in memory, customers in the order given: that of need."""
    memory = cast("Connection", sqlcipher3.connect(":memory:", check_same_thread=False))
    maker = ContactStoreBuilder(memory)
    maker.begin(SnapshotFacts(ORGANISATION, "Harbour North", 1, NOON, NOON, len(customers)), fields, {})
    maker.add(customers)
    maker.finish()
    return ContactStore(memory)


class FixedPrompts:
    """Answers every question for a passphrase with the same one."""

    def __init__(self, passphrase: str = PASSPHRASE) -> None:
        self.typed, self.asked = passphrase, list[str]()

    def passphrase(self, purpose: str, *, new: bool = False) -> str:
        self.asked.append(f"{purpose}{' (new)' if new else ''}")
        return self.typed

    def confirm(self, question: str) -> bool:
        self.asked.append(question)
        return True


def command(home: Path, *words: object, passphrase: str = PASSPHRASE) -> tuple[int, dict[str, Any]]:
    """Runs one command under `--json` in this process; gives its exit status and its answer."""
    status, answer, _ = spoken(home, *words, passphrase=passphrase)
    return status, answer


def spoken(home: Path, *words: object, passphrase: str = PASSPHRASE) -> tuple[int, dict[str, Any], str]:
    """Like `command`, with what stands on stderr."""
    file = home.parent / f"{home.name}.pass"
    file.write_text(f"{passphrase}\n", encoding="utf-8")
    keep_memory_private()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["--home", str(home), "--json", "--passphrase-file", str(file), *map(str, words)])
    return status, json.loads(out.getvalue()), err.getvalue()


def plan(folder: Path, people: int = 4, **snapshot: str) -> Path:
    """A plan in TOML over a CSV of so many people; `snapshot` adds or replaces lines of its [snapshot]."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [f"C-{n},Margarethe,Núñez{n},(415) 555-2{n:03},m{n}@example.com,Retail" for n in range(1, people + 1)]
    (folder / "people.csv").write_text("\n".join(["Id,First,Last,Phone,Email,Segment", *rows]), encoding="utf-8")
    told = {"site": '"Harbour North"', "packs": "[]", **snapshot}
    columns = {"id": "Id", "given_name": "First", "family_name": "Last", "phone": "Phone", "email": "Email"}
    lines = ["[snapshot]", *(f"{key} = {value}" for key, value in told.items())]
    lines += ["[[source]]", 'file = "people.csv"', 'region = "US"', "[source.fields]", 'segment = "Segment"']
    lines += [f'{field} = "{column}"' for field, column in columns.items()]
    path = folder / "plan.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def form(table: str, name: str = "site_form.md", **more: Any) -> Form:
    """A form written as pyxform's Markdown: `| survey |` and below it a table, likewise choices and settings."""
    return compile_xlsform(textwrap.dedent(table).encode(), name, **more)


def sheet_desk(made: Journal, *forms: Form, prefix: str = "7K3") -> SheetDesk:
    """The desk of sheets over a journal, with these forms."""
    return SheetDesk(made, FormLibrary([document_of(b"", one) for one in forms]), lambda: prefix, made.clock)


@dataclass(frozen=True)
class ReadSource:
    """What a reader made of a file: its facts, its rows by number with all columns, what it told, and its counts."""

    opened: Opened
    rows: dict[int, list[str]]
    troubles: list[Trouble]
    finished: Finished

    @property
    def texts(self) -> list[list[str]]:
        """The rows without their numbers."""
        return list(self.rows.values())

    def told(self, word: str) -> list[tuple[int, int]]:
        """Row and column of every trouble whose sentence has a word."""
        return [(each.row, each.column) for each in (*self.opened.troubles, *self.troubles) if word in each.sentence]


def source_file(folder: Path, name: str, contents: str | bytes, encoding: str = "utf-8") -> Path:
    """A file that somebody exported; line ends are written as they stand."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode(encoding))
    return path


def workbook(folder: Path, name: str, rows: Sequence[Sequence[Any]], sheet: str = "Sheet") -> Path:
    """An Excel workbook of one sheet."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    path = folder / name
    book.save(path)
    return path


def read_source(path: Path, **request: Any) -> ReadSource:
    """Reads a file as the reading process does, in this one."""
    reader = open_reader(Request(path=str(path), known=list(known_columns()), **request))
    rows: dict[int, list[str]] = {}
    troubles: list[Trouble] = []
    finished = Finished(0)
    for message in reader.batches(Choice(list(range(len(reader.opened.columns))), count=True)):
        if isinstance(message, Finished):
            finished = message
        else:
            rows.update(message.rows)
            troubles += message.troubles
    return ReadSource(reader.opened, rows, troubles, finished)


def plan_file(folder: Path, *sources: str, top: str = "") -> Path:
    """A plan whose `[[source]]` tables are given as TOML text, beside the files that it names."""
    tables = "".join(f"[[source]]\n{textwrap.dedent(source)}\n" for source in sources)
    return source_file(folder, "plan.toml", f'[snapshot]\nsite = "Harbour North"\n{top}\n{tables}')


ORDER_FORM = """
    | survey |
    |        | type             | name        | label::English (en)          | label::Español (es) | hint::English (en) | required | relevant       | appearance    | calculation                  | bind::kit:money |
    |        | begin group      | who         | Customer                     | Cliente             |                    |          |                | w4            |                              |   |
    |        | text             | customer_name | Name                       | Nombre              |                    | yes      |                | w2            |                              |   |
    |        | text             | vin         | VIN                          | VIN                 | 17 characters      |          |                | w2            |                              |   |
    |        | select_one yn    | wait        | Customer waits               | Espera              |                    |          |                | w1            |                              |   |
    |        | select_multiple care | care    | While it is here             | Mientras            |                    |          | ${wait} = 'no' | w2            |                              |   |
    |        | date             | due         | Due                          | Para                |                    |          |                | w1            |                              |   |
    |        | text             | concern     | Concern                      | Problema            |                    | yes      |                | w4 multiline  |                              |   |
    |        | end group        |             |                              |                     |                    |          |                |               |                              |   |
    |        | begin repeat     | lines       | Lines                        | Líneas              |                    |          |                |               |                              |   |
    |        | text             | operation   | Operation                    | Operación           |                    | yes      |                | w2            |                              |   |
    |        | decimal          | hours       | Hours                        | Horas               |                    |          |                | w1            |                              |   |
    |        | select_one pay   | pay_type    | Pays                         | Paga                |                    |          |                | w1            |                              |   |
    |        | calculate        | amount      |                              |                     |                    |          |                |               | round(${hours} * 140, 2)     |   |
    |        | end repeat       |             |                              |                     |                    |          |                |               |                              |   |
    |        | calculate        | total       |                              |                     |                    |          |                |               | sum(${amount})               |   |
    |        | note             | total_note  | Total: ${total}              | Total: ${total}     |                    |          |                |               |                              |   |
    |        | acknowledge      | agreed      | I allow this work            | Autorizo            |                    |          |                |               |                              |   |
    |        | image            | signature   | Signature                    | Firma               |                    |          |                | signature     |                              |   |
    | choices |
    |         | list_name | name     | label::English (en) | label::Español (es) |
    |         | yn        | yes      | Yes                 | Sí                  |
    |         | yn        | no       | No                  | No                  |
    |         | care      | wash     | Wash                | Lavado              |
    |         | care      | key      | Key drop            | Buzón               |
    |         | pay       | customer | Customer            | Cliente             |
    |         | pay       | warranty | Warranty            | Garantía            |
    | settings |
    |          | form_title   | form_id     | version | default_language |
    |          | Repair order | small_order | 3       | English (en)     |
"""  # noqa: E501 - a table is read as a table
ORDER_ANSWERS = {
    "customer_name": "Pat Example",
    "vin": "1HGCM82633A004352",
    "wait": "no",
    "care": ["key"],
    "due": "2024-06-21",
    "concern": "Noise from the front left wheel",
    "lines": [
        {"operation": "Replace wheel bearing", "hours": 1.8, "pay_type": "customer", "amount": 252},
        {"operation": "Road test", "hours": 0.3, "pay_type": "warranty", "amount": 42},
    ],
    "total": 294,
    "agreed": True,
}
"""What a filled order holds, computed values among them."""


@functools.cache
def order_form() -> Form:
    """A small repair order in two languages: groups, a repeat, boxes, a total, a signature."""
    return form(ORDER_FORM, "small_order.md", pack="dealer")


def sheet_context(**changes: Any) -> SheetContext:
    """Harbour North prints on letter paper in an incident."""
    told = SheetContext(ORGANISATION, "Harbour North", "DMS held for ransom", as_of=NOON.date())
    return dataclasses.replace(told, **changes)


@contextlib.contextmanager
def full_disk(after: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes, as on a disk that is full."""
    import resource  # noqa: PLC0415 - where the system has it

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@dataclass(frozen=True)
class MadeHome:
    """A laptop's home as `vault create` makes it, with a cheap passphrase; `clock` is that of its sessions."""

    home: Home
    card: DeviceCard
    recovery: str
    clock: FixedClock

    @contextlib.contextmanager
    def session(self, *, write: bool = True) -> Iterator[Session]:
        """The unlocked kit, closed at the end."""
        opened = open_session(self.home, self.card.user, FixedPrompts(), self.clock, write=write)
        try:
            yield opened
        finally:
            opened.close()


def made_home(folder: Path, office: Organisation, user: str = "ana", *, sheet: bool = True) -> MadeHome:
    """A laptop of the organisation under `folder/USER`; `recovery` is its printed key, if it has one."""
    card_file = folder / "org.card"
    card_file.write_bytes(office.card.data)
    home, at = Home(folder / user), FixedClock(NOON)
    created = create_vault(home, NewVault(card_file, user, "Harbour North", None, CHEAP), FixedPrompts(), at)
    recovery = ""
    if sheet:
        _, groups = add_recovery_slot(home.vault, open_slots(home.vault, user, PASSPHRASE), at)
        recovery = "-".join(groups)
    return MadeHome(home, created.card, recovery, at)


def make_serial(number: int, prefix: str = "7K3", *, drill: bool = False) -> Serial:
    """A right serial, as the laptop 7K3 gives it out."""
    return make(prefix, number, drill=drill)
