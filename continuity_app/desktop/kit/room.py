"""The kit room: snapshot, this laptop, copies and merging; ways in; trust; what a lost laptop holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget

from continuity_app.desktop.desk import Desk, Room, Task
from continuity_app.desktop.kit import copies, facts
from continuity_app.desktop.kit.exposure_tab import ExposureTab
from continuity_app.desktop.kit.jobs import copy_job, merge_job, verify_job
from continuity_app.desktop.kit.merge_tab import MergeTab
from continuity_app.desktop.kit.override import Override
from continuity_app.desktop.kit.parts import Block, LookChoices, SideBySide
from continuity_app.desktop.kit.troubles import check_facts, journal_broken, merged_words, not_ours, vault_broken
from continuity_app.desktop.kit.trust_tab import TrustTab
from continuity_app.desktop.kit.ways_tab import WaysTab
from continuity_app.desktop.widgets.basics import button, frame, holder, rows, scrolling, section, text
from continuity_app.desktop.widgets.files import ask_for_file, ask_where_to_save
from continuity_app.errors import KitError
from continuity_app.journal.bundle import Bundle, MergeReport
from continuity_app.journal.verification import Verification
from continuity_app.kit.trusting import is_revocations
from continuity_app.readiness.check import Check
from continuity_app.snapshot.apply import Applied
from continuity_app.vault.slot_kinds import MANAGER
from continuity_app.words import say


class KitRoom(Room):
    """Is this kit fresh, and who may open it?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "kit", say("Kit"))
        self.title = text("", "title", "kit_title", wrap=True)
        self.drop = text(
            say("Drop a snapshot, a bundle of another laptop or a scan anywhere on this window."),
            "soft",
            "kit_drop",
            wrap=True,
        )
        self._apply = button(say("Apply a snapshot"), "kit_apply", self.ask_snapshot, key="Alt+A", role="main")
        self.snapshot = Block(say("Snapshot"), "kit_snapshot", self._apply)
        self.laptop = Block(
            say("This laptop"),
            "kit_laptop",
            button(say("Save the enrolment request for IT"), "kit_enrol", self.ask_request, key="Alt+E"),
        )
        self.copies = Block(
            say("Copies and merging"),
            "kit_copies",
            button(
                say("Copies by themselves"), "kit_copy_place", lambda: copies.ask_place(self.desk, self), key="Alt+B"
            ),
            button(say("Copy to a stick"), "kit_copy", self.ask_copy, key="Alt+C"),
            button(say("Merge a bundle"), "kit_merge", self.ask_bundle, key="Alt+M"),
            button(say("Check the journal"), "kit_verify", self.verify, key="Alt+V"),
            button(say("Check the whole vault"), "kit_check", self.check_vault, key="Alt+H"),
        )
        self.checked = Block(say("The vault, as it was just checked"), "kit_checked")
        self.checked.hide()
        self.override = Override(self.apply_older)
        self.merging = MergeTab(desk)
        self.ways = WaysTab(desk)
        self.trust = TrustTab(desk)
        self.exposure = ExposureTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("kit_tabs")
        self.tabs.setAccessibleName(say("Parts of the kit"))
        self.tabs.setDocumentMode(True)
        self._lay_out()

    def refresh(self) -> None:
        """Reads everything anew."""
        session = self.desk.session
        self.title.setText(self._headline())
        self.snapshot.take(facts.snapshot_facts(session))
        self.laptop.take(facts.laptop_facts(session))
        self.copies.take(self.desk.attempt(lambda: copies.copies_facts(session)) or [])
        self._refresh_front()

    def focus_first(self) -> None:
        """Puts the focus on the first action of the part in front."""
        page = self.tabs.currentWidget()
        if isinstance(page, MergeTab | WaysTab | TrustTab | ExposureTab):
            page.focus_first()
        else:
            self._apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_subject(self, **subject: Any) -> None:
        """Goes to one of the parts: `part` is merging, ways, trust or exposure."""
        parts = {"merging": self.merging, "ways": self.ways, "trust": self.trust, "exposure": self.exposure}
        part = parts.get(str(subject.get("part", "")))
        if part is not None:
            self.tabs.setCurrentWidget(part)

    def end(self) -> None:
        """Looks for sticks no more."""
        self.merging.end()

    def print_list(self) -> None:
        """Prints the exposure, where that is in front."""
        if self.tabs.currentWidget() is self.exposure:
            self.exposure.print_list()

    def take_files(self, files: list[str]) -> bool:
        """Takes dropped snapshots and bundles by what they are."""
        paths = [Path(file) for file in files]
        snapshots = [path for path in paths if path.suffix == ".snapshot"]
        bundles = [path for path in paths if path.suffix == ".bundle"]
        if snapshots:
            self.apply(snapshots[0])
        elif bundles:
            self.merge(bundles)
        elif paths and paths[0].suffix == ".card":
            self.trust.take_card(paths[0])
        elif paths and is_revocations(paths[0]):
            self.trust.take_revocations(paths[0])
        elif paths:
            self.desk.failed.emit(not_ours(paths[0]))
        return True

    def ask_snapshot(self) -> None:
        """Asks for a snapshot's file."""
        ask_for_file(self, say("Which snapshot?"), say("Snapshots") + " (*.snapshot)", self.apply)

    def apply(self, file: Path) -> None:
        """Verifies a snapshot and takes it into use."""
        from continuity_app.kit.vault_desk import apply_snapshot  # noqa: PLC0415 - needed once in weeks

        def refused(error: KitError) -> None:
            self.desk.failed.emit(error)
            if error.code == "snapshot.older" and self.desk.session.role == MANAGER:
                self.tabs.setCurrentIndex(0)
                self.override.offer(file)

        self.override.hide()
        job = apply_snapshot(self.desk.session, file)
        self.desk.work_asked.emit(Task(say("Applying {name}", name=file.name), job, self._applied, refused))

    def apply_older(self, file: Path, reason: str) -> None:
        """Takes an older snapshot, as a manager and for a reason that is journalled."""
        from continuity_app.kit.vault_desk import apply_snapshot  # noqa: PLC0415 - needed once in weeks

        job = apply_snapshot(self.desk.session, file, override=True, reason=reason)
        self.desk.work(say("Applying {name}", name=file.name), job, self._applied)

    def check_vault(self) -> None:
        """Looks at every page, signature and copy of the vault."""
        from continuity_app.kit.vault_check import check_vault  # noqa: PLC0415 - needed once in weeks

        self.desk.work(say("Checking the vault"), check_vault(self.desk.session), self._show_check)

    def ask_copy(self) -> None:
        """Asks where to copy to."""
        now = self.desk.clock.now()
        name = f"{self.desk.session.card.device}-{now:%Y%m%d-%H%M}.bundle"
        ask_where_to_save(self, say("Where to? Choose the stick."), name, self.copy)

    def copy(self, file: Path) -> None:
        """Writes a bundle."""

        def done(bundle: Bundle) -> None:
            self.desk.changed.emit()
            self.desk.told.emit(say("{count} entries are copied to {name}.", count=bundle.entries, name=file.name))

        self.desk.work(say("Copying the journal"), copy_job(self.desk.session, file), done)

    def ask_bundle(self) -> None:
        """Asks for a bundle's file."""
        ask_for_file(self, say("Which bundle?"), say("Bundles") + " (*.bundle)", lambda file: self.merge([file]))

    def merge(self, files: list[Path]) -> None:
        """Takes bundles in."""

        def done(report: MergeReport) -> None:
            self.desk.changed.emit()
            self.desk.told.emit(merged_words(report))

        self.desk.work(say("Merging"), merge_job(self.desk.session, files), done)

    def verify(self) -> None:
        """Checks the whole journal."""

        def done(found: Verification) -> None:
            if found.ok:
                self.desk.told.emit(
                    say("{count} entries checked: every signature and chain holds.", count=found.entries)
                )
            else:
                self.desk.failed.emit(journal_broken(found))

        self.desk.work(say("Checking the journal"), verify_job(self.desk.session), done)

    def ask_request(self) -> None:
        """Asks where to save the enrolment request."""
        name = f"{self.desk.session.card.device}.enrol"
        ask_where_to_save(self, say("Save the enrolment request"), name, self.save_request)

    def save_request(self, file: Path) -> None:
        """Writes the enrolment request, to be carried to IT."""
        from continuity_app.kit.organisation_desk import write_request  # noqa: PLC0415 - needed once

        def write() -> bool:
            write_request(self.desk.session.card, file)
            return True

        if self.desk.attempt(write):
            self.desk.told.emit(say("Saved as {name}: carry it to IT and read the fingerprint aloud.", name=file.name))

    def _refresh_front(self) -> None:
        """Only what is looked at is read: an exposure goes through the whole journal."""
        page = self.tabs.currentWidget()
        if isinstance(page, MergeTab | WaysTab | TrustTab | ExposureTab):
            page.refresh()

    def _turn(self) -> None:
        self._refresh_front()
        self.focus_first()

    def _applied(self, applied: Applied) -> None:
        said = applied.verified.statement
        words = say(
            "Version {version} is in use: {count} customers.", version=said.version, count=f"{said.customers:,}"
        )
        self.override.hide()
        self.desk.reopen_asked.emit(words)

    def _show_check(self, checks: Sequence[Check]) -> None:
        self.checked.take(check_facts(checks))
        self.checked.show()
        wrong = [check for check in checks if not check.ok]
        if wrong:
            self.desk.failed.emit(vault_broken(wrong))
        else:
            self.desk.told.emit(say("{count} things were checked: the whole vault is good.", count=len(checks)))

    def _lay_out(self) -> None:
        choices = LookChoices(self.desk.look)
        choices.language_asked.connect(self.desk.language_asked.emit)
        look = rows(holder(section(say("Look"))), choices, gap=8)
        left = holder(rows(self.snapshot, self.copies, 1, gap=22))
        right = holder(rows(self.laptop, self.checked, look, 1, gap=22))
        both = SideBySide(left, right, self.desk.look)
        inside = frame("panel")
        inside.setLayout(rows(self.title, self.drop, self.override, both, 1, margins=(26, 18, 26, 18), gap=14))
        for page, title in (
            (scrolling(inside, "kit_scroll"), say("This kit")),
            (self.merging, say("Merge")),
            (self.ways, say("Ways in")),
            (self.trust, say("Trust")),
            (self.exposure, say("If it is lost")),
        ):
            self.tabs.addTab(page, title)
        self.setLayout(rows(self.tabs, margins=(0, 4, 0, 0)))
        self.tabs.currentChanged.connect(lambda _: self._turn())

    def _headline(self) -> str:
        session = self.desk.session
        if session.contacts is None:
            return say("This kit waits for its first snapshot")
        if self.desk.clock.now() > session.contacts.facts.valid_until:
            return say("This kit is old")
        return say("This kit is fresh")
