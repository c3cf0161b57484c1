"""Who calls whom, and call lists on numbered paper: given out, and taken back once they are scanned or typed in."""

from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, frame, holder, rows, scrolling, section, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Column, Row, Table, fitted
from continuity_app.desktop.widgets.work_shares import WorkShares
from continuity_app.words import say

MOST_ROWS = 12


class SharesTab(QFrame):
    """The call list divided, handed over, and on paper."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("shares_tab")
        self.setProperty("role", "panel")
        self.shares = WorkShares(desk, lambda: desk.session.call_shares, desk.session.calls.shares, name="call")
        self.serial = line_entry(hint="7K3-0143-5")
        self.serial.returnPressed.connect(self.take)
        self._serial = Field(say("A printed list that was scanned or typed in: its number"), self.serial, name="take")
        self.left = Table(
            [Column(say("Line")), Column(say("What a person must look at"), stretch=True)],
            desk.look,
            name="take_left",
            says=say("Lines that need a person"),
        )
        self.left.hide()
        inside = frame("panel")
        inside.setLayout(
            rows(
                holder(section(say("Who calls whom"))),
                self.shares,
                holder(section(say("Call lists on paper"))),
                text(
                    say(
                        "Numbered lists are printed under Call list (Alt G). Each line counts once, whoever takes it "
                        "down, on whichever laptop."
                    ),
                    "soft",
                    wrap=True,
                ),
                self._serial,
                Flow(button(say("Log its calls"), "take_go", self.take, key="Alt+L"), gap=8),
                self.left,
                1,
                margins=(26, 14, 26, 14),
                gap=10,
            )
        )
        self.setLayout(rows(scrolling(inside, "shares_scroll")))

    def refresh(self) -> None:
        """Counts the shares anew."""
        self.shares.refresh()

    def focus_first(self) -> None:
        """Puts the cursor into the names."""
        self.shares.focus_first()

    def take(self) -> None:
        """Logs the calls of a printed list."""
        desk, typed = self._desk, self.serial.text().strip()
        self._serial.tell("" if typed else say("Type the number of the list."))
        if not typed:
            return
        taken = desk.save(lambda: desk.session.paper_calls.take(typed))
        if taken is None:
            return
        self.serial.clear()
        desk.told.emit(say("{logged} calls logged, {known} known before.", logged=taken.logged, known=taken.known))
        self.left.take([Row(each["row"], (str(each["row"]), str(each["problem"]))) for each in taken.left])
        fitted(self.left, MOST_ROWS, desk.look)
        self.left.setVisible(bool(taken.left))
