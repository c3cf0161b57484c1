"""Whom we can reach: the worst cells first, by segment, market and product, as bars and as a table."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.bars import Bar, Bars
from continuity_app.desktop.widgets.basics import frame, rows, scrolling, text
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.times import count, share
from continuity_app.readiness.reach import AXES, Reach, ReachRow
from continuity_app.words import say

BESIDE = 125
WEAK, ENOUGH = 0.6, 0.8
MOST_BARS = 8


class ReachTab(QFrame):
    """Bars for each axis at the left, one table of all rows at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("role", "panel")
        self.setObjectName("reach_tab")
        self.table = Table(
            [
                Column(say("Value"), stretch=True),
                Column(say("Axis")),
                Column(say("Customers"), figures=True),
                Column(say("Reachable"), figures=True),
                Column(say("E-mail only"), figures=True),
                Column(say("Share"), figures=True),
            ],
            look,
            name="reach_table",
            says=say("Reachable customers, the worst first"),
        )
        self.bars = {axis: Bars(look, name=f"reach_{axis}", says=axis_words(axis)) for axis in AXES}
        stack = rows(gap=6)
        for axis in AXES:
            stack.addWidget(text(axis_words(axis), "section"))
            stack.addWidget(self.bars[axis])
        stack.addStretch(1)
        inside = frame("panel")
        inside.setLayout(stack)
        stack.setContentsMargins(0, 0, 16, 0)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setContentsMargins(0, 12, 0, 0)
        self._both.setSpacing(24)
        self._scroll = scrolling(inside, "reach_scroll")
        self._both.addWidget(self._scroll, 2)
        self._both.addWidget(self.table, 3)
        self.setLayout(self._both)
        look.changed.connect(self._fit)
        self._fit()

    def show_reach(self, reach: Reach) -> None:
        """Shows other figures."""
        for axis in AXES:
            self.bars[axis].take([_bar(row) for row in reach.by[axis][:MOST_BARS]])
        found = [(axis, row) for axis in AXES for row in reach.by[axis]]
        found.sort(key=lambda pair: (pair[1].share, pair[0], pair[1].value))
        self.table.take([_table_row(axis, row) for axis, row in found])

    def focus_first(self) -> None:
        """Puts the focus on the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        self._scroll.setVisible(self._look.percent <= BESIDE)


def axis_words(axis: str) -> str:
    """The axes' names."""
    return {"segment": say("Segment"), "market": say("Market"), "product": say("Product")}[axis]


def _bar(row: ReachRow) -> Bar:
    words = say("{share} of {customers}", share=share(row.reachable, row.customers), customers=count(row.customers))
    return Bar(row.shown, row.reachable, row.customers, words)


def _table_row(axis: str, row: ReachRow) -> Row:
    mark = "✕ " if row.share < WEAK else "▲ " if row.share < ENOUGH else ""
    tone = "broken" if row.share < WEAK else "caution" if row.share < ENOUGH else "good"
    return Row(
        (axis, row.value),
        (
            Cell(row.shown, bold=True),
            axis_words(axis),
            count(row.customers),
            count(row.reachable),
            count(row.email_only),
            Cell(f"{mark}{share(row.reachable, row.customers)}", tone),
        ),
    )
