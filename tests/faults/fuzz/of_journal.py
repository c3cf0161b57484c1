"""What comes from other laptops: bundles, and entries that an enrolled device signed although they say odd things."""

import base64
import dataclasses
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import zstandard

from continuity_app.errors import BadDataError, KitError
from continuity_app.forms.library import FormLibrary
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.entry import Entry, read_entry
from continuity_app.journal.types import BODIES
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.history import history_of
from continuity_app.outage.impact import impact
from continuity_app.outage.promises import PromiseDesk
from continuity_app.progress import finish
from continuity_app.readiness.after_action import after_action
from continuity_app.readiness.desk import ReadinessDesk
from continuity_app.recovery.export import ExportSource, export_everything
from continuity_app.recovery.ledger import LedgerDesk
from continuity_app.recovery.rekey import RekeyDesk
from continuity_app.trust.age_box import open_sealed, seal
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import SigningKey
from tests import builders
from tests.faults.fuzz.mutations import bent, bent_value
from tests.faults.fuzz.of_trust import each, either
from tests.faults.fuzz.target import Parser, file_of

MOST_HELD = 60
"""Entries of one journal, then another one begins: every case shall cost the same."""


class Receiver:
    """A laptop that takes in what comes, a fresh one from time to time."""

    def __init__(self) -> None:
        self.ana, self.ben = builders.laptops("ana", "ben")

    def fresh(self) -> builders.Laptop:
        if self.ana.journal.count() > MOST_HELD:
            self.ana = builders.laptop("ana")
            self.ana.known[self.ben.card.device] = self.ben.as_known()
            self.ana.journal.readmit()
        return self.ana


def bundle(place: Path) -> Parser:
    """As it comes; then its lines bent and sealed again, first and entries signed again by an enrolled device."""
    receiver = Receiver()
    ana, ben = receiver.ana, receiver.ben
    for body in bodies(random.Random(7)):
        ben.journal.append(body)
    sealed = export_bundle(ben.journal, [ana.card.recipient], "stick").data
    opened = open_sealed(sealed, ana.secrets.age_secret)
    lines = zstandard.ZstdDecompressor().decompressobj().decompress(opened).splitlines()
    secret = ana.secrets.age_secret
    key = ben.secrets.signing_key
    written = file_of(place, "bent.bundle")

    def case(rng: random.Random) -> bytes:
        if rng.random() < 0.2:
            return b"a" + bent(rng, [sealed])[1:]
        changed = [lines[0], *rng.sample(lines[1:], rng.randrange(1, 5))]
        for _ in range(rng.choice((0, 1, 1, 2))):
            at = rng.choice((0, rng.randrange(len(changed))))
            changed[at] = either(lines[0] if at == 0 else rng.choice(lines[1:]))(rng).replace(b"\n", b" ")
        if rng.random() < 0.2:
            rng.shuffle(changed)
        return b"\n".join(changed) + rng.choice((b"\n", b"\n", b""))

    def merge(inside: bytes) -> None:
        receiver.fresh()
        merge_bundles(receiver.ana.journal, [written(seal(inside, [ana.card.recipient]))], secret)

    def run(data: bytes) -> None:
        if data[:1] == b"a":
            merge_bundles(receiver.fresh().journal, [written(data)], secret)
            return
        count = data.count(b"\n") - 1
        again = b"".join(signed_again(line, count, key) + b"\n" for line in data.splitlines())
        each(lambda: merge(zstandard.compress(data)), lambda: merge(zstandard.compress(again)))

    return Parser(case, run)


def signed_again(line: bytes, count: int, key: SigningKey) -> bytes:
    """A line of a bundle under a signature that fits it, as far as it can have one."""
    try:
        value = json.loads(line)
        (name,) = (name for name in ("header", "entry") if name in value)
        if name == "header" and count % 3:
            value[name]["entries"] = count
        inside = canonical(value[name])
    except (ValueError, TypeError, KeyError, RecursionError, BadDataError):
        return line
    return b'{"%b":%b,"signature":"%b"}' % (name.encode(), inside, base64.b64encode(key.sign(inside)))


def bodies(rng: random.Random) -> list[Any]:
    """One body of each type, its texts made up."""
    return [_body(kind, rng) for kind in BODIES.values()]


def bodies_saying(text: str) -> list[Any]:
    """One body of each type, with the same text in every place for words."""
    made = []
    for body in bodies(random.Random(7)):
        words = {
            field.name: text
            for field in dataclasses.fields(body)
            if isinstance(getattr(body, field.name), str) and not _is_told(field.name)
        }
        made.append(dataclasses.replace(body, **words))
    return made


def _is_told(name: str) -> bool:
    """Fields that stand for something by their words: times, and what refers to something else."""
    return name.endswith("at") or name in ("due", "serial", "copy", "kind", "outcome", "quality")


def _body(kind: Any, rng: random.Random) -> Any:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            values[field.name] = _plausible(field.name, str(field.type), rng)
    return kind(**values)


def _plausible(name: str, kind: str, rng: random.Random) -> Any:
    if "tuple" in kind:
        return ()
    if "dict" in kind:
        return {}
    if kind in ("int", "bool"):
        return 0
    named = {
        "at": builders.NOON.isoformat(),
        "due": builders.NOON.isoformat(),
        "serial": "7K3-0001-B",
        "customer": "C-1",
    }
    return named.get(name, f"{name} {rng.randrange(3)}")


def signed_bodies(place: Path) -> Parser:
    """Entries whose signature and form hold and whose words are anything; then everything that is computed of them."""
    receiver = Receiver()
    ben = receiver.ben
    plain = [entry.body | {"": entry.type} for entry in ben.journal.append(*bodies(random.Random(7)))]

    def case(rng: random.Random) -> bytes:
        changed = [rng.choice(plain), rng.choice(plain), bent_value(rng, rng.choice(plain))]
        return b"\n".join(json.dumps(each, default=lambda _: "deep").encode() for each in changed)

    def run(data: bytes) -> None:
        ana = receiver.fresh()
        entries = list(signed(data, ben, ana.journal.count()))
        ana.journal.take_in(entries)
        try:
            look_at_everything(ana, place)
        except KitError as error:
            raise AssertionError(f"a view gives up: {error.code} {error.message}") from error

    return Parser(case, run)


def signed(data: bytes, ben: builders.Laptop, count: int) -> Iterator[Entry]:
    """Entries of the lines of a case, as an enrolled device would sign them."""
    for number, line in enumerate(data.splitlines()):
        try:
            body = json.loads(line)
            kind = body.pop("")
            content = canonical(
                {
                    "org": builders.ORGANISATION,
                    "device": ben.card.device,
                    "seq": count + number + 2,
                    "prev": "0" * 64,
                    "hlc": f"2024-06-19T19:00:00.000Z/{count + number:08}",
                    "user": "ben",
                    "type": kind,
                    "body": body,
                }
            )
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            raise BadDataError("fuzz.no_body", "No body.", what_is_safe="All.", next_step="None.") from error
        yield read_entry(content, ben.secrets.signing_key.sign(content))


CONTACTS = builders.contacts(*(builders.customer(n) for n in range(1, 4)))


def look_at_everything(one: builders.Laptop, place: Path) -> None:
    """What the rooms of the window and the reports show of a journal."""
    journal, clock = one.journal, builders.clock()
    sheets = SheetDesk(journal, FormLibrary([]), lambda: "7K3", clock)
    journal.verify()
    history_of(journal.entries())
    CallDesk(CONTACTS, journal, clock).list()
    people = CustomerDesk(CONTACTS, journal, clock)
    people.find("margarethe")
    people.page("C-00001")
    PromiseDesk(CONTACTS, journal, clock).open()
    impact(CONTACTS, journal)
    LedgerDesk(sheets, journal).ledger()
    RekeyDesk(sheets, journal, clock).list()
    ReadinessDesk(CONTACTS, journal, clock).report()
    if journal.count() % 20 == 0:
        source = ExportSource(sheets, FormLibrary([]), CONTACTS, journal, "Harbour North", clock.now())
        finish(export_everything(source, place / "export"))
    with suppress(BadDataError):  # no incident is over
        after_action(CONTACTS, journal, clock.now())
