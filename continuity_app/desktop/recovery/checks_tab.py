"""Before anything is re-keyed: orders against tickets and receipts, covers against the ledger, who re-keys what."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.basics import button, frame, holder, rows, scrolling, section, set_tone, text
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.desktop.widgets.work_shares import WorkShares
from continuity_app.progress import Job
from continuity_app.recovery.batches import BatchProblem, check_batches
from continuity_app.recovery.match import Match, three_way_match
from continuity_app.words import say

MOST_ROWS = 10


class ChecksTab(QFrame):
    """What differs, listed; nothing is changed by it.

    Signals:
        sheet_asked: the serial of a sheet to look at.
    """

    sheet_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._match = Match(0, (), ())
        self._batches: tuple[int, list[BatchProblem]] = (0, [])
        self.setObjectName("checks_tab")
        self.setProperty("role", "panel")
        self.matched = text("", "strong", "checks_matched", wrap=True)
        self.differences = Table(
            [
                Column(say("Number")),
                Column(say("What differs"), stretch=True),
                Column(say("Expected")),
                Column(say("Found")),
            ],
            desk.look,
            name="checks_match",
            says=say("Repair orders, parts tickets and receipts that do not match"),
        )
        self.covers = text("", "strong", "checks_covers", wrap=True)
        self.batches = Table(
            [Column(say("Cover")), Column(say("What differs"), stretch=True)],
            desk.look,
            name="checks_batches",
            says=say("Batch covers that do not match the ledger"),
        )
        self.shares = WorkShares(desk, lambda: desk.session.rekey_shares, self._counted, name="rekey")
        self.differences.opened.connect(lambda serial: self.sheet_asked.emit(str(serial)))
        self.batches.opened.connect(lambda serial: self.sheet_asked.emit(str(serial)))
        inside = frame("panel")
        inside.setLayout(
            rows(
                holder(section(say("Orders, parts tickets, receipts"))),
                self.matched,
                self.differences,
                holder(section(say("Batch covers"))),
                self.covers,
                self.batches,
                Flow(button(say("Print what differs"), "checks_print", self.print_list, key="Alt+P"), gap=8),
                holder(section(say("Who re-keys what"))),
                self.shares,
                1,
                margins=(26, 14, 26, 14),
                gap=10,
            )
        )
        self.setLayout(rows(scrolling(inside, "checks_scroll")))

    def refresh(self) -> None:
        """Compares anew."""
        session = self._desk.session
        sheets = self._desk.attempt(session.sheets.all)
        if sheets is None:
            return
        self._match = self._desk.attempt(lambda: three_way_match(sheets.values())) or self._match
        self._batches = self._desk.attempt(lambda: check_batches(sheets)) or self._batches
        self._show_match()
        self._show_batches()
        self.shares.refresh()

    def focus_first(self) -> None:
        """Puts the focus on what differs."""
        self.differences.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_list(self) -> None:
        """Previews both lists of differences, to be settled pen in hand."""
        from continuity_app.paper.listing import Cell as Wide  # noqa: PLC0415 - reportlab is loaded at the first print
        from continuity_app.paper.listing import Column as Wall  # noqa: PLC0415
        from continuity_app.paper.listing import draw_table  # noqa: PLC0415

        rows_ = [(each.reference, each.sentence, "") for each in self._match.differences]
        rows_ += [(each.cover, each.sentence, "") for each in self._batches[1]]
        walls = [
            Wall(say("Number"), 1.2, Wide.STRONG),
            Wall(say("What differs"), 4.0),
            Wall(say("Settled how, by whom"), 2.6, Wide.WRITE),
        ]
        title = say("What differs")
        data = self._desk.attempt(
            lambda: draw_table(title, self.matched.text(), walls, rows_, context_of(self._desk), landscape=True)
        )
        if data is not None:
            self._desk.show_paper(title, data, "differences.pdf")

    def _show_match(self) -> None:
        match = self._match
        self.matched.setText(
            say("{matched} of {orders} orders match whole", matched=len(match.matched), orders=match.orders)
            if match.orders or match.differences
            else say("No repair order was taken down yet.")
        )
        set_tone(self.matched, "caution" if match.differences else "plain")
        self.differences.take(
            [
                Row(
                    each.order or each.sheets[0],
                    (Cell(each.reference, bold=True), each.sentence, each.expected, each.found),
                )
                for each in match.differences
            ]
        )
        fitted(self.differences, MOST_ROWS, self._desk.look)
        self.differences.setVisible(bool(match.differences))

    def _show_batches(self) -> None:
        covers, problems = self._batches
        self.covers.setText(
            say("{count} figures of {covers} batch covers differ", count=len(problems), covers=covers)
            if problems
            else say("{covers} batch covers, every figure matches", covers=covers)
        )
        set_tone(self.covers, "caution" if problems else "plain")
        self.batches.take([Row(each.cover, (Cell(each.cover, bold=True), each.sentence)) for each in problems])
        fitted(self.batches, MOST_ROWS, self._desk.look)
        self.batches.setVisible(bool(problems))

    def _counted(self) -> Job[Counter[str]]:
        yield from ()
        return Counter(waiting.owner for waiting in self._desk.session.rekeying.list())
