"""The impact room: five figures, and by segment, market or product bars with the same table beside them."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QStackedWidget, QTabBar

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.impact.behind_panel import BehindPanel, figure_words
from continuity_app.desktop.impact.paper import behind_pdf, impact_pdf
from continuity_app.desktop.widgets.bars import Bar, Bars
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, text
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.desktop.widgets.times import count, money, share, when_written
from continuity_app.outage.impact import AXES, NONE, Impact, Tally, impact
from continuity_app.outage.impact_detail import FIGURES, over_time
from continuity_app.words import say

BESIDE = 125
MOST_ROWS = 12
OVER_TIME = len(AXES)
"""The place of the tab that shows day by day."""


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
            "harmed": Figure(say("harmed"), "impact_harmed"),
            "value": Figure(say("a year at risk"), "impact_value"),
        }
        self.tabs = QTabBar()
        self.tabs.setObjectName("impact_axis")
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(say("By segment, market or product"))
        for words in (say("By segment"), say("By market"), say("By product"), say("Over time")):
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
                Column(say("Harmed"), figures=True),
                Column(say("At risk"), figures=True),
            ],
            desk.look,
            name="impact_table",
            says=say("Who was reached"),
        )
        self.days = Table(
            [
                Column(say("Day"), stretch=True),
                Column(say("Attempted"), figures=True),
                Column(say("Reached"), figures=True),
                Column(say("Harmed"), figures=True),
            ],
            desk.look,
            name="impact_days",
            says=say("Until the end of each day"),
        )
        self.behind = BehindPanel(desk)
        self.behind.closed.connect(self._close_behind)
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
        self.figures["harmed"].value.setText(count(whole.harmed))
        self.figures["value"].value.setText(money(whole.value_at_risk))
        self._show_axis()

    def focus_first(self) -> None:
        """Puts the focus on the table in front."""
        if self._pane.currentWidget() is self.behind:
            self.behind.focus_first()
            return
        (self.days if self._over_time else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_behind(self, figure: str) -> None:
        """Shows what is behind a figure: of the chosen row, or of everybody where the days are shown."""
        chosen = None if self._over_time else self.table.current()
        axis = "" if chosen is None else AXES[self.tabs.currentIndex()]
        self.behind.show_figure(figure, axis, "" if chosen in (None, NONE) else str(chosen))
        self._pane.setCurrentWidget(self.behind)
        self.behind.focus_first()

    def print_list(self) -> None:
        """Previews bars and tables on paper, or the entries behind a number where these are in front."""
        found = self._impact
        if found is None:
            return
        if self._pane.currentWidget() is self.behind:
            data = self.desk.attempt(lambda: behind_pdf(self.desk, self.behind.title.text(), self.behind.lines()))
        else:
            data = self.desk.attempt(lambda: impact_pdf(self.desk, found, self._over()))
        if data is not None:
            self.desk.show_paper(say("Impact"), data, "impact.pdf")

    @property
    def _over_time(self) -> bool:
        return self.tabs.currentIndex() == OVER_TIME

    def _over(self) -> list[dict[str, Any]]:
        """Day by day, as far as the journal tells."""
        session = self.desk.session
        found = self.desk.attempt(lambda: over_time(session.contacts, session.journal, self.desk.clock.now()))
        return found or []

    def _close_behind(self) -> None:
        self._pane.setCurrentIndex(0)
        self.focus_first()

    def _show_days(self) -> None:
        found, whole = self._over(), self._impact.whole.customers if self._impact is not None else 0
        now = self.desk.clock.now()
        self.days.take(
            [
                Row(
                    day["day"],
                    (
                        when_written(day["day"], now),
                        count(day["attempted"]),
                        count(day["reached"]),
                        count(day["harmed"]),
                    ),
                )
                for day in reversed(found)
            ]
        )
        fitted(self.days, MOST_ROWS, self.desk.look)
        self.bars.take(
            [
                Bar(
                    when_written(day["day"], now),
                    day["reached"],
                    whole,
                    say("1 reached")
                    if day["reached"] == 1
                    else say("{reached} reached", reached=count(day["reached"])),
                )
                for day in reversed(found[-MOST_ROWS:])
            ]
        )

    def _show_axis(self) -> None:
        self.table.setVisible(not self._over_time)
        self.days.setVisible(self._over_time)
        self._hint.setVisible(not self._over_time)
        if self._impact is None:
            return
        if self._over_time:
            self._show_days()
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
        self._hint = text(say("Enter opens the call list of a row"), "small")
        figures_behind = Flow(
            *(
                button(figure_words(figure), f"impact_behind_{figure}", partial(self.show_behind, figure), key=key)
                for figure, key in zip(FIGURES, ("Alt+A", "Alt+R", "Alt+U", "Alt+H"), strict=True)
            ),
            gap=8,
        )
        below = rows(
            self.table,
            self.days,
            self._hint,
            text(say("The entries behind a number"), "label"),
            figures_behind,
            1,
            gap=6,
        )
        self._both.addLayout(below, 3)
        inside = frame("panel")
        inside.setLayout(rows(head, figures, self.tabs, self._both, 1, margins=(26, 18, 26, 18), gap=16))
        self._pane = QStackedWidget()
        self._pane.addWidget(holder(rows(scrolling(inside, "impact_scroll")), "panel"))
        self._pane.addWidget(self.behind)
        self.setLayout(rows(self._pane))

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
            Cell(count(tally.harmed), "broken" if tally.harmed else ""),
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
