"""The find room: results as one types, the customer's page, and what one does there."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from continuity_app.desktop.desk import Desk, Draft, Room
from continuity_app.desktop.find import deeds, facts
from continuity_app.desktop.find.actions import CustomerPanel, FormPanel, NumberPanel, Panel, PromisePanel
from continuity_app.desktop.find.call_panel import CallPanel
from continuity_app.desktop.find.page import Action, CustomerView
from continuity_app.desktop.find.results import Results, card_of
from continuity_app.desktop.widgets import call_entry
from continuity_app.desktop.widgets.basics import button, columns, holder, line, rows, text, upright
from continuity_app.desktop.widgets.field import line_entry
from continuity_app.desktop.widgets.states import empty_state
from continuity_app.desktop.widgets.times import count
from continuity_app.words import say

LIMIT = 50
LIST_SHARE = 0.42
"""The list takes no more of the width than this."""
MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


class FindRoom(Room):
    """Who is this, and how do I reach them?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "find", say("Find"))
        self.customer = ""
        self.search = line_entry(hint=say("Name, any digits of a number, plate, VIN, policy, or e-mail"))
        self.search.setObjectName("find_search")
        self.search.setProperty("role", "search")
        self.search.setAccessibleName(say("Search for a customer"))
        self.search.setMaxLength(200)
        self.search.installEventFilter(self)
        self.counted = text("", "small", "find_count")
        self.results = Results(desk.look)
        self.view = CustomerView(self._actions(), desk.look)
        self._panels()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._lay_out()
        self._soon.timeout.connect(self.find_now)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.results.chosen.connect(self.show_customer)
        self.results.opened.connect(self._to_page)
        self.results.typed.connect(self._type_on)
        self.view.other_asked.connect(self.show_customer)
        desk.look.changed.connect(self._fit)
        self._fit()
        self.find_now()

    def refresh(self) -> None:
        """The customers shown, in the list and on the page, may have changed."""
        query, region, now = self.search.text().strip(), self.desk.region, self.desk.clock.now()
        again = self.desk.attempt(lambda: self.desk.session.customers.find(query, LIMIT)) if query else None
        if again is not None:
            self.results.renew({found.customer.id: card_of(found, query, region, now) for found in again.customers})
        if self.customer:
            self.show_customer(self.customer)

    def focus_first(self) -> None:
        """Puts the cursor into the search box, its words chosen."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_subject(self, **subject: Any) -> None:
        """Shows the page of a customer from another room."""
        if customer := subject.get("customer"):
            self.search.setText(subject.get("query", ""))
            self._soon.stop()
            self.find_now()
            self.show_customer(str(customer))

    def end(self) -> None:
        """No search is due any more."""
        self._soon.stop()

    def draft(self) -> Draft | None:
        """What is being typed about a call."""
        if self._pane.currentWidget() is not self.call or not self.call.pad.touched:
            return None
        return call_entry.draft_of(self.customer, self.call.pad)

    def find_now(self) -> None:
        """Finds what stands in the search box."""
        query = self.search.text().strip()
        if not query:
            self._show_nothing_typed()
            return
        answer = self.desk.attempt(lambda: self.desk.session.customers.find(query, LIMIT))
        if answer is None:
            return
        now, region = self.desk.clock.now(), self.desk.region
        self.results.take([card_of(found, query, region, now) for found in answer.customers])
        shown = len(answer.customers)
        whole = facts.customers_in(self.desk.session)
        self.counted.setText(
            say("{shown} of {whole} customers", shown=count(answer.total), whole=count(whole))
            if answer.total <= shown
            else say("best {shown} of {total} found", shown=count(shown), total=count(answer.total))
        )
        if not answer.customers:
            self.customer = ""
            self._pane.setCurrentWidget(self._nobody if self.desk.session.contacts is not None else self._no_data)

    def show_customer(self, customer: str) -> None:
        """Shows a customer's page; a panel that is open for the same customer stays."""
        page = self.desk.attempt(lambda: self.desk.session.customers.page(customer))
        if page is None:
            return
        same = customer == self.customer
        self.customer = customer
        self.view.show_facts(facts.page_facts(self.desk, page, self.search.text().strip()))
        if not (same and isinstance(self._pane.currentWidget(), Panel)):
            self._pane.setCurrentWidget(self.view)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: the search box's arrows move in the results, Enter opens the page, Esc clears."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in MOVES:
                self.results.step(MOVES[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._soon.stop()
                self.find_now()
                self._to_page()
                return True
            if key == Qt.Key.Key_Escape:
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def open_panel(self, panel: Panel) -> None:
        """Opens a panel in place of the page."""
        panel.tell_customer(self.view.name.text())
        self._pane.setCurrentWidget(panel)
        panel.focus_first()

    def close_panel(self) -> None:
        """Back to the page."""
        self._pane.setCurrentWidget(self.view if self.customer else self._welcome)
        (self.view if self.customer else self.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def _actions(self) -> tuple[Action, ...]:
        return (
            Action("L", say("Log a call"), "log_call", lambda: deeds.log_call(self)),
            Action("F", say("Fill a form"), "fill", lambda: deeds.choose_form(self, self.filling)),
            Action("P", say("Print a form"), "print", lambda: deeds.choose_form(self, self.printing)),
            Action("N", say("Correct a number"), "correct", lambda: deeds.correct(self)),
            Action("R", say("New promise"), "promise", lambda: deeds.promise(self)),
            Action("D", say("Card on paper"), "card", lambda: deeds.print_card(self)),
        )

    def _panels(self) -> None:
        self.call = CallPanel(self.desk)
        self.number = NumberPanel()
        self.promising = PromisePanel(lambda: self.desk.manner)
        self.filling = FormPanel(say("Fill a form"), say("Fill it"), name="fill_form")
        self.printing = FormPanel(say("Print a form, pre-filled"), say("Print"), name="print_form")
        self.adding = CustomerPanel()
        for panel, act in (
            (self.call, deeds.save_call),
            (self.number, deeds.save_number),
            (self.promising, deeds.save_promise),
            (self.filling, deeds.fill),
            (self.printing, deeds.print_form),
            (self.adding, deeds.save_customer),
        ):
            panel.closed.connect(self.close_panel)
            panel.accepted.connect(lambda act=act: act(self))

    def _lay_out(self) -> None:
        add = button(say("Add a customer"), "find_add", lambda: deeds.add_customer(self), key="Alt+A")
        add_unknown = button(say("Add a customer"), "find_add_unknown", lambda: deeds.add_customer(self), key="Alt+A")
        self._welcome = empty_state(
            say("Who is it?"),
            say(
                "Type a part of the name, any digits of a phone number, a plate, VIN or policy, or a part of an e-mail "
                "address. Arrows choose, Enter opens the page."
            ),
            name="find_welcome",
        )
        self._nobody = empty_state(
            say("Nobody found"),
            say("Try fewer words or other digits. Somebody who is not in the kit can be added and served as well."),
            add,
            name="find_nobody",
        )
        self._no_data = empty_state(
            say("No customer data on this laptop yet"),
            say(
                "Drop a snapshot from IT on this window, or open Kit (Ctrl 8). Until then only customers added here "
                "are found; forms and paper work without it."
            ),
            add_unknown,
            name="find_no_data",
        )
        self._pane = QStackedWidget()
        self._pane.setObjectName("find_pane")
        for page in (self._welcome, self._nobody, self._no_data, self.view):
            self._pane.addWidget(page)
        for panel in (self.call, self.number, self.promising, self.filling, self.printing, self.adding):
            self._pane.addWidget(panel)
        top = holder(columns(self.search, self.counted, margins=(18, 14, 18, 12), gap=12), "panel")
        hint = text(say("↑ ↓ choose · Enter open · Esc clear · Ctrl F back here"), "small", "find_hint", wrap=True)
        self._left: QFrame = holder(rows(self.results, hint, margins=(10, 10, 10, 10), gap=4), "ground")
        body = columns(self._left, upright(), self._pane, gap=0)
        body.setStretch(2, 1)
        whole = rows(top, line(), body, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: in a narrow window the list gives way to the page."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._left.setFixedWidth(min(self.desk.look.px(240) + 130, round(self.width() * LIST_SHARE)))

    def _show_nothing_typed(self) -> None:
        self.results.take([])
        self.customer = ""
        whole = facts.customers_in(self.desk.session)
        self.counted.setText(say("{count} customers", count=count(whole)) if whole else "")
        self._pane.setCurrentWidget(self._welcome if self.desk.session.contacts is not None else self._no_data)

    def _to_page(self) -> None:
        if self.customer and self._pane.currentWidget() is self.view:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type_on(self, typed: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.insert(typed)
