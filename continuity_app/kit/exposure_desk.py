"""A laptop is lost: whose data it can hold at most, how it is locked, what it last said, and what the law counts.

What it can hold follows from the snapshots that were sealed to it; who these people are, from lists that only a holder
of the organisation's keys opens. What it wrote is known as far as its journal was merged into this home's vault.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from continuity_app.clock import Clock
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.errors import BadDataError
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.types import CopyFailed, CopyMade, DraftKept, SheetCaptured, SheetIssued, WayChanged
from continuity_app.kit.home import Home
from continuity_app.kit.organisation_desk import asking
from continuity_app.kit.people import as_csv, people_of
from continuity_app.kit.prompts import Prompts
from continuity_app.kit.session import Session
from continuity_app.outage.clocks import LegalClock, legal_clocks, obligations
from continuity_app.trust.age_box import age_secret_of, seal
from continuity_app.trust.head_office import Organisation
from continuity_app.trust.registry import Exposure
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Way:
    """A change of the lost laptop's ways in, as its journal told it."""

    action: str
    slot: str
    kind: str
    user: str
    role: str
    at: str


@dataclass(frozen=True, slots=True)
class LastSeen:
    """What the merged journals show of a laptop.

    Attributes:
        entries: how many of its entries are here.
        last_entry_at: the time of its last one (UTC), empty where there is none.
        last_lock_at: when it last kept a draft because it was locked; empty where that is not known.
        last_copy_at: when its journal was last copied; empty where it never was.
        sheets: serials that it gave out or captured.
        ways: changes of its ways in, oldest first; those that it was made with are a passphrase and, where a sheet was
            printed, a recovery key.
    """

    entries: int
    last_entry_at: str
    last_lock_at: str
    last_copy_at: str
    sheets: tuple[str, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """Everything that is known here about a lost laptop.

    Attributes:
        organisation: whose it is.
        made_at: when this was put together, aware.
        exposure: the device, its snapshots, the most customers and all fields.
        seen: what the merged journals show; None where no journal was looked at.
        clocks: every duty to tell somebody, those that run first.
        checked: when somebody last read the sources of the duties.
    """

    organisation: str
    made_at: dt.datetime
    exposure: Exposure
    seen: LastSeen | None
    clocks: tuple[LegalClock, ...]
    checked: dt.date

    @property
    def passed(self) -> tuple[LegalClock, ...]:
        """Duties that apply from a number of persons on, which this laptop alone can hold."""
        return tuple(clock for clock in self.clocks if 0 < clock.duty.persons <= self.exposure.customers)

    def as_json(self) -> dict[str, Any]:
        """What the verb adds to the device and its versions."""
        return {
            "seen": asdict(self.seen) if self.seen else None,
            "thresholds": [
                {
                    "rule": clock.duty.rule,
                    "who": clock.duty.who,
                    "persons": clock.duty.persons or None,
                    "passed": clock in self.passed,
                    "length": clock.duty.length,
                    "event": clock.duty.starts,
                    "ends": clock.ends.isoformat() if clock.ends else None,
                }
                for clock in self.clocks
            ],
            "table_checked": self.checked.isoformat(),
        }


def exposure_report(
    home: Home, device: str, session: Session | None, events: Mapping[str, dt.datetime], clock: Clock
) -> ExposureReport:
    """Puts together what is known.

    Args:
        home: of the IT machine.
        device: its name.
        session: of the vault in this home, where its journal is to be looked at.
        events: when each event of the table of duties happened, aware.
        clock: tells the time.

    Raises:
        BadDataError: no such device was accepted, or an event is not in the table.
    """
    office = Organisation(home.organisation)
    exposure = office.registry.exposure(device)
    seen = None if session is None else last_seen(session, exposure.enrolled.card.device)
    clocks = tuple(legal_clocks(events))
    return ExposureReport(office.card.name, clock.now(), exposure, seen, clocks, obligations().checked)


def last_seen(session: Session, device: str) -> LastSeen:
    """What the journal of this home holds of a device, quarantined entries included."""
    entries = sorted((e for e in session.journal.held_entries() if e.device == device), key=lambda e: e.order)
    locked, copies, sheets, ways = "", dict[str, str](), list[str](), list[Way]()
    for entry in entries:
        match entry.read():
            case DraftKept(at=at, answers=answers) if answers:  # without answers it takes a draft back
                locked = at
            case CopyMade(at=at):
                copies[entry.hash] = at
            case CopyFailed(copy=failed):
                copies.pop(failed, None)
            case SheetIssued(serial=serial) | SheetCaptured(serial=serial):
                sheets.append(serial)
            case WayChanged() as way:
                ways.append(Way(way.action, way.slot, way.kind, way.user, way.role, way.at))
            case _:
                continue
    return LastSeen(
        entries=len(entries),
        last_entry_at=wall_part(entries[-1].hlc) if entries else "",
        last_lock_at=locked,
        last_copy_at=next(reversed(copies.values()), ""),
        sheets=tuple(dict.fromkeys(sheets)),
        ways=tuple(ways),
    )


def write_people(
    home: Home, exposure: Exposure, file: Path, prompts: Prompts, *, recipient: str = "", plain: bool = False
) -> int:
    """Writes who can be on a laptop, `id,name`: as an age file, or as CSV where that is asked for.

    Args:
        home: of the IT machine.
        exposure: of the laptop.
        file: where to.
        prompts: asks a holder of the organisation's keys for the passphrase.
        recipient: `age1…` that the file is sealed to.
        plain: write readable CSV; only where somebody says so.

    Returns:
        how many people.

    Raises:
        BadDataError: neither a recipient nor `plain` was given, or a list is damaged or missing.
        WrongPassphraseError: the passphrase opens no holder's key.
        SurroundingsError: the file cannot be written.
    """
    if not recipient and not plain:
        raise _refused(
            "exposure.how",
            say("A list of people is written for a recipient, or readable where you say so."),
            say("Add --recipient age1… for an encrypted file, or --plain for a readable one."),
        )
    must_be_writable(file)
    people = people_on(home, exposure, prompts)
    data = as_csv(sorted(people.items()))
    write_whole(file, data if plain else seal(data, [recipient]), private=True)
    return len(people)


def people_on(home: Home, exposure: Exposure, prompts: Prompts) -> dict[str, str]:
    """Names by id of everybody who can be on a laptop.

    Args:
        home: of the IT machine.
        exposure: of the laptop.
        prompts: asks a holder of the organisation's keys for the passphrase.

    Raises:
        BadDataError: a list is damaged or missing.
        WrongPassphraseError: the passphrase opens no holder's key.
    """
    office = Organisation(home.organisation)
    identity = age_secret_of(office.records_secret(asking(prompts)))
    people: dict[str, str] = {}
    for issued in reversed(exposure.issued):
        listed = people_of(home.organisation, issued.payload_sha256, identity)
        if len(listed) != issued.customers:
            raise _refused(
                "exposure.people_missing",
                say("The list of people of version {version} is missing or not complete.", version=issued.version),
                say("Put org/people back from a backup of this machine."),
            )
        people |= listed
    return people


def told_ways(seen: LastSeen | None) -> Sequence[Way]:
    """Changes of the ways in that are known here."""
    return seen.ways if seen else ()


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was written."), next_step=next_step)
