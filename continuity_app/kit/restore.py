"""A new laptop from a lost one's copies: its journal up to the last copy, and what is missing by entry numbers.

A way in that lies beside the copies (the printed recovery key) gives the lost vault's key; that opens the bundles and
proves whose entries counted there. The new vault has its own key, its own device and its own serials.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.errors import BadDataError, Detail, KitError, WrongPassphraseError
from continuity_app.journal import bundle as bundles
from continuity_app.journal.devices import KnownDevice, vouched_devices
from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.store import Journal, Taken
from continuity_app.journal.types import SheetCaptured, SheetIssued
from continuity_app.journal.verification import Missing
from continuity_app.kit.card_file import read_card
from continuity_app.kit.copies import SUFFIX, vouched_bytes
from continuity_app.kit.evidence import TakenOver, take_over
from continuity_app.kit.home import Home
from continuity_app.kit.prompts import Prompts
from continuity_app.kit.vault_desk import Contents, Created, NewVault, create_vault, must_be_free
from continuity_app.progress import Job, Step
from continuity_app.trust.age_box import recipient_of
from continuity_app.vault.keys import VaultKey
from continuity_app.vault.slot_file import NAMES
from continuity_app.vault.slots import open_slots
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Through:
    """How far a device's entries are back: the number and the time (UTC) of its last one."""

    device: str
    entry: int
    at: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that gave nothing, and why."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class RestoredJournal:
    """The new vault's journal as it begins.

    Attributes:
        taken: how many entries count, and how many are kept without counting.
        through: the last entry of each device.
        missing: entries that are known to have existed and are in none of the files.
        forks, digest: of the journal.
    """

    taken: Taken
    through: tuple[Through, ...]
    missing: tuple[Missing, ...]
    forks: int
    digest: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A new vault.

    Attributes:
        created: whose it is.
        journal: what it begins with.
        unread: files of the lost laptop that could not be used.
        pictures: how many pictures of captured sheets came back.
        pictures_elsewhere: how many that captures name are in none of the copies.
        of_others: copies there that belong to other vaults; this laptop may merge them once it is enrolled.
    """

    created: Created
    journal: RestoredJournal
    unread: tuple[Unread, ...]
    of_others: int
    pictures: int = 0
    pictures_elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class _Opened:
    """The bundles that could be opened, oldest first as they lie there, what their vault vouched for, and its keys."""

    keys: dict[Path, VaultKey]
    contents: tuple[tuple[Path, bundles.Contents], ...]
    known: dict[str, KnownDevice]
    prefixes: frozenset[str]
    unread: tuple[Unread, ...]
    of_others: int


def restore_vault(
    home: Home, new: NewVault, files: Sequence[Path], recovery: str, *, prompts: Prompts, clock: Clock
) -> Job[Restored]:
    """Makes a vault with the journal of a lost one; all of it or nothing.

    Args:
        home: of the new laptop, without a vault.
        new: whose it is now.
        files: the stick, a laptop's folder on it, or single bundles of such a folder.
        recovery: what opens the lost vault: the printed recovery key, as typed.
        prompts: asks for the new passphrase.
        clock: tells the time.

    Raises:
        WrongPassphraseError: nothing there opens with it.
        BadDataError: there is a vault already, no copy lies there, none of them can be used, or the organisation's card
            is another's.
        SurroundingsError: a file cannot be read or written.
    """
    yield Step(say("Opening the copies"))
    must_be_free(home)
    organisation = read_card(new.organisation_card).name
    opened = _open(_bundles(files), recovery, organisation)
    yield Step(say("Making the new vault"))
    found: list[RestoredJournal] = []
    pictures: list[TakenOver] = []
    created = create_vault(
        home,
        new,
        prompts,
        clock,
        Contents(
            lambda journal: found.append(_fill(journal, opened)),
            opened.known,
            opened.prefixes,
            lambda vault, key: pictures.extend(_take_pictures(opened, vault, key)),
        ),
    )
    here = frozenset(name for each in pictures for name in each.names)
    unread = (*opened.unread, *(Unread(file, why) for each in pictures for file, why in each.problems))
    elsewhere = _named(opened) - here
    return Restored(created, found[0], unread, opened.of_others, len(here), len(elsewhere))


def _take_pictures(opened: _Opened, vault: Path, key: VaultKey) -> Iterator[TakenOver]:
    recipient = recipient_of(key.copy_secret)
    for folder, lost in opened.keys.items():
        yield take_over(folder, lost.copy_secret, vault, recipient)


def _named(opened: _Opened) -> frozenset[str]:
    """The pictures that captures name."""
    entries = (entry for _, each in opened.contents for entry in each.entries if entry.type == SheetCaptured.type)
    return frozenset(str(name) for entry in entries for name in entry.body.get("scans", ()))


def _bundles(files: Sequence[Path]) -> list[Path]:
    """The bundles meant: those named, those of a laptop's folder, or those of every laptop's folder on a stick."""
    found: list[Path] = []
    for file in files:
        here = [file] if file.is_file() else sorted([*file.glob(f"*{SUFFIX}"), *file.glob(f"*/*{SUFFIX}")])
        found += [path for path in here if path not in found]
    if not found:
        raise _refused(
            "restore.no_copies",
            say("There are no copies of a journal in {places}.", places=", ".join(str(file) for file in files)),
            say("Name the stick, or the laptop's folder on it (D-…)."),
        )
    return found


def _open(files: Sequence[Path], recovery: str, organisation: str) -> _Opened:
    """Opens what belongs to the vault of this way in, and proves what it vouched for.

    Raises:
        WrongPassphraseError: no folder opens.
        BadDataError: none of the files can be used.
    """
    keys = dict(_keys(files, recovery))
    contents: list[tuple[Path, bundles.Contents]] = []
    unread: list[Unread] = []
    of_others = 0
    known: dict[str, KnownDevice] = {}
    prefixes: set[str] = set()
    for file in files:
        key = keys.get(file.parent)
        if key is None:
            of_others += 1
            continue
        try:
            each = _proved(file, key, organisation)
            known.update(vouched_devices(each.vouched["devices"]))
        except KitError as error:
            unread.append(Unread(file.name, error.message))
            continue
        contents.append((file, each))
        prefixes.update(map(str, each.vouched["prefixes"]), _prefixes(each.entries))
    if not contents:
        rows: list[Detail] = [{"file": each.file, "problem": each.problem} for each in unread]
        message = say("None of the copies can be used.")
        raise _refused("restore.none_usable", message, say("Restore from another stick or an older copy."), rows)
    return _Opened(keys, tuple(contents), known, frozenset(prefixes), tuple(unread), of_others)


def _keys(files: Sequence[Path], recovery: str) -> Iterator[tuple[Path, VaultKey]]:
    """The keys of the vaults that this way in opens, by the folder of their copies."""
    wrong: WrongPassphraseError | None = None
    opened = 0
    for folder in dict.fromkeys(file.parent for file in files):
        if not any((folder / name).is_file() for name in NAMES):
            continue
        try:
            yield folder, open_slots(folder, "", recovery).key
            opened += 1
        except WrongPassphraseError as error:
            wrong = error
    if wrong is not None and not opened:
        raise wrong
    if not opened:
        raise _refused(
            "restore.no_ways_in",
            say("No recovery key opens these copies: the lost laptop had none when they were made."),
            say("Merge them on another laptop of the organisation: continuity journal merge FILE…"),
        )


def _proved(file: Path, key: VaultKey, organisation: str) -> bundles.Contents:
    """A copy that the lost vault itself made.

    Raises:
        BadDataError: it is damaged, of another organisation, or was made by somebody else for this vault.
        SurroundingsError: it cannot be read.
    """
    contents = bundles.read_bundle_file(file, key.copy_secret, organisation)
    mac = key.vouch(vouched_bytes(contents.vouched, organisation))
    if not hmac.compare_digest(mac.encode(), str(contents.vouched.get("mac", "")).encode()):
        raise _refused(
            "restore.not_vouched",
            say("The copy {name} was not made by this vault.", name=file.name),
            say("Restore from the other copies."),
        )
    return contents


def _prefixes(entries: Sequence[Entry]) -> Iterator[str]:
    """What serials begin with that were given out already."""
    for entry in entries:
        if entry.type == SheetIssued.type and isinstance(serial := entry.body.get("serial"), str):
            yield serial.split("-", 1)[0]


def _fill(journal: Journal, opened: _Opened) -> RestoredJournal:
    heads = [head for file, each in opened.contents for head in bundles.believed_heads(journal, each, file)]
    entries = {entry.hash: entry for _, each in opened.contents for entry in each.entries}
    taken = journal.take_in(list(entries.values()), heads)
    return RestoredJournal(
        taken, tuple(_ends(entries.values())), tuple(journal.missing()), len(journal.forks()), journal.digest()
    )


def _ends(entries: Iterable[Entry]) -> Iterator[Through]:
    last: dict[str, Entry] = {}
    for entry in entries:
        if entry.device not in last or entry.seq > last[entry.device].seq:
            last[entry.device] = entry
    for device, entry in sorted(last.items()):
        yield Through(device, entry.seq, wall_part(entry.hlc))


def _refused(code: str, message: str, next_step: str, details: Sequence[Detail] = ()) -> BadDataError:
    return BadDataError(
        code,
        message,
        what_is_safe=say("Nothing was changed; the copies are as they were."),
        next_step=next_step,
        details=details,
    )
