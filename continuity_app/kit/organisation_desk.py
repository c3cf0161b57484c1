"""What IT does for the organisation: found it, hand out its card, enrol and revoke laptops, tell what one holds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.kit.carried import named, read_carried
from continuity_app.kit.home import Home
from continuity_app.kit.prompts import Prompts
from continuity_app.outage.moments import due_time
from continuity_app.times.reading import Manner
from continuity_app.trust.device import DeviceCard
from continuity_app.trust.head_office import Organisation, create_organisation
from continuity_app.trust.key_files import Ask, KeyFile
from continuity_app.trust.metadata import Revoked
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.registry import Enrolled, Exposure
from continuity_app.trust.revocations import make_revocations
from continuity_app.trust.wrapping import KeyCost
from continuity_app.vault.lock import HomeLock
from continuity_app.words import say


def found_organisation(
    home: Home,
    name: str,
    prompts: Prompts,
    clock: Clock,
    *,
    threshold: int = 1,
    signers: int = 1,
    cost: KeyCost | None = None,
) -> OrganisationCard:
    """Founds an organisation in a home; each holder of keys types a passphrase of their own.

    Raises:
        BadDataError: there is one already, or a name, a number or a passphrase will not do.
        SurroundingsError: the home cannot be written.
    """
    return create_organisation(
        home.organisation,
        name,
        _asking_new(prompts, signers),
        clock.now(),
        threshold=threshold,
        signers=signers,
        cost=cost,
    )


def asking(prompts: Prompts) -> Ask:
    """How the holders of keys are asked for their passphrases."""
    return lambda holder: prompts.passphrase(say("Passphrase of signer {holder}", holder=holder))


def _asking_new(prompts: Prompts, signers: int) -> Ask:
    def ask(holder: int) -> str:
        return prompts.passphrase(
            say("New passphrase of signer {holder} of {all}", holder=holder, all=signers), new=True
        )

    return ask


def _once(ask: Ask) -> Ask:
    """Asks each holder once, although several of their files are opened."""
    return cache(ask)


def one_writer(home: Home) -> HomeLock:
    """The lock that whoever changes an organisation's folder holds: two builds never take the same version."""
    return HomeLock(home.organisation / "kit.lock")


def write_card(home: Home, file: Path, version: int = 0) -> OrganisationCard:
    """Writes the organisation's public card, to carry to laptops.

    Args:
        home: of the IT machine.
        file: the card.
        version: of an earlier root, for a laptop that has to take every step; 0 for the newest.

    Raises:
        BadDataError: no organisation was founded here, or it had no such root.
        SurroundingsError: the file cannot be written.
    """
    office = Organisation(home.organisation)
    card = office.card_of(version) if version else office.card
    write_whole(file, card.data)
    return card


@dataclass(frozen=True, slots=True)
class Renewal:
    """How the keys are renewed: how many must sign of how many, who asks for new passphrases, old root keys carried."""

    threshold: int
    signers: int
    new_prompts: Prompts
    root_keys: Sequence[Path] = ()
    cost: KeyCost | None = None


def rotate_organisation(home: Home, prompts: Prompts, clock: Clock, renewal: Renewal) -> OrganisationCard:
    """Gives every holder new keys under a new root; laptops take it over with the next package, list or card.

    Raises:
        BadDataError: too few old root keys are here, or numbers or passphrases will not do.
        WrongPassphraseError: a passphrase does not open its key.
        SurroundingsError: a file cannot be read or written, or another process works in this home.
    """
    office = Organisation(home.organisation)
    ask_new = _asking_new(renewal.new_prompts, renewal.signers)
    with one_writer(home):
        ask = _once(asking(prompts))
        roots = office.roots(ask, renewal.root_keys)
        return office.rotate(
            roots,
            ask_new,
            clock.now(),
            threshold=renewal.threshold,
            signers=renewal.signers,
            records=office.records_secret(ask),
            cost=renewal.cost,
        )


def carry_keys(home: Home, holder: int, place: Path) -> list[Path]:
    """Moves a holder's two key files to a stick.

    Raises:
        BadDataError: none lies here, or a file of that name lies there.
        SurroundingsError: the stick cannot be written.
    """
    with one_writer(home):
        return Organisation(home.organisation).carry_away(holder, place)


def list_keys(home: Home) -> list[KeyFile]:
    """The holders' signing keys that lie in this home.

    Raises:
        BadDataError: no organisation was founded here.
    """
    return Organisation(home.organisation).keys_here()


def write_revocations(
    home: Home, file: Path, prompts: Prompts, clock: Clock, signer_keys: Sequence[Path] = ()
) -> tuple[Revoked, ...]:
    """Writes the signed list of all revoked devices, to carry to laptops ahead of the next snapshot.

    Raises:
        BadDataError: too few signers' keys are here.
        WrongPassphraseError: a passphrase does not open its key.
        SurroundingsError: a file cannot be read or written.
    """
    must_be_writable(file)
    office = Organisation(home.organisation)
    revoked = office.registry.revoked()
    signers = office.signers(asking(prompts), signer_keys)
    write_whole(file, make_revocations(office.card, revoked, signers, clock.now()))
    return revoked


def write_request(card: DeviceCard, file: Path) -> None:
    """Writes a laptop's enrolment request, to carry to IT.

    Raises:
        SurroundingsError: the file cannot be written.
    """
    write_whole(file, card.to_bytes())


def accept_device(home: Home, file: Path, clock: Clock) -> Enrolled:
    """Takes a laptop's enrolment request; its fingerprint is then compared aloud.

    Raises:
        BadDataError: the request is damaged, or its device was revoked.
        SurroundingsError: a file cannot be read or written, or another process works in this home.
    """
    office, request = Organisation(home.organisation), read_carried(file)
    with one_writer(home), named(file):
        return office.registry.accept(request, clock.now())


def list_devices(home: Home) -> tuple[Enrolled, ...]:
    """All devices that were ever accepted.

    Raises:
        BadDataError: no organisation was founded here.
    """
    return Organisation(home.organisation).registry.devices()


def revoke_device(home: Home, device: str, reason: str, clock: Clock, since: str = "") -> Enrolled:
    """Stops trusting a device: the next snapshots are not made for it, and tell the others.

    Args:
        home: of the IT machine.
        device: its id.
        reason: why.
        clock: the time.
        since: from which reading of its own clock on its entries do not count, in any usual spelling; a day alone is
            its beginning. Now where it is empty. Earlier where it was lost before it was missed; later where its clock
            runs ahead, so that what it wrote in good time still counts.

    Raises:
        BadDataError: no such device, no reason, revoked before, or no time.
        SurroundingsError: a file cannot be written, or another process works in this home.
    """
    office, now = Organisation(home.organisation), clock.now()
    from_ = _beginning(since, now) if since else now
    with one_writer(home):
        return office.registry.revoke(device, reason, from_)


def _beginning(text: str, now: dt.datetime) -> dt.datetime:
    moment = dt.datetime.fromisoformat(due_time(text, Manner(now), "since"))
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def exposure_of(home: Home, device: str) -> Exposure:
    """What can be on a device at most, were it lost now.

    Raises:
        BadDataError: no such device was accepted.
    """
    return Organisation(home.organisation).registry.exposure(device)
