"""An unlocked kit: every service over one vault, made when it is first asked for.

The only place where parts are put together. A session holds no state of its own: what happened lies in the journal, who
the customers are in the snapshot.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from continuity_app.clock import Clock
from continuity_app.contacts.store import ContactStore
from continuity_app.journal.devices import KnownDevice, known_devices, vouched_devices, with_revocations
from continuity_app.journal.store import Journal
from continuity_app.kit.holdings import RESTORED_DEVICES, kept_revocations, read_holdings, snapshot_in_use
from continuity_app.kit.home import Home
from continuity_app.trust.device import DeviceCard
from continuity_app.vault.database import Connection, open_database
from continuity_app.vault.keystore import Keystore
from continuity_app.vault.lock import HomeLock
from continuity_app.vault.slots import Opened

if TYPE_CHECKING:
    from continuity_app.forms.library import FormLibrary
    from continuity_app.forms.sheets import SheetDesk
    from continuity_app.outage.calls import CallDesk
    from continuity_app.outage.customers import CustomerDesk
    from continuity_app.outage.duplicates import DuplicateDesk
    from continuity_app.outage.incidents import IncidentDesk
    from continuity_app.outage.paper_calls import PaperCalls
    from continuity_app.outage.promises import PromiseDesk
    from continuity_app.outage.share_desk import ShareDesk
    from continuity_app.readiness.desk import ReadinessDesk
    from continuity_app.recovery.ledger import LedgerDesk
    from continuity_app.recovery.rekey import RekeyDesk
    from continuity_app.trust.organisation import OrganisationCard

JOURNAL_FILE = "journal.db"


class Session:
    """The services of one opened vault; not for use after `close`."""

    def __init__(self, home: Home, opened: Opened, clock: Clock, lock: HomeLock | None) -> None:
        """Takes over an opened vault.

        Args:
            home: where the vault lies.
            opened: the key, and who opened it.
            clock: tells the time.
            lock: held by this process when it may write; None for reading only.
        """
        self.home, self.clock = home, clock
        self.user, self.role, self.vault_key = opened.user, opened.role, opened.key
        self.opened = opened
        self._lock = lock
        self._contacts: ContactStore | None = None
        self._to_close: list[Callable[[], None]] = []
        self.keystore = Keystore.open(home.vault, opened.key, read_only=not self.writable)
        self._to_close.append(self.keystore.close)
        holdings = read_holdings(self.keystore)
        self.device, self.site = holdings.device, holdings.site
        self.made_at = holdings.made_at
        self.organisation_id, self.organisation_card = holdings.organisation, holdings.organisation_card

    @property
    def writable(self) -> bool:
        """Whether this process holds the pen; another one may."""
        return self._lock is not None

    def close(self) -> None:
        """Ends every connection and gives the pen back; what took long to fold is kept for the next opening.

        A second time it does nothing.
        """
        if self._to_close and self.writable and "journal" in vars(self):
            self.journal.keep_checkpoints()
        for close in reversed(self._to_close):
            close()
        self._to_close.clear()
        if self._lock is not None:
            self._lock.release()

    @cached_property
    def organisation(self) -> "OrganisationCard":
        """The organisation's public root, as this vault trusts it."""
        from continuity_app.trust.organisation import OrganisationCard  # noqa: PLC0415

        return OrganisationCard.from_bytes(self.organisation_card)

    @cached_property
    def card(self) -> DeviceCard:
        """This laptop's public card, as it enrolled."""
        import datetime as dt  # noqa: PLC0415

        made_at = dt.datetime.fromisoformat(self.made_at)
        return self.device.card(self.user, self.site, made_at)

    @cached_property
    def contacts(self) -> ContactStore | None:
        """The customers of the snapshot in use, or None before the first snapshot."""
        used = snapshot_in_use(self.keystore)
        if used is None:
            return None
        connection = self._open(used.file, "contacts", read_only=True)
        return ContactStore(connection)

    @property
    def policy(self) -> Mapping[str, Any]:
        """Devices, revocations and prefixes as the snapshot says, and the revocations that were told besides."""
        said = self._snapshot_policy
        named = [(str(line.get("device", "")), str(line.get("at", ""))) for line in said.get("revoked", ())]
        more = [(each.device, each.at) for each in kept_revocations(self.keystore)]
        told = [{"device": device, "at": at} for device, at in more if (device, at) not in named]
        return {**said, "revoked": [*said.get("revoked", ()), *told]}

    @cached_property
    def _snapshot_policy(self) -> Mapping[str, Any]:
        return self.contacts.policy() if self.contacts is not None else {}

    @cached_property
    def journal(self) -> Journal:
        """Everything that happened on this laptop and on those merged into it."""
        connection = self._open(JOURNAL_FILE, "journal", read_only=not self.writable)
        return Journal(
            connection,
            self.device,
            organisation=self.organisation_id,
            user=self.user,
            clock=self.clock,
            known=self._known_devices,
            read_only=not self.writable,
        )

    def prefix(self) -> str:
        """What this laptop's serials begin with: as IT assigned it, until then as its keys suggest."""
        assigned: str | None = self.policy.get("prefixes", {}).get(self.device.device)
        return assigned or self.card.prefix

    @cached_property
    def forms(self) -> "FormLibrary":
        """The forms of the snapshot; before the first one the shipped ones."""
        from continuity_app.forms.library import FormLibrary, shipped_documents  # noqa: PLC0415
        from continuity_app.kit.earlier_forms import earlier_forms  # noqa: PLC0415
        from continuity_app.progress import finish  # noqa: PLC0415

        documents = self.contacts.forms() if self.contacts is not None else finish(shipped_documents())
        return FormLibrary(documents, lambda: earlier_forms(self.keystore))

    @cached_property
    def sheets(self) -> "SheetDesk":
        """Issues, captures, voids: every numbered sheet."""
        from continuity_app.forms.sheets import SheetDesk  # noqa: PLC0415
        from continuity_app.outage.numbers import region_for  # noqa: PLC0415

        return SheetDesk(self.journal, self.forms, self.prefix, self.clock, lambda: region_for(None, self.contacts))

    @cached_property
    def incidents(self) -> "IncidentDesk":
        """Incident and drill."""
        from continuity_app.outage.incidents import IncidentDesk  # noqa: PLC0415

        return IncidentDesk(self.journal, self.clock)

    @cached_property
    def customers(self) -> "CustomerDesk":
        """Find, the customer's page, corrections."""
        from continuity_app.outage.customers import CustomerDesk  # noqa: PLC0415

        return CustomerDesk(self.contacts, self.journal, self.clock)

    @cached_property
    def calls(self) -> "CallDesk":
        """Call lists, and what came of calls."""
        from continuity_app.outage.calls import CallDesk  # noqa: PLC0415

        return CallDesk(self.contacts, self.journal, self.clock)

    @cached_property
    def call_shares(self) -> "ShareDesk":
        """Who calls whom."""
        from continuity_app.outage.share_desk import ShareDesk  # noqa: PLC0415

        return ShareDesk(self.journal, self.clock, "call")

    @cached_property
    def rekey_shares(self) -> "ShareDesk":
        """Who re-keys what."""
        from continuity_app.outage.share_desk import ShareDesk  # noqa: PLC0415

        return ShareDesk(self.journal, self.clock, "rekey")

    @cached_property
    def paper_calls(self) -> "PaperCalls":
        """Call lists on numbered paper."""
        from continuity_app.outage.paper_calls import PaperCalls  # noqa: PLC0415

        return PaperCalls(self.journal, self.sheets, self.customers)

    @cached_property
    def promises(self) -> "PromiseDesk":
        """What was promised to whom."""
        from continuity_app.outage.promises import PromiseDesk  # noqa: PLC0415

        return PromiseDesk(self.contacts, self.journal, self.clock)

    @cached_property
    def duplicates(self) -> "DuplicateDesk":
        """Customers who may be the same one."""
        from continuity_app.outage.duplicates import DuplicateDesk  # noqa: PLC0415

        return DuplicateDesk(self.contacts, self.journal, self.customers)

    @cached_property
    def ledger(self) -> "LedgerDesk":
        """Where every numbered sheet is."""
        from continuity_app.recovery.ledger import LedgerDesk  # noqa: PLC0415

        return LedgerDesk(self.sheets, self.journal)

    @cached_property
    def rekeying(self) -> "RekeyDesk":
        """What to type into the central system, and what was typed."""
        from continuity_app.recovery.rekey import RekeyDesk  # noqa: PLC0415

        return RekeyDesk(self.sheets, self.journal, self.clock)

    @cached_property
    def readiness(self) -> "ReadinessDesk":
        """How much of the kit would really work."""
        from continuity_app.readiness.desk import ReadinessDesk  # noqa: PLC0415

        return ReadinessDesk(self.contacts, self.journal, self.clock)

    def admit_anew(self) -> None:
        """After another snapshot came into use: lets the entries count whose devices it knows, and only those."""
        for name in ("contacts", "policy"):
            vars(self).pop(name, None)
        self.journal.readmit()

    def _known_devices(self) -> Mapping[str, KnownDevice]:
        """Those of the snapshot; before it names them, those that a restored copy vouched for."""
        told = {**vouched_devices(self.keystore.get(RESTORED_DEVICES) or ()), **known_devices(self._snapshot_policy)}
        return with_revocations(told, [(each.device, each.at) for each in kept_revocations(self.keystore)])

    def _open(self, file: str, key_name: str, *, read_only: bool) -> Connection:
        connection = open_database(self.home.vault / file, self.vault_key.database_key(key_name), read_only=read_only)
        self._to_close.append(connection.close)
        return connection
