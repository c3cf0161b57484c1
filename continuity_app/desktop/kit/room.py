"""The kit room: snapshot, this laptop, copies and merging, ways in, laptops, the look, the lock."""

from pathlib import Path

from PySide6.QtCore import Qt

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.kit import facts
from continuity_app.desktop.kit.jobs import copy_job, merge_job, verify_job
from continuity_app.desktop.kit.parts import Block, LookChoices
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, section, text
from continuity_app.desktop.widgets.files import ask_for_file, ask_where_to_save
from continuity_app.desktop.widgets.table import Column, Row, Table, fitted
from continuity_app.errors import BadDataError
from continuity_app.journal.bundle import Bundle, MergeReport
from continuity_app.journal.verification import Verification
from continuity_app.snapshot.apply import Applied
from continuity_app.words import say

MOST_ROWS = 6


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
            button(say("Copy to a stick"), "kit_copy", self.ask_copy, key="Alt+C"),
            button(say("Merge a bundle"), "kit_merge", self.ask_bundle, key="Alt+M"),
            button(say("Check the journal"), "kit_verify", self.verify, key="Alt+V"),
        )
        self.slots = Table(
            [Column(say("Way in"), stretch=True), Column(say("Whose")), Column(say("Role")), Column(say("Since"))],
            desk.look,
            name="kit_slots",
            says=say("Ways into this vault"),
        )
        self.devices = Table(
            [Column(say("Laptop")), Column(say("User"), stretch=True), Column(say("Site"), stretch=True), Column("")],
            desk.look,
            name="kit_devices",
            says=say("Laptops that the snapshot knows"),
        )
        self._lay_out()

    def refresh(self) -> None:
        """Reads everything anew."""
        session = self.desk.session
        self.title.setText(self._headline())
        self.snapshot.take(facts.snapshot_facts(session))
        self.laptop.take(facts.laptop_facts(session))
        self.copies.take(self.desk.attempt(lambda: facts.copies_facts(session)) or [])
        self.slots.take(
            [Row(n, cells) for n, cells in enumerate(self.desk.attempt(lambda: facts.slot_rows(session)) or [])]
        )
        self.devices.take([Row(n, cells) for n, cells in enumerate(facts.device_rows(session))])
        for table in (self.slots, self.devices):
            fitted(table, MOST_ROWS, self.desk.look)

    def focus_first(self) -> None:
        """Puts the focus on the snapshot's button."""
        self._apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_files(self, files: list[str]) -> bool:
        """Takes dropped snapshots and bundles by what they are."""
        paths = [Path(file) for file in files]
        snapshots = [path for path in paths if path.suffix == ".snapshot"]
        bundles = [path for path in paths if path.suffix == ".bundle"]
        if snapshots:
            self.apply(snapshots[0])
        elif bundles:
            self.merge(bundles)
        elif paths:
            self.desk.failed.emit(_not_ours(paths[0]))
        return True

    def ask_snapshot(self) -> None:
        """Asks for a snapshot's file."""
        ask_for_file(self, say("Which snapshot?"), say("Snapshots") + " (*.snapshot)", self.apply)

    def apply(self, file: Path) -> None:
        """Verifies a snapshot and takes it into use."""
        from continuity_app.kit.vault_desk import apply_snapshot  # noqa: PLC0415 - needed once in weeks

        def done(applied: Applied) -> None:
            said = applied.verified.statement
            words = say(
                "Version {version} is in use: {count} customers.", version=said.version, count=f"{said.customers:,}"
            )
            self.desk.reopen_asked.emit(words)

        self.desk.work(say("Applying {name}", name=file.name), apply_snapshot(self.desk.session, file), done)

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
            self.desk.told.emit(_merged_words(report))

        self.desk.work(say("Merging"), merge_job(self.desk.session, files), done)

    def verify(self) -> None:
        """Checks the whole journal."""

        def done(found: Verification) -> None:
            if found.ok:
                self.desk.told.emit(
                    say("{count} entries checked: every signature and chain holds.", count=found.entries)
                )
            else:
                self.desk.failed.emit(_journal_broken(found))

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

    def _lay_out(self) -> None:
        look = rows(holder(section(say("Look"))), LookChoices(self.desk.look), gap=8)
        ways = rows(holder(section(say("Who may open it"))), self.slots, gap=8)
        laptops = rows(holder(section(say("Laptops that the snapshot knows"))), self.devices, gap=8)
        both = columns(
            rows(self.snapshot, self.copies, look, 1, gap=22), rows(self.laptop, ways, laptops, 1, gap=22), gap=40
        )
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        inside = frame("panel")
        inside.setLayout(rows(self.title, self.drop, both, 1, margins=(26, 18, 26, 18), gap=14))
        self.setLayout(rows(scrolling(inside, "kit_scroll")))

    def _headline(self) -> str:
        session = self.desk.session
        if session.contacts is None:
            return say("This kit waits for its first snapshot")
        if self.desk.clock.now() > session.contacts.facts.valid_until:
            return say("This kit is old")
        return say("This kit is fresh")


def _merged_words(report: MergeReport) -> str:
    if report.refused:
        return say(
            "{new} new entries; {refused} wait until a snapshot knows their laptop.",
            new=report.new,
            refused=report.refused,
        )
    return say("{new} new entries, {known} were known. Nothing was overwritten.", new=report.new, known=report.known)


def _not_ours(file: Path) -> BadDataError:
    return BadDataError(
        "window.unknown_file",
        say("{name} is no snapshot, bundle or scan that this window knows.", name=file.name),
        what_is_safe=say("Nothing was read or changed."),
        next_step=say("Drop a file that ends in .snapshot or .bundle, or a scan on Paper desk."),
        details=[{"file": file.name, "problem": say("unknown kind of file")}],
    )


def _journal_broken(found: Verification) -> BadDataError:
    return BadDataError(
        "journal.broken",
        say("{count} things are wrong in the journal.", count=len(found.problems)),
        what_is_safe=say("Nothing was changed; the other laptops hold their own copies."),
        next_step=say("Copy this journal to a stick, merge it on another laptop, and tell IT."),
        details=[{"device": p.device, "entry": p.seq, "problem": p.problem} for p in found.problems],
    )
