"""What IT does for the organisation: found it, hand out its card, enrol and revoke laptops, tell what one holds."""

from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.durable import write_whole
from continuity_app.kit.carried import named, read_carried
from continuity_app.kit.home import Home
from continuity_app.kit.prompts import Prompts
from continuity_app.trust.device import DeviceCard
from continuity_app.trust.head_office import Ask, Organisation, create_organisation
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.registry import Enrolled, Exposure
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

    def ask(holder: int) -> str:
        return prompts.passphrase(
            say("New passphrase of signer {holder} of {all}", holder=holder, all=signers), new=True
        )

    return create_organisation(
        home.organisation, name, ask, clock.now(), threshold=threshold, signers=signers, cost=cost
    )


def asking(prompts: Prompts) -> Ask:
    """How the holders of keys are asked for their passphrases."""
    return lambda holder: prompts.passphrase(say("Passphrase of signer {holder}", holder=holder))


def one_writer(home: Home) -> HomeLock:
    """The lock that whoever changes an organisation's folder holds: two builds never take the same version."""
    return HomeLock(home.organisation / "kit.lock")


def write_card(home: Home, file: Path) -> OrganisationCard:
    """Writes the organisation's public card, to carry to laptops.

    Raises:
        BadDataError: no organisation was founded here.
        SurroundingsError: the file cannot be written.
    """
    card = Organisation(home.organisation).card
    write_whole(file, card.data)
    return card


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


def revoke_device(home: Home, device: str, reason: str, clock: Clock) -> Enrolled:
    """Stops trusting a device: the next snapshots are not made for it, and tell the others.

    Raises:
        BadDataError: no such device, no reason, or revoked before.
        SurroundingsError: a file cannot be written, or another process works in this home.
    """
    office = Organisation(home.organisation)
    with one_writer(home):
        return office.registry.revoke(device, reason, clock.now())


def exposure_of(home: Home, device: str) -> Exposure:
    """What can be on a device at most, were it lost now.

    Raises:
        BadDataError: no such device was accepted.
    """
    return Organisation(home.organisation).registry.exposure(device)
