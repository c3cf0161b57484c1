"""Looks at everything that a vault consists of, and at its last copy: `vault check`."""

from collections.abc import Iterator
from pathlib import Path

from continuity_app.errors import BadDataError, KitError
from continuity_app.journal.types import SheetCaptured
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.evidence import EvidenceStore
from continuity_app.kit.holdings import snapshot_in_use
from continuity_app.kit.session import JOURNAL_FILE, Session
from continuity_app.progress import Job, Step
from continuity_app.readiness.check import Check
from continuity_app.vault.database import Error, check_pages, check_structure, in_words, open_database
from continuity_app.vault.high_water import read_high_water
from continuity_app.vault.keystore import FILE_NAME as KEYSTORE_FILE
from continuity_app.vault.slot_file import NAMES, read_copy
from continuity_app.vault.slots import list_slots
from continuity_app.words import say


def check_vault(session: Session) -> Job[tuple[Check, ...]]:
    """Looks at everything that a vault consists of: both copies of its ways in, every page, the journal's chains."""
    folder, checks = session.home.vault, list[Check]()
    whole = [name for name in NAMES if read_copy(folder / name) is not None]
    slots = list_slots(folder)
    checks.append(
        Check(
            "slots",
            len(whole) == len(NAMES),
            say("{count} ways in; whole copies: {names}", count=len(slots), names=", ".join(whole)),
        )
    )
    used = snapshot_in_use(session.keystore)
    databases = [(KEYSTORE_FILE, "keystore"), (JOURNAL_FILE, "journal"), *([(used.file, "contacts")] if used else [])]
    for done, (file, key_name) in enumerate(databases):
        yield Step(say("Checking every page of {file}", file=file), done, len(databases))
        checks.append(_check_database(folder / file, session.vault_key.database_key(key_name)))
    yield Step(say("Checking the journal's signatures"), len(databases), len(databases))
    checks.append(_check_journal(session))
    high = read_high_water(folder, session.vault_key)
    known = used.highest if used else 0
    checks.append(
        Check("highest version", high == known, say("{beside} beside, {inside} inside", beside=high, inside=known))
    )
    checks.append((yield from _check_pictures(session)))
    checks.append(_check_copies(session))
    return tuple(checks)


def _check_pictures(session: Session) -> Job[Check]:
    """Every picture of a captured sheet by its SHA-256, and that none is missing of what this laptop captured."""
    store = EvidenceStore(session)
    here, changed = store.names(), 0
    for done, name in enumerate(here):
        yield Step(say("Checking the pictures of captured sheets"), done, len(here))
        try:
            store.picture(name)
        except BadDataError:
            changed += 1
    own, others = (frozenset(_named(session, own=own)) - set(here) for own in (True, False))
    told = say("kept, each as it was: {count}", count=len(here))
    if changed or own:
        told = say(
            "kept: {count}, damaged: {changed}, captured here and missing: {missing}",
            count=len(here),
            changed=changed,
            missing=len(own),
        )
    if others:
        told = say("{told}; on the laptops that captured them: {count}", told=told, count=len(others))
    return Check("pictures", not changed and not own, told)


def _named(session: Session, *, own: bool) -> Iterator[str]:
    """The pictures that captures of this laptop, or of others, name."""
    for entry in session.journal.entries(frozenset({SheetCaptured.type})):
        body = entry.read()
        if isinstance(body, SheetCaptured) and (entry.device == session.journal.device) == own:
            yield from body.scans


def _check_copies(session: Session) -> Check:
    """The last copy: when, where, and whether it opens if its stick is in."""
    desk = CopyDesk(session)
    copied_at = desk.last_copied_at() or say("never")
    if desk.place is None:
        return Check("last copy", ok=True, detail=say("{at}; no place for copies was named", at=copied_at))
    pending = desk.pending()
    try:
        held = desk.open_last()
    except KitError as error:
        return Check("last copy", ok=False, detail=f"{error.message} {error.next_step}")
    told = say("{at}, opens and holds {held} entries; {pending} came since", at=copied_at, held=held, pending=pending)
    if lacking := desk.pictures_pending():
        told = say("{told}; pictures of sheets that are not there: {count}", told=told, count=lacking)
    return Check("last copy", not desk.due() and not (lacking and not pending), told)


def _check_journal(session: Session) -> Check:
    try:
        found = session.journal.verify()
    except Error as error:
        told = in_words(error)
        if told is None:
            raise
        return Check("journal signatures", ok=False, detail=told.message)
    return Check("journal signatures", found.ok, say("{count} entries", count=found.entries))


def _check_database(path: Path, hex_key: str) -> Check:
    try:
        connection = open_database(path, hex_key, read_only=True)
    except BadDataError as error:
        return Check(path.name, ok=False, detail=error.message)
    try:
        wrong = check_pages(connection) or check_structure(connection)
    finally:
        connection.close()
    detail = say("every page is whole") if not wrong else say("{count} pages or tables are damaged", count=len(wrong))
    return Check(path.name, not wrong, detail)
