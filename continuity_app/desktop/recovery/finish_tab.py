"""The end in sight: what is left by day and when it will be done, exports, lists that come back, the proof."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.bars import Bar, Bars
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, section, text
from continuity_app.desktop.widgets.files import ask_for_file, ask_for_folder, ask_where_to_save
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.desktop.widgets.times import count, day_of, when, when_written
from continuity_app.errors import Detail
from continuity_app.recovery.burndown import BurnDown, burn_down, hours_words
from continuity_app.recovery.ledger import Ledger
from continuity_app.recovery.ledger_views import grouped
from continuity_app.words import say

MOST_DAYS = 14


class FinishTab(QFrame):
    """How far the way back is, and what leaves the kit at its end."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("finish_tab")
        self.setProperty("role", "panel")
        self.title = text("", "title", "finish_title", wrap=True)
        self.about = text("", "soft", "finish_about", wrap=True)
        self.bars = Bars(desk.look, name="finish_bars", says=say("Sheets left at the end of each day"))
        self.days = Table(
            [
                Column(say("Day"), stretch=True),
                Column(say("Captured"), figures=True),
                Column(say("Re-keyed"), figures=True),
                Column(say("Left"), figures=True),
            ],
            desk.look,
            name="finish_days",
            says=say("The same in figures"),
        )
        self.refused = Table(
            [
                Column(say("Row")),
                Column(say("Sheet")),
                Column(say("Central number")),
                Column(say("Why it was not noted"), stretch=True),
            ],
            desk.look,
            name="finish_refused",
            says=say("Lines of the list that need a person"),
        )
        self.refused.hide()
        self.by = QComboBox()
        self.by.setObjectName("finish_by")
        self.by.setAccessibleName(say("The ledger in rows by"))
        for words, by in (
            (say("The ledger by form"), "form"),
            (say("The ledger by person"), "person"),
            (say("The ledger by range of numbers"), "range"),
            (say("The ledger by day"), "day"),
        ):
            self.by.addItem(words, by)
        self.by.activated.connect(lambda _: self._show_parts())
        self.parts = Table(
            [
                Column(say("Part"), stretch=True),
                Column(say("Given out"), figures=True),
                Column(say("Captured"), figures=True),
                Column(say("Re-keyed"), figures=True),
                Column(say("Unexplained"), figures=True),
            ],
            desk.look,
            name="finish_parts",
            says=say("The ledger in rows, unexplained ones first"),
        )
        self._export = button(say("Export everything captured"), "rekey_export", self._ask_folder, key="Alt+X")
        taken = button(say("Take a list of what was typed in"), "finish_import", self._ask_list, key="Alt+I")
        proof = button(say("Signed proof of the ledger"), "finish_proof", self._ask_proof, key="Alt+S")
        both = columns(rows(self.bars, 1), rows(self.days, 1), gap=32)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        inside = frame("panel")
        inside.setLayout(
            rows(
                self.title,
                self.about,
                both,
                columns(self.by, 1),
                self.parts,
                holder(section(say("Lists and files"))),
                Flow(self._export, taken, proof, gap=8),
                text(
                    say(
                        "The list is CSV, Excel or ODS with the columns serial and reference, in any order. The proof "
                        "is a PDF and a JSON file, each with a signature beside it."
                    ),
                    "soft",
                    wrap=True,
                ),
                self.refused,
                1,
                margins=(26, 18, 26, 18),
                gap=12,
            )
        )
        self.setLayout(rows(scrolling(inside, "finish_scroll")))

    def refresh(self) -> None:
        """Counts anew."""
        now = self._desk.clock.now()
        found = self._desk.attempt(lambda: burn_down(self._desk.session.ledger.lines(), now))
        if found is None:
            return
        self.title.setText(_left_words(found.left))
        self.about.setText(self._forecast(found))
        shown = found.days[-MOST_DAYS:]
        self.days.take(
            [
                Row(day, (when_written(day.isoformat(), now), count(captured), count(typed), count(captured - typed)))
                for day, captured, typed in shown
            ]
        )
        fitted(self.days, MOST_DAYS, self._desk.look)
        self._show_parts()
        most = max((captured - typed for _, captured, typed in shown), default=0)
        self.bars.take(
            [
                Bar(
                    when_written(day.isoformat(), now),
                    captured - typed,
                    most,
                    say("{left} left", left=count(captured - typed)),
                )
                for day, captured, typed in shown
            ]
        )

    def _show_parts(self) -> None:
        lines = self._desk.attempt(self._desk.session.ledger.lines) or []
        self.parts.take([_part_row(self._part_words(name), ledger) for name, ledger in grouped(lines, self.grouping)])
        fitted(self.parts, MOST_DAYS, self._desk.look)

    def _part_words(self, name: str) -> str:
        if self.grouping == "form":
            return self._desk.session.forms.title(name)
        return when_written(name, self._desk.clock.now()) if self.grouping == "day" else name

    @property
    def grouping(self) -> str:
        """In which parts the ledger is shown: form, person, range or day."""
        return str(self.by.currentData())

    def focus_first(self) -> None:
        """Puts the focus on the first file to be made."""
        self._export.setFocus(Qt.FocusReason.OtherFocusReason)

    def export(self, folder: Path) -> None:
        """Writes everything that was captured."""
        from continuity_app.recovery.export import ExportSource, export_everything  # noqa: PLC0415 - needed once an outage

        desk, session = self._desk, self._desk.session
        source = ExportSource(
            session.sheets, session.forms, session.contacts, session.journal, session.site, session.clock.now()
        )
        desk.work(
            say("Exporting everything captured"),
            export_everything(source, folder),
            lambda made: desk.told.emit(say("{count} files are written.", count=len(made.files))),
        )

    def take_list(self, file: Path) -> None:
        """Notes what somebody re-keyed from a list."""
        from continuity_app.recovery.done_list import take_done_list  # noqa: PLC0415 - needed once an outage

        desk = self._desk
        taken = desk.save(lambda: take_done_list(desk.session.rekeying, file))
        if taken is not None:
            self._show_refused(taken.refused)
            words = say("{done} noted, {known} were known.", done=taken.done, known=taken.known)
            lines = len(taken.refused)
            left = say("{count} rows need a person.", count=lines) if lines > 1 else say("1 row needs a person.")
            left = left if lines else ""
            desk.told.emit(f"{words} {left}".rstrip())

    def prove(self, file: Path) -> None:
        """Writes the signed proof."""
        from continuity_app.kit.closing import write_proof  # noqa: PLC0415 - needed once an outage

        proved = self._desk.attempt(lambda: write_proof(self._desk.session, file, self._desk.paper, self.grouping))
        if proved is not None:
            self._desk.told.emit(say("Written and signed: {files}", files=", ".join(proved.files)))

    def _forecast(self, found: BurnDown) -> str:
        now = self._desk.clock.now()
        if not found.left:
            return say("Every captured sheet stands in the central system, or none was captured yet.")
        if found.finish is None:
            return say("Not yet: {count} more re-keyed sheets tell a pace and a forecast.", count=found.needed)
        pace = f"{found.pace:.1f}"
        told = say("At {pace} an hour it is done {finish}.", pace=pace, finish=when(found.finish, now))
        told = f"{told} {hours_words(found.hours)}"
        if found.earliest is None or found.latest is None:
            return f"{told} {say('The latest day cannot be told yet.')}"
        between = say(
            "Between {earliest} and {latest}, in 95 of 100 cases.",
            earliest=day_of(found.earliest, now),
            latest=day_of(found.latest, now),
        )
        return f"{told} {between}"

    def _show_refused(self, refused: tuple[Detail, ...]) -> None:
        self.refused.take(
            [
                Row(each["row"], tuple(str(each[name]) for name in ("row", "serial", "reference", "problem")))
                for each in refused
            ]
        )
        fitted(self.refused, MOST_DAYS, self._desk.look)
        self.refused.setVisible(bool(refused))

    def _ask_folder(self) -> None:
        ask_for_folder(self, say("Where shall it be written?"), self.export)

    def _ask_list(self) -> None:
        ask_for_file(self, say("Which list?"), say("Lists") + " (*.csv *.xlsx *.ods *.xls *.txt)", self.take_list)

    def _ask_proof(self) -> None:
        ask_where_to_save(self, say("Where shall the proof be written?"), "proof.pdf", self.prove)


def _left_words(left: int) -> str:
    if left == 1:
        return say("1 sheet is left to re-key")
    return say("{left} sheets are left to re-key", left=count(left)) if left else say("Nothing is left")


def _part_row(name: str, ledger: Ledger) -> Row:
    unexplained = len(ledger.unexplained)
    last = Cell(say("▲ {count}", count=unexplained), "caution") if unexplained else "0"
    return Row(name, (Cell(name, bold=True), count(ledger.issued), count(ledger.captured), count(ledger.rekeyed), last))
