"""What this very laptop holds, told by itself: every contacts database on its disk, and what its journal says of it.

IT's machine tells the same of any laptop, from what was sealed to it (`exposure_desk`); a laptop knows only its own.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from continuity_app.contacts.store import ContactStore
from continuity_app.kit.exposure_desk import ExposureReport, last_seen
from continuity_app.kit.session import Session
from continuity_app.outage.clocks import legal_clocks, obligations
from continuity_app.trust.registry import Enrolled, Exposure, Issued
from continuity_app.vault.database import open_database


def own_exposure(session: Session, events: Mapping[str, dt.datetime]) -> ExposureReport:
    """Puts together what is on this laptop now.

    Args:
        session: of its vault.
        events: when each event of the table of duties happened, aware.

    Raises:
        BadDataError: a database is damaged, or an event is not in the table.
    """
    device = session.device.device
    issued = tuple(sorted(_held(session), key=lambda each: each.version, reverse=True))
    revoked = next((str(r.get("at", "")) for r in session.policy.get("revoked", ()) if r.get("device") == device), "")
    exposure = Exposure(
        enrolled=Enrolled(session.card, session.prefix(), session.made_at, revoked),
        issued=issued,
        customers=max((each.customers for each in issued), default=0),
        fields=tuple(dict.fromkeys(name for each in issued for name in each.fields)),
    )
    clocks = tuple(legal_clocks(events))
    return ExposureReport(
        session.organisation.name,
        session.clock.now(),
        exposure,
        last_seen(session, device),
        clocks,
        obligations().checked,
    )


def own_people(session: Session) -> dict[str, str]:
    """Names by id of everybody in a contacts database on this laptop.

    Raises:
        BadDataError: a database is damaged.
    """
    people: dict[str, str] = {}
    for path in _databases(session):
        with closing(open_database(path, session.vault_key.database_key("contacts"), read_only=True)) as connection:
            people |= {customer.id: customer.name for customer in ContactStore(connection).in_order_of_need()}
    return people


def _databases(session: Session) -> list[Path]:
    """The one in use and the one before it, which stays on the disk."""
    return sorted(session.home.vault.glob("contacts-*.db"))


def _held(session: Session) -> Iterator[Issued]:
    for path in _databases(session):
        with closing(open_database(path, session.vault_key.database_key("contacts"), read_only=True)) as connection:
            store = ContactStore(connection)
            facts = store.facts
            yield Issued(
                version=facts.version,
                site=facts.site,
                as_of=facts.as_of.isoformat(timespec="seconds"),
                valid_until=facts.valid_until.isoformat(timespec="seconds"),
                made_at="",
                customers=facts.customers,
                fields=tuple(store.fields()),
                forms=tuple(form.id for form in store.forms()),
                devices=(session.device.device,),
                payload_sha256="",
            )
