"""Customers who may be one and the same: a person decides on each pair, and may take it back."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from continuity_app.contacts.model import Customer
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, rows, text
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.outage.duplicates import Candidate
from continuity_app.outage.links import LinksProjection
from continuity_app.words import say

MOST_ROWS = 8


class Duplicates(QFrame):
    """Pairs to decide on, and all that were decided on: either decision may be taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("duplicates")
        self.about = text("", "soft", "duplicates_about", wrap=True)
        self.table = Table(
            [
                Column(say("One"), stretch=True),
                Column(say("The other"), stretch=True),
                Column(say("The same")),
                Column(say("Decided")),
            ],
            desk.look,
            name="duplicates_table",
            says=say("Pairs of customers who may be one"),
        )
        self._acts = Flow(
            button(say("One and the same"), "duplicates_link", self.link, key="Alt+S"),
            button(say("Different, or not linked after all"), "duplicates_part", self.part, key="Alt+D"),
            gap=8,
        )
        self.table.opened.connect(lambda pair: desk.go("find", customer=pair[0]))
        self.setLayout(rows(self.about, self.table, self._acts, gap=8))

    def refresh(self) -> None:
        """Looks for pairs anew."""
        session = self._desk.session
        pairs = self._desk.attempt(session.duplicates.candidates)
        if pairs is None:
            return
        decided = session.journal.value_of(LinksProjection()).decided
        settled = sorted(decided.items(), key=lambda each: not each[1])
        known = session.customers.get_many({each for pair in decided for each in pair})
        self.table.take(
            [
                *(_open_row(pair) for pair in pairs),
                *(
                    Row(pair, (*(_named(known.get(each), each) for each in pair), "", _decision(same)))
                    for pair, same in settled
                ),
            ]
        )
        fitted(self.table, MOST_ROWS, self._desk.look)
        for part in (self.table, self._acts):
            part.setVisible(bool(pairs or settled))
        self.about.setText(
            say("{count} pairs to decide on. What was entered stays as it was entered.", count=len(pairs))
            if pairs
            else say("No pair waits for a decision.")
        )

    def link(self) -> None:
        """Notes that the chosen pair is one customer."""
        self._decide(self._desk.session.duplicates.link, say("Saved: they are one customer, called and counted once."))

    def part(self) -> None:
        """Notes that the chosen pair is two customers; takes a link back."""
        self._decide(self._desk.session.duplicates.part, say("Saved: they are two customers."))

    def _decide(self, act: Callable[[str, str], None], sentence: str) -> None:
        pair = self.table.current()
        if pair is None:
            return

        def done() -> bool:
            act(pair[0], pair[1])
            return True

        self._desk.save(done, sentence)


def _decision(same: bool) -> Cell:
    return Cell(say("✓ linked"), "good") if same else Cell(say("≠ two"), "soft")


def _open_row(pair: Candidate) -> Row:
    same = {"phone": say("phone"), "email": say("e-mail"), "asset": say("asset"), "name": say("name")}
    told = ", ".join(same.get(each, each) for each in pair.same)
    cells = (_named(pair.one, pair.one.id), _named(pair.other, pair.other.id), told, Cell(say("▲ open"), "caution"))
    return Row((pair.one.id, pair.other.id), cells)


def _named(customer: Customer | None, customer_id: str) -> str:
    return say("{name} · {id}", name=customer.name, id=customer_id) if customer is not None else customer_id
