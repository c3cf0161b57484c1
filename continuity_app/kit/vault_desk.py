"""What a laptop's vault needs done: made, filled with a snapshot, checked."""

import shutil
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.durable import not_written, swap_in, write_whole
from continuity_app.errors import BadDataError
from continuity_app.journal.devices import Known, rows_of
from continuity_app.journal.store import Journal
from continuity_app.journal.types import OverrideMade
from continuity_app.kit.card_file import read_card
from continuity_app.kit.carried import named
from continuity_app.kit.earlier_forms import keep_earlier_forms
from continuity_app.kit.holdings import (
    RESTORED_DEVICES,
    Holdings,
    SnapshotInUse,
    keep_holdings,
    keep_revocations,
    kept_revocations,
    snapshot_in_use,
    use_snapshot,
)
from continuity_app.kit.home import Home
from continuity_app.kit.prompts import Prompts
from continuity_app.kit.session import JOURNAL_FILE, Session
from continuity_app.kit.trusting import trust_card
from continuity_app.progress import Job, Step
from continuity_app.snapshot.apply import Applied, Standing, apply_package, check_package, remove_others
from continuity_app.trust.device import MAX_NAME_CHARACTERS, DeviceCard, DeviceSecrets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.passphrase import check_passphrase
from continuity_app.trust.revocations import united
from continuity_app.trust.wrapping import KeyCost
from continuity_app.vault.database import open_database
from continuity_app.vault.high_water import keep_high_water, read_high_water
from continuity_app.vault.keys import VaultKey
from continuity_app.vault.keystore import Keystore
from continuity_app.vault.slot_kinds import MANAGER, RECOVERY
from continuity_app.vault.slots import (
    Opened,
    create_slots,
    keep_escrow_slot,
    list_slots,
    remove_slot,
)
from continuity_app.words import say

KEPT_PACKAGES = 2


@dataclass(frozen=True, slots=True)
class Created:
    """A new vault.

    Attributes:
        card: the laptop's public card.
        organisation: which it belongs to.
        recovery: whether a recovery sheet was written.
    """

    card: DeviceCard
    organisation: OrganisationCard
    recovery: bool


@dataclass(frozen=True, slots=True)
class NewVault:
    """What a vault is made with: the organisation's card as it was carried here, who works here, and where."""

    organisation_card: Path
    user: str
    site: str
    recovery_sheet: Path | None = None
    cost: KeyCost = field(default_factory=KeyCost)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a vault's journal begins with.

    Attributes:
        fill: puts it into the new journal.
        known: whose entries count until a snapshot says so.
        prefixes: that serials begin with already; the new device takes none of them.
        beside: puts into the new vault's folder what lies beside its journal, for the vault's key.
    """

    fill: Callable[[Journal], object] = lambda _: None
    known: Known = field(default_factory=dict)
    prefixes: Container[str] = ()
    beside: Callable[[Path, VaultKey], object] = lambda _, __: None


def create_vault(
    home: Home, new: NewVault, prompts: Prompts, clock: Clock, contents: Contents | None = None
) -> Created:
    """Makes a vault: ways in, key store with the device's keys, and a journal; all of it or nothing.

    Without a recovery sheet the passphrase is the only way in.

    Args:
        home: where there is no vault yet.
        new: whose it is.
        prompts: asks for the new passphrase.
        clock: tells the time.
        contents: what the journal begins with; None for an empty one.

    Raises:
        BadDataError: there is a vault, or card, names or passphrase will not do.
        SurroundingsError: a file cannot be read or written.
    """
    must_be_free(home)
    if not new.user.strip() or not new.site.strip() or max(len(new.user), len(new.site)) > MAX_NAME_CHARACTERS:
        raise _refused(
            "vault.names",
            say(
                "A vault needs the name of its user and of its site, at most {most} characters each.",
                most=MAX_NAME_CHARACTERS,
            ),
            say("Give both: --user NAME --site SITE."),
        )
    organisation = read_card(new.organisation_card)
    passphrase = prompts.passphrase(new_passphrase_words(new.user), new=True)
    check_passphrase(passphrase, names=[new.user, new.site, organisation.name])
    aside = home.path / ".vault.part"
    try:
        shutil.rmtree(aside, ignore_errors=True)
        card = _fill(aside, new, passphrase, organisation, clock=clock, contents=contents or Contents())
        swap_in(aside, home.vault)
    except OSError as error:
        raise not_written(home.vault, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Created(card, organisation, new.recovery_sheet is not None)


def must_be_free(home: Home) -> None:
    """Nothing is made where there is a vault.

    Raises:
        BadDataError: there is one.
    """
    if home.vault.exists():
        raise _refused(
            "vault.exists",
            say("There is a vault in this home already."),
            say("Open it, or name another home with --home."),
        )


def new_passphrase_words(user: str) -> str:
    """How a new vault's passphrase is asked for."""
    return say("New passphrase of {user}, at least 15 characters", user=user)


def apply_snapshot(session: Session, file: Path, *, override: bool = False, reason: str = "") -> Job[Applied]:
    """Makes a snapshot the one in use; the one before stays on disk, the journal is not touched.

    Open the session anew afterwards: what it served before came from the old snapshot.

    Args:
        session: opened for writing.
        file: the package.
        override: take an older version; for managers, with a reason, and journalled.
        reason: why.

    Raises:
        BadDataError: the package is refused, or the override is.
        SurroundingsError: a file cannot be read or written.
    """
    if override and (session.opened.role != MANAGER or not reason.strip()):
        raise _refused(
            "snapshot.override",
            say("Only a manager may take an older snapshot, and only with a reason."),
            say("Open the vault as a manager or with the recovery key, and give --reason."),
        )
    yield Step(say("Checking signatures and digests"))
    before = snapshot_in_use(session.keystore)
    standing = _standing(session, before)
    with named(file):
        verified = check_package(file, standing, allow_older=override)
        applied = yield from apply_package(verified, standing)
    version = verified.statement.version
    if version < standing.highest:
        at = session.clock.now().isoformat(timespec="seconds")
        session.journal.append(OverrideMade(rule="snapshot.rollback", reason=reason, at=at, subject=str(version)))
    if session.contacts is not None:
        keep_earlier_forms(session.keystore, session.contacts.forms())
    _keep_package(session.home, file, version)
    keep_high_water(session.home.vault, session.vault_key, applied.highest)
    trust_card(session, verified.card)
    keep_revocations(session.keystore, united(kept_revocations(session.keystore), verified.statement.revoked))
    use_snapshot(session.keystore, SnapshotInUse(version, applied.highest, applied.file))
    session.admit_anew()
    remove_others(session.home.vault, (applied.file, before.file if before else ""))
    return applied


def _fill(
    aside: Path, new: NewVault, passphrase: str, organisation: OrganisationCard, *, clock: Clock, contents: Contents
) -> DeviceCard:
    key, groups = create_slots(aside, new.user, passphrase, new.cost, clock)
    if organisation.recovery:
        keep_escrow_slot(aside, key, organisation.recovery, clock)
    secrets, card = _new_device(new, clock, contents.prefixes)
    keystore = Keystore.create(aside, key)
    keep_holdings(keystore, Holdings(secrets, organisation.name, organisation.data, new.site, card.made_at))
    keystore.put(RESTORED_DEVICES, rows_of(contents.known))
    keystore.close()
    _create_journal(aside, key, secrets, organisation.name, clock=clock, contents=contents)
    contents.beside(aside, key)
    if new.recovery_sheet is None:
        _drop_recovery(aside, key, new.user)
    else:
        write_recovery_sheet(new.recovery_sheet, organisation.name, new.site, new.user, groups)
    return card


def write_recovery_sheet(file: Path, organisation: str, site: str, user: str, groups: Sequence[str]) -> None:
    """Draws and writes the sheet with a printed recovery key; the key is kept nowhere else.

    Raises:
        SurroundingsError: the file cannot be written.
    """
    from continuity_app.paper.recovery_sheet import draw_recovery_sheet  # noqa: PLC0415

    write_whole(file, draw_recovery_sheet(organisation, site, user, groups, "-".join(groups)), private=True)


def _new_device(new: NewVault, clock: Clock, taken: Container[str]) -> tuple[DeviceSecrets, DeviceCard]:
    """A device of its own, whose serials will begin as no serial begins that is known here."""
    while True:
        secrets = DeviceSecrets.new()
        card = secrets.card(new.user, new.site, clock.now())
        if card.prefix not in taken:
            return secrets, card


def _create_journal(
    folder: Path, key: VaultKey, secrets: DeviceSecrets, organisation: str, *, clock: Clock, contents: Contents
) -> None:
    connection = open_database(folder / JOURNAL_FILE, key.database_key("journal"), create=True)
    try:
        journal = Journal(
            connection, secrets, organisation=organisation, user="", clock=clock, known=lambda: contents.known
        )
        contents.fill(journal)
    finally:
        connection.close()


def _drop_recovery(folder: Path, key: VaultKey, user: str) -> None:
    for slot in list_slots(folder):
        if slot.kind == RECOVERY:
            remove_slot(folder, Opened(key, user, "", MANAGER), slot.id)


def _standing(session: Session, used: SnapshotInUse | None) -> Standing:
    beside = read_high_water(session.home.vault, session.vault_key)
    return Standing(
        folder=session.home.vault,
        key=session.vault_key,
        secrets=session.device,
        card=session.organisation,
        site=session.site,
        current=used.version if used else 0,
        highest=max(used.highest if used else 0, beside),
    )


def _keep_package(home: Home, file: Path, version: int) -> None:
    """Keeps the package itself, and the one before it, to hand on by stick."""
    kept = home.snapshots / f"{version:08}.snapshot"
    if file.resolve() == kept.resolve():
        return
    with file.open("rb") as package:
        write_whole(kept, iter(lambda: package.read(1024 * 1024), b""))
    for old in sorted(home.snapshots.glob("*.snapshot"), key=lambda path: path.stat().st_mtime_ns)[:-KEPT_PACKAGES]:
        old.unlink(missing_ok=True)


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(code, message, what_is_safe=say("Nothing was changed."), next_step=next_step)
