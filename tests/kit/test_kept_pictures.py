"""Pictures of captured sheets beside the journal's copies: carried, proved, brought back, and told if not."""

import hashlib
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, KitError, SurroundingsError
from continuity_app.journal.types import SheetCaptured
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.evidence import EvidenceStore
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.restore import Restored, restore_vault
from continuity_app.kit.restored_words import restored_lines
from continuity_app.kit.session import Session
from continuity_app.kit.vault_check import check_vault
from continuity_app.kit.vault_desk import NewVault, apply_snapshot
from continuity_app.progress import finish
from continuity_app.readiness.check import Check
from tests import builders
from tests.builders import MadeHome

PICTURES = (b"\xff\xd8 the first sheet", b"\xff\xd8 the second sheet")
NAMES = tuple(hashlib.sha256(data).hexdigest() for data in PICTURES)


@dataclass
class Desk:
    """Ana's laptop with two captured sheets, and the stick for its copies."""

    folder: Path
    made: MadeHome

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def copied(self) -> Path:
        return self.stick / self.made.card.device / "evidence"

    def restored(self) -> Restored:
        new = NewVault(self.folder / "org.card", "ana", "Harbour North", None, builders.CHEAP)
        prompts = builders.FixedPrompts()
        home = Home(self.folder / "new")
        return finish(
            restore_vault(home, new, [self.stick], self.made.recovery, prompts=prompts, clock=self.made.clock)
        )

    def anew(self) -> AbstractContextManager[Session]:
        home = Home(self.folder / "new")
        return closing(open_session(home, "ana", builders.FixedPrompts(), clock=self.made.clock, write=True))


def capture(session: Session, pictures: tuple[bytes, ...] = PICTURES, serial: str = "7K3-0143-5") -> None:
    names = EvidenceStore(session).keep(pictures)
    session.journal.append(SheetCaptured(serial, "repair_order", "1", "scanned", {}, scans=names))


def pictures_of(checks: tuple[Check, ...]) -> Check:
    return next(check for check in checks if check.name == "pictures")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    office, signers = builders.organisation(tmp_path)
    made = builders.made_home(tmp_path, office, "ana")
    package = builders.package(tmp_path / "v1", office, signers, [made.card])
    (tmp_path / "stick").mkdir()
    with made.session() as session:
        finish(apply_snapshot(session, package.path))
    with made.session() as session:
        capture(session)
        CopyDesk(session).keep_at(tmp_path / "stick")
    return Desk(tmp_path, made)


def test_pictures_lie_sealed_beside_the_copies_and_come_back_byte_for_byte(desk: Desk) -> None:
    with desk.made.session() as session:
        assert CopyDesk(session).pictures_pending() == 2
        CopyDesk(session).make()
        assert CopyDesk(session).pictures_pending() == 0
    assert sorted(file.stem for file in desk.copied.iterdir()) == sorted(NAMES)
    assert not any(b"sheet" in file.read_bytes() for file in desk.copied.iterdir())
    restored = desk.restored()
    assert (restored.pictures, restored.pictures_elsewhere, restored.unread) == (2, 0, ())
    told = [line.words for line in restored_lines(restored, desk.made.clock.now())]
    assert "Pictures of captured sheets that came back: 2." in told
    with desk.anew() as session:
        assert tuple(map(EvidenceStore(session).picture, NAMES)) == PICTURES
        assert pictures_of(finish(check_vault(session))) == Check("pictures", True, "kept, each as it was: 2")


def test_a_picture_that_was_bent_on_the_stick_is_told_and_the_others_come_back(desk: Desk) -> None:
    with desk.made.session() as session:
        CopyDesk(session).make()
    bent = desk.copied / f"{NAMES[0]}.age"
    bent.write_bytes(bent.read_bytes()[:-1] + b"?")
    (desk.copied / f"{'0' * 64}.age").write_bytes((desk.copied / f"{NAMES[1]}.age").read_bytes())
    restored = desk.restored()
    assert sorted(each.file for each in restored.unread) == sorted([bent.name, f"{'0' * 64}.age"])
    assert (restored.pictures, restored.pictures_elsewhere) == (1, 1)
    with desk.anew() as session:
        assert EvidenceStore(session).names() == (NAMES[1],)
        assert pictures_of(finish(check_vault(session))).detail == (
            "kept, each as it was: 1; on the laptops that captured them: 1"
        )


def test_what_was_copied_is_not_copied_again_and_a_second_stick_gets_all(desk: Desk) -> None:
    with desk.made.session() as session:
        copies = CopyDesk(session)
        copies.make()
        before = {file.name: file.stat().st_mtime_ns for file in desk.copied.iterdir()}
        capture(session, (b"\xff\xd8 the third sheet",), "7K3-0144-4")
        copies.make()
        after = {file.name: file.stat().st_mtime_ns for file in desk.copied.iterdir()}
        assert len(after) == 3
        assert before.items() <= after.items()
        (desk.folder / "other").mkdir()
        copies.keep_at(desk.folder / "other")
        copies.make()
        assert len(list((desk.folder / "other" / desk.made.card.device / "evidence").iterdir())) == 3


def test_pictures_that_cannot_be_copied_do_not_keep_the_journal_from_it_and_are_told_once(desk: Desk) -> None:
    desk.copied.parent.mkdir()
    desk.copied.write_text("a file where the folder should be")
    with desk.made.session() as session:
        copies = CopyDesk(session)
        first = copies.attempt()
        assert isinstance(first.trouble, SurroundingsError)
        assert first.trouble.code == "copies.pictures_left"
        assert "not on the stick: 2" in first.trouble.message
        assert first.news
        assert (copies.pending(), copies.pictures_pending()) == (0, 2)
        for number in range(25):
            capture(session, (), f"7K3-02{number:02}-X")
        again = copies.attempt()
        assert again.trouble is not None
        assert not again.news
        told = next(check for check in finish(check_vault(session)) if check.name == "last copy")
        assert not told.ok
        assert "pictures of sheets that are not there: 2" in told.detail
        desk.copied.unlink()
        assert copies.make().entries > 0
        assert copies.pictures_pending() == 0


def test_the_check_finds_a_picture_that_was_changed_and_one_that_is_gone(desk: Desk) -> None:
    with desk.made.session() as session:
        folder = EvidenceStore(session).folder
        first, second = (folder / f"{name}.age" for name in NAMES)
        second.write_bytes(first.read_bytes())
        assert pictures_of(finish(check_vault(session))) == Check(
            "pictures", False, "kept: 2, damaged: 1, captured here and missing: 0"
        )
        with pytest.raises(BadDataError) as raised:
            EvidenceStore(session).picture(NAMES[1])
        assert raised.value.code == "evidence.changed"
        second.unlink()
        assert pictures_of(finish(check_vault(session))).detail.startswith(
            "kept: 1, damaged: 0, captured here and missing: 1"
        )
        with pytest.raises(KitError) as missing:
            EvidenceStore(session).picture(NAMES[1])
        assert "no other laptop gets pictures" in missing.value.next_step
