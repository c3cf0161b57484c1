"""One customer of the call list for another person or laptop, whoever's share it is in."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, rows
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.outage.need import Call
from continuity_app.words import say


class GiveAway(QFrame):
    """Folded away until somebody asks for it; the customer is the one in front."""

    def __init__(self, desk: Desk, chosen: Callable[[], Call | None]) -> None:
        super().__init__()
        self._desk, self._chosen = desk, chosen
        self.setObjectName("calls_give")
        self.to = line_entry(hint="ben")
        self._field = Field(say("To whom"), self.to, name="calls_give_to")
        self._field.hide()
        self.to.returnPressed.connect(self.give)
        ask = button(say("Give to…"), "calls_give_ask", self._turn, key="Alt+V")
        self.setLayout(rows(ask, self._field, gap=6))

    def give(self) -> None:
        """Notes who calls the customer from now on."""
        call, person = self._chosen(), self.to.text().strip()
        self._field.tell("" if person else say("Name a user or a laptop."))
        if call is None or not person:
            return
        shares = self._desk.session.call_shares
        known = shares.has_any(person)

        def act() -> bool:
            shares.give([call.customer.id], person)
            return True

        told = say("{name} is called by {person} from now on.", name=call.customer.name, person=person)
        if not known:
            warned = say("Nobody had a share under the name '{person}': see that it is spelt so.", person=person)
            told = f"{told} {warned}"
        if self._desk.save(act, told):
            self.to.clear()
            self._field.hide()

    def _turn(self) -> None:
        self._field.setVisible(self._field.isHidden())
        if not self._field.isHidden():
            self.to.setFocus(Qt.FocusReason.OtherFocusReason)
