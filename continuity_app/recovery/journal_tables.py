"""What the journal holds beside the sheets, as tables for the central systems: corrections, calls, promises, customers.

Each row names who entered it, on which device and when. What belongs to a drill never leaves as if it were real.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from continuity_app.contacts.model import Customer
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import (
    Body,
    CallLogged,
    ChannelCorrected,
    ChannelVerified,
    CustomerAdded,
    CustomerLinked,
)
from continuity_app.outage.outcomes import Outcome
from continuity_app.outage.promises import Promise
from continuity_app.recovery.crm import WRONG, column_of, crm_of
from continuity_app.recovery.table import Cell, Table

_SPOILING = frozenset(outcome.value for outcome in Outcome if outcome.spoils_channel)
_EXTENSION = re.compile(r"^(\+\d+);ext=(\d+)$")
_CORRECTION_COLUMNS = (
    "customer",
    "change",
    "field",
    "old",
    "new",
    "new_extension",
    "new_original",
    "reason",
    "at",
    "user",
    "device",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry beside its body, as this module reads it."""

    entry: Entry
    body: Body


def facts_of(entries: Iterable[Entry], drills: Collection[str] = ()) -> list[Fact]:
    """The entries whose type and shape this version knows, in their order, without those of the drills."""
    read = ((entry, entry.read()) for entry in entries)
    return [
        Fact(entry, body) for entry, body in read if body is not None and getattr(body, "incident", "") not in drills
    ]


def corrections(facts: Iterable[Fact], customers: Callable[[str], Customer | None]) -> Table:
    """What is to be changed in the central system's customer records, one row for each channel.

    Args:
        facts: of the whole journal.
        customers: finds a customer of the snapshot; its columns that a re-import needs back stand behind ours.
    """
    rows: list[tuple[str, tuple[Cell, ...]]] = []
    for fact in facts:
        who = (fact.entry.user, fact.entry.device)
        rows += [(str(cells[0]), (*cells, *who)) for cells in _correction(fact)]
    names = dict.fromkeys(name for name, _ in rows)
    central = {name: dict(found.central) if (found := customers(name)) else {} for name in names}
    extra = tuple(dict.fromkeys(column for columns in central.values() for column in columns))
    return Table(
        "corrections",
        (*_CORRECTION_COLUMNS, *extra),
        tuple((*cells, *(central[name].get(column, "") for column in extra)) for name, cells in rows),
    )


def _correction(fact: Fact) -> Iterable[tuple[Cell, ...]]:
    match fact.body:
        case ChannelCorrected() as body:
            value, extension = _split(body.new)
            change = "corrected" if body.old else "added"
            yield (body.customer, change, body.kind, body.old, value, extension, body.original, "", body.at)
        case ChannelVerified(quality="invalid") as body:
            yield (body.customer, "unusable", "", body.channel, "", "", "", body.reason, body.at)
        case CallLogged() as body if body.outcome in _SPOILING:
            yield (body.customer, "unusable", "", body.channel, "", "", "", body.outcome, body.at)


def wrong_numbers(facts: Iterable[Fact], customers: Callable[[str], Customer | None]) -> Table:
    """Numbers of the snapshot that proved to be wrong and that nobody was reached on since.

    Args:
        facts: of the whole journal, in its order.
        customers: finds a customer of the snapshot.
    """
    wrong: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for fact in facts:
        who = (fact.entry.user, fact.entry.device)
        match fact.body:
            case CallLogged() as body if body.outcome in _SPOILING:
                wrong[body.customer, body.channel] = (body.outcome, body.at, *who)
            case ChannelVerified(quality="invalid") as body:
                wrong[body.customer, body.channel] = (body.reason, body.at, *who)
            case CallLogged(outcome=Outcome.REACHED) | ChannelVerified() as body:
                wrong.pop((body.customer, body.channel), None)
    rows = []
    for (name, channel), told in wrong.items():
        customer = customers(name)
        if customer is not None:
            crm = crm_of(customer)
            system = crm.name if crm is not None else ""
            rows.append((name, system, column_of(crm, customer, channel), channel, *told))
    return Table(WRONG, ("customer", "system", "column", "number", "reason", "at", "user", "device"), tuple(rows))


def calls(facts: Iterable[Fact]) -> Table:
    """Every try to reach a customer."""
    rows = tuple(
        (b.at, b.customer, b.channel, b.outcome, b.note, b.call_back_at, b.incident, f.entry.user, f.entry.device)
        for f in facts
        if isinstance(b := f.body, CallLogged)
    )
    return Table(
        "calls",
        ("at", "customer", "channel", "outcome", "note", "call_back_at", "incident", "user", "device"),
        rows,
    )


def promises(made: Iterable[Promise], central: Iterable[Promise]) -> Table:
    """Every promise made in the outage, and those of the central system that were settled in it.

    Args:
        made: of the journal, settled ones among them.
        central: of the snapshot; only those with a time of settling are told.
    """
    settled = (promise for promise in central if promise.kept_at)
    rows = tuple(
        (p.promise, p.customer, p.origin.value, p.what, p.made_at, p.due, p.owner, p.incident, p.kept_at, p.note)
        for p in (*made, *settled)
    )
    return Table(
        "promises",
        ("promise", "customer", "origin", "what", "made_at", "due", "owner", "incident", "kept_at", "kept_note"),
        rows,
    )


def new_customers(facts: Iterable[Fact]) -> Table:
    """Customers whom the snapshot does not know; `same_as` is the customer that a person found to be the same one."""
    known = list(facts)
    links = linked_customers(known)
    added = [(f, f.body) for f in known if isinstance(f.body, CustomerAdded)]
    fields = tuple(sorted({name for _, body in added for name in body.fields}))
    rows = tuple(
        (
            *(body.customer, *(body.fields.get(name, "") for name in fields)),
            *(links.get(body.customer, ""), body.at, body.incident, fact.entry.user, fact.entry.device),
        )
        for fact, body in added
    )
    shown = tuple(f"field_{name}" if name in ("customer", "at", "user", "device") else name for name in fields)
    return Table("new_customers", ("customer", *shown, "same_as", "added_at", "incident", "user", "device"), rows)


def linked_customers(facts: Iterable[Fact]) -> Mapping[str, str]:
    """Which customer is the same as which, by the last decision on each pair, in both directions."""
    decided: dict[frozenset[str], bool] = {}
    for fact in facts:
        if isinstance(b := fact.body, CustomerLinked):
            decided[frozenset((b.customer, b.other))] = b.linked
    same: dict[str, str] = {}
    for pair, linked in decided.items():
        if linked and len(pair) == len(("one", "other")):
            one, other = sorted(pair)
            same[one], same[other] = other, one
    return same


def _split(value: str) -> tuple[str, str]:
    """An E.164 number and its extension; anything else stays whole."""
    found = _EXTENSION.match(value)
    return (found[1], found[2]) if found else (value, "")
