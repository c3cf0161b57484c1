"""A generated outage of many days, and a bookkeeper who knows by heart what happened: no journal, no projection.

Laptops work apart by day and meet in the evening, but not every laptop every evening. A laptop goes on with a sheet or
a promise only where it knows what happened to it last, as people do. What the bookkeeper wrote down is compared with
what the kit says in the end, to the last entry.
"""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from continuity_app.contacts.model import Channel, ChannelKind
from continuity_app.contacts.store import ContactStore
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.types import (
    CallLogged,
    IncidentDeclared,
    PromiseKept,
    PromiseMade,
    RekeyDone,
    RekeyVerified,
)
from continuity_app.outage.share_desk import ShareDesk
from tests.builders import NOON, clock, contacts, customer, form, laptops, sheet_desk

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OUTCOMES = ("reached", "no answer", "no answer", "answering machine", "busy", "refused", "disconnected", "call back")
INCIDENT = "I-1"


def _form(name: str):
    return form(
        f"""
        | survey |
        | | type | name | label |
        | | text | what | What |
        | settings |
        | | form_id |
        | | {name} |
        """,
        f"{name}.md",
    )


FORMS = tuple(_form(name) for name in ("repair_order", "cash_receipt", "complaint_harm"))


@dataclass(frozen=True)
class Size:
    """How much is generated; `entries` is reached within a hundred or so."""

    days: int
    laptops: int
    customers: int
    entries: int
    sheets: int


@dataclass
class Books:
    """What the bookkeeper knows: who was tried, reached and harmed, every promise, every sheet, who touched it last."""

    attempted: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    harmed: set[str] = field(default_factory=set)
    calls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    promises: dict[str, bool] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)


class Outage:
    """The laptops, the days and the books."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size, self.chance = size, random.Random(seed)
        self.clock = clock(NOON.replace(hour=8))
        users = [f"user{n}" for n in range(size.laptops)]
        self.laptops = laptops(*users, at=self.clock)
        self.journals = [made.journal for made in self.laptops]
        prefixes = [f"{CROCKFORD[1 + n // 32]}{CROCKFORD[n % 32]}K" for n in range(size.laptops)]
        self.sheets: list[SheetDesk] = [
            sheet_desk(journal, *FORMS, prefix=prefix) for journal, prefix in zip(self.journals, prefixes, strict=True)
        ]
        self.people = [
            customer(
                n,
                channels=(Channel(ChannelKind.MOBILE, f"+1415{2_000_000 + n}"),),
                value=float(self.chance.randrange(9000)),
            )
            for n in range(1, size.customers + 1)
        ]
        self.store: ContactStore = contacts(*self.people)
        self.books = Books()
        self.knows: list[set[int]] = [set() for _ in users]
        self.events = 0

    def play(self, folder: Path) -> None:
        """The whole outage, and the evening on which all sticks come together."""
        at = self.clock.now().isoformat(timespec="seconds")
        self.journals[0].append(IncidentDeclared(INCIDENT, "DMS held for ransom", "ransom", at))
        for day in range(self.size.days):
            for _ in range(self.size.entries // self.size.days):
                self._something(self.chance.randrange(self.size.laptops))
            self._evening(everybody=False)
            self.clock.move(dt.timedelta(days=1))
            if day == 0:
                for made in self.laptops:
                    ShareDesk(made.journal, self.clock, "call").divide([each.card.user for each in self.laptops])
        self._sticks(folder)

    def _something(self, at: int) -> None:
        self.clock.move(dt.timedelta(seconds=self.chance.randrange(1, 20)))
        kinds = ("call", "call", "call", "call", "promise", "keep", "sheet", "sheet")
        match self.chance.choice(kinds):
            case "call":
                self._call(at)
            case "promise":
                self._promise(at)
            case "keep":
                self._keep(at)
            case _:
                self._sheet(at)

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="seconds")

    def _touch(self, at: int, what: str) -> None:
        self.events += 1
        self.books.touched[what] = self.events
        self.knows[at].add(self.events)

    def _known(self, at: int, what: str) -> bool:
        return self.books.touched[what] in self.knows[at]

    def _call(self, at: int) -> None:
        who, outcome = self.chance.choice(self.people), self.chance.choice(OUTCOMES)
        self.journals[at].append(CallLogged(who.id, who.channels[0].value, outcome, self._now(), incident=INCIDENT))
        self.books.calls += 1
        self.books.outcomes[outcome] += 1
        self.books.attempted.add(who.id)
        if outcome == "reached":
            self.books.reached.add(who.id)

    def _promise(self, at: int) -> None:
        name, who = f"P-{len(self.books.promises)}", self.chance.choice(self.people)
        self.journals[at].append(PromiseMade(name, who.id, "Loan car", self._now(), owner="ana", incident=INCIDENT))
        self.books.promises[name] = False
        self._touch(at, name)

    def _keep(self, at: int) -> None:
        open_ones = [name for name, kept in self.books.promises.items() if not kept]
        name = self.chance.choice(open_ones) if open_ones else ""
        if name and self._known(at, name):
            self.journals[at].append(PromiseKept(name, self._now()))
            self.books.promises[name] = True
            self._touch(at, name)

    def _sheet(self, at: int) -> None:
        if len(self.books.sheets) < self.size.sheets and self.chance.random() < 0.3:
            made = self.chance.choice(FORMS)
            copies = min(5, self.size.sheets - len(self.books.sheets))
            for sheet in self.sheets[at].issue(made.id, copies=copies, incident=INCIDENT):
                self.books.sheets[sheet.serial] = "issued"
                self._touch(at, sheet.serial)
            return
        serial = self.chance.choice(list(self.books.sheets)) if self.books.sheets else ""
        if serial and self._known(at, serial):
            self._next_step(at, serial)

    def _next_step(self, at: int, serial: str) -> None:
        desk, state = self.sheets[at], self.books.sheets[serial]
        if state == "issued":
            state = self.chance.choices(("captured", "void", "lost", "blank"), (8, 1, 1, 1))[0]
            if state == "captured":
                who = self.chance.choice(self.people)
                desk.capture(serial, {"what": "x"}, customer=who.id)
                if desk.state(serial).form == "complaint_harm":
                    self.books.harmed.add(who.id)
            elif state == "void":
                desk.void(serial, "spoilt")
            elif state == "lost":
                desk.lost(serial, "gone")
            else:
                desk.count_back([serial])
        elif state == "captured":
            self.journals[at].append(RekeyDone(serial, f"RO-{serial}", self._now()))
            state, self.books.references[serial] = "rekeyed", f"RO-{serial}"
        elif state == "rekeyed":
            self.journals[at].append(RekeyVerified(serial, self._now()))
            state = "verified"
        self.books.sheets[serial] = state
        self._touch(at, serial)

    def _evening(self, *, everybody: bool) -> None:
        """Those who come put their sticks together; some sticks are read twice, and some laptops stay away."""
        present = [at for at in range(self.size.laptops) if everybody or self.chance.random() < 0.7]
        if not present:
            return
        first = present[0]
        for at in (*present, *present[:1]):
            self.journals[first].take_in(list(self.journals[at].held_entries()))
        everything = list(self.journals[first].held_entries())
        known = set().union(*(self.knows[at] for at in present))
        for at in present:
            self.journals[at].take_in(everything)
            self.knows[at] = set(known)

    def _sticks(self, folder: Path) -> None:
        """The last evening, with real bundles: all to the first laptop, in any order, and from there to all."""
        recipients = [made.card.recipient for made in self.laptops]
        files = []
        for at, made in enumerate(self.laptops):
            file = folder / f"{at}.bundle"
            file.write_bytes(export_bundle(made.journal, recipients, "stick").data)
            files.append(file)
        self.chance.shuffle(files)
        first = self.laptops[0]
        for file in (*files, files[0]):
            merge_bundles(first.journal, [file], first.secrets.age_secret)
        whole = folder / "whole.bundle"
        whole.write_bytes(export_bundle(first.journal, recipients, "stick").data)
        for made in self.laptops[1:]:
            merge_bundles(made.journal, [whole], made.secrets.age_secret)
