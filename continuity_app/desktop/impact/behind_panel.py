"""Behind a number: the customers whom it counts and the journal entries that say so, to be looked at and printed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.times import count, when_written
from continuity_app.journal.entry import Entry
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.impact import AXES
from continuity_app.outage.impact_detail import Behind, behind
from continuity_app.words import say

MOST_SHOWN = 2000


def figure_words(figure: str) -> str:
    """A figure's name for people."""
    return {
        "attempted": say("Attempted"),
        "reached": say("Reached"),
        "unreachable": say("Cannot be reached"),
        "harmed": say("Harmed"),
    }[figure]


class BehindPanel(QFrame):
    """One figure of one row, entry by entry.

    Signals:
        closed: back to the numbers.
    """

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: tuple[Behind, ...] = ()
        self.setObjectName("impact_behind")
        self.setProperty("role", "panel")
        self.title = text("", "heading", "behind_title", wrap=True)
        self.about = text("", "soft", "behind_about", wrap=True)
        self.table = Table(
            [
                Column(say("Customer"), stretch=True),
                Column(say("What says so"), stretch=True),
                Column(say("When")),
                Column(say("Who")),
                Column(say("Laptop")),
            ],
            desk.look,
            name="behind_table",
            says=say("Journal entries behind the number"),
        )
        self.table.opened.connect(lambda subject: desk.go("find", customer=subject[0]))
        back = button(say("Back   Esc"), "behind_back", self.closed.emit)
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        head = columns(rows(self.title, self.about, gap=2), rows(columns(back), 1), gap=12)
        head.setStretch(0, 1)
        whole = rows(head, self.table, text(say("Enter opens the customer"), "small"), margins=(26, 18, 26, 16), gap=12)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_figure(self, figure: str, axis: str, value: str) -> None:
        """Reads what is behind a figure.

        Args:
            figure: attempted, reached, unreachable or harmed.
            axis: segment, market or product; empty for everybody.
            value: of the row on this axis; empty for those without one.
        """
        session = self._desk.session
        segment, market, product = (value if axis == name else "" for name in AXES)
        part = Filters(segment, market, product)
        found = self._desk.attempt(lambda: behind(session.contacts, session.journal, figure, part))
        row = (value or say("(none)")) if axis else say("everybody")
        self.found = tuple(each for each in found or () if not axis or getattr(each.customer, axis) == value)
        self.title.setText(
            say(
                "{figure}: {row}, {count} customers", figure=figure_words(figure), row=row, count=count(len(self.found))
            )
        )
        self.about.setText(
            say("Without an entry the snapshot alone says it; customers whom no entry names are not listed here.")
            if figure == "unreachable"
            else say("Each line is a signed entry of the journal.")
        )
        self.table.take([line for each in self.found for line in self._lines(each)][:MOST_SHOWN])

    def focus_first(self) -> None:
        """Puts the focus on the entries."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> list[tuple[str, ...]]:
        """The same rows as words, for paper."""
        return [tuple(c.words if isinstance(c, Cell) else c for c in row.cells) for row in self.table.table.shown]

    def _lines(self, each: Behind) -> list[Row]:
        name = Cell(each.customer.name, bold=True)
        if not each.entries:
            return [Row((each.customer.id, ""), (name, Cell(say("the snapshot"), "soft"), "", "", ""))]
        now = self._desk.clock.now()
        return [
            Row(
                (each.customer.id, entry.hash),
                (
                    name if number == 0 else Cell(each.customer.name, "soft"),
                    _told(entry),
                    when_written(str(entry.body.get("at") or ""), now),
                    entry.user,
                    Cell(entry.device, "soft"),
                ),
            )
            for number, entry in enumerate(each.entries)
        ]


def _told(entry: Entry) -> str:
    """What an entry says, in a line."""
    body = entry.body
    looked_at = say("Number looked at: {quality}", quality=body.get("quality", ""))
    parts = {
        "call.logged": (say("Call: {outcome}", outcome=say(str(body.get("outcome", "")))), str(body.get("note") or "")),
        "sheet.captured": (say("Complaint and harm note {serial}", serial=body.get("serial", "")), ""),
        "channel.corrected": (say("Number corrected"), str(body.get("original") or "")),
        "channel.verified": (looked_at, str(body.get("reason") or "")),
        "customer.linked": (say("Linked with another customer"), ""),
    }.get(entry.type, (entry.type, ""))
    return " · ".join(filter(None, parts))
