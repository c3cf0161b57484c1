"""What holds on a laptop after its work was cut off, by a kill or by the power: old state or new, nothing lost."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from continuity_app.errors import WrongPassphraseError
from continuity_app.journal.bundle import read_bundle_file
from continuity_app.journal.types import CopyFailed, CopyMade
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.holdings import snapshot_in_use
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.session import Session
from continuity_app.kit.vault_check import check_vault
from continuity_app.progress import finish
from continuity_app.vault.slots import open_slots
from tests import builders
from tests.faults import deeds

TOLD_AND_MENDED = {"slots", "highest version", "last copy"}
"""What `vault check` may find after a kill: both copies of the ways in, and the number that is kept twice."""


@dataclass(frozen=True)
class CutOff:
    """What a child told before it was cut off: whether a step was under way, and what it had called done."""

    inside: bool
    done: list[str]


def whole_session(it: Path, *, write: bool, passphrase: str = builders.PASSPHRASE) -> Session:
    """Ana's laptop as it opens after a kill: everything in it must be what somebody wrote."""
    prompts = builders.FixedPrompts(passphrase)
    session = open_session(Home(it / "ana"), "ana", prompts, builders.clock(), write=write)
    wrong = {check.name for check in finish(check_vault(session)) if not check.ok}
    assert wrong <= TOLD_AND_MENDED, wrong
    assert session.contacts is not None
    assert len(session.contacts.get_many([f"C-{n}" for n in range(1, 13)])) == 12
    return session


def must_hold_entries(it: Path, session: Session, told: CutOff) -> None:
    """Every entry that was called saved is there, and what was printed is whole."""
    assert set(told.done) <= {entry.hash for entry in session.journal.entries()}
    output = it / "out.pdf"
    assert not output.exists() or output.read_bytes().rstrip().endswith(b"%%EOF")


def must_hold_a_version(it: Path, session: Session, told: CutOff) -> None:
    """The old snapshot or the new one is in use; the new one, once it was called applied."""
    used, applied = snapshot_in_use(session.keystore), it / "applied"
    assert used is not None
    assert used.version in ({2} if told.done or applied.exists() else {1, 2})
    if used.version == 2:
        applied.touch()


def must_hold_bundles(it: Path, session: Session, told: CutOff) -> None:
    """All of a bundle or nothing: at least those that were called merged, at most the one under way."""
    held = {entry.hash for entry in session.journal.entries() if entry.device != session.journal.device}
    bundles = [
        read_bundle_file(each, session.device.age_secret, session.organisation_id) for each in deeds.bundles_of(it)
    ]
    states = [set[str](), *({entry.hash for entry in bundle.entries} for bundle in bundles)]
    assert held in states, "a bundle was merged in part"
    assert states.index(held) >= len(told.done)


def must_hold_copies(it: Path, session: Session, told: CutOff) -> None:
    """Every copy that was called made is there and whole, and a mention without a file is taken back."""
    last, folder = CopyDesk(session).make(), it / "stick" / session.journal.device
    secret = session.vault_key.copy_secret
    held = {
        f"{file.name} {len(read_bundle_file(file, secret, session.organisation_id).entries)}"
        for file in folder.glob("*.bundle")
    }
    assert set(told.done) <= held, "called made, and not there as it was told"
    assert f"{last.file} {last.entries}" in held
    noted = [entry.read() for entry in session.journal.entries({CopyMade.type, CopyFailed.type})]
    failed = sum(isinstance(body, CopyFailed) for body in noted)
    assert len(noted) - 2 * failed <= len(held) + 1, "a mention without a file was not taken back"  # one by hand


HOLDS: dict[str, Callable[[Path, Session, CutOff], None]] = {
    "append": must_hold_entries,
    "print_sheets": must_hold_entries,
    "apply": must_hold_a_version,
    "merge": must_hold_bundles,
    "copy": must_hold_copies,
}


def passphrase_after(it: Path, told: CutOff) -> str:
    """The one passphrase that opens after a kill: the last that was called changed, or the one under way."""
    candidates = [deeds.passphrase_number(len(told.done) - 1), deeds.passphrase_number(len(told.done))]
    opens = []
    for passphrase in candidates:
        try:
            open_slots(it / "ana" / "vault", "ana", passphrase)
        except WrongPassphraseError:
            continue
        opens.append(passphrase)
    assert len(opens) == 1, opens
    return opens[0]
