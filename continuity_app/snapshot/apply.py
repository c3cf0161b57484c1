"""A package becomes the contacts of a vault: verify, decrypt, build a new database aside, check it, put it in place.

Nothing of a package is written before its signatures and digests hold. A database that came from outside is never
opened: every row is read as data and written into our own schema. What was in use before stays until the caller
switches over.
"""

from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from continuity_app.contacts.builder import ContactStoreBuilder
from continuity_app.durable import not_written, swap_in
from continuity_app.errors import BadDataError
from continuity_app.progress import Job, Step
from continuity_app.snapshot.package import (
    Verified,
    check_header_is_signed,
    open_payload,
    read_package,
    verify_package,
)
from continuity_app.snapshot.payload import PayloadReader, read_policy
from continuity_app.trust.device import DeviceSecrets
from continuity_app.trust.organisation import OrganisationCard, same_site
from continuity_app.vault.database import check_pages, open_database
from continuity_app.vault.keys import VaultKey
from continuity_app.words import say

MAX_STEP = 1000
DATABASE = "contacts"
_PART = ".contacts.db.part"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a vault knows before a package is applied.

    Attributes:
        folder, key: the vault.
        secrets: the laptop's own keys.
        card: the organisation that it trusts.
        site: where it stands.
        current: version in use, 0 before the first.
        highest: the highest version ever applied here.
    """

    folder: Path
    key: VaultKey = field(repr=False)
    secrets: DeviceSecrets
    card: OrganisationCard
    site: str
    current: int = 0
    highest: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """A package whose contacts lie ready in the vault's folder.

    Attributes:
        verified: its signed part.
        file: name of the contacts database.
        replaced: version that was in use before, 0 for none.
        highest: the highest version from now on.
    """

    verified: Verified
    file: str
    replaced: int
    highest: int


def check_package(path: Path, standing: Standing, *, allow_older: bool = False) -> Verified:
    """Everything that can be said of a package before it is decrypted.

    Args:
        path: the package.
        standing: the vault that it is for.
        allow_older: a manager overrides the rule against older versions.

    Raises:
        BadDataError: damaged, not signed, of another organisation or site, older, or too far ahead.
        SurroundingsError: it cannot be read.
    """
    verified = verify_package(read_package(path), standing.card)
    statement = verified.statement
    if not same_site(statement.site, standing.site):
        raise _refused(
            "snapshot.other_site",
            say("This snapshot is for {site}; this laptop stands at {own}.", site=statement.site, own=standing.site),
            say("Take the snapshot of this site, or enrol the laptop for the other one."),
        )
    if statement.version < standing.highest and not allow_older:
        raise _refused(
            "snapshot.older",
            say(
                "This snapshot has version {version}; version {highest} was applied here before.",
                version=statement.version,
                highest=standing.highest,
            ),
            say("Take the newest one. A manager may override with --override-rollback and --reason."),
        )
    if standing.highest and statement.version > standing.highest + MAX_STEP:
        raise _refused(
            "snapshot.too_far_ahead",
            say(
                "This snapshot's version {version} is more than {most} ahead of {highest}.",
                version=statement.version,
                most=MAX_STEP,
                highest=standing.highest,
            ),
            say("Do not use it; ask IT, and say where it came from."),
        )
    return verified


def apply_package(verified: Verified, standing: Standing) -> Job[Applied]:
    """Makes the contacts database of a checked package and puts it into the vault's folder.

    The caller then notes it as the one in use; until then, and when the job is cancelled or fails, the old one is.

    Raises:
        BadDataError: not made for this laptop, or its contents are damaged.
        SurroundingsError: the disk is full or cannot be written.
    """
    statement = verified.statement
    yield Step(say("Decrypting the snapshot"))
    data = open_payload(verified, standing.secrets)
    reader, policy = PayloadReader(data), read_policy(data)
    check_header_is_signed(reader.header, statement)
    part = standing.folder / _PART
    file = f"contacts-{statement.version}.db"
    try:
        part.unlink(missing_ok=True)
        yield from _build(part, reader, policy, standing.key)
        yield Step(say("Checking what was written"), statement.customers, statement.customers)
        _check(part, standing.key)
        swap_in(part, standing.folder / file)
    except OSError as error:
        raise not_written(part, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Applied(verified, file, standing.current, max(standing.highest, statement.version))


def remove_others(folder: Path, keep: Iterable[str]) -> None:
    """Removes contacts databases that are neither in use nor the one before."""
    names = set(keep)
    for path in folder.glob("contacts-*.db"):
        if path.name not in names:
            path.unlink(missing_ok=True)


def _build(part: Path, reader: PayloadReader, policy: Mapping[str, Any], key: VaultKey) -> Job[None]:
    total = reader.header.customers
    connection = open_database(part, key.database_key(DATABASE), create=True)
    try:
        builder = ContactStoreBuilder(connection)
        builder.begin(reader.header.facts, reader.header.fields, policy)
        # The builder's second thread must be gone before the connection is closed.
        with closing(builder.adding(reader.customers())) as adding:
            for done in adding:
                yield Step(say("Writing {count} customers", count=total), done, total)
        rest = reader.rest()
        builder.add_forms(rest.forms)
        builder.add_scripts(rest.scripts)
        builder.add_roster(rest.roster)
        yield Step(say("Completing the indexes"), total, total)
        builder.finish()
    finally:
        connection.close()


def _check(part: Path, key: VaultKey) -> None:
    connection = open_database(part, key.database_key(DATABASE), read_only=True)
    try:
        wrong = check_pages(connection)
    finally:
        connection.close()
    if wrong:
        raise _refused(
            "snapshot.self_check",
            say("The new contacts were not written as they should be; the disk may be failing."),
            say("Check the disk, then apply the snapshot again."),
        )


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was changed; the customers that were there before are still in use."),
        next_step=next_step,
    )
