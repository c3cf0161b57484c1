"""Snapshots from plan to package on the IT machine, and what any machine can say of a package."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.contacts.model import FormDocument
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.errors import BadDataError
from continuity_app.kit.carried import named, read_carried
from continuity_app.kit.home import Home
from continuity_app.kit.organisation_desk import asking, one_writer
from continuity_app.kit.people import PeopleNoted
from continuity_app.kit.prompts import Prompts
from continuity_app.progress import Job, Step
from continuity_app.recovery.table import csv_of
from continuity_app.snapshot.compare import Change, SignedChanges, compare_customers, compare_statements
from continuity_app.snapshot.gather import Gathered, gather
from continuity_app.snapshot.package import (
    Package,
    Verified,
    check_header_is_signed,
    open_payload,
    read_package,
    verify_package,
    write_package,
)
from continuity_app.snapshot.payload import PayloadHeader, PayloadReader, PayloadRest, encode_payload
from continuity_app.snapshot.plan import Plan, read_plan
from continuity_app.trust.age_box import MAX_RECIPIENTS, seal
from continuity_app.trust.device import DeviceSecrets
from continuity_app.trust.head_office import Organisation
from continuity_app.trust.key_files import open_key
from continuity_app.trust.metadata import FormLine, Signatures, Statement, add_signature
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.registry import Enrolled, Issued
from continuity_app.trust.signing import SigningKey
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Built:
    """A package that was built.

    Attributes:
        statement: its signed part.
        signatures: how many are needed, how many it has.
        gathered: the customers and all that was noted on the way.
        replaced_forms: ids of shipped forms that the plan's own take the place of.
        form_notes: what a person should know about the plan's own forms: file and note.
        file, bytes, sha256: the package itself.
    """

    statement: Statement
    signatures: Signatures
    gathered: Gathered
    replaced_forms: tuple[str, ...]
    form_notes: tuple[tuple[str, str], ...]
    file: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two snapshots side by side; `customers` is None where this home cannot decrypt both."""

    old: Statement
    new: Statement
    signed: SignedChanges
    customers: Change | None


def build_snapshot(
    home: Home, plan_file: Path, output: Path, prompts: Prompts, clock: Clock, *, signer_keys: Sequence[Path] = ()
) -> Job[Built]:
    """Carries out a plan: gather, compile forms, encrypt for the site's laptops, sign, write.

    Where fewer signers' keys are here than must sign, the package is signed with those that are, and further signers
    add theirs with `sign_snapshot`; until then no laptop takes it.

    Args:
        home: of the IT machine.
        plan_file: the plan.
        output: the package.
        prompts: asks the signers for their passphrases.
        clock: tells the time.
        signer_keys: signers' key files on sticks.

    Raises:
        BadDataError: plan, sources, forms or passphrase will not do, or no laptop could open the package.
        SurroundingsError: the file cannot be written, or another process works in this home.
    """
    office = Organisation(home.organisation)
    plan = read_plan(plan_file)
    _check_organisation(plan, office.card)
    must_be_writable(output)
    with one_writer(home):
        devices = _recipients(office, plan.site)
        signers = office.signers(asking(prompts), signer_keys, fewer=True)
        gathered = yield from gather(plan, clock)
        forms, replaced, notes = yield from _all_forms(plan)
        yield Step(say("Compressing and encrypting {count} customers", count=len(gathered.customers)))
        people = PeopleNoted()
        package, statement = _pack(office, _Contents(plan, gathered, forms, people), devices, signers)
        if recipient := office.records_recipient():
            people.keep(home.organisation, statement.sha256, recipient)
        office.registry.record(_issued(statement, clock))
        yield Step(say("Writing {file}", file=output.name))
        write_package(output, package)
    size, digest = _digest(output)
    signatures = Signatures(office.card.threshold, len(signers))
    return Built(statement, signatures, gathered, replaced, notes, output, size, digest)


def write_build_report(built: Built, file: Path) -> None:
    """Writes every problem and every merged pair as CSV, one row each.

    Raises:
        SurroundingsError: the file cannot be written.
    """
    rows: list[Sequence[str]] = [("kind", "file", "row", "field", "what")]
    rows += [("problem", each.file, str(each.row), each.field, each.problem) for each in built.gathered.problems]
    for out in built.gathered.left_out_reasons:
        rows.append(("left out", out.file, "", "", say("{rows} rows: {reason}", rows=out.rows, reason=out.reason)))
    for pair in built.gathered.merged:
        into = say("into {id}, row {row} of {file}", id=pair.kept, row=pair.kept_row, file=pair.kept_file)
        rows.append(("merged", pair.file, str(pair.row), pair.by, into))
    write_whole(file, csv_of(rows).encode("utf-8-sig"))


def sign_snapshot(file: Path, card: OrganisationCard, key_file: Path, prompts: Prompts) -> Verified:
    """Adds one more signer's signature to a package, once everything else about it holds.

    Args:
        file: the package, signed by others; it is replaced whole.
        card: the organisation that the signer trusts.
        key_file: the signer's key.
        prompts: asks for its passphrase.

    Raises:
        BadDataError: the package does not hold, or the key is no signer's or has signed already.
        WrongPassphraseError: the passphrase does not open the key.
        SurroundingsError: a file cannot be read or written.
    """
    with named(file):
        package = read_package(file)
        newest = verify_package(package, card, unfinished=True).card
        key = open_key(key_file, asking(prompts))
        signed = replace(package, targets=add_signature(package.targets, newest.data, key))
        verified = verify_package(signed, card, unfinished=True)
    write_package(file, signed)
    return verified


def verify_snapshot(file: Path, card: OrganisationCard, *, unfinished: bool = False) -> Verified:
    """Checks a package's signatures and digests; `unfinished` takes one that further signers have still to sign.

    Raises:
        BadDataError: a rule of `snapshot.package` does not hold.
        SurroundingsError: it cannot be read.
    """
    with named(file):
        return verify_package(read_package(file), card, unfinished=unfinished)


def card_for(home: Home, file: Path | None) -> OrganisationCard | None:
    """The organisation to check against without unlocking anything: a named card, or this home's own organisation.

    Raises:
        BadDataError: the card is damaged.
        SurroundingsError: it cannot be read.
    """
    if file is not None:
        with named(file):
            return OrganisationCard.from_bytes(read_carried(file))
    root = home.organisation / "root.json"
    return OrganisationCard.from_bytes(read_carried(root)) if root.exists() else None


def compare_snapshots(old: Verified, new: Verified, secrets: DeviceSecrets | None) -> Job[Compared]:
    """Compares two verified snapshots; customers too where the device's keys open both.

    Raises:
        BadDataError: a payload is damaged.
    """
    signed = compare_statements(old.statement, new.statement)
    customers = None
    if secrets is not None and all(secrets.device in each.statement.devices for each in (old, new)):
        readers = []
        for verified in (old, new):
            yield Step(say("Decrypting version {version}", version=verified.statement.version))
            reader = PayloadReader(open_payload(verified, secrets))
            check_header_is_signed(reader.header, verified.statement)
            readers.append(reader)
        customers = yield from compare_customers(*readers)
    return Compared(old.statement, new.statement, signed, customers)


def _check_organisation(plan: Plan, card: OrganisationCard) -> None:
    if plan.organisation and plan.organisation != card.name:
        raise _refused(
            "snapshot.organisation",
            say("The plan is for {plan}; the keys here are those of {own}.", plan=plan.organisation, own=card.name),
            say("Use the home of that organisation, or correct the plan."),
        )


def _recipients(office: Organisation, site: str) -> tuple[Enrolled, ...]:
    devices = office.registry.recipients(site)
    if not devices:
        sites = sorted({each.card.site for each in office.registry.devices() if each.trusted})
        raise _refused(
            "snapshot.no_devices",
            say("No laptop of {site} was accepted, so nobody could open this snapshot.", site=site),
            say("There are laptops of: {sites}. Correct the plan's site, or accept a laptop.", sites=", ".join(sites))
            if sites
            else say("Accept a laptop's enrolment request first: continuity device accept FILE."),
        )
    if len(devices) > MAX_RECIPIENTS:
        raise _refused(
            "snapshot.too_many_devices",
            say(
                "{count} laptops are too many for one snapshot; {most} can open it.",
                count=len(devices),
                most=MAX_RECIPIENTS,
            ),
            say("Give groups of laptops sites of their own, and build one snapshot for each."),
        )
    return devices


def _all_forms(plan: Plan) -> Job[tuple[tuple[FormDocument, ...], tuple[str, ...], tuple[tuple[str, str], ...]]]:
    """Shipped forms of the plan's packs and the plan's own; one of these takes the place of a shipped one of its id.

    With them the ids of those whose place was taken, and notes on the plan's own, each after the name of its file.
    """
    from continuity_app.forms.foreign import read_foreign  # noqa: PLC0415
    from continuity_app.forms.library import document_of, shipped_documents, tables_beside  # noqa: PLC0415
    from continuity_app.forms.model import left_out  # noqa: PLC0415

    shipped = {document.id: document for document in (yield from shipped_documents(plan.packs))}
    own: dict[str, FormDocument] = {}
    notes: list[tuple[str, str]] = []
    for done, path in enumerate(plan.forms):
        yield Step(say("Reading the form {name}", name=path.name), done, len(plan.forms))
        data = read_carried(path)
        compiled = read_foreign(data, path.name, tables_beside(path))
        form = compiled.form
        notes += [(path.name, note) for note in (*compiled.notes, *left_out(form))]
        if form.id in own:
            raise _refused(
                "plan.form_twice",
                say("Two forms of the plan have the id {form}; the second is {file}.", form=form.id, file=path.name),
                say("Give one of them another form_id."),
            )
        if form.id in shipped:
            form = replace(form, pack=shipped[form.id].pack)
        own[form.id] = document_of(data, form)
    replaced = tuple(form_id for form_id in own if form_id in shipped)
    return tuple({**shipped, **own}.values()), replaced, tuple(notes)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What goes into a package; read by `_pack` alone."""

    plan: Plan
    gathered: Gathered
    forms: tuple[FormDocument, ...]
    people: PeopleNoted

    def header(self, card: OrganisationCard, version: int) -> PayloadHeader:
        as_of = self.gathered.as_of
        return PayloadHeader(
            organisation=card.name,
            identity=card.identity,
            site=self.plan.site,
            version=version,
            as_of=as_of.isoformat(timespec="seconds"),
            valid_until=(as_of + dt.timedelta(days=self.plan.valid_days)).isoformat(timespec="seconds"),
            customers=len(self.gathered.customers),
            forms=len(self.forms),
            scripts=len(self.gathered.scripts),
            roster=len(self.gathered.roster),
            fields=tuple(self.gathered.fields),
        )


def _pack(
    office: Organisation, contents: _Contents, devices: Sequence[Enrolled], signers: Sequence[SigningKey]
) -> tuple[Package, Statement]:
    header = contents.header(office.card, office.registry.next_version(contents.plan.site))
    gathered = contents.gathered
    policy = {
        **office.registry.policy(),
        "challenge": office.registry.challenge_key(contents.plan.site),
        "call_back": contents.plan.call_back,
    }
    rest = PayloadRest(contents.forms, gathered.scripts, gathered.roster, policy)
    plain = b"".join(encode_payload(header, contents.people.passing(gathered.customers.encoded()), rest))
    payload = seal(plain, [each.card.recipient for each in devices])
    statement = Statement(
        organisation=header.organisation,
        identity=header.identity,
        site=header.site,
        version=header.version,
        as_of=header.as_of,
        valid_until=header.valid_until,
        bytes=len(payload),
        sha256=hashlib.sha256(payload).hexdigest(),
        devices=tuple(each.card.device for each in devices),
        revoked=office.registry.revoked(),
        customers=header.customers,
        roster=header.roster,
        scripts=header.scripts,
        forms=tuple(FormLine(form.id, form.version, form.title) for form in contents.forms),
        fields=header.fields,
    )
    return Package(office.card.data, office.sign(statement, signers), payload), statement


def _issued(statement: Statement, clock: Clock) -> Issued:
    return Issued(
        version=statement.version,
        site=statement.site,
        as_of=statement.as_of,
        valid_until=statement.valid_until,
        made_at=clock.now().isoformat(timespec="seconds"),
        customers=statement.customers,
        fields=statement.fields,
        forms=tuple(form.id for form in statement.forms),
        devices=statement.devices,
        payload_sha256=statement.sha256,
    )


def _digest(file: Path) -> tuple[int, str]:
    with file.open("rb") as package:
        digest = hashlib.file_digest(package, "sha256")
    return file.stat().st_size, digest.hexdigest()


def _refused(code: str, message: str, next_step: str) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was built; what was there before is unchanged."),
        next_step=next_step,
    )
