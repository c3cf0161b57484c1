"""Who is calling? The words of the day, the number to call back, what to do when the vendor seems to call."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.widgets.basics import button, columns, holder, rows, scrolling, section, selectable, text
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.outage.caller import VENDOR_CHECKS, CallerChecks
from continuity_app.words import say


class Callers(QFrame):
    """The page for the telephone.

    Signals:
        print_asked: the page for the wall behind the counter.
    """

    print_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("callers")
        self.setProperty("role", "panel")
        self.ask = selectable(text("", "figure_small", "caller_ask"))
        self.answer = selectable(text("", "figure_small", "caller_answer"))
        self.number = selectable(text("", "strong", "caller_number", wrap=True))
        self._none = text(
            say("The snapshot holds no key for the words of the day. Ask IT."), "", "caller_none", wrap=True
        )
        self._steps = [text(say(check), "", f"caller_step_{n}", wrap=True) for n, check in enumerate(VENDOR_CHECKS, 1)]
        self.out = button(say("Print for the wall"), "caller_print", self.print_asked.emit, key="Alt+W")
        steps = rows(gap=8)
        for number, step in enumerate(self._steps, 1):
            line = columns(rows(text(str(number), "letter"), 1), step, gap=12)
            line.setStretch(1, 1)
            steps.addLayout(line)
        pair = columns(
            rows(text(say("Who is called asks for"), "label"), self.ask, gap=2),
            rows(text(say("The caller answers"), "label"), self.answer, gap=2),
            1,
            gap=40,
        )
        self._pair = holder(pair)
        inside = holder(
            rows(
                self._none,
                self._pair,
                self.number,
                Flow(self.out, gap=8),
                holder(section(say("A caller claims to be our vendor"))),
                steps,
                1,
                margins=(0, 14, 0, 0),
                gap=12,
            ),
            "panel",
        )
        self.setLayout(rows(scrolling(inside, "caller_scroll")))

    def show_checks(self, checks: CallerChecks | None) -> None:
        """Shows the words of today; None where the snapshot holds no key."""
        for part in (self._pair, self.number, self.out):
            part.setVisible(checks is not None)
        self._none.setVisible(checks is None)
        if checks is None:
            return
        self.ask.setText(checks.pair.ask)
        self.answer.setText(checks.pair.answer)
        self.number.setText(
            say("Our number for calling back: {number}", number=checks.call_back or say("not in this snapshot"))
        )

    def focus_first(self) -> None:
        """Puts the focus on the print button."""
        self.out.setFocus()
