"""A lost laptop comes back from its copies and its printed key: up to the last copy, and the loss is numbered."""

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.journal.bundle import export_bundle
from continuity_app.journal.types import CallLogged, SheetIssued
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.restore import Restored, _bundles, _open, restore_vault
from continuity_app.kit.vault_desk import Contents, NewVault, apply_snapshot, create_vault
from continuity_app.progress import finish
from continuity_app.trust.age_box import new_age_secret, recipient_of
from continuity_app.vault.slot_file import read_slot_file, write_slot_file
from continuity_app.vault.slot_kinds import MANAGER, Whose, escrow_slot
from tests import builders
from tests.builders import MadeHome


@dataclass
class Lost:
    """Ana's laptop, gone after three copies of five calls each and two calls more; Ben's is there."""

    folder: Path
    ana: MadeHome
    ben: MadeHome
    digest: str = ""

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def copies(self) -> list[Path]:
        return sorted((self.stick / self.ana.card.device).glob("*.bundle"))

    def restore(self, *files: Path, typed: str = "", home: str = "new") -> Restored:
        new = NewVault(self.folder / "org.card", "ana", "Harbour North", None, builders.CHEAP)
        job = restore_vault(
            Home(self.folder / home),
            new,
            files or (self.stick,),
            typed or self.ana.recovery,
            prompts=builders.FixedPrompts(),
            clock=builders.clock(),
        )
        return finish(job)


def calls(made: MadeHome, *, copy: bool = True, count: int = 5, stick: Path | None = None) -> str:
    with made.session() as session:
        for number in range(count):
            at = session.clock.now().isoformat()
            session.journal.append(CallLogged(f"C-{number}", "+14155552671", "reached", at))
            made.clock.move(dt.timedelta(minutes=1))
        if stick is not None:
            CopyDesk(session).keep_at(stick)
        if copy:
            CopyDesk(session).make()
        return session.journal.digest()


@pytest.fixture
def lost(tmp_path: Path) -> Lost:
    office, signers = builders.organisation(tmp_path)
    lost = Lost(tmp_path, *(builders.made_home(tmp_path, office, user) for user in ("ana", "ben")))
    package = builders.package(tmp_path / "v1", office, signers, [lost.ana.card, lost.ben.card])
    for made in (lost.ana, lost.ben):
        with made.session() as session:
            finish(apply_snapshot(session, package.path))
    lost.stick.mkdir()
    for _ in range(3):
        lost.digest = calls(lost.ana, stick=lost.stick)
    calls(lost.ana, copy=False, count=2)
    return lost


def test_the_journal_is_back_up_to_the_last_copy(lost: Lost) -> None:
    restored = lost.restore()
    assert (restored.journal.taken.new, restored.journal.taken.refused) == (18, 0)
    assert restored.journal.digest == lost.digest
    assert [(t.device, t.entry) for t in restored.journal.through] == [(lost.ana.card.device, 18)]
    assert (restored.journal.missing, restored.unread) == ((), ())
    session = open_session(Home(lost.folder / "new"), "", builders.FixedPrompts(), builders.clock(), write=True)
    verified = session.journal.verify()
    assert (verified.ok, verified.entries, verified.digest) == (True, 18, lost.digest)
    session.journal.append(CallLogged("C-9", "+14155552671", "reached", session.clock.now().isoformat()))
    assert session.journal.verify().ok
    session.close()


def test_the_new_laptop_is_a_device_of_its_own(lost: Lost) -> None:
    card = lost.restore().created.card
    assert card.device not in (lost.ana.card.device, lost.ben.card.device)
    assert card.public_key != lost.ana.card.public_key


class AllButSeven:
    """Every prefix that does not begin with a 7."""

    def __contains__(self, prefix: object) -> bool:
        return not str(prefix).startswith("7")


def test_a_new_laptop_takes_no_prefix_that_serials_begin_with(tmp_path: Path) -> None:
    builders.made_home(tmp_path, builders.organisation(tmp_path)[0])
    new = NewVault(tmp_path / "org.card", "ben", "Harbour North", None, builders.CHEAP)
    created = create_vault(
        Home(tmp_path / "new"), new, builders.FixedPrompts(), builders.clock(), Contents(prefixes=AllButSeven())
    )
    assert created.card.prefix.startswith("7")


def test_the_prefixes_of_serials_and_of_the_policy_come_with_the_copies(lost: Lost) -> None:
    with lost.ana.session() as session:
        session.journal.append(SheetIssued("QQQ-0001-0", "repair_order", "1", "paper"))
        CopyDesk(session).make()
        own = session.prefix()
    opened = _open(_bundles([lost.stick]), lost.ana.recovery, builders.ORGANISATION)
    assert {"QQQ", own} <= opened.prefixes


@pytest.mark.parametrize(
    ("gone", "missing", "new"), [([2], [], 12), ([1], [], 18), ([1, 2], [], 6), ([0], [(1, 6)], 12)]
)
def test_what_is_missing_is_told_by_entry_numbers(
    lost: Lost, gone: list[int], missing: list[tuple[int, int]], new: int
) -> None:
    """The first copy is whole, the second and third hold what came since the first."""
    copies = lost.copies
    for index in gone:
        copies[index].unlink()
    restored = lost.restore()
    assert [(m.first, m.last) for m in restored.journal.missing] == missing
    assert restored.journal.taken.new == new


def test_a_damaged_copy_is_named_and_the_others_serve(lost: Lost) -> None:
    last = lost.copies[-1]
    bent = bytearray(last.read_bytes())
    bent[-1] ^= 1
    last.write_bytes(bent)
    restored = lost.restore()
    assert [each.file for each in restored.unread] == [last.name]
    assert restored.journal.taken.new == 12


def test_copies_of_other_laptops_on_the_stick_are_left_alone(lost: Lost) -> None:
    calls(lost.ben, stick=lost.stick)
    restored = lost.restore()
    assert (restored.of_others, restored.unread, restored.journal.taken.new) == (1, (), 18)


def test_another_key_opens_nothing_and_a_slip_is_told_by_its_group(lost: Lost) -> None:
    with pytest.raises(WrongPassphraseError):
        lost.restore(typed=lost.ben.recovery)
    with pytest.raises(BadDataError) as caught:
        lost.restore(typed=lost.ana.recovery[:-1] + ("A" if lost.ana.recovery[-1] != "A" else "B"))
    assert caught.value.code == "recovery.mistyped"
    assert not (lost.folder / "new").exists()


def test_a_copy_that_somebody_else_made_for_this_vault_is_not_believed(lost: Lost) -> None:
    """The recipient of a vault's copies is no secret from those who saw a header; only its own key vouches."""
    with lost.ben.session() as session:
        session.journal.append(CallLogged("C-666", "+14155552671", "reached", session.clock.now().isoformat()))
        with lost.ana.session(write=False) as other:
            recipient = recipient_of(other.vault_key.copy_secret)
        vouched = {"devices": [], "prefixes": [], "mac": "0" * 64}
        data = export_bundle(session.journal, [recipient], "x", vouched=vouched).data
    (lost.stick / lost.ana.card.device / "forged.bundle").write_bytes(data)
    restored = lost.restore()
    assert [each.file for each in restored.unread] == ["forged.bundle"]
    assert restored.journal.taken.new == 18


def test_the_organisations_recovery_key_opens_the_copies_too(lost: Lost) -> None:
    organisation = new_age_secret()
    slots = read_slot_file(lost.ana.home.vault)
    with lost.ana.session() as session:
        whose = Whose("S-00000002", "", MANAGER, "2024-06-19T12:00:00-07:00")
        box = escrow_slot(session.vault_key, whose, recipient_of(organisation))
        write_slot_file(lost.ana.home.vault, replace(slots, generation=slots.generation + 1, slots=(*slots.slots, box)))
        CopyDesk(session).make()
        digest = session.journal.digest()
    assert lost.restore(typed=organisation).journal.digest == digest
    with pytest.raises(WrongPassphraseError):
        lost.restore(typed=new_age_secret(), home="other")


def test_without_ways_in_or_copies_it_says_what_to_do(lost: Lost) -> None:
    for name in ("slots.json", "slots.json.copy"):
        (lost.stick / lost.ana.card.device / name).unlink()
    with pytest.raises(BadDataError) as caught:
        lost.restore()
    assert caught.value.code == "restore.no_ways_in"
    shutil.rmtree(lost.stick)
    with pytest.raises(BadDataError) as caught:
        lost.restore()
    assert caught.value.code == "restore.no_copies"


def test_a_vault_that_is_there_is_not_touched(lost: Lost) -> None:
    lost.restore()
    with pytest.raises(BadDataError) as caught:
        lost.restore()
    assert caught.value.code == "vault.exists"


def test_the_verb_restores_and_names_the_loss(lost: Lost) -> None:
    for copy in lost.copies[:1]:
        copy.unlink()
    (lost.folder / "key.txt").write_text(lost.ana.recovery.lower() + "\n")
    words = ("--org", lost.folder / "org.card", "--user", "ana", "--site", "Harbour North")
    home = lost.folder / "again"
    status, told = builders.command(
        home, "vault", "restore", *words, "--recovery-file", lost.folder / "key.txt", lost.stick
    )
    assert status == 1, told
    assert told["entries"] == 12
    own = lost.ana.card.device
    assert told["lost"] == [{"device": own, "first": 1, "last": 6, "told_by": own}]
    assert told["through"][0]["entry"] == 18
    status, checked = builders.command(home, "vault", "check")
    assert {check["name"]: check["ok"] for check in checked["checks"]}["journal.db"]
    status, shown = builders.command(home, "device", "enrol", "-o", lost.folder / "new.enrol")
    assert (status, shown["fingerprint"]) == (0, told["fingerprint"])
