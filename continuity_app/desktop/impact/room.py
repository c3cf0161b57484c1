"""The impact room: five figures, and by segment, market or product bars with the same table beside them."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QTabBar

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.impact.paper import impact_pdf
from continuity_app.desktop.widgets.bars import Bar, Bars
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, text
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.desktop.widgets.times import count, money, share
from continuity_app.outage.impact import AXES, NONE, Impact, Tally, impact
from continuity_app.words import say

BESIDE = 125
MOST_ROWS = 12


class Figure(QFrame):
    """One figure with its words below."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self.value: QLabel = text("", "figure_small", name)
        self.value.setAccessibleName(words)
        self.setLayout(rows(self.value, text(words, "small", wrap=True), gap=0))


class ImpactRoom(Room):
    """Who is harmed, who has been reached?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "impact", say("Impact"))
        self._impact: Impact | None = None
        self.title = text("", "title", "impact_title", wrap=True)
        self.about = text("", "soft", "impact_about", wrap=True)
        self.figures = {
            "attempted": Figure(say("attempted"), "impact_attempted"),
            "reached": Figure(say("reached"), "impact_reached"),
            "unreachable": Figure(say("cannot be reached"), "impact_unreachable"),
            "value": Figure(say("a year at risk"), "impact_value"),
        }
        self.tabs = QTabBar()
        self.tabs.setObjectName("impact_axis")
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(say("By segment, market or product"))
        for words in (say("By segment"), say("By market"), say("By product")):
            self.tabs.addTab(words)
        self.tabs.currentChanged.connect(lambda _: self._show_axis())
        self.bars = Bars(desk.look, name="impact_bars", says=say("Share reached"))
        self.table = Table(
            [
                Column(say("Value"), stretch=True),
                Column(say("Customers"), figures=True),
                Column(say("Attempted"), figures=True),
                Column(say("Reached"), figures=True),
                Column(say("Unreachable"), figures=True),
                Column(say("At risk"), figures=True),
            ],
            desk.look,
            name="impact_table",
            says=say("Who was reached"),
        )
        self.table.opened.connect(self._open_customers)
        self._lay_out()
        desk.look.changed.connect(self._fit)
        self._fit()

    def refresh(self) -> None:
        """Counts anew."""
        session = self.desk.session
        self._impact = self.desk.attempt(lambda: impact(session.contacts, session.journal))
        if self._impact is None:
            return
        whole = self._impact.whole
        self.title.setText(
            say(
                "{reached} of {customers} customers reached",
                reached=count(whole.reached),
                customers=count(whole.customers),
            )
        )
        incident = self._impact.incident
        self.about.setText(
            say("Counted for {name}", name=incident.name) if incident else say("No incident yet: every call counts")
        )
        self.figures["attempted"].value.setText(count(whole.attempted))
        self.figures["reached"].value.setText(share(whole.reached, whole.customers))
        self.figures["unreachable"].value.setText(count(whole.unreachable))
        self.figures["value"].value.setText(money(whole.value_at_risk))
        self._show_axis()

    def focus_first(self) -> None:
        """Puts the focus on the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_list(self) -> None:
        """Previews all three tables on paper."""
        found = self._impact
        if found is None:
            return
        data = self.desk.attempt(lambda: impact_pdf(self.desk, found, self.tabs.currentIndex()))
        if data is not None:
            self.desk.show_paper(say("Impact"), data, "impact.pdf")

    def _show_axis(self) -> None:
        if self._impact is None:
            return
        found = self._impact.by[AXES[self.tabs.currentIndex()]]
        self.table.take([_row(value, tally) for value, tally in found.items()])
        fitted(self.table, MOST_ROWS, self.desk.look)
        self.bars.take([_bar(value, tally) for value, tally in list(found.items())[:MOST_ROWS]])

    def _open_customers(self, value: Any) -> None:
        chosen = "" if value == NONE else str(value)
        self.desk.go("calls", **{AXES[self.tabs.currentIndex()]: chosen})

    def _lay_out(self) -> None:
        figures = columns(*self.figures.values(), 1, gap=40)
        out = button(say("Print   Ctrl P"), "impact_print", self.print_list)
        head = columns(rows(self.title, self.about, gap=2), rows(out, 1), gap=12)
        head.setStretch(0, 1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(32)
        self._both.addLayout(rows(text(say("Share reached"), "label"), self.bars, 1, gap=6), 2)
        hint = text(say("Enter opens the call list of a row"), "small")
        self._both.addLayout(rows(self.table, hint, 1, gap=6), 3)
        inside = frame("panel")
        inside.setLayout(rows(head, figures, self.tabs, self._both, 1, margins=(26, 18, 26, 18), gap=16))
        self.setLayout(rows(holder(rows(scrolling(inside, "impact_scroll")), "panel")))

    def _fit(self) -> None:
        beside = self.desk.look.percent <= BESIDE
        self._both.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._show_axis()


def _row(value: str, tally: Tally) -> Row:
    return Row(
        value,
        (
            say("(none)") if value == NONE else value,
            count(tally.customers),
            count(tally.attempted),
            Cell(count(tally.reached), bold=tally.reached > 0),
            count(tally.unreachable),
            money(tally.value_at_risk),
        ),
    )


def _bar(value: str, tally: Tally) -> Bar:
    words = say(
        "{reached} of {customers} · {share}",
        reached=count(tally.reached),
        customers=count(tally.customers),
        share=share(tally.reached, tally.customers),
    )
    return Bar(say("(none)") if value == NONE else value, tally.reached, tally.customers, words)
