"""The customer as the kit knows it: values only, the same in a package, in the vault and on the screen."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ChannelKind(StrEnum):
    """The ways to reach a customer."""

    MOBILE = "mobile"
    PHONE = "phone"
    HOME = "home"
    WORK = "work"
    EMAIL = "email"
    POSTAL = "postal"

    @property
    def can_be_called(self) -> bool:
        """Whether a person can dial it."""
        return self not in (ChannelKind.EMAIL, ChannelKind.POSTAL)


class Quality(StrEnum):
    """How far a channel can be trusted, worst first (`sources.md`, Phones)."""

    INVALID = "invalid"
    SUSPECT = "suspect"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"

    @property
    def grade(self) -> int:
        """0 for the worst, 3 for the best."""
        return list(Quality).index(self)

    @property
    def can_be_reached(self) -> bool:
        """Whether it counts for reachability."""
        return self in (Quality.UNVERIFIED, Quality.VERIFIED)


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a customer.

    Attributes:
        kind: what it is.
        value: E.164 for a valid number (extension as `;ext=204`), the address itself for e-mail and post; the original
            where nothing better is known.
        original: as it stood in the source.
        quality: how far it can be trusted.
        last_verified: the day it was last dialled or confirmed.
        reason: one word of `contacts.quality` saying why the quality is what it is, empty where it needs none.
    """

    kind: ChannelKind
    value: str
    original: str = ""
    quality: Quality = Quality.UNVERIFIED
    last_verified: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """What the firm looks after for the customer: a vehicle, a policy, a prescription, a device."""

    kind: str = ""
    label: str = ""
    vin: str = ""
    plate: str = ""
    serial: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """When the customer is expected; times as the source gave them in ISO 8601, local to the site without an offset."""

    at: str
    what: str
    until: str = ""
    person: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class CentralPromise:
    """A promise made before the outage, from the central system."""

    what: str
    due: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """A person or organisation to be served.

    Attributes:
        id: the central system's id, or one derived from source and key fields that stays the same in the next snapshot.
        segment, market, product: the axes of reach and harm; empty where the source says nothing.
        value: money at risk in a year, in the site's currency.
        channels: best first.
        central: columns of the source that a re-import needs back (Dynamics's three hidden ones), by their own names.
    """

    id: str
    name: str
    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    segment: str = ""
    market: str = ""
    product: str = ""
    value: float | None = None
    language: str = ""
    note: str = ""
    do_not_call: bool = False
    channels: tuple[Channel, ...] = ()
    assets: tuple[Asset, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    promises: tuple[CentralPromise, ...] = ()
    source: str = ""
    central: tuple[tuple[str, str], ...] = ()

    @property
    def callable_channels(self) -> tuple[Channel, ...]:
        """Phones that a person can be expected to answer."""
        return tuple(c for c in self.channels if c.kind.can_be_called and c.quality.can_be_reached)

    @property
    def reachable(self) -> bool:
        """May be called, and has a phone that is unverified or verified (`sources.md`)."""
        return not self.do_not_call and bool(self.callable_channels)

    @property
    def email_only(self) -> bool:
        """Not reachable by phone, but by e-mail."""
        return not self.reachable and any(
            c.kind is ChannelKind.EMAIL and c.quality.can_be_reached for c in self.channels
        )


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Who does what in an outage."""

    person: str
    role: str = ""
    duty: str = ""
    phone: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A call script, Markdown with `{name}` fields."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FormDocument:
    """A form as it travels: the XLSForm itself beside its compiled definition (JSON of `forms.definition.Form`)."""

    id: str
    title: str
    version: str
    pack: str
    xlsform: bytes
    definition: bytes


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What a snapshot says of itself; `valid_until` is soft: later it is shown as old, never refused."""

    organisation: str
    site: str
    version: int
    as_of: dt.datetime
    valid_until: dt.datetime
    customers: int
