"""The kit room's long work as jobs: copy to a stick, merge, verify."""

from collections.abc import Sequence
from pathlib import Path

from continuity_app.durable import write_whole
from continuity_app.journal.bundle import Bundle, MergeReport, export_bundle, merge_bundles
from continuity_app.journal.verification import Verification
from continuity_app.kit.session import Session
from continuity_app.progress import Job, Step
from continuity_app.words import say


def copy_job(session: Session, file: Path) -> Job[Bundle]:
    """Writes everything that happened to a bundle that every laptop of the snapshot can open."""
    yield Step(say("Sealing the journal"))
    journal = session.journal
    known = [device for name, device in journal.known().items() if not device.revoked_from or name == journal.device]
    bundle = export_bundle(journal, [device.recipient for device in known], file.name)
    yield Step(say("Writing {name}", name=file.name))
    write_whole(file, bundle.data)
    return bundle


def merge_job(session: Session, files: Sequence[Path]) -> Job[MergeReport]:
    """Takes in the bundles of other laptops."""
    yield Step(say("Opening {count} bundles", count=len(files)) if len(files) > 1 else say("Opening the bundle"))
    return merge_bundles(session.journal, files, session.device.age_secret)


def verify_job(session: Session) -> Job[Verification]:
    """Checks every entry, chain and signature."""
    yield Step(say("Checking every signature"))
    return session.journal.verify()
