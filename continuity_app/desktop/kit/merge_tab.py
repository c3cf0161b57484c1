"""The merge desk: sticks and what is new on them, who has not handed in, who has whose entries, who may be one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStorageInfo, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.kit.duplicates import Duplicates
from continuity_app.desktop.kit.jobs import merge_job
from continuity_app.desktop.kit.troubles import merged_words
from continuity_app.desktop.widgets.basics import button, frame, holder, rows, scrolling, section, text
from continuity_app.desktop.widgets.files import ask_for_folder
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.desktop.widgets.times import ago, count
from continuity_app.journal.bundle import MergeReport
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.merge_desk import (
    FoundBundle,
    LaptopLine,
    furthest,
    laptops,
    look_at,
    remember_heads,
    users_of,
    who_has_whose,
)
from continuity_app.kit.trusting import set_aside
from continuity_app.words import say

MOST_ROWS = 12
MOST_LAPTOPS = 12
LATE_HOURS = 24
EVERY_MS = 2000
"""How often it is looked whether a stick was put in, while the desk is to be seen."""
STICKS = ("/media", "/run/media", "/mnt", "/Volumes")


class MergeTab(QFrame):
    """Where the laptops come together in the evening."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: tuple[FoundBundle, ...] = ()
        self.sticks = _sticks
        self._there: list[str] = []
        self._noticing = QTimer(self)
        self._noticing.setInterval(EVERY_MS)
        self._noticing.timeout.connect(self.notice_sticks)
        self.setObjectName("kit_merging")
        self.setProperty("role", "panel")
        self.title = text("", "title", "merge_title", wrap=True)
        self.place = QComboBox()
        self.place.setObjectName("merge_place")
        self.place.setAccessibleName(say("Sticks and folders"))
        self.place.activated.connect(lambda _: self.look())
        self._merge = button(say("Merge what is new"), "merge_go", self.merge, key="Alt+M", role="main")
        self.files = Table(
            [
                Column(say("Bundle"), stretch=True),
                Column(say("Of")),
                Column(say("Entries"), figures=True),
                Column(say("New"), figures=True),
                Column(say("What to know"), stretch=True),
            ],
            desk.look,
            name="merge_files",
            says=say("Bundles on the stick"),
        )
        self.laptops = Table(
            [
                Column(say("Laptop"), stretch=True),
                Column(say("Entries here"), figures=True),
                Column(say("Missing"), figures=True),
                Column(say("Handed in"), stretch=True),
            ],
            desk.look,
            name="merge_laptops",
            says=say("Every laptop, and when it last handed in"),
        )
        self.wrong = text("", "", "merge_wrong", wrap=True, tone="broken")
        self.aside = text("", "", "merge_aside", wrap=True, tone="caution")
        self.matrix = Table([Column(say("Holds"))], desk.look, name="merge_matrix", says=say("Who has whose entries"))
        self._matrix_words = text("", "soft", "merge_matrix_words", wrap=True)
        self.duplicates = Duplicates(desk)
        self._inside = rows(
            self.title,
            self.place,
            Flow(
                button(say("Look at a stick or folder"), "merge_look", self._ask_place, key="Alt+K"),
                self._merge,
                gap=8,
            ),
            self.files,
            self.wrong,
            self.aside,
            holder(section(say("Who has handed in"))),
            self.laptops,
            holder(section(say("Who has whose entries"))),
            self._matrix_words,
            self.matrix,
            holder(section(say("Customers who may be one and the same"))),
            self.duplicates,
            1,
            margins=(26, 18, 26, 18),
            gap=10,
        )
        inside = frame("panel")
        inside.setLayout(self._inside)
        self.setLayout(rows(scrolling(inside, "merge_scroll")))

    def refresh(self) -> None:
        """Reads laptops, alarms and duplicates anew."""
        lines = self._desk.attempt(lambda: laptops(self._desk.session))
        if lines is None:
            return
        self._offer_places()
        self._show_laptops(lines)
        self._show_alarms()
        self._show_files()
        self._show_matrix()
        self.duplicates.refresh()

    def focus_first(self) -> None:
        """Puts the focus on the sticks."""
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Looks for sticks no more."""
        self._noticing.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: from now on sticks are noticed."""
        super().showEvent(event)
        self._there = self.sticks()
        self._noticing.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: nobody looks."""
        super().hideEvent(event)
        self._noticing.stop()

    def notice_sticks(self) -> None:
        """Offers what was put in or taken out since, and looks at a stick that was put in."""
        now, before = self.sticks(), self._there
        if now == before:
            return
        self._there = now
        self._offer_places()
        new = [root for root in now if root not in before]
        if new:
            self.place.setCurrentIndex(self.place.findData(new[-1]))
            self.look()

    def look(self) -> None:
        """Looks at what lies in the chosen place."""
        if chosen := self.place.currentData():
            self.look_in(Path(chosen))

    def look_in(self, folder: Path) -> None:
        """Opens the bundles of a folder, and takes nothing in yet."""

        def show(found: tuple[FoundBundle, ...]) -> None:
            self._take(found)
            if not found:
                self._desk.told.emit(say("No bundle lies in {folder}.", folder=folder.name or str(folder)))

        self._desk.work(say("Looking at the stick"), look_at(self._desk.session, [folder]), show)

    def merge(self) -> None:
        """Takes in every bundle that holds something new."""
        files = [each.file for each in self._found if each.new]
        if not files:
            self._desk.told.emit(say("Nothing new lies there. Look at a stick first."))
            return

        def done(report: MergeReport) -> None:
            self._desk.changed.emit()
            self._desk.told.emit(merged_words(report))
            self._look_again()

        self._desk.work(say("Merging"), merge_job(self._desk.session, files), done)

    def _look_again(self) -> None:
        """What was new a moment ago is known now."""
        files = [each.file for each in self._found]

        self._desk.work(say("Looking at the stick"), look_at(self._desk.session, files), self._take)

    def _take(self, found: tuple[FoundBundle, ...]) -> None:
        self._found = found
        heads = [head for each in found for head in each.heads]
        self._desk.attempt(lambda: remember_heads(self._desk.session, heads))
        self.refresh()

    def _ask_place(self) -> None:
        ask_for_folder(self, say("Where do the bundles lie?"), self.look_in)

    def _offer_places(self) -> None:
        before = self.place.currentData()
        self.place.clear()
        self.place.addItem(say("Choose a stick"), "")
        own = CopyDesk(self._desk.session).standing().place
        for root in dict.fromkeys(filter(None, (str(own) if own else "", *self.sticks()))):
            self.place.addItem(root, root)
        self.place.setCurrentIndex(max(self.place.findData(before), 0))

    def _show_laptops(self, lines: tuple[LaptopLine, ...]) -> None:
        late = [line for line in lines if not line.mine and not line.revoked and self._is_late(line)]
        if len(lines) <= 1:
            self.title.setText(say("No other laptop is known here yet"))
        elif late:
            self.title.setText(
                say("{count} laptops have not handed in for a day", count=len(late))
                if len(late) > 1
                else say("1 laptop has not handed in for a day")
            )
        else:
            self.title.setText(say("Every laptop has handed in within a day"))
        self.laptops.take([self._laptop_row(line) for line in lines])
        fitted(self.laptops, MOST_LAPTOPS, self._desk.look)

    def _laptop_row(self, line: LaptopLine) -> Row:
        name = say("{device} · {user}", device=line.device, user=line.user) if line.user else line.device
        if line.mine:
            when: Cell | str = Cell(say("this laptop"), "soft")
        elif line.revoked:
            when = Cell(say("✕ revoked"), "broken")
        elif line.handed_in is None:
            when = Cell(say("▲ never"), "caution")
        else:
            told = ago(line.handed_in, self._desk.clock.now())
            when = Cell(say("▲ {ago}", ago=told), "caution") if self._is_late(line) else told
        missing = Cell(count(line.missing), "broken") if line.missing else ""
        return Row(line.device, (Cell(name, bold=line.mine), count(line.held), missing, when))

    def _is_late(self, line: LaptopLine) -> bool:
        if line.handed_in is None:
            return True
        return (self._desk.clock.now() - line.handed_in).total_seconds() > LATE_HOURS * 3600

    def _show_alarms(self) -> None:
        forks = self._desk.session.journal.forks()
        coming = sorted({fork for each in self._found for fork in each.forks} - set(forks))
        told = [
            say("✕ ALARM: a laptop signed different entries under one number: {which}. Tell IT.", which=_places(forks))
            if forks
            else "",
            say(
                "✕ A bundle here would bring different entries under one number: {which}. Somebody copied a laptop. "
                "Tell IT; merging keeps both and shows both.",
                which=_places(coming),
            )
            if coming
            else "",
        ]
        self.wrong.setText("\n".join(filter(None, told)))
        self.wrong.setVisible(bool(forks or coming))
        aside = self._desk.attempt(lambda: set_aside(self._desk.session)) or ()
        self.aside.setText("\n".join(f"▲ {each.sentence}" for each in aside))
        self.aside.setVisible(bool(aside))

    def _show_files(self) -> None:
        users = users_of(self._desk.session)
        self.files.take([_file_row(each, users) for each in self._found])
        fitted(self.files, MOST_ROWS, self._desk.look)
        self.files.setVisible(bool(self._found))

    def _show_matrix(self) -> None:
        """A table of its own making each time: its columns are the laptops."""
        session = self._desk.session
        told, users = who_has_whose(session, self._found), users_of(session)
        ends = dict(list(furthest(told).items())[:MOST_LAPTOPS])
        columns = [
            Column(say("Laptop"), stretch=True),
            *(Column(users.get(each) or each, figures=True) for each in ends),
        ]
        made = Table(columns, self._desk.look, name="merge_matrix", says=say("Who has whose entries"))
        made.take(
            [
                Row(device, (self._of_whom(device, held, users), *self._cells(device, held, ends)))
                for device, held in told.items()
            ]
        )
        fitted(made, MOST_LAPTOPS, self._desk.look)
        self._inside.replaceWidget(self.matrix, made)
        self.matrix.hide()
        self.matrix.deleteLater()
        self.matrix = made
        self._matrix_words.setText(
            say(
                "A row for each laptop, a column for whose entries: up to which number it holds them. The others are "
                "told by the bundles that were looked at."
            )
        )

    def _of_whom(self, device: str, held: dict[str, int], users: dict[str, str]) -> Cell | str:
        name = users.get(device) or device
        if self._is_told(device, held):
            return name
        return Cell(say("▲ {name}, never handed in here", name=name), "caution")

    def _cells(self, device: str, held: dict[str, int], ends: dict[str, int]) -> list[Cell]:
        """How far a laptop holds each one's entries; of one that never brought a bundle nobody knows."""
        if not self._is_told(device, held):
            return [Cell("?", "soft") for _ in ends]
        return [_held(held.get(each, 0), end) for each, end in ends.items()]

    def _is_told(self, device: str, held: dict[str, int]) -> bool:
        return bool(held) or device == self._desk.session.device.device


def _places(forks: Sequence[tuple[str, int]]) -> str:
    return ", ".join(say("{device} number {seq}", device=device, seq=seq) for device, seq in forks[:MOST_ROWS])


def _held(number: int, end: int) -> Cell:
    if number >= end:
        return Cell(say("✓ {number}", number=number), "good")
    return Cell(say("▲ {number} of {end}", number=number, end=end) if number else say("✕ none"), "caution")


def _file_row(each: FoundBundle, users: dict[str, str]) -> Row:
    if each.problem:
        note = Cell(f"✕ {each.problem}", "broken")
    elif each.forks:
        note = Cell(say("✕ two entries under one number: {which}", which=_places(each.forks[:2])), "broken")
    elif each.revoked:
        note = Cell(say("▲ {count} will wait: written after their laptop was revoked", count=each.revoked), "caution")
    elif each.waiting:
        note = Cell(say("▲ {count} will wait: their laptop is not known here", count=each.waiting), "caution")
    else:
        note = Cell("" if each.new else say("✓ all known here"), "good")
    numbers = ("", "") if each.problem else (count(each.entries), Cell(count(each.new), bold=each.new > 0))
    return Row(each.file, (each.file.name, users.get(each.maker) or each.maker, *numbers, note))


def _sticks() -> list[str]:
    """Roots of what is plugged in, as far as their place tells."""
    roots = [volume.rootPath() for volume in QStorageInfo.mountedVolumes() if volume.isReady()]
    home = Path.home().anchor
    return [
        root for root in roots if root.startswith(tuple(f"{s}/" for s in STICKS)) or (root[1:2] == ":" and root != home)
    ]
