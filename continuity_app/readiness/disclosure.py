"""The disclosure report: whose data lay where, how they were protected, and which clocks the law may have started.

On the IT machine it tells all laptops and every snapshot that was ever made for them; on a laptop, what its snapshot
says of itself and of the laptops that can open the same one.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.store import ContactStore
from continuity_app.outage.clocks import LegalClock, legal_clocks, obligations
from continuity_app.trust.registry import Exposure
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Holder:
    """A laptop and what it can hold at most.

    Attributes:
        snapshots: versions that it can open, newest first, each with its as-of time in words.
        revoked: since when and why it is no longer trusted, empty while it is.
    """

    device: str
    user: str
    site: str
    customers: int
    fields: tuple[str, ...]
    snapshots: tuple[str, ...]
    revoked: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a notification needs.

    Attributes:
        whole: whether it tells every laptop of the organisation, or only those that one laptop knows of.
        clocks: every duty; those whose event was entered first, by their end.
        checked: when the table of duties was last compared with its sources.
    """

    organisation: str
    made_at: dt.datetime
    whole: bool
    holders: tuple[Holder, ...]
    clocks: tuple[LegalClock, ...]
    checked: dt.date

    @property
    def persons(self) -> int:
        """The most customers that one laptop holds: their data may be the same on several."""
        return max((holder.customers for holder in self.holders), default=0)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that some laptop holds."""
        return tuple(dict.fromkeys(field for holder in self.holders for field in holder.fields))

    def passed_thresholds(self) -> list[LegalClock]:
        """Duties that apply only from a number of persons on, where one laptop alone holds so many."""
        return [clock for clock in self.clocks if 0 < clock.duty.persons <= self.persons]

    def as_json(self) -> dict[str, Any]:
        """Beside `file` and `pages` in the answer of the verb."""
        return {
            "persons": self.persons,
            "fields": list(self.fields),
            "whole_organisation": self.whole,
            "devices": [
                {
                    "device": holder.device,
                    "user": holder.user,
                    "site": holder.site,
                    "customers": holder.customers,
                    "fields": list(holder.fields),
                    "revoked": holder.revoked,
                }
                for holder in self.holders
            ],
            "clocks": [
                {
                    "rule": clock.duty.rule,
                    "who": clock.duty.who,
                    "event": clock.duty.starts,
                    "started": clock.started.isoformat() if clock.started else None,
                    "ends": clock.ends.isoformat() if clock.ends else None,
                    "persons": clock.duty.persons or None,
                    "source": clock.duty.source,
                }
                for clock in self.clocks
            ],
            "table_checked": self.checked.isoformat(),
        }


def disclosure(
    organisation: str, holders: Iterable[Holder], events: Mapping[str, dt.datetime], now: dt.datetime, *, whole: bool
) -> Disclosure:
    """Puts the report together.

    Args:
        organisation: whose it is.
        holders: laptops, see `holders_of_registry` and `holders_of_snapshot`.
        events: when each event of the table of duties happened, aware.
        now: aware.
        whole: the holders are all of the organisation's laptops.

    Raises:
        BadDataError: an event that the table of duties does not know.
    """
    clocks = tuple(legal_clocks(events))
    return Disclosure(organisation, now, whole, tuple(holders), clocks, obligations().checked)


def holders_of_registry(exposures: Iterable[Exposure]) -> list[Holder]:
    """The laptops as the IT machine knows them."""
    return [
        Holder(
            device=exposure.enrolled.card.device,
            user=exposure.enrolled.card.user,
            site=exposure.enrolled.card.site,
            customers=exposure.customers,
            fields=exposure.fields,
            snapshots=tuple(_snapshot(issued.version, issued.as_of) for issued in exposure.issued),
            revoked=_revoked(exposure.enrolled.revoked_at, exposure.enrolled.reason),
        )
        for exposure in exposures
    ]


def holders_of_snapshot(contacts: ContactStore | None) -> list[Holder]:
    """The laptops that the applied snapshot was made for, and those that it tells as revoked."""
    if contacts is None:
        return []
    policy, facts = contacts.policy(), contacts.facts
    fields = tuple(contacts.fields())
    snapshots = (_snapshot(facts.version, facts.as_of.isoformat()),)
    revoked: dict[str, Mapping[str, Any]] = {str(line.get("device")): line for line in policy.get("revoked", ())}
    cards: Sequence[Mapping[str, Any]] = policy.get("devices", ())
    return [
        Holder(
            device=str(card.get("device", "")),
            user=str(card.get("user", "")),
            site=str(card.get("site", "")),
            customers=facts.customers,
            fields=fields,
            snapshots=snapshots,
            revoked=_revoked_line(revoked.get(str(card.get("device")))),
        )
        for card in cards
    ]


def _snapshot(version: int, as_of: str) -> str:
    return say("version {version} as of {as_of}", version=version, as_of=as_of[:10])


def _revoked(at: str, reason: str) -> str:
    return say("revoked {at}: {reason}", at=at[:10], reason=reason) if at else ""


def _revoked_line(line: Mapping[str, Any] | None) -> str:
    return _revoked(str(line.get("at", "")), str(line.get("reason", ""))) if line else ""
