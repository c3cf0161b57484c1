"""Who is calling? The words of the day, the number to call back, what to do when the vendor seems to call."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.basics import button, columns, holder, rows, scrolling, section, selectable, text
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.outage.caller import VENDOR_CHECKS, CallerChecks, caller_checks
from continuity_app.words import say

LOOKED_AGAIN = 20_000
"""Milliseconds: the words change at midnight, also on a screen that nobody touches."""


class Callers(QFrame):
    """The page for the telephone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: CallerChecks | None = None
        self.again = QTimer(self)
        self.again.setInterval(LOOKED_AGAIN)
        self.again.timeout.connect(self.refresh)
        self.setObjectName("callers")
        self.setProperty("role", "panel")
        self.ask = selectable(text("", "figure_small", "caller_ask"))
        self.answer = selectable(text("", "figure_small", "caller_answer"))
        self.number = selectable(text("", "strong", "caller_number", wrap=True))
        self._none = text(
            say("The snapshot holds no key for the words of the day. Ask IT."), "", "caller_none", wrap=True
        )
        self._steps = [text(say(check), "", f"caller_step_{n}", wrap=True) for n, check in enumerate(VENDOR_CHECKS, 1)]
        self.out = button(say("Print for the wall"), "caller_print", self.print_list, key="Alt+W")
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

    def refresh(self) -> None:
        """Shows the words of today, or says that the snapshot holds no key for them."""
        self._shown = checks = self._checks()
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

    def print_list(self) -> None:
        """Previews the page for the wall behind the counter."""
        self.refresh()
        checks = self._shown
        data = self._desk.attempt(lambda: words_pdf(self._desk, checks)) if checks is not None else None
        if data is not None:
            self._desk.show_paper(say("Who is calling?"), data, "words-of-the-day.pdf")

    def stop(self) -> None:
        """Looks at the clock no more."""
        self.again.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: from now on the words of today stand here."""
        super().showEvent(event)
        self.refresh()
        self.again.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: nobody reads them."""
        super().hideEvent(event)
        self.again.stop()

    def _checks(self) -> CallerChecks | None:
        session = self._desk.session
        if not session.policy.get("challenge"):
            return None
        site = session.contacts.facts.site if session.contacts is not None else session.site
        return self._desk.attempt(lambda: caller_checks(session.policy, site, self._desk.clock.now().date()))

    def focus_first(self) -> None:
        """Puts the focus on the print button."""
        self.out.setFocus()


def words_pdf(desk: Desk, checks: CallerChecks) -> bytes:
    """Draws the words of the day for the wall behind the counter."""
    from continuity_app.paper.report import Prose, Section, draw_report  # noqa: PLC0415 - reportlab is loaded at the first print

    facts = [
        (say("We ask"), checks.pair.ask),
        (say("The caller answers"), checks.pair.answer),
        (say("Our number"), checks.call_back or "—"),
    ]
    subtitle = say(
        "Words of {day} for {site}; destroy this page at night", day=checks.pair.day.isoformat(), site=checks.site
    )
    sections = [Section(say("A caller claims to be our vendor"), (Prose(checks.vendor),))]
    return draw_report(say("Who is calling?"), subtitle, sections, context_of(desk), facts=facts).data
