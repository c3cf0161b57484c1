"""The promises: what is due, whose it is, what is overdue, what was promised twice."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.basics import button, columns, holder, line, rows, set_tone, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.times import when_written
from continuity_app.outage.promise_board import Board, board
from continuity_app.outage.promises import Promise, PromiseOrigin
from continuity_app.outage.promises_compared import compare
from continuity_app.outage.shares import same_worker
from continuity_app.words import say


class PromisesTab(QFrame):
    """The due board."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._board: Board | None = None
        self._names: dict[str, str] = {}
        self.setObjectName("promises_tab")
        self.setProperty("role", "panel")
        self.title = text("", "heading", "promises_title", wrap=True)
        self.which = QComboBox()
        self.which.setObjectName("promises_which")
        self.which.setAccessibleName(say("Which promises"))
        for words, kind in (
            (say("Open promises"), "open"),
            (say("Overdue"), "overdue"),
            (say("Mine to keep"), "mine"),
            (say("Promised twice, to be settled"), "twice"),
            (say("Told apart"), "apart"),
            (say("Kept ones too"), "all"),
        ):
            self.which.addItem(words, kind)
        self.which.activated.connect(lambda _: self._show())
        self.central = QCheckBox(say("Those from before the outage too"))
        self.central.setObjectName("promises_central")
        self.central.toggled.connect(lambda _: self.refresh())
        self.table = Table(
            [
                Column(say("Due")),
                Column(say("State")),
                Column(say("Customer"), stretch=True),
                Column(say("What"), stretch=True),
                Column(say("Owner")),
                Column(say("Number")),
            ],
            desk.look,
            name="promises_table",
            says=say("Promises by due time"),
        )
        self.note = line_entry(hint=say("car was lent"))
        self.owner = line_entry(hint="dora")
        self._owner = Field(say("Who keeps it from now on"), self.owner, name="promises_owner")
        self._note = Field(say("How it was settled"), self.note, name="promises_note")
        self.differ = button("", "promises_differ", self.tell_apart, key="Alt+I")
        self.table.opened.connect(self._open_customer)
        self.note.returnPressed.connect(self.keep)
        self.owner.returnPressed.connect(self.give)
        self._lay_out()

    def refresh(self) -> None:
        """Reads the promises anew."""
        session, now = self._desk.session, self._desk.clock.now()
        self._board = self._desk.attempt(
            lambda: board(session.contacts, session.journal, now, central=self.central.isChecked())
        )
        if self._board is not None:
            customers = session.customers.get_many({each.customer for each in self._board.promises})
            self._names = {customer: found.name for customer, found in customers.items()}
            self._show()

    def focus_first(self) -> None:
        """Puts the focus on the board."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Notes that the chosen promise was kept or settled."""
        chosen = self._chosen()
        if chosen is not None:
            note = self.note.text().strip()
            self._save(lambda: self._desk.session.promises.keep(chosen, note), say("Saved: the promise is settled."))

    def give(self) -> None:
        """Gives the chosen promise to another person."""
        chosen, person = self._chosen(), self.owner.text().strip()
        self._owner.tell("" if person else say("Name who keeps it."))
        if chosen is not None and person:
            words = say("{person} keeps the promise from now on.", person=person)
            self._save(lambda: self._desk.session.promises.give(chosen, person), words)

    def settle(self) -> None:
        """Of what was promised twice the chosen one counts; the others of its group are its duplicates."""
        chosen = self._chosen()
        group = next((g for g in self._twins() if any(each.promise == chosen for each in g)), ())
        if chosen is None or not group:
            self._note.tell(say("Choose a promise that was made twice."))
            return
        self._note.tell("")
        others, note = [each.promise for each in group if each.promise != chosen], self.note.text().strip()

        def act() -> None:
            for other in others:
                self._desk.session.promises.keep(other, note, chosen)

        self._save(act, say("Settled: the chosen one counts, {count} are its duplicates.", count=len(others)))

    def tell_apart(self) -> None:
        """The chosen promise and the others of its group are different ones; where they were told apart: no longer."""
        chosen, whole = self._chosen(), self._board
        again = self.which.currentData() == "apart"
        groups = () if whole is None else whole.apart if again else whole.duplicates
        group = next((g for g in groups if any(each.promise == chosen for each in g)), ())
        self._note.tell("" if group else say("Choose a promise that was made twice."))
        if group:
            numbers = [each.promise for each in group]
            told = (
                say("Saved: they may be the same after all.") if again else say("Saved: they are different promises.")
            )
            self._save(lambda: compare(self._desk.session.journal, numbers, different=not again), told)

    def print_list(self) -> None:
        """Previews what is listed."""
        from continuity_app.paper.listing import Cell as Wide  # noqa: PLC0415 - reportlab is loaded at the first print
        from continuity_app.paper.listing import Column as Wall  # noqa: PLC0415
        from continuity_app.paper.listing import draw_table  # noqa: PLC0415

        walls = [
            Wall(say("Due"), 1.3, Wide.STRONG),
            Wall(say("Customer"), 2.0),
            Wall(say("What"), 3.0),
            Wall(say("Owner"), 1.0),
            Wall(say("Kept, or until when"), 2.0, Wide.WRITE),
        ]
        now = self._desk.clock.now()
        lines = [
            (when_written(each.due, now), self._names.get(each.customer, each.customer), each.what, each.owner, "")
            for each in self._shown()
        ]
        title, about = say("Promises"), self.which.currentText()
        data = self._desk.attempt(
            lambda: draw_table(title, about, walls, lines, context_of(self._desk), landscape=True)
        )
        if data is not None:
            self._desk.show_paper(title, data, "promises.pdf")

    def _chosen(self) -> str | None:
        found = self.table.current()
        return str(found) if found is not None else None

    def _save(self, act: Callable[[], object], sentence: str) -> None:
        def done() -> bool:
            act()
            return True

        if self._desk.save(done, sentence):
            self.note.clear()
            self.owner.clear()
            self.focus_first()

    def _twins(self) -> tuple[tuple[Promise, ...], ...]:
        return self._board.duplicates if self._board is not None else ()

    def _shown(self) -> list[Promise]:
        whole = self._board
        if whole is None:
            return []
        user, opened = self._desk.session.user, [each for each in whole.promises if each.open]
        listed: dict[str, list[Promise]] = {
            "open": opened,
            "overdue": list(whole.overdue),
            "mine": [each for each in opened if same_worker(each.owner, user)],
            "twice": [each for group in whole.duplicates for each in group],
            "apart": [each for group in whole.apart for each in group],
            "all": list(whole.promises),
        }
        return listed[str(self.which.currentData())]

    def _show(self) -> None:
        whole = self._board
        if whole is None:
            return
        open_ones = sum(each.open for each in whole.promises)
        told = [
            say("{count} open", count=open_ones),
            say("{count} overdue", count=len(whole.overdue)),
            say("{count} kept", count=sum(not each.open and not each.duplicate_of for each in whole.promises)),
        ]
        if whole.duplicates:
            told.append(say("▲ {count} customers were promised something twice", count=len(whole.duplicates)))
        self.title.setText(" · ".join(told) if whole.promises else say("Nothing was promised yet"))
        set_tone(self.title, "caution" if whole.overdue or whole.duplicates else "plain")
        apart = self.which.currentData() == "apart"
        words = say("Maybe the same after all") if apart else say("They are different promises")
        self.differ.setText(f"{words}  Alt I")
        twice = {each.promise for group in whole.duplicates for each in group}
        self.table.take([self._row(each, twice=each.promise in twice) for each in self._shown()])

    def _row(self, each: Promise, *, twice: bool) -> Row:
        now = self._desk.clock.now()
        if not each.open:
            state = Cell(say("duplicate") if each.duplicate_of else say("✓ kept"), "good")
        elif each.overdue(now):
            state = Cell(say("✕ overdue"), "broken")
        else:
            state = Cell(say("▲ twice"), "caution") if twice else Cell(say("open"))
        before = say(" (before the outage)") if each.origin is PromiseOrigin.CENTRAL else ""
        return Row(
            each.promise,
            (
                Cell(when_written(each.due, now) if each.due else say("no time"), bold=True),
                state,
                self._names.get(each.customer, each.customer),
                f"{each.what}{before}",
                each.owner,
                Cell(each.promise, "soft"),
            ),
        )

    def _open_customer(self, promise: object) -> None:
        found = next((each for each in self._shown() if each.promise == promise), None)
        if found is not None:
            self._desk.go("find", customer=found.customer)

    def _lay_out(self) -> None:
        head = rows(
            self.title,
            columns(self.which, self.central, 1, gap=16),
            self.table,
            text(say("Enter opens the customer"), "small"),
            margins=(26, 14, 26, 8),
            gap=8,
        )
        acts = rows(
            columns(rows(self._note, 1), rows(self._owner, 1), gap=16),
            Flow(
                button(say("Kept"), "promises_keep", self.keep, key="Alt+K", role="main"),
                button(say("Give it to"), "promises_give", self.give, key="Alt+G"),
                button(say("This one counts, the other was the same"), "promises_settle", self.settle, key="Alt+U"),
                self.differ,
                button(say("Print   Ctrl P"), "promises_print", self.print_list),
                gap=8,
            ),
            margins=(26, 10, 26, 12),
        )
        whole = rows(holder(head, "panel"), line(), holder(acts, "panel"), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
