"""The calls room: the list in order of need and the next call beside it; the promises; who calls whom."""

from typing import Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabWidget

from continuity_app.desktop.calls.filters import ListFilters
from continuity_app.desktop.calls.give_away import GiveAway
from continuity_app.desktop.calls.next_call import SIDE_BY_SIDE, NextCall, NextFacts
from continuity_app.desktop.calls.pace import progress_words, seconds_each
from continuity_app.desktop.calls.paper import call_list_pdf, numbered_lists
from continuity_app.desktop.calls.promises_tab import PromisesTab
from continuity_app.desktop.calls.script import filled, title_of, without_title
from continuity_app.desktop.calls.shares_tab import SharesTab
from continuity_app.desktop.desk import Desk, Draft, Room
from continuity_app.desktop.find.facts import channel_pairs
from continuity_app.desktop.find.page import about
from continuity_app.desktop.widgets import call_entry
from continuity_app.desktop.widgets.basics import button, columns, holder, rows, text, upright
from continuity_app.desktop.widgets.callers import Callers
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.marks import trust_in
from continuity_app.desktop.widgets.numbers import shown, tel_link
from continuity_app.desktop.widgets.states import empty_state
from continuity_app.desktop.widgets.times import money
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.outage.moments import moment_of
from continuity_app.outage.need import Call
from continuity_app.outage.pace import PaceProjection
from continuity_app.words import say

SHARE = 60
ON_PAPER = 24
"""Customers on numbered paper at a time: two sheets."""
LIST_SHARE, LIST_SHARE_LARGE = 0.36, 0.3
"""The list takes no more of the width than this; with large type the number needs more."""


class CallsRoom(Room):
    """Whom do I call next, and what do I say?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "calls", say("Calls"))
        self._calls: dict[str, Call] = {}
        self._call: Call | None = None
        self.progress = text("", "strong", "calls_progress", wrap=True)
        self.list = TwoLines(desk.look, name="call_list", says=say("Customers to call, in order of need"))
        self.next = NextCall(desk.look, lambda: desk.manner)
        self._scripts = tuple(desk.session.contacts.scripts()) if desk.session.contacts is not None else ()
        self.filters = ListFilters(desk)
        self._nobody = empty_state(
            say("Nobody is left to call"),
            say("Everybody who may be called was reached or has no number that works. Impact (Ctrl 6) tells more."),
            name="calls_nobody",
        )
        self._no_data = empty_state(
            say("No customer data on this laptop yet"),
            say("A call list comes with the snapshot: drop the file from IT on this window, or open Kit (Ctrl 8)."),
            name="calls_no_data",
        )
        self._pane = QStackedWidget()
        for page in (self.next, self._nobody, self._no_data):
            self._pane.addWidget(page)
        out = button(say("Print the list   Ctrl P"), "calls_print", self.print_list)
        numbered = button(say("Numbered lists"), "calls_numbered", self.print_numbered, key="Alt+G")
        self.give_away = GiveAway(desk, lambda: self._call)
        paper = Flow(out, numbered, gap=8)
        parts = (self.progress, self.filters, self.list, self.give_away, holder(rows(paper)))
        left = rows(*parts, margins=(14, 12, 14, 12), gap=8)
        self._left = holder(left, "ground")
        body = columns(self._left, upright(), self._pane, gap=0)
        body.setStretch(2, 1)
        self.calling = holder(body, "panel", "calls_list_tab")
        self.promises = PromisesTab(desk)
        self.shares = SharesTab(desk)
        self.callers = Callers(desk)
        self.who = holder(rows(self.callers, margins=(26, 0, 26, 8)), "panel", "calls_callers")
        self.tabs = QTabWidget()
        self.tabs.setObjectName("calls_tabs")
        self.tabs.setAccessibleName(say("Parts of the calls"))
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.calling, say("Call list")),
            (self.promises, say("Promises")),
            (self.shares, say("Shares and paper")),
            (self.who, say("Who is calling?  Alt O")),
        ):
            self.tabs.addTab(page, title)
        QShortcut(QKeySequence("Alt+O"), self).activated.connect(lambda: self.tabs.setCurrentWidget(self.who))
        self.tabs.currentChanged.connect(lambda _: self._turn())
        self.setLayout(rows(self.tabs, margins=(0, 4, 0, 0)))
        self.next.offer_scripts([title_of(script) for script in self._scripts])
        self.list.chosen.connect(self._bring)
        self.list.opened.connect(lambda _: self.next.pad.focus_first())
        self.next.done.connect(self.log)
        self.next.page_asked.connect(lambda: desk.go("find", customer=self._call.customer.id) if self._call else None)
        self.next.script_chosen.connect(lambda _: self._read_script())
        self.next.skipped.connect(self.skip)
        self.filters.changed.connect(self._take_list)
        desk.look.changed.connect(self._fit)
        self._fit()

    def refresh(self) -> None:
        """Reads the part in front anew; a call that is being entered stays."""
        page = self.tabs.currentWidget()
        if isinstance(page, PromisesTab | SharesTab):
            page.refresh()
        self.filters.refresh()
        if self._call is not None and self.next.pad.touched:
            return
        self._take_list()

    def focus_first(self) -> None:
        """Puts the focus on the outcomes of the next call, or into the part in front."""
        page: QFrame = self.tabs.currentWidget()  # type: ignore[assignment]
        if isinstance(page, PromisesTab | SharesTab):
            page.focus_first()
            return
        if self.callers.isVisible():
            self.callers.focus_first()
            return
        (self.next.pad.focus_first if self._calls else self.list.setFocus)()

    def end(self) -> None:
        """Stops looking at the clock."""
        self.callers.stop()

    def skip(self) -> None:
        """Brings the one after this, without logging anything."""
        self.list.step(1)
        self.focus_first()

    def show_subject(self, **subject: Any) -> None:
        """Takes filters from another room, or goes to a part: `part` is promises, shares or callers."""
        part = {"promises": self.promises, "shares": self.shares, "callers": self.who}.get(
            str(subject.pop("part", "")), self.calling
        )
        self.tabs.setCurrentWidget(part)
        self.filters.choose(**{axis: str(value) for axis, value in subject.items()})
        self._take_list()

    def draft(self) -> Draft | None:
        """What is being entered about a call."""
        if self._call is None or not self.next.pad.touched:
            return None
        return call_entry.draft_of(self._call.customer.id, self.next.pad)

    def log(self) -> None:
        """Logs the call and brings the next."""
        if self._call is None:
            return
        call = self._call
        logged = call_entry.log(self.desk, call.customer.id, self.next.pad)
        if logged is None:
            return
        self._call = None
        self.next.pad.prepare(())
        self.desk.changed.emit()
        self.desk.told.emit(
            say("{name}: {outcome}. Saved.", name=call.customer.name, outcome=say(logged.outcome.value))
        )
        self._take_list(first=True)
        self.focus_first()

    def print_list(self) -> None:
        """Previews what is in front on paper: the call list, or the promises."""
        if self.tabs.currentWidget() is self.promises:
            self.promises.print_list()
            return
        if self.callers.isVisible():
            self.callers.print_list()
            return
        calls = list(self._calls.values())
        data = self.desk.attempt(lambda: call_list_pdf(self.desk, calls))
        if data is not None:
            self.desk.show_paper(say("Call list"), data, "call-list.pdf")

    def print_numbered(self) -> None:
        """Gives out the list on numbered call logs, to be ticked, scanned and taken back."""
        calls, filters = list(self._calls.values())[:ON_PAPER], self.filters
        numbered_lists(self.desk, calls, filters.words or say("All customers"), filters.filters().worker)

    def _turn(self) -> None:
        self.refresh()
        self.focus_first()

    def _take_list(self, *, first: bool = False) -> None:
        part = self.filters.filters()
        found = self.desk.attempt(lambda: self.desk.session.calls.list(part, SHARE))
        calls = found.calls if found is not None else ()
        self._calls = {call.customer.id: call for call in calls}
        self._tell_progress(found.total if found is not None else 0)
        nobody = self._nobody if self.desk.session.contacts is not None else self._no_data
        self._pane.setCurrentWidget(self.next if calls else nobody)
        items = [
            Item(call.customer.id, call.customer.name, call.reason, money(call.value) if call.value else "")
            for call in calls
        ]
        if first:
            self.list.blockSignals(True)
            self.list.setCurrentRow(-1)
            self.list.blockSignals(False)
        self.list.take(items)

    def _bring(self, customer: object) -> None:
        call = self._calls.get(str(customer)) if customer is not None else None
        if call is None or (self._call is not None and self._call == call):
            return
        self._call = call
        region, now = self.desk.region, self.desk.clock.now()
        others = [channel for channel in call.customer.callable_channels if channel.value != call.channel.value]
        self.next.show_call(
            NextFacts(
                call.customer.name,
                about(call.customer),
                self._why(call),
                shown(call.channel, region),
                tel_link(call.channel.value),
                trust_in(call.channel, now),
                tuple(channel_pairs((call.channel, *others), region, to_call=True)),
            )
        )
        call_entry.restore(self.desk, call.customer.id, self.next.pad)
        self._read_script()

    def _read_script(self) -> None:
        place = self.next.scripts.currentIndex()
        if self._call is None or not 0 <= place < len(self._scripts):
            return
        session, customer = self.desk.session, self._call.customer
        page = self.desk.attempt(lambda: session.customers.page(customer.id))
        if page is not None:
            words = filled(
                self._scripts[place],
                customer,
                page.promises,
                staff=session.user,
                site=session.site,
                now=self.desk.clock.now(),
                call_back=str(session.policy.get("call_back") or ""),
            )
            self.next.show_script(without_title(words))

    def _tell_progress(self, left: int) -> None:
        now, user = self.desk.clock.now(), self.desk.session.user
        logged = self.desk.session.journal.value_of(PaceProjection()).get(user, ())
        times = [at for at in (moment_of(each, now.tzinfo) for each in logged) if at is not None]
        today = [at for at in times if at.astimezone(now.tzinfo).date() == now.date()]
        self.progress.setText(progress_words(len(today), left, seconds_each(today)))

    @staticmethod
    def _why(call: Call) -> str:
        tried = say(" · tried {count} times", count=call.tried) if call.tried > 1 else ""
        return f"{call.reason}{tried or (say(' · tried once') if call.tried else '')}"

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: in a narrow window the list gives way to the number."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        share = LIST_SHARE if self.desk.look.percent <= SIDE_BY_SIDE else LIST_SHARE_LARGE
        self._left.setFixedWidth(min(self.desk.look.px(230) + 100, round(self.width() * share)))
