"""What changed from one snapshot to the next: what was signed, and the customers where they can be read."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from continuity_app.progress import Job, Step
from continuity_app.snapshot.payload import PayloadReader
from continuity_app.trust.metadata import FormLine, Statement
from continuity_app.words import say

_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """Names that came, went, or stayed with other contents; each in order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedChanges:
    """What the signed parts of two snapshots say differently."""

    fields: Change
    forms: Change
    devices: Change
    customers: int


def compare_statements(old: Statement, new: Statement) -> SignedChanges:
    """Compares what was signed; `customers` is how many more there are now."""
    return SignedChanges(
        fields=_change(old.fields, new.fields),
        forms=_changed_forms(old.forms, new.forms),
        devices=_change(old.devices, new.devices),
        customers=new.customers - old.customers,
    )


def compare_customers(old: PayloadReader, new: PayloadReader) -> Job[Change]:
    """Compares two payloads customer by customer; gives their ids.

    Raises:
        BadDataError: a payload is damaged.
    """
    before: dict[str, bytes] = {}
    for done, customer in enumerate(old.customers()):
        before[customer.id] = _digest(customer)
        if done % _EVERY == 0:
            yield Step(say("Reading the older snapshot"), done, old.header.customers)
    added, changed = list[str](), list[str]()
    for done, customer in enumerate(new.customers()):
        known = before.pop(customer.id, None)
        if known is None:
            added.append(customer.id)
        elif known != _digest(customer):
            changed.append(customer.id)
        if done % _EVERY == 0:
            yield Step(say("Reading the newer snapshot"), done, new.header.customers)
    return Change(tuple(sorted(added)), tuple(sorted(before)), tuple(sorted(changed)))


def _changed_forms(old: Collection[FormLine], new: Collection[FormLine]) -> Change:
    names = _change([form.id for form in old], [form.id for form in new])
    before = {form.id: form for form in old}
    changed = sorted(form.id for form in new if form.id in before and before[form.id] != form)
    return Change(names.added, names.removed, tuple(changed))


def _change(old: Collection[str], new: Collection[str]) -> Change:
    return Change(tuple(sorted(set(new) - set(old))), tuple(sorted(set(old) - set(new))))


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=12).digest()
